"""Sessions in the database as Django keeps them, read by a query that is worded once."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from panah.web.worded import Worded


class SessionStore(db.SessionStore):
    """One session."""

    def _get_session_from_db(self) -> Any:
        found = _by_key().first([self.session_key]) if self.session_key else []
        if found and found[0].expire_date > timezone.now():
            return found[0]
        self._session_key = None
        return None


@cache
def _by_key() -> Worded:
    # Its model is known only once the rooms are.
    model = SessionStore.get_model_class()
    return Worded([(model, "session")], "FROM {session} session WHERE session_key = %s")
