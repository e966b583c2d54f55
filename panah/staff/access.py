"""Who may reach which page of this room."""

from panah.web.access import EVERYONE, STAFF, Page, Role

AT_A_DESK = frozenset({Role.CLERK, Role.SUPERVISOR, Role.PROTECTION})
LEADING = frozenset({Role.ADMINISTRATOR})
BOTH = ("GET", "POST")
TYPED = ("username", "password", "code", "next")
ANSWER = ("credential", "state")
JOINING = ("username", "do", *ANSWER, "secret", "password", "repeated", "code")

PAGES = (
    Page("staff:sign_in", roles=EVERYONE, methods=BOTH, fields=TYPED),
    Page("staff:passkey", roles=EVERYONE, methods=("POST",), fields=(*ANSWER, "next")),
    Page("staff:passkey_question", roles=EVERYONE, methods=("POST",)),
    Page("staff:recover", roles=EVERYONE, methods=BOTH, fields=("username", "password", "code")),
    # Everyone: the link's secret part says who may come in.
    Page("staff:join", roles=EVERYONE, methods=BOTH, fields=JOINING),
    # Everyone: whoever was signed out meanwhile gets the same answer as whoever signs out now.
    Page("staff:sign_out", roles=EVERYONE, methods=("POST",)),
    Page("staff:here", roles=EVERYONE, fields=("active",)),
    Page("staff:mine", roles=STAFF, methods=BOTH, fields=("do", "passkey", *ANSWER)),
    Page(
        "staff:members",
        roles=LEADING,
        methods=BOTH,
        fields=("do", "invitation", "shown_name", "role"),
    ),
    Page("staff:member", roles=LEADING, methods=BOTH, fields=("do", "role")),
    Page("staff:choose_desk", roles=AT_A_DESK, methods=BOTH, fields=("desk",)),
    Page("staff:leave_desk", roles=AT_A_DESK, methods=("POST",)),
)
