"""How commands end: 0 all well, 2 unusable, 3 some refused, 4 locked, 130 interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from django.apps import apps
from django.utils.translation import gettext

from panah.keeper.errors import KeeperError, KeeperLocked

FINE = 0
UNUSABLE = 2
SOME_REFUSED = 3
LOCKED = 4
INTERRUPTED = 130


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogues. Django's own needs settings, which come later."""
    return message


BUSY = gettext_noop("Something already listens at %(what)s. Choose another port: --port 8001")
NOT_STARTED = gettext_noop("The process «%(what)s» ended before the centre could answer.")
IS_LOCKED = gettext_noop("The keeper is locked: %(what)s.")
KEEPER_SAYS = gettext_noop("The keeper could not do it: %(what)s.")


@contextmanager
def stopping() -> Iterator[None]:
    """Turn what can stop a command into one plain sentence and its exit code."""
    from panah.cli.processes import NotStarted, PortBusy  # not every command starts any

    try:
        yield
    except PortBusy as busy:
        end(UNUSABLE, BUSY, str(busy))
    except NotStarted as failed:
        end(UNUSABLE, NOT_STARTED, str(failed))
    except KeeperLocked as locked:
        end(LOCKED, IS_LOCKED, str(locked))
    except KeeperError as error:
        end(UNUSABLE, KEEPER_SAYS, str(error))
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


def end(code: int, sentence: str, what: str = "") -> NoReturn:
    """Say one sentence and end with a code."""
    spoken = gettext(sentence) if apps.ready else sentence
    typer.echo(spoken % {"what": what} if what else spoken, err=True)
    raise typer.Exit(code)
