"""What the line calls its reasons, for people who choose one."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.line.models import FastTrack

REASONS: dict[str, Promise] = {
    FastTrack.SMALL_CHILD: _("A small child is with us"),
    FastTrack.PREGNANCY: _("Pregnancy"),
    FastTrack.ILLNESS: _("Illness"),
    FastTrack.DISABILITY: _("Disability"),
    FastTrack.OLDER_AGE: _("Older age"),
    FastTrack.OTHER: _("Another reason"),
}
