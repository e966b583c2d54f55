"""What the line calls its reasons: of people who are seen sooner, and of times that moved."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.engines.waiting import Reason
from panah.line.models import FastTrack
from panah.line.windows import SEEN_SOONER

REASONS: dict[str, Promise] = {
    FastTrack.SMALL_CHILD: _("A small child is with us"),
    FastTrack.PREGNANCY: _("Pregnancy"),
    FastTrack.ILLNESS: _("Illness"),
    FastTrack.DISABILITY: _("Disability"),
    FastTrack.OLDER_AGE: _("Older age"),
    FastTrack.OTHER: _("Another reason"),
}

MOVED_BECAUSE: dict[str, Promise] = {
    Reason.DESKS_CLOSED: _("fewer desks work now"),
    Reason.DESKS_OPENED: _("more desks work now"),
    Reason.FAST_TRACK_CAME: _("people who are seen sooner have come"),
    Reason.SERVICE_SLOWER: _("the talks at the desks take longer"),
    Reason.SERVICE_FASTER: _("the talks at the desks are shorter"),
    Reason.PEOPLE_LEFT: _("people before you have left the line"),
    Reason.AS_BEFORE: _("the line moves at another pace than we expected"),
    SEEN_SOONER: _("you are seen sooner"),
}
