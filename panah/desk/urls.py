"""The doors of this room."""

from django.urls import path

from panah.desk.views import acts, amend, group, interview, join, line, names, record

app_name = "desk"
urlpatterns = [
    path("", line.desk, name="desk"),
    path("back/", line.back, name="back"),
    path("<int:number>/", interview.interview, name="interview"),
    path("<int:number>/move/", line.move, name="move"),
    path("<int:number>/draft/", interview.draft, name="draft"),
    path("<int:number>/zone/", interview.zone, name="zone"),
    path("groups/<slug:number>/", group.group, name="group"),
    path("find/", record.find, name="find"),
    path("names/", names.names, name="names"),
    path("lines/", join.lines, name="lines"),
    path("records/<slug:number>/", record.record, name="record"),
    path("records/<slug:number>/open/", record.opened, name="open"),
    path("records/<slug:number>/correct/", amend.correct, name="correct"),
    path("records/<slug:number>/add/", join.add, name="add"),
    path("records/<slug:number>/split/", join.split, name="split"),
    path("records/<slug:number>/act/", acts.act, name="act"),
    path("records/<slug:number>/lead/", acts.lead, name="lead"),
]
