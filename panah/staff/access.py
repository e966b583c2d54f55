"""Who may reach which page of this room."""

from panah.web.access import EVERYONE, Page, Role

AT_A_DESK = frozenset({Role.CLERK, Role.SUPERVISOR, Role.PROTECTION})
TYPED = ("username", "password", "next")
JOINING = ("username", "how", "credential", "state", "secret", "password", "repeated", "code")

PAGES = (
    Page("staff:sign_in", roles=EVERYONE, methods=("GET", "POST"), fields=TYPED),
    # Everyone: the link's secret part says who may come in.
    Page("staff:join", roles=EVERYONE, methods=("GET", "POST"), fields=JOINING),
    # Everyone: whoever was signed out meanwhile gets the same answer as whoever signs out now.
    Page("staff:sign_out", roles=EVERYONE, methods=("POST",)),
    Page("staff:choose_desk", roles=AT_A_DESK, methods=("GET", "POST"), fields=("desk",)),
    Page("staff:leave_desk", roles=AT_A_DESK, methods=("POST",)),
)
