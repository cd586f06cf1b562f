"""Addresses of the staff home."""

from django.urls import path

from mingchuang.desk import history, notices, views

app_name = "desk"
urlpatterns = [
    path("desk/", views.home, name="home"),
    path("desk/start/", views.start, name="start"),
    path("desk/start/put-away/", views.put_away, name="put-away"),
    path("desk/history/", history.history, name="history"),
    path("desk/notices/", notices.notices, name="notices"),
    path("desk/notices/<int:pk>/", notices.open_notice, name="notice"),
    path("desk/notices/read/", notices.read_all, name="read-all"),
    path("desk/notices/settings/", notices.settings_page, name="mail-settings"),
    path("desk/notices/stop/<str:token>/", notices.stop, name="mail-stop"),
]
