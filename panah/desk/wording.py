"""What is said when something does not go on: calmly, and what happens to the typing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.keeper.errors import KeeperError, KeeperLocked, TooFast

Words = Mapping[str, str | Promise]

FIELDS: Words = {
    "name": _("name"),
    "sex": _("sex"),
    "birth_date": _("birth date"),
    "nationality": _("nationality"),
    "origin_region": _("region"),
    "document": _("document"),
    "iin": _("IIN"),
    "phone": _("telephone"),
    "language": _("language of the paper"),
    "arrived_on": _("day of arrival"),
    "relation": _("relation to the first person"),
    "needs": _("specific needs"),
    "withheld": _("whether the name is withheld"),
    "everything": _("everything, sealed anew"),
}
"""What can be corrected, as a history names it."""

PURPOSES: Words = {
    "interview": _("for the interview"),
    "review": _("to compare two records"),
    "paper": _("for the paper"),
    "correction": _("to correct the record"),
    "request": _("the person asked for it"),
    "protection": _("to protect the person"),
}
"""What an identity was opened or looked for, by the purpose in the journal."""

REASONS: Words = {
    "mistyped": _("it was typed wrongly"),
    "document": _("a document was shown"),
    "told": _("the person says that it is otherwise"),
    "changed": _("it has changed since"),
    "one_person": _("judged to be one person"),
    "two_people": _("judged to be two people"),
    "cannot_tell": _("nobody can tell yet"),
}
"""Why a record was corrected, and what a comparison came to."""


class Problem(Enum):
    """Why something could not be done. Nothing that was typed is lost by any of them."""

    KEEPER_LOCKED = "locked"
    KEEPER_SILENT = "silent"
    TOO_FAST = "too_fast"
    MOVED_ON = "moved_on"

    @property
    def sentence(self) -> str:
        """What is the matter, and what to do."""
        return str(_SENTENCES[self])

    @property
    def about_saving(self) -> str:
        """The same, in the few words that fit beside the desk's number."""
        return str(_IN_SHORT[self])


_SENTENCES = {
    Problem.KEEPER_LOCKED: _(
        "The keeper is locked. You can go on typing; registering is possible once it is open. "
        "Keep this page open: what you typed stays on it."
    ),
    Problem.KEEPER_SILENT: _(
        "The keeper does not answer. You can go on typing; registering is possible once it "
        "answers. Keep this page open: what you typed stays on it."
    ),
    Problem.TOO_FAST: _(
        "This desk has asked very often. Try again in a few minutes; what you typed stays here."
    ),
    Problem.MOVED_ON: _(
        "This number is not at your desk any more, so it was not registered here. "
        "What you typed stays on this page until you close it."
    ),
}
_IN_SHORT = {
    Problem.KEEPER_LOCKED: _("Not saved: the keeper is locked"),
    Problem.KEEPER_SILENT: _("Not saved: the keeper does not answer"),
    Problem.TOO_FAST: _("Not saved: too often, in a moment again"),
    Problem.MOVED_ON: _("Not saved: the number is not at your desk"),
}


def problem_of(error: KeeperError) -> Problem:
    """What to say about an answer that the keeper did not give."""
    if isinstance(error, KeeperLocked):
        return Problem.KEEPER_LOCKED
    return Problem.TOO_FAST if isinstance(error, TooFast) else Problem.KEEPER_SILENT


def said_of(error: KeeperError) -> str:
    """The same for a record that is there already: nothing was opened or changed."""
    return str(_OF_A_RECORD[problem_of(error)])


_OF_A_RECORD = {
    Problem.KEEPER_LOCKED: _(
        "The keeper is locked, so nothing was opened or changed. Try again once it is open."
    ),
    Problem.KEEPER_SILENT: _(
        "The keeper does not answer, so nothing was opened or changed. Try again in a minute."
    ),
    Problem.TOO_FAST: _(
        "You have opened as many identities as an hour allows, and whoever leads the shift is "
        "told. Go on in a while; nothing was changed."
    ),
}
