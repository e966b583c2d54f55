"""Tells Django that this room exists."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "panah.certificates"
