"""Who may check papers, print them and say that they were printed."""

from panah.web.access import EVERYONE, Fact, Page, Role

PRINTERS = frozenset({Role.CLERK, Role.SUPERVISOR})

PAGES = (
    Page("certificates:check", roles=EVERYONE, methods=("GET", "POST"), fields=("code",)),
    Page("certificates:outstanding", roles=PRINTERS),
    Page("certificates:group", roles=PRINTERS),
    Page("certificates:print", roles=PRINTERS, shows=frozenset({Fact.LANGUAGE, Fact.ARRIVAL})),
    Page("certificates:confirm", roles=PRINTERS, methods=("POST",), fields=("next",)),
    Page("certificates:replace", roles=PRINTERS, methods=("POST",), fields=("number", "reason")),
)
