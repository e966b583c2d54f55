"""Who may lead a shift. Whoever administers the centre sees the day, and changes nothing in it."""

from panah.web.access import Page, Role

LEADERS = frozenset({Role.SUPERVISOR})
WATCHING = LEADERS | {Role.ADMINISTRATOR}

PAGES = (
    Page("shift:today", roles=WATCHING, fields=("done", "desk")),
    Page("shift:now", roles=WATCHING),
    Page("shift:desk", roles=LEADERS, methods=("POST",), fields=("do",)),
    Page("shift:pause", roles=LEADERS, methods=("GET", "POST"), fields=("reason",)),
    Page("shift:seen", roles=LEADERS, methods=("POST",)),
)
