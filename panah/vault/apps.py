"""Tells Django that this room exists."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "panah.vault"
