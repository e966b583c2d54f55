"""What may be typed about a registration that is already there."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from panah.desk import finding
from panah.desk.finding import NotANumber, Sought

LONGEST_SCAN = 2_400
QUIET = {"autocomplete": "off", "spellcheck": "false"}


class FindForm(forms.Form):
    """The box that a number is typed into, or a paper scanned. It is sent in the body only."""

    text = forms.CharField(
        label=_("Number or scanned code of the paper"),
        max_length=LONGEST_SCAN,
        widget=forms.TextInput(
            attrs=QUIET | {"autocapitalize": "characters", "aria-keyshortcuts": "F3", "dir": "ltr"}
        ),
        error_messages={
            "required": _("Type the number on the paper, or scan its code."),
            "max_length": _("This text is too long for a paper's code. Scan only the code."),
        },
    )

    def clean_text(self) -> Sought:
        """What is asked for, or which character to compare."""
        try:
            return finding.read(self.cleaned_data["text"])
        except NotANumber:
            raise ValidationError(
                _("The number and its check character disagree: compare it with the paper.")
            ) from None
