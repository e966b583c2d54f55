"""What stands on the paper, and how it looks on the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pytest_django.fixtures import Settings

from panah.certificates import actions, paper, press, qr, sheet
from panah.engines.identity import show_number
from panah.keeper.errors import KeeperUnreachable
from panah.keeper.launch import KeeperProcess
from panah.sites.profile import load_profile
from tests.builders import MORNING, a_clerk
from tests.keepers import a_keeper, asking
from tests.rooms.certificates.pages import Page, dark_pixels_of, pages_of
from tests.rooms.certificates.papers import Signer, a_request, the_code, the_paper

KAZAKHSTAN = load_profile("kz-2022")
FRIDAY = date(2022, 10, 7)
KAZAKH_LETTERS = "әғқңөұүһі"


def a_paper(language: str = "ru", **changes: object) -> sheet.Paper:
    values: dict[str, object] = {
        "number": "7Q4M2K9DX",
        "group": "W3K87VQ2J",
        "languages": sheet.languages_of(language, host="kk"),
        "places": {"kk": "Батыс Қазақстан", "ru": "Западный Казахстан", "en": "West Kazakhstan"},
        "issued_on": FRIDAY,
        "valid_until": date(2022, 11, 5),
        "deadlines": paper.deadlines_of(KAZAKHSTAN, FRIDAY, prepared_on=FRIDAY, on=FRIDAY),
        "address": "panah.example.kz/papers/check/",
    }
    return sheet.Paper(**(values | changes))  # type: ignore[arg-type]


def printed(*papers: sheet.Paper, code: str = "") -> list[Page]:
    svg = qr.svg_of(code or Signer().token())
    return pages_of(press.pdf_of([sheet.plain(p, code=svg, code_mm=qr.SIDE_MM) for p in papers]))


def days_of(arrived_on: date | None, on: date = FRIDAY) -> dict[str, date | None]:
    found = paper.deadlines_of(KAZAKHSTAN, arrived_on, prepared_on=on, on=on)
    return {deadline.code: deadline.by for deadline in found}


def test_the_clocks_of_the_worked_examples() -> None:
    assert days_of(date(2022, 10, 5))["address_notice"] == date(2022, 10, 10)
    assert days_of(date(2022, 10, 7)) == {
        "refugee_claim": date(2022, 10, 11),
        "address_notice": date(2022, 10, 12),
        "stay_unregistered": date(2022, 11, 5),
    }


def test_the_soonest_day_stands_first() -> None:
    assert list(days_of(FRIDAY)) == ["refugee_claim", "address_notice", "stay_unregistered"]


def test_since_2023_the_stay_is_counted_otherwise() -> None:
    assert days_of(date(2023, 2, 1))["stay_in_180"] == date(2023, 5, 1)


def test_without_a_day_of_arrival_no_day_is_invented() -> None:
    assert set(days_of(None).values()) == {None}


def test_a_page_is_a5_and_every_paper_has_one() -> None:
    papers = [a_paper(language) for language in ("kk", "ru", "en", "fa")]

    found = printed(*papers)

    assert [(round(page.width_mm), round(page.height_mm)) for page in found] == [(148, 210)] * 4


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_longest_paper_is_one_page_too(language: str) -> None:
    late = FRIDAY + timedelta(days=400)
    for arrived_on in (FRIDAY, date(2023, 2, 1), None):
        deadlines = paper.deadlines_of(KAZAKHSTAN, arrived_on, prepared_on=late, on=late)
        address = "registration-centre-west-kazakhstan.panah.example.kz/papers/check/"
        longest = a_paper(language, deadlines=deadlines, address=address, is_sample=True)

        assert len(printed(longest)) == 1


@pytest.mark.parametrize(
    ("language", "second"),
    [
        ("ru", "Справка о регистрации"),
        ("en", "Registration paper"),
        ("kk", "Справка о регистрации"),
    ],
)
def test_the_hosts_language_comes_first_and_the_persons_second(language: str, second: str) -> None:
    text = printed(a_paper(language))[0].text

    assert text.index("Тіркеу туралы анықтама") < text.index(second)


def test_a_language_that_panah_does_not_write_yet_gets_russian() -> None:
    assert sheet.languages_of("fa", host="kk") == ("kk", "ru")
    assert sheet.languages_of("", host="kk") == ("kk", "ru")
    assert sheet.languages_of("ru", host="ru") == ("ru", "en")


def test_the_number_and_the_days_stand_on_the_paper() -> None:
    lines = printed(a_paper("ru"))[0].text.replace("\N{NO-BREAK SPACE}", " ").splitlines()

    assert "7Q4M-2K9D-X" in lines
    assert "W3K8-7VQ2-J" in lines
    assert "12 қазан, сәрсенбі" in lines
    assert "среда, 12 октября" in lines
    assert "2022 жылғы 5 қараша, сенбі" in lines
    assert "суббота, 5 ноября 2022 года" in lines


def test_every_kazakh_letter_is_drawn_and_can_be_read_back() -> None:
    places = {"kk": KAZAKH_LETTERS + KAZAKH_LETTERS.upper(), "ru": "ЁёЪъЫы", "en": "Almaty"}
    text = printed(a_paper("ru", places=places))[0].text

    assert set(KAZAKH_LETTERS + KAZAKH_LETTERS.upper()) <= set(text)


def test_what_was_typed_is_never_markup() -> None:
    planted = '#set page(fill: red)\n*bold* $x^2$ </svg> \\ " #{panic()} @here'
    text = printed(a_paper("ru", places={"kk": planted}))[0].text

    assert "#set page(fill: red)" in text
    assert "panic()" in text


def test_a_day_that_has_passed_is_said_to_have_passed() -> None:
    late = FRIDAY + timedelta(days=6)
    deadlines = paper.deadlines_of(KAZAKHSTAN, FRIDAY, prepared_on=late, on=late)
    text = printed(a_paper("en", deadlines=deadlines))[0].text

    assert "Wednesday 12 October" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "(has passed)" in text
    assert "ask a lawyer today" in text


def test_only_a_demonstration_prints_samples() -> None:
    assert "Образец" in printed(a_paper("ru", is_sample=True))[0].text
    assert "Образец" not in printed(a_paper("ru"))[0].text


def test_the_code_on_the_page_is_the_code_and_at_most_35_mm() -> None:
    code = Signer().token()
    pixels_a_mm = 5
    sheets = [sheet.plain(a_paper(), code=qr.svg_of(code), code_mm=qr.SIDE_MM)]
    png = press._compiler().compile(
        format="png",
        ppi=25.4 * pixels_a_mm,
        sys_inputs={"sheets": json.dumps(sheets)},
    )
    matrix = [[bool(module) for module in row] for row in qr.code_of(code).matrix]
    dark = _right_column(dark_pixels_of(png), pixels_a_mm)
    rows = [y for y, row in enumerate(dark) if any(row)]
    columns = [x for x in range(len(dark[0])) if any(row[x] for row in dark)]
    side = rows[-1] - rows[0] + 1
    module = side / len(matrix)

    assert side == pytest.approx(columns[-1] - columns[0] + 1, abs=1)
    assert 0.5 * len(matrix) <= side / pixels_a_mm <= 35
    assert [
        [
            dark[int(rows[0] + (y + 0.5) * module)][int(columns[0] + (x + 0.5) * module)]
            for x in range(len(matrix))
        ]
        for y in range(len(matrix))
    ] == matrix


def _right_column(dark: list[list[bool]], pixels_a_mm: int) -> list[list[bool]]:
    """What is drawn at the right edge, between the title and the first white line below it."""
    column = [row[103 * pixels_a_mm :] for row in dark[30 * pixels_a_mm :]]
    top = next(y for y, row in enumerate(column) if any(row))
    bottom = next(y for y, row in enumerate(column) if y > top and not any(row))
    return column[top:bottom]


@pytest.mark.django_db
def test_a_group_is_printed_in_one_file_in_the_order_asked(signing: KeeperProcess) -> None:
    requests = [a_request(group="7Q4M2K9DX", language=language) for language in ("ru", "en", "kk")]
    actions.prepare_many(requests, at=MORNING)
    numbers = [request.individual for request in requests]

    found = pages_of(actions.render_papers(numbers, at=MORNING))

    assert [
        show_number(number) in page.text for number, page in zip(numbers, found, strict=True)
    ] == [True] * 3


@pytest.mark.django_db
def test_a_paper_printed_twice_is_the_same_paper_and_stays_outstanding(
    signing: KeeperProcess,
) -> None:
    request = a_request()
    actions.prepare(request, at=MORNING)
    first = actions.render_papers([request.individual], at=MORNING)

    assert actions.render_papers([request.individual], at=MORNING + timedelta(hours=2)) == first
    assert the_paper(request).status == "outstanding"


@pytest.mark.django_db
def test_printing_writes_no_row(
    signing: KeeperProcess, django_assert_num_queries: Callable[[int], object]
) -> None:
    request = a_request()
    actions.prepare(request, at=MORNING)

    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        actions.render_papers([request.individual], at=MORNING)


@pytest.mark.django_db
def test_the_signature_is_the_keepers_and_the_same_each_time(signing: KeeperProcess) -> None:
    request = a_request()
    actions.prepare(request, at=MORNING)

    assert the_code(request) == the_code(request)


@pytest.mark.django_db
def test_a_revoked_paper_is_not_printed(signing: KeeperProcess) -> None:
    request, clerk = a_request(), a_clerk()
    actions.prepare(request, at=MORNING)
    actions.revoke(request.individual, "withdrawn", by=clerk, at=MORNING)  # type: ignore[arg-type]

    with pytest.raises(actions.NoSuchPaper):
        actions.render_papers([request.individual], at=MORNING)


@pytest.mark.django_db
def test_without_a_keeper_nothing_is_printed_and_nothing_is_lost(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    request = a_request()
    actions.prepare(request, at=MORNING)
    with a_keeper(tmp_path_factory.mktemp("gone") / "data") as gone:
        pass

    with asking(gone), pytest.raises(KeeperUnreachable):
        actions.render_papers([request.individual], at=MORNING)
    assert the_paper(request).status == "outstanding"
