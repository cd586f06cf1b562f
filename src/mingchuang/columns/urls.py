"""Addresses of columns: for readers, and on the desk."""

from django.urls import path

from mingchuang.columns import desk, public

app_name = "columns"
urlpatterns = [
    path("columns/", public.columns, name="columns"),
    path("columns/<slug:code>/", public.column, name="column"),
    path("desk/columns/", desk.standing, name="desk"),
    path("desk/columns/new/", desk.new, name="new"),
    path("desk/columns/home/", desk.home, name="home"),
    path("desk/columns/<slug:code>/", desk.change, name="change"),
    path("desk/columns/<slug:code>/close/", desk.close, name="close"),
]
