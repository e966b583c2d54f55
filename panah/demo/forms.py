"""How fast the clock may run."""

from __future__ import annotations

from django import forms

from panah.demo.clock import SPEEDS


class SpeedForm(forms.Form):
    """One of the speeds."""

    speed = forms.TypedChoiceField(coerce=int, choices=[(speed, speed) for speed in SPEEDS])
