"""Ten codes on paper, each good once, for whoever has lost the phone or the key."""

from __future__ import annotations

import secrets

from panah.staff.models import RecoveryCode, StaffMember
from panah.staff.secrecy import keyed_hash

HOW_MANY = 10
LETTERS = "23456789abcdefghjkmnpqrstvwxyz"  # nothing that looks like another
GROUP, GROUPS = 4, 3  # 30 letters twelve times: 58 bits, and five tries an hour
PURPOSE = "recovery"
NOBODY = 0


def new_codes(member: StaffMember) -> list[str]:
    """Ten fresh codes, in place of those before. They are shown once and kept as hashes."""
    codes = [_code() for _ in range(HOW_MANY)]
    RecoveryCode.objects.filter(member=member).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(member=member, digest=_digest(member.pk, code)) for code in codes
    )
    return codes


def use(code: str, *, of: StaffMember | None) -> bool:
    """Whether a code is right, and has not been used: it is from now on.

    Nobody's code is looked for like anybody's, so that the time tells nothing.
    """
    pk = of.pk if of else NOBODY
    deleted, _ = RecoveryCode.objects.filter(member_id=pk, digest=_digest(pk, code)).delete()
    return bool(deleted)


def how_many_left(member: StaffMember) -> int:
    """How many codes of an account are unused."""
    return RecoveryCode.objects.filter(member=member).count()


def _code() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _digest(member: int, code: str) -> bytes:
    typed = "".join(letter for letter in code.lower() if letter.isalnum())
    return keyed_hash(PURPOSE, f"{member}:{typed}")
