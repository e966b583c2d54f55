"""A log that cannot be rewritten unnoticed: Merkle trees, proofs, signed checkpoints.

The tree is that of RFC 6962 and RFC 9162; its hashes are kept in tiles and its checkpoints are
signed notes, both as C2SP describes them, so that tools made for other logs can check ours.
"""

from panah.engines.transparency.checkpoints import (
    Checkpoint,
    MalformedNote,
    NotSigned,
    open_note,
    signed_note,
    verifier_key,
)
from panah.engines.transparency.proofs import (
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from panah.engines.transparency.tiles import TileAt, edge_of, grown, nodes_in
from panah.engines.transparency.tree import (
    EMPTY_ROOT,
    CompactRange,
    NodeReader,
    leaf_hash,
    node_hash,
    nodes_over,
    root_of,
)

__all__ = [
    "EMPTY_ROOT",
    "Checkpoint",
    "CompactRange",
    "MalformedNote",
    "NodeReader",
    "NotSigned",
    "TileAt",
    "consistency_proof",
    "edge_of",
    "grown",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "nodes_in",
    "nodes_over",
    "open_note",
    "root_of",
    "signed_note",
    "verifier_key",
    "verify_consistency",
    "verify_inclusion",
]
