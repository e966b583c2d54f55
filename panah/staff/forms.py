"""What may be typed to come in, to sign in, and to change an account."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panah.sites.models import Desk, Site
from panah.staff import queries
from panah.staff.tries import plain
from panah.web.access import STAFF, Role
from panah.web.roles import NAMES

SHORTEST_PASSWORD = 10
USERNAME = re.compile(r"\w[\w.-]{1,38}\w")
CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class NotRepeated(forms.TextInput):
    """A text that never comes back in the page, so that every refusal is the same to the byte."""

    def format_value(self, value: Any) -> None:
        """Nothing, whatever was typed."""
        del value


class SignInForm(forms.Form):
    """A user name, a password and a code."""

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
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from the app, or a recovery code."),
        max_length=40,
        error_messages={"required": _("Enter the code from your app, or a recovery code.")},
        widget=NotRepeated(attrs=CODE_ATTRIBUTES),
    )


class RecoveryForm(SignInForm):
    """A user name and a code from paper; a password from those who have one."""

    password = forms.CharField(
        label=pgettext_lazy("to sign in", "Password"),
        help_text=_("Leave it empty if you sign in with a passkey."),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_("Twelve letters and digits, as you kept them."),
        max_length=40,
        error_messages={"required": _("Enter a recovery code.")},
        widget=NotRepeated(attrs={**CODE_ATTRIBUTES, "autocomplete": "off"}),
    )


class UsernameForm(forms.Form):
    """The name that somebody will sign in by."""

    use_required_attribute = False

    username = forms.CharField(
        label=_("User name"),
        help_text=_("You choose it. Letters, digits, dots and hyphens."),
        max_length=40,
        error_messages={"required": _("Choose a user name.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )

    def clean_username(self) -> str:
        """One spelling for what looks alike."""
        name = plain(str(self.cleaned_data["username"]))
        if not USERNAME.fullmatch(name):
            raise ValidationError(
                _("Use 3 to 40 letters, digits, dots or hyphens; a letter or digit at both ends.")
            )
        return name


class AppForm(forms.Form):
    """A password twice, and the first code of an app."""

    use_required_attribute = False

    secret = forms.CharField(max_length=200, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits that the app shows now."),
        max_length=10,
        error_messages={"required": _("Enter the code that the app shows.")},
        widget=NotRepeated(attrs={**CODE_ATTRIBUTES, "inputmode": "numeric"}),
    )
    password = forms.CharField(
        label=pgettext_lazy("to sign in", "Password"),
        help_text=_("At least 10 characters. Several words are easier to keep than signs."),
        max_length=200,
        strip=False,
        error_messages={"required": _("Choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=_("The password again"),
        max_length=200,
        strip=False,
        error_messages={"required": _("Type the password a second time.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """Long enough, and not what everybody tries first."""
        password = str(self.cleaned_data["password"])
        if len(password) < SHORTEST_PASSWORD:
            raise ValidationError(_("Use at least 10 characters."))
        if password.lower().strip() in _common_passwords():
            raise ValidationError(_("Many people use this password. Choose another one."))
        return password

    def clean(self) -> dict[str, Any]:
        """The same twice."""
        typed = super().clean() or {}
        if "password" in typed and "repeated" in typed and typed["password"] != typed["repeated"]:
            self.add_error("repeated", _("The two passwords differ. Type the same one twice."))
        return typed


class RoleForm(forms.Form):
    """What somebody does here."""

    use_required_attribute = False

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, NAMES[role]) for role in Role if role in STAFF],
        error_messages={"required": _("Choose a role."), "invalid_choice": _("Choose a role.")},
    )


class InviteForm(RoleForm):
    """Whom an invitation is for."""

    shown_name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        help_text=_("As colleagues will see it: Айгүл С."),
        max_length=80,
        error_messages={"required": _("Enter the name.")},
    )
    field_order = ("shown_name", "role")


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


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
