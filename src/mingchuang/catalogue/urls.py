"""Addresses of the catalogue on the desk."""

from django.urls import path

from mingchuang.catalogue import desk

app_name = "catalogue"
urlpatterns = [
    path("desk/owed/", desk.owed_units, name="units"),
    path("desk/owed/<str:code>/", desk.owed, name="owed"),
    path("desk/owed/rows/<int:pk>/open/", desk.open_draft, name="open"),
    path("desk/owed/rows/<int:pk>/not-owed/", desk.not_owed, name="not-owed"),
]
