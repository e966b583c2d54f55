"""The pages: who reaches them, what they say, and what they never say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django.fixtures import Settings

from panah.certificates import actions
from panah.certificates.models import Certificate
from panah.engines.identity import show_number
from panah.keeper.launch import KeeperProcess
from panah.sites.actions import set_papers
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site
from tests.keepers import a_keeper, asking
from tests.rooms.certificates.pages import pages_of
from tests.rooms.certificates.papers import Signer, a_request, the_code, the_paper

pytestmark = pytest.mark.django_db
GROUP = "7Q4M2K9DX"
CHECK = "/papers/check/"
OUTSTANDING = "/papers/outstanding/"
PRINT, CONFIRM, REPLACE = (
    f"/papers/group/{GROUP}/{what}/" for what in ("print", "confirm", "replace")
)


@pytest.fixture(autouse=True)
def morning(settings: Settings) -> None:
    settings.PANAH_CLOCK = "tests.builders.morning"


@pytest.fixture
def clerk() -> Client:
    return signed_in()


def signed_in(username: str = "clerk-1", **more: object) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(a_clerk(username, **more))  # type: ignore[arg-type]
    return client


def anyone() -> Client:
    return Client(headers={"accept-language": "en"})


def asked(code: str, language: str = "en") -> str:
    client = Client(headers={"accept-language": language})
    return client.post(CHECK, {"code": code}).content.decode()


def test_anyone_may_check_a_paper(signing: KeeperProcess) -> None:
    request = a_request()
    actions.issue(request, by=a_clerk(), at=MORNING)

    page = asked(the_code(request))

    assert "<h1>This paper is valid</h1>" in page
    assert "Thursday 3 November 2022".replace("3 N", "3\N{NO-BREAK SPACE}N") in page
    assert "Almaty" in page or "Алматы" in page


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("kk", "Бұл анықтама жарамды"),
        ("ru", "Эта справка действительна"),
        ("en", "This paper is valid"),
    ],
)
def test_the_answer_comes_in_the_readers_language(
    signing: KeeperProcess, language: str, heading: str
) -> None:
    request = a_request()
    actions.issue(request, by=a_clerk(), at=MORNING)

    assert f"<h1>{heading}</h1>" in asked(the_code(request), language)


def test_the_answer_says_nothing_about_the_person(signing: KeeperProcess) -> None:
    request = a_request(group=GROUP)
    actions.issue(request, by=a_clerk(), at=MORNING)
    code = the_code(request)

    page = asked(code)

    for hidden in (request.individual, show_number(request.individual), GROUP, "clerk", code[:40]):
        assert hidden not in page
    assert the_paper(request).token_id not in page


def test_every_answer_has_the_same_shape(signing: KeeperProcess) -> None:
    request, by = a_request(), a_clerk()
    actions.issue(request, by=by, at=MORNING)
    code = the_code(request)
    unconfirmed = a_request()
    actions.prepare(unconfirmed, at=MORNING)
    pages = [asked(code), asked(the_code(unconfirmed)), asked(Signer().token()), asked("nothing")]
    actions.revoke(request.individual, Certificate.Reason.LOST, by=by, at=MORNING)
    pages.append(asked(code))

    headings = [page.split("<h1>")[1].split("</h1>")[0] for page in pages]

    assert headings == [
        "This paper is valid",
        "This paper is valid",
        "We do not know who signed this",
        "This is not the code of a paper",
        "This paper is no longer valid",
    ]
    assert "has not confirmed its printing yet" in pages[1]
    assert "replaced by a newer one" in pages[4]


def test_a_code_in_an_address_is_not_looked_at(signing: KeeperProcess) -> None:
    request = a_request()
    actions.issue(request, by=a_clerk(), at=MORNING)

    page = anyone().get(CHECK, {"code": the_code(request)}).content.decode()

    assert "This paper is valid" not in page


def test_nothing_typed_is_said_beside_the_field() -> None:
    response = anyone().post(CHECK, {"code": "  "})

    assert response.status_code == 422
    assert "Paste the text of the code" in response.content.decode()
    assert "<title>Error: " in response.content.decode()


def test_too_much_typed_is_refused_without_being_sent_back() -> None:
    response = anyone().post(CHECK, {"code": "A" * 3000})

    assert response.status_code == 422


def test_the_check_leaves_no_cookie_and_no_copy() -> None:
    response = anyone().post(CHECK, {"code": "PNH1:ABC"})

    assert response.headers["Cache-Control"] == "no-store"
    assert "session" not in response.cookies


@pytest.mark.parametrize("role", [Role.MARSHAL, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_those_who_print_see_the_papers(role: Role) -> None:
    actions.prepare(a_request(group=GROUP), at=MORNING)
    client = signed_in("somebody", role=role)

    for address in (OUTSTANDING, PRINT, f"/papers/group/{GROUP}/"):
        assert client.get(address).status_code == 403
    for address in (CONFIRM, REPLACE):
        assert client.post(address).status_code == 403


def test_a_visitor_is_asked_to_sign_in() -> None:
    assert anyone().get(OUTSTANDING).status_code == 302


def test_a_group_of_another_centre_is_not_there(signing: KeeperProcess) -> None:
    actions.prepare(a_request(group=GROUP), at=MORNING)
    stranger = signed_in("stranger", site=a_site("AST"))

    assert stranger.get(PRINT).status_code == 404
    assert stranger.get(f"/papers/group/{GROUP}/").status_code == 404
    assert stranger.post(CONFIRM).status_code == 404
    assert GROUP[:4] not in stranger.get(OUTSTANDING).content.decode()


def test_papers_are_printed_in_the_order_of_the_people(
    signing: KeeperProcess, clerk: Client
) -> None:
    by_number = sorted((a_request() for _ in range(3)), key=lambda one: one.individual)
    people = [by_number[place] for place in (1, 2, 0)]
    requests = [replace(one, group=GROUP, position=place) for place, one in enumerate(people)]
    actions.prepare_many(requests[::-1], at=MORNING)
    by = a_clerk("clerk-2")
    actions.issue(requests[2], by=by, at=MORNING)
    actions.replace(people[2].individual, Certificate.Reason.LOST, by=by, at=MORNING)

    printed = [page.text for page in pages_of(clerk.get(PRINT).content)]

    shown = [show_number(one.individual) for one in people]
    assert len(printed) == 3
    assert [number in text for number, text in zip(shown, printed, strict=True)] == [True] * 3


def test_a_clerk_prints_a_group(signing: KeeperProcess, clerk: Client) -> None:
    requests = [a_request(group=GROUP) for _ in range(3)]
    actions.prepare_many(requests, at=MORNING)

    response = clerk.get(PRINT)

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cache-Control"] == "no-store"
    assert len(pages_of(response.content)) == 3
    assert Certificate.objects.filter(status="outstanding").count() == 3


@pytest.mark.parametrize(("papers", "way"), [("printer", "inline"), ("file", "attachment")])
def test_papers_are_shown_where_there_is_a_printer_and_saved_where_there_is_none(
    signing: KeeperProcess, clerk: Client, papers: str, way: str
) -> None:
    request = a_request(group=GROUP)
    actions.prepare(request, at=MORNING)
    set_papers(request.site, languages=["kk"], papers=papers, by="admin", at=MORNING)

    response = clerk.get(PRINT)

    said = f'{way}; filename="panah-{show_number(GROUP)}.pdf"'
    assert response.headers["Content-Disposition"] == said
    assert len(pages_of(response.content)) == 1


def test_a_clerk_confirms_a_group_and_comes_back_to_the_list(clerk: Client) -> None:
    actions.prepare(a_request(group=GROUP), at=MORNING)
    assert show_number(GROUP) in clerk.get(OUTSTANDING).content.decode()

    response = clerk.post(CONFIRM)

    assert response.url == reverse("certificates:outstanding")  # type: ignore[attr-defined]
    page = clerk.get(OUTSTANDING).content.decode()
    assert show_number(GROUP) not in page
    assert "Nothing waits here" in page


def test_confirming_twice_comes_back_as_calmly(clerk: Client) -> None:
    actions.prepare(a_request(group=GROUP), at=MORNING)

    assert [clerk.post(CONFIRM).status_code for _ in range(2)] == [302, 302]


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/line/wall/", "/line/wall/"),
        ("desk", OUTSTANDING),
        ("//evil.example/", OUTSTANDING),
        ("https://evil.example", OUTSTANDING),
    ],
)
def test_confirming_leads_back_to_the_desk_but_never_elsewhere(
    clerk: Client, wanted: str, led: str
) -> None:
    actions.prepare(a_request(group=GROUP), at=MORNING)

    response = clerk.post(CONFIRM, {"next": wanted})

    assert response.url == led  # type: ignore[attr-defined]


def test_confirming_is_never_done_by_a_link(clerk: Client) -> None:
    actions.prepare(a_request(group=GROUP), at=MORNING)

    assert clerk.get(CONFIRM).status_code == 405


def test_a_silent_keeper_is_told_and_the_papers_wait(
    clerk: Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    actions.prepare(a_request(group=GROUP), at=MORNING)
    with a_keeper(tmp_path_factory.mktemp("gone") / "data") as gone:
        pass

    with asking(gone):
        response = clerk.get(PRINT)

    assert response.status_code == 503
    assert "Nothing is lost" in response.content.decode()
    assert Certificate.objects.get().status == "outstanding"


def test_a_lost_paper_gets_a_successor(clerk: Client) -> None:
    request = a_request(group=GROUP)
    old = actions.issue(request, by=a_clerk("clerk-2"), at=MORNING)

    response = clerk.post(REPLACE, {"number": request.individual, "reason": "lost"})

    assert response.status_code == 302
    old.refresh_from_db()
    assert old.status == "revoked"
    assert the_paper(request).status == "outstanding"


def test_a_successor_needs_a_number_of_the_group_and_a_reason(clerk: Client) -> None:
    request, other, by = a_request(group=GROUP), a_request(), a_clerk("clerk-2")
    for one in (request, other):
        actions.issue(one, by=by, at=MORNING)

    for typed in (
        {},
        {"number": request.individual},
        {"number": other.individual, "reason": "lost"},
    ):
        assert clerk.post(REPLACE, typed).status_code == 422
    assert not Certificate.objects.filter(status="revoked").exists()


def test_a_paper_to_be_confirmed_is_printed_again_and_not_replaced(clerk: Client) -> None:
    request = a_request(group=GROUP)
    actions.prepare(request, at=MORNING)

    typed = {"number": request.individual, "reason": "lost"}

    assert "A new paper instead" not in clerk.get(f"/papers/group/{GROUP}/").content.decode()
    assert clerk.post(REPLACE, typed).status_code == 422


def test_where_only_one_paper_can_be_meant_it_is_chosen_already(clerk: Client) -> None:
    request = a_request(group=GROUP)
    actions.issue(request, by=a_clerk("clerk-2"), at=MORNING)

    page = clerk.get(f"/papers/group/{GROUP}/")

    assert page.context["form"].initial == {"number": request.individual}
    assert page.content.decode().count(" checked") == 1


def test_no_page_of_papers_asks_the_database_for_each_row(
    clerk: Client, django_assert_max_num_queries: object
) -> None:
    for _ in range(5):
        actions.prepare(a_request(), at=MORNING)

    with django_assert_max_num_queries(6):  # type: ignore[operator]
        clerk.get(OUTSTANDING)


def test_the_catalogues_speak_of_a_paper_everywhere() -> None:
    with override("ru"):
        page = Client(headers={"accept-language": "ru"}).get(CHECK).content.decode()

    assert "Проверка справки" in page
