"""Every address of the product, from the resolver; and who asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from panah.sites.actions import open_site
from panah.sites.models import Site
from panah.web.access import Page, Role
from tests.builders import a_clerk, a_site
from tests.promises.everyday import World, signed_in

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ELSEWHERE = "AST"


def all_views(urlconf: str | None = None) -> dict[str, URLPattern]:
    """Every view of every room by its name, from the resolver."""
    return dict(_below(get_resolver(urlconf), ""))


def _below(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _below(pattern, prefix + inner)
        else:
            yield f"{prefix}{pattern.name}", pattern


VIEWS = all_views()


class Browser:
    """One client for thousands of askers: loading the middleware takes longer than an answer."""

    client = Client(raise_request_exception=False)
    strict = Client(raise_request_exception=False, enforce_csrf_checks=True)

    @classmethod
    def anew(cls) -> None:
        """Load the middleware anew: it was changed."""
        cls.client = Client(raise_request_exception=False)

    @classmethod
    def with_cookies(cls, cookies: SimpleCookie, *, strict: bool = False) -> Client:
        """A browser that has these cookies and no others."""
        browser = cls.strict if strict else cls.client
        browser.cookies = SimpleCookie({name: each.value for name, each in cookies.items()})
        return browser


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks: their cookies, and the role in which the registry sees them."""

    name: str
    role: Role
    cookies: SimpleCookie
    knows: bool = True
    """Whether addresses that they type lead to what is theirs."""

    def ask(self, world: World, page: Page, method: str) -> HttpResponse:
        """Ask for a page as a browser does, without running its scripts."""
        known = world if self.knows else replace(world, captured=world.captured | WRONG)
        client = Browser.with_cookies(self.cookies)
        address = known.address(page.view, VIEWS[page.view], self.role)
        sent = world.fields(page, self.role) if method == "POST" else {}
        return client.generic(method, address) if method != "POST" else client.post(address, sent)


WRONG: dict[str, object] = {"secret": "nobodys-secret"}


def everybody(world: World) -> list[Asker]:
    """Nobody, whoever holds a number, every role, a disabled account, and another centre's."""
    roles = [Asker(role.value, role, cookies) for role, cookies in world.cookies.items()]
    visitor = world.cookies[Role.VISITOR]
    return [
        *(asker for asker in roles if asker.role is not Role.VISITOR),
        Asker("nobody", Role.VISITOR, visitor, knows=False),
        Asker("arrival", Role.VISITOR, visitor),
        Asker("disabled", Role.VISITOR, _disabled(), knows=False),
        Asker("elsewhere", Role.SUPERVISOR, _elsewhere()),
    ]


def _disabled() -> SimpleCookie:
    member = a_clerk("a-disabled", role=Role.SUPERVISOR)
    cookies = signed_in(member)
    member.is_active = False
    member.save()
    return cookies


def _elsewhere() -> SimpleCookie:
    return signed_in(a_clerk("a-elsewhere", role=Role.SUPERVISOR, site=another_site()))


def another_site() -> Site:
    """A centre in another town, in the same register."""
    a_site()
    found = Site.objects.filter(pk=ELSEWHERE).first()
    return found or open_site(ELSEWHERE, names={"en": "Astana"}, desks=1)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


def leads_to(response: HttpResponse, address: str) -> bool:
    """Whether an answer leads on to an address."""
    location: Any = response.headers.get("Location", "")
    return response.status_code in (302, 303) and str(location).startswith(address)
