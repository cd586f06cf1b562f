"""Addresses of writing and reviewing."""

from django.urls import path

from mingchuang.publishing import desk

app_name = "publishing"
urlpatterns = [
    path("desk/documents/", desk.documents, name="documents"),
    path("desk/reviews/", desk.reviews, name="reviews"),
    path("desk/drafts/<uuid:pk>/", desk.edit, name="edit"),
    path("desk/drafts/<uuid:pk>/save/", desk.autosave, name="save"),
    path("desk/drafts/<uuid:pk>/files/", desk.upload, name="upload"),
    path("desk/drafts/<uuid:pk>/files/<slug:key>/", desk.file, name="file"),
    path("desk/drafts/<uuid:pk>/files/<slug:key>/change/", desk.file_change, name="file-change"),
    path("desk/drafts/<uuid:pk>/discard/", desk.discard, name="discard"),
    path("desk/drafts/<uuid:pk>/review/", desk.review, name="review"),
    path("desk/items/<str:obj>/", desk.item, name="item"),
    path("desk/items/<str:obj>/amend/", desk.amend, name="amend"),
    path("desk/items/<str:obj>/withdraw/", desk.withdraw, name="withdraw"),
]
