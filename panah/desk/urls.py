"""The doors of this room."""

from django.urls import path

from panah.desk.views import group, interview, line, record

app_name = "desk"
urlpatterns = [
    path("", line.desk, name="desk"),
    path("next/", line.call_next, name="next"),
    path("back/", line.back, name="back"),
    path("<int:number>/", interview.interview, name="interview"),
    path("<int:number>/move/", line.move, name="move"),
    path("<int:number>/draft/", interview.draft, name="draft"),
    path("<int:number>/zone/", interview.zone, name="zone"),
    path("groups/<slug:number>/", group.group, name="group"),
    path("find/", record.find, name="find"),
    path("records/<slug:number>/", record.record, name="record"),
]
