"""What a code is worth by itself: its signature and its days. No database, no network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from panah.certificates import token
from panah.certificates.values import CertificateStatus, Remark, Verdict
from panah.keeper import publickeys
from panah.keeper.values import PublicKey

PURPOSE = "paper"


class NoKeysFile(Exception):
    """There is no file of public keys where one was named."""


def check_offline(text: str, *, keys: Mapping[bytes, bytes], at: datetime) -> CertificateStatus:
    """What the code alone tells. Whether the paper was revoked, only a register can tell.

    Args:
        text: what a scanner read.
        keys: the public keys of papers, by their ids.
        at: the moment for which the answer holds.
    """
    try:
        claims = token.read(text, keys=keys)
    except token.UnknownKey:
        return CertificateStatus(Verdict.UNKNOWN_KEY)
    except token.NotAPaper:
        return CertificateStatus(Verdict.NOT_A_PAPER)
    if at >= claims.valid_before:
        return CertificateStatus(Verdict.EXPIRED, claims=claims)
    if at < claims.issued_at:
        return CertificateStatus(Verdict.EXPIRED, Remark.NOT_YET, claims)
    return CertificateStatus(Verdict.VALID, Remark.REGISTER_NOT_ASKED, claims)


def keys_in(folder: Path) -> dict[bytes, bytes]:
    """The keys of papers that a data folder knows, by their ids; none before a keeper has run."""
    return for_papers(publickeys.read(folder))


def keys_from(file: Path) -> dict[bytes, bytes]:
    """The keys of papers in a file of public keys that somebody was given.

    Raises:
        NoKeysFile: it is not there, or not such a file.
    """
    try:
        return for_papers(publickeys.parsed(file.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        raise NoKeysFile(f"{file} is not a file of public keys") from None


def for_papers(keys: list[PublicKey]) -> dict[bytes, bytes]:
    """Those of some keys that sign papers: a checkpoint's key makes no paper."""
    return {key.key_id: key.public_key for key in keys if key.purpose == PURPOSE}
