"""The least that a Django server can do: one form, one row, one durable commit.

A program of its own: nothing imports it. Served by the same server with as many workers and threads
as a centre's pages, on the same database with the same settings. It is what `panah bench desk`
measures a desk against.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from django import forms
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, connection, models
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from panah.config.databases import database_from
from panah.config.porch import Porch, web_processes

DATA = Path(os.environ["PANAH_DATA"])


class BareConfig(AppConfig):
    """An app without anything but its one table."""

    name = "panah.cli.benches"
    label = "bare"


settings.configure(
    SECRET_KEY="nothing is signed here",  # noqa: S106
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": database_from(os.environ.get("PANAH_DATABASE_URL", ""), DATA)},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[f"{__name__}.BareConfig"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    USE_TZ=True,
)
apps.populate(settings.INSTALLED_APPS)


class Person(models.Model):
    """A row with an index, as any row of a register has."""

    family_name = models.CharField(max_length=80)
    given_names = models.CharField(max_length=80)
    born = models.DateField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"


class PersonForm(forms.ModelForm):  # type: ignore[type-arg] # no parameter at run time
    """What may be typed."""

    class Meta:
        model = Person
        fields = ("family_name", "given_names", "born")


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Judge the form and keep the row."""
    form = PersonForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    form.save()
    return HttpResponse("kept", status=201)


def awake(_request: HttpRequest) -> HttpResponse:
    """That the server answers."""
    return HttpResponse("awake")


def make_table() -> None:
    """Make the table where it is not there yet."""
    if Person._meta.db_table in connection.introspection.table_names():
        return
    with suppress(DatabaseError), connection.schema_editor() as editor:
        editor.create_model(Person)  # unless another process of the server was faster


urlpatterns = [path("", awake), path("create/", create)]
make_table()


def application() -> Porch:
    """The pages, behind the same porch."""
    connection.close()  # no two processes may use one
    return Porch(WSGIHandler(), processes=web_processes())
