"""The doors of this room."""

from django.urls import path

from panah.certificates import views

app_name = "certificates"
urlpatterns = [
    path("check/", views.check, name="check"),
    path("outstanding/", views.outstanding, name="outstanding"),
    path("group/<slug:group>/", views.group, name="group"),
    path("group/<slug:group>/print/", views.print_group, name="print"),
    path("group/<slug:group>/confirm/", views.confirm, name="confirm"),
    path("group/<slug:group>/replace/", views.replace, name="replace"),
]
