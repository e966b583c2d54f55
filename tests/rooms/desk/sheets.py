"""What a browser posts from the desk, for tests that need no browser."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from panah.staff.models import StaffMember
from tests.builders import MORNING

NAME_LINE = "P<RUSKRAVTCOVA<<MARIIA<<<<<<<<<<<<<<<<<<<<<<"
ZONE = f"{NAME_LINE}\n7512045673RUS9603149F2906092<<<<<<<<<<<<<<02"
WRONG = ZONE.replace("75120", "7512O")
GOOD = {
    "p0-family": "Кравцова",
    "p0-given": "Мария",
    "p0-birth_date": "1996",
    "p0-confirmed": "on",
}


def seated(client: Client, clerk: StaffMember, *, desk: int = 1) -> Client:
    """Sign a clerk in and let them sit down."""
    from panah.sites.models import Desk
    from panah.staff.actions import take_seat

    client.force_login(clerk)
    take_seat(clerk, Desk.objects.get(site=clerk.site, number=desk), at=MORNING)
    return client


def form_of(html: str) -> dict[str, Any]:
    """The fields that the page's form would send, as they stand in it."""
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind, name = attributes.get("type", "text"), attributes.get("name")
        if name and (kind not in ("checkbox", "radio") or " checked" in tag):
            fields.setdefault(name, []).append(unescape(attributes.get("value", "")))
    for name, body in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.S
    ):
        fields[name] = [unescape(body)]
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        fields[name] = [chosen.group(1)] if chosen else []
    return fields


class Desk:
    """A clerk's browser without scripts: it posts what stands in the page's form."""

    def __init__(self, client: Client, number: int = 1) -> None:
        self.client = client
        self.number = number
        self.page: Any = None

    def get(self, address: str = "") -> str:
        """Fetch a page, the interview's when no other is named."""
        self.page = self.client.get(address or f"/desk/{self.number}/", follow=True)
        return str(self.page.content.decode())

    def press(self, do: str, **typed: Any) -> str:
        """Fetch the sheet, type, and press a button."""
        return self.send(self.fields() | {"do": do} | typed)

    def again(self, do: str, **typed: Any) -> str:
        """Type on the page that stands there, and press a button."""
        return self.send(form_of(self.page.content.decode()) | {"do": do} | typed)

    def send(self, fields: dict[str, Any], to: str = "") -> str:
        """Post fields, and follow where that leads."""
        self.page = self.client.post(f"/desk/{self.number}/{to}", fields, follow=True)
        return str(self.page.content.decode())

    def fields(self) -> dict[str, Any]:
        """What stands in the form of the interview now."""
        return form_of(self.get())

    def alone(self) -> None:
        """Take away the sheets of the second and third person."""
        self.press("person-3")
        self.again("remove")
        self.press("person-2")
        self.again("remove")
        self.press("person-1")
