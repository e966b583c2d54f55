"""Who asks, read once for each request: the account, its centre, and where they sit."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from panah.staff.kept_sessions import ROWS_OF_MEMBER, WITH_SEAT, member_read_with_session, seated
from panah.staff.models import StaffMember
from panah.web.worded import Worded

_BY_NUMBER = Worded(ROWS_OF_MEMBER, f"FROM {{staff}} staff{WITH_SEAT} WHERE staff.id = %s")


class WithSeat(ModelBackend):
    """Accounts as Django keeps them; centre, seat and desk come along in the same query."""

    def get_user(self, user_id: Any) -> StaffMember | None:
        """The account of a session, as long as it may sign in."""
        member = member_read_with_session(user_id)
        if member is None and (found := _BY_NUMBER.first([user_id])):
            member = seated(found)
        return member if member and member.is_active else None
