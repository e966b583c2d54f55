"""The doors of this room."""

from django.urls import path

from panah.line.views import door, phone, wall

app_name = "line"
urlpatterns = [
    path("take/", phone.take, name="take"),
    path("t/<slug:secret>/", phone.phone, name="phone"),
    path("t/<slug:secret>/now/", phone.phone_now, name="phone_now"),
    path("t/<slug:secret>/hold/", phone.hold, name="hold"),
    path("t/<slug:secret>/back/", phone.come_back, name="come_back"),
    path("t/<slug:secret>/sooner/", phone.sooner, name="sooner"),
    path("t/<slug:secret>/give-up/", phone.give_up, name="give_up"),
    path("wall/", wall.wall, name="wall"),
    path("wall/now/", wall.wall_now, name="wall_now"),
    path("door/", door.door, name="door"),
    path("door/now/", door.door_now, name="door_now"),
    path("door/undo/", door.undo, name="door_undo"),
    path("door/sooner/", door.sooner, name="door_sooner"),
]
