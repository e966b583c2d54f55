"""The picture of the day: what is written in it stands clear."""

from __future__ import annotations

from datetime import timedelta

import pytest

from panah.shift.charts import picture
from panah.shift.day import Day, Point
from panah.sites.models import Site
from tests.builders import MORNING

HEADING_FOOT, LETTER_HEIGHT = 53.0, 14.0


@pytest.mark.parametrize("came", [1, 50, 199, 200, 375, 400])
def test_how_many_wait_is_never_written_over_the_heading(came: int) -> None:
    now = MORNING + timedelta(hours=1)
    day = Day(
        begins_at=MORNING,
        ends_at=MORNING + timedelta(hours=9),
        happened=(Point(MORNING, 0, 0, 0), Point(now, came, 0, came)),
        expected=(),
        hours=(),
    )

    written = picture(day, Site(time_zone="Asia/Almaty"), at=now).waiting_label

    assert float(written.y) - LETTER_HEIGHT > HEADING_FOOT
