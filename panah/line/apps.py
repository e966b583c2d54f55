"""Tells Django that this room exists."""

from django.apps import AppConfig


class LineConfig(AppConfig):
    name = "panah.line"
