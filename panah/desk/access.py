"""Who may reach which page of this room."""

from panah.desk.forms import PersonForm
from panah.web.access import Fact, Page, Role

AT_A_DESK = frozenset({Role.CLERK, Role.SUPERVISOR})
TYPED_HERE = frozenset(Fact)  # what this very desk has typed and not sent yet
SHEET = ("people", "request_id", "kind", "current", "do", *PersonForm.base_fields)

PAGES = (
    Page("desk:desk", roles=AT_A_DESK),
    Page("desk:next", roles=AT_A_DESK, methods=("POST",)),
    Page("desk:back", roles=AT_A_DESK, methods=("POST",), fields=("number",)),
    Page("desk:move", roles=AT_A_DESK, methods=("POST",), fields=("do",)),
    Page(
        "desk:interview",
        roles=AT_A_DESK,
        methods=("GET", "POST"),
        fields=SHEET,
        shows=TYPED_HERE,
    ),
    Page("desk:draft", roles=AT_A_DESK, methods=("POST",), fields=SHEET),
    Page("desk:zone", roles=AT_A_DESK, methods=("POST",), fields=SHEET, shows=TYPED_HERE),
    Page("desk:group", roles=AT_A_DESK, fields=("printed",)),
    Page("desk:find", roles=AT_A_DESK, methods=("GET", "POST"), fields=("text",)),
    Page("desk:record", roles=AT_A_DESK, fields=("person",)),
)
