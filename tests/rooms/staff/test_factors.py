"""Codes, passwords and recovery: each once, for their owner, and never by half."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from panah.staff import actions, onetime, passkeys, queries, recovery
from panah.staff.actions import AppChoice, Typed
from panah.staff.models import AccountChange, AppSecret, RecoveryCode, Seat, StaffMember
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site
from tests.rooms.staff.phones import SECRET, a_phone

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "алма мен бүркіт"
PUBLISHED = b"12345678901234567890"  # RFC 6238, appendix B


def code_at(at: datetime) -> str:
    return TOTP(SECRET, 6, SHA1(), 30).generate(int(at.timestamp())).decode()


def joined(name: str = "saule", role: Role = Role.CLERK) -> actions.Joined:
    made = actions.invite(role, site=a_site(), shown_name="Сәуле Ж.", by=None, at=AT)
    choice = AppChoice(PASSWORD, SECRET, int(AT.timestamp()) // 30)
    return actions.join_with_app(queries.invitation_of(made.token, at=AT), name, choice, at=AT)


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_published_table(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, tz=UTC)

    assert onetime.step_of(PUBLISHED, code, at=at) == seconds // 30


@pytest.mark.parametrize(("off", "fits"), [(-61, False), (-30, True), (30, True), (61, False)])
def test_a_phone_may_be_half_a_minute_off(off: int, fits: bool) -> None:
    shown = code_at(AT + timedelta(seconds=off))

    assert (onetime.step_of(SECRET, shown, at=AT) is not None) is fits


def test_a_code_is_used_once_also_the_one_that_proved_the_app() -> None:
    member = joined().member
    later = AT + timedelta(seconds=30)

    assert not onetime.use(code_at(AT), of=member, at=AT)
    assert onetime.use(code_at(later), of=member, at=later)
    assert not onetime.use(code_at(later), of=member, at=later)


def test_the_secret_of_an_app_opens_for_its_account_alone() -> None:
    member, other = joined().member, a_clerk()
    sealed = bytes(AppSecret.objects.get().sealed)
    AppSecret.objects.update(member=other)

    assert SECRET not in sealed
    assert not onetime.use(code_at(AT + timedelta(seconds=30)), of=other, at=AT)
    assert member != other


def test_whoever_joins_has_the_role_and_the_place_of_the_invitation() -> None:
    came = joined(role=Role.MARSHAL)

    assert (came.member.role, came.member.site) == (Role.MARSHAL, a_site())
    assert came.member.check_password(PASSWORD)
    assert len(set(came.codes)) == 10
    assert [each.act for each in queries.changes_of(came.member)] == ["joined"]


def test_an_invitation_lets_one_person_in_and_no_second() -> None:
    made = actions.invite(Role.CLERK, site=a_site(), shown_name="С.", by=None, at=AT)
    twice = [queries.invitation_of(made.token, at=AT) for _ in range(2)]
    choice = AppChoice(PASSWORD, SECRET, 1)
    actions.join_with_app(twice[0], "saule", choice, at=AT)

    with pytest.raises(actions.InvitationGone):
        actions.join_with_app(twice[1], "bolat", choice, at=AT)
    assert [member.username for member in StaffMember.objects.all()] == ["saule"]


def test_a_taken_name_leaves_the_invitation_open() -> None:
    a_clerk("saule")
    with pytest.raises(actions.UsernameTaken):
        joined("Saule")

    assert joined("bolat").member.username == "bolat"


def test_a_recovery_code_works_once_and_with_the_password() -> None:
    codes = joined().codes
    typed = Typed("saule", PASSWORD, codes[3].upper().replace("-", " "))
    member, proof = actions.prove(typed, at=AT)

    assert (member.username, proof) == ("saule", "recovery")
    for again in (typed, Typed("saule", "other", codes[4])):
        with pytest.raises(actions.NotProved):
            actions.prove(again, at=AT)
    assert RecoveryCode.objects.count() == 9


def test_a_recovery_code_is_nobody_elses() -> None:
    codes = joined().codes
    other = a_clerk()

    assert not recovery.use(codes[0], of=other)
    assert not recovery.use(codes[0], of=None)


@pytest.mark.parametrize(("password", "is_let"), [(PASSWORD, True), ("", False), ("x", False)])
def test_whoever_has_a_password_needs_it_to_recover(password: str, is_let: bool) -> None:
    codes = joined().codes
    try:
        link = actions.recover(Typed("saule", password, codes[0]), at=AT)
        found = queries.invitation_of(link.token, at=AT).member
    except actions.NotProved:
        found = None

    assert (found is not None) is is_let


def test_whoever_has_a_passkey_alone_recovers_with_a_code_and_keeps_the_rest_until_then() -> None:
    member = a_clerk()
    codes = recovery.new_codes(member)
    link = actions.recover(Typed(member.username, "", codes[0]), at=AT)
    before = recovery.how_many_left(member)
    choice = AppChoice(PASSWORD, SECRET, 1)
    again = queries.invitation_of(link.token, at=AT)
    came = actions.join_with_app(again, "whatever", choice, at=AT)

    assert before == 9
    assert came.member == member
    assert not recovery.use(codes[1], of=member)
    assert queries.ways_in(member).codes_left == 10


def test_a_link_after_a_recovery_works_a_quarter_of_an_hour() -> None:
    member = a_clerk()
    link = actions.recover(Typed(member.username, "", recovery.new_codes(member)[0]), at=AT)

    assert queries.invitation_of(link.token, at=AT + timedelta(minutes=14))
    with pytest.raises(actions.InvitationGone):
        queries.invitation_of(link.token, at=AT + timedelta(minutes=15))


def test_a_new_link_ends_every_way_in_at_once() -> None:
    member = joined().member
    actions.renew(member, by=None, at=AT)
    ways = queries.ways_in(member)

    assert (ways.passkeys, ways.has_app, ways.codes_left) == ([], False, 0)
    assert not StaffMember.objects.get().has_usable_password()


def test_a_disabled_member_has_no_link_and_no_desk_and_may_come_back() -> None:
    boss, clerk = a_clerk("boss", role=Role.ADMINISTRATOR), a_clerk()
    link = actions.renew(clerk, by=boss, at=AT)
    actions.take_seat(clerk, queries.desks_of(a_site())[0], at=MORNING)
    actions.disable(clerk, by=boss, at=AT)

    assert not Seat.objects.exists()
    with pytest.raises(actions.InvitationGone):
        queries.invitation_of(link.token, at=AT)
    actions.enable(clerk, by=boss, at=AT)
    assert queries.member(clerk.username) == clerk


def test_nobody_closes_or_changes_their_own_account() -> None:
    boss = a_clerk("boss", role=Role.ADMINISTRATOR)

    with pytest.raises(actions.OwnAccount):
        actions.disable(boss, by=boss, at=AT)
    with pytest.raises(actions.OwnAccount):
        actions.change_role(boss, Role.CLERK, by=boss, at=AT)
    assert not AccountChange.objects.exists()


def test_the_same_role_again_changes_nothing() -> None:
    boss, clerk = a_clerk("boss", role=Role.ADMINISTRATOR), a_clerk()
    actions.change_role(clerk, Role.CLERK, by=boss, at=AT)

    assert StaffMember.objects.get(pk=clerk.pk).session_era == 0
    assert not AccountChange.objects.exists()


def test_the_last_passkey_stays() -> None:
    clerk = a_clerk()
    keys = [
        actions.add_passkey(clerk, passkeys.NewPasskey(name, "AAAA", "AAAA", 0), at=AT)
        for name in ("first", "second")
    ]
    actions.remove_passkey(clerk, keys[0].pk)

    with pytest.raises(actions.LastWayIn):
        actions.remove_passkey(clerk, keys[1].pk)
    assert queries.ways_in(clerk).passkeys == [keys[1]]


def test_nobody_removes_a_colleagues_passkey() -> None:
    clerk, other = a_clerk(), a_clerk("clerk-2")
    key = actions.add_passkey(clerk, passkeys.NewPasskey("first", "AAAA", "AAAA", 0), at=AT)
    a_phone(other)
    actions.remove_passkey(other, key.pk)

    assert queries.ways_in(clerk).passkeys == [key]


@pytest.mark.parametrize(
    ("origin", "is_possible"),
    [
        ("https://panah.example", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://192.168.1.5", False),
        ("https://[::1]", False),
        ("http://panah.example", False),
    ],
)
def test_passkeys_are_offered_where_browsers_allow_them(origin: str, is_possible: bool) -> None:
    assert passkeys.are_possible(origin) is is_possible


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id": 1}', "\x00" * 50])
def test_an_answer_that_is_none_is_refused(answer: str) -> None:
    origin = "https://panah.example"
    get, create = passkeys.ask_to_sign_in(origin), passkeys.ask_to_create(origin, "saule")

    for state in (get.state, create.state, "", "x"):
        with pytest.raises(passkeys.PasskeyRefused):
            passkeys.signed_in_by(answer, state, origin=origin, at=AT)
        with pytest.raises(passkeys.PasskeyRefused):
            passkeys.created(answer, state, origin=origin, at=AT)


def test_a_copied_key_is_noticed_by_its_count() -> None:
    key = actions.add_passkey(a_clerk(), passkeys.NewPasskey("k", "AAAA", "AAAA", 5), at=AT)

    for wrong in (5, 4, 0):
        with pytest.raises(passkeys.PasskeyRefused):
            passkeys._count(key, wrong, at=AT)
    passkeys._count(key, 6, at=AT)
    key.refresh_from_db()
    assert (key.sign_count, key.used_at) == (6, AT)
