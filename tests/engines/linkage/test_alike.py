"""What numbers alone say of two parts of names is what comparing them says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panah.engines.identity import WrittenName
from panah.engines.linkage.alike import (
    ASKED,
    DIFFERENT,
    EQUAL,
    KIND,
    NATIONAL,
    NEAR,
    Alike,
    families,
    half_bits_of,
)
from panah.engines.linkage.forms import Forms
from panah.engines.linkage.hashes import Words
from panah.engines.linkage.parts_made import PART, _others, made_of, part_of, to_spell
from panah.engines.linkage.vocabulary import Texts, folded
from panah.engines.matching import blocking
from panah.engines.matching.names_compared import _match
from panah.engines.matching.parts import Likeness, likeness
from panah.engines.names import Role, canonical

_LISTED = """Азиз Азизҷон Махмуд Махмуджон Дулатов Dulatuly Дулатзода Сұлтан Сұлтанов Саша Александр
Alexandra Микола Николай Николаевич Nicholas Щербаков 5ERBAKOV SHCHERBAKOVA Scherbakoff Лоташу
Лотшау Марина Марин Е Ж Ya Tillakhuz Tillakhuzhaev Степан Степанович Нұрлан Нурланұлы Яна Ульяна
Пятроў Петров Petrova 王 محمد Жан-Поль X"""
WORDS = _LISTED.split()
KINDS = ("family", "given", "patronymic", "full")
parts = st.tuples(st.sampled_from(KINDS), st.sampled_from(WORDS) | st.text(max_size=9))


def _each_by_itself(table):
    """Forms of one part each."""
    parts = np.arange(1, len(table), dtype=np.int32)[:, None]
    rows = np.arange(len(parts), dtype=np.int32)
    return Forms(table, rows, parts, np.arange(len(parts) + 1), rows * 0 + 1, rows < 0)


def _to_spell(table, at):
    return to_spell(table.references[at], table.stems[at], table.skeletons[at])


@settings(max_examples=60, deadline=None)
@given(st.lists(parts, min_size=2, max_size=24))
def test_parts_are_alike_in_numbers_as_they_are_in_letters(listed):
    table, _ = folded([Texts(kind, [text]) for kind, text in listed], processes=1)
    a, b = (side.ravel() for side in np.meshgrid(*[np.arange(1, len(table))] * 2))

    family = families(table)
    for one, other, found in zip(a, b, Alike(_each_by_itself(table)).relation(a, b), strict=True):
        pair = part_of(table.references[one]), part_of(table.references[other])
        alike, cost = likeness(*pair)
        assert (alike, cost) == likeness(*reversed(pair))
        assert (alike, cost) == likeness(*(_to_spell(table, at) for at in (one, other)))
        if (
            found > DIFFERENT
            and pair[0].role is not pair[1].role
            and Role.UNKNOWN not in (pair[0].role, pair[1].role)
        ):
            assert family[one] == family[other]
        if found == DIFFERENT:
            assert _match(*pair, (alike, cost)) is None
        elif found == EQUAL:
            assert alike is Likeness.EQUAL
        elif found == NATIONAL:
            assert alike is Likeness.SPELT_OTHERWISE
        else:
            assert found & KIND in (ASKED, NEAR)
        if found & KIND == NEAR and alike is not Likeness.DIFFERENT:
            assert (alike, cost >= half_bits_of(found) / 2) == (Likeness.ALIKE, True)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=9), max_size=20))
def test_surnames_read_together_are_read_as_one_by_one(texts):
    folds = [token.fold for text in texts for form in _read(text).forms for token in form]
    references = [(fold, int(Role.SURNAME)) for fold in dict.fromkeys(folds)]

    together = made_of(references)
    rows, stems, sounds = _others(references)

    assert (together.stems, together.skeletons) == ("\n".join(stems), "\n".join(sounds))
    for name in PART.names:
        if name not in ("root", "root_d"):  # no surname has an affix of given names
            assert (together.rows[name] == rows[name]).all(), name


def _read(text):
    return canonical(WrittenName(family=text))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["family", "given", "family_latin", "given_latin", "full"]), st.data())
def test_a_text_has_the_parts_that_canonical_gives(kind, data):
    texts = data.draw(st.lists(st.lists(st.sampled_from(WORDS)).map(" ".join) | st.text()))

    table, (found,) = folded([Texts(kind, texts)], processes=1)

    for at, text in enumerate(texts):
        form = next(iter(canonical(WrittenName(**{kind: text})).forms), ())
        places = found.parts[found.begins[at] : found.begins[at + 1]].tolist()
        assert [table.references[place] for place in places] == [(t.fold, t.role) for t in form]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)))
def test_equal_texts_and_only_those_have_equal_numbers(texts):
    numbers = Words(texts).hashed().tolist()

    for text, number in zip(texts, numbers, strict=True):
        for other, its in zip(texts, numbers, strict=True):
            assert (text == other) == (number == its)


@pytest.mark.parametrize("how", ["coarse", "coarser", "coarsest"])
def test_lists_take_the_same_sounds_for_one_as_desks(how):
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    at_the_desk = getattr(blocking, f"_{how.upper()}")

    in_a_list = getattr(Words(letters), how)().codes[:, 0]
    assert [chr(code) for code in in_a_list] == [one.translate(at_the_desk) for one in letters]
