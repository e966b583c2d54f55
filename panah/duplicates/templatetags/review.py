"""Bits, written with their sign."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def bits(amount: float) -> str:
    """`+11.4`, `−1.1`: one decimal, a true minus, the same in every language."""
    return f"{amount:+.1f}".replace("-", "−")
