"""What may be typed to sign in, and which desk may be chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panah.sites.models import Desk, Site
from panah.staff import queries
from panah.staff.models import StaffMember


class NotRepeated(forms.TextInput):
    """A text that never comes back in the page, so that every refusal is the same to the byte."""

    def format_value(self, value: Any) -> None:
        """Nothing, whatever was typed."""
        del value


class SignInForm(forms.Form):
    """A user name and a password.

    A name that nobody has costs as much time as a wrong password, and gets the same answer.
    """

    use_required_attribute = False

    username = forms.CharField(
        label=_("User name"),
        max_length=40,
        error_messages={"required": _("Enter your user name.")},
        widget=NotRepeated(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=pgettext_lazy("to sign in", "Password"),  # Django has another word for it
        max_length=200,
        strip=False,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.member: StaffMember | None = None

    def clean(self) -> dict[str, Any]:
        """Find out who it is."""
        typed = super().clean() or {}
        if "username" in typed and "password" in typed:
            found = authenticate(self.request, **typed)
            if not isinstance(found, StaffMember):
                raise ValidationError(_("User name and password do not go together. Try again."))
            self.member = found
        return typed


class DeskForm(forms.Form):
    """One of the open desks of a centre."""

    desk = forms.TypedChoiceField(
        coerce=int,
        error_messages={"required": _("Choose a desk."), "invalid_choice": _("Choose a desk.")},
    )

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks: dict[int, Desk] = {desk.number: desk for desk in queries.desks_of(site)}
        self.fields["desk"].choices = [(n, n) for n in self.desks]  # type: ignore[attr-defined]

    def chosen(self) -> Desk:
        """The desk, once the form is valid."""
        return self.desks[self.cleaned_data["desk"]]
