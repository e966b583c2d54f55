"""P9: whoever steals the blind keys and knows how common every name is names hardly anybody."""

from __future__ import annotations

import csv
import gzip
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import accumulate
from math import sqrt
from pathlib import Path

import pytest

from panah.cli.benches import crowd
from panah.engines.identity import Identity, WrittenName
from panah.engines.matching import KEYS_VERSION, BlockingKey, KeyKind, blocking_keys, prepare
from panah.engines.matching.blocking import NAME_BUCKETS
from panah.keeper import answers, keyfolder
from panah.keeper.keyfolder import Keys

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "names"
"""Lists of real names with counts, where they were laid beside the checkout."""

BUCKETS = {KeyKind.NAMES_OF_THE_DATED, KeyKind.NAMES_OF_THE_UNDATED}

MakeKeys = Callable[[Identity], tuple[BlockingKey, ...]]
Stolen = list[tuple[Identity, set[tuple[int, bytes]]]]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    folder = tmp_path_factory.mktemp("p09") / "keys"
    keyfolder.create(folder)
    opened = keyfolder.load(folder)
    assert opened is not None
    return opened


def drawn_people(count: int, seed: int) -> list[Identity]:
    """People with names as common as in life: of the real lists where they are, invented else."""
    chunks = range(-(-count // crowd.AT_A_TIME))
    people = [identity for chunk in chunks for _, identity in crowd.people(seed, chunk)][:count]
    if not REAL.is_dir():
        return people
    draw = random.Random(seed)
    return [replace(person, name=really_named(person, draw)) for person in people]


def really_named(person: Identity, draw: random.Random) -> WrittenName:
    sex = "f" if person.sex == "F" else "m"
    found = [
        draw.choices(names, cum_weights=counts)[0]
        for names, counts in (listed(f"russian_{what}.csv.gz", sex) for what in LISTS)
    ]
    return replace(person.name, family=found[0], given=found[1])


LISTS = ("surnames", "given_names")


@cache
def listed(file: str, sex: str) -> tuple[list[str], list[int]]:
    with gzip.open(REAL / file, "rt", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["gender"] == sex]
    return [row["text"] for row in rows], list(accumulate(int(row["count"]) for row in rows))


def stolen_database(keys: Keys, people: list[Identity]) -> Stolen:
    """What stands in the tables: kinds and digests, each with its record."""
    stolen: Stolen = []
    for one in people:
        made = answers._blind_keys(keys, answers.blocking_keys(one), KEYS_VERSION)
        stolen.append((one, {(key.kind, key.digest) for key in made if key.stored}))
    return stolen


def texts_of(person: Identity, make_keys: MakeKeys) -> Iterator[tuple[int, str]]:
    for key in make_keys(person):
        if key.stored:
            yield int(key.kind), key.text


def named_by_frequency(stolen: Stolen, known: list[Identity], make_keys: MakeKeys) -> float:
    """The share of people of whom an attacker tells a key's text, most common for most common.

    The attacker has the code, and people drawn from the same names, dates and regions. A bucket
    says nothing by itself: there they guess the surname that is the most common in it.
    """
    expected: defaultdict[int, Counter[str]] = defaultdict(Counter)
    surnames: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for person in known:
        for kind, text in texts_of(person, make_keys):
            expected[kind][text] += 1
            if kind in BUCKETS:
                surnames[text][person.name.family] += 1
    seen: defaultdict[int, Counter[bytes]] = defaultdict(Counter)
    for _, rows in stolen:
        for kind, digest in rows:
            seen[kind][digest] += 1
    guess = {
        (kind, digest): text
        for kind, counts in seen.items()
        for (digest, _), (text, _) in zip(
            counts.most_common(), expected[kind].most_common(), strict=False
        )
    }
    return sum(is_named(person, rows, guess, surnames, make_keys) for person, rows in stolen) / len(
        stolen
    )


def is_named(
    person: Identity,
    rows: set[tuple[int, bytes]],
    guess: dict[tuple[int, bytes], str],
    surnames: dict[str, Counter[str]],
    make_keys: MakeKeys,
) -> bool:
    true = set(texts_of(person, make_keys))
    told = {(kind, guess[kind, digest]) for kind, digest in rows if (kind, digest) in guess}
    for kind, text in told & true:
        likeliest = surnames[text].most_common(1)[0][0] if kind in BUCKETS else ""
        if kind not in BUCKETS or not text.isdigit() or likeliest == person.name.family:
            return True
    return False


def attacked(keys: Keys, people: int, make_keys: MakeKeys = blocking_keys) -> float:
    victims, known = drawn_people(people, seed=11), drawn_people(2 * people, seed=12)
    return named_by_frequency(stolen_database(keys, victims), known, make_keys)


def allowed(people: int) -> float:
    return 1 / sqrt(people) + 0.01


def names_alone(person: Identity) -> tuple[BlockingKey, ...]:
    """The keys that we do not make: each name by itself, and whole."""
    parts = prepare(person).forms[0]
    return tuple(BlockingKey(KeyKind.NAMES_OF_THE_DATED, part.kin) for part in parts)


def test_a_frequency_attack_on_the_blind_keys_names_hardly_anybody(keys: Keys) -> None:
    assert attacked(keys, 2_000) <= allowed(2_000)


@pytest.mark.long
def test_a_frequency_attack_on_many_blind_keys_names_hardly_anybody(keys: Keys) -> None:
    assert attacked(keys, 40_000) <= allowed(40_000)


def test_control_keys_of_names_alone_are_read_by_their_frequency(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "blocking_keys", names_alone)

    assert attacked(keys, 2_000, names_alone) > 3 * allowed(2_000)


def test_hardly_anybody_stands_in_a_bucket_of_fewer_than_twenty() -> None:
    people = drawn_people(40 * NAME_BUCKETS, seed=13)
    buckets = Counter(
        text
        for person in people
        for kind, text in texts_of(person, blocking_keys)
        if kind in BUCKETS
    )
    alone = sum(count for count in buckets.values() if count < 20)

    assert alone / sum(buckets.values()) < 0.05
