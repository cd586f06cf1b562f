"""Addresses of people: sign-in and the people screens of the desk."""

from django.urls import path

from mingchuang.people import desk

app_name = "people"
urlpatterns = [
    path("sign-in/", desk.sign_in, name="sign-in"),
    path("sign-out/", desk.sign_out, name="sign-out"),
    path("desk/account/", desk.account, name="account"),
    path("desk/people/", desk.units, name="units"),
    path("desk/people/<str:code>/", desk.unit, name="unit"),
    path("desk/people/<str:code>/propose/", desk.propose, name="propose"),
    path("desk/people/<str:code>/facts/", desk.facts, name="facts"),
    path("desk/posts/<int:pk>/change/", desk.change, name="change"),
    path("desk/posts/<int:pk>/leave/", desk.leave, name="leave"),
    path("desk/posts/<int:pk>/deputy/", desk.deputy, name="deputy"),
    path("desk/deputies/<int:pk>/end/", desk.end_deputy, name="end-deputy"),
    path("desk/accounts/<int:pk>/password/", desk.new_password, name="password"),
    path("desk/proposals/", desk.proposals, name="proposals"),
    path("desk/proposals/<str:what>/<int:pk>/<str:answer>/", desk.decide, name="decide"),
]
