"""Sessions as Django keeps them, each read together with whose it is.

A desk asks both at every press: one query brings the session, the account, its centre, and where
they sit.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from functools import cache
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.signals import request_finished
from django.dispatch import receiver
from django.utils import timezone

from panah.sites.models import Desk, Site
from panah.staff.models import Seat, Session, StaffMember
from panah.web.worded import Worded

WITH_SEAT = (
    " JOIN {home} home ON home.code = staff.site_id"
    " LEFT JOIN {seat} seat ON seat.staff_id = staff.id"
    " LEFT JOIN {desk} desk ON desk.id = seat.desk_id"
)
ROWS_OF_MEMBER = ((StaffMember, "staff"), (Site, "home"), (Seat, "seat"), (Desk, "desk"))

_read_last: ContextVar[StaffMember | None] = ContextVar("read_last", default=None)


class SessionStore(db.SessionStore):
    """One session."""

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        """The room's own table, which says whose each is."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to be written, with whoever has signed in."""
        row = cast(Session, super().create_model_instance(data))
        row.member_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row

    def _get_session_from_db(self) -> Any:
        found = _by_key().first([self.session_key]) if self.session_key else []
        if found and found[0].expire_date > timezone.now():
            _read_last.set(seated(found[1:]))
            return found[0]
        _read_last.set(None)
        self._session_key = None
        return None


@receiver(request_finished)
def _forget(**_: Any) -> None:
    _read_last.set(None)  # no other request of this thread is to find it


def member_read_with_session(number: Any) -> StaffMember | None:
    """Whoever was read with the session of this very request; given out once.

    Args:
        number: whom the session is of, by what is signed in it.
    """
    member = _read_last.get()
    _read_last.set(None)
    return member if member and str(member.pk) == str(number) else None


def seated(found: Sequence[Any]) -> StaffMember | None:
    """An account with its centre, seat and desk at hand; rows as `ROWS_OF_MEMBER` names them."""
    member, home, seat, desk = found
    if member is None:
        return None
    kept: StaffMember = member
    kept.site = home
    if seat:
        seat.desk, seat.staff, kept.seat = desk, kept, seat
        if desk.site_id == kept.site_id:
            desk.site = kept.site
    return kept


@cache
def _by_key() -> Worded:
    whose = WITH_SEAT.replace(" JOIN {home}", " LEFT JOIN {home}")
    return Worded(
        [(Session, "session"), *ROWS_OF_MEMBER],
        "FROM {session} session LEFT JOIN {staff} staff ON staff.id = session.member_id"
        f"{whose} WHERE session.session_key = %s",
    )
