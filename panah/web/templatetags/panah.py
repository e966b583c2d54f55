"""Numbers, times and parts, written the same way on every page. Built in: no `{% load %}` needed.

{{ 41310|number }}            41,310 · 41 310
{{ ticket.called_at|clock:site }}            09:20
{% clock_range start end site %}             10:40–11:05
{{ day|long_day }}            Friday 7 October · 7 қазан, жұма · пятница, 7 октября
{{ day|long_day_year }}       the same with its year
{% site_day moment site %}    the site's day of a moment, with its year
{{ ticket.party_size|people }}               3 people · 3 человека · 3 адам
{{ 12|minutes }}              12 minutes · 12 минут
{{ individual.number|grouped }}              7Q4M-2K9D-X
{{ site.names|in_language }}  the name in the page's language, from {"kk": …, "ru": …, "en": …}
{% mark %}                    the arch of Panah, drawn in the page
{% error_summary as found %}  the faults of `form` and `forms`, which `web/_errors.html` lists
{% language_links as links %} the same page in every language
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from panah.web import wording

register = template.Library()

MARK = (
    '<svg class="mark" viewBox="1 1 14 15" aria-hidden="true"><path d="M1 16V8a7 7 0 0 1 14 0v8h-3'
    'V8a4 4 0 0 0-8 0v8z"/><circle cx="8" cy="13.5" r="2.5"/></svg>'
)
NOTHING: tuple[str, None] = ("", None)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right, and the control it is about; empty when it is the whole form."""

    target: str
    message: str


@dataclass(frozen=True, slots=True)
class Language:
    """A language in which the page can be read, and where."""

    code: str
    name: str
    address: str

    @property
    def short(self) -> str:
        """Three letters of its name, where there is little room."""
        return self.name[:3]


@register.filter(name="number")
def number_filter(value: float | str | None) -> str:
    """A number with its thousands apart; nothing for nothing."""
    return "" if value in NOTHING else wording.number(_numeric(value))


@register.filter
def clock(moment: datetime | None, site: wording.HasZone | None = None) -> str:
    """Hours and minutes at the site; nothing for nothing."""
    return wording.clock_time(moment, site or None) if moment else ""


@register.simple_tag
def clock_range(first: datetime, last: datetime, site: wording.HasZone | None = None) -> str:
    """From when to when at the site."""
    return wording.clock_range(first, last, site or None)


@register.filter
def long_day(day: date | None, language: str | None = None) -> str:
    """A day with its weekday, in the page's language unless another is named."""
    return wording.long_day(day, language) if day else ""


@register.filter
def long_day_year(day: date | None, language: str | None = None) -> str:
    """A day with its weekday and year."""
    return wording.long_day(day, language, year=True) if day else ""


@register.filter
def short_month(day: date) -> str:
    """The month of a day, short, for the foot of a chart."""
    return wording.short_month(day)


@register.simple_tag
def site_day(moment: datetime, site: wording.HasZone) -> str:
    """The day, with its year, that a moment belongs to at the site."""
    return wording.long_day(moment, site=site, year=True)


@register.filter
def people(count: int) -> str:
    """How many people, in words."""
    return wording.people(int(count))


@register.filter
def minutes(count: float) -> str:
    """How many minutes, in words."""
    return wording.minutes(round(count))


@register.filter
def grouped(individual_number: str) -> str:
    """An individual's number in the groups in which it is read aloud: 7Q4M-2K9D-X."""
    text = str(individual_number)
    return "-".join(part for part in (text[:4], text[4:8], text[8:]) if part)


@register.filter
def in_language(names: Mapping[str, str] | None, language: str | None = None) -> str:
    """A name in the page's language; in any other when it has none there."""
    names = names or {}
    chosen = wording.language_here(language)
    return names.get(chosen) or names.get("en") or next(iter(names.values()), "")


@register.simple_tag
def mark() -> SafeString:
    """The arch of Panah, drawn in the page so that it takes the page's colours."""
    return mark_safe(MARK)  # noqa: S308 -- a constant


@register.simple_tag(takes_context=True)
def error_summary(context: Context) -> list[Fault]:
    """Every fault of the page's `form` and `forms`, in the order of their fields."""
    shown = [context.get("form"), *(context.get("forms") or ())]
    return [fault for form in _each(shown) for fault in _faults(form)]


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """«Error: » for the title of a page whose `form` or `forms` have faults."""
    return _("Error: ") if error_summary(context) else ""


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[Language]:
    """The same page in every language; what else stands in the address stays."""
    request = context.get("request")
    asked = request.GET.copy() if request is not None else QueryDict(mutable=True)
    links = []
    for code, name in settings.LANGUAGES:
        asked["lang"] = code
        links.append(Language(code, str(name), f"?{asked.urlencode()}"))
    return links


def _each(forms: Iterable[Any]) -> Iterable[BaseForm]:
    for form in forms:
        if isinstance(form, BaseFormSet):
            yield from form.forms
        elif isinstance(form, BaseForm):
            yield form


def _faults(form: BaseForm) -> list[Fault]:
    if not form.is_bound:
        return []
    whole = [Fault("", str(message)) for message in form.non_field_errors()]
    return whole + [
        Fault(_control(field), str(message)) for field in form for message in field.errors
    ]


def _control(field: BoundField) -> str:
    # A group of radio buttons has no control of its own: its first one takes the focus.
    return field.id_for_label or f"{field.auto_id}_0"


def _numeric(value: float | str | None) -> float:
    return value if isinstance(value, int | float) else float(str(value))
