"""What may be typed about a paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from panah.certificates.models import Certificate
from panah.certificates.token import LONGEST_TEXT
from panah.engines.identity import show_number

LONGEST_PASTE = 4 * LONGEST_TEXT


class CheckForm(forms.Form):
    """The text of a code. It is sent in the body of the request and never stands in an address."""

    code = forms.CharField(
        label=_("The text of the code"),
        help_text=_("Scan the code on the paper with a phone and paste the text it shows."),
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(
            attrs={
                "rows": 5,
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "translate": "no",
            }
        ),
        error_messages={
            "required": _("Paste the text of the code. It begins with PNH1:"),
            "max_length": _("This text is too long for a paper's code. Paste only the code."),
        },
    )


class ReplaceForm(forms.Form):
    """Which paper of a group gets a successor, and why."""

    number = forms.ChoiceField(
        label=_("Whose paper"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a number."),
            "invalid_choice": _("Choose a number that is listed here."),
        },
    )
    reason = forms.ChoiceField(
        label=_("Why"),
        widget=forms.RadioSelect,
        choices=[
            (Certificate.Reason.LOST.value, _("It was lost")),
            (Certificate.Reason.REPLACED.value, _("It is damaged, or something on it changed")),
        ],
        error_messages={
            "required": _("Say why a new paper is needed."),
            "invalid_choice": _("Say why a new paper is needed."),
        },
    )

    def __init__(self, numbers: Sequence[str], data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"number": numbers[0]} if len(numbers) == 1 else None)
        choices = [(number, show_number(number)) for number in numbers]
        cast(forms.ChoiceField, self.fields["number"]).choices = choices
