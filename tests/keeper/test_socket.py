"""Talking to the keeper over its socket: honest questions, and bytes that are none."""

import socket
import stat
import threading
import time
from pathlib import Path

import pytest

from panah.keeper import wire
from panah.keeper.client import identities, signatures, status
from panah.keeper.client.asker import asking_as
from panah.keeper.client.connection import ask, disconnect
from panah.keeper.errors import BadQuestion, IsWithheld, KeeperUnreachable, TooFast
from panah.keeper.launch import KeeperProcess
from panah.keeper.server import CONNECTIONS_AT_ONCE
from tests.keeper.people import to_seal
from tests.keepers import a_keeper, asking


def test_people_are_sealed_and_opened_over_the_socket(keeper: KeeperProcess) -> None:
    people = to_seal(600)
    sealed = identities.seal_many(people)

    assert [one.number for one in sealed] == [number for number, _, _ in people]
    for one, (_, identity, _) in zip(sealed[::97], people[::97], strict=True):
        assert identities.open_identity(one, purpose="review", by="staff:1") == identity


def test_a_long_list_is_compared_in_order(keeper: KeeperProcess) -> None:
    sealed = identities.seal_many(to_seal(1300))
    found = identities.compare_many([(sealed[0], sealed[1:]), (sealed[1], []), (sealed[2], sealed)])

    assert [len(one) for one in found] == [1299, 0, 1300]
    assert [one.number for one in found[0]] == [one.number for one in sealed[1:]]
    assert found[2][2].outcome == "same"


def test_withheld_and_open_records_are_compared_in_one_question(keeper: KeeperProcess) -> None:
    sealed = identities.seal_many(to_seal(2) + to_seal(2, withheld=True))
    outcomes = [[c.outcome for c in identities.compare(one, sealed)] for one in sealed]

    assert outcomes == [
        ["same", "new", "same", "new"],
        ["new", "same", "new", "same"],
        ["same", "new", "same", "new"],
        ["new", "same", "new", "same"],
    ]


def test_the_keeper_signs_for_its_two_purposes_with_two_keys(keeper: KeeperProcess) -> None:
    from panah.engines.crypto import verify

    public = {key.purpose: key for key in status.public_keys()}
    for purpose in ("paper", "checkpoint"):
        made = signatures.sign(b"content", purpose=purpose)  # type: ignore[arg-type]
        assert made.key_id == public[purpose].key_id
        assert verify(public[purpose].public_key, made.signature, b"content")

    assert public["paper"].public_key != public["checkpoint"].public_key


def test_nothing_is_signed_for_a_third_purpose(keeper: KeeperProcess) -> None:
    with pytest.raises(BadQuestion):
        signatures.sign(b"content", purpose="open")  # type: ignore[arg-type]


def test_a_withheld_identity_is_not_opened_over_the_socket(keeper: KeeperProcess) -> None:
    (sealed,) = identities.seal_many(to_seal(1, withheld=True))

    with pytest.raises(IsWithheld):
        identities.open_identity(sealed, purpose="review", by="staff:1")


def test_many_threads_ask_at_once_and_each_gets_its_own_answer(keeper: KeeperProcess) -> None:
    wrong: list[int] = []

    def converse(mine: int) -> None:
        for turn in range(30):
            content = f"{mine}/{turn}".encode()
            sealed = identities.seal_draft(content, session=str(mine), ticket=str(turn))
            opened = identities.open_draft(sealed, session=str(mine), ticket=str(turn))
            wrong.extend([mine] * (opened != content))
        disconnect()

    threads = [threading.Thread(target=converse, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


def test_a_desk_without_the_token_keeps_its_own_pace(tmp_path: Path) -> None:
    with a_keeper(tmp_path / "data") as running, asking(running):
        with asking_as("desk:1"):
            identities.seal_many(to_seal(60))
            with pytest.raises(TooFast) as refused:
                identities.seal_many(to_seal(5))

        with asking_as("desk:2"):
            assert len(identities.seal_many(to_seal(5))) == 5
        assert refused.value.wait_seconds > 0
        assert status.status().alarms == 1


def test_only_the_owner_reaches_the_socket(keeper: KeeperProcess) -> None:
    assert stat.S_IMODE(keeper.socket.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x01\xff",
        b"\x00\x00\x00\x02\x81\x81",
        b"\x00\x00\x00\x04\xd8\x1c\x81\x00",
    ],
)
def test_a_bad_frame_is_answered_and_ends_its_own_connection_only(
    keeper: KeeperProcess, sent: bytes
) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(keeper.socket))
        connection.sendall(sent)

        assert wire.receive(connection) == {"error": "bad_question"}
        assert _is_closed(connection)
    assert status.status().process_id == keeper.process.pid


def _is_turned_away(connection: socket.socket) -> bool:
    connection.settimeout(0.02)
    try:
        return _is_closed(connection)
    except TimeoutError:
        return False


def _is_closed(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_connections_beyond_the_limit_are_closed_and_the_others_go_on(tmp_path: Path) -> None:
    with a_keeper(tmp_path / "data") as running, asking(running):
        assert status.status()
        crowd = [socket.socket(socket.AF_UNIX) for _ in range(150)]
        for one in crowd:
            one.connect(str(running.socket))

        assert status.status()
        assert sum(map(_is_turned_away, crowd)) >= 150 - CONNECTIONS_AT_ONCE
        for one in crowd:
            one.close()
        disconnect()
        assert _is_reached_again(running)


def _is_reached_again(running: KeeperProcess) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            return status.status().process_id == running.process.pid
        except KeeperUnreachable:
            time.sleep(0.02)
    return False


def test_an_unknown_question_is_refused(keeper: KeeperProcess) -> None:
    with pytest.raises(BadQuestion):
        ask("export_everything")


def test_a_question_too_long_for_a_frame_is_refused_here(keeper: KeeperProcess) -> None:
    with pytest.raises(BadQuestion, match="too long"):
        identities.seal_draft(bytes(9_000_000), session="s", ticket="1")

    assert status.status()
