"""Bits, written with their sign."""

from __future__ import annotations

from django import template

from panah.web.wording import number

register = template.Library()


@register.filter
def bits(amount: float) -> str:
    """`+11.4`, `−1.1`: one decimal, a true minus; `+11,4` in Kazakh and Russian."""
    written = round(amount, 1)
    return ("+" if written >= 0 else "") + number(written)
