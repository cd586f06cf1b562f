"""Addresses of the catalogue on the desk."""

from django.urls import path

from mingchuang.catalogue import desk, desk_editions, desk_elsewhere, desk_time

app_name = "catalogue"
urlpatterns = [
    path("desk/owed/", desk.owed_units, name="units"),
    path("desk/owed/<str:code>/", desk.owed, name="owed"),
    path("desk/owed/rows/<int:pk>/open/", desk.open_draft, name="open"),
    path("desk/owed/rows/<int:pk>/not-owed/", desk.not_owed, name="not-owed"),
    path("desk/owed/<str:code>/moved/", desk_time.moved, name="moved"),
    path("desk/owed/<str:code>/events/", desk_time.occasions, name="occasions"),
    path("desk/events/<str:obj>/strike/", desk_time.strike, name="strike"),
    path("desk/catalogue/", desk_editions.editions, name="editions"),
    path("desk/catalogue/table/", desk_editions.table, name="table"),
    path("desk/catalogue/rows/<str:code>/units/", desk_editions.assign, name="assign"),
    path("desk/catalogue/pilot/", desk_editions.pilot, name="pilot"),
    path("desk/catalogue/holidays/", desk_time.holidays, name="holidays"),
    path("desk/owed/rows/<int:pk>/elsewhere/", desk_elsewhere.elsewhere, name="elsewhere"),
    path(
        "desk/owed/rows/<int:pk>/elsewhere/<str:obj>/",
        desk_elsewhere.change,
        name="elsewhere-change",
    ),
    path("desk/owed/rows/<int:pk>/elsewhere/<str:obj>/photo/", desk_elsewhere.photo, name="photo"),
]
