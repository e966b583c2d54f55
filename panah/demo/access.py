"""Who may reach the pages that only a demonstration has: everyone, that is what they are for."""

from panah.web.access import EVERYONE, Page

PAGES = (
    Page("demo:control", roles=EVERYONE, methods=("POST",), fields=("speed", "next")),
    Page("demo:now", roles=EVERYONE, fields=("form",)),
    # One press of a link: an account that nobody can sign in to with a password is taken on.
    Page("demo:work_as", roles=EVERYONE, methods=("GET", "POST"), fields=("next", "desk")),
    Page("demo:sit_down", roles=EVERYONE, methods=("GET", "POST"), fields=("next", "desk")),
    Page("demo:documents", roles=EVERYONE),
)
