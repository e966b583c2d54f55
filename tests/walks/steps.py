"""What is pressed and typed to bring a page into one of its states; it may be done again."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from time import time_ns

from playwright.sync_api import Page

from panah.engines.documents import Fields, Format, write_zone
from panah.engines.identity import PartialDate, Sex
from tests.walks.hands import see_focus

Found = dict[str, str]
Steps = Callable[[Page, Found], None]

REGION = {"kk": "Самара облысы", "ru": "Самарская область", "en": "Samara Region"}
NO_CODE = "https://panah.example/"


def _zone(surname: str, given: str, *, born: str, sex: Sex, number: str) -> str:
    fields = Fields(
        surname=surname,
        given_names=given,
        document_code="P",
        document_number=number,
        issuer="RUS",
        nationality="RUS",
        birth_date=PartialDate.parse(born),
        sex=sex,
        expiry_date=PartialDate.parse("2029-06-09"),
    )
    return "\n".join(write_zone(Format.TD3, fields))


FATHER = _zone("KRAVTCOV", "ALEKSEI", born="1994-11-02", sex=Sex.MALE, number="751204511")
MOTHER = _zone("KRAVTCOVA", "MARIIA", born="1996-03-14", sex=Sex.FEMALE, number="751204567")
CHILD = _zone("KRAVTCOV", "TIMUR", born="2019-07-30", sex=Sex.MALE, number="764411980")
ONE_LETTER_WRONG = MOTHER.replace("751204567", "7512O4567")


def press_main(page: Page, found: Found) -> None:
    """Press the first button of the page without having filled anything in."""
    _turn(page, "main button")


def close_before_opening(page: Page, found: Found) -> None:
    """Type hours that end before they begin, and save."""
    page.locator("#id_to_0").fill("06:00")
    _turn(page, "main button")


def send_without_a_choice(page: Page, found: Found) -> None:
    """What a program might send."""
    with page.expect_navigation():
        page.evaluate("document.querySelector('main form').submit()")


def give_out_a_number(page: Page, found: Found) -> None:
    """Press three at the door."""
    _turn(page, "button[name=size][value='3']")


def send_an_old_form(page: Page, found: Found) -> None:
    """Press after the browser has thrown its cookies away."""
    page.context.clear_cookies()
    _turn(page, "button[name=size][value='2']")


def sign_in_wrongly(page: Page, found: Found) -> None:
    """Try a password that is nobody's, by a name that was not tried within the hour."""
    page.locator("#id_username").fill(f"clerk-{token_hex(4)}")
    page.locator("#id_password").fill("алма мен бүркіт")
    page.locator("#id_code").fill("204 816")
    _turn(page, "form[action$='/sign-in/'] button")


def choose_a_way(do: str) -> Steps:
    """Choose a user name, and a passkey or an app."""

    def steps(page: Page, found: Found) -> None:
        page.locator("#id_username").fill("saule")
        _turn(page, f"button[value={do}]")

    return steps


def app_without_a_code(page: Page, found: Found) -> None:
    """Send the page of the app with nothing but a short password."""
    choose_a_way("app")(page, found)
    page.locator("#id_password").fill("бүркіт")
    _turn(page, "button[value=confirm]")


def ten_new_codes(page: Page, found: Found) -> None:
    """Press for new recovery codes."""
    _turn(page, "button[value=codes]")


def invite_somebody(page: Page, found: Found) -> None:
    """Make a link for a marshal."""
    page.locator("#id_shown_name").fill("Ержан М.")
    page.locator("#id_role").select_option("marshal")
    _turn(page, "button[value=invite]")


def check(code: str) -> Steps:
    """Paste a code, by its name in what was found; something else when it has none."""

    def steps(page: Page, found: Found) -> None:
        page.get_by_role("textbox").fill(found[code] if code else NO_CODE)
        _turn(page, "main form button")

    return steps


def open_both(page: Page, found: Found) -> None:
    """Open both identities of a pair."""
    _turn(page, "main form[action$='/open/'] button")


def judge_without_a_choice(page: Page, found: Found) -> None:
    """Send the note and no judgement."""
    with page.expect_navigation():
        page.evaluate("document.querySelector('#judgement').submit()")


def replace_without_a_reason(page: Page, found: Found) -> None:
    """Press the last button without saying why."""
    _turn(page, "form[action$='/replace/'] button")


def send_a_faulty_sheet(page: Page, found: Found) -> None:
    """A sheet with several things wrong or missing."""
    page.locator("#id_p0-family").fill("Кравцов")
    page.locator("#id_p0-birth_date").fill("31.02.1996")
    page.locator("#id_p0-nationality").fill("Атлантида")
    page.locator("#id_p0-iin").fill("960314400017")
    _turn(page, "button[value=next]")


def scan_a_wrong_line(page: Page, found: Found) -> None:
    """A letter O where a zero stands: the page offers to correct it."""
    _scan(page, ONE_LETTER_WRONG)


def second_of_three(page: Page, found: Found) -> None:
    """The father is done; the mother's passport was scanned and she has two needs."""
    _first_of_three(page)
    _mother(page)
    _saved(page)


def ask_to_remove(page: Page, found: Found) -> None:
    """The page asks before it forgets a person."""
    second_of_three(page, found)
    _turn(page, "button[value=remove]")


def whole_family(page: Page, found: Found) -> None:
    """Three sheets, one name withheld, and the review of them all."""
    _first_of_three(page)
    _mother(page)
    page.locator("#id_p1-withheld").check()
    _confirm_and_go_on(page, 1)
    _scan(page, CHILD)
    _write(page, 2, family="Кравцов", given="Тимур")
    page.locator("#id_p2-relation").select_option("child")
    _confirm_and_go_on(page, 2)


def read_what_was_said(page: Page, found: Found) -> None:
    """Open one identity because the person asks."""
    page.locator("main details summary").last.click()
    _turn(page, "button[value=request]")


def open_to_correct(page: Page, found: Found) -> None:
    """Open the record of the chosen person for correction."""
    _turn(page, "button[value=open]")


def correct_without_a_reason(page: Page, found: Found) -> None:
    """Type another birth date, say no reason, and let nobody confirm."""
    open_to_correct(page, found)
    page.locator("#id_p0-birth_date").fill("31.02.1990")
    _turn(page, "button[value=save]")


def correct_at_two_desks(page: Page, found: Found) -> None:
    """Somebody else corrects and seals what is being corrected here."""
    open_to_correct(page, found)
    colleague = page.context.new_page()
    colleague.goto(page.url.removesuffix("correct/"))
    open_to_correct(colleague, found)
    for each, number in ((colleague, f"+7701{time_ns() % 10**7:07}"), (page, "+77015550011")):
        each.locator("#id_p0-phone").fill(number)
        each.locator("#id_p0-confirmed").check()
        each.locator("input[value=changed]").check()
        _turn(each, "button[value=save]")
    colleague.close()


def look_for_a_name(page: Page, found: Found) -> None:
    """Look for somebody who has no number."""
    page.locator("input[value=request]").check()
    page.locator("#id_family").fill("Лепестков")
    page.locator("#id_given").fill("Остап")
    page.locator("#id_birth_date").fill("12.04.1991")
    _turn(page, "main button")


def _first_of_three(page: Page) -> None:
    _scan(page, FATHER)
    _write(page, 0, family="Кравцов", given="Алексей")
    language = page.locator("html").get_attribute("lang") or ""
    page.locator("#id_p0-origin_region").fill(REGION[language])
    page.locator("#id_p0-arrived_on").fill("6.10")
    _confirm_and_go_on(page, 0)


def _mother(page: Page) -> None:
    _scan(page, MOTHER)
    _write(page, 1, family="Кравцова", given="Мария", patronymic="Андреевна")
    page.locator("#id_p1-relation").select_option("partner")
    page.locator("input[type=checkbox][value=pregnant_or_nursing]").check()


def _write(page: Page, index: int, **values: str) -> None:
    for field, value in values.items():
        page.locator(f"#id_p{index}-{field}").fill(value)


def _confirm_and_go_on(page: Page, index: int) -> None:
    page.locator(f"#id_p{index}-confirmed").check()
    _turn(page, "button[value=next]")


def _scan(page: Page, lines: str) -> None:
    page.locator("textarea").fill(lines)
    page.wait_for_selector("#checks")


def _saved(page: Page) -> None:
    page.wait_for_load_state("networkidle")


def _turn(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()
    see_focus(page)
