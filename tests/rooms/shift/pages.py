"""What stands on the shift leader's page, as it is read and as it is pressed."""

from __future__ import annotations

import re

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
