"""Codes to scan: the way to a page for whoever does not want to type."""

from __future__ import annotations

from itertools import groupby

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def code_of(view: str, *arguments: str, label: str) -> SafeString:
    """An SVG of the code of one of our pages, to stand in the page itself.

    Args:
        view: name of the page, such as `line:take`.
        arguments: what its address needs.
        label: what the code does, for those who do not see it.
    """
    address = settings.PANAH_PUBLIC_URL.rstrip("/") + reverse(view, args=arguments)
    made = segno.make(address, error="m", micro=False)
    width, _height = made.symbol_size(border=2)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path stroke="#000" d="{2}"/></svg>',
        width,
        label,
        mark_safe(_dark_runs(made, border=2)),  # noqa: S308 - digits and the letters M, h
    )


def _dark_runs(made: segno.QRCode, *, border: int) -> str:
    runs = []
    for y, row in enumerate(made.matrix_iter(border=border)):
        x = 0
        for is_dark, same in groupby(row):
            length = len(list(same))
            if is_dark:
                runs.append(f"M{x} {y}.5h{length}")
            x += length
    return "".join(runs)
