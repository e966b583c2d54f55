"""What each act of the line is called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from panah.journal.events import LineAct

ACTS = {
    LineAct.TAKEN: _("Taken"),
    LineAct.CALLED: _("Called"),
    LineAct.CALLED_AGAIN: _("Called again"),
    LineAct.HELD: _("Kept until they come back"),
    LineAct.RETURNED: _("Back in the line"),
    LineAct.NO_SHOW: _("Called, and nobody came"),
    LineAct.SERVED: _("Served"),
    LineAct.GIVEN_UP: _("Given up"),
    LineAct.FAST_TRACKED: _("Called sooner, for a recorded reason"),
    LineAct.UNDONE: _("Taken back by the marshal"),
    LineAct.CLOSED: _("Not called before the day closed"),
}
