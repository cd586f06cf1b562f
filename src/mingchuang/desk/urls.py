"""Address of the staff home."""

from django.urls import path

from mingchuang.desk import views

app_name = "desk"
urlpatterns = [path("desk/", views.home, name="home")]
