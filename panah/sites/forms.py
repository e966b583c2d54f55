"""What may be typed about a centre, when it is set up and later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panah.sites import queries
from panah.sites.actions import MOST_DESKS
from panah.sites.day_lines import NotADay, lines_of, read_lines
from panah.sites.hours import Hours, HoursBackwards
from panah.sites.models import Desk, Site
from panah.sites.profile import profile_names
from panah.sites.wording import LANGUAGES, PAPERS, PROFILES, weekday_names
from panah.web.wording import long_day

CODE = RegexValidator(r"^[A-Z0-9]{2,8}$", _("Two to eight capital letters or digits, like ALA."))


class Quiet(forms.Form):
    """A form whose errors are ours and not the browser's."""

    use_required_attribute = False


class NamesForm(Quiet):
    """What a centre is called; one name is enough and is used for all three languages."""

    name_kk = forms.CharField(label=_("Name in Kazakh"), max_length=80, required=False)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=80, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        """Use the name that was typed where none was."""
        typed = super().clean() or {}
        names = {code: typed.get(f"name_{code}", "") for code in queries.LANGUAGES}
        said = next((name for name in names.values() if name), "")
        if said:
            names = {code: name or said for code, name in names.items()}
        elif known := self.known_names(typed):
            names = known
        else:
            self.add_error("name_kk", _("Enter the centre’s name in one language at least."))
        self.names = names
        return typed

    def known_names(self, typed: dict[str, Any]) -> dict[str, str] | None:
        """The names that go without saying, if there are any."""
        del typed
        return None


class CentreForm(NamesForm):
    """The country, the code and the names of a new centre."""

    profile = forms.ChoiceField(label=_("Country"))
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Short, in Latin letters, like ALA. It stands on papers and never changes."),
        max_length=8,
        validators=[CODE],
        error_messages={"required": _("Enter a code.")},
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )
    field_order = ("profile", "code", "name_kk", "name_ru", "name_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            (name, PROFILES.get(name, name)) for name in profile_names()
        ]

    def known_names(self, typed: dict[str, Any]) -> dict[str, str] | None:
        """What the country's profile calls the centre of this code."""
        code, profile = typed.get("code", ""), typed.get("profile", "")
        names = queries.names_of(code, profile=profile) if code and profile else {}
        return names if set(names.values()) - {code} else None

    def said(self) -> dict[str, Any]:
        """The answers, as the setting up keeps them."""
        clean = self.cleaned_data
        return {"profile": clean["profile"], "code": clean["code"], "names": self.names}


class HoursForm(Quiet):
    """The time zone, and from when to when each day; both empty when the centre is closed."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Days begin and end, and deadlines are counted, by this clock."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            (name, name) for name in sorted(available_timezones())
        ]
        for number, weekday in enumerate(weekday_names()):
            for end, label in (("from", gettext("%(day)s, from")), ("to", gettext("%(day)s, to"))):
                self.fields[f"{end}_{number}"] = _time_field(label % {"day": weekday})

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each day of the week with its two fields."""
        return [(day, self[f"from_{n}"], self[f"to_{n}"]) for n, day in enumerate(weekday_names())]

    def clean(self) -> dict[str, Any]:
        """Read the week; a day needs both times or neither."""
        typed = super().clean() or {}
        self.week = [self._day(number, typed) for number in range(7)]
        if not self.errors and not any(self.week):
            raise ValidationError(_("Say on which days the centre is open."))
        return typed

    def _day(self, number: int, typed: dict[str, Any]) -> Hours | None:
        opens, closes = typed.get(f"from_{number}"), typed.get(f"to_{number}")
        if opens is None and closes is None:
            return None
        if opens is None or closes is None:
            name = f"to_{number}" if closes is None else f"from_{number}"
            if name not in self.errors:
                self.add_error(name, _("Enter both times, or none for a closed day."))
            return None
        try:
            return Hours(opens, closes)
        except HoursBackwards:
            self.add_error(f"to_{number}", _("The centre closes later than it opens."))
            return None


class DaysForm(Quiet):
    """Days that differ: holidays to tick, and any other day with its hours or none."""

    holidays = forms.MultipleChoiceField(
        label=_("Closed on these holidays"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other = forms.CharField(
        label=_("Other days"),
        help_text=_(
            "One day in each row: 24.12.2026 is closed, 31.12.2026 09:00–14:00 has other hours. "
            "An extension for today is written like this, too."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, holidays: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(day.isoformat(), long_day(day, year=True)) for day in holidays]
        self.fields["holidays"].choices = found  # type: ignore[attr-defined]
        if not found:
            del self.fields["holidays"]

    def clean_other(self) -> dict[date, Hours | None]:
        """The days that were typed."""
        try:
            return read_lines(self.cleaned_data["other"])
        except NotADay as wrong:
            raise ValidationError(
                gettext("Row %(row)s is no day with hours. Write 31.12.2026 09:00–14:00.")
                % {"row": wrong.line}
            ) from None

    def days(self) -> dict[date, Hours | None]:
        """Every day that differs."""
        closed = [date.fromisoformat(day) for day in self.cleaned_data.get("holidays", [])]
        other: dict[date, Hours | None] = self.cleaned_data["other"]
        return dict.fromkeys(closed) | other

    @staticmethod
    def initial_of(days: dict[date, Hours | None], holidays: Iterable[date]) -> dict[str, Any]:
        """What stands in the form when these days were said before."""
        ticked = [day for day in holidays if day in days and days[day] is None]
        other = {day: hours for day, hours in days.items() if day not in ticked}
        return {"holidays": [d.isoformat() for d in ticked], "other": lines_of(other)}


class PapersForm(Quiet):
    """In which languages the centre speaks, and what happens to a finished paper."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of the poster"),
        choices=[(code, LANGUAGES[code]) for code in queries.LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one language at least.")},
    )
    papers = forms.ChoiceField(
        label=_("Papers"), choices=list(PAPERS.items()), widget=forms.RadioSelect
    )


class DesksForm(PapersForm):
    """How many desks there are, the languages, and the way of printing."""

    count = forms.IntegerField(
        label=_("How many desks"),
        help_text=_("Desks can be added, closed and opened later."),
        min_value=1,
        max_value=MOST_DESKS,
        error_messages={
            "required": _("Enter how many desks there are."),
            "invalid": _("Enter how many: 1 to 99."),
            "min_value": _("Enter how many: 1 to 99."),
            "max_value": _("Enter how many: 1 to 99."),
        },
    )
    field_order = ("count", "languages", "papers")


class OpenDesksForm(Quiet):
    """Which desks are open, and how many more there are."""

    open = forms.TypedMultipleChoiceField(
        label=_("Open desks"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    add = forms.IntegerField(
        label=_("Add desks"),
        min_value=0,
        max_value=MOST_DESKS,
        initial=0,
        error_messages={
            "required": _("Enter how many desks to add; 0 for none."),
            "invalid": _("Enter how many desks to add; 0 for none."),
            "min_value": _("Enter how many desks to add; 0 for none."),
            "max_value": _("There can be 99 desks."),
        },
    )

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["open"].choices = [  # type: ignore[attr-defined]
            (desk.number, gettext("Desk %(number)s") % {"number": desk.number}) for desk in desks
        ]
        self.has = len(desks)

    def clean_add(self) -> int:
        """There is room for two digits on the wall."""
        added = int(self.cleaned_data["add"])
        if self.has + added > MOST_DESKS:
            raise ValidationError(_("There can be 99 desks."))
        return added


class AdministratorForm(Quiet):
    """Who will administer the centre."""

    shown_name = forms.CharField(
        label=_("Your name, as colleagues see it"),
        help_text=_("You choose how to sign in on the next page."),
        max_length=80,
        error_messages={"required": _("Enter the name that colleagues see.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def hours_initial(week: list[Hours | None], time_zone: str) -> dict[str, Any]:
    """What stands in the form of hours."""
    found: dict[str, Any] = {"time_zone": time_zone}
    for number, hours in enumerate(week):
        if hours is not None:
            found |= {f"from_{number}": hours.opens_at, f"to_{number}": hours.closes_at}
    return found


def names_initial(site: Site) -> dict[str, str]:
    """What stands in the form of names."""
    return {f"name_{code}": site.names.get(code, "") for code in queries.LANGUAGES}


def _time_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        error_messages={"invalid": _("Write the time like 09:00.")},
        input_formats=["%H:%M", "%H.%M", "%H%M", "%H"],
        # Not the browser's own control: it would write 06:00 PM where the browser is English.
        widget=forms.TimeInput(
            format="%H:%M", attrs={"inputmode": "numeric", "autocomplete": "off"}
        ),
    )
