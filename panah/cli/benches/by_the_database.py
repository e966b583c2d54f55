"""Rows of an invented register once more, made by the database alone: a million in minutes.

Numbers are counted and have no check character; blobs, keys and fingerprints are random bytes as
long as those of the row that they come from.
"""

from __future__ import annotations

from collections.abc import Callable

AT_A_TIME = 250_000

_SQLITE = {
    "bytes": "randomblob(length({0}))",
    "hex": "lower(hex(randomblob(8)))",
    "uuid": "lower(hex(randomblob(16)))",
    "number": "printf('%s%08d', '{0}', p.n + {1})",
}
_POSTGRESQL = {
    "bytes": "(SELECT substring(string_agg(decode(md5(random()::text || g::text), 'hex'), '') "
    "FROM 1 FOR length({0})) FROM generate_series(0, length({0}) / 16) g)",
    "hex": "substr(md5(random()::text), 1, 16)",
    "uuid": "gen_random_uuid()",
    "number": "'{0}' || lpad((p.n + {1})::text, 8, '0')",
}
_PEOPLE = """
CREATE TEMPORARY TABLE p AS
SELECT row_number() OVER (ORDER BY i.identity_id) AS n, i.identity_id, i.group_id
FROM desk_individual i LIMIT {limit}
"""
_ROWS = (
    """INSERT INTO vault_sealedidentity (number, blob, wrapped_key, key_version, canonical_version,
        fingerprint, is_withheld, is_erased)
    SELECT {new}, {blob}, {wrapped}, key_version, canonical_version, {fingerprint}, is_withheld,
        is_erased FROM vault_sealedidentity s JOIN p ON p.identity_id = s.number""",
    """INSERT INTO vault_blindkey (identity_id, kind, key)
    SELECT {new}, kind, {key}
    FROM vault_blindkey k JOIN p ON p.identity_id = k.identity_id ORDER BY 2, 3""",
    """INSERT INTO desk_registrationgroup (number, site_id, kind, request_id, registered_on)
    SELECT {group}, site_id, kind, {uuid}, registered_on
    FROM desk_registrationgroup g JOIN p ON p.group_id = g.number""",
    """INSERT INTO desk_individual (identity_id, group_id, position, language, arrived_on)
    SELECT {new}, {group}, 1, language, arrived_on
    FROM desk_individual i JOIN p ON p.identity_id = i.identity_id""",
    """INSERT INTO certificates_certificate (token_id, site_id, individual_id, "group", position,
        language, status, prepared_on, valid_until, issued_on, revoked_because)
    SELECT {hex}, site_id, {new}, {group}, 1, language, status, prepared_on, valid_until,
        issued_on, revoked_because
    FROM certificates_certificate c JOIN p ON p.identity_id = c.individual_id""",
)


def multiply(have: int, size: int, *, say: Callable[[str], object]) -> None:
    """Let a register of some people have more, a part of them at a time."""
    while have < size:
        part = min(have, AT_A_TIME, size - have)
        _once_more(part, after=have)
        have += part
        say(f"{have} of {size} people")


def _once_more(people: int, *, after: int) -> None:
    from django.db import connection, transaction

    words = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    told = {
        "new": words["number"].format("X", after),
        "group": words["number"].format("G", after),
        "blob": words["bytes"].format("s.blob"),
        "wrapped": words["bytes"].format("s.wrapped_key"),
        "fingerprint": words["bytes"].format("s.fingerprint"),
        "key": words["bytes"].format("k.key"),
        "uuid": words["uuid"],
        "hex": words["hex"],
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS p")
        cursor.execute(_PEOPLE.format(limit=people))
        for rows in _ROWS:
            cursor.execute(rows.format(**told))
