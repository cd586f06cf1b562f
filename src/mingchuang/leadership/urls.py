"""Addresses of leadership: pages for readers, and the desk."""

from django.urls import path

from mingchuang.leadership import desk, promises, public

app_name = "leadership"
urlpatterns = [
    path("leadership/", public.district, name="district"),
    path("leadership/tasks/", promises.tasks, name="public-tasks"),
    path("leadership/<str:code>/", public.unit, name="unit"),
    path("desk/leadership/", desk.overview, name="desk"),
    path("desk/leadership/tasks/", desk.tasks, name="tasks"),
    path("desk/leadership/tasks/new/", desk.enter, name="enter"),
    path("desk/leadership/tasks/<str:obj>/", desk.task, name="task"),
    path("desk/leadership/groups/<int:pk>/<str:answer>/", desk.decide_group, name="decide-group"),
    path("desk/leadership/<str:code>/group/", desk.group, name="group"),
]
