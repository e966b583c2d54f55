"""Doors of this room that stand at the root: addresses that are said aloud and printed."""

from django.urls import path

from panah.line.views import honesty

urlpatterns = [path("honesty/", honesty.honesty, name="honesty")]
