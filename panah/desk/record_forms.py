"""What may be typed about a registration that is already there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from panah.desk import finding
from panah.desk.correcting import Reason
from panah.desk.fields import BirthDateField
from panah.desk.finding import NotANumber, Sought
from panah.desk.joining import Split
from panah.desk.wording import REASONS
from panah.engines.identity import Identity, IndividualNumber, WrittenName, show_number
from panah.vault.actions import Purpose

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


class ReasonForm(forms.Form):
    """Why a record is corrected. Reasons are chosen: words of one's own could hold a name."""

    reason = forms.ChoiceField(
        label=_("Why is it corrected"),
        widget=forms.RadioSelect(attrs={"aria-keyshortcuts": "Alt+Y"}),
        choices=[(reason.value, REASONS[reason.value]) for reason in Reason],
        error_messages={
            "required": _("Say why it is corrected."),
            "invalid_choice": _("Say why it is corrected."),
        },
    )


class SplitForm(forms.Form):
    """Who leaves a group, and whether a child is left without an adult."""

    STAYING, LEAVING, BOTH, NOBODY = "staying", "leaving", "both", "nobody"

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    leaving = forms.MultipleChoiceField(
        label=_("Who leaves the group"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who leaves the group.")},
    )
    alone = forms.ChoiceField(
        label=_("Is a child then without an adult"),
        help_text=_("Ages are sealed, so nobody but you can say it."),
        widget=forms.RadioSelect,
        choices=[
            (NOBODY, _("No, nobody under 18 is alone")),
            (STAYING, _("Yes, among those who stay")),
            (LEAVING, _("Yes, among those who leave")),
            (BOTH, _("Yes, in both groups")),
        ],
        error_messages={"required": _("Say whether a child is left without an adult.")},
    )

    def __init__(self, numbers: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaving = cast(forms.MultipleChoiceField, self.fields["leaving"])
        leaving.choices = [(number, show_number(number)) for number in numbers]
        self.everyone = len(numbers)

    def clean_leaving(self) -> list[str]:
        """Some of them, but not all."""
        leaving: list[str] = self.cleaned_data["leaving"]
        if len(leaving) == self.everyone:
            raise ValidationError(_("Somebody has to stay: leave at least one number open."))
        return leaving

    def wanted(self) -> Split:
        """The split that a valid form asks for."""
        alone = self.cleaned_data["alone"]
        return Split(
            request_id=self.cleaned_data["request_id"],
            leaving=tuple(IndividualNumber(number) for number in self.cleaned_data["leaving"]),
            minors_stay_alone=alone in (self.STAYING, self.BOTH),
            minors_leave_alone=alone in (self.LEAVING, self.BOTH),
        )


class NameForm(forms.Form):
    """A name to look for, with the purpose. It is sent in the body only and kept nowhere."""

    family = forms.CharField(label=_("Family name"), required=False, max_length=80)
    given = forms.CharField(label=_("Given names"), required=False, max_length=80)
    patronymic = forms.CharField(label=_("Patronymic, if any"), required=False, max_length=80)
    birth_date = BirthDateField(
        label=_("Birth date"),
        max_length=20,
        error_messages={"required": _("Enter the birth date, or only the year.")},
    )
    purpose = forms.ChoiceField(
        label=_("What for"),
        widget=forms.RadioSelect,
        choices=[
            (Purpose.REQUEST.value, _("The person is here and has no number")),
            (Purpose.PROTECTION.value, _("To protect the person")),
        ],
        error_messages={
            "required": _("Say what the search is for."),
            "invalid_choice": _("Say what the search is for."),
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(BirthDateField, self.fields["birth_date"]).today = today
        for name in ("family", "given", "patronymic", "birth_date"):
            self.fields[name].widget.attrs |= QUIET

    def clean(self) -> dict[str, Any]:
        """A name is needed: a birth date alone is many people's."""
        values = super().clean() or {}
        if not values.get("family") and not values.get("given"):
            self.add_error("family", _("Enter at least one name."))
        return values

    def told(self) -> Identity:
        """What is looked for, once the form is valid. Latin letters are a Latin name."""
        values = self.cleaned_data
        family, given = values["family"], values["given"]
        if f"{family}{given}".isascii():
            name = WrittenName(family_latin=family, given_latin=given)
        else:
            name = WrittenName(family=family, given=given, patronymic=values["patronymic"])
        return Identity(name=name, birth_date=values["birth_date"])


class OpenForm(forms.Form):
    """What an identity is opened for."""

    person = forms.CharField(max_length=9)
    purpose = forms.ChoiceField(
        choices=[(Purpose.REQUEST.value, ""), (Purpose.PROTECTION.value, "")]
    )
