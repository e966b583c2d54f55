"""`panah journal`: compute both logs again and say whether they are what was signed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panah.cli import centre
from panah.cli.endings import FINE, SOME_REFUSED, UNUSABLE, end, gettext_noop
from panah.cli.serve import DataOption

if TYPE_CHECKING:
    from panah.journal.queries import Verdict
    from panah.sites.models import Site

app = typer.Typer(
    help="Check that nothing in the journal was rewritten.",
    no_args_is_help=True,
    add_completion=False,
)

NO_DATA = gettext_noop("There is no data folder at %(what)s.")
NO_NOTE = gettext_noop("%(what)s cannot be read.")
NOTHING_SIGNED = gettext_noop("Nothing has been signed in the log «%(what)s».")
NO_LOG = gettext_noop("There is no log «%(what)s»: one is called line, the other register.")

CHANGES_HOLD = gettext_noop("%(site)s · changes of the centre: %(told)s, as they were written")
CHANGES_DIFFER = gettext_noop(
    "%(site)s · changes of the centre: %(told)s, of which %(rewritten)s were rewritten or removed"
)

FAULTS = {
    "gap": gettext_noop("entry %(at)s is missing"),
    "columns_differ": gettext_noop("entry %(at)s is filed under something else than it says"),
    "not_readable": gettext_noop("entry %(at)s cannot be read"),
    "tree_differs": gettext_noop("the stored tree is not that of the %(at)s entries"),
    "not_signed": gettext_noop("a checkpoint is not signed by this centre's keeper"),
    "cut_short": gettext_noop("a checkpoint of %(at)s entries was signed, and they are not there"),
    "rewritten": gettext_noop("the first %(at)s entries are not those that were signed"),
}


@app.command()
def verify(
    data: DataOption,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(help="A signed checkpoint that you kept elsewhere; may be repeated."),
    ] = None,
) -> None:
    """Compute both logs again from their entries and compare them with what was signed.

    Exit code 0: both are whole; 3: something was changed.
    """
    _open(data)
    from panah.journal import queries
    from panah.journal.models import Log
    from panah.sites.queries import kept_here

    notes = [_read(path) for path in checkpoint or ()]
    known = {queries.origin_of(log) for log in Log}
    whole = True
    for log in Log:
        mine = [note for note in notes if _origin(note) == queries.origin_of(log)]
        # What belongs to neither log is said once, as a checkpoint that nobody here signed.
        strange = [note for note in notes if _origin(note) not in known and log is Log.LINE]
        verdict = queries.verify(log, against=mine + strange)
        whole = whole and verdict.is_whole
        _say(verdict)
    whole = all([*map(_changes_are_whole, kept_here()), whole])
    raise typer.Exit(FINE if whole else SOME_REFUSED)


@app.command()
def checkpoint(
    data: DataOption,
    log: Annotated[str, typer.Option(help="Which log: line or register.")] = "line",
) -> None:
    """Print the newest signed checkpoint, to be kept somewhere else."""
    _open(data)
    from panah.journal import queries
    from panah.journal.models import Log

    if log not in Log.values:
        end(UNUSABLE, NO_LOG, log)
    signed = queries.latest_checkpoint(Log(log))
    if signed is None:
        end(SOME_REFUSED, NOTHING_SIGNED, log)
    typer.echo(signed.note, nl=False)


def _open(data: Path) -> None:
    if not (data / centre.DATABASE).exists() and not os.environ.get("PANAH_DATABASE_URL"):
        end(UNUSABLE, NO_DATA, str(data))
    centre.set_up_django(data)


def _changes_are_whole(site: Site) -> bool:
    """Whether every change of a centre is kept as the journal was told of it; say so."""
    from panah.sites.queries import changes_in_the_journal

    told, rewritten = changes_in_the_journal(site)
    text = CHANGES_DIFFER if rewritten else CHANGES_HOLD
    typer.echo(_(text) % {"site": site.pk, "told": told, "rewritten": rewritten})
    return not rewritten


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        end(UNUSABLE, NO_NOTE, str(path))


def _origin(note: str) -> str:
    return note.partition("\n")[0]


def _say(verdict: Verdict) -> None:
    for line in _lines(verdict):
        typer.echo(line)


def _lines(verdict: Verdict) -> Iterator[str]:
    entries = ngettext("%(count)s entry", "%(count)s entries", verdict.size)
    signed = ngettext("%(count)s checkpoint", "%(count)s checkpoints", verdict.checkpoints)
    yield " · ".join(
        (
            verdict.log.value,
            entries % {"count": verdict.size},
            signed % {"count": verdict.checkpoints},
            verdict.root.hex(),
            _("whole") if verdict.is_whole else _("not whole"),
        )
    )
    yield from (f"  {_(FAULTS[fault.kind.value]) % {'at': fault.at}}" for fault in verdict.faults)
