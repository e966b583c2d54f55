"""Who may reach which page of this room."""

from panah.web.access import EVERYONE, Page, Role

AT_A_DESK = frozenset({Role.CLERK, Role.SUPERVISOR, Role.PROTECTION})
TYPED = ("username", "password", "next")

PAGES = (
    Page("staff:sign_in", roles=EVERYONE, methods=("GET", "POST"), fields=TYPED),
    # Everyone: whoever was signed out meanwhile gets the same answer as whoever signs out now.
    Page("staff:sign_out", roles=EVERYONE, methods=("POST",)),
    Page("staff:choose_desk", roles=AT_A_DESK, methods=("GET", "POST"), fields=("desk",)),
    Page("staff:leave_desk", roles=AT_A_DESK, methods=("POST",)),
)
