"""docs/reference/keeper.md says what the code does."""

import re
from pathlib import Path

import pytest

from panah.engines.crypto import Bound, seal, seal_withheld
from panah.keeper import keyfolder
from panah.keeper.answers import OTHERS_AT_ONCE, PEOPLE_AT_ONCE, QUESTIONS
from panah.keeper.client.connection import SOCKET_VARIABLE, TOKEN_VARIABLE
from panah.keeper.errors import ANSWERED, STARTING
from panah.keeper.pace import ASKERS_AT_ONCE, DESK
from panah.keeper.sockets import LONGEST_PATH_BYTES

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "keeper.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "word", [*QUESTIONS, *ANSWERED, *STARTING, SOCKET_VARIABLE, TOKEN_VARIABLE]
)
def test_every_question_code_and_variable_is_described(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_every_file_of_the_key_folder_is_described(key_folder: Path) -> None:
    files = {path.name for path in key_folder.iterdir() if path.is_file()}

    assert {name for name in files if f"| `{name}` |" not in PAGE} == set()
    assert keyfolder.SHARES[0] in PAGE


def test_the_paces_are_those_of_the_page() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d,]+) \| ([\d,]+) \|$", PAGE, re.MULTILINE)
    told = {kind: (_number(burst), _number(hour)) for kind, burst, hour in rows}

    assert told == {kind: (pace.burst, pace.per_hour) for kind, pace in DESK.items()}
    assert f"{ASKERS_AT_ONCE} times as much" in PAGE


def test_the_limits_are_those_of_the_page() -> None:
    assert f"up to {PEOPLE_AT_ONCE} people and {OTHERS_AT_ONCE:,} candidates" in PAGE
    assert f"{LONGEST_PATH_BYTES} bytes" in PAGE


def test_the_sizes_are_those_of_the_page() -> None:
    place = Bound("vault_sealedidentity", "7Q4M2K9DX", "identity", 1)
    sealed = seal(b"x" * 300, bytes(32), place)
    withheld = seal_withheld(b"x" * 300, bytes(31) + b"\x09", place)

    assert f"| a sealed identity | {len(sealed.ciphertext)}," in PAGE
    assert f"| a wrapped data key | {len(sealed.wrapped_key)} |" in PAGE
    assert f"| a withheld identity | {len(withheld)}," in PAGE


def _number(text: str) -> int:
    return int(text.replace(",", ""))
