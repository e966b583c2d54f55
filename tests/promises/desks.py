"""A day at the desks, as browsers live it: lines read, names typed, mistakes made and put right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from tests.promises.centre import Centre, Page, Visitor
from tests.promises.planting import Planted
from tests.rooms.desk.sheets import form_of

PARTY = 3
PARTIES_A_SESSION = 5
DESKS = 12
WITHHELD_EACH, CORRECTED_EACH = 8, 4
TICKS = ("confirmed", "withheld")


class Clerk(Visitor):
    """Somebody at a desk, from signing in to signing out."""

    def __init__(self, centre: Centre, username: str, *, desk: int) -> None:
        super().__init__(centre.address)
        self.centre = centre
        self.sign_in(username)
        self.post("/staff/desk/", {"desk": desk})
        self.number = 0
        self.page = self.get("/desk/")
        if left := re.search(r"/desk/\d+/move/", self.page.text):
            self.post(left[0], {"do": "no_show"})  # called by whoever sat here before

    def call(self, size: int) -> None:
        """Let a party take a number on their phone, and call it."""
        phone = Visitor(self.address)
        phone.post("/line/take/", form_of(phone.get("/line/take/").text) | {"size": size})
        called = self.post("/desk/")
        found = re.search(r"/desk/(\d+)/", called.text)
        assert found, called.text
        self.number = int(found[1])
        self.page = self.get(f"/desk/{self.number}/")

    def fields(self, **typed: Any) -> dict[str, Any]:
        """What stands on the page, and what is typed over it."""
        return form_of(self.page.text) | typed

    def press(self, do: str, typed: dict[str, Any] | None = None) -> Page:
        """Type and press a button."""
        self.page = self.post(f"/desk/{self.number}/", self.fields(do=do) | (typed or {}))
        return self.page

    def keep(self, typed: dict[str, Any]) -> Page:
        """What the page does by itself while somebody types."""
        return self.post(f"/desk/{self.number}/draft/", self.fields() | typed)

    def sign_out(self) -> None:
        """Go home, whatever is still typed."""
        self.post("/staff/sign-out/")


def username(party: int) -> str:
    """Who sees a party: somebody else every few parties, for each has a pace of their own."""
    return f"clerk-{party // PARTIES_A_SESSION}"


def members(people: int) -> dict[str, str]:
    """The accounts that are needed for so many people at desks, with their roles."""
    clerks = {username(party): "clerk" for party in range(people // PARTY + 1)}
    return clerks | {"supervisor": "supervisor"}


def is_withheld(one: Planted) -> bool:
    """Whether somebody asks not to be named."""
    return one.number % WITHHELD_EACH == 1


def sheet(one: Planted, place: int, **more: str) -> dict[str, str]:
    """The fields of one person."""
    name = one.name
    typed = {
        "family": name.family,
        "given": name.given,
        "patronymic": name.patronymic,
        "family_latin": name.family_latin,
        "given_latin": name.given_latin,
        "birth_date": f"{one.born:%d.%m.%Y}",
        "confirmed": "on",
        "language": "ru",
    }
    if is_withheld(one):
        typed["withheld"] = "on"
    typed |= more
    ticked = {field for field in TICKS if typed.get(field)}
    return {f"p{place}-{f}": value for f, value in typed.items() if f in ticked or f not in TICKS}


def register_all(centre: Centre, people: Sequence[Planted], typed_only: Sequence[Planted]) -> int:
    """Register everyone in parties, some with detours; how many groups there are."""
    groups, detours = 0, _endless(typed_only)
    parties = [people[start : start + PARTY] for start in range(0, len(people), PARTY)]
    for start in range(0, len(parties), PARTIES_A_SESSION):
        clerk = Clerk(centre, username(start), desk=1 + start % DESKS)
        for party in parties[start : start + PARTIES_A_SESSION]:
            groups += _register(clerk, party, next(detours))
        _leave_something_behind(clerk, next(detours))
    return groups


def _register(clerk: Clerk, party: Sequence[Planted], other: Planted) -> int:
    clerk.call(len(party))
    for place, one in enumerate(party):
        if one.number % CORRECTED_EACH == 0:
            clerk.keep(sheet(other, place, withheld=""))  # typed, and then typed over
        _fill(clerk, one, place)
    assert 'value="register"' in clerk.page.text, clerk.page.text
    if party[0].number % CORRECTED_EACH == 0:
        clerk.press("person-1")
        clerk.press("next", sheet(other, 0, withheld=""))
        clerk.press("person-1")
        clerk.press("review", sheet(party[0], 0))
    group = clerk.press("register")
    found = re.search(r"/desk/groups/(\w+)/", group.address)
    assert found, group.text
    printed = clerk.get(f"/papers/group/{found[1]}/print/")
    assert printed.content.startswith(b"%PDF")
    clerk.post(f"/papers/group/{found[1]}/confirm/")
    if party[0].number % CORRECTED_EACH == 0:
        _correct_later(clerk, found[1], party[0])
    return 1


def _correct_later(clerk: Clerk, group: str, one: Planted) -> None:
    """They come back without their paper: looked for by name, opened, corrected, read once more."""
    told = {"family": one.name.family, "given": one.name.given, "purpose": "request"}
    clerk.post("/desk/names/", told | {"birth_date": f"{one.born:%d.%m.%Y}"})
    at = f"/desk/records/{group}/"
    number = re.search(r'name="person" value="(\w+)"', clerk.get(at).text)
    assert number
    clerk.page = clerk.post(f"{at}correct/", {"person": number[1], "do": "open"})
    assert is_withheld(one) or one.written[0] in clerk.page.text
    clerk.page = clerk.post(f"{at}correct/", clerk.fields(do="save") | sheet(one, 0))
    changes = {"p0-phone": "+77015550011", "reason": "told"}
    clerk.page = clerk.post(f"{at}correct/", clerk.fields(do="save") | sheet(one, 0) | changes)
    assert "/correct/" not in clerk.page.address, clerk.page.text
    clerk.post(f"{at}open/", {"person": number[1], "purpose": "request"})


def _fill(clerk: Clerk, one: Planted, place: int) -> None:
    if one.has_passport:
        lines = {f"p{place}-zone": one.zone()}
        clerk.post(f"/desk/{clerk.number}/zone/", clerk.fields(**lines))
        clerk.press("next", lines)  # the lines came with this press: they are read first
    wrong = sheet(one, place, birth_date="31.02.1990", confirmed="")
    page = clerk.press("next", wrong)
    assert one.written[0] in page.text, (page.status, page.text, clerk.centre.log.read_text())
    clerk.keep(sheet(one, place))
    clerk.page = clerk.get(f"/desk/{clerk.number}/")  # reloaded: what was typed is there
    clerk.press("next", sheet(one, place))


def _leave_something_behind(clerk: Clerk, other: Planted) -> None:
    """Typed for people who left, and typed when somebody went home."""
    clerk.call(1)
    clerk.keep(sheet(other, 0))
    clerk.post(f"/desk/{clerk.number}/move/", {"do": "no_show"})
    clerk.call(1)
    clerk.keep(sheet(other, 0))
    clerk.sign_out()


def take_wrong_turns(centre: Centre, other: Planted) -> list[int]:
    """Every page that answers when something goes wrong, with a name in what is sent."""
    clerk = Clerk(centre, "clerk-0", desk=11)
    clerk.call(1)
    typed = clerk.fields() | sheet(other, 0)
    address = f"/desk/{clerk.number}/"
    pages = [
        clerk.post(address, typed | {"people": "many"}),
        clerk.post("/nowhere/", typed),
        clerk.post("/journal/register/", typed),
        clerk.post("/desk/groups/nothing/", typed),
        clerk.post(address, typed, ours=False),
        _with_a_table_away(clerk, typed | {"do": "next"}),
    ]
    return [page.status for page in pages]


def _with_a_table_away(clerk: Clerk, typed: dict[str, Any]) -> Page:
    """A real failure in the midst of the work, and everything as before afterwards."""
    _rename(clerk.centre, "desk_draft", "desk_draft_away")
    try:
        return clerk.post(f"/desk/{clerk.number}/", typed)
    finally:
        _rename(clerk.centre, "desk_draft_away", "desk_draft")


def _rename(centre: Centre, table: str, other: str) -> None:
    with centre.database() as database:
        database.execute(f"ALTER TABLE {table} RENAME TO {other}")


def review(centre: Centre, *, most: int = 4) -> list[bytes]:
    """Open a few pairs and judge them; the pages that showed the names."""
    leader = Visitor(centre.address)
    leader.sign_in("supervisor")
    listed = leader.get("/duplicates/").text
    numbers = list(dict.fromkeys(re.findall(r"/duplicates/(\d+)/", listed)))[:most]
    shown = []
    for number in numbers:
        leader.get(f"/duplicates/{number}/")
        shown.append(leader.post(f"/duplicates/{number}/open/").content)
        leader.post(f"/duplicates/{number}/judgement/", {"judgement": "one_person"})
    return shown


def _endless(people: Sequence[Planted]) -> Iterator[Planted]:
    while True:
        yield from people
