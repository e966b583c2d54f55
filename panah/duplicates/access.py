"""Who may review pairs."""

from panah.web.access import Page, Role

REVIEWERS = frozenset({Role.SUPERVISOR, Role.PROTECTION})

PAGES = (
    Page("duplicates:pairs", roles=REVIEWERS),
    Page("duplicates:pair", roles=REVIEWERS),
    Page("duplicates:open", roles=REVIEWERS, methods=("POST",)),
    Page("duplicates:decide", roles=REVIEWERS, methods=("POST",), fields=("judgement", "note")),
)
