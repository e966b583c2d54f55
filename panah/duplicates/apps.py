"""Tells Django that this room exists."""

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "panah.duplicates"
