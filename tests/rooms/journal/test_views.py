"""The journal's pages: anyone can check the line's log; the register's is not shown."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from datetime import timedelta

import pytest
from django.test import Client

from panah.engines.transparency import leaf_hash, open_note, verify_inclusion
from panah.journal import actions, queries
from panah.journal.events import LineAct
from panah.journal.models import Log, Tile
from panah.keeper.launch import KeeperProcess
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site
from tests.rooms.journal.told import a_line_event, a_log_of, a_register_event, bodies, tell

pytestmark = pytest.mark.django_db

PAGE = "/journal/"


def _text(client: Client, address: str = PAGE) -> str:
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _a_signed_log(count: int) -> None:
    a_log_of(count)
    actions.make_checkpoint(Log.LINE, at=MORNING)


def test_a_stranger_can_check_an_entry_with_nothing_but_what_the_page_offers(
    client: Client, signing: KeeperProcess
) -> None:
    _a_signed_log(300)
    entry = client.get("/journal/line/entries/0.jsonl").content.splitlines()[217]
    told = client.get("/journal/line/proof/217").json()
    note = client.get("/journal/line/checkpoint").content.decode()
    key = b64decode(queries.verifier_keys(Log.LINE)[0].split("+", 2)[2])[1:]

    signed = open_note(note, name="panah.local/journal/line", public_keys=[key])

    assert told["checkpoint"] == note
    assert verify_inclusion(
        leaf_hash(entry),
        [b64decode(hashed) for hashed in told["path"]],
        index=217,
        size=signed.size,
        root=signed.root,
    )


def test_the_download_is_byte_for_byte_what_was_signed(
    client: Client, signing: KeeperProcess
) -> None:
    _a_signed_log(1100)
    pages = [client.get(f"/journal/line/entries/{n}.jsonl") for n in (0, 1)]

    assert b"".join(p.content for p in pages).splitlines() == bodies()
    assert "immutable" in pages[0]["Cache-Control"]
    assert pages[1]["Cache-Control"] == "no-store"
    assert client.get("/journal/line/entries/2.jsonl").status_code == 404


def test_a_number_s_life_is_told_in_order_with_the_minutes_of_the_centre(
    client: Client, signing: KeeperProcess
) -> None:
    zone = a_site().zone
    acts = (LineAct.TAKEN, LineAct.FAST_TRACKED, LineAct.CALLED, LineAct.SERVED)
    for minutes, act in enumerate(acts):
        at = (MORNING + timedelta(minutes=20 * minutes)).astimezone(zone)
        tell(a_line_event(14, act=act, at=at), a_line_event(15, act=LineAct.TAKEN, at=at))
    actions.sequence_pending(at=MORNING)
    actions.make_checkpoint(Log.LINE, at=MORNING)

    text = _text(client, PAGE + "?number=14&day=2022-10-05")

    told = re.search(r"09:00 Taken .* 09:20 Called sooner.* 09:40 Called .* 10:00 Served", text)
    assert told
    assert "nothing was added, changed or left out" in text


def test_an_entry_that_is_not_signed_yet_is_said_to_be_so(
    client: Client, signing: KeeperProcess
) -> None:
    _a_signed_log(3)
    a_log_of(1)

    assert "will be signed within a minute" in _text(client, PAGE + "?number=1&day=2022-10-05")


def test_a_log_that_does_not_agree_with_what_was_signed_is_said_not_to(
    client: Client, signing: KeeperProcess
) -> None:
    _a_signed_log(3)
    hashes = bytes(Tile.objects.get().hashes)
    Tile.objects.update(hashes=hashes[32:64] + hashes[:32] + hashes[64:])

    text = _text(client, PAGE + "?number=1&day=2022-10-05")

    assert "does not agree with what was signed" in text


def test_a_number_of_which_nothing_is_known_is_said_to_be_unknown(client: Client) -> None:
    a_log_of(3)

    assert "says nothing about this number" in _text(client, PAGE + "?number=99&day=2022-10-05")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("?number=&day=2022-10-05", "Enter a number."),
        ("?number=twelve&day=2022-10-05", "A number has digits only."),
        ("?number=0&day=2022-10-05", "Numbers begin at 1."),
        ("?number=9999999&day=2022-10-05", "No day has so many numbers."),
        ("?number=1&day=5.10.22", "Enter a day as year, month, day"),
        ("?number=1", "Enter a day."),
    ],
)
def test_every_mistake_is_said_beside_its_field(client: Client, asked: str, said: str) -> None:
    a_log_of(1)

    assert _text(client, PAGE + asked).count(said) == 2  # beside the field and on top


def test_before_anything_happened_the_page_says_so(client: Client) -> None:
    assert "Nothing has been signed yet." in _text(client)
    assert client.get("/journal/line/checkpoint").status_code == 404
    assert client.get("/journal/line/proof/0").status_code == 404


def test_nothing_public_changes_when_people_are_registered(
    client: Client, signing: KeeperProcess
) -> None:
    """P34: no size, root, ETag or length tells how many were registered today."""
    _a_signed_log(5)
    addresses = [
        PAGE,
        PAGE + "?number=1&day=2022-10-05",
        "/journal/line/checkpoint",
        "/journal/line/entries/0.jsonl",
        "/journal/line/proof/1",
    ]

    def seen() -> list[object]:
        answers = [client.get(address) for address in addresses]
        return [(a.content, sorted(a.headers.items())) for a in answers]

    before = seen()
    tell(*(a_register_event() for _ in range(400)))
    actions.sequence_pending(at=MORNING)
    actions.make_checkpoint(Log.REGISTER, at=MORNING)

    assert seen() == before


@pytest.mark.parametrize("role", [Role.CLERK, Role.MARSHAL, Role.SUPERVISOR, Role.ANALYST])
def test_the_register_s_log_is_for_auditors(client: Client, role: Role) -> None:
    a_site()
    assert client.get("/journal/register/").status_code == 302
    client.force_login(a_clerk("somebody", role=role))

    assert client.get("/journal/register/").status_code == 403


def test_an_auditor_sees_how_far_both_logs_have_come(
    client: Client, signing: KeeperProcess
) -> None:
    client.force_login(a_clerk("auditor", role=Role.AUDITOR))
    a_log_of(7)
    a_log_of(1234, log=Log.REGISTER)
    actions.make_checkpoint(Log.REGISTER, at=MORNING)
    tell(a_register_event())

    text = _text(client, "/journal/register/")

    assert "Entries 1,234" in text
    assert "Waiting for their place 1" in text
    assert "panah.local/journal/register" in text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_speaks_every_language(
    client: Client, signing: KeeperProcess, language: str
) -> None:
    _a_signed_log(3)
    for asked in ("", "?number=2&day=2022-10-05", "?number="):
        answer = client.get(PAGE + asked, headers={"accept-language": language})
        assert answer.headers["Content-Language"] == language
        assert json.dumps(answer.content.decode())
