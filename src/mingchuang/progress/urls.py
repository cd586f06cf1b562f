"""Addresses of the figures."""

from django.urls import path

from mingchuang.progress import desk, public

app_name = "progress"
urlpatterns = [
    path("progress/", public.overview, name="overview"),
    path("progress/definitions/", public.definitions, name="definitions"),
    path("progress/<str:code>/", public.unit, name="unit"),
    path("desk/progress/", desk.help_needed, name="desk"),
]
