"""The doors of this room. They open in a demonstration only: see `panah.config.urls`."""

from django.urls import path

from panah.demo import views

app_name = "demo"
urlpatterns = [
    path("clock/", views.control, name="control"),
    path("now/", views.now, name="now"),
    path("sit-down/", views.sit_down, name="sit_down"),
    path("work-as/<slug:role>/", views.work_as, name="work_as"),
    path("documents/", views.documents, name="documents"),
]
