"""No centre yet: the link that was printed, and the browser of somebody who answered everything."""

from __future__ import annotations

import hashlib

from django.test import Client

from panah.sites import setting_up
from panah.sites.models import Setup
from tests.walks.centre.moments import NOW

WEEK = [*[["09:00", "18:00"]] * 5, ["10:00", "15:00"], None]
ANSWERS = {
    "centre": {
        "profile": "kz-2022",
        "code": "TRZ",
        "names": {"kk": "Тараз", "ru": "Тараз", "en": "Taraz"},
    },
    "hours": {"time_zone": "Asia/Almaty", "week": WEEK},
    "holidays": {"days": {"2022-10-24": None, "2022-12-31": ["09:00", "14:00"]}},
    "desks": {"count": 7, "languages": ["kk", "ru", "en"], "papers": "printer"},
}


def new() -> dict[str, str]:
    """The link's secret part, and a session that goes on with the setting up."""
    key = setting_up.begin(setting_up.new_link(at=NOW), at=NOW)
    Setup.objects.update(link_hash=hashlib.sha256(b"link").digest(), answers=ANSWERS)
    session = Client().session
    session["setup"] = key
    session.save()
    return {"link": "link", "setup": str(session.session_key)}
