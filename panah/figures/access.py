"""Who may reach which page of this room."""

from panah.web.access import EVERYONE, Page, Role

PAGES = (
    Page("figures:published", roles=EVERYONE),
    Page("figures:csv", roles=EVERYONE),
    Page("figures:today", roles=frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})),
)
