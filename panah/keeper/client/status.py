"""What anyone may ask a keeper: whether it is open, and which keys check its signatures."""

from __future__ import annotations

from panah.keeper.client.connection import ask
from panah.keeper.values import KeeperStatus, PublicKey


def status() -> KeeperStatus:
    """The state of the running keeper; also answered while it is locked."""
    return KeeperStatus(**ask("status"))


def public_keys() -> list[PublicKey]:
    """The keys that check papers and checkpoints, old ones included."""
    return [PublicKey(*key) for key in ask("public_keys")]
