"""Addresses of writing and reviewing."""

from django.urls import path

from mingchuang.publishing import (
    attaching,
    desk,
    desk_arrange,
    desk_chains,
    desk_mask,
    desk_series,
    desk_templates,
    documents,
    editor,
    meeting,
    preview,
)

app_name = "publishing"
urlpatterns = [
    path("desk/documents/", documents.documents, name="documents"),
    path("desk/documents/several/", documents.bulk, name="bulk"),
    path("desk/reviews/", desk.reviews, name="reviews"),
    path("desk/drafts/<uuid:pk>/", editor.edit, name="edit"),
    path("desk/drafts/<uuid:pk>/save/", editor.autosave, name="save"),
    path("desk/drafts/<uuid:pk>/meet/", meeting.meet, name="meet"),
    path("desk/drafts/<uuid:pk>/copy-last/", editor.copy_last, name="copy-last"),
    path("desk/drafts/<uuid:pk>/copy-pattern/", editor.copy_pattern, name="copy-pattern"),
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
    path("desk/drafts/<uuid:pk>/arrange/", desk_arrange.arrange, name="arrange"),
    path("desk/drafts/<uuid:pk>/recall/", desk.recall, name="recall"),
    path("desk/drafts/<uuid:pk>/recheck/", desk.recheck, name="recheck"),
    path("desk/drafts/<uuid:pk>/reassess/", desk_templates.reassess, name="reassess"),
    path("desk/drafts/<uuid:pk>/template/", desk_templates.keep_template, name="keep-template"),
    path("desk/drafts/<uuid:pk>/review/", desk.review, name="review"),
    path("desk/series/<uuid:pk>/", desk_series.series, name="series"),
    path("desk/chains/", desk_chains.chains, name="chains"),
    path("desk/chains/edit/", desk_chains.chain, name="chain"),
    path("desk/templates/", desk_templates.templates, name="templates"),
    path("desk/templates/<int:pk>/<slug:action>/", desk_templates.template_do, name="template"),
    path("desk/write/", desk_templates.write, name="write"),
    path("desk/mask/", desk_mask.mask, name="mask"),
    path("desk/withheld/", desk_templates.withheld, name="withheld"),
    path("desk/items/<str:obj>/", desk.item, name="item"),
    path("desk/items/<str:obj>/amend/", desk.amend, name="amend"),
    path("desk/items/<str:obj>/withdraw/", desk.withdraw, name="withdraw"),
]
