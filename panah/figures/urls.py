"""The doors of this room."""

from django.urls import path

from panah.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.published, name="published"),
    path("figures.csv", views.csv, name="csv"),
]
