"""Settled templates say what Django's say, with less to do for each answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Engine, Template
from django.template.defaulttags import CommentNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode
from django.template.utils import get_app_template_dirs
from django.templatetags.i18n import TranslateNode
from django.test import RequestFactory
from django.utils.translation import override

PARTS = ["django.template.loaders.app_directories.Loader"]
OPTIONS = {**settings.TEMPLATES[0]["OPTIONS"], "loaders": None}
FOLDERS = [Path(folder) for folder in get_app_template_dirs("templates")]
PAGES = sorted(str(page.relative_to(f)) for f in FOLDERS for page in f.rglob("*.html"))
LANGUAGES = [code for code, _name in settings.LANGUAGES]
FRAME = (
    "{% comment %}{% block title %}{% endcomment %}{# {% include 'nothing' %} #}"
    "<title>{% block title %}none{% endblock %}</title>"
    "{% block top %}[{% block home %}home{% endblock %}"
    "|{% block end %}end{% endblock %}]{% endblock %}"
    "{% block main %}{% endblock %}{{ found }}"
)
SOURCES = {
    "frame": FRAME,
    "inner": "{% extends 'frame' %}{% block home %}mine{% endblock %}dropped",
    "middle": "{% extends 'frame' %}{% block title %}middle{% endblock %}"
    "{% block main %}<p>{% block text %}{% endblock %}</p>{% endblock %}",
    "lowest": "{% extends 'middle' %}{% block text %}{{ name }} & co{% endblock %}",
    "outer": "{% extends 'frame' %}"
    "{% block top %}<{% block home %}moved{% endblock %}>{% endblock %}",
    "assigns": "{% extends 'frame' %}"
    "{% block main %}{% url 'desk:find' as found %}{{ found }}{% endblock %}",
    "includes": "{% for n in numbers %}"
    "{% include 'part' with value=n %}{% include 'plain' %}{% endfor %}"
    "{{ value }}{{ inside }}",
    "part": "<i>{{ value }}{{ name }}{% with value as inside %}{{ inside }}{% endwith %}</i>",
    "plain": "{{ n }}{{ forloop.counter }};",
    "itself": "{% if numbers %}{% include 'again' with numbers=none %}{% endif %}.",
    "again": "{{ numbers|default:'no' }}{% include 'itself' %}",
    "words": "{% trans 'Sign out' %} {% translate \"Skip to the main part\" %}"
    "{% blocktranslate with desk=name %}Desk {{ desk }} is free{% endblocktranslate %}"
    "{% trans 'Sign out' as said %}{{ said }}",
    "several": "{% language 'ru' %}{% trans 'Sign out' %}{% include 'word' %}{% endlanguage %}"
    "{% trans 'Sign out' %}{% include 'word' %}",
    "word": "({% trans 'Sign out' %})",
    "raw": "{% verbatim %}{{ as it is }}{% endverbatim %}{% now 'Y' as year %}{{ year|length }}",
    "cycles": "{% for n in numbers %}{% include 'cycle' %}{% endfor %}",
    "cycle": "{% cycle 'a' 'b' %}",
    "address": "{% url 'desk:find' %} {% url 'desk:interview' number=7 %}",
}
GIVEN = {"name": "Әлия", "numbers": [1, 2, 3], "found": "outside"}


def engine(loader: str, inner: Any) -> Engine:
    return Engine(**{**OPTIONS, "loaders": [(loader, inner)], "context_processors": []})


def plain(inner: Any) -> Engine:
    return engine("django.template.loaders.cached.Loader", inner)


def settled(inner: Any) -> Engine:
    return engine("panah.web.settled.Loader", inner)


def test_the_desks_pages_are_settled_and_the_others_are_as_they_are_written() -> None:
    with override("ru"):
        pages = [get_template(name).template for name in ("desk/free.html", "line/door.html")]

    kinds = [{type(node) for node in page.nodelist.get_nodes_by_type(object)} for page in pages]
    assert BlockNode not in kinds[0]
    assert BlockNode in kinds[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SOURCES)
def test_what_is_settled_says_the_same(name: str, language: str) -> None:
    inner = [("django.template.loaders.locmem.Loader", SOURCES)]
    with override(language):
        said = [
            each(inner).get_template(name).render(Context({**GIVEN})) for each in (plain, settled)
        ]

    assert said[0] == said[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_the_same_where_nothing_is_known(language: str) -> None:
    as_django_does, as_we_do = plain(PARTS), settled(PARTS)
    compared = 0
    with override(language):
        for page in PAGES:
            theirs = _shown(as_django_does, page)
            compared += theirs is not None
            assert theirs is None or theirs == _shown(as_we_do, page), page

    assert compared > len(PAGES) // 2


def _shown(engine: Engine, page: str) -> str | None:
    """What a page says to nobody in particular; None where it cannot do without being told."""
    context = Context({"request": RequestFactory().get("/?day=1"), "language": "kk"})
    try:
        return str(engine.get_template(page).render(context))
    except Exception:
        return None


def test_a_settled_page_leaves_nothing_to_put_together() -> None:
    with override("ru"):
        page = settled(PARTS).get_template("desk/called.html")

    left = {type(node) for node in page.nodelist.get_nodes_by_type(object)}
    assert not left & {BlockNode, ExtendsNode, TranslateNode, CommentNode}


def test_a_word_that_would_be_read_as_a_tag_is_said_anew_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.templatetags.i18n.TranslateNode.render", lambda *_: "word {")
    sources = {"page": "{% trans 'x' %}{% if 1 %}A{% endif %}{{ y }}"}
    page = settled([("django.template.loaders.locmem.Loader", sources)]).get_template("page")

    assert page.render(Context({"y": "B"})) == "word {AB"


def test_a_frame_that_speaks_several_languages_is_left_as_it_is() -> None:
    sources = {
        "frame": "{% language 'ru' %}{% block main %}{% endblock %}{% endlanguage %}",
        "page": "{% extends 'frame' %}{% block main %}{% trans 'Sign out' %}{% endblock %}",
    }
    with override("en"):
        page = settled([("django.template.loaders.locmem.Loader", sources)]).get_template("page")

        assert page.render(Context()) == "Выйти"


def test_each_language_has_its_own() -> None:
    words = settled([("django.template.loaders.locmem.Loader", SOURCES)])
    said = []
    for language in ("ru", "kk", "ru"):
        with override(language):
            said.append(words.get_template("word").render(Context()))

    assert said[0] == said[2] == "(Выйти)"
    assert said[1] != said[0]


def test_a_source_that_is_in_no_file_extends_a_frame_as_it_is_written() -> None:
    frames = settled([("django.template.loaders.locmem.Loader", SOURCES)])
    source = "{% extends 'middle' %}{% block text %}mine{% endblock %}"

    page = Template(source, engine=frames).render(Context())

    assert "<p>mine</p>" in page
