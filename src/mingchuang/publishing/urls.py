"""Addresses of writing and reviewing."""

from django.urls import path

from mingchuang.publishing import attaching, desk, editor, meeting, preview

app_name = "publishing"
urlpatterns = [
    path("desk/documents/", desk.documents, name="documents"),
    path("desk/reviews/", desk.reviews, name="reviews"),
    path("desk/drafts/<uuid:pk>/", editor.edit, name="edit"),
    path("desk/drafts/<uuid:pk>/save/", editor.autosave, name="save"),
    path("desk/drafts/<uuid:pk>/meet/", meeting.meet, name="meet"),
    path("desk/drafts/<uuid:pk>/copy-last/", editor.copy_last, name="copy-last"),
    path("desk/drafts/<uuid:pk>/word/", attaching.word, name="word"),
    path("desk/drafts/<uuid:pk>/sheet/", attaching.sheet, name="sheet"),
    path("desk/drafts/<uuid:pk>/preview/", preview.preview, name="preview"),
    path("desk/drafts/<uuid:pk>/preview/page/", preview.page, name="preview-page"),
    path("desk/drafts/<uuid:pk>/files/", attaching.upload, name="upload"),
    path("desk/drafts/<uuid:pk>/files/<slug:key>/", attaching.file, name="file"),
    path(
        "desk/drafts/<uuid:pk>/files/<slug:key>/change/", attaching.file_change, name="file-change"
    ),
    path("desk/drafts/<uuid:pk>/discard/", editor.discard, name="discard"),
    path("desk/drafts/<uuid:pk>/review/", desk.review, name="review"),
    path("desk/items/<str:obj>/", desk.item, name="item"),
    path("desk/items/<str:obj>/amend/", desk.amend, name="amend"),
    path("desk/items/<str:obj>/withdraw/", desk.withdraw, name="withdraw"),
]
