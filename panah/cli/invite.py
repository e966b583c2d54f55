"""`panah invite`: a link for a new administrator, when nobody who could make one can sign in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from panah.cli import centre, versions
from panah.cli.endings import UNUSABLE, end, gettext_noop

NO_CENTRE = gettext_noop("No centre is set up here yet. panah serve prints the link for that.")


def invite(
    data: Annotated[Path, typer.Option("--data", help="The data folder.")],
    name: Annotated[str, typer.Option("--name", help="What colleagues will see.")] = "",
    public_url: Annotated[str, typer.Option(help="The address that phones use.")] = "",
) -> None:
    """Print a link by which a new administrator comes in, once, within three days."""
    versions.require_data(data)
    centre.set_up_django(data)
    from panah.sites import queries as sites
    from panah.staff import actions as staff
    from panah.web.access import Role
    from panah.web.clock import real_now

    if not sites.is_set_up():
        end(UNUSABLE, NO_CENTRE)
    shown = name or _("Administrator")
    site, at = sites.here(), real_now()
    made = staff.invite(Role.ADMINISTRATOR, site=site, shown_name=shown, by=None, at=at)
    address = public_url or os.environ.get("PANAH_PUBLIC_URL", "") or "http://localhost:8000"
    typer.echo(_("A new administrator comes in here, once, within three days:"))
    typer.echo(f"  {address.rstrip('/')}{made.path}")
