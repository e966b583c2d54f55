"""What stands on the shift leader's page, as it is read and as it is pressed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.test import Client

TODAY = "/shift/"


def text_of(client: Client, address: str = TODAY, *, language: str = "en") -> str:
    """What a page says, without its tags."""
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return bare(answer.content.decode())


def bare(html: str) -> str:
    """The words of a piece of a page."""
    without_tags = re.sub(r"<[^>]+>", " ", html)
    return re.sub(r"\s+", " ", without_tags.replace("&nbsp;", " "))


@dataclass(frozen=True)
class Waiting:
    """One line of what waits for somebody: what it says, and where it leads."""

    said: str
    leads_to: tuple[str, ...]


def waiting(client: Client) -> dict[str, Waiting]:
    """What waits for somebody, by what it is; `said` has the number first, then what is added."""
    page = client.get(TODAY, headers={"accept-language": "en"}).content.decode()
    part = page[page.index('data-part="waiting"') :]
    rows = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", part[: part.index("</dl>")], re.S)
    found = {}
    for about, told in rows:
        name, _, more = about.partition("<span")
        said = bare(f"{told} <{more}" if more else told).strip()
        found[bare(name).strip()] = Waiting(said, tuple(re.findall(r'href="([^"]*)"', told)))
    return found
