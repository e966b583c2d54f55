"""Tells Django that this room exists."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "panah.staff"
