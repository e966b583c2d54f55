"""Every door of a demonstration."""

from django.urls import include, path

from panah.config import urls

urlpatterns = [*urls.urlpatterns, path("demo/", include("panah.demo.urls"))]
handler404 = urls.handler404
