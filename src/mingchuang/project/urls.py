"""All addresses: machines' first, then pages in Chinese, and the same in English below ``/en/``."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from mingchuang.portal import urls as portal
from mingchuang.progress import downloads
from mingchuang.project import views

handler404 = "mingchuang.project.views.not_found"
handler500 = "mingchuang.project.views.failed"
handler403 = "mingchuang.project.views.refused"

urlpatterns = [
    path("health", views.health, name="health"),
    path("", include("mingchuang.ledger.urls")),
    path("", include((portal.machine_urlpatterns, "machine"))),
    path("progress.csv", downloads.table, name="progress-table"),
    *i18n_patterns(
        path("", include("mingchuang.people.urls")),
        path("", include("mingchuang.publishing.urls")),
        path("", include("mingchuang.catalogue.urls")),
        path("", include("mingchuang.leadership.urls")),
        path("", include("mingchuang.columns.urls")),
        path("", include("mingchuang.desk.urls")),
        path("", include("mingchuang.search.urls")),
        path("", include("mingchuang.progress.urls")),
        path("", include("mingchuang.portal.urls")),
        prefix_default_language=False,
    ),
]
