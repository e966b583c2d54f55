"""Alarms and pauses in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.line.models import Pause
from panah.shift.models import Alarm

Text = str | Promise

REASONS: dict[str, Text] = {
    Pause.Reason.BREAK.value: _("Break"),
    Pause.Reason.LONG_TALK.value: _("A long talk"),
    Pause.Reason.EQUIPMENT.value: _("Printer, camera or computer"),
    Pause.Reason.ELSEWHERE.value: _("Needed elsewhere"),
    Pause.Reason.OTHER.value: _("Another reason"),
}
ALARMS: dict[str, tuple[Text, Text]] = {
    Alarm.Kind.KEEPER_SILENT.value: (
        _("The keeper does not answer"),
        _("Nobody can be registered. Numbers are given out and called as usual."),
    ),
    Alarm.Kind.KEEPER_LOCKED.value: (
        _("The keeper is locked"),
        _("Nobody can be registered until the custodians unlock it."),
    ),
    Alarm.Kind.TOO_FAST.value: (
        _("The keeper was asked too fast"),
        _("It refused. Find out at which desk, and why somebody reads so much."),
    ),
    Alarm.Kind.WORKER_SILENT.value: (
        _("The worker stood still"),
        _("Times of calls grow old and nothing is signed while it does."),
    ),
    Alarm.Kind.JOURNAL_UNSIGNED.value: (
        _("The journal is not signed"),
        _("Entries have waited for more than a minute. Nothing is lost."),
    ),
    Alarm.Kind.CLOCK_JUMPED.value: (
        _("The clock of this computer jumped"),
        _("Compare it with another clock: times on papers come from it."),
    ),
    Alarm.Kind.DISK_LOW.value: (
        _("The disk is nearly full"),
        _("When it is full, nobody can be registered. Make room, or fetch whoever can."),
    ),
    Alarm.Kind.BACKUP_FAILS.value: (
        _("No backup is made"),
        _("Its place cannot be written. Whoever is registered now is on this computer alone."),
    ),
    Alarm.Kind.NOT_RESTORED.value: (
        _("The backup could not be restored"),
        _("That was tried. Make a new backup, and tell whoever runs this computer."),
    ),
}
