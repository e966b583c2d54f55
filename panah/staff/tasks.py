"""What the worker does for this room: letting go of what is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from panah.staff import tries
from panah.staff.models import OpenInvitation, Session, SpentChallenge
from panah.staff.passkeys import GOOD_FOR_SECONDS
from panah.web.clock import real_now


def forget_what_is_over(at: datetime) -> None:
    """Delete old tries, answered questions, links and sessions; by the machine's time."""
    del at
    real = real_now()
    tries.forget_old(real)
    answered_before = real - timedelta(seconds=2 * GOOD_FOR_SECONDS)
    SpentChallenge.objects.filter(spent_at__lt=answered_before).delete()
    OpenInvitation.objects.filter(expires_at__lte=real).delete()
    Session.objects.filter(expire_date__lt=real).delete()
