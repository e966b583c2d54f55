"""A correction while it is being typed: what was opened travels sealed with the page.

So it is known what differs without opening the record a second time, and no page can lie about it.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from django.http import QueryDict
from django.utils.functional import Promise

from panah.desk import retyped
from panah.desk.correcting import Correction, Reason, changed_fields
from panah.desk.forms import NEEDS, PersonForm
from panah.desk.interview import Person
from panah.desk.retyped import Reader
from panah.desk.typed import FIELDS, Sheet, Typed, filled
from panah.engines.identity import IndividualNumber, Relation
from panah.keeper.errors import CannotOpen
from panah.staff.models import StaffMember
from panah.vault import actions as vault
from panah.vault import queries as vaults
from panah.vault.actions import Purpose

NOT_COMPARED = ("zone", "zone_read", "confirmed", "needs", "issuer", "expires_on")
EVERYTHING = ("everything",)


class NotOurPage(ValueError):
    """What came was not sent by a page that this session was given."""


@dataclass(frozen=True, slots=True, repr=False)
class Amending:
    """One record being corrected; `was` is empty where nobody here can read it."""

    number: IndividualNumber
    version: int
    was: str
    typed: Typed

    def before(self, session: str) -> Person | None:
        """The person as they were opened.

        Raises:
            NotOurPage: it was sealed for another session, record or version.
            KeeperError: the keeper does not answer.
        """
        if not self.was:
            return None
        try:
            sealed = urlsafe_b64decode(self.was.encode())
            plain = vault.open_draft(sealed, session=session, ticket=self._place)
        except (NotBase64, CannotOpen):
            raise NotOurPage from None
        return retyped.from_bytes(plain)

    @property
    def _place(self) -> str:
        return f"{self.number}:{self.version}"


@dataclass(frozen=True, slots=True, repr=False)
class Difference:
    """One field that two people filled in differently at the same time."""

    name: str
    label: str | Promise
    mine: str
    theirs: str
    said_mine: str
    said_theirs: str


def begin(
    number: IndividualNumber, *, session: str, reader: Reader, by: StaffMember, at: datetime
) -> Amending:
    """Open a record for correction, on record; a withheld one stays sealed, its sheet is empty.

    Raises:
        IdentityErased, NoSuchIdentity: there is nothing to correct.
        KeeperError: the keeper did not answer, or there were too many openings in an hour.
    """
    version = vaults.version_of(number)  # first: whoever is quicker than the opening is noticed
    try:
        identity = vault.open_identity(number, by=by, purpose=Purpose.CORRECTION, at=at)
    except vault.WithheldIdentity:
        sheet: Sheet = {"withheld": ["on"]}
        return Amending(number, version, "", Typed(uuid4(), "family", 0, (sheet,)))
    person = Person(identity)
    begun = Amending(number, version, "", retyped.typed_again(person, uuid4(), reader=reader))
    sealed = vault.seal_draft(
        retyped.to_bytes(person), session=session, ticket=f"{number}:{version}"
    )
    return replace(begun, was=urlsafe_b64encode(sealed).decode())


def posted(data: QueryDict, number: IndividualNumber) -> Amending:
    """What a page sent.

    Raises:
        ValueError: it is no page of ours.
    """
    typed = replace(Typed.from_post(data), current=0)
    return Amending(number, int(data.get("version", "")), data.get("was", ""), typed)


def correction(amending: Amending, form: PersonForm, reason: Reason, *, session: str) -> Correction:
    """The correction that a valid sheet stands for; it changes nothing if nothing differs.

    Raises:
        NotOurPage, KeeperError: as in `Amending.before`.
    """
    before = amending.before(session)
    is_first = before is not None and before.identity.relation is Relation.FIRST
    person = form.person(is_first=is_first)
    return Correction(
        request_id=amending.typed.request_id,
        number=amending.number,
        person=person,
        version=amending.version,
        reason=reason,
        changed=changed_fields(before, person) if before else EVERYTHING,
        before=before.identity if before else None,
    )


def differences(mine: Sheet, theirs: Sheet, *, form: PersonForm) -> list[Difference]:
    """The fields in which two sheets differ, each with both values."""
    names = [name for name in FIELDS if name not in NOT_COMPARED]
    pairs = ((name, filled(mine, name), filled(theirs, name)) for name in names)
    return [
        Difference(
            name=f"p0-{name}",
            label=form.fields[name].label or "",
            mine=a,
            theirs=b,
            said_mine=_said(form, name, a),
            said_theirs=_said(form, name, b),
        )
        for name, a, b in pairs
        if a != b
    ]


def needs_of(sheet: Sheet) -> list[str]:
    """The needs on a sheet, in words."""
    ticked = sheet.get("needs", ())
    return [str(label) for need, label in NEEDS.items() if need.value in ticked]


def _said(form: PersonForm, name: str, value: str) -> str:
    choices: Mapping[str, object] = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value))
