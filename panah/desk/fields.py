"""What a clerk may type about a person, field by field: forgiving in form, exact in meaning."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import phonenumbers
import pycountry
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from panah.desk import places, typed_dates
from panah.engines.documents import IinReason, ImpossibleIin, check_iin
from panah.engines.identity import PartialDate

UNKNOWN = "?"


class BirthDateField(forms.CharField):
    """A birth date of which month and day may be unknown; a question mark when all of it is."""

    today: date = date.max

    def clean(self, value: Any) -> PartialDate | None:
        """Read it, or say what to enter."""
        text = super().clean(value)
        if text == UNKNOWN:
            return None
        try:
            return typed_dates.read_birth_date(text, today=self.today)
        except typed_dates.DateToCome:
            raise ValidationError(_("This day is still to come.")) from None
        except typed_dates.DateTooEarly:
            raise ValidationError(_("This year lies before 1900.")) from None
        except typed_dates.NoSuchDate:
            message = _("There is no such date. Write day, month, year: 14.03.1996.")
            raise ValidationError(message) from None


class RecentDayField(forms.CharField):
    """A day not long ago; the day alone is enough."""

    today: date = date.max

    def clean(self, value: Any) -> date | None:
        """Read it, or say what to enter."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return typed_dates.read_recent_day(text, today=self.today)
        except typed_dates.DateToCome:
            raise ValidationError(_("This day is still to come.")) from None
        except typed_dates.NoSuchDate:
            message = _("There is no such date. Write the day, or day and month: 5.10.")
            raise ValidationError(message) from None


class CountryField(forms.CharField):
    """A country by name or code."""

    def clean(self, value: Any) -> str:
        """Give its code, or say that nothing is called so."""
        text = super().clean(value)
        if not text:
            return ""
        code = places.find_country(text)
        if code is None:
            raise ValidationError(_("We know no country of that name. Choose one from the list."))
        return code


class RegionField(forms.CharField):
    """A region by name or code."""

    profile = ""

    def clean(self, value: Any) -> str:
        """Give its code, or say that nothing is called so."""
        text = super().clean(value)
        if not text:
            return ""
        code = places.find_region(self.profile, text)
        if code is None:
            raise ValidationError(_("We know no region of that name. Choose one from the list."))
        return code


class PhoneField(forms.CharField):
    """A telephone number, in any way of writing it."""

    country = ""

    def clean(self, value: Any) -> str:
        """Give it as +77011234567, or say what is missing."""
        text = super().clean(value)
        if not text:
            return ""
        host = pycountry.countries.get(alpha_3=self.country)
        try:
            number = phonenumbers.parse(text, host.alpha_2 if host else None)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(_("Write the number with its country: +7 701 123 45 67."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class IinField(forms.CharField):
    """Kazakhstan's individual identification number."""

    REASONS = {
        IinReason.NOT_TWELVE_DIGITS: _("The number has 12 digits."),
        IinReason.CENTURY: _("The 7th digit is from 1 to 6: compare it."),
        IinReason.NO_SUCH_DAY: _("The first six digits are no day: compare them."),
        IinReason.CHECK_DIGIT: _("The number and its check digit disagree: compare the digits."),
    }

    def clean(self, value: Any) -> str:
        """Give its twelve digits, or say which to compare."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return check_iin(text).number
        except ImpossibleIin as error:
            raise ValidationError(self.REASONS[error.reason]) from None


class DocumentNumberField(forms.CharField):
    """The number of a document, in capitals and without spaces."""

    def clean(self, value: Any) -> str:
        """Give it as it is compared."""
        return re.sub(r"[\s№-]", "", super().clean(value)).upper()
