"""The doors of this room."""

from django.urls import path

from panah.staff import views

app_name = "staff"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("join/<slug:token>/", views.join, name="join"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("desk/", views.choose_desk, name="choose_desk"),
    path("desk/leave/", views.leave_desk, name="leave_desk"),
]
