"""Everything that a page of the list may be about: numbers, people, pairs, papers, staff."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.conf import settings
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestedCredentialData

from panah.certificates import actions as certificates
from panah.certificates import paper, press
from panah.certificates import queries as papers
from panah.certificates.models import Certificate
from panah.certificates.signing import signed_code
from panah.demo import clock as demo_clock
from panah.desk import actions as desk
from panah.desk import minors
from panah.desk.actions import Listed, Person
from panah.desk.interview import Interview
from panah.desk.models import RegistrationGroup
from panah.duplicates import actions as duplicates
from panah.duplicates.models import CandidatePair, Judgement
from panah.engines.identity import IndividualNumber
from panah.figures import actions as figures
from panah.journal import actions as journal
from panah.journal.models import Log
from panah.line import actions as line
from panah.line import queries as lines
from panah.line.models import Pause
from panah.shift import actions as shift
from panah.shift.models import Alarm
from panah.sites import actions as sites
from panah.sites.models import Desk, Site
from panah.sites.queries import names_of
from panah.staff import actions as staff
from panah.staff.models import StaffMember
from panah.staff.passkeys import NewPasskey
from panah.web import sessions
from panah.web.access import Role
from panah.web.clock import real_now
from tests.rooms.certificates.papers import Signer
from tests.rooms.desk.sheets import form_of
from tests.signing import signed_in_for_hours
from tests.walks.centre import morning
from tests.walks.centre.moments import NOW, TODAY, at
from tests.walks.centre.people import ALIKE, FAMILY, a_crowd, someone

Found = dict[str, str]
FINISHED_DAYS = {
    date(2022, 9, 28): (3, 0),  # too few people and numbers to be told
    date(2022, 9, 29): (33, 0),
    date(2022, 9, 30): (58, 0),
    date(2022, 10, 3): (61, 58),
    date(2022, 10, 4): (74, 66),
    date(2022, 10, 5): (52, 50),
}
"""How many groups were registered on a day, and how many numbers were taken."""
TODAYS_GROUPS = 62
YESTERDAY = date(2022, 10, 6)

CLERKS = (
    ("Айгүл С.", Role.CLERK),
    ("Bolat T.", Role.CLERK),
    ("Вера Л.", Role.CLERK),
    ("Дана О.", Role.CLERK),
    ("Ержан Қ.", Role.CLERK),
    ("Жанна М.", Role.CLERK),
    ("Зарина Б.", Role.CLERK),
    ("Ілияс Ө.", Role.CLERK),
    ("Күлән Ғ.", Role.CLERK),
)
OTHERS = (Role.MARSHAL, Role.SUPERVISOR, Role.PROTECTION, Role.AUDITOR, Role.ADMINISTRATOR)


def early() -> Found:
    """A centre before its first day: staff, desks, and nobody else."""
    site = _open()
    return _sessions(site, seated=1)


def busy() -> Found:
    """The Friday."""
    site = _open()
    found = _sessions(site, seated=len(CLERKS))
    found |= _days_before(site)
    found |= morning.friday(site)
    clerk = StaffMember.objects.get(username="clerk-6")
    found |= _pairs(site)
    found |= _groups(site, by=clerk)
    found |= _a_child_alone(site)
    found |= _codes(by=clerk)
    _type_something(found["clerk-2"], number=105)
    figures.release_due_days(site, at=NOW)
    journal.sequence_pending(at=NOW)
    for log in Log:
        journal.make_checkpoint(log, at=NOW)
    _shift(site)
    _picture_of_a_paper(found["group-8"])
    _open_demonstration()
    return found


def _open() -> Site:
    return sites.open_site("ALA", names=names_of("ALA"), desks=morning.DESKS)


def _sessions(site: Site, *, seated: int) -> Found:
    """A session for everybody who works here; those at desks sit down."""
    found = {}
    for place, (name, role) in enumerate(CLERKS, start=1):
        found[f"clerk-{place}"] = _session(site, f"clerk-{place}", name, role=role)
        if place <= seated:
            member = StaffMember.objects.get(username=f"clerk-{place}")
            staff.take_seat(member, Desk.objects.get(site=site, number=place), at=at("08:20"))
    for role in OTHERS:
        found[role.value] = _session(site, role.value, "Сәуле Н.", role=role)
    found |= _accounts(site)
    found["newcomer"] = _session(site, "newcomer", "Нина Ф.", role=Role.CLERK)
    return found


def _accounts(site: Site) -> Found:
    """Two links, an account that was changed, one with keys, and a session that was closed."""
    boss = StaffMember.objects.get(username=Role.ADMINISTRATOR.value)
    changed = _member(site, "changed", "Нұрлан Ә.", role=Role.MARSHAL)
    again = _member(site, "again", "Ольга Н.", role=Role.CLERK)
    for act in (staff.disable, staff.enable):
        act(changed, by=boss, at=real_now())
    auditor = StaffMember.objects.get(username=Role.AUDITOR.value)
    for name in (b"first", b"second"):
        staff.add_passkey(auditor, _a_key(name), at=real_now())
    made = staff.invite(Role.CLERK, site=site, shown_name="Сәуле Ж.", by=boss, at=real_now())
    anew = staff.renew(again, by=boss, at=real_now())
    return {
        "invitation": made.token,
        "invitation_again": anew.token,
        "member": str(changed.pk),
        "boss": str(boss.pk),
        "away": _closed_session(changed),
    }


def _a_key(name: bytes) -> NewPasskey:
    public = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    credential = AttestedCredentialData.create(Aaguid.NONE, name, public)
    return NewPasskey(websafe_encode(name), websafe_encode(bytes(credential)), "AAAA", 0)


def _closed_session(member: StaffMember) -> str:
    client = Client()
    signed_in_for_hours(client, member)
    session = client.session
    session.clear()
    session[sessions.CLOSED], session[sessions.WHY] = str(member.pk), sessions.Why.AWAY.value
    session.save()
    return client.cookies["session"].value


def _member(site: Site, username: str, name: str, *, role: Role) -> StaffMember:
    return staff.add_member(username, shown_name=name, role=role, site=site, password=None)


def _session(site: Site, username: str, name: str, *, role: Role) -> str:
    member = _member(site, username, name, role=role)
    return signed_in_for_hours(Client(), member)


def _days_before(site: Site) -> Found:
    secrets: list[str] = []
    for day, (groups, tickets) in FINISHED_DAYS.items():
        _register(site, groups, at=at("12:00", day=day))
        secrets = morning.past_day(site, day, tickets=tickets)
        line.close_day(site, day, at=at("00:30", day=day + timedelta(days=1)))
        journal.sequence_pending(at=at("23:59", day=day))
    _register(site, TODAYS_GROUPS, at=at("10:30"))
    over = morning.past_day(site, YESTERDAY, tickets=12)[-1]
    return {"closed": secrets[-1], "over": over}


def _register(site: Site, groups: int, *, at: datetime) -> None:
    crowd = list(a_crowd(site.local(at).date(), groups))
    desk.take_in(desk.seal_list(crowd), site=site, at=at)


def _pairs(site: Site) -> Found:
    for place, (earlier, later) in enumerate(ALIKE):
        is_withheld = place == len(ALIKE) - 1
        first = Listed(f"pair-{place}-1", "", earlier, is_withheld)
        desk.take_in(desk.seal_list([first]), site=site, at=at("15:10", day=YESTERDAY))
        second = Listed(f"pair-{place}-2", "", later)
        desk.take_in(desk.seal_list([second]), site=site, at=at(f"09:{10 + 7 * place}"))
    supervisor = StaffMember.objects.get(username="supervisor")
    # In the crowd some share a name, and weigh little.
    pairs = list(CandidatePair.objects.filter(weight_bits__gt=10).order_by("found_at"))
    assert len(pairs) == len(ALIKE), "each two alike people are one pair"
    duplicates.decide(pairs[2], Judgement.CANNOT_TELL, by=supervisor, at=at("10:05"))
    duplicates.decide(pairs[3], Judgement.ONE_PERSON, by=supervisor, at=at("10:06"))
    names = ("pair", "pair_2", "pair_undecided", "pair_judged", "pair_withheld")
    return {name: str(pair.pk) for name, pair in zip(names, pairs, strict=True)}


def _groups(site: Site, *, by: StaffMember) -> Found:
    """Two desks have registered whom they called: one has printed the papers, one has not."""
    people = {
        6: tuple(Person(identity) for identity in FAMILY),
        8: (Person(someone("Гречко", "Зоя", born="1987-12-03", number="757710055")),),
    }
    found = {}
    for number, group in people.items():
        ticket = lines.called_to(site, str(number), TODAY)
        assert ticket is not None
        kinds = RegistrationGroup.Kind
        kind = kinds.FAMILY if len(group) > 1 else kinds.ALONE
        made = desk.register(ticket, Interview(uuid4(), kind, group), by=by, at=at("10:47"))
        found[f"group-{number}"] = made.number
    certificates.confirm_group(found["group-8"], by=by, at=at("10:47"))
    return found


def _a_child_alone(site: Site) -> Found:
    """A boy of fourteen, and a record whose only paper a judgement has ended."""
    child = Listed("child", "", someone("Ондар", "Баир", born="2008-02-02", number="759990101"))
    (taken,) = desk.take_in(desk.seal_list([child]), site=site, at=at("10:35"))
    group = RegistrationGroup.objects.get(people__identity=taken.number)
    minors.note_alone(group, day=TODAY)
    pair = CandidatePair.objects.get(judgement=Judgement.ONE_PERSON)
    judged = RegistrationGroup.objects.get(people__identity=pair.higher_id)
    return {"group-child": group.number, "group-judged": judged.number}


def _shift(site: Site) -> None:
    """A desk that pauses, an alarm that was seen, and one that nobody has seen yet."""
    leader = StaffMember.objects.get(username="supervisor")
    desk_4 = Desk.objects.get(site=site, number=4)
    line.pause_desk(desk_4, Pause.Reason.EQUIPMENT, by=leader, at=at("10:31"))
    shift.tell_alarm(site, Alarm.Kind.CLOCK_JUMPED, amount=-41, at=at("08:12"))
    shift.note_seen(site, Alarm.objects.get().pk, by=leader, at=at("08:20"))
    shift.tell_alarm(site, Alarm.Kind.TOO_FAST, amount=2, at=at("10:40"))


def _picture_of_a_paper(group: str) -> None:
    """The one page that no browser shows: for the docs."""
    sheets = json.dumps([paper._plain(one, at=NOW) for one in papers.papers_of(group)])
    picture = press._compiler().compile(format="png", ppi=100, sys_inputs={"sheets": sheets})
    (settings.DATA / "paper.png").write_bytes(picture)


def _open_demonstration() -> None:
    demo_clock.open_at(NOW)
    demo_clock.set_speed(1)
    demo_clock.let_run()


def _type_something(session: str, *, number: int) -> None:
    """What is typed at a desk and not registered."""
    client = Client()
    client.cookies["session"] = session
    page = client.get(f"/desk/{number}/").content.decode()
    answer = client.post(f"/desk/{number}/draft/", form_of(page) | {"p0-family": "Хасанзянова"})
    assert answer.status_code == 200, "what is typed is kept"


def _codes(*, by: StaffMember) -> Found:
    """Papers to check: one that is good, two that ended; and one that no key of ours signed."""
    good, lost, second = (
        certificates.issue(request, by=by, at=at("10:30")) for request in _paper_requests(by.site)
    )
    found = {"code": signed_code(good), "code_revoked": signed_code(lost)}
    ended = ((lost, Certificate.Reason.LOST), (second, Certificate.Reason.ONE_PERSON))
    for one, reason in ended:
        number = IndividualNumber(one.individual_id)
        certificates.revoke(number, reason, by=by, at=at("10:40"))
    return found | {"code_unknown": Signer().token(), "group-ended": second.group}


_PAPERS = (("Илья", "1990-01-02"), ("Баир", "1970-05-05"), ("Нөкіс", "2001-09-30"))


def _paper_requests(site: Site) -> list[certificates.PaperRequest]:
    taken = [
        Listed(f"paper-{place}", "", someone("Черемисин", given, born=born, number=""))
        for place, (given, born) in enumerate(_PAPERS)
    ]
    numbers = [one.number for one in desk.take_in(desk.seal_list(taken), site=site, at=at("10:29"))]
    return [
        certificates.PaperRequest(site, number, number, language="ru", arrived_on=date(2022, 10, 6))
        for number in numbers
        if number
    ]
