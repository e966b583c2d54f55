"""What a reviewer may decide and say."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from panah.duplicates.models import Judgement


class JudgementForm(forms.Form):
    """One of three judgements, and words for the next reader."""

    judgement = forms.ChoiceField(
        choices=[
            (Judgement.ONE_PERSON.value, ""),
            (Judgement.TWO_PEOPLE.value, ""),
            (Judgement.CANNOT_TELL.value, ""),
        ],
        error_messages={"required": _("Choose one of the three judgements.")},
    )
    note = forms.CharField(max_length=200, required=False)
