"""The doors of this room."""

from django.urls import path

from panah.sites.views import centre, setup

app_name = "sites"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("setup/link/<slug:token>/", setup.link, name="setup_link"),
    path("setup/check/", setup.check, name="setup_check"),
    path("setup/<slug:step>/", setup.step, name="setup_step"),
    path("sites/", centre.centre, name="centre"),
    path("sites/names/", centre.change_names, name="names"),
    path("sites/hours/", centre.change_hours, name="hours"),
    path("sites/days/", centre.change_days, name="days"),
    path("sites/desks/", centre.change_desks, name="desks"),
    path("sites/papers/", centre.change_papers, name="papers"),
    path("sites/poster/", centre.print_poster, name="poster"),
]
