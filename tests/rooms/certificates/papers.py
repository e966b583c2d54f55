"""Papers to test with: tokens by a key of the test's own, and rows for the real keeper to sign."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from panah.certificates import token
from panah.certificates.models import Certificate
from panah.certificates.signing import signed_code
from panah.certificates.values import PaperRequest
from panah.engines.crypto import key_id_of, public_key_of, sign
from panah.engines.identity import IndividualNumber, draw_number
from panah.sites.models import Site
from panah.vault.models import SealedIdentity
from tests.builders import MORNING, a_site

ISSUED = datetime(2022, 10, 6, 18, 0, tzinfo=UTC)  # midnight in Almaty, which was UTC+6 then
CLAIMS = token.Claims(
    issuer="ALA",
    issued_at=ISSUED,
    valid_before=datetime(2022, 11, 5, 18, 0, tzinfo=UTC),
    token_id=bytes.fromhex("0a1b2c3d4e5f6071"),
)


class Signer:
    """An Ed25519 key that is the same in every run."""

    def __init__(self, seed: str = "a paper's key") -> None:
        self.private_key = hashlib.sha256(seed.encode()).digest()
        self.public_key = public_key_of(self.private_key)
        self.key_id = key_id_of(self.public_key)

    @property
    def keys(self) -> dict[bytes, bytes]:
        return {self.key_id: self.public_key}

    def token(self, claims: token.Claims = CLAIMS, **changes: object) -> str:
        changed = replace(claims, **changes)  # type: ignore[arg-type]
        signature = sign(self.private_key, token.to_be_signed(changed, key_id=self.key_id))
        return token.assemble(changed, key_id=self.key_id, signature=signature)


ARRIVED = date(2022, 10, 5)
TOMORROW = MORNING + timedelta(days=1)


def an_individual() -> IndividualNumber:
    """Somebody registered, whose sealed identity no paper ever looks at."""
    number = draw_number()
    SealedIdentity.objects.create(
        number=number,
        blob=b"sealed",
        wrapped_key=b"wrapped",
        key_version=1,
        canonical_version=1,
        fingerprint=b"",
    )
    return number


def a_request(
    *,
    group: str = "",
    language: str = "ru",
    site: Site | None = None,
    arrived_on: date | None = ARRIVED,
) -> PaperRequest:
    """A request for the paper of somebody new."""
    number = an_individual()
    return PaperRequest(
        site or a_site(), number, group or number, language=language, arrived_on=arrived_on
    )


def the_paper(request: PaperRequest) -> Certificate:
    """The row of the paper that was made last for a request."""
    papers = Certificate.objects.filter(individual_id=request.individual)
    return papers.select_related("site").exclude(status="revoked").get()


def the_code(request: PaperRequest) -> str:
    """The text in the code of that paper."""
    return signed_code(the_paper(request))
