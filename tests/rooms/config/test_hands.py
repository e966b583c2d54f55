"""Requests are answered by other processes, whole, and by whichever is free."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")

PORCH = """
import asyncio, json, os, socket, sys, threading, time
from types import SimpleNamespace
from panah.config.porch import Porch
from tests.rooms.config.test_porch import Protocol, a_scope

def application(environ, start_response):
    path, form = environ["PATH_INFO"], environ["wsgi.input"].read()
    if path == "/broken/":
        raise ValueError("what somebody typed")
    if path == "/slow/":
        time.sleep(0.3)
    if path == "/dies/":
        os._exit(1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [json.dumps({"process": os.getpid(), "form": len(form), "path": path}).encode()]

port = socket.create_server(("127.0.0.1", 0))
entry = Porch(application, processes=3, news=("/line/", "/now/"), hashing=["/sign-in/"])

async def asked(method, path, form=b""):
    said = Protocol(form)
    headers = {"content_length": str(len(form))} if form else {}
    await entry.__rsgi__(a_scope(method, path, **headers), said)
    return said.status, said.said[2].decode()

async def morning():
    return await asyncio.gather(*(asked(*each) for each in WANTED))
"""


def after_a_morning(wanted: str, then: str) -> subprocess.CompletedProcess[str]:
    """What a process with a porch prints, which asked for these."""
    program = f"{PORCH}\nWANTED = {wanted}\n{then}"
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "panah.config.settings"},
        timeout=120,
    )


def told(wanted: str) -> list[tuple[int, dict[str, Any]]]:
    then = "print(os.getpid()); print(json.dumps(asyncio.run(morning())))"
    done = after_a_morning(wanted, then)
    assert done.returncode == 0, done.stderr
    porch, answers = done.stdout.splitlines()
    return [
        (status, {**(json.loads(said) if said else {}), "porch": int(porch)})
        for status, said in json.loads(answers)
    ]


def test_desks_are_answered_by_every_process_and_a_big_form_arrives_whole() -> None:
    answers = told("[('POST', '/slow/', b'x' * 250_000)] * 5")

    assert {status for status, _ in answers} == {200}
    assert {said["form"] for _, said in answers} == {250_000}
    assert len({said["process"] for _, said in answers}) == 3


def test_news_and_passwords_are_answered_where_no_desk_waits_for_them() -> None:
    answers = told("[('GET', '/line/a/now/'), ('POST', '/sign-in/', b'a=b')]")

    assert [said["process"] for _, said in answers] == [said["porch"] for _, said in answers]


def test_what_breaks_in_another_process_is_an_error_here_and_the_next_is_answered() -> None:
    answers = told("[('GET', '/broken/')] * 2 + [('GET', '/fine/')] * 4")

    assert [status for status, _ in answers] == [500] * 2 + [200] * 4


def test_an_answer_nobody_waits_for_any_more_never_reaches_whoever_asks_next() -> None:
    then = """
async def leaves_then_others_ask():
    first = [asyncio.create_task(asked("GET", "/slow/")) for _ in range(5)]
    await asyncio.sleep(0.1)
    for each in first:
        each.cancel()
    await asyncio.gather(*first, return_exceptions=True)
    return await asyncio.gather(*(asked("GET", f"/{n}/") for n in range(10)))
print(json.dumps([json.loads(said)["path"] for _, said in asyncio.run(leaves_then_others_ask())]))
"""
    done = after_a_morning("[]", then)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [f"/{n}/" for n in range(10)]


def test_a_process_that_dies_takes_the_porch_with_it_so_that_both_are_started_anew() -> None:
    done = after_a_morning("[('GET', '/dies/')]", "asyncio.run(morning()); print('went on')")

    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "")


def test_the_port_is_nobodys_once_the_porch_is_gone() -> None:
    then = (
        "asyncio.run(asked('GET', '/slow/'));"
        "open_in_hands = [os.readlink(f'/proc/{child}/fd/{fd}')"
        "  for child in map(int, open(f'/proc/self/task/{os.getpid()}/children').read().split())"
        "  for fd in os.listdir(f'/proc/{child}/fd')];"
        "ours = os.readlink(f'/proc/self/fd/{port.fileno()}');"
        "print(len(open_in_hands) > 4, ours in open_in_hands)"
    )
    done = after_a_morning("[]", then)

    assert done.stdout.split() == ["True", "False"], done.stderr
