"""The doors of this room."""

from django.urls import path

from panah.shift import views

app_name = "shift"
urlpatterns = [
    path("", views.today, name="today"),
    path("now/", views.today_now, name="now"),
    path("desks/<int:number>/", views.desk, name="desk"),
    path("desks/<int:number>/pause/", views.pause, name="pause"),
    path("alarms/<int:pk>/seen/", views.seen, name="seen"),
]
