"""A draft as readers will see it: the public page in a frame, as wide as a desk or a phone."""

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from mingchuang.people.access import staff_page
from mingchuang.publishing import rules, work
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.reading import draft_for

VIEWS = {
    "desk": (_("On a desk"), "mode=off"),
    "phone": (_("On a phone"), "mode=off"),
    "elder": (_("In large type"), "mode=elder"),
}


@csp_update({"frame-src": [SELF]})
@staff_page
def preview(request, pk):
    """Offer the page at three sizes; the choice is in the address, no script is needed."""
    draft, item = draft_for(request, pk)
    view = request.GET.get("as", "desk")
    if view not in VIEWS or work.get(draft.kind).preview is None:
        raise Http404
    return render(
        request,
        "publishing/preview.html",
        {
            "draft": draft,
            "view": view,
            "views": [(name, label) for name, (label, _query) in VIEWS.items()],
            "address": f"{reverse('publishing:preview-page', args=[pk])}?{VIEWS[view][1]}",
            "may_edit": rules.may_edit(request.roles, item),
        },
    )


@csp_replace({"frame-ancestors": [SELF]})
@xframe_options_sameorigin
@staff_page
def page(request, pk):
    """The public page itself, made of the saved draft; it is stored nowhere."""
    draft, _item = draft_for(request, pk)
    kind = work.get(draft.kind)
    if kind.preview is None:
        raise Http404
    urls = {file.key: reverse("publishing:file", args=[pk, file.key]) for file in draft.files.all()}
    template, context = kind.preview(freeze(draft), urls)
    return render(request, template, context)
