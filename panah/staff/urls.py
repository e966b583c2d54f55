"""The doors of this room."""

from django.urls import path

from panah.staff import views

app_name = "staff"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("passkey/", views.passkey, name="passkey"),
    path("passkey/question/", views.passkey_question, name="passkey_question"),
    path("recover/", views.recover, name="recover"),
    path("join/<slug:token>/", views.join, name="join"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("here/", views.here, name="here"),
    path("mine/", views.mine, name="mine"),
    path("members/", views.members, name="members"),
    path("members/<int:member>/", views.member, name="member"),
    path("desk/", views.choose_desk, name="choose_desk"),
    path("desk/leave/", views.leave_desk, name="leave_desk"),
]
