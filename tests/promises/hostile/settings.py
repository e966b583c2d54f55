"""The product's settings, in a morning that stands still."""

from panah.config.settings import *  # noqa: F403

PANAH_CLOCK = "tests.builders.morning"
