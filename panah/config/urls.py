"""Every room's door."""

from django.conf import settings
from django.urls import include, path

from panah.config.health import healthz
from panah.config.metrics import metrics
from panah.config.start import start

urlpatterns = [
    path("", start, name="start"),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("line/", include("panah.line.urls")),
    path("", include("panah.line.public_urls")),
    path("desk/", include("panah.desk.urls")),
    path("duplicates/", include("panah.duplicates.urls")),
    path("papers/", include("panah.certificates.urls")),
    path("figures/", include("panah.figures.urls")),
    path("shift/", include("panah.shift.urls")),
    path("journal/", include("panah.journal.urls")),
    path("staff/", include("panah.staff.urls")),
    path("", include("panah.sites.urls")),
]

if settings.IS_DEMO:
    urlpatterns.append(path("demo/", include("panah.demo.urls")))

handler400 = "panah.web.views.bad_request"
handler403 = "panah.web.views.not_for_you"
handler404 = "panah.web.views.not_found"
handler500 = "panah.web.views.failed"
