"""Noticing the same person twice, and recording what a person decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from panah.duplicates import queries
from panah.duplicates.candidates import NOTHING, Candidate, Screened
from panah.duplicates.models import CandidatePair, Judgement
from panah.engines.identity import IndividualNumber
from panah.journal.actions import record_many
from panah.journal.events import RegisterAct, RegisterEvent
from panah.keeper.values import Comparison, Sealed
from panah.sites.queries import here
from panah.staff.models import StaffMember
from panah.vault import queries as vault

AT_ONCE = 1000

Found = list[list[Candidate]]
Gathered = list[tuple[Sealed, list[Sealed]]]
"""People, each with the stored records that they are compared with."""


class PairAlreadyJudged(Exception):
    """Somebody else decided about this pair in the meantime."""


def screen(sealed: Sealed) -> list[Candidate]:
    """Look for the same person among the registered, before anything is written."""
    return list(screen_many([sealed])[0].alike)


def screen_many(sealed: Sequence[Sealed]) -> list[Screened]:
    """A first look at each of several people, heaviest candidates first; none among themselves."""
    together = tuple(one.number for one in sealed)
    gathered = gather([(one, together) for one in sealed])
    return [
        Screened(frozenset(other.number for other in others), tuple(alike))
        for (_, others), alike in zip(gathered, weigh(gathered), strict=True)
    ]


def look_again(
    number: IndividualNumber, *, at: datetime, apart_from: Sequence[IndividualNumber] = ()
) -> list[CandidatePair]:
    """Look once more after the commit: two desks at one moment notice each other.

    Args:
        apart_from: the others of the same group, who are not each other's duplicates.
    """
    found = look_again_many([(vault.sealed_of(number), tuple(apart_from))], at=at)
    return queries.pairs_of(number) if found[0] else []


def look_again_many(
    people: Sequence[tuple[Sealed, Sequence[IndividualNumber]]], *, at: datetime
) -> Found:
    """Compare people who are stored by now with all others, and keep what is worth a look.

    Args:
        people: each with the others of their own group.

    Returns:
        Candidates for each of them, heaviest first.
    """
    gathered = gather(people)
    found = weigh(gathered)
    keep(gathered, found, at=at)
    return found


def look_at_newcomers(
    people: Sequence[tuple[Sealed, Sequence[IndividualNumber]]],
    screened: Sequence[Screened],
    *,
    at: datetime,
) -> Found:
    """Look again at people just stored: they are compared with whoever came since the first look.

    Args:
        people: each with the others of their own group.
        screened: their first look; what it found is kept, too.

    Returns:
        Candidates for each of them, those of the first look first.
    """
    both = list(zip(people, screened, strict=True))
    gathered = gather([(one, (*others, *first.compared)) for (one, others), first in both])
    found = [
        [*(each for each in first.alike if each.number not in others), *newcomers]
        for ((_, others), first), newcomers in zip(both, weigh(gathered), strict=True)
    ]
    keep(gathered, found, at=at)
    return found


def gather(people: Sequence[tuple[Sealed, Sequence[IndividualNumber]]]) -> Gathered:
    """Read who shares a blind key with these people, apart from the numbers given with each."""
    sharing = vault.numbers_sharing_many([sealed.every_key for sealed, _ in people])
    asked = []
    for (sealed, apart), numbers in zip(people, sharing, strict=True):
        left_out = {sealed.number, *apart}
        asked.append((sealed, [number for number in numbers if number not in left_out]))
    return vault.gather_many(asked)


def weigh(gathered: Gathered) -> Found:
    """Have what was gathered compared. It needs the keeper only, not the database.

    Raises:
        KeeperError: the keeper did not answer; see `panah.keeper.errors`.
    """
    return [_worth_a_look(compared) for compared in vault.weigh_many(gathered)]


def keep(gathered: Gathered, found: Found, *, at: datetime) -> None:
    """Keep the pairs that were found worth a look, for the reviewers of this centre."""
    if not any(found):
        return
    site = here().pk
    pairs = [
        _pair(sealed.number, candidate, site=site, at=at)
        for (sealed, _), candidates in zip(gathered, found, strict=True)
        for candidate in candidates
    ]
    # Both desks of one moment find the same pair: the constraint lets it exist once.
    CandidatePair.objects.bulk_create(pairs, batch_size=AT_ONCE, ignore_conflicts=True)


def decide(
    pair: CandidatePair,
    judgement: Judgement,
    *,
    by: StaffMember,
    at: datetime,
    note: str = "",
) -> None:
    """Record a person's judgement of a pair, and one entry in the journal for each of the two.

    Raises:
        PairAlreadyJudged: another person was quicker; their judgement stands.
    """
    still_open = CandidatePair.objects.filter(
        pk=pair.pk, judgement__in=[Judgement.OPEN, Judgement.CANNOT_TELL]
    )
    with transaction.atomic():
        changed = still_open.update(judgement=judgement, judged_by=by, judged_at=at, note=note)
        if not changed:
            raise PairAlreadyJudged
        _record(pair, judgement, by=by, at=at)


def take_back(number: IndividualNumber, *, by: StaffMember, at: datetime) -> int:
    """Say that a record is nobody else's after all, though it was judged so; return how often.

    Whoever takes a judgement back has judged: two entries in the journal for each pair.
    """
    pairs = [one for one in queries.pairs_of(number) if one.judgement == Judgement.ONE_PERSON]
    judged = CandidatePair.objects.filter(judgement=Judgement.ONE_PERSON)
    taken = 0
    with transaction.atomic():
        for pair in pairs:
            two = judged.filter(pk=pair.pk)
            if two.update(judgement=Judgement.TWO_PEOPLE, judged_by=by, judged_at=at):
                _record(pair, Judgement.TWO_PEOPLE, by=by, at=at)
                taken += 1
    return taken


def forget_undecided(numbers: Sequence[IndividualNumber]) -> None:
    """Delete the pairs of some records about which nobody has decided: what they rested on is gone.

    In the transaction in which the records change. What alike records there are is found anew.
    """
    in_pair = Q(lower__in=numbers) | Q(higher__in=numbers)
    undecided = [Judgement.OPEN, Judgement.CANNOT_TELL]
    CandidatePair.objects.filter(in_pair, judgement__in=undecided).delete()


def _worth_a_look(compared: Sequence[Comparison]) -> list[Candidate]:
    candidates = [Candidate.of(one) for one in compared if one.outcome != NOTHING]
    return sorted(candidates, key=lambda one: -one.weight_bits)


def _record(pair: CandidatePair, judgement: Judgement, *, by: StaffMember, at: datetime) -> None:
    day = by.site.local(at).date()
    judged = RegisterEvent(
        by.site_id, RegisterAct.JUDGED, day, by=str(by.pk), purpose=judgement.value
    )
    record_many([replace(judged, subject=n) for n in (pair.lower_id, pair.higher_id)], at=at)


def _pair(
    number: IndividualNumber, candidate: Candidate, *, site: str, at: datetime
) -> CandidatePair:
    lower, higher = sorted((number, candidate.number))
    return CandidatePair(
        site_id=site,
        lower_id=lower,
        higher_id=higher,
        weight_bits=round(candidate.weight_bits, 2),
        reasons=candidate.plain_reasons(),
        found_at=at,
    )
