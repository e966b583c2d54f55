"""Signed checkpoints: what the log was at one moment, in the keeper's hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import Max
from django.db.models.functions import TruncHour

from panah.engines.transparency import Checkpoint as Statement
from panah.engines.transparency import root_of, signed_note
from panah.journal import reading
from panah.journal.models import Checkpoint, Log
from panah.keeper.client import status
from panah.keeper.client.signatures import sign

KEEP_ALL = timedelta(days=1)


class LogRewritten(Exception):
    """The log does not go on from what was signed before; nothing more is signed."""


def make_checkpoint(log: Log, *, at: datetime) -> Checkpoint | None:
    """Have the keeper sign the log as it is now.

    Returns:
        The checkpoint, or None when nothing was added since the last one.

    Raises:
        LogRewritten: an older checkpoint is not the beginning of what is there now.
        KeeperError: nobody signs at the moment; the log goes on, the checkpoint waits.
    """
    size = reading.size_of(log)
    last = reading.latest_checkpoint(log)
    if size == (last.size if last else 0):
        return None
    nodes = reading.nodes_of(log)
    if last and (size < last.size or root_of(nodes, size=last.size) != last.root):
        raise LogRewritten(f"the {log} log of {size} does not go on from its {last.size}")
    stated = Statement(reading.origin_of(log), size, root_of(nodes, size=size))
    note = _signed(stated)
    made, _ = Checkpoint.objects.get_or_create(
        log=log, size=size, defaults={"note": note, "made_at": at}
    )
    return made


def thin_checkpoints(*, at: datetime) -> int:
    """Of checkpoints older than a day keep the last of each hour; return how many went.

    Nothing is lost by it: every checkpoint states all entries that came before.
    """
    old = Checkpoint.objects.filter(made_at__lt=at - KEEP_ALL).annotate(
        hour=TruncHour("made_at", tzinfo=UTC)
    )
    last = old.order_by().values("log", "hour").annotate(last=Max("pk")).values("last")
    gone, _ = Checkpoint.objects.filter(pk__in=old.exclude(pk__in=last).values("pk")).delete()
    return gone


def _signed(stated: Statement) -> str:
    made = sign(stated.text().encode(), purpose="checkpoint")
    (public,) = [key for key in status.public_keys() if key.key_id == made.key_id]
    return signed_note(
        stated,
        name=stated.origin,
        public_key=public.public_key,
        sign=lambda _: made.signature,
    )
