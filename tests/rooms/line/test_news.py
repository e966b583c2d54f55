"""What a phone hears when it asks for news: from a glance at the line that many share."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from panah.line import actions, glance, queries
from panah.line.estimating import estimate
from panah.line.middleware import PhoneNews
from panah.line.models import Ticket, Window
from panah.line.said import WHOLE_SECONDS
from panah.line.slips import Slip
from panah.line.views import spoken
from panah.web.access import Page, Role
from tests.builders import MORNING, a_site
from tests.rooms.line.tickets import a_ticket

pytestmark = pytest.mark.django_db
EVERY_PART = ["whose", "told", "ahead", "called", "note"]
SENT = re.compile(r'<div data-part="(\w+)">(.*?)</div>(?=<div data-part|</div>$)', re.DOTALL)
MIDNIGHT_PAST = MORNING + timedelta(hours=16)


class Watch:
    """A clock that stands until it is moved."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    standing = Watch()
    monkeypatch.setattr("panah.line.glance.monotonic", standing)
    glance.forget()
    yield standing
    glance.forget()


def _taken(code: str = "ALA") -> tuple[str, Ticket]:
    """Where a new number asks for news."""
    issued = actions.issue_ticket(a_site(code), party_size=1, at=MORNING)
    return reverse("line:phone_now", args=[issued.secret]), issued.ticket


def _ask(address: str, after: HttpResponse | None = None) -> HttpResponse:
    return Client().get(address, headers={"If-None-Match": after["ETag"]} if after else {})


def _parts(answer: HttpResponse) -> list[str]:
    return re.findall(r'data-part="(\w+)"', answer.content.decode())


def test_a_question_costs_no_query_once_somebody_has_looked(
    watch: Watch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address, _ticket = _taken()
    first = _ask(address)

    with django_assert_num_queries(0):
        again = _ask(address, first)

    assert again.status_code == 304


def test_what_a_phone_hears_is_less_than_two_seconds_old(watch: Watch) -> None:
    _first, _ = _taken()
    address, ticket = _taken()
    before = _ask(address)
    actions.call_next(ticket.site, desk="1", at=MORNING)

    watch.seconds += glance.KEPT_SECONDS - 0.1
    still = _ask(address, before)
    watch.seconds += 0.1
    now = _ask(address, before)

    assert still.status_code == 304
    assert (now.status_code, _parts(now)) == (200, ["told", "ahead", "called"])


def test_while_one_thread_reads_the_others_hear_nothing_older_than_three_seconds(
    watch: Watch,
) -> None:
    _address, ticket = _taken()
    before = glance.glance("ALA", ticket.day)
    heard: list[glance.Glance] = []
    other = threading.Thread(target=lambda: heard.append(glance.glance("ALA", ticket.day)))

    with glance._reading:
        watch.seconds += glance.OLDEST_SECONDS - 0.1
        assert glance.glance("ALA", ticket.day) is before
        watch.seconds += 0.2
        other.start()
        other.join(0.2)
        waited = other.is_alive()
        # Whoever was reading has read.
        glance._kept["ALA", ticket.day] = newer = glance._read("ALA", ticket.day, before=before)
    other.join()

    assert waited
    assert heard == [newer]


@pytest.mark.usefixtures("watch")
def test_the_page_itself_is_never_a_second_old() -> None:
    address, ticket = _taken()
    _ask(address)
    actions.call_next(ticket.site, desk="2", at=MORNING)

    page = Client().get(address.removesuffix("now/")).content.decode()

    assert 'data-state="called"' in page


def test_a_page_asks_for_its_own_row_alone_where_somebody_has_just_looked(
    watch: Watch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address, ticket = _taken()
    last, _ticket = _taken()
    estimate(ticket.site, at=MORNING, method="simple")
    page = address.removesuffix("now/")
    of_the_rows = Client().get(page)
    _ask(last)

    with django_assert_num_queries(1):
        of_the_look = Client().get(page)

    assert _but_when(of_the_look) == _but_when(of_the_rows)
    assert 'data-state="waiting"' in of_the_look.content.decode()


@pytest.mark.usefixtures("watch")
def test_whoever_presses_a_button_sees_the_page_that_follows_from_it() -> None:
    address, ticket = _taken()
    page = address.removesuffix("now/")
    other, _ticket = _taken()
    states = []
    for press in ("hold", "come_back"):
        _ask(other)  # somebody has just looked
        pressed = Client().post(reverse(f"line:{press}", args=[_secret(address)]))
        assert pressed.headers["Location"] == page
        states += re.findall(r'data-state="(\w+)"', Client().get(page).content.decode())
    actions.fast_track(Ticket.objects.get(pk=ticket.pk), "illness", at=MORNING)  # type: ignore[arg-type]

    assert states == ["held", "waiting"]
    assert (
        "You will be seen sooner"
        in Client().get(page, headers={"Accept-Language": "en"}).content.decode()
    )


@pytest.mark.usefixtures("watch")
def test_where_the_look_saw_something_else_than_the_row_the_page_asks_everything() -> None:
    _taken()
    address, ticket = _taken()
    _ask(address)  # somebody has just looked: one number is before it
    actions.fast_track(ticket, "illness", at=MORNING)  # type: ignore[arg-type]
    page, asked = address.removesuffix("now/"), {"Accept-Language": "en"}

    assert "nobody: you are next" in Client().get(page, headers=asked).content.decode()


def _secret(address: str) -> str:
    return address.rstrip("/").split("/")[-2]


def test_after_midnight_a_page_says_that_the_day_is_over_whoever_has_looked(
    settings: Settings,
) -> None:
    address, _ticket = _taken()
    _ask(address)
    settings.PANAH_CLOCK = f"{__name__}.after_midnight"

    page = Client().get(address.removesuffix("now/")).content.decode()

    assert 'data-state="waiting-over"' in page


def test_a_call_arrives_with_the_next_question() -> None:
    address, ticket = _taken()
    before = _ask(address)
    actions.call_next(ticket.site, desk="2", at=MORNING)

    answer = _ask(address, before)

    said, page = answer.content.decode(), Client().get(address.removesuffix("now/"))
    name = re.search(r"<title>.*</title>", page.content.decode())
    assert name
    assert said.startswith(name[0])
    assert _body_of(said) == _body_of(page.content.decode())


def _body_of(page: str) -> list[str]:
    """All between a page's name and its foot, but tokens, when to ask again and what time it is."""
    main = re.sub(r".*</title>|.*<main[^>]*>|</main>.*", "", page, flags=re.DOTALL)
    varies = r'data-every="[\d.]+"|<input type="hidden"[^>]*>|(?<=<bdi data-clock>)[\d:]*'
    return re.sub(varies, "", main).split()


@pytest.mark.parametrize("press", ["hold", "give_up"])
def test_a_page_in_another_state_hears_all_of_itself(press: str) -> None:
    address, ticket = _taken()
    before = _ask(address)
    getattr(actions, press)(ticket, at=MORNING)

    answer, page = _ask(address, before), Client().get(address.removesuffix("now/"))

    assert "<form" in page.content.decode() or press == "give_up"
    assert _body_of(answer.content.decode()) == _body_of(page.content.decode())


def test_whoever_hears_all_of_their_page_reads_their_own_secret_and_nobody_elses() -> None:
    first, other = _taken()[0], _taken()[0]
    before = [_ask(first), _ask(other)]
    for desk in ("1", "2"):
        actions.call_next(a_site(), desk=desk, at=MORNING)

    heard = [
        _ask(address, tag).content.decode()
        for address, tag in zip((first, other), before, strict=True)
    ]

    own, others = (re.findall(r"/line/t/([-\w]+)/", said) for said in heard)
    assert (set(own), set(others)) == ({_secret(first)}, {_secret(other)})
    assert len(own) == len(others) >= 3
    assert not any(
        _secret(address) in words for words in spoken._kept.values() for address in (first, other)
    )


def test_a_call_that_is_repeated_is_said_anew(settings: Settings) -> None:
    address, ticket = _taken()
    actions.call_next(ticket.site, desk="2", at=MORNING)
    before = _ask(address)
    ticket.refresh_from_db()
    actions.call_again(ticket, at=MORNING + timedelta(minutes=3))

    answer = _ask(address, before).content.decode()

    assert "09:03" in answer
    assert 'data-part="board"' in answer


def test_the_first_question_of_a_page_knows_what_the_page_shows() -> None:
    address, _ticket = _taken()
    page = Client().get(address.removesuffix("now/")).content.decode()
    tag = re.search(r'data-tag="([^"]+)"', page)
    assert tag

    answer = Client().get(address, headers={"If-None-Match": f'"{tag[1]}"'})

    assert answer.status_code == 304


def test_a_phone_that_shows_nothing_yet_hears_everything() -> None:
    address, _ticket = _taken()

    for known in ({}, {"If-None-Match": '"0123456789abcdef0123"'}):
        assert _parts(Client().get(address, headers=known)) == EVERY_PART


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_part_is_sent_as_it_stands_on_the_page(language: str) -> None:
    address, ticket = _taken()
    estimate(ticket.site, at=MORNING, method="simple")
    asked = {"Accept-Language": language}
    page = Client().get(address.removesuffix("now/"), headers=asked).content.decode()

    for _ in range(2):  # the second time from what was kept
        answer = Client().get(address, headers=asked | {"If-None-Match": '"waiting.1.2.3.4.5"'})
        parts = SENT.findall(answer.content.decode())
        assert [name for name, _words in parts] == EVERY_PART
        for name, words in parts:
            assert re.search(rf'data-part="{name}"[^>]*>\s*{re.escape(words.strip())}\s*</', page)


def test_a_page_that_was_made_for_other_parts_is_fetched_anew() -> None:
    address, _ticket = _taken()

    answer = Client().get(address, headers={"If-None-Match": '"waiting.1.2.3.4"'})

    assert 'data-state="anew"' in answer.content.decode()
    assert _parts(answer) == []


def test_where_the_clock_was_set_otherwise_the_same_moment_is_said_otherwise(watch: Watch) -> None:
    address, ticket = _taken()
    asked = {"If-None-Match": '"waiting.1.2.3.4.5"'}
    before = Client().get(address, headers=asked).content.decode()
    site = ticket.site
    site.time_zone = "Asia/Tokyo"
    site.save()
    watch.seconds += glance.KEPT_SECONDS

    after = Client().get(address, headers=asked).content.decode()

    hours = [re.findall(r"\b\d\d:\d\d\b", said) for said in (before, after)]
    assert hours[0]
    assert not set(hours[0]) & set(hours[1])


def test_words_are_kept_of_no_more_than_so_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken, "MOST_KEPT", 4)
    spoken.forget()
    address, _ticket = _taken()
    asked = {"If-None-Match": '"waiting.1.2.3.4.5"'}

    for language in ("kk", "ru", "en"):  # three parts each that are kept
        Client().get(address, headers=asked | {"Accept-Language": language})

        assert 1 <= len(spoken._kept) <= 4


@pytest.mark.parametrize("status", ["waiting", "held", "called"])
def test_a_glance_says_what_the_rows_say(status: str, watch: Watch) -> None:
    site = a_site()
    tickets = [a_ticket(site, party_size=1 + n % 3) for n in range(12)]
    actions.fast_track(tickets[7], "illness", at=MORNING)  # type: ignore[arg-type]
    for desk in ("1", "2"):
        actions.call_next(site, desk=desk, at=MORNING)
    actions.hold(tickets[4], at=MORNING)
    actions.hold(tickets[9], at=MORNING)
    estimate(site, at=MORNING, method="simple")
    later = MORNING + timedelta(minutes=4)
    line, compared = glance.glance("ALA", tickets[0].day), 0

    for row in Ticket.objects.filter(status=status):
        slip = Slip("ALA", row.day, row.number, row.party_size, MIDNIGHT_PAST)
        seen = line.ticket(slip)
        assert line.place(seen, at=later) == queries.place_of(row, later)
        assert (seen.lane, seen.desk, seen.last_called_at) == (
            row.lane,
            row.desk,
            row.last_called_at,
        )
        compared += 1

    assert compared >= 2


ENDINGS: dict[str, Callable[[Ticket], object]] = {
    "served": lambda ticket: actions.serve(ticket, desk="2", at=MORNING),
    "no_show": lambda ticket: actions.no_show(ticket, at=MORNING),
    "given_up": lambda ticket: actions.give_up(ticket, at=MORNING),
}


@pytest.mark.parametrize("status", ENDINGS)
def test_a_number_that_ends_is_told_from_the_next_look_what_its_row_says(
    status: str, watch: Watch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address, ticket = _taken()
    other, _waits = _taken()
    actions.call_next(ticket.site, desk="2", at=MORNING)
    before = _ask(address)
    ticket.refresh_from_db()
    ENDINGS[status](ticket)
    watch.seconds += glance.KEPT_SECONDS
    _ask(other)  # somebody looks

    with django_assert_num_queries(0):
        heard, again = _ask(address, before), _ask(address)
        known = _ask(address, again)
    glance.forget()
    of_the_row = _ask(address)

    assert f'data-state="{status}"' in heard.content.decode()
    assert (known.status_code, known["ETag"]) == (304, of_the_row["ETag"])
    assert _but_when(again) == _but_when(of_the_row)


def _but_when(answer: HttpResponse) -> str:
    return re.sub(r'data-every="[\d.]+"|value="\w{64}"', "", answer.content.decode())


def test_what_happens_to_a_number_that_has_ended_is_heard_with_the_next_look_too(
    watch: Watch,
) -> None:
    address, ticket = _taken()
    actions.call_next(ticket.site, desk="2", at=MORNING)
    _ask(address)
    ticket.refresh_from_db()
    states = []
    for act in (
        lambda: actions.serve(ticket, desk="2", at=MORNING),
        lambda: actions.reopen(ticket, at=MORNING),
        lambda: actions.give_up(ticket, at=MORNING),
    ):
        act()
        ticket.refresh_from_db()
        watch.seconds += glance.KEPT_SECONDS
        states += re.findall(r'data-state="(\w+)"', _ask(address).content.decode())

    assert states == ["served", "waiting", "given_up"]


def test_some_seconds_after_its_end_a_number_is_looked_up(watch: Watch) -> None:
    address, ticket = _taken()
    _ask(address)
    actions.give_up(ticket, at=MORNING)
    slip = Slip(ticket.site_id, ticket.day, ticket.number, 1, MIDNIGHT_PAST)
    is_known = []
    looks = int(glance.LATELY_SECONDS / glance.KEPT_SECONDS)
    for _ in range(looks + 1):
        watch.seconds += glance.KEPT_SECONDS
        is_known.append(glance.glance(slip.site, slip.day).has_all_of(slip.number))

    assert is_known == [True] * looks + [False]
    assert 'data-state="given_up"' in _ask(address).content.decode()


def test_where_very_many_end_at_once_their_rows_are_read(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glance, "MOST_LATELY", 2)
    several = [_taken() for _ in range(3)]
    _ask(several[0][0])
    for _address, ticket in several:
        actions.give_up(ticket, at=MORNING)
    watch.seconds += glance.KEPT_SECONDS

    assert not glance.glance("ALA", several[0][1].day).ended.tickets
    for address, _ticket in several:
        assert 'data-state="given_up"' in _ask(address).content.decode()


def test_a_window_that_moved_says_why_at_a_glance_too(watch: Watch) -> None:
    site = a_site()
    tickets = [a_ticket(site) for _ in range(30)]
    estimate(site, at=MORNING, method="simple")
    glance.glance("ALA", tickets[0].day)
    site.desks.filter(number__gt=1).update(is_open=False)
    later = MORNING + timedelta(minutes=1)
    estimate(site, at=later, method="simple")
    watch.seconds += glance.KEPT_SECONDS
    line = glance.glance("ALA", tickets[0].day)

    row = tickets[-1]
    seen = line.ticket(Slip("ALA", row.day, row.number, 1, MIDNIGHT_PAST))
    place = line.place(seen, at=later)

    assert place.told
    assert place.told.reasons
    assert place == queries.place_of(row, later)


def _place(ticket: Ticket, *, at: datetime = MORNING) -> queries.Place:
    """What a glance of now tells a number that waits."""
    line = glance.glance(ticket.site_id, ticket.day)
    slip = Slip(ticket.site_id, ticket.day, ticket.number, ticket.party_size, MIDNIGHT_PAST)
    return line.place(line.ticket(slip), at=at)


def _moved(ticket: Ticket, key: int) -> Window:
    """Another window of a ticket, in place of its own; not saved."""
    row = Window.objects.get(ticket=ticket)
    row.delete()
    row.pk, row.says = key, Window.Says.NOT_TODAY
    return row


@pytest.mark.parametrize(
    "seconds", [glance.KEPT_SECONDS, WHOLE_SECONDS + 1], ids=["new-ones", "whole"]
)
def test_a_window_that_became_visible_late_is_told_with_the_next_look(
    watch: Watch, seconds: float
) -> None:
    tickets = [a_ticket() for _ in range(2)]
    estimate(tickets[0].site, at=MORNING, method="simple")
    last, before = Window.objects.latest("pk").pk, _place(tickets[0])
    late, soon = (_moved(each, last + step) for each, step in zip(tickets, (1, 2), strict=True))
    # As where two transactions end in another order than they began: a key is passed by.
    for row, passed in ((soon, seconds), (late, glance.KEPT_SECONDS)):
        row.save(force_insert=True)
        watch.seconds += passed
        glance.glance("ALA", late.ticket.day)
    now = _place(tickets[0])

    assert before != now == queries.place_of(tickets[0], MORNING)


def test_a_window_that_moved_again_and_again_is_told_as_the_rows_tell_it(watch: Watch) -> None:
    tickets = [a_ticket() for _ in range(30)]
    site = tickets[0].site
    for minutes, desks in ((0, 6), (1, 1), (2, 5), (3, 1), (4, 6)):
        site.desks.update(is_open=False)
        site.desks.filter(number__lte=desks).update(is_open=True)
        at = MORNING + timedelta(minutes=minutes)
        estimate(site, at=at, method="simple")
        watch.seconds += glance.KEPT_SECONDS
        for ticket in tickets[::7]:
            assert _place(ticket, at=at) == queries.place_of(ticket, at)

    assert Window.objects.filter(ticket=tickets[28]).count() >= 4


def test_who_comes_back_into_the_line_is_told_what_the_row_says(watch: Watch) -> None:
    tickets = [a_ticket() for _ in range(3)]
    estimate(tickets[0].site, at=MORNING, method="simple")
    _place(tickets[0])
    actions.hold(tickets[1], at=MORNING)
    estimate(tickets[0].site, at=MORNING, method="simple")  # what it was told is over
    watch.seconds += glance.KEPT_SECONDS
    _place(tickets[0])
    actions.come_back(tickets[1], at=MORNING)
    watch.seconds += glance.KEPT_SECONDS
    place = _place(tickets[1])

    assert place.told is None
    assert place == queries.place_of(tickets[1], MORNING)


def test_a_window_that_ended_with_nothing_after_it_is_told_half_a_minute_at_most(
    watch: Watch,
) -> None:
    tickets = [a_ticket() for _ in range(2)]
    estimate(tickets[0].site, at=MORNING, method="simple")
    _place(tickets[0])
    Window.objects.filter(ticket=tickets[1]).update(is_current=False)
    watch.seconds += WHOLE_SECONDS + 1

    assert _place(tickets[1]).told is None
    assert _place(tickets[0]).told


def test_after_ten_seconds_a_phone_hears_how_fast_the_line_moves_now(watch: Watch) -> None:
    tickets = [a_ticket() for _ in range(12)]
    before = _place(tickets[-1])
    called = actions.call_next(tickets[0].site, desk="1", at=MORNING - timedelta(hours=2))
    assert called
    actions.serve(called, desk="1", at=MORNING)

    watch.seconds += 9
    still = _place(tickets[-1])
    watch.seconds += glance.KEPT_SECONDS
    now = _place(tickets[-1])

    assert before.expected != now.expected == queries.place_of(tickets[-1], MORNING).expected
    assert still.ahead == now.ahead
    assert still.expected != now.expected


def test_where_hundreds_come_at_once_everybody_is_told(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("panah.line.glance.MOST_AT_ONCE", 5)
    monkeypatch.setattr("panah.line.said.MOST_AT_ONCE", 5)
    first = a_ticket()
    estimate(first.site, at=MORNING, method="simple")
    _place(first)
    more = [a_ticket() for _ in range(9)]
    estimate(first.site, at=MORNING, method="simple")
    watch.seconds += glance.KEPT_SECONDS

    for ticket in [first, *more]:
        assert _place(ticket) == queries.place_of(ticket, MORNING)
        assert _place(ticket).told


def test_two_centres_are_never_taken_for_one_another() -> None:
    here, _ = _taken("ALA")
    there, ticket = _taken("AST")
    for _ in range(3):
        _taken("AST")
    last, _ = _taken("AST")
    actions.call_next(ticket.site, desk="3", at=MORNING)

    assert 'data-state="waiting"' in _ask(here).content.decode()
    assert "<dt>" in (said := _ask(last).content.decode())
    assert "3 " in said
    assert _ask(there).content.decode().count('data-state="called"') == 1


def test_a_day_that_is_over_says_so(settings: Settings) -> None:
    address, _ticket = _taken()
    before = _ask(address)
    settings.PANAH_CLOCK = f"{__name__}.after_midnight"

    answer = _ask(address, before)

    assert 'data-state="waiting-over"' in answer.content.decode()
    assert 540 <= float(answer["Panah-Next"]) <= 660


def after_midnight() -> object:
    """A clock that stands at one in the night."""
    return MIDNIGHT_PAST


@pytest.mark.parametrize(("before", "least", "most"), [(51, 54, 66), (50, 13.5, 16.5)])
def test_whoever_has_fifty_numbers_before_them_asks_more_often(
    before: int, least: float, most: float
) -> None:
    site, day = a_site(), date(2022, 10, 5)
    Ticket.objects.bulk_create(
        Ticket(site=site, day=day, number=n, party_size=1, taken_at=MORNING, secret_hash=b"%d" % n)
        for n in range(1, before + 1)
    )
    address, _ticket = _taken()
    found = {float(_ask(address)["Panah-Next"]) for _ in range(30)}

    assert len(found) > 1  # phones that began together do not stay together
    assert least <= min(found) <= max(found) <= most


@pytest.mark.parametrize("act", [actions.give_up, actions.undo_issue])
def test_whoever_waits_no_more_hardly_asks(act: Callable[..., object]) -> None:
    address, ticket = _taken()
    act(ticket, at=MORNING)

    assert float(_ask(address)["Panah-Next"]) >= 540


def test_news_carry_the_headers_of_every_page_and_no_cookie() -> None:
    address, _ticket = _taken()
    client = Client()
    client.cookies["session"] = "made up"
    page = client.get(address.removesuffix("now/"))
    answer = client.get(address)

    left_out = {"Content-Length", "Vary", "ETag", "Panah-Clock", "Panah-Next"}
    for name in set(page.headers) - left_out - {"Content-Security-Policy"}:
        assert answer[name] == page[name], name
    policies = (set(each["Content-Security-Policy"].split("; ")) for each in (page, answer))
    assert next(policies) == next(policies)
    assert not answer.cookies


def test_news_are_refused_under_another_name() -> None:
    address, _ticket = _taken()

    assert Client().get(address, headers={"Host": "elsewhere.example"}).status_code == 400


def test_an_unknown_secret_is_told_calmly_and_remembered_by_nobody() -> None:
    a_site()

    answer = Client().get("/line/t/AAAAAAAAAAAAAAAAAAAAAA/now/?lang=en")
    plain = Client().get("/line/t/AAAAAAAAAAAAAAAAAAAAAA/now/")
    issued = actions.issue_ticket(a_site(), party_size=1, secret="A" * 22, at=MORNING)

    assert (answer.status_code, plain.status_code) == (404, 404)
    assert _ask(reverse("line:phone_now", args=[issued.secret])).status_code == 200


def test_nobody_is_answered_early_once_the_page_is_not_everybodys(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.PANAH_ACCESS = f"{__name__}.fewer"

    with pytest.raises(MiddlewareNotUsed):
        PhoneNews(lambda request: HttpResponse())


def fewer() -> dict[str, Page]:
    """A registry in which only marshals may ask."""
    return {"line:phone_now": Page("line:phone_now", roles=frozenset({Role.MARSHAL}))}
