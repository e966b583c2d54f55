"""The doors of this room."""

from django.urls import path

from panah.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("", views.pairs, name="pairs"),
    path("<int:pk>/", views.pair, name="pair"),
    path("<int:pk>/open/", views.open_both, name="open"),
    path("<int:pk>/judgement/", views.decide, name="decide"),
]
