"""Who asks, from where, from which device, and where their work begins."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string

from panah.staff import tries
from panah.staff.models import StaffMember
from panah.web.access import Page, Role

DEVICE_COOKIE_AGE = 400 * 24 * 3600  # as long as browsers keep one


def me(request: HttpRequest) -> StaffMember:
    """Who is signed in."""
    assert isinstance(request.user, StaffMember)  # the registry lets only staff come here
    return request.user


def origin_of(request: HttpRequest) -> str:
    """Scheme, host and port under which the page was asked for; the host is one of ours."""
    return f"{request.scheme}://{request.get_host()}"


def device_of(request: HttpRequest) -> str:
    """What this device remembers of who has signed in on it."""
    return request.COOKIES.get(settings.PANAH_DEVICE_COOKIE, "")


def address_of(request: HttpRequest) -> str:
    """From which network address; a centre's desks share one."""
    return str(request.META.get("REMOTE_ADDR", ""))


def remember_device(response: HttpResponse, request: HttpRequest, member: StaffMember) -> None:
    """Let a device know whose account signs in on it: what fails elsewhere does not bar it."""
    response.set_cookie(
        settings.PANAH_DEVICE_COOKIE,
        tries.remembering(device_of(request), member.username),
        max_age=DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def home_of(member: StaffMember) -> str:
    """Where somebody's work begins."""
    try:
        return reverse(settings.PANAH_HOMES.get(Role(member.role), "start"))
    except NoReverseMatch:
        return reverse("start")


def safe(address: str, request: HttpRequest, member: StaffMember) -> str:
    """The wanted address, unless it leads to another host or straight into a refusal."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return ""
    try:
        view = resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""
    page: Page | None = import_string(settings.PANAH_ACCESS)().get(view)
    allowed = page is not None and page.allows(Role(member.role)) and "GET" in page.methods
    return address if allowed else ""
