"""Tells Django that this room exists."""

from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "panah.sites"
