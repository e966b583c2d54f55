"""The doors of this room."""

from django.urls import path

from panah.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.line, name="line"),
    path("line/checkpoint", views.checkpoint, name="checkpoint"),
    path("line/entries/<int:page>.jsonl", views.entries, name="entries"),
    path("line/proof/<int:position>", views.proof, name="proof"),
    path("register/", views.register, name="register"),
]
