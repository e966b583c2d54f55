"""Checkpoints: what is signed is what is read, and nobody else can have signed it."""

from __future__ import annotations

from functools import partial

import pytest

from panah.engines.crypto import public_key_of, sign
from panah.engines.transparency import (
    Checkpoint,
    MalformedNote,
    NotSigned,
    leaf_hash,
    open_note,
    signed_note,
    verifier_key,
)

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
PUBLIC, OTHER_PUBLIC = public_key_of(KEY), public_key_of(OTHER_KEY)
NAME = "centre.example/line"
STATED = Checkpoint(NAME, 41_310, leaf_hash(b"a root"))
NOTE = signed_note(STATED, name=NAME, public_key=PUBLIC, sign=partial(sign, KEY))


def test_a_checkpoint_is_three_lines_and_a_signature() -> None:
    origin, size, root, empty, signature, end = NOTE.split("\n")

    assert (origin, size, empty, end) == (NAME, "41310", "", "")
    assert len(root) == 44
    assert signature.startswith(f"— {NAME} ")


def test_what_was_signed_is_read_back() -> None:
    assert open_note(NOTE, name=NAME, public_keys=[OTHER_PUBLIC, PUBLIC]) == STATED


def test_every_changed_character_of_the_statement_is_refused() -> None:
    body = NOTE.index("\n\n")
    for place in range(body):
        changed = NOTE[:place] + ("x" if NOTE[place] != "x" else "y") + NOTE[place + 1 :]
        with pytest.raises((NotSigned, MalformedNote)):
            open_note(changed, name=NAME, public_keys=[PUBLIC])


def test_another_key_or_another_name_is_not_accepted() -> None:
    with pytest.raises(NotSigned):
        open_note(NOTE, name=NAME, public_keys=[OTHER_PUBLIC])
    with pytest.raises(NotSigned):
        open_note(NOTE, name="other.example", public_keys=[PUBLIC])


def test_a_witness_may_sign_below_without_being_known_here() -> None:
    other = signed_note(
        STATED, name="witness.example", public_key=OTHER_PUBLIC, sign=partial(sign, OTHER_KEY)
    )
    witnessed = NOTE + other.rpartition("\n\n")[2]

    assert open_note(witnessed, name=NAME, public_keys=[PUBLIC]) == STATED
    assert open_note(witnessed, name="witness.example", public_keys=[OTHER_PUBLIC]) == STATED


def test_a_false_signature_of_a_known_key_spoils_the_note() -> None:
    forged = signed_note(STATED, name=NAME, public_key=PUBLIC, sign=partial(sign, OTHER_KEY))

    with pytest.raises(NotSigned):
        open_note(NOTE + forged.rpartition("\n\n")[2], name=NAME, public_keys=[PUBLIC])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        STATED.text(),
        NOTE[:-1],
        NOTE.replace("— ", "- "),
        NOTE.replace(f"— {NAME} ", f"— {NAME} ?"),
        NOTE.replace(f"— {NAME} ", "—  "),
    ],
)
def test_what_is_no_signed_note_is_said_to_be_none(note: str) -> None:
    with pytest.raises(MalformedNote):
        open_note(note, name=NAME, public_keys=[PUBLIC])


@pytest.mark.parametrize(
    "text",
    [
        "origin\n",
        "origin\n5\n",
        "\n5\n" + "A" * 43 + "=\n",
        "origin\n05\n" + "A" * 43 + "=\n",
        "origin\n-5\n" + "A" * 43 + "=\n",
        "origin\n٥\n" + "A" * 43 + "=\n",
        "origin\n" + "9" * 5000 + "\n" + "A" * 43 + "=\n",
        "origin\n5\nAAAA\n",
        "origin\n5\n" + "A" * 43 + "=",
    ],
)
def test_what_is_no_checkpoint_is_said_to_be_none(text: str) -> None:
    with pytest.raises(MalformedNote):
        Checkpoint.parse(text)


def test_further_lines_of_a_checkpoint_are_allowed() -> None:
    assert Checkpoint.parse(STATED.text() + "an extension\n") == STATED


def test_a_verifier_key_is_one_word_that_names_its_key() -> None:
    # The example of C2SP's signed-note: a name, eight hexadecimal digits, the key behind a 01.
    name, hashed, encoded = verifier_key(NAME, PUBLIC).split("+", 2)

    assert (name, len(hashed), encoded[:2]) == (NAME, 8, "AQ")
