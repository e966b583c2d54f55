"""Reason codes in words. The codes come from the keeper; no word here says who somebody is."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "prior": _("Any two people, before looking"),
    "surname_equal": _("Surname: equal"),
    "surname_spelt_otherwise": _("Surname: same name, two spellings"),
    "surname_alike": _("Surname: alike"),
    "surname_initial_only": _("Surname: an initial on one side"),
    "surname_differs": _("Surname: different"),
    "given_equal": _("Given name: equal"),
    "given_spelt_otherwise": _("Given name: same name, two spellings"),
    "given_alike": _("Given name: alike"),
    "given_short_form": _("Given name: a short form on one side"),
    "given_initial_only": _("Given name: an initial on one side"),
    "given_differs": _("Given name: different"),
    "patronymic_equal": _("Patronymic: equal"),
    "patronymic_spelt_otherwise": _("Patronymic: same name, two spellings"),
    "patronymic_alike": _("Patronymic: alike"),
    "patronymic_initial_only": _("Patronymic: an initial on one side"),
    "patronymic_one_side_only": _("Patronymic: on one side only"),
    "patronymic_differs": _("Patronymic: different"),
    "name_order_exchanged": _("Names: written in another order"),
    "name_part_equal": _("Part of the name: equal"),
    "name_part_spelt_otherwise": _("Part of the name: same name, two spellings"),
    "name_part_alike": _("Part of the name: alike"),
    "name_part_initial_only": _("Part of the name: an initial on one side"),
    "name_part_differs": _("Part of the name: different"),
    "name_part_one_side_only": _("Names: a part on one side only"),
    "birth_date_equal": _("Birth date: equal"),
    "birth_date_day_month_exchanged": _("Birth date: day and month exchanged"),
    "birth_date_one_digit": _("Birth date: one digit differs"),
    "birth_date_off_by_one": _("Birth date: one day apart"),
    "birth_date_month_and_year": _("Birth date: month and year agree, no day is known"),
    "birth_date_year_only": _("Birth date: only the year is known"),
    "birth_date_year_off_by_one": _("Birth date: one year apart"),
    "birth_date_years_near": _("Birth date: only the year is known, one year apart"),
    "birth_date_unknown": _("Birth date: not known on one side"),
    "birth_date_differs": _("Birth date: different"),
    "sex_equal": _("Sex: equal"),
    "sex_differs": _("Sex: different"),
    "nationality_equal": _("Nationality: equal"),
    "nationality_differs": _("Nationality: different"),
    "origin_equal": _("Origin: equal"),
    "origin_differs": _("Origin: different"),
    "document_equal": _("Document: the same number"),
    "document_near": _("Document: almost the same number"),
    "document_differs": _("Document: different numbers"),
    "document_two_kinds": _("Document: two kinds, cannot be compared"),
    "phone_equal": _("Telephone: equal"),
    "phone_differs": _("Telephone: different"),
    "iin_equal": _("Individual identification number: equal"),
    "iin_near": _("Individual identification number: almost equal"),
    "iin_differs": _("Individual identification number: different"),
    "perhaps_twins": _("Perhaps twins: what twins share counts for nothing"),
    # A withheld identity is not opened; these say which of its facts meet the other's.
    "shared_name_and_birth_date": _("Withheld: a name and the birth date agree"),
    "shared_names_and_birth_year": _("Withheld: the names and the birth year agree"),
    "shared_names_and_birth_month": _("Withheld: the names and the month of birth agree"),
    "shared_names": _("Withheld: the names may agree"),
    "shared_document": _("Withheld: a document number agrees"),
    "shared_phone": _("Withheld: a telephone number agrees"),
}


def worded(code: str) -> str:
    """A reason code in the language of the page."""
    return str(REASONS.get(code, code))
