"""What the people who work here are called, and for whom a page is."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from panah.web.access import Role

NAMES = {
    Role.VISITOR: _("visitor"),
    Role.MARSHAL: _("marshal"),
    Role.CLERK: _("clerk"),
    Role.SUPERVISOR: _("shift leader"),
    Role.PROTECTION: _("protection officer"),
    Role.ANALYST: _("analyst"),
    Role.AUDITOR: _("auditor"),
    Role.ADMINISTRATOR: _("administrator"),
}

# A sentence each: cases and endings differ from language to language.
FOR_ONE = {
    Role.MARSHAL: _("This page is for the marshal at the door."),
    Role.CLERK: _("This page is for the clerk at a desk."),
    Role.SUPERVISOR: _("This page is for the shift leader."),
    Role.PROTECTION: _("This page is for the protection officer."),
    Role.ANALYST: _("This page is for the analyst."),
    Role.AUDITOR: _("This page is for the auditor."),
    Role.ADMINISTRATOR: _("This page is for the administrator."),
}


def for_whom(roles: Iterable[Role]) -> str:
    """One sentence that says for whom a page is; empty when it is for nobody in particular."""
    staff = [role for role in Role if role in set(roles) and role != Role.VISITOR]
    if not staff:
        return ""
    if len(staff) == 1:
        return str(FOR_ONE[staff[0]])
    return str(_("This page is for: %(roles)s.")) % {
        "roles": ", ".join(str(NAMES[role]) for role in staff)
    }
