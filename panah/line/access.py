"""Who may reach the pages of the line. Whoever holds a ticket's secret needs no account."""

from panah.web.access import EVERYONE, Page, Role

AT_THE_DOOR = frozenset({Role.MARSHAL, Role.SUPERVISOR})

PAGES = (
    Page("line:take", roles=EVERYONE, methods=("GET", "POST"), fields=("size", "token")),
    Page("line:phone", roles=EVERYONE),
    Page("line:phone_now", roles=EVERYONE),
    Page("line:hold", roles=EVERYONE, methods=("POST",)),
    Page("line:come_back", roles=EVERYONE, methods=("POST",)),
    Page("line:sooner", roles=EVERYONE, methods=("GET", "POST"), fields=("reason",)),
    Page("line:give_up", roles=EVERYONE, methods=("GET", "POST")),
    Page("honesty", roles=EVERYONE, methods=("GET",)),
    Page("line:wall", roles=EVERYONE),
    Page("line:wall_now", roles=EVERYONE),
    Page("line:door", roles=AT_THE_DOOR, methods=("GET", "POST"), fields=("size", "token")),
    Page("line:door_now", roles=AT_THE_DOOR),
    Page("line:door_undo", roles=AT_THE_DOOR, methods=("POST",), fields=("number",)),
    Page(
        "line:door_sooner",
        roles=AT_THE_DOOR,
        methods=("GET", "POST"),
        fields=("number", "reason"),
    ),
)
