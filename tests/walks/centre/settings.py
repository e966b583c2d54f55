"""The product's settings, with a clock that stands still and one page that breaks."""

from panah.config.settings import *  # noqa: F403

PANAH_CLOCK = "tests.walks.centre.moments.now"
PANAH_ACCESS = "tests.walks.centre.broken.pages"
ROOT_URLCONF = "tests.walks.centre.broken"
