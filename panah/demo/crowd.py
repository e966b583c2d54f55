"""Who comes in which order: parties, the people in them, and what they are going to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from uuid import UUID

from panah.demo.behaviour import Behaviour, draw_behaviour
from panah.demo.people import (
    Home,
    Invented,
    draw_adult,
    draw_child,
    draw_family_stem,
    draw_home,
    draw_sex,
    drawn,
)
from panah.demo.spellings import once_more
from panah.desk.actions import Interview
from panah.desk.models import RegistrationGroup
from panah.engines.identity import Need, Relation, Sex

Kind = RegistrationGroup.Kind
People = tuple[Invented, ...]

COME_AGAIN = 0.03
ENOUGH_TO_COME_AGAIN = 25
YOUNGEST_PARENT = 19


def dice_of(seed: int) -> Random:
    """Dice that fall the same way again for the same seed."""
    return Random(seed)  # noqa: S311 - invented people need no secret chance


@dataclass(frozen=True, slots=True, repr=False)
class Party:
    """People on one number."""

    request_id: UUID
    kind: RegistrationGroup.Kind
    people: People
    behaviour: Behaviour

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.people)

    def interview(self) -> Interview:
        """What they tell at the desk."""
        people = tuple(one.person for one in self.people)
        return Interview(self.request_id, self.kind, people, people[0].identity.language)


@dataclass(slots=True, repr=False)
class Crowd:
    """An endless line of invented parties; the same dice bring the same ones."""

    dice: Random
    met: list[Invented] = field(default_factory=list)

    def next_party(self, *, on: date) -> Party:
        """Whoever comes next, on that day."""
        if len(self.met) >= ENOUGH_TO_COME_AGAIN and self.dice.random() < COME_AGAIN:
            known = self.met.pop(self.dice.randrange(len(self.met)))
            return self._party((once_more(self.dice, known),), Kind.ALONE)
        home, (draw, kind) = draw_home(self.dice, on=on), drawn(self.dice, SHAPES)
        return self._party(draw(self.dice, home), kind)

    def parties_of(self, people: int, *, on: date) -> list[Party]:
        """As many parties as that many people are, or a few people more."""
        found: list[Party] = []
        while sum(party.size for party in found) < people:
            found.append(self.next_party(on=on))
        return found

    def party_of(self, size: int, *, on: date) -> Party:
        """A party of that many: one alone, or friends."""
        home = draw_home(self.dice, on=on)
        people = _alone(self.dice, home) if size == 1 else _friends(self.dice, home, size)
        return self._party(people, Kind.FRIENDS if size > 1 else Kind.ALONE)

    def remember(self, party: Party) -> None:
        """They are registered: one of them may come again."""
        self.met += [one for one in party.people if one.is_adult and not one.person.withheld]

    def _party(self, people: People, kind: RegistrationGroup.Kind) -> Party:
        request_id = UUID(int=self.dice.getrandbits(128), version=4)
        return Party(request_id, kind, people, draw_behaviour(self.dice, people))


def _alone(dice: Random, home: Home) -> People:
    return (draw_adult(dice, home, sex=draw_sex(dice)).as_(Relation.FIRST),)


def _couple(dice: Random, home: Home) -> People:
    stem = draw_family_stem(dice, home)
    sex = draw_sex(dice, men=0.6)
    other = Sex.FEMALE if sex is Sex.MALE and dice.random() < 0.97 else Sex.MALE
    first = draw_adult(dice, home, sex=sex, stem=stem)
    # About a third of couples never took one name.
    partner = draw_adult(dice, home, sex=other, stem=stem if dice.random() < 0.66 else "")
    expecting = (Need.PREGNANT_OR_NURSING,) if other is Sex.FEMALE and dice.random() < 0.06 else ()
    return (first.as_(Relation.FIRST), partner.as_(Relation.PARTNER, *expecting))


def _family(dice: Random, home: Home) -> People:
    stem = draw_family_stem(dice, home)
    parents = (
        draw_adult(dice, home, sex=Sex.MALE, stem=stem).as_(Relation.FIRST),
        draw_adult(dice, home, sex=Sex.FEMALE, stem=stem).as_(Relation.PARTNER),
    )
    return parents + _children(dice, home, stem=stem, of=parents)


def _one_parent(dice: Random, home: Home) -> People:
    stem = draw_family_stem(dice, home)
    parent = draw_adult(dice, home, sex=draw_sex(dice, men=0.2), stem=stem)
    children = _children(dice, home, stem=stem, of=(parent,))
    return (parent.as_(Relation.FIRST, Need.SINGLE_PARENT), *children)


def _children(dice: Random, home: Home, *, stem: str, of: People) -> People:
    count = drawn(dice, {1: 60, 2: 32, 3: 8})
    oldest = min(16, max(0, min(one.age for one in of) - YOUNGEST_PARENT))
    father = next((one.named.given for one in of if one.identity.sex is Sex.MALE), "")
    return tuple(
        draw_child(dice, home, stem=stem, oldest=oldest, father=father) for _ in range(count)
    )


def _few_friends(dice: Random, home: Home) -> People:
    return _friends(dice, home, drawn(dice, {2: 62, 3: 28, 4: 10}))


def _friends(dice: Random, home: Home, count: int) -> People:
    first, *others = (draw_adult(dice, home, sex=draw_sex(dice)) for _ in range(count))
    return (first.as_(Relation.FIRST), *(one.as_(Relation.FRIEND) for one in others))


Shape = tuple[Callable[[Random, Home], People], RegistrationGroup.Kind]
SHAPES: dict[Shape, int] = {
    (_alone, Kind.ALONE): 72,
    (_couple, Kind.FAMILY): 9,
    (_family, Kind.FAMILY): 7,
    (_one_parent, Kind.FAMILY): 2,
    (_few_friends, Kind.FRIENDS): 10,
}
