"""The sheet of one person, and the few things that hold for the whole group."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panah.desk.fields import (
    BirthDateField,
    CountryField,
    DocumentNumberField,
    IinField,
    PhoneField,
    RecentDayField,
    RegionField,
)
from panah.desk.interview import Person
from panah.engines.identity import (
    Document,
    DocumentKind,
    Identity,
    Need,
    Relation,
    Sex,
    WrittenName,
)
from panah.sites.profile import Profile

Label = str | Promise

SEXES: list[tuple[str, Label]] = [
    (Sex.UNKNOWN, _("Not said")),
    (Sex.FEMALE, _("Female")),
    (Sex.MALE, _("Male")),
    (Sex.OTHER, pgettext_lazy("sex", "Other")),
]
DOCUMENTS: dict[DocumentKind, Label] = {
    DocumentKind.PASSPORT: _("Passport"),
    DocumentKind.INTERNAL_PASSPORT: _("Internal passport"),
    DocumentKind.IDENTITY_CARD: _("Identity card"),
    DocumentKind.BIRTH_CERTIFICATE: _("Birth certificate"),
    DocumentKind.STATELESS_DOCUMENT: _("Document of a stateless person"),
    DocumentKind.REFUGEE_TRAVEL_DOCUMENT: _("Travel document of a refugee"),
    DocumentKind.RESIDENCE_PERMIT: _("Residence permit"),
    DocumentKind.OTHER: _("Another document"),
    DocumentKind.NONE: _("No document"),
}
RELATIONS: list[tuple[str, Label]] = [
    (Relation.UNKNOWN, _("Not said")),
    (Relation.PARTNER, _("Wife, husband, partner")),
    (Relation.CHILD, _("Child")),
    (Relation.PARENT, _("Mother or father")),
    (Relation.SIBLING, _("Sister or brother")),
    (Relation.OTHER_RELATIVE, _("Another relative")),
    (Relation.FRIEND, _("Friend")),
]
NEEDS: dict[Need, Label] = {
    Need.PREGNANT_OR_NURSING: _("Pregnant or nursing"),
    Need.SINGLE_PARENT: _("One parent with children"),
    Need.SERIOUS_ILLNESS: _("Serious illness"),
    Need.DISABILITY: _("Disability"),
    Need.VIOLENCE: _("Lived through violence"),
    Need.UNACCOMPANIED_MINOR: _("Child without adults"),
    Need.OLDER_PERSON: _("Older person"),
    Need.TRAFFICKING: _("Was sold or held by force"),
    Need.MENTAL_DISTRESS: _("Mental distress"),
    Need.LGBTIQ_AT_RISK: _("In danger for whom they love or who they are"),
    Need.NO_DOCUMENTS: _("No documents at all"),
    Need.OTHER: pgettext_lazy("need", "Something else"),
}
NAMES = ("family", "given", "patronymic", "family_latin", "given_latin")
CARRIED_OVER = ("nationality", "origin_region", "arrived_on", "language")
"""What the first person said and most others would only repeat."""


def _text(label: Label, **more: Any) -> dict[str, Any]:
    return {"label": label, "required": False, "max_length": 80, **more}


class PersonForm(forms.Form):
    """One person's sheet. Nothing typed here is kept in the browser's history of forms."""

    zone = forms.CharField(
        label=_("The lines at the foot of the document"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 44, "class": "mono", "dir": "ltr"}),
    )
    zone_read = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    document_kind = forms.ChoiceField(label=_("Document"), required=False)
    document_number = DocumentNumberField(**_text(_("Document number"), max_length=40))
    issuer = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
    expires_on = forms.DateField(required=False, widget=forms.HiddenInput)
    family = forms.CharField(**_text(_("Family name")))
    given = forms.CharField(**_text(_("Given names")))
    patronymic = forms.CharField(**_text(_("Patronymic, if any")))
    family_latin = forms.CharField(**_text(_("Family name, Latin")))
    given_latin = forms.CharField(**_text(_("Given names, Latin")))
    birth_date = BirthDateField(
        label=_("Birth date"),
        max_length=20,
        error_messages={"required": _("Enter the birth date, or only the year.")},
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=SEXES)
    nationality = CountryField(**_text(_("Nationality")))
    origin_region = RegionField(**_text(_("Region of origin")))
    arrived_on = RecentDayField(**_text(_("Day of arrival"), max_length=20))
    language = forms.ChoiceField(label=_("Language of the paper"), required=False)
    phone = PhoneField(**_text(_("Telephone, if they want"), max_length=30))
    iin = IinField(**_text(_("IIN, if any"), max_length=20))
    relation = forms.ChoiceField(label=_("To the first person"), required=False, choices=RELATIONS)
    needs = forms.MultipleChoiceField(
        label=_("Needs help with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    withheld = forms.BooleanField(label=_("Asks to withhold the name"), required=False)
    confirmed = forms.BooleanField(
        label=_("The person has read the name and confirmed it."),
        error_messages={"required": _("Ask the person to confirm the name")},
    )

    LISTS: ClassVar[dict[str, str]] = {"nationality": "countries", "origin_region": "regions"}
    KEYS: ClassVar[dict[str, str]] = {
        "zone": "Alt+Z",
        "confirmed": "Alt+I",
        "withheld": "Alt+H",
        "relation": "Alt+R",
        "family": "Alt+N",
        "origin_region": "Alt+O",
    }

    def __init__(self, *args: Any, profile: Profile, today: date, **kwargs: Any) -> None:
        # Copying two dozen fields at every press of a key takes longer than to judge what is typed.
        self.base_fields = _suited(_Particulars.of(profile), today)  # type: ignore[misc] # Django's
        super().__init__(*args, **kwargs)

    def own_field(self, name: str) -> forms.Field:
        """A field of this sheet alone, to be changed before it is shown."""
        own = self.fields[name] = deepcopy(self.fields[name])
        self[name].field = own  # also where it was looked at before
        return own

    def clean(self) -> dict[str, Any]:
        """At least one name, and a kind for every number."""
        values = super().clean() or {}
        if not any(values.get(name) for name in NAMES):
            self.add_error("family", _("Enter at least one name."))
        if values.get("document_number") and values.get("document_kind") in ("", DocumentKind.NONE):
            self.add_error("document_kind", _("Choose which document this number is of."))
        return values

    def person(self, *, is_first: bool) -> Person:
        """The person whose sheet this is, once the sheet is valid."""
        values = self.cleaned_data
        relation = Relation.FIRST if is_first else Relation(values["relation"])
        identity = Identity(
            name=WrittenName(**{name: values[name] for name in NAMES}),
            sex=Sex(values["sex"]),
            birth_date=values["birth_date"],
            nationality=values["nationality"],
            origin_region=values["origin_region"],
            document=self._document(),
            iin=values["iin"],
            phone=values["phone"],
            language=values["language"],
            arrived_on=values["arrived_on"],
            relation=relation,
            needs=frozenset(Need(need) for need in values["needs"]),
        )
        return Person(identity, withheld=values["withheld"])

    def _document(self) -> Document:
        values = self.cleaned_data
        return Document(
            kind=DocumentKind(values["document_kind"] or DocumentKind.NONE),
            number=values["document_number"],
            issuer=values["issuer"],
            expires_on=values["expires_on"],
        )


@dataclass(frozen=True, slots=True)
class _Particulars:
    """What of a profile decides about the fields."""

    name: str
    host_country: str
    host_language: str
    languages: tuple[str, ...]
    documents: tuple[DocumentKind, ...]
    needs: tuple[Need, ...]

    @classmethod
    def of(cls, profile: Profile) -> _Particulars:
        return cls(**{field.name: getattr(profile, field.name) for field in fields(cls)})


class _Shared(dict[str, forms.Field]):
    """Fields that every sheet takes as they are."""

    def __deepcopy__(self, memo: object) -> dict[str, forms.Field]:
        del memo
        return dict(self)


@lru_cache(maxsize=32)
def _suited(particulars: _Particulars, today: date) -> _Shared:
    """The fields with what is particular to this centre's country and to this day."""
    ready = _Shared(deepcopy(PersonForm.base_fields))
    documents = [("", "—"), *((kind, DOCUMENTS[kind]) for kind in particulars.documents)]
    # The host's language stands on every paper anyway, so it is the least likely choice.
    languages = sorted(particulars.languages, key=lambda code: code == particulars.host_language)
    names = dict(settings.LANGUAGES)
    _choice(ready, "document_kind", documents)
    _choice(ready, "needs", [(need, NEEDS[need]) for need in particulars.needs])
    _choice(ready, "language", [(code, names.get(code, code)) for code in languages])
    cast(BirthDateField, ready["birth_date"]).today = today
    cast(RecentDayField, ready["arrived_on"]).today = today
    cast(RegionField, ready["origin_region"]).profile = particulars.name
    cast(PhoneField, ready["phone"]).country = particulars.host_country
    for name, field in ready.items():
        _dress(name, field)
    return ready


def _choice(ready: _Shared, name: str, choices: Sequence[tuple[str, Label]]) -> None:
    cast(forms.ChoiceField, ready[name]).choices = choices


def _dress(name: str, field: forms.Field) -> None:
    field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
    if name in PersonForm.LISTS:
        field.widget.attrs["list"] = PersonForm.LISTS[name]
    if name in PersonForm.KEYS:
        field.widget.attrs["aria-keyshortcuts"] = PersonForm.KEYS[name]
