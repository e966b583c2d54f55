"""Tells Django that this room exists."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "panah.desk"
