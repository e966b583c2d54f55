"""Who may reach which page of this room."""

from panah.web.access import EVERYONE, Page

PAGES = (
    Page("figures:published", roles=EVERYONE),
    Page("figures:csv", roles=EVERYONE),
)
