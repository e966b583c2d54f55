"""Settings of the web and worker processes; everything particular comes from the environment.

The launchers (`panah serve`, `panah demo`, `panah register`) set the variables; they are listed in
docs/reference/settings.md. No key that opens anything is among them.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from panah.config.databases import database_from

DATA = Path(os.environ.get("PANAH_DATA", "var/data")).absolute()
SECRET_KEY = os.environ.get("PANAH_SECRET_KEY") or secrets.token_urlsafe(50)
if secret_file := os.environ.get("PANAH_SECRET_KEY_FILE"):  # so that no environment shows it
    SECRET_KEY = Path(secret_file).read_text(encoding="utf-8").strip()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("PANAH_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
IS_DEMO = os.environ.get("PANAH_DEMO") == "1"
IS_SECURE = os.environ.get("PANAH_SECURE") == "1"
if os.environ.get("PANAH_BEHIND_PROXY") == "1":  # only then: anybody can send this header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",  # its table stays, empty: backups of earlier versions have it
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "panah.web",
    "panah.journal",
    "panah.sites",
    "panah.staff",
    "panah.line",
    "panah.vault",
    "panah.duplicates",
    "panah.certificates",
    "panah.desk",
    "panah.figures",
    "panah.shift",
    "panah.config",
    "panah.cli",
]
if IS_DEMO:
    INSTALLED_APPS.append("panah.demo")

MIDDLEWARE = [
    "panah.config.metrics.Measured",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "panah.web.middleware.OnePolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "panah.line.middleware.PhoneNews",  # after the headers, before anything that asks the database
    "django.contrib.sessions.middleware.SessionMiddleware",
    "panah.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "panah.web.middleware.SecondFactorMiddleware",
    "panah.web.middleware.AccessMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "panah.web.middleware.PrivateMiddleware",
    "panah.sites.middleware.BeingSetUp",
]
if IS_DEMO:
    MIDDLEWARE.append("panah.demo.middleware.GuestMiddleware")

ROOT_URLCONF = "panah.config.urls"
WSGI_APPLICATION = "panah.config.wsgi.application"
PANAH_ACCESS = "panah.config.access.pages"
PANAH_CLOCK = "panah.demo.clock.now" if IS_DEMO else "panah.web.clock.real_now"
PANAH_AT_HAND = "panah.line.at_hand.look_at_hand"
PANAH_SITE = os.environ.get("PANAH_SITE", "")
PANAH_PUBLIC_URL = os.environ.get("PANAH_PUBLIC_URL", "http://localhost:8000")
PANAH_BACKUP_TO = os.environ.get("PANAH_BACKUP_TO", "")
PANAH_JOURNAL_ORIGIN = os.environ.get("PANAH_JOURNAL_ORIGIN", "panah.local/journal")

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "panah.web.settled.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                    [
                        "desk/",
                        "line/phone.html",
                        "line/parts/",
                    ],  # answered a hundred times a second
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "panah.web.context.frame",
                *(["panah.demo.context.control"] if IS_DEMO else []),
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "panah.web.templatetags.panah",
            ],
        },
    }
]

DATABASES = {"default": database_from(os.environ.get("PANAH_DATABASE_URL", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

AUTH_USER_MODEL = "staff.StaffMember"
AUTHENTICATION_BACKENDS = ["panah.staff.backend.WithSeat"]
PASSWORD_HASHERS = ["panah.staff.hashers.BoundedArgon2"]
LOGIN_URL = "staff:sign_in"
PANAH_HOMES = {
    "marshal": "line:door",
    "clerk": "staff:choose_desk",
    "supervisor": "shift:today",
    "protection": "duplicates:pairs",
    "analyst": "figures:published",
    "auditor": "journal:register",
    "administrator": "sites:centre",
}
PANAH_INVITE = "panah.staff.actions.invite"  # the setting up calls it, from a room beside it
PANAH_AFTER_SITTING_DOWN = "desk:desk"
PANAH_AT_SIGN_OUT = ["panah.desk.actions.forget_drafts_of"]  # each is given the session's key

# What the worker does again and again, and every how many seconds.
PANAH_TICKS: tuple[tuple[str, float], ...] = (
    ("panah.journal.tasks.sequence", 0.7),
    ("panah.journal.tasks.sign", 5.0),
    ("panah.journal.tasks.thin", 3600.0),
    ("panah.line.tasks.close_past_days", 60.0),
    ("panah.line.tasks.estimate_waits", 1.0),
    ("panah.line.tasks.forget_old_windows", 3600.0),
    ("panah.figures.tasks.release_due", 30.0),
    ("panah.shift.tasks.look_around", 10.0),
    ("panah.certificates.tasks.apply_judgements", 5.0),
    ("panah.vault.tasks.renew_keys", 1.0),
    ("panah.desk.tasks.compare_newcomers", 30.0),
    ("panah.desk.tasks.forget_old_drafts", 60.0),
    ("panah.desk.tasks.forget_old_searches", 3600.0),
    ("panah.staff.tasks.forget_what_is_over", 600.0),
    ("panah.desk.tasks.cut_links_of_past_days", 60.0),
    ("panah.backups.tasks.ship", 15.0),
    ("panah.backups.tasks.rehearse", 3600.0),
)
if IS_DEMO:  # its driver closes and publishes: no day is before all of its people are there
    _DRIVEN = ("panah.figures.tasks.release_due", "panah.line.tasks.close_past_days")
    PANAH_TICKS = tuple(tick for tick in PANAH_TICKS if tick[0] not in _DRIVEN)

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("PANAH_STATIC")
WHITENOISE_USE_FINDERS = "PANAH_STATIC" not in os.environ
_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
if "PANAH_STATIC" in os.environ:
    _STORAGE = "panah.config.static.KnownFiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": _STORAGE},
}

SESSION_ENGINE = "panah.staff.kept_sessions"
SESSION_COOKIE_NAME = "__Host-session" if IS_SECURE else "session"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if IS_SECURE else "csrf"
PANAH_DEVICE_COOKIE = "__Host-device" if IS_SECURE else "device"
CSRF_FAILURE_VIEW = "panah.web.views.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Programs on this machine ask for these two without https, also where a proxy speaks it.
SECURE_SSL_REDIRECT, SECURE_REDIRECT_EXEMPT = IS_SECURE, ["^healthz$", "^metrics$"]
# A browser that was here once never asks without https again: 30 days. A centre has a name of its
# own, so names below it are nobody else's. Lists of browsers take a name from a year on: "preload"
# puts it on none.
_HAS_A_NAME = urlsplit(PANAH_PUBLIC_URL).hostname not in ("localhost", "127.0.0.1", "::1")
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if IS_SECURE and _HAS_A_NAME else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
# Not "no-referrer": with it a browser sends forms with "Origin: null", which no form may pass.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, Any] = {
    name: []
    for name in ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
}

LOGGING_CONFIG = "panah.web.logs.configure"
LOGGING: dict[str, Any] = {"version": 1}  # empty, and Django would not call the line above
