"""What a shift leader may choose."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.shift.wording import REASONS


class PauseForm(forms.Form):
    """Why a desk calls nobody for a while."""

    reason = forms.ChoiceField(
        label=_("Why does the desk pause?"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a reason from the list."),
            "invalid_choice": _("Choose a reason from the list."),
        },
    )
