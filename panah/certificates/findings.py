"""What a check found, in words: the same on the page and on the command line."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panah.certificates.values import CertificateStatus, Remark, Verdict

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict in a few words, in one or two, and what to make of it."""

    heading: Text
    tag: Text
    advice: Text = ""


_VERDICTS = {
    Verdict.VALID: Finding(_("This paper is valid"), pgettext_lazy("a paper", "valid")),
    Verdict.REVOKED: Finding(
        _("This paper is no longer valid"),
        pgettext_lazy("a paper", "revoked"),
        _("The centre that issued it withdrew it. Ask there."),
    ),
    Verdict.EXPIRED: Finding(
        _("The days of this paper are over"),
        pgettext_lazy("a paper", "expired"),
        _("A centre can give the person a new one."),
    ),
    Verdict.UNKNOWN_KEY: Finding(
        _("We do not know who signed this"),
        pgettext_lazy("a paper", "unknown key"),
        _(
            "It is built like a paper's code, but no centre known here signed it. "
            "The paper may still be right: ask the centre that issued it."
        ),
    ),
    Verdict.NOT_A_PAPER: Finding(
        _("This is not the code of a paper"),
        pgettext_lazy("a paper", "not a paper"),
        _(
            "Part of the text may be missing. "
            "Scan the code again and paste all of it, from PNH1: to the end."
        ),
    ),
}

_REMARKS: dict[Remark, Text] = {
    Remark.NOT_CONFIRMED: _("The centre has not confirmed its printing yet. The code is right."),
    Remark.REGISTER_NOT_ASKED: _(
        "Only the code was checked. "
        "Whether the paper was revoked, the centre that issued it can tell."
    ),
    Remark.REPLACED: _("This paper was replaced by a newer one. Ask to see the newer one."),
    Remark.NOT_IN_THE_REGISTER: _(
        "The register of the centre it names has no such paper. Ask at the centre."
    ),
}

_NOT_YET = Finding(
    _("This paper is not valid yet"),
    pgettext_lazy("a paper", "another day"),
    _("It is valid on other days than this one."),
)


def finding(found: CertificateStatus) -> Finding:
    """What a check found, worded in the language that is active."""
    if found.remark is Remark.NOT_YET:
        return _NOT_YET
    said = _VERDICTS[found.verdict]
    return Finding(said.heading, said.tag, _REMARKS.get(found.remark, said.advice))


def sentence(found: CertificateStatus) -> str:
    """The whole of it on one line."""
    said = finding(found)
    return f"{said.heading}. {said.advice}".strip()
