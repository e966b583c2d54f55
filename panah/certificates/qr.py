"""The code as a picture: QR at error correction level Q, as an SVG path.

Level Q reads with a quarter of the code damaged; base45 keeps it at version 9, whose modules are
larger than half a millimetre on a side of 34 mm.
"""

from __future__ import annotations

import io

import segno

SIDE_MM = 34.0
LARGEST_VERSION = 10


class CodeTooLarge(ValueError):
    """The text needs a code that would not be read from a creased paper."""


def code_of(text: str) -> segno.QRCode:
    """The code of a token's text.

    Raises:
        CodeTooLarge: it would be above version 10.
    """
    code = segno.make_qr(text, error="q", boost_error=False)
    if int(code.version) > LARGEST_VERSION:
        raise CodeTooLarge(f"{len(text)} characters")
    return code


def svg_of(text: str) -> str:
    """The code as SVG without a quiet zone: the page leaves that white."""
    written = io.BytesIO()
    code_of(text).save(written, kind="svg", border=0, xmldecl=False, svgns=True, nl=False)
    return written.getvalue().decode()
