"""`panah certificate check`: one of five words, and 0 only for valid."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from panah.keeper import keyfolder, publickeys
from panah.keeper.values import PublicKey
from tests.rooms.certificates.papers import CLAIMS, Signer

FRIDAY = "2022-10-07"

PREPARE = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from panah.cli import centre
with centre.opened(Path(sys.argv[1])):
    from panah.certificates import actions
    from panah.certificates.models import Certificate
    from panah.certificates.signing import signed_code
    from panah.staff.models import StaffMember
    from tests.rooms.certificates.papers import a_request, the_code
    from tests.builders import MORNING, a_clerk
    clerk = a_clerk()
    kept, ended = a_request(), a_request()
    for request in (kept, ended):
        actions.issue(request, by=clerk, at=MORNING)
    print(the_code(kept))
    print(the_code(ended))
    actions.revoke(ended.individual, Certificate.Reason.WITHDRAWN, by=clerk, at=MORNING)
"""


@dataclass(frozen=True)
class Answer:
    code: int
    words: list[str]
    text: str


def check(*arguments: str, typed: str = "", folder: Path | None = None) -> Answer:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    command = [sys.executable, "-m", "panah.cli.main", "certificate", "check", *arguments]
    ran = subprocess.run(
        command,
        input=typed,
        capture_output=True,
        text=True,
        env=environment | {"LC_ALL": "C.UTF-8"},
        cwd=folder,
        check=False,
    )
    return Answer(ran.returncode, ran.stdout.split(), ran.stdout + ran.stderr)


@pytest.fixture(scope="module")
def keys_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public keys that a checkpoint far from any centre was given."""
    folder = tmp_path_factory.mktemp("given")
    signer = Signer()
    publickeys.pin(folder, [PublicKey("paper", signer.key_id, signer.public_key)])
    return folder / publickeys.FILE


@pytest.fixture(scope="module")
def real_centre(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A data folder with a paper that holds and one that was revoked, and their codes."""
    data = tmp_path_factory.mktemp("centre") / "data"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    ran = subprocess.run(
        [sys.executable, "-c", PREPARE, str(data)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    kept, ended = ran.stdout.splitlines()
    return data, kept, ended


def test_a_valid_paper_ends_with_zero(keys_file: Path) -> None:
    answer = check(Signer().token(), "--keys-file", str(keys_file), "--at", FRIDAY)

    assert (answer.words[0], answer.code) == ("valid", 0)
    assert "register" not in answer.words[0]


@pytest.mark.parametrize(
    ("code", "at", "word"),
    [
        (Signer().token(), "2022-11-05T18:00Z", "expired"),
        (Signer().token(), "2022-10-01", "expired"),
        (Signer("another key").token(), FRIDAY, "unknown_key"),
        (Signer().token()[:-1], FRIDAY, "not_a_paper"),
        (Signer().token().lower(), FRIDAY, "not_a_paper"),
        ("7Q4M-2K9D-X", FRIDAY, "not_a_paper"),
        ("x" * 5000, FRIDAY, "not_a_paper"),
        ("", FRIDAY, "not_a_paper"),
        (".", FRIDAY, "not_a_paper"),
    ],
)
def test_every_other_answer_ends_with_three(keys_file: Path, code: str, at: str, word: str) -> None:
    answer = check(code, "--keys-file", str(keys_file), "--at", at)

    assert (answer.words[0], answer.code) == (word, 3)


def test_the_last_moment_is_valid_and_the_next_is_not(keys_file: Path) -> None:
    last = CLAIMS.valid_before - timedelta(seconds=1)
    moments = [last.isoformat(), CLAIMS.valid_before.isoformat()]

    answers = [check(Signer().token(), "--keys-file", str(keys_file), "--at", at) for at in moments]

    assert [answer.words[0] for answer in answers] == ["valid", "expired"]


def test_a_code_is_read_from_a_file_or_from_what_is_piped_in(
    keys_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "code.txt"
    file.write_text(Signer().token() + "\n")
    options = ("--keys-file", str(keys_file), "--at", FRIDAY)

    assert check(str(file), *options).words[0] == "valid"
    assert check("-", *options, typed=Signer().token() + "\r\n").words[0] == "valid"


def test_a_picture_is_not_a_paper_and_no_failure(keys_file: Path, tmp_path: Path) -> None:
    picture = tmp_path / "paper.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)

    answer = check(str(picture), "--keys-file", str(keys_file), "--at", FRIDAY)

    assert (answer.words[0], answer.code) == ("not_a_paper", 3)


def test_a_register_knows_what_was_revoked(real_centre: tuple[Path, str, str]) -> None:
    data, kept, ended = real_centre
    options = ("--data", str(data), "--at", FRIDAY)

    found = [(check(code, *options)) for code in (kept, ended)]

    assert [(answer.words[0], answer.code) for answer in found] == [("valid", 0), ("revoked", 3)]


def test_no_answer_holds_a_number_or_a_code(real_centre: tuple[Path, str, str]) -> None:
    data, kept, _ = real_centre

    answer = check(kept, "--data", str(data), "--at", FRIDAY)

    assert kept[10:40] not in answer.text
    assert "valid_before: 2022-11-04T00:00:00+06:00" in answer.text


def test_with_the_keys_alone_a_revoked_paper_is_valid_and_says_what_was_not_asked(
    real_centre: tuple[Path, str, str],
) -> None:
    data, _, ended = real_centre

    answer = check(ended, "--keys-file", str(data / publickeys.FILE), "--at", FRIDAY)

    assert (answer.words[0], answer.code) == ("valid", 0)
    assert "Only the code was checked" in answer.text


def test_a_day_at_the_centre_is_meant_where_the_centre_is_known(
    real_centre: tuple[Path, str, str],
) -> None:
    data, kept, _ = real_centre
    evening, midnight = "2022-11-03T23:59", "2022-11-04T00:00"

    words = [check(kept, "--data", str(data), "--at", at).words[0] for at in (evening, midnight)]

    assert words == ["valid", "expired"]


def test_the_folder_of_a_running_demonstration_is_found(
    real_centre: tuple[Path, str, str], tmp_path: Path
) -> None:
    data, kept, _ = real_centre
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "demo-1").symlink_to(data)

    answer = check(kept, "--at", FRIDAY, folder=tmp_path)

    assert answer.words[0] == "valid"


def test_without_any_keys_a_code_is_signed_by_nobody_known(tmp_path: Path) -> None:
    answer = check(Signer().token(), "--at", FRIDAY, folder=tmp_path)

    assert (answer.words[0], answer.code) == ("unknown_key", 3)


def test_without_its_key_folder_a_data_folder_still_checks(
    real_centre: tuple[Path, str, str],
) -> None:
    data, kept, _ = real_centre
    keys = keyfolder.default_folder(data)
    keys.rename(keys.with_name("elsewhere"))
    try:
        answer = check(kept, "--data", str(data), "--at", FRIDAY)
    finally:
        keys.with_name("elsewhere").rename(keys)

    assert answer.words[0] == "valid"


@pytest.mark.parametrize("at", ["yesterday", "2022-13-01", "07.10.2022"])
def test_a_moment_that_cannot_be_read_ends_with_two(keys_file: Path, at: str) -> None:
    answer = check(Signer().token(), "--keys-file", str(keys_file), "--at", at)

    assert answer.code == 2
    assert "2022-10-07" in answer.text


def test_a_keys_file_that_is_none_ends_with_two(tmp_path: Path) -> None:
    other = tmp_path / "keys.json"
    other.write_text("[]")

    assert check(Signer().token(), "--keys-file", str(other)).code == 2
    assert check(Signer().token(), "--keys-file", str(tmp_path / "none")).code == 2


def test_now_is_meant_when_no_moment_is_given(keys_file: Path) -> None:
    today = datetime.now(UTC).replace(microsecond=0)
    code = Signer().token(
        issued_at=today - timedelta(hours=1), valid_before=today + timedelta(hours=1)
    )

    assert check(code, "--keys-file", str(keys_file)).words[0] == "valid"
