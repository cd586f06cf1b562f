"""Addresses of the log's files."""

from django.urls import path

from mingchuang.ledger import public

app_name = "ledger"
urlpatterns = [
    path("log/checkpoint", public.checkpoint, name="checkpoint"),
    path("log/key", public.key, name="key"),
    path("log/tile/<path:path>", public.tile, name="tile"),
]
