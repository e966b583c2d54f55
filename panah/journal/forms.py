"""What a person may ask the journal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Calendar(forms.DateInput):
    """A date control; what is no date is not put into it, because browsers complain aloud."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        """The date as the control wants it."""
        try:
            return str(date.fromisoformat(str(value)))
        except ValueError:
            return None


class LookUp(forms.Form):
    """A number of a day."""

    number = forms.IntegerField(
        label=_("Number"),
        min_value=1,
        max_value=999_999,
        error_messages={
            "required": _("Enter a number."),
            "invalid": _("A number has digits only."),
            "min_value": _("Numbers begin at 1."),
            "max_value": _("No day has so many numbers."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    day = forms.DateField(
        label=_("Day"),
        error_messages={
            "required": _("Enter a day."),
            "invalid": _("Enter a day as year, month, day: 2022-10-05."),
        },
        widget=Calendar(),
        input_formats=["%Y-%m-%d"],
    )
