"""What a browser posts from the desk, for tests that need no browser."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from panah.staff.models import StaffMember
from tests.builders import MORNING

ZONE = "P<RUSKRAVTCOVA<<MARIIA<<<<<<<<<<<<<<<<<<<<<<\n7512045673RUS9603149F2906092<<<<<<<<<<<<<<02"


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
