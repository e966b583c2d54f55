"""Roles, changes and moments as the pages about accounts say them."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.sites.models import Site
from panah.staff.models import AccountChange
from panah.web import wording
from panah.web.access import Role
from panah.web.roles import NAMES

register = template.Library()
Act = AccountChange.Act

CHANGES: dict[str, Promise | str] = {
    Act.INVITED: _("Invited"),
    Act.JOINED: _("Came in"),
    Act.DISABLED: _("Account closed"),
    Act.ENABLED: _("Account opened again"),
    Act.ROLE_CHANGED: _("Role changed"),
    Act.RENEWED: _("New link made"),
    Act.RECOVERED: _("A recovery code was used"),
}


@register.filter
def role_name(role: str) -> str:
    """What a role is called."""
    return str(NAMES[Role(role)])


@register.filter
def change_name(act: str) -> str:
    """What was done."""
    return str(CHANGES[act])


@register.filter
def at_site(moment: datetime, site: Site) -> str:
    """Day and time on the clock that hangs on the centre's wall."""
    local = site.local(moment)
    return f"{wording.long_day(local.date())}, {local:%H:%M}"
