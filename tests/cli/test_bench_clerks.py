"""Who the clerks of the benchmarks register."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from panah.cli.benches.clerks import born


def test_sixteen_clerks_people_share_a_date_of_birth_no_more_often_than_people_do() -> None:
    turns = [place * 10_007 + turn for place in range(1000, 1016) for turn in range(200)]
    dates = Counter(map(born, turns))

    assert max(dates.values()) == 1
    assert (
        len({datetime.strptime(date, "%d.%m.%Y").year for date in map(born, range(15_120))}) == 45
    )
    assert max(Counter(map(born, range(30_240))).values()) == 2
