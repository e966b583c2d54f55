"""Who may reach which page of this room."""

from panah.web.access import EVERYONE, Page, Role

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
AT_THE_DOOR = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.MARSHAL})
BOTH = ("GET", "POST")

NAMES = ("name_kk", "name_ru", "name_en")
HOURS = ("time_zone", *(f"{end}_{day}" for day in range(7) for end in ("from", "to")))
DAYS = ("holidays", "other")
PAPERS = ("languages", "papers")
SEEN = ("seen",)  # which change was the last when the page was made
SETUP = ("profile", "code", *NAMES, *HOURS, *DAYS, "count", *PAPERS)

PAGES = (
    # Everyone: the link's secret, and after it the browser that used it, say who may go on.
    Page("sites:setup", roles=EVERYONE),
    Page("sites:setup_link", roles=EVERYONE, methods=BOTH),
    Page("sites:setup_step", roles=EVERYONE, methods=BOTH, fields=SETUP),
    Page("sites:setup_check", roles=EVERYONE, methods=BOTH, fields=("shown_name",)),
    Page("sites:centre", roles=ADMINISTRATOR),
    Page("sites:names", roles=ADMINISTRATOR, methods=BOTH, fields=(*SEEN, *NAMES)),
    Page("sites:hours", roles=ADMINISTRATOR, methods=BOTH, fields=(*SEEN, *HOURS)),
    Page("sites:days", roles=ADMINISTRATOR, methods=BOTH, fields=(*SEEN, *DAYS)),
    Page("sites:desks", roles=ADMINISTRATOR, methods=BOTH, fields=(*SEEN, "open", "add")),
    Page("sites:papers", roles=ADMINISTRATOR, methods=BOTH, fields=(*SEEN, *PAPERS)),
    Page("sites:poster", roles=AT_THE_DOOR),
)
