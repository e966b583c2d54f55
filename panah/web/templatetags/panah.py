"""Numbers, times and parts, written the same way on every page."""

from __future__ import annotations

from django import template

register = template.Library()
