"""Derive the table of common names from counts of names and from people by language.

    python tools/derive_frequencies.py DATA > panah/engines/names/tables/frequencies.toml

DATA is a folder with `names/russian_*.csv.gz` (surnames, given names and patronymics with counts)
and `names/people.jsonl.gz` (people with their language). Only classes are written, and only of
names that several people bear: a statistic, from which nobody can be read.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from math import log2
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from panah.engines.identity import WrittenName
from panah.engines.names import Role, canonical
from panah.engines.names.endings import father, surname_stem
from panah.engines.names.letters import folds, skeleton

RAREST = {"surname": 14, "given": 11, "patronymic": 11}
LEAST_COUNT = {"surname": 8, "given": 60, "patronymic": 100}
"""Of the counted names; a rarer one is left out."""
LEAST_PEOPLE = 4
"""Of the people by language."""
SLIP = 200
"""How much more frequent the name is of which another is a slip."""
SHARE_BITS = 2
"""Each language but Russian is taken for one in four of those who come."""
LANGUAGES = ("kk", "ky", "tg", "uz")
HEAD = """\
# How common the common names are. Keys are bits: a name of class 6 is borne by about one person in
# 2**6; whatever is not listed is rare. Surnames are written as skeletons (letters.py), so that one
# entry stands for a name's spellings in every script and for several that sound alike; given names
# as folds, and patronymics by the father's name: they are also the names that are known as such.
#
# Made by tools/derive_frequencies.py from the counts of "russiannames" (Ivan Begtin, BSD-3-Clause)
# and, for Kazakh, Kyrgyz, Tajik and Uzbek, from the labels of tamga-benchmark v1.0 (A. Zhubekov;
# Wikidata, CC0): only names that at least {least} people of one language bear, as if each of these
# languages were a quarter of those who come. Rounded to whole bits.
"""


def main(data: Path) -> None:
    """Print the three tables."""
    print(HEAD.format(least=LEAST_PEOPLE), end="")
    people = by_language(data / "names" / "people.jsonl.gz")
    for kind, file in (
        ("surname", "russian_surnames"),
        ("given", "russian_given_names"),
        ("patronymic", "russian_patronymics"),
    ):
        bits = counted(data / "names" / f"{file}.csv.gz", kind)
        for key, found in people[kind].items():
            bits[key] = min(bits.get(key, found), found)
        print(f"\n[{kind}]\nrare = {RAREST[kind]}")
        print_classes(bits, kind)


def counted(path: Path, kind: str) -> dict[str, float]:
    """Bits of every counted name."""
    counts: Counter[str] = Counter()
    total = 0
    with gzip.open(path, "rt", encoding="utf-8") as source:
        for row in csv.DictReader(source):
            count = int(row["count"])
            total += count
            for folded in folds(row["text"])[:1]:
                counts[key_of(folded, kind)] += count
    if kind == "given":
        for slip in set(slips_of(counts)):
            del counts[slip]
    return {key: -log2(n / total) for key, n in counts.items() if n >= LEAST_COUNT[kind]}


def slips_of(counts: Counter[str]) -> list[str]:
    """Names that are a slip of the pen of a far more frequent one, or a spelling of it."""
    often = [name for name, n in counts.most_common(150) if n >= 1000]
    rare = [name for name, n in counts.items() if n >= LEAST_COUNT["given"]]
    return [
        name
        for name in rare
        for known in often
        if counts[known] > SLIP * counts[name] and Levenshtein.distance(name, known) == 1
    ]


def by_language(path: Path) -> dict[str, dict[str, float]]:
    """Bits of the names that several people of one language bear, by part of the name."""
    people: Counter[str] = Counter()
    counts: dict[str, Counter[tuple[str, str]]] = {kind: Counter() for kind in RAREST}
    for language, name in _people(path):
        people[language] += 1
        for token in set(canonical(WrittenName(full=name)).forms[0]):
            kind = token.role.name.lower()
            if kind in counts and not token.initial:
                key = token.skeleton if token.role is Role.SURNAME else token.stem
                counts[kind][language, key] += 1
    found: dict[str, dict[str, float]] = {kind: {} for kind in RAREST}
    for kind, names in counts.items():
        for (language, key), count in names.items():
            if count >= LEAST_PEOPLE:
                bits = SHARE_BITS - log2(count / people[language])
                found[kind][key] = min(bits, found[kind].get(key, bits))
    return found


def _people(path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as source:
        for line in source:
            person = json.loads(line)
            if person["native_lang"] in LANGUAGES and len(folds(person["native"])) > 1:
                yield person["native_lang"], person["native"]


def key_of(folded: str, kind: str) -> str:
    """Under which key a name is counted."""
    if kind == "surname":
        return skeleton(surname_stem(folded))
    return father(folded) if kind == "patronymic" else folded


def print_classes(bits: dict[str, float], kind: str) -> None:
    """The names by class, wrapped."""
    classes: dict[int, list[str]] = {}
    for key, found in bits.items():
        whole = round(found)
        if kind == "given":  # a rare one is still a name of its own
            whole = min(whole, RAREST[kind])
        elif whole >= RAREST[kind]:
            continue
        if len(key) > 1 and key.isascii():
            classes.setdefault(whole, []).append(key)
    for whole, keys in sorted(classes.items()):
        print(f'{whole} = """')
        print_wrapped(sorted(keys))


def print_wrapped(words: list[str]) -> None:
    """Words in lines of up to a hundred letters, and the quotation marks that end them."""
    line = ""
    for word in words:
        if len(line) + len(word) > 96:
            print(line)
            line = ""
        line = f"{line} {word}".strip()
    print(line + '"""')


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "names" / "people.jsonl.gz").exists():
        sys.exit("python tools/derive_frequencies.py DATA, a folder with names/people.jsonl.gz")
    main(Path(sys.argv[1]))
