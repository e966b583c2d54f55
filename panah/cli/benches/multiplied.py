"""A large register out of a small one: its rows again and again, under other numbers.

The small one is registered and sealed as always. What is sealed looks like random bytes to whoever
has no key, so the further rows have random bytes of the same lengths: a backup does not know the
difference. Their journal is the real one: every entry in the tree, the root signed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import count, cycle, islice
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from panah.cli.benches import by_the_database, crowd

if TYPE_CHECKING:
    from django.db.models import Model

AT_A_TIME, BY_HAND = 5_000, 20_000
VALID_DAYS = 90

Rows = list[tuple[Any, ...]]
Tables = dict["type[Model]", tuple[tuple[str, ...], Rows]]


def grow(size: int, *, say: Callable[[str], object]) -> None:
    """Let the register of this data folder have so many people, with papers and a journal."""
    _in_no_hurry_to_the_disk()
    templates, bodies, numbers = _templates(), _bodies(), count(1)
    first = min(size, BY_HAND)
    for done in range(len(templates), first, AT_A_TIME):
        people = range(done, min(done + AT_A_TIME, first))
        _write([_person(templates[n % len(templates)], numbers) for n in people])
    for done in range(len(templates), size, AT_A_TIME):
        told = 2 * (min(done + AT_A_TIME, size) - done)
        _tell(list(islice(cycle(bodies), told)))
    say("the journal is written")
    if size > first:
        by_the_database.multiply(first, size, say=say)


def _templates() -> list[dict[str, Any]]:
    """Everybody in the small register: their sealed row, their keys, their place in a group."""
    from django.apps import apps

    sealed_rows, key_rows = (
        apps.get_model("vault", name)._default_manager for name in ("SealedIdentity", "BlindKey")
    )
    individuals = apps.get_model("desk", "Individual")._default_manager
    keys: dict[str, list[int]] = {}
    for number, kind in key_rows.values_list("identity_id", "kind"):
        keys.setdefault(number, []).append(kind)
    sealed = {row.pk: row for row in sealed_rows.all()}
    found = individuals.select_related("group")
    return [{"sealed": sealed[one.pk], "keys": keys[one.pk], "individual": one} for one in found]


def _person(template: dict[str, Any], numbers: Iterator[int]) -> dict[str, Rows]:
    """The rows of one more person, in a group of their own."""
    sealed, one = template["sealed"], template["individual"]
    number, group = (str(crowd.number_at(next(numbers))) for _ in range(2))
    secrets = (_like(sealed.blob), _like(sealed.wrapped_key))
    versions = (sealed.key_version, sealed.canonical_version)
    day = one.group.registered_on
    valid = day + timedelta(days=VALID_DAYS)
    paper = (os.urandom(8).hex(), one.group.site_id, number, group, one.language or "ru", day)
    return {
        "sealed": [(number, *secrets, *versions, _like(sealed.fingerprint), False, False)],
        "keys": [(number, kind, os.urandom(16)) for kind in template["keys"]],
        "groups": [(group, one.group.site_id, one.group.kind, uuid4(), day)],
        "people": [(number, group, 1, one.language, one.arrived_on)],
        "papers": [(*paper, valid, day, "issued", 1, "")],
    }


def _write(people: Sequence[dict[str, Rows]]) -> None:
    from django.db import transaction

    from panah.web.rows import insert_rows

    with transaction.atomic():
        for part, (model, names) in _models().items():
            insert_rows(model, names, [row for one in people for row in one[part]])


def _models() -> dict[str, tuple[type[Model], tuple[str, ...]]]:
    """Where each part of a person goes, in the order in which the parts rest on each other."""
    from django.apps import apps

    from panah.certificates.models import Certificate
    from panah.desk.models import Individual, RegistrationGroup

    facts = ("key_version", "canonical_version", "fingerprint", "is_withheld", "is_erased")
    paper = ("token_id", "site", "individual", "group", "language", "prepared_on", "valid_until")
    return {
        "sealed": (
            apps.get_model("vault", "SealedIdentity"),
            ("number", "blob", "wrapped_key", *facts),
        ),
        "keys": (apps.get_model("vault", "BlindKey"), ("identity", "kind", "key")),
        "groups": (RegistrationGroup, ("number", "site", "kind", "request_id", "registered_on")),
        "people": (Individual, ("identity", "group", "position", "language", "arrived_on")),
        "papers": (Certificate, (*paper, "issued_on", "status", "position", "revoked_because")),
    }


def _bodies() -> list[bytes]:
    """What the journal tells of a registration, and of a paper, in turn."""
    from panah.journal import queries
    from panah.journal.actions import encode
    from panah.journal.events import RegisterAct, RegisterEvent

    paper = encode(RegisterEvent("ALA", RegisterAct.PAPER_ISSUED, date(2022, 10, 5)))
    told = queries.bodies_of(RegisterAct.REGISTERED)
    return [body for one in told for body in (one, paper)]


def _tell(bodies: Sequence[bytes]) -> None:
    """Give events their places, as the sequencer does, in one large batch."""
    from panah.journal.actions import place_at_once
    from panah.journal.models import Log

    place_at_once(Log.REGISTER, bodies)


def _in_no_hurry_to_the_disk() -> None:
    """What is built can be built again: nobody waits for the disk meanwhile."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET work_mem = '512MB'")
        else:
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -1000000")


def _like(stored: bytes | memoryview) -> bytes:
    """Random bytes, as many as were stored."""
    return os.urandom(len(bytes(stored)))
