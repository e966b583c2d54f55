"""Who may read the journal: the line's log everybody, the register's only auditors."""

from panah.web.access import EVERYONE, Page, Role

PAGES = (
    Page("journal:line", roles=EVERYONE, fields=("number", "day")),
    Page("journal:checkpoint", roles=EVERYONE),
    Page("journal:entries", roles=EVERYONE),
    Page("journal:proof", roles=EVERYONE),
    # Its size would tell how many were registered today.
    Page("journal:register", roles=frozenset({Role.AUDITOR, Role.PROTECTION})),
)
