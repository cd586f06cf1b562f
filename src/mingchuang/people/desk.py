"""Staff screens of people: signing in, the unit's people, what the office confirms."""

import secrets

from axes.utils import reset
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingchuang import clock
from mingchuang.people import acts, rules
from mingchuang.people.access import staff_page
from mingchuang.people.forms import (
    DeputyForm,
    FactsForm,
    LeaveForm,
    PostForm,
    SignInForm,
    UnitForm,
)
from mingchuang.people.models import Deputy, Post, PostChange, User
from mingchuang.records.errors import ActError, NotAllowed, require
from mingchuang.units import acts as unit_acts
from mingchuang.units import rules as unit_rules
from mingchuang.units.models import Unit, UnitProposal
from mingchuang.units.roles import ADMINISTRATOR, OFFICE, UNIT_ADMIN

LINKS = ("parent", "supervisor")
"""The fields of a unit that name another one."""

sign_in = LoginView.as_view(
    template_name="people/sign_in.html",
    authentication_form=SignInForm,
    redirect_authenticated_user=True,
)
sign_out = LogoutView.as_view()


def client_address(request) -> str:
    """Return where a request comes from; behind our own web server, what that one says."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.CONFIG.behind_proxy and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")


def locked_out(request, credentials=None, *args, **kwargs):
    """Say that an account is locked and for how long."""
    return render(request, "people/locked.html", status=429)


@staff_page
def account(request):
    """Own password and own posts."""
    form = PasswordChangeForm(request.user, request.POST or None)
    for field in form.fields.values():
        field.widget.attrs["class"] = "in"
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, form.user)
        messages.success(request, _("The new password is in force."), extra_tags="ok")
        return redirect("people:account")
    posts = request.user.posts.filter(state=Post.State.CONFIRMED).select_related("unit")
    return render(request, "people/account.html", {"form": form, "posts": posts})


def _asked(request, unit: Unit, form, act, *, heading, button, done, to=()):
    """Show a form on one page of a unit; sent and valid, do ``act(cleaned data)`` and go on.

    ``done`` makes the words that follow from what the act returned. What the act refuses stands
    above the form, with everything that was typed. ``to`` is where it goes on: the unit's people.
    """
    if request.method == "POST" and form.is_valid():
        try:
            result = act(form.cleaned_data)
        except ActError as error:
            form.add_error(None, error.problems)
        else:
            messages.success(request, done(result), extra_tags="ok")
            return redirect(*(to or ("people:unit", unit.code)))
    return render(
        request,
        "people/form.html",
        {"unit": unit, "form": form, "heading": heading, "button": button},
    )


def _proposed(_result) -> str:
    return _("Proposed. A member of the openness office confirms it.")


def _unit(request, code: str) -> Unit:
    unit = get_object_or_404(Unit, pk=code)
    require(
        rules.may_see(request.roles, code),
        _("The people of a unit are seen by its administrator and the openness office."),
    )
    return unit


@staff_page
def units(request):
    """Units whose people this person keeps."""
    if request.roles.district(OFFICE, ADMINISTRATOR):
        found = Unit.objects.all()
    else:
        found = Unit.objects.filter(pk__in=request.roles.units(UNIT_ADMIN))
        require(
            found.exists(),
            _("The people of a unit are seen by its administrator and the openness office."),
        )
    if len(found) == 1:
        return redirect("people:unit", found[0].code)
    return render(request, "people/units.html", {"units": found})


@staff_page
def unit(request, code):
    """A unit's posts with their terms."""
    place = _unit(request, code)
    posts = (
        place.posts.exclude(state=Post.State.REFUSED)
        .select_related("user")
        .prefetch_related(
            Prefetch(
                "deputies",
                Deputy.objects.filter(
                    state__in=[Deputy.State.PROPOSED, Deputy.State.CONFIRMED],
                    end__gte=clock.today(),
                ).select_related("user"),
                to_attr="standing",
            )
        )
        .order_by("state", "role", "pk")
    )
    return render(
        request,
        "people/unit.html",
        {
            "unit": place,
            "posts": posts,
            "may_propose": rules.may_propose(request.roles, code, "", True),
            "may_accounts": rules.may_manage_accounts(request.roles),
        },
    )


@staff_page
def propose(request, code):
    """Propose a post."""
    place = _unit(request, code)
    asked = {"role": request.GET.get("role", "")}
    form = PostForm(request.POST or None, roles=request.roles, initial=asked)
    require(
        rules.may_propose(request.roles, code, "", True),
        _("You may not propose posts of this unit."),
    )

    def act(data):
        acts.propose_post(
            unit=code,
            account=(data["username"], data["name"]),
            by=request.roles,
            **{name: data[name] for name in ("role", "start", *acts.CHANGING)},
        )

    return _asked(
        request,
        place,
        form,
        act,
        heading=_("Propose a post"),
        button=_("Propose"),
        done=_proposed,
    )


@staff_page
def change(request, pk):
    """Propose other facts of a post in force."""
    post = get_object_or_404(Post.objects.select_related("unit", "user"), pk=pk)
    _unit(request, post.unit_id)
    require(
        rules.may_propose(request.roles, post.unit_id, post.role, True),
        _("You may not propose posts of this unit."),
    )
    form = FactsForm(
        request.POST or None, initial={name: getattr(post, name) for name in acts.CHANGING}
    )
    return _asked(
        request,
        post.unit,
        form,
        lambda data: acts.propose_change(pk, by=request.roles, **data),
        heading=_("Change the post of %(name)s: %(role)s")
        % {"name": post.user.name, "role": post.get_role_display()},
        button=_("Propose"),
        done=_proposed,
    )


@staff_page
def leave(request, pk):
    """End a post and hand over open work."""
    post = get_object_or_404(Post.objects.select_related("unit", "user"), pk=pk)
    _unit(request, post.unit_id)
    require(
        rules.may_end(request.roles, post.unit_id, post.role),
        _("You may not end posts of this unit."),
    )
    form = LeaveForm(request.POST or None, post=post)
    return _asked(
        request,
        post.unit,
        form,
        lambda data: acts.leave(pk, by=request.roles, successor=data["successor"]),
        heading=_("End the post of %(name)s: %(role)s")
        % {"name": post.user.name, "role": post.get_role_display()},
        button=_("End the post"),
        done=lambda moved: _("The post has ended; %(n)d pieces of open work moved.") % {"n": moved},
    )


@staff_page
def deputy(request, pk):
    """Propose a deputy for a post."""
    post = get_object_or_404(Post.objects.select_related("unit", "user"), pk=pk)
    _unit(request, post.unit_id)
    require(
        rules.may_propose(request.roles, post.unit_id, post.role, True),
        _("You may not appoint deputies in this unit."),
    )
    form = DeputyForm(request.POST or None)
    return _asked(
        request,
        post.unit,
        form,
        lambda data: acts.propose_deputy(
            pk,
            by=request.roles,
            **{name: data[name] for name in ("user", "start", "end", "document")},
        ),
        heading=_("Deputy for %(name)s: %(role)s")
        % {"name": post.user.name, "role": post.get_role_display()},
        button=_("Propose"),
        done=_proposed,
    )


@require_POST
@staff_page
def end_deputy(request, pk):
    """Take a deputy's rights away at once."""
    deputy = get_object_or_404(Deputy.objects.select_related("post", "user"), pk=pk)
    _unit(request, deputy.post.unit_id)
    try:
        acts.end_deputy(pk, by=request.roles)
        messages.success(
            request,
            _("%(name)s does not act as deputy any more.") % {"name": deputy.user.name},
            extra_tags="ok",
        )
    except NotAllowed:
        raise
    except ActError as error:
        messages.error(request, str(error), extra_tags="late")
    return redirect("people:unit", deputy.post.unit_id)


@require_POST
@staff_page
def new_password(request, pk):
    """Give an account a new first password, shown once, and unlock it."""
    require(
        rules.may_manage_accounts(request.roles), _("New passwords are given by the administrator.")
    )
    user = get_object_or_404(User, pk=pk)
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    reset(username=user.username)
    return render(request, "people/password.html", {"person": user, "password": password})


@staff_page
def facts(request, code):
    """Propose new facts of a unit: address, telephone, hours, duties."""
    place = get_object_or_404(Unit, pk=code)
    require(
        unit_rules.may_propose(request.roles, code, True),
        _("Only the openness office or the unit's administrator may propose this."),
    )
    form = UnitForm(
        request.POST or None, initial={name: getattr(place, name) for name in UnitForm.base_fields}
    )
    facts = {name: getattr(place, name) for name in unit_rules.FIELDS if name not in LINKS}
    facts |= {name: getattr(place, f"{name}_id") or "" for name in LINKS}
    return _asked(
        request,
        place,
        form,
        lambda data: unit_acts.propose({**facts, **data}, by=request.roles),
        heading=_("Facts of %(unit)s") % {"unit": place.name},
        button=_("Propose"),
        done=_proposed,
        to=() if rules.may_see(request.roles, code) else ("desk:home",),
    )


@staff_page
def proposals(request):
    """What waits for a second person of the office."""
    require(request.roles.district(OFFICE), _("Proposals are confirmed by the openness office."))
    posts = Post.objects.filter(state=Post.State.PROPOSED).select_related("unit", "user")
    waiting = []
    for proposal in UnitProposal.objects.filter(state=UnitProposal.State.PROPOSED).order_by("pk"):
        now = Unit.objects.filter(pk=proposal.code).first()
        changes = [
            (name, getattr(now, name, "") if now else "", proposal.data[name])
            for name in unit_rules.FIELDS
            if name not in LINKS
            and str(getattr(now, name, "") if now else "") != str(proposal.data[name])
        ]
        waiting.append(
            (proposal, now, changes, rules.may_confirm(request.roles, proposal.proposed_by, True))
        )
    deputies = Deputy.objects.filter(state=Deputy.State.PROPOSED).select_related(
        "post__unit", "post__user", "user"
    )
    changes = PostChange.objects.filter(state=PostChange.State.PROPOSED).select_related(
        "post__unit", "post__user"
    )

    def mine_to_confirm(rows):
        return [(row, rules.may_confirm(request.roles, row.proposed_by, True)) for row in rows]

    return render(
        request,
        "people/proposals.html",
        {
            "posts": mine_to_confirm(posts),
            "changes": [
                (row, _changed(row), rules.may_confirm(request.roles, row.proposed_by, True))
                for row in changes.order_by("pk")
            ],
            "deputies": mine_to_confirm(deputies),
            "units": waiting,
        },
    )


def _changed(change: PostChange) -> list[tuple[str, str, str]]:
    """Return ``(label, old, new)`` of each fact that a proposed change of a post changes."""
    return [
        (field.label, str(getattr(change.post, name)), str(change.data[name]))
        for name, field in FactsForm.base_fields.items()
        if str(getattr(change.post, name)) != str(change.data[name])
    ]


@require_POST
@staff_page
def decide(request, what, pk, answer):
    """Confirm or refuse a proposal."""
    table = {
        ("post", "confirm"): acts.confirm_post,
        ("post", "refuse"): acts.refuse_post,
        ("change", "confirm"): acts.confirm_change,
        ("change", "refuse"): acts.refuse_change,
        ("deputy", "confirm"): acts.confirm_deputy,
        ("deputy", "refuse"): acts.refuse_deputy,
        ("unit", "confirm"): unit_acts.confirm,
        ("unit", "refuse"): unit_acts.refuse,
    }
    act = table.get((what, answer))
    if act is None:
        raise Http404
    require(request.roles.district(OFFICE), _("Proposals are confirmed by the openness office."))
    model = {"post": Post, "change": PostChange, "deputy": Deputy, "unit": UnitProposal}[what]
    get_object_or_404(model, pk=pk)
    try:
        act(pk, by=request.roles)
        messages.success(
            request,
            _("Done; it is in the register now.") if answer == "confirm" else _("Laid aside."),
            extra_tags="ok",
        )
    except NotAllowed:
        raise
    except ActError as error:
        messages.error(request, str(error), extra_tags="late")
    return redirect("people:proposals")
