"""One question in, one answer out: never an exception, never a word too much."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.engines.identity import draw_number
from panah.keeper.accesslog import AccessLog
from panah.keeper.answers import QUESTIONS
from panah.keeper.keeping import Keeper
from panah.keeper.keyfolder import Keys
from tests.keeper.people import NAMES, a_person
from tests.keeper.test_wire import SCALARS, VALUES

TOKEN = "the operator's"
ARGUMENTS = (
    *("people", "pairs", "sealed", "purpose", "by", "draft", "session", "ticket"),
    *("references", "domain", "values", "content"),
)
SHALLOW = SCALARS | st.lists(SCALARS | st.lists(SCALARS, max_size=9), max_size=3)
ANSWERED_CODES = {"bad_question", "cannot_open", "withheld", "too_fast"}


def _now() -> datetime:
    return datetime(2022, 10, 5, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log")


@pytest.fixture
def kept(folder: Path, keys: Keys) -> Keeper:
    return Keeper(keys, AccessLog(folder, now=_now), operator_token=TOKEN)


@pytest.fixture(scope="module")
def lasting(folder: Path, keys: Keys) -> Keeper:
    return Keeper(keys, AccessLog(folder, now=_now), operator_token=TOKEN)


@pytest.fixture
def locked(folder: Path) -> Keeper:
    return Keeper(None, AccessLog(folder, now=_now), operator_token=TOKEN)


def lines(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "access" / "2022-10-05.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def a_question(ask: str, **asked: Any) -> dict[str, Any]:
    return {"ask": ask, "who": "desk:1", **asked}


def seal_one() -> dict[str, Any]:
    return a_question("seal", people=[[draw_number(), a_person().to_plain(), False]])


@given(message=VALUES)
def test_any_message_is_answered(lasting: Keeper, message: Any) -> None:
    assert lasting.answer(message).keys() & {"ok", "error"}


@given(
    ask=st.sampled_from(sorted(QUESTIONS)),
    asked=st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(ARGUMENTS, SHALLOW),
    ),
)
def test_any_arguments_of_a_known_question_are_answered_by_a_known_code(
    lasting: Keeper, ask: str, asked: dict[str, Any]
) -> None:
    answer = lasting.answer(asked | {"ask": ask, "who": "fuzz", "token": TOKEN})

    assert "ok" in answer or answer["error"] in ANSWERED_CODES


@given(data=st.data())
def test_a_person_with_one_broken_value_is_refused_or_sealed(
    lasting: Keeper, data: st.DataObject
) -> None:
    plain = a_person().to_plain()
    plain[data.draw(st.sampled_from(sorted(plain)))] = data.draw(VALUES)
    message = a_question("seal", people=[[draw_number(), plain, False]], token=TOKEN)
    answer = lasting.answer(message)

    assert "ok" in answer or answer["error"] in ANSWERED_CODES


def test_a_locked_keeper_answers_its_status_and_nothing_else(locked: Keeper) -> None:
    answers = {ask: locked.answer(a_question(ask)) for ask in QUESTIONS}

    assert set(map(str, answers.values())) == {"{'error': 'locked'}"}
    assert locked.answer(a_question("status"))["ok"]["locked"] is True


def test_beyond_the_pace_an_alarm_is_written_and_counted(kept: Keeper, folder: Path) -> None:
    sealed = kept.answer(seal_one())["ok"][0]
    question = a_question("open", sealed=sealed, purpose="review")
    answers = [kept.answer(question) for _ in range(40)]

    assert sum("ok" in answer for answer in answers) == 15
    assert answers[-1]["error"] == "too_fast"
    assert answers[-1]["wait"] > 0
    assert kept.answer(a_question("status"))["ok"]["alarms"] == 25
    assert lines(folder)[-1] == {
        "at": "2022-10-05T03:00:00.000+00:00",
        "kind": "alarm",
        "outcome": "too_fast",
        "ask": "open",
        "who": "desk:1",
        "count": 1,
        "number": sealed[0],
        "purpose": "review",
    }


@pytest.mark.parametrize("token", ["", "guessed", "the operator's ", "оператор", 7, b"x"])
def test_a_wrong_operator_s_token_is_refused_and_alarms(kept: Keeper, token: object) -> None:
    answer = kept.answer(seal_one() | {"token": token})

    assert answer == {"error": "wrong_token"}
    assert kept.answer(a_question("status"))["ok"]["alarms"] == 1


def test_with_the_operator_s_token_a_list_is_sealed_at_once(kept: Keeper) -> None:
    people = [[draw_number(), a_person(n).to_plain(), False] for n in range(200)]
    answers = [kept.answer(a_question("seal", people=people, token=TOKEN)) for _ in range(3)]

    assert all("ok" in answer for answer in answers)


@pytest.mark.parametrize("who", ["Мария", "a b", "x" * 65, "a\n", 5, None])
def test_an_asker_that_could_be_a_name_is_refused(kept: Keeper, who: object) -> None:
    assert kept.answer(seal_one() | {"who": who}) == {"error": "bad_question"}


def test_nothing_that_was_asked_about_a_person_is_written_down(kept: Keeper, folder: Path) -> None:
    for place in range(len(NAMES)):
        plain = a_person(place).to_plain()
        sealed = kept.answer(a_question("seal", people=[["Кравцова", plain, False]]))["ok"][0]
        kept.answer(a_question("open", sealed=sealed, purpose=NAMES[place][0]))
        kept.answer(a_question(NAMES[place][0]))
        kept.answer(a_question("sign", purpose=NAMES[place][1], content=b""))
        kept.answer(a_question("seal", people=[[1, plain | {"sex": NAMES[place][0]}, False]]))
    text = json.dumps(lines(folder), ensure_ascii=False)

    for part in (part for name in NAMES for part in name if part):
        assert part not in text


@pytest.mark.parametrize(
    "message",
    [
        lambda: a_question("seal", people=[]),
        lambda: a_question("tags", references=["Кравцова"] * 3),
    ],
)
def test_the_count_of_a_question_is_written_down(
    kept: Keeper, folder: Path, message: Callable[[], dict[str, Any]]
) -> None:
    kept.answer(asked := message())

    assert lines(folder)[-1]["count"] == len(asked.get("people", asked.get("references")))


def test_what_cannot_be_written_down_is_not_answered(kept: Keeper, folder: Path) -> None:
    sealed = kept.answer(seal_one())["ok"][0]
    log = folder / "access" / "2022-10-05.jsonl"
    log.rename(log.with_suffix(".kept"))
    log.mkdir()  # root may write anywhere, but not into a folder
    try:
        answer = kept.answer(a_question("open", sealed=sealed, purpose="review"))
    finally:
        log.rmdir()
        log.with_suffix(".kept").rename(log)

    assert answer == {"error": "internal"}


def test_too_many_people_at_once_are_refused(kept: Keeper) -> None:
    people = [[draw_number(), {}, False]] * 501

    assert kept.answer(a_question("seal", people=people, token=TOKEN))["error"] == "bad_question"
