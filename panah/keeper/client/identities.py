"""Sealing, comparing and opening identities. For the vault alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from panah.engines.identity import Identity, IndividualNumber
from panah.engines.matching import A_MILLION
from panah.keeper.client.connection import ask
from panah.keeper.values import Comparison, Sealed, unpacked

_PEOPLE_A_FRAME = 250
_OTHERS_A_FRAME = 1000

ToSeal = tuple[IndividualNumber, Identity, bool]
"""Number, identity, and whether it is withheld."""

ToCompare = tuple[Sealed, Sequence[Sealed]]
"""One sealed identity, and the others that it is compared with."""


def seal_many(people: Sequence[ToSeal], *, older: Sequence[int] = ()) -> list[Sealed]:
    """Seal identities and make their blind keys, in the order given.

    Args:
        older: earlier versions of keys by which records are looked for, too.
    """
    sealed: list[Sealed] = []
    for start in range(0, len(people), _PEOPLE_A_FRAME):
        part = people[start : start + _PEOPLE_A_FRAME]
        plain = [[number, identity.to_plain(), withheld] for number, identity, withheld in part]
        told = ask("seal", people=plain, older=list(older))
        sealed += [Sealed.from_plain(one) for one in told]
    return sealed


def renew_many(people: Sequence[Sealed]) -> list[Sealed | None]:
    """The same sealed identities with the stored keys that they would get today.

    None stands for an identity that the keeper cannot open: a withheld one, or one that was
    changed. Nothing but keys comes back.
    """
    renewed: list[Sealed | None] = []
    for start in range(0, len(people), _PEOPLE_A_FRAME):
        part = people[start : start + _PEOPLE_A_FRAME]
        version, told = ask("renew", people=[one.to_plain(with_keys=False) for one in part])
        renewed += [
            None if keys is None else replace(one, keys_version=version, blind_keys=unpacked(keys))
            for one, keys in zip(part, told, strict=True)
        ]
    return renewed


def compare(sealed: Sealed, others: Sequence[Sealed]) -> list[Comparison]:
    """Compare one sealed identity with others, in the order given.

    Raises:
        CannotOpen: one of them was not sealed here for its row, or was changed since.
    """
    return compare_many([(sealed, others)])[0]


def compare_many(
    questions: Sequence[ToCompare], *, among: int = A_MILLION
) -> list[list[Comparison]]:
    """Compare several sealed identities, each with its own others, in as few trips as can be.

    Args:
        among: about how many people are registered.
    """
    found: list[list[Comparison]] = [[] for _ in questions]
    for frame in _frames(questions):
        asked = [_slim(sealed, others) for _, sealed, others in frame]
        answer = ask("compare", pairs=asked, among=among)
        for (place, _, _), comparisons in zip(frame, answer, strict=True):
            found[place] += [Comparison.from_plain(one) for one in comparisons]
    return found


def open_identity(sealed: Sealed, *, purpose: str, by: str) -> Identity:
    """Open one identity. The caller has already committed the journal's entry.

    Args:
        by: an opaque id of the member of staff, on whose hourly quota the opening counts.

    Raises:
        IsWithheld: only custodians together can open it.
        CannotOpen: it was not sealed here for this row, or was changed since.
    """
    answer = ask("open", sealed=sealed.to_plain(), purpose=purpose, who=by)
    return Identity.from_plain(answer)


def seal_draft(draft: bytes, *, session: str, ticket: str) -> bytes:
    """Seal what is typed so far; it opens for the same session and ticket only."""
    sealed: bytes = ask("seal_draft", draft=draft, session=session, ticket=ticket)
    return sealed


def open_draft(sealed: bytes, *, session: str, ticket: str) -> bytes:
    """What was typed.

    Raises:
        CannotOpen: it belongs to another session or ticket, or was changed.
    """
    draft: bytes = ask("open_draft", sealed=sealed, session=session, ticket=ticket)
    return draft


def reference_tags(references: Sequence[str]) -> list[bytes]:
    """Keyed hashes of a sender's own ids for rows: equal for equal ids, 16 bytes each."""
    tags: list[bytes] = []
    for start in range(0, len(references), _OTHERS_A_FRAME):
        tags += ask("tags", references=list(references[start : start + _OTHERS_A_FRAME]))
    return tags


def _frames(
    questions: Sequence[ToCompare],
) -> Iterator[list[tuple[int, Sealed, Sequence[Sealed]]]]:
    """The questions with their places, cut so that no frame holds too many others."""
    frame: list[tuple[int, Sealed, Sequence[Sealed]]] = []
    room = _OTHERS_A_FRAME
    for place, (sealed, others) in enumerate(questions):
        for start in range(0, len(others), _OTHERS_A_FRAME):
            part = others[start : start + _OTHERS_A_FRAME]
            if len(part) > room or len(frame) == _PEOPLE_A_FRAME:
                yield frame
                frame, room = [], _OTHERS_A_FRAME
            frame.append((place, sealed, part))
            room -= len(part)
    if frame:
        yield frame


def _slim(sealed: Sealed, others: Sequence[Sealed]) -> list[Any]:
    """One question for the socket. Blind keys travel only where somebody is withheld."""
    by_keys = [sealed.withheld or other.withheld for other in others]
    return [
        sealed.to_plain(with_keys=any(by_keys)),
        [other.to_plain(with_keys=keys) for other, keys in zip(others, by_keys, strict=True)],
    ]
