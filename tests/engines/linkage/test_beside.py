"""Two processes at one piece of work."""

from __future__ import annotations

import os
import signal
import time

import pytest

from panah.engines.linkage.beside import CopyEnded, Together, Turns, in_two

HERE = os.getpid()


@pytest.mark.parametrize("processes", [1, 2])
def test_every_turn_is_taken_once_whoever_takes_it(processes):
    turns = Turns(500)

    with Together([lambda: iter(turns)], processes=processes) as together:
        taken = list(together.stage())

    assert sorted(taken) == list(range(500))


def test_no_stage_begins_before_both_have_ended_the_one_before():
    ended = Turns(4)

    def first():
        yield from range(1000)
        time.sleep(0.1 if os.getpid() == HERE else 0.0)
        yield next(iter(ended))

    def second():
        yield from ended

    with Together([first, second], processes=2) as together:
        before, after = list(together.stage()), list(together.stage())

    assert len(before) == 2002
    assert sorted(after) == [2, 3]


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_order(processes):
    found = in_two(lambda number: number * 2, range(50), processes=processes)

    assert found == [number * 2 for number in range(50)]


def test_what_goes_wrong_in_the_copy_goes_wrong_here():
    def fail():
        if os.getpid() != HERE:
            raise OSError(28, "no room")
        yield 1

    with Together([fail], processes=2) as together, pytest.raises(OSError, match="no room"):
        list(together.stage())


def test_a_copy_that_is_killed_is_not_waited_for():
    def killed():
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        yield 1

    with Together([killed], processes=2) as together, pytest.raises(CopyEnded):
        list(together.stage())
