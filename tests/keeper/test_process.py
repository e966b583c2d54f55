"""The keeper as a process: started, killed, locked, left alone."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from panah.keeper import keyfolder, publickeys, sockets
from panah.keeper.client import commitments, identities, signatures, status
from panah.keeper.errors import (
    CannotOpen,
    KeeperLocked,
    KeeperNotStarted,
    KeeperRunning,
    KeeperUnreachable,
    KeysInsideData,
    KeysMissing,
    KeysOfAnotherSite,
)
from panah.keeper.launch import KeeperProcess, keeper_for, running_keeper, start_keeper
from tests.keeper.people import to_seal
from tests.keepers import a_keeper, asking


def _made(data: Path) -> Path:
    data.mkdir(parents=True)
    keys = keyfolder.default_folder(data)
    keyfolder.create(keys, data=data)
    return keys


def _waits_for(what: object, seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def test_a_killed_keeper_in_the_middle_of_a_question_is_noticed_and_can_start_again(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    with a_keeper(data) as running, asking(running, bulk=True):
        draft = identities.seal_draft(b"typed", session="s", ticket="12")
        os.kill(running.process.pid, signal.SIGSTOP)
        killer = threading.Timer(0.2, running.process.kill)
        killer.start()
        with pytest.raises(KeeperUnreachable):
            identities.seal_many(to_seal(3))
        killer.join()

    with a_keeper(data) as again, asking(again):
        assert identities.open_draft(draft, session="s", ticket="12") == b"typed"


def test_a_stale_connection_is_made_anew_without_a_word(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with a_keeper(data) as running, asking(running):
        before = commitments.commit(b"value", domain="test")
        (sealed,) = identities.seal_many(to_seal(1))
        running.stop()
        with start_keeper(data):  # an opening is counted, so it is not simply asked twice
            assert identities.open_identity(sealed, purpose="review", by="staff:1")
            assert commitments.commit(b"value", domain="test") == before


def test_without_a_keeper_a_question_says_so(tmp_path: Path) -> None:
    with a_keeper(tmp_path / "data") as running, asking(running):
        running.stop()
        with pytest.raises(KeeperUnreachable):
            status.status()


def test_where_no_keeper_was_named_a_question_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PANAH_KEEPER_SOCKET", raising=False)

    with pytest.raises(KeeperUnreachable, match="PANAH_KEEPER_SOCKET"):
        status.status()


def test_a_locked_keeper_answers_nobody_but_about_itself(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (_made(data) / "unlock").unlink()
    with start_keeper(data) as running, asking(running, bulk=True):
        assert status.status().locked
        for question in (
            lambda: identities.seal_many(to_seal(1)),
            lambda: commitments.commit(b"x", domain="test"),
            lambda: signatures.sign(b"x", purpose="paper"),
            lambda: identities.open_draft(b"", session="", ticket=""),
            status.public_keys,
        ):
            with pytest.raises(KeeperLocked):
                question()


def test_a_locked_keeper_is_no_keeper_for_a_command(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (_made(data) / "unlock").unlink()

    with pytest.raises(KeeperLocked), keeper_for(data):
        pass


def test_a_data_folder_without_its_keys_has_no_keeper(tmp_path: Path) -> None:
    with a_keeper(tmp_path / "data") as running, asking(running):
        (sealed,) = identities.seal_many(to_seal(1))
    shutil.copytree(tmp_path / "data", tmp_path / "stolen")

    with pytest.raises(KeysMissing):
        start_keeper(tmp_path / "stolen")
    with pytest.raises(KeeperLocked), keeper_for(tmp_path / "stolen"):
        pass
    with a_keeper(tmp_path / "data") as running, asking(running):  # the control
        assert identities.open_identity(sealed, purpose="review", by="staff:1")


def test_the_keys_of_another_site_are_refused_before_anything_is_answered(tmp_path: Path) -> None:
    with a_keeper(tmp_path / "one"), a_keeper(tmp_path / "two"):
        pass

    with pytest.raises(KeysOfAnotherSite):
        start_keeper(tmp_path / "one", keyfolder.default_folder(tmp_path / "two"))


def test_another_site_s_keeper_opens_nothing_of_ours(tmp_path: Path) -> None:
    with a_keeper(tmp_path / "one") as one, asking(one):
        (sealed,) = identities.seal_many(to_seal(1))

    with a_keeper(tmp_path / "two") as two, asking(two), pytest.raises(CannotOpen):
        identities.open_identity(sealed, purpose="review", by="staff:1")


def test_keys_inside_the_data_folder_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    _made(data).rename(data / "keys")

    with pytest.raises(KeysInsideData):
        start_keeper(data, data / "keys")


def test_a_second_keeper_for_one_folder_is_refused(tmp_path: Path) -> None:
    with a_keeper(tmp_path / "data") as running, asking(running):
        with pytest.raises(KeeperRunning):
            start_keeper(tmp_path / "data")

        assert not status.status().locked


def test_a_folder_too_deep_for_a_socket_still_has_a_keeper(tmp_path: Path) -> None:
    data = tmp_path / ("deep" * 30) / "data"
    with a_keeper(data) as running, asking(running):
        assert sockets.fits(running.socket)
        assert running_keeper(data) == running.socket
        assert status.status().process_id == running.process.pid


def test_a_command_uses_the_keeper_that_runs(tmp_path: Path) -> None:
    with a_keeper(tmp_path / "data") as running, keeper_for(tmp_path / "data", bulk=True):
        assert status.status().process_id == running.process.pid


def test_a_command_starts_a_keeper_when_none_runs_and_ends_it(tmp_path: Path) -> None:
    _made(tmp_path / "data")
    with keeper_for(tmp_path / "data", bulk=True):
        pid = status.status().process_id

    assert running_keeper(tmp_path / "data") is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_keeper_and_its_socket_in_order(tmp_path: Path, number: int) -> None:
    with a_keeper(tmp_path / "data") as running, asking(running):
        assert status.status()
        running.process.send_signal(number)

        assert running.process.wait(5) == 0
        assert not running.socket.exists()


def test_a_keeper_ends_when_whoever_started_it_was_killed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    _made(data)
    program = (
        "import sys, time; from pathlib import Path; from panah.keeper.launch import start_keeper;"
        "start_keeper(Path(sys.argv[1])); print('started', flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", program, str(data)], stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    assert starter.stdout.readline() == "started\n"
    assert running_keeper(data)
    starter.kill()
    starter.wait()

    assert _waits_for(lambda: running_keeper(data) is None)


def test_the_public_keys_are_left_in_the_data_folder(tmp_path: Path) -> None:
    with a_keeper(tmp_path / "data") as running, asking(running):
        asked = status.public_keys()

    assert publickeys.read(tmp_path / "data") == asked


def test_before_a_keeper_ran_there_are_no_public_keys(tmp_path: Path) -> None:
    assert publickeys.read(tmp_path) == []


def test_a_folder_that_others_can_write_gets_no_socket(tmp_path: Path) -> None:
    keys = _made(tmp_path / "data")
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "panah.keeper", "--data", str(tmp_path / "data")),
            *("--keys", str(keys), "--socket", str(open_to_all / "keeper.sock")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert KeeperNotStarted.code in done.stdout


def test_a_keeper_without_keys_ends_with_the_code_for_locked(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "panah.keeper", "--data", str(tmp_path / "data")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 4
    assert done.stdout.startswith("panah keeper not started: keys_missing")


def test_a_crashing_keeper_leaves_no_core_file(keeper: KeeperProcess) -> None:
    limits = Path(f"/proc/{keeper.process.pid}/limits").read_text()
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))

    assert core.split()[4:6] == ["0", "0"]
