"""The code on the paper: small enough to print large."""

from __future__ import annotations

import re

import pytest

from panah.certificates import qr
from tests.rooms.certificates.papers import Signer


@pytest.mark.parametrize("issuer", ["A", "ALA", "KOSTANAY"])
def test_the_code_is_at_most_version_10_at_level_q(issuer: str) -> None:
    code = qr.code_of(Signer().token(issuer=issuer))

    assert code.version <= 10
    assert code.error == "Q"
    assert code.mode == "alphanumeric"


def test_its_modules_are_half_a_millimetre_or_more_on_35_mm_or_less() -> None:
    modules, _ = qr.code_of(Signer().token()).symbol_size(border=0)

    assert qr.SIDE_MM <= 35
    assert qr.SIDE_MM / modules >= 0.5


def test_the_picture_has_the_modules_of_the_code() -> None:
    text = Signer().token()
    matrix = [[bool(module) for module in row] for row in qr.code_of(text).matrix]

    assert _drawn(qr.svg_of(text), len(matrix)) == matrix


def _drawn(svg: str, size: int) -> list[list[bool]]:
    grid = [[False] * size for _ in range(size)]
    x = y = 0
    path = re.search(r' d="([^"]+)"', svg)
    assert path
    for kind, numbers in re.findall(r"([Mmh])([-\d. ]+)", path[1]):
        if kind == "h":
            for column in range(x, x + int(numbers)):
                grid[y][column] = True
            x += int(numbers)
        else:
            right, down = (float(part) for part in numbers.split())
            x, y = (int(right), int(down)) if kind == "M" else (x + int(right), y + int(down))
    return grid


def test_a_text_that_needs_a_larger_code_is_refused() -> None:
    with pytest.raises(qr.CodeTooLarge):
        qr.code_of("A" * 250)
