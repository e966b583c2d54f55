"""Fit the weights of names: m- and u-probabilities, and what each exchanged letter costs.

    python tools/fit_weights.py DATA            rewrite weights.toml and spellings.toml
    python tools/fit_weights.py DATA --check    print what would be written

True pairs are people's native and English labels (`names/people.jsonl.gz`) and what clerks wrote of
one person (`names/clerks.jsonl.gz`), but for another surname there: lists of sanctions hold
aliases, for which nobody shows a document. False ones are drawn at random from the same people.
Whoever stands in the labelled pairs (`names/pairs.jsonl.gz`) is left out: those measure.
m and u are shares, drawn towards what reasoning had set by a prior of `PRIOR_PAIRS` pairs.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from math import inf, log2
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from panah.engines.identity import Identity, WrittenName
from panah.engines.matching import Prepared, compare, prepare
from panah.engines.matching.parts import Part
from panah.engines.matching.spelling import Step, steps
from panah.engines.matching.twins import twin_bits

MATCHING = Path(__file__).resolve().parent.parent / "panah" / "engines" / "matching"
ROLES = ("surname", "given", "patronymic", "name_part")
PRIOR = {  # by reasoning, before any data: m of equal, m of different
    "surname": (0.66, 0.045),
    "given": (0.66, 0.012),
    "patronymic": (0.66, 0.008),
    "name_part": (0.66, 0.015),
}
PRIOR_PAIRS = 50
RANDOM_PAIRS = 20_000
LEAST_SEEN = 3
"""Letters are exchanged by rule when they are so often; rarer ones are slips, and cost `other`."""
OTHER_BITS = 11.0
SPELT_ALIKE = 0.6
"""From this share of letters in common two parts of a true pair are taken for one name."""
PERSON = re.compile(r"Q\d+|identity(\d+)")

Pair = tuple[Prepared, Prepared]
Shares = dict[str, tuple[float, str]]


def main(data: Path, *, only_check: bool) -> int:
    """Fit, and write or print."""
    if not (data / "names" / "people.jsonl.gz").exists():
        print(f"{data} has no names/people.jsonl.gz: give the data folder, make weights DATA=...")
        return 2
    true = list(true_pairs(data / "names"))
    false = list(random_pairs(true))
    spellings, weights = spelling_costs(true), name_weights(true, false)
    weights |= {"perhaps_twins.u": share_of_twins(data / "names" / "people.jsonl.gz")}
    written = {"spellings.toml": with_costs(spellings), "weights.toml": with_shares(weights)}
    for name, text in written.items():
        if only_check:
            print(text)
        else:
            (MATCHING / name).write_text(text, encoding="utf-8")
    return 0


def true_pairs(names: Path) -> Iterator[Pair]:
    """Two spellings of one person, both ready to compare."""
    measured = set(_measured(names / "pairs.jsonl.gz"))
    for person in _rows(names / "people.jsonl.gz"):
        if person["qid"] not in measured and person["native_lang"] != "az":
            yield _ready(person["native"]), _ready(person["en"])
    for person in _rows(names / "clerks.jsonl.gz"):
        texts = [variant["text"] for variant in person["variants"]]
        if person["identity_id"] not in measured and person["entity_type"] == "person":
            ready = ((_ready(one), _ready(other)) for one, other in pairwise(texts[:4]))
            yield from (pair for pair in ready if "surname_differs" not in _codes(*pair))


def random_pairs(true: list[Pair]) -> Iterator[Pair]:
    """Two people drawn at random."""
    draw = random.Random(1)  # nosec B311 - the same pairs in every run
    for _ in range(RANDOM_PAIRS):
        (one, _), (_, other) = draw.sample(true, 2)
        yield one, other


def spelling_costs(true: list[Pair]) -> dict[str, dict[str, tuple[float, int]]]:
    """Bits and counts of the letters exchanged or left out between spellings of one name."""
    seen: Counter[Step] = Counter()
    letters: Counter[str] = Counter()
    for one, other in true:
        for a, b in _same_parts(one, other):
            letters.update(a.stem)
            seen.update(step for step, _ in steps(a.stem, b.stem))
    found: dict[str, dict[str, tuple[float, int]]] = {"exchanged": {}, "left_out": {}}
    for (one_letter, other_letter), count in seen.items():
        often = letters[one_letter] + letters[other_letter]
        if count >= LEAST_SEEN and often and (one_letter + other_letter).isascii():
            bits = round(-log2((count + 0.5) / often), 1)
            kind = "exchanged" if one_letter else "left_out"
            found[kind][one_letter + other_letter] = (min(bits, OTHER_BITS), count)
    return found


def name_weights(true: list[Pair], false: list[Pair]) -> Shares:
    """m and u of the findings between names, each with the counts behind it."""
    same, others = _findings(true), _findings(false)
    found: Shares = {}
    for role in ROLES:
        equal, differs = PRIOR[role]
        kinds = ("equal", "spelt_otherwise", "alike", "short_form", "differs")
        whole = sum(same[f"{role}_{kind}"] for kind in kinds)
        for kind in ("equal", "spelt_otherwise", "alike"):  # letters cost what differs
            found[f"{role}_{kind}.m"] = _share(same[f"{role}_equal"], whole, equal)
        found[f"{role}_differs.m"] = _share(same[f"{role}_differs"], whole, differs)
        random_whole = sum(others[f"{role}_{kind}"] for kind in kinds)
        found[f"{role}_differs.u"] = _share(others[f"{role}_differs"], random_whole, 0.97)
    given = sum(same[f"given_{kind}"] for kind in ("equal", "spelt_otherwise", "differs"))
    found["given_short_form.m"] = _share(same["given_short_form"], given, 0.02)
    random_given = sum(others[f"given_{kind}"] for kind in ("equal", "spelt_otherwise", "differs"))
    found["given_short_form.u"] = _share(others["given_short_form"], random_given, 0.004)
    return found


def share_of_twins(people: Path) -> tuple[float, str]:
    """How many people stand there with a twin: one day of birth, one surname, two given names."""
    by_day: defaultdict[str, dict[str, Prepared]] = defaultdict(dict)
    for person in _rows(people):
        day = (person["dob"] or "")[:10]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and not day.endswith("-01-01"):
            by_day[day][person["qid"]] = _ready(person["native"])
    twins = {
        (day, person)
        for day, born in by_day.items()
        for pair in combinations(born, 2)
        if twin_bits(_codes(born[pair[0]], born[pair[1]])) < inf
        for person in pair
    }
    whole = sum(map(len, by_day.values()))
    return round(len(twins) / whole, 4), f"{len(twins)} of {whole:,} people"


def _codes(one: Prepared, other: Prepared) -> list[str]:
    return [reason.code.value for reason in compare(one, other).reasons]


def _findings(pairs: Iterable[Pair]) -> Counter[str]:
    return Counter(
        reason.code.value for one, other in pairs for reason in compare(one, other).reasons
    )


def _share(count: int, whole: int, prior: float) -> tuple[float, str]:
    share = (count + PRIOR_PAIRS * prior) / (whole + PRIOR_PAIRS)
    return round(share, 4), f"{count:,} of {whole:,}"


def _same_parts(one: Prepared, other: Prepared) -> Iterator[tuple[Part, Part]]:
    for a in one.forms[0] if one.forms and other.forms else ():
        b = max(other.forms[0], key=lambda part: _common(a, part))
        if not a.is_initial and _common(a, b) >= SPELT_ALIKE:
            yield a, b


def _common(a: Part, b: Part) -> float:
    return float(Levenshtein.normalized_similarity(a.stem, b.stem))


def _measured(path: Path) -> Iterator[str]:
    for pair in _rows(path):
        for found in PERSON.finditer(pair["source"]):
            yield found.group(1) or found.group()


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as source:
        for line in source:
            yield json.loads(line)


def _ready(name: str) -> Prepared:
    return prepare(Identity(WrittenName(full=name)))


def with_costs(costs: dict[str, dict[str, tuple[float, int]]]) -> str:
    """spellings.toml with other costs; what stands before the tables of letters is kept."""
    head = (MATCHING / "spellings.toml").read_text(encoding="utf-8").split("[exchanged]")[0]
    lines = []
    for kind in ("exchanged", "left_out"):
        lines.append(f"[{kind}]  # bits, and how often it was seen")
        for letters, (bits, count) in sorted(costs[kind].items(), key=lambda found: found[1]):
            lines.append(f"{letters} = {bits:<5} # {count}")
        lines.append("")
    return head + "\n".join(lines)


def with_shares(shares: Shares) -> str:
    """weights.toml with other shares; sections without a fit and all comments above are kept."""
    text = (MATCHING / "weights.toml").read_text(encoding="utf-8")
    for key, (share, counts) in shares.items():
        section, letter = key.split(".")
        pattern = rf"(\[{section}\]\n(?:(?!\[).*\n)*?){letter} = [^\n]*"
        text = re.sub(pattern, rf"\g<1>{letter} = {share:<7} # {counts}", text, count=1)
    return text


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), only_check="--check" in sys.argv))
