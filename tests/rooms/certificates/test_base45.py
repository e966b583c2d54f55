"""Base45: the examples of RFC 9285, and one spelling for everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.certificates import base45


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
    ],
)
def test_the_examples_of_the_standard(content: bytes, text: str) -> None:
    assert base45.encode(content) == text
    assert base45.decode(text) == content


@given(st.binary())
def test_everything_comes_back(content: bytes) -> None:
    assert base45.decode(base45.encode(content)) == content


@given(st.text(alphabet=base45.ALPHABET))
def test_no_bytes_have_two_spellings(text: str) -> None:
    try:
        content = base45.decode(text)
    except base45.NotBase45:
        return
    assert base45.encode(content) == text


@pytest.mark.parametrize("text", ["GGW", "A", "ABCD", "::", "abc", ":: ", "٣٣٣", "AB\n"])
def test_what_nothing_is_spelt_as_is_refused(text: str) -> None:
    with pytest.raises(base45.NotBase45):
        base45.decode(text)


@given(st.binary(min_size=1))
def test_a_space_never_ends_a_text(content: bytes) -> None:
    assert not base45.encode(content).endswith(" ")
