"""One owed row on the desk: what the catalogue wants, how it is fulfilled, links and registrations."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import acts, rules
from mingchuang.catalogue.elsewhere_forms import HOW_NAMES, EndForm, HowForm, LinkForm, OnSiteForm
from mingchuang.catalogue.models import Elsewhere, OnSite, Owed
from mingchuang.people.access import staff_page
from mingchuang.people.reading import posts_on
from mingchuang.publishing import rules as publishing_rules
from mingchuang.records import blobs
from mingchuang.records.errors import NotReady, require
from mingchuang.units.roles import AUDITOR, OFFICE


def _row(request, pk) -> Owed:
    owed = get_object_or_404(Owed.objects.select_related("unit", "obligation__edition"), pk=pk)
    require(
        request.roles.has(owed.unit_id, publishing_rules.MEMBERS)
        or request.roles.district(OFFICE, AUDITOR),
        _(
            "The owed list on the desk is for the unit and the openness office; readers find it on the unit's public page."
        ),
    )
    return owed


def _one(owed: Owed, obj: str) -> Elsewhere | OnSite:
    """Return a link or a registration of the row. Raises Http404."""
    found = owed.elsewhere.filter(pk=obj).first() or owed.on_site.filter(pk=obj).first()
    if found is None:
        raise Http404
    return found


def _ways(owed: Owed) -> list[str]:
    """Return the ways in which a row may be fulfilled, the present one among them."""
    wanted = owed.obligation
    on_site = rules.may_be_on_site(wanted.audience, wanted.carriers)
    return [
        str(way)
        for way in Owed.How
        if way != Owed.How.ONSITE or on_site or owed.how == Owed.How.ONSITE
    ]


def _posts(owed: Owed) -> list[str]:
    """Return the titles of posts in the unit today, and the one that is set already."""
    titles = posts_on(clock.today()).filter(unit=owed.unit_id).values_list("title", flat=True)
    return sorted({*titles, *([owed.post] if owed.post else [])})


def _basis(given) -> str:
    """Return a legal basis in words; the catalogue has it as text or as name and article."""
    return given if isinstance(given, str) else f"《{given['name']}》{given.get('article', '')}"


def _photo(form) -> tuple[bytes, str] | None:
    sent = form.cleaned_data["photo"]
    return (sent.read(), sent.name) if sent else None


def _words(form, *names: str) -> dict:
    return {name: form.cleaned_data[name] for name in names}


def _refused(form, error: NotReady) -> None:
    """Say at the form what an act refused; after the form's own checks that is mostly the photo."""
    at = "photo" if form.files else None
    for problem in error.problems:
        form.add_error(at, problem)


def _link(form, request, owed):
    acts.add_link(owed.pk, **_words(form, "title", "platform", "url"), actor=request.user)
    return _("The link stands in the unit's public list in a moment.")


def _on_site(form, request, owed):
    acts.register_on_site(
        owed.pk,
        **_words(form, "title", "place", "shown_from", "shown_to"),
        photo=_photo(form),
        actor=request.user,
    )
    return _("It is registered.")


def _arrange(form, request, owed):
    acts.arrange(owed.pk, **_words(form, "how", "post"), by=request.roles)
    return _("It is set; the list is published again.")


ACTIONS = {"link": _link, "onsite": _on_site, "arrange": _arrange}


@staff_page
def elsewhere(request, pk):
    """One row: what the catalogue wants, where it is fulfilled, and the forms to say so."""
    owed = _row(request, pk)
    action = request.POST.get("action", "")

    def given(name):
        return (request.POST, request.FILES) if action == name else (None, None)

    forms = {
        "link": LinkForm(*given("link"), prefix="link"),
        "onsite": OnSiteForm(*given("onsite"), prefix="onsite"),
        "arrange": HowForm(
            *given("arrange"),
            prefix="arrange",
            ways=_ways(owed),
            posts=_posts(owed),
            initial={"how": owed.how, "post": owed.post},
        ),
    }
    may_enter = rules.may_open(request.roles, owed.unit_id)
    may_arrange = rules.may_arrange(request.roles, owed.unit_id)
    if action in ACTIONS:
        require(
            may_arrange if action == "arrange" else may_enter,
            _("Only a disclosure officer of the unit says where a row is fulfilled."),
        )
        if forms[action].is_valid():
            try:
                done = ACTIONS[action](forms[action], request, owed)
            except NotReady as error:
                _refused(forms[action], error)
            else:
                messages.success(request, done, extra_tags="ok")
                return redirect("catalogue:elsewhere", pk)
    wanted = owed.obligation
    return render(
        request,
        "catalogue/elsewhere.html",
        {
            "owed": owed,
            "wanted": wanted,
            "unit": owed.unit,
            "how": HOW_NAMES[Owed.How(owed.how)],
            "basis": [_basis(each) for each in wanted.basis],
            "for_some": rules.for_some_only(wanted.audience),
            "on_site_allowed": rules.may_be_on_site(wanted.audience, wanted.carriers),
            "links": owed.elsewhere.order_by("ended", "title"),
            "on_site": owed.on_site.order_by("ended", "-shown_from"),
            "forms": forms,
            "failed": action if action in ACTIONS else "",
            "counts": owed.applies and owed.until is None,
            "may_enter": may_enter,
            "may_arrange": may_arrange,
        },
        status=422 if action in ACTIONS else 200,
    )


@staff_page
def change(request, pk, obj):
    """Put a link or a registration right, or end it."""
    owed = _row(request, pk)
    row = _one(owed, obj)
    require(
        rules.may_open(request.roles, owed.unit_id),
        _("Only a disclosure officer of the unit says where a row is fulfilled."),
    )
    link = isinstance(row, Elsewhere)
    fields = ("title", "platform", "url") if link else ("title", "place", "shown_from", "shown_to")
    kind = LinkForm if link else OnSiteForm
    ending = "end" in request.POST
    sent = request.method == "POST"
    form = kind(
        *((request.POST, request.FILES) if sent and not ending else (None, None)),
        initial={name: getattr(row, name) for name in fields},
    )
    end_form = EndForm(request.POST if ending else None, prefix="ending")
    if sent and (end_form if ending else form).is_valid():
        try:
            if ending:
                act = acts.end_link if link else acts.end_on_site
                act(obj, why=end_form.cleaned_data["why"], actor=request.user)
                done = _("It has ended and does not count any more.")
            elif link:
                acts.change_link(obj, **_words(form, *fields), actor=request.user)
                done = _("The change is kept.")
            else:
                acts.change_on_site(
                    obj, **_words(form, *fields), photo=_photo(form), actor=request.user
                )
                done = _("The change is kept.")
        except NotReady as error:
            _refused(end_form if ending else form, error)
        else:
            messages.success(request, done, extra_tags="ok")
            return redirect("catalogue:elsewhere", pk)
    return render(
        request,
        "catalogue/elsewhere_change.html",
        {
            "owed": owed,
            "unit": owed.unit,
            "row": row,
            "link": link,
            "form": form,
            "end_form": end_form,
        },
        status=422 if sent else 200,
    )


@staff_page
def photo(request, pk, obj):
    """The photo of something shown on the spot, for those who may see the row on the desk."""
    owed = _row(request, pk)
    row = get_object_or_404(owed.on_site.exclude(photo=""), pk=obj)
    try:
        data = blobs.read(row.photo)
    except FileNotFoundError as error:
        raise Http404 from error
    png = data.startswith(b"\x89PNG")
    return HttpResponse(
        data,
        content_type="image/png" if png else "image/jpeg",
        headers={
            "Content-Disposition": f'inline; filename="{row.obj[:8]}.{"png" if png else "jpg"}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
