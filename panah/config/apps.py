"""Tells Django that this room exists."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "panah.config"
