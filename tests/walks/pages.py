"""Every page in every state that matters, and how to come to it. One list for axe and for pictures.

A new page that is not in the list fails `test_pages.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response

from tests.looking import Watch
from tests.walks import steps
from tests.walks.centre.running import Running
from tests.walks.hands import see_focus

LANGUAGES = ("kk", "ru", "en")
Size = tuple[int, int]


@dataclass(frozen=True)
class Shown:
    """A page in one state.

    `path` may name what the centre's `found.json` knows, as `{far}`; `who` names whose session it
    is; `do` presses what has to be pressed and ends in the state; `on` is a server of `running.py`;
    `only` is the one language in which it speaks.
    """

    name: str
    view: str
    path: str
    who: str = ""
    on: str = "busy"
    status: int = 200
    only: str = ""
    do: steps.Steps | None = None

    def __str__(self) -> str:
        return self.name


NOT_PAGES = {
    "sites:setup": "leads on",
    "sites:poster": "a PDF",
    "healthz": "JSON for programs",
    "metrics": "text for programs",
    "line:phone_now": "a part of the phone page",
    "line:wall_now": "a part of the wall",
    "line:door_now": "a part of the door",
    "shift:now": "a part of the shift leader's day",
    "certificates:print": "a PDF, unless the keeper is silent",
    "desk:correct": "leads on: a record is opened by a press",
    "figures:csv": "a table for programs",
    "staff:here": "how many seconds are left, for a script",
    "journal:checkpoint": "text for programs",
    "journal:entries": "lines for programs",
    "journal:proof": "JSON for programs",
    "demo:now": "a part of every page of the demonstration",
    "demo:work_as": "leads on",
    "demo:sit_down": "leads on",
}
"""Addresses that answer GET with something no person looks at."""

LINE = (
    Shown("take", "line:take", "/line/take/"),
    Shown("take-more", "line:take", "/line/take/?more=1"),
    Shown("take-early", "line:take", "/line/take/", on="early"),
    Shown("take-demo", "line:take", "/line/take/", on="demo"),
    Shown("take-wrong", "line:take", "/line/take/", do=steps.send_without_a_choice),
    Shown("phone-waiting", "line:phone", "/line/t/{far}/"),
    Shown("phone-waiting-demo", "line:phone", "/line/t/{far}/", on="demo"),
    Shown("phone-next", "line:phone", "/line/t/{next}/"),
    Shown("phone-sooner", "line:phone", "/line/t/{sooner}/"),
    Shown("phone-called-alone", "line:phone", "/line/t/{called_alone}/"),
    Shown("phone-called-together", "line:phone", "/line/t/{called_together}/"),
    Shown("phone-held", "line:phone", "/line/t/{held}/"),
    Shown("phone-stepped-out", "line:phone", "/line/t/{stepped_out}/"),
    Shown("phone-missed", "line:phone", "/line/t/{missed}/"),
    Shown("phone-served", "line:phone", "/line/t/{served}/"),
    Shown("phone-given-up", "line:phone", "/line/t/{given_up}/"),
    Shown("phone-undone", "line:phone", "/line/t/{undone}/"),
    Shown("phone-closed", "line:phone", "/line/t/{closed}/"),
    Shown("phone-over", "line:phone", "/line/t/{over}/"),
    Shown("phone-lost", "line:phone", "/line/t/lost/", status=404),
    Shown("sooner", "line:sooner", "/line/t/{far}/sooner/"),
    Shown("sooner-wrong", "line:sooner", "/line/t/{far}/sooner/", do=steps.press_main),
    Shown("give-up", "line:give_up", "/line/t/{far}/give-up/"),
    Shown("wall", "line:wall", "/line/wall/", only="kk"),
    Shown("wall-early", "line:wall", "/line/wall/", on="early", only="kk"),
    Shown("wall-demo", "line:wall", "/line/wall/", on="demo", only="kk"),
    Shown("door-early", "line:door", "/line/door/", who="marshal", on="early"),
    Shown("door", "line:door", "/line/door/", who="marshal", do=steps.give_out_a_number),
    Shown("door-silent", "line:door", "/line/door/", who="marshal", on="silent"),
    Shown("door-more", "line:door", "/line/door/?more=1", who="marshal"),
    Shown("door-undone", "line:door", "/line/door/?undone=149", who="marshal"),
    Shown("door-late", "line:door", "/line/door/?late=140", who="marshal"),
    Shown("door-sooner-done", "line:door", "/line/door/?sooner=146", who="marshal"),
    Shown("door-sooner", "line:door_sooner", "/line/door/sooner/?number=146", who="marshal"),
    Shown(
        "door-sooner-wrong",
        "line:door_sooner",
        "/line/door/sooner/",
        who="marshal",
        do=steps.press_main,
    ),
)

DESK = (
    Shown("desk-choose", "staff:choose_desk", "/staff/desk/", who="newcomer"),
    Shown("desk-choose-again", "staff:choose_desk", "/staff/desk/", who="clerk-9"),
    Shown("desk-free", "desk:desk", "/desk/", who="clerk-9"),
    Shown("desk-free-early", "desk:desk", "/desk/", who="clerk-1", on="early"),
    Shown("desk-called", "desk:desk", "/desk/", who="clerk-1"),
    Shown("desk-empty", "desk:interview", "/desk/106/?anew=1", who="clerk-3"),
    Shown(
        "desk-errors",
        "desk:interview",
        "/desk/106/?anew=1",
        who="clerk-3",
        do=steps.send_a_faulty_sheet,
    ),
    Shown(
        "desk-check-digit",
        "desk:interview",
        "/desk/107/?anew=1",
        who="clerk-4",
        do=steps.scan_a_wrong_line,
    ),
    Shown(
        "desk-second",
        "desk:interview",
        "/desk/110/?anew=1",
        who="clerk-7",
        do=steps.second_of_three,
    ),
    Shown(
        "desk-remove",
        "desk:interview",
        "/desk/110/?anew=1",
        who="clerk-7",
        do=steps.ask_to_remove,
    ),
    Shown(
        "desk-review", "desk:interview", "/desk/108/?anew=1", who="clerk-5", do=steps.whole_family
    ),
    Shown(
        "desk-review-silent",
        "desk:interview",
        "/desk/108/?anew=1",
        who="clerk-5",
        on="silent",
        do=steps.whole_family,
    ),
    Shown(
        "desk-kept",
        "desk:interview",
        "/desk/105/",
        who="clerk-2",
        on="silent",
        status=503,
    ),
    Shown("desk-called-kept", "desk:desk", "/desk/", who="clerk-2"),
    Shown("desk-group", "desk:group", "/desk/groups/{group-6}/", who="clerk-6"),
    Shown(
        "desk-group-not-printed",
        "desk:group",
        "/desk/groups/{group-6}/?printed=no",
        who="clerk-6",
    ),
    Shown("desk-group-printed", "desk:group", "/desk/groups/{group-8}/", who="clerk-8"),
)

RECORD = "/desk/records/{group-6}/"
RECORDS = (
    Shown("find", "desk:find", "/desk/find/", who="clerk-9"),
    Shown("find-wrong", "desk:find", "/desk/find/", who="clerk-9", status=422, do=steps.press_main),
    Shown("record", "desk:record", RECORD, who="clerk-6"),
    Shown("record-lost", "desk:record", f"{RECORD}?ask=lost", who="clerk-6"),
    Shown("record-withdraw", "desk:record", f"{RECORD}?ask=withdraw", who="clerk-6"),
    Shown("record-child", "desk:record", "/desk/records/{group-child}/", who="supervisor"),
    Shown(
        "record-paper", "desk:record", "/desk/records/{group-judged}/?ask=paper", who="supervisor"
    ),
    Shown("record-read", "desk:record", RECORD, who="clerk-4", do=steps.read_what_was_said),
    Shown("correct", "desk:record", RECORD, who="clerk-5", do=steps.open_to_correct),
    Shown(
        "correct-errors",
        "desk:record",
        RECORD,
        who="clerk-6",
        status=422,
        do=steps.correct_without_a_reason,
    ),
    Shown(
        "correct-two-clerks",
        "desk:record",
        RECORD,
        who="clerk-7",
        status=409,
        do=steps.correct_at_two_desks,
    ),
    Shown("add-person", "desk:add", f"{RECORD}add/", who="clerk-6"),
    Shown("split", "desk:split", f"{RECORD}split/", who="clerk-6"),
    Shown(
        "split-wrong",
        "desk:split",
        f"{RECORD}split/",
        who="clerk-6",
        status=422,
        do=steps.press_main,
    ),
    Shown("names", "desk:names", "/desk/names/", who="clerk-6"),
    Shown("names-found", "desk:names", "/desk/names/", who="clerk-6", do=steps.look_for_a_name),
    Shown(
        "names-silent",
        "desk:names",
        "/desk/names/",
        who="clerk-6",
        on="silent",
        status=503,
        do=steps.look_for_a_name,
    ),
)

REVIEW = (
    Shown("pairs", "duplicates:pairs", "/duplicates/", who="supervisor"),
    Shown("pairs-early", "duplicates:pairs", "/duplicates/", who="supervisor", on="early"),
    Shown("pair-sealed", "duplicates:pair", "/duplicates/{pair}/", who="supervisor"),
    Shown(
        "pair-opened",
        "duplicates:pair",
        "/duplicates/{pair}/",
        who="supervisor",
        do=steps.open_both,
    ),
    Shown(
        "pair-second",
        "duplicates:pair",
        "/duplicates/{pair_2}/",
        who="protection",
        do=steps.open_both,
    ),
    Shown(
        "pair-undecided",
        "duplicates:pair",
        "/duplicates/{pair_undecided}/",
        who="protection",
    ),
    Shown(
        "pair-withheld",
        "duplicates:pair",
        "/duplicates/{pair_withheld}/",
        who="protection",
        do=steps.open_both,
    ),
    Shown("pair-judged", "duplicates:pair", "/duplicates/{pair_judged}/", who="protection"),
    Shown(
        "pair-wrong",
        "duplicates:pair",
        "/duplicates/{pair}/",
        who="protection",
        status=422,
        do=steps.judge_without_a_choice,
    ),
    Shown(
        "pair-silent",
        "duplicates:pair",
        "/duplicates/{pair}/",
        who="protection",
        on="silent",
        do=steps.open_both,
    ),
)

PAPERS = (
    Shown("check", "certificates:check", "/papers/check/"),
    Shown("check-wrong", "certificates:check", "/papers/check/", status=422, do=steps.press_main),
    Shown("check-valid", "certificates:check", "/papers/check/", do=steps.check("code")),
    Shown("check-revoked", "certificates:check", "/papers/check/", do=steps.check("code_revoked")),
    Shown("check-unknown", "certificates:check", "/papers/check/", do=steps.check("code_unknown")),
    Shown("check-no-paper", "certificates:check", "/papers/check/", do=steps.check("")),
    Shown("papers", "certificates:outstanding", "/papers/outstanding/", who="clerk-9"),
    Shown(
        "papers-early", "certificates:outstanding", "/papers/outstanding/", "clerk-9", on="early"
    ),
    Shown("papers-group", "certificates:group", "/papers/group/{group-6}/", who="clerk-6"),
    Shown("papers-printed", "certificates:group", "/papers/group/{group-8}/", who="clerk-8"),
    Shown(
        "papers-wrong",
        "certificates:group",
        "/papers/group/{group-8}/",
        who="clerk-8",
        status=422,
        do=steps.replace_without_a_reason,
    ),
    Shown("papers-ended", "certificates:group", "/papers/group/{group-ended}/", who="clerk-9"),
    Shown(
        "papers-silent",
        "certificates:print",
        "/papers/group/{group-6}/print/",
        who="clerk-6",
        on="silent",
        status=503,
    ),
)

FIGURES = (
    Shown("honesty", "honesty", "/honesty/"),
    Shown("honesty-early", "honesty", "/honesty/", on="early"),
    Shown("figures", "figures:published", "/figures/"),
    Shown("figures-early", "figures:published", "/figures/", on="early"),
    Shown("journal", "journal:line", "/journal/"),
    Shown("journal-early", "journal:line", "/journal/", on="early"),
    Shown("journal-number", "journal:line", "/journal/?number=98&day=2022-10-07"),
    Shown("journal-nothing", "journal:line", "/journal/?number=900&day=2022-10-07"),
    Shown("journal-wrong", "journal:line", "/journal/?number=&day=2022-10-07"),
    Shown("journal-register", "journal:register", "/journal/register/", who="auditor"),
    Shown(
        "journal-register-early", "journal:register", "/journal/register/", "auditor", on="early"
    ),
)

SHIFT = (
    Shown("today", "shift:today", "/shift/", who="supervisor"),
    Shown("today-done", "shift:today", "/shift/?done=resumed&desk=4", who="supervisor"),
    Shown("today-late", "shift:today", "/shift/?done=late&desk=4", who="supervisor"),
    Shown("today-early", "shift:today", "/shift/", who="administrator", on="early"),
    Shown("today-silent", "shift:today", "/shift/", who="supervisor", on="silent"),
    Shown("pause", "shift:pause", "/shift/desks/4/pause/", who="supervisor"),
    Shown(
        "pause-wrong",
        "shift:pause",
        "/shift/desks/4/pause/",
        who="supervisor",
        status=422,
        do=steps.press_main,
    ),
)

FRAME = (
    Shown("start", "start", "/"),
    Shown("start-demo", "start", "/", on="demo"),
    Shown("start-early", "start", "/", on="early"),
    Shown("start-clerk", "start", "/", who="clerk-9"),
    Shown("start-silent", "start", "/", who="supervisor", on="silent"),
    Shown("sign-in", "staff:sign_in", "/staff/sign-in/"),
    Shown("sign-in-wrong", "staff:sign_in", "/staff/sign-in/", do=steps.sign_in_wrongly),
    Shown("sign-in-demo", "staff:sign_in", "/staff/sign-in/", on="demo"),
    Shown("sign-in-away", "staff:sign_in", "/staff/sign-in/", who="away"),
    Shown("recover", "staff:recover", "/staff/recover/"),
    Shown("recover-wrong", "staff:recover", "/staff/recover/", do=steps.press_main),
    Shown("wrong-400", "", "/unreadable/", status=400),
    Shown("wrong-403", "", "/shift/", who="clerk-9", status=403),
    Shown("wrong-404", "", "/nowhere/", status=404),
    Shown("wrong-404-staff", "", "/desk/groups/none/", who="clerk-9", status=404),
    Shown("wrong-405", "", "/line/door/undo/", who="marshal", status=405),
    Shown("wrong-500", "", "/breaks/", status=500),
    Shown("form-expired", "", "/line/take/", status=403, do=steps.send_an_old_form),
)

DEMO = (
    Shown("demo-documents", "demo:documents", "/demo/documents/", on="demo"),
    Shown("demo-called", "line:phone", "/line/t/{called_alone}/", on="demo"),
    Shown("demo-desk", "desk:interview", "/desk/106/?anew=1", who="clerk-3", on="demo"),
)

STAFF = (
    Shown("join", "staff:join", "/staff/join/{invitation}/"),
    Shown("join-wrong", "staff:join", "/staff/join/{invitation}/", do=steps.press_main),
    Shown(
        "join-passkey",
        "staff:join",
        "/staff/join/{invitation}/",
        do=steps.choose_a_way("passkey"),
    ),
    Shown("join-app", "staff:join", "/staff/join/{invitation}/", do=steps.choose_a_way("app")),
    Shown("join-app-wrong", "staff:join", "/staff/join/{invitation}/", do=steps.app_without_a_code),
    Shown("join-again", "staff:join", "/staff/join/{invitation_again}/"),
    Shown("mine", "staff:mine", "/staff/mine/", who="auditor"),
    Shown("codes", "staff:mine", "/staff/mine/", who="auditor", do=steps.ten_new_codes),
    Shown("members", "staff:members", "/staff/members/", who="administrator"),
    Shown(
        "members-wrong",
        "staff:members",
        "/staff/members/",
        who="administrator",
        do=steps.send_without_a_choice,
    ),
    Shown("link", "staff:members", "/staff/members/", "administrator", do=steps.invite_somebody),
    Shown("member", "staff:member", "/staff/members/{member}/", who="administrator"),
    Shown("member-own", "staff:member", "/staff/members/{boss}/", who="administrator"),
)

SITES = (
    Shown("being-set-up", "", "/line/take/", on="new", status=503),
    Shown("setup-link", "sites:setup_link", "/setup/link/{link}/", on="new"),
    Shown("setup-dead", "sites:setup_link", "/setup/link/used/", on="new", status=404),
    *(
        Shown(f"setup-{step}", "sites:setup_step", f"/setup/{step}/", "setup", on="new")
        for step in ("centre", "hours", "holidays", "desks")
    ),
    Shown("setup-check", "sites:setup_check", "/setup/check/", "setup", on="new"),
    Shown("centre", "sites:centre", "/sites/", "administrator"),
    *(
        Shown(f"centre-{what}", f"sites:{what}", f"/sites/{what}/", "administrator")
        for what in ("names", "hours", "days", "desks", "papers")
    ),
    Shown(
        "centre-hours-wrong",
        "sites:hours",
        "/sites/hours/",
        "administrator",
        status=422,
        do=steps.close_before_opening,
    ),
)

PAGES = FRAME + SITES + STAFF + LINE + DESK + RECORDS + REVIEW + PAPERS + FIGURES + SHIFT + DEMO


@dataclass(frozen=True)
class Visit:
    """A page that was opened and brought into its state, and what was heard meanwhile."""

    page: Page
    watch: Watch
    status: int
    path: str


@contextmanager
def shown(
    browser: Browser, centre: Running, what: Shown, *, language: str, size: Size
) -> Iterator[Visit]:
    """Open a page in a browser that has never been here, and bring it into its state."""
    found, origin = centre.found[what.on], centre.addresses[what.on]
    context = browser.new_context(
        base_url=origin,
        locale=language,
        viewport={"width": size[0], "height": size[1]},
        reduced_motion="reduce",
    )
    if what.who:
        context.add_cookies([{"name": "session", "value": found[what.who], "url": origin}])
    page = context.new_page()
    watch = Watch(page, origin=origin, status=what.status)
    try:
        answer = page.goto(what.path.format_map(found))
        assert answer is not None
        status = answer.status
        if what.do:
            see_focus(page)
            turns: list[int] = []
            page.on("response", lambda r: turns.append(r.status) if _is_page(r) else None)
            what.do(page, found)
            status = turns[-1] if turns else status
        yield Visit(page, watch, status, path=urlsplit(page.url).path)
    finally:
        context.close()


def _is_page(response: Response) -> bool:
    return response.request.is_navigation_request()
