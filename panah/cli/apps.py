"""Tells Django that this room exists."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "panah.cli"
