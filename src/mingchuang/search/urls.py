"""Address of the search page."""

from django.urls import path

from mingchuang.search import public

app_name = "search"
urlpatterns = [path("search/", public.search, name="search")]
