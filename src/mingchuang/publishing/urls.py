"""Addresses of writing and reviewing."""

from django.urls import path

from mingchuang.publishing import desk, documents, editor

app_name = "publishing"
urlpatterns = [
    path("desk/documents/", documents.documents, name="documents"),
    path("desk/documents/several/", documents.bulk, name="bulk"),
    path("desk/reviews/", desk.reviews, name="reviews"),
    path("desk/drafts/<uuid:pk>/", editor.edit, name="edit"),
    path("desk/drafts/<uuid:pk>/save/", editor.autosave, name="save"),
    path("desk/drafts/<uuid:pk>/files/", editor.upload, name="upload"),
    path("desk/drafts/<uuid:pk>/files/<slug:key>/", editor.file, name="file"),
    path("desk/drafts/<uuid:pk>/files/<slug:key>/change/", editor.file_change, name="file-change"),
    path("desk/drafts/<uuid:pk>/discard/", editor.discard, name="discard"),
    path("desk/drafts/<uuid:pk>/review/", desk.review, name="review"),
    path("desk/items/<str:obj>/", desk.item, name="item"),
    path("desk/items/<str:obj>/amend/", desk.amend, name="amend"),
    path("desk/items/<str:obj>/withdraw/", desk.withdraw, name="withdraw"),
]
