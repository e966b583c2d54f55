"""Whether the check at the desk finds everybody: all records must follow today's rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.utils.translation import gettext as _

from panah.cli.examining.finding import Finding, danger, fine, look

if TYPE_CHECKING:
    from panah.duplicates.queries import RenewalState


def examine() -> Iterator[Finding]:
    """How many records have keys of earlier rules, and what that means."""
    from panah.duplicates import queries

    try:
        state, withheld = queries.comparability(), queries.withheld_by_earlier_rules()
    except DatabaseError:  # tables that wait for their change are another finding
        return
    yield _followed(state)
    topic = _("The check")
    if state.not_opened:
        said = _("records that do not open: %(count)s") % {"count": state.not_opened}
        advice = _("They were changed, or sealed by other keys. Compare with a backup.")
        yield danger(topic, said, advice, not_opened=state.not_opened)
    if withheld:
        said = _("withheld records with keys of earlier rules: %(count)s") % {"count": withheld}
        advice = _(
            "The keeper opens none of them. Each gets new keys when its sheet is typed anew; until "
            "then the check may not notice all of them."
        )
        yield look(topic, said, advice, withheld_with_older_keys=withheld)


def _followed(state: RenewalState) -> Finding:
    topic, counts = _("The check"), {"renewed": state.done, "to_renew": state.total}
    if state.is_over:
        return fine(topic, _("finds all records by today's rules"), **counts)
    said = _("%(done)s of %(total)s records follow today's rules")
    advice = _(
        "The worker does it while the centre runs. Until then somebody who was registered before "
        "the upgrade may not be noticed."
    )
    return look(topic, said % {"done": state.done, "total": state.total}, advice, **counts)
