"""The same centre as a demonstration, with the demonstration's own clock."""

from tests.walks.centre.settings import *  # noqa: F403

PANAH_CLOCK = "panah.demo.clock.now"
