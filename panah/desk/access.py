"""Who may reach which page of this room."""

from panah.desk.forms import PersonForm
from panah.web.access import Fact, Page, Role

AT_A_DESK = frozenset({Role.CLERK, Role.SUPERVISOR})
LEADS = frozenset({Role.SUPERVISOR})
OF_AN_ACT = ("do", "person", "request_id")
TYPED_HERE = frozenset(Fact)  # what this very desk has typed and not sent yet
SHEET = ("people", "request_id", "kind", "current", "do", *PersonForm.base_fields)

PAGES = (
    Page("desk:desk", roles=AT_A_DESK, methods=("GET", "POST")),
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
    Page(
        "desk:names",
        roles=AT_A_DESK,
        methods=("GET", "POST"),
        fields=("family", "given", "patronymic", "birth_date", "purpose"),
        shows=frozenset({Fact.NAME, Fact.BIRTH_DATE}),  # as they were typed
    ),
    Page("desk:lines", roles=AT_A_DESK, methods=("POST",), fields=SHEET, shows=TYPED_HERE),
    Page("desk:record", roles=AT_A_DESK, fields=("person", "ask")),
    Page(
        "desk:open",
        roles=AT_A_DESK,
        methods=("POST",),
        fields=("person", "purpose"),
        shows=frozenset(Fact),  # one identity, for a purpose, on record
    ),
    Page(
        "desk:correct",
        roles=AT_A_DESK,
        methods=("GET", "POST"),
        fields=(*SHEET, "person", "version", "was", "reason", "asked", "mine"),
        shows=frozenset(Fact),  # one identity, for a purpose, on record
    ),
    Page("desk:add", roles=AT_A_DESK, methods=("GET", "POST"), fields=SHEET, shows=TYPED_HERE),
    Page(
        "desk:split",
        roles=AT_A_DESK,
        methods=("GET", "POST"),
        fields=("leaving", "alone", "request_id"),
    ),
    Page("desk:act", roles=AT_A_DESK, methods=("POST",), fields=OF_AN_ACT),
    Page("desk:lead", roles=LEADS, methods=("POST",), fields=OF_AN_ACT),
)
