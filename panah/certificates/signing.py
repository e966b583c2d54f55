"""Signed codes, made when a paper is printed and kept nowhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from panah.certificates import token
from panah.certificates.models import Certificate
from panah.keeper.client import signatures, status
from panah.keeper.errors import KeeperLocked

_TRIES = 2


class NoPaperKey(KeeperLocked):
    """The keeper names no key for papers."""

    code = "no_paper_key"


def signed_code(paper: Certificate) -> str:
    """The text of a paper's code: the same text for the same paper and key, every time.

    Raises:
        KeeperError: the keeper is locked, silent, or asked too fast.
    """
    claims = claims_of(paper)
    key_id = _newest_key_id()
    for _ in range(_TRIES):
        content = token.to_be_signed(claims, key_id=key_id)
        made = signatures.sign(content, purpose="paper")
        if made.key_id == key_id:
            return token.assemble(claims, key_id=key_id, signature=made.signature)
        key_id = made.key_id  # the key was changed while we asked; its id is part of what is signed
    raise NoPaperKey("the key for papers changes faster than papers are signed")


def claims_of(paper: Certificate) -> token.Claims:
    """What a paper's code says: whole days at the centre, so that no minute points at a ticket."""
    return token.Claims(
        issuer=paper.site_id,
        issued_at=_midnight(paper, paper.prepared_on),
        valid_before=_midnight(paper, paper.valid_until + timedelta(days=1)),
        token_id=bytes.fromhex(paper.token_id),
    )


def _midnight(paper: Certificate, day: date) -> datetime:
    return datetime.combine(day, time(), paper.site.zone).astimezone(UTC)


def _newest_key_id() -> bytes:
    ids = [key.key_id for key in status.public_keys() if key.purpose == "paper"]
    if not ids:
        raise NoPaperKey("the keeper has no key for papers")
    return ids[-1]
