"""Tells Django that this room exists."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "panah.figures"
