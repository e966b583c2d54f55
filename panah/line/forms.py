"""What a person may type or press in the line."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.line.models import FastTrack
from panah.line.words import REASONS

LARGEST_PARTY = 10
SIZE_WRONG = _("Choose how many of you there are: from 1 to 10.")
NUMBER_WRONG = _("Enter a number that waits today.")


class TakeForm(forms.Form):
    """How many people, and the token that makes a second press harmless."""

    size = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_PARTY,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), SIZE_WRONG),
    )
    token = forms.CharField(max_length=120, required=False)


class ReasonForm(forms.Form):
    """Why somebody is seen sooner. No paper is asked for."""

    reason = forms.TypedChoiceField(
        label=_("What is the reason?"),
        choices=list(REASONS.items()),
        coerce=FastTrack,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose the reason that fits best.")
        ),
    )


class NumberForm(forms.Form):
    """A number of today's line."""

    number = forms.IntegerField(
        label=_("Number"),
        min_value=1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), NUMBER_WRONG),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class SoonerForm(ReasonForm, NumberForm):
    """A number and a reason, at the door."""

    field_order = ["number", "reason"]
