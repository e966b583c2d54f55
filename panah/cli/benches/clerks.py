"""Clerks as programs: each with a session and a desk of their own, over connections that stay."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode
from uuid import uuid4

from panah.cli.benches.register import SYLLABLES

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE_SECONDS = 60
DAYS, MONTHS, YEARS = 28, 12, 45


class NotServed(RuntimeError):
    """A request was answered otherwise than a clerk expects; says which, and with what status."""


class Browser:
    """One connection that stays, with its cookies."""

    def __init__(self, port: int, cookies: Mapping[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, PATIENCE_SECONDS)
        self.cookies = dict(cookies)
        self.requests = 0

    def ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> str:
        """Where an answer leads, or what it says when it leads nowhere.

        Raises:
            NotServed: it was refused.
        """
        self.requests += 1
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        self.connection.request(method, path, self._form(fields), FORM | cookies)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status >= 400:
            raise NotServed(f"{method} {re.sub('[0-9]+', 'N', path)}: {answer.status}")
        return answer.headers.get("Location") or text

    def _form(self, fields: Mapping[str, str] | None) -> str | None:
        if fields is None:
            return None
        return urlencode({**fields, "csrfmiddlewaretoken": self.cookies.get("csrf", "")})


@dataclass(frozen=True, slots=True)
class Worked:
    """What a number of clients did: how long each unit of work took, and all of it."""

    milliseconds: Sequence[float]
    seconds: float

    @property
    def per_second(self) -> float:
        """Units of work a second."""
        return len(self.milliseconds) / self.seconds

    def percentile(self, share: float) -> float:
        """The time within which this share was done, in milliseconds."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Clerk:
    """Calls a number and registers one person, again and again."""

    def __init__(self, browser: Browser, place: int) -> None:
        self.browser = browser
        self.place = place
        self.done = 0
        self.called: list[tuple[float, int]] = []  # when, by the monotonic clock, and which number
        browser.ask("GET", "/desk/")  # brings the form's cookie

    def register(self) -> float:
        """Call the next number, and register whoever has it; how long it took, in seconds."""
        begin = time.perf_counter()
        number = self._number(self.browser.ask("POST", "/desk/", {}))
        self.called.append((time.monotonic(), number))
        self.done += 1
        address = f"/desk/{number}/"
        led_to = self.browser.ask("POST", address, self._sheet())
        if not led_to.startswith("/desk/groups/"):
            raise NotServed("the sheet was shown again")
        return time.perf_counter() - begin

    def _number(self, called: str) -> int:
        found = re.search(r"/desk/(\d+)/move/", unescape(called))
        if not found:
            raise NotServed("no number was called")
        return int(found[1])

    def _sheet(self) -> dict[str, str]:
        # Places and turns are spelt in syllables: nobody is like anybody else by their name alone.
        turn = self.place * 10_007 + self.done
        person = {
            "family": _spelt(turn * 7_919 + 13) + "ов",
            "given": _spelt(turn * 31 + 5)[:6],
            "birth_date": born(turn),
            "sex": "M",
            "nationality": "Russia",
            "language": "ru",
            "origin_region": "Samara",
            "document_kind": "passport",
            "document_number": f"{700_000_000 + turn}",
            "arrived_on": "",
            "confirmed": "on",
        }
        head = {"people": "1", "request_id": str(uuid4()), "kind": "family", "current": "1"}
        return head | {"do": "register"} | {f"p0-{name}": said for name, said in person.items()}


def work_of(units: int, workers: Sequence[Callable[[], float]]) -> Worked:
    """Let workers share out so many units of work, each doing one after the other.

    Args:
        workers: does one unit; returns the seconds it took.
    """
    shares = [units // len(workers)] * len(workers)
    begin = time.perf_counter()
    with ThreadPoolExecutor(len(workers)) as pool:
        parts = pool.map(_repeat, workers, shares)
        took = [seconds * 1000 for part in parts for seconds in part]
    return Worked(took, time.perf_counter() - begin)


def born(turn: int) -> str:
    """The date of birth of the person a clerk registers at that turn: one of 15,120, day by day.

    Grown-ups who come have some 16,000. With few dates every desk would compare each person with
    more and more others who were born on the same day, as no desk has to.
    """
    months, day = divmod(turn, DAYS)
    years, month = divmod(months, MONTHS)
    return f"{1 + day:02}.{1 + month:02}.{1960 + years % YEARS}"


def _repeat(work: Callable[[], float], times: int) -> list[float]:
    return [work() for _ in range(times)]


def _spelt(number: int) -> str:
    syllables = []
    while number:
        number, syllable = divmod(number, len(SYLLABLES))
        syllables.append(SYLLABLES[syllable])
    return "".join(syllables).capitalize()
