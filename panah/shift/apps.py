"""Tells Django that this room exists."""

from django.apps import AppConfig


class ShiftConfig(AppConfig):
    name = "panah.shift"
