"""Who may review pairs."""

from panah.web.access import Fact, Page, Role

REVIEWERS = frozenset({Role.SUPERVISOR, Role.PROTECTION})
# Of a document number and a telephone the last two digits, which is not the fact itself.
COMPARED = frozenset(
    {
        Fact.NAME,
        Fact.BIRTH_DATE,
        Fact.SEX,
        Fact.NATIONALITY,
        Fact.ORIGIN,
        Fact.DOCUMENT_KIND,
    }
)

PAGES = (
    Page("duplicates:pairs", roles=REVIEWERS),
    Page("duplicates:pair", roles=REVIEWERS),
    Page("duplicates:open", roles=REVIEWERS, methods=("POST",), shows=COMPARED),
    Page("duplicates:decide", roles=REVIEWERS, methods=("POST",), fields=("judgement", "note")),
)
