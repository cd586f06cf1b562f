"""Every address as every role: one table says who gets what, and an address without a row fails.

A row reads from left to right, later words override earlier ones: ``all`` is everybody,
``staff`` whoever is signed in, ``own`` the seven roles of the unit the thing belongs to,
``other`` the same roles of another unit; ``own.signer`` is one of them.
"""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

import columns_samples
import small_district as d
from mingchuang import clock
from mingchuang.catalogue import acts as catalogue
from mingchuang.catalogue.models import OnSite
from mingchuang.desk import mail
from mingchuang.desk.models import Notice
from mingchuang.leadership import acts as leadership
from mingchuang.people import acts as people_acts
from mingchuang.people.models import Deputy, Post, User
from mingchuang.publishing import acts
from mingchuang.publishing.models import Draft
from mingchuang.records import blobs
from mingchuang.units import acts as units
from mingchuang.units.models import Unit
from mingchuang.units.roles import (
    ADMINISTRATOR,
    AUDITOR,
    DEPARTMENT,
    DUTY,
    FIRST,
    OFFICE,
    OFFICER,
    SECRECY,
    SIGNER,
    UNIT_ADMIN,
)

pytestmark = pytest.mark.matrix

OWN, OTHER = "YY1", "FGJ"
UNIT_ROLES = (OFFICER, DEPARTMENT, SECRECY, SIGNER, FIRST, DUTY, UNIT_ADMIN)
ROLES = (
    "anonymous",
    *(f"own.{role}" for role in UNIT_ROLES),
    *(f"other.{role}" for role in UNIT_ROLES),
    OFFICE,
    AUDITOR,
    ADMINISTRATOR,
)
SIGN_IN = "anonymous=302"
"""Whoever is signed out is sent to sign in."""
COLUMN_MEMBERS = " ".join(
    f"{place}.{role}=200" for place in ("own", "other") for role in ("officer", "signer", FIRST)
)
"""Those who see how the columns of their unit stand."""

# name: (arguments, what GET gives, what POST gives)
TABLE = {
    # machines
    "health": ((), "all=503", "all=503"),
    "ledger:checkpoint": ((), "all=200", "all=405"),
    "ledger:key": ((), "all=200", "all=405"),
    "ledger:tile": (("tile",), "all=200", "all=405"),
    "machine:body": (("obj",), "all=200", "all=405"),
    "machine:version-body": (("obj", "ver"), "all=200", "all=405"),
    "machine:items/<obj:obj>/.json": (("obj",), "all=301", "all=405"),
    "machine:items/<obj:obj>/v<count:ver>/.json": (("obj", "ver"), "all=301", "all=405"),
    "machine:proof": (("obj", "ver"), "all=200", "all=405"),
    "machine:part": (("obj", "ver", "part"), "all=200", "all=405"),
    "machine:file": (("obj", "ver", "file_key", "file_name"), "all=200", "all=405"),
    "machine:schema": (("schema",), "all=200", "all=405"),
    "machine:directory-file": (("own", "form"), "all=200", "all=405"),
    "machine:catalogue-file": (("form",), "all=200", "all=405"),
    "machine:calendar-file": (("year",), "all=200", "all=405"),
    # pages for readers
    "portal:home": ((), "all=200", "all=405"),
    "portal:lists": ((), "all=200", "all=405"),
    "portal:all": ((), "all=200", "all=405"),
    "portal:all-page": (("page",), "all=200", "all=405"),
    "portal:category": (("category",), "all=200", "all=405"),
    "portal:category-page": (("category", "page"), "all=200", "all=405"),
    "portal:year": (("year",), "all=200", "all=405"),
    "portal:year-page": (("year", "page"), "all=200", "all=405"),
    "portal:unit-list": (("own",), "all=200", "all=405"),
    "portal:unit-list-page": (("own", "page"), "all=200", "all=405"),
    "portal:unit-category": (("own", "category"), "all=200", "all=405"),
    "portal:unit-category-page": (("own", "category", "page"), "all=200", "all=405"),
    "portal:changes": ((), "all=200", "all=405"),
    "portal:catalogue": ((), "all=200", "all=405"),
    "portal:obligation": (("obligation",), "all=200", "all=405"),
    "portal:directory": (("own",), "all=200", "all=405"),
    "portal:directory-page": (("own", "page"), "all=200", "all=405"),
    "portal:calendar": ((), "all=200", "all=405"),
    "portal:units": ((), "all=200", "all=405"),
    "portal:services": ((), "all=200", "all=405"),
    "portal:unit": (("own",), "all=200", "all=405"),
    "portal:item": (("obj",), "all=200", "all=405"),
    "portal:version": (("obj", "ver"), "all=200", "all=405"),
    "portal:log": ((), "all=200", "all=405"),
    "portal:schemas": ((), "all=200", "all=405"),
    "search:search": ((), "all=200", "all=405"),
    "progress:overview": ((), "all=200", "all=405"),
    "progress:definitions": ((), "all=200", "all=405"),
    "progress:unit": (("own",), "all=200", "all=405"),
    "progress-table": ((), "all=200", "all=405"),
    "progress:desk": (
        (),
        f"{SIGN_IN} staff=403 own=200 other=200 office=200 auditor=200 administrator=403",
        f"{SIGN_IN} staff=403 own=200 other=200 office=200 auditor=200 administrator=403",
    ),
    # who leads, and what was promised
    "leadership:district": ((), "all=200", "all=405"),
    "leadership:public-tasks": ((), "all=200", "all=405"),
    "leadership:unit": (("own",), "all=200", "all=405"),
    "leadership:desk": (
        (),
        f"{SIGN_IN} staff=403 office=200 auditor=200",
        f"{SIGN_IN} staff=403 office=200 auditor=200",
    ),
    "leadership:group": (
        ("own",),
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200",
        f"{SIGN_IN} staff=403 own.unit_admin=422 office=422",
    ),
    "leadership:decide-group": (
        ("group", "answer"),
        "all=405",
        f"{SIGN_IN} staff=403 office=302",
    ),
    "leadership:tasks": ((), f"{SIGN_IN} staff=200", f"{SIGN_IN} staff=200"),
    "leadership:enter": (
        (),
        f"{SIGN_IN} staff=403 office=200",
        f"{SIGN_IN} staff=403 office=422",
    ),
    "leadership:task": (
        ("task",),
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
        # POST without an action; who may do what is tested with the acts
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
    ),
    "columns:columns": ((), "all=200", "all=405"),
    "columns:column": (("column",), "all=200", "all=405"),
    # signing in and the own account
    "people:sign-in": ((), "anonymous=200 staff=302", "anonymous=200 staff=302"),
    "people:sign-out": ((), "all=405", "all=302"),
    "people:account": ((), f"{SIGN_IN} staff=200", f"{SIGN_IN} staff=200"),
    "desk:home": ((), f"{SIGN_IN} staff=200", f"{SIGN_IN} staff=200"),
    "desk:start": ((), f"{SIGN_IN} staff=200", "all=405"),
    "desk:put-away": ((), "all=405", f"{SIGN_IN} staff=302"),
    "desk:history": ((), f"{SIGN_IN} staff=200", "all=405"),
    "desk:notices": ((), f"{SIGN_IN} staff=200", "all=405"),
    "desk:notice": (("notice",), f"{SIGN_IN} staff=404 own.officer=302", "all=405"),
    "desk:read-all": ((), "all=405", f"{SIGN_IN} staff=302"),
    "desk:mail-settings": ((), f"{SIGN_IN} staff=200", f"{SIGN_IN} staff=200"),
    "desk:mail-stop": (("token",), "all=200", "all=200"),
    # people and the register
    "people:units": (
        (),
        f"{SIGN_IN} staff=403 own.unit_admin=302 other.unit_admin=302 office=200 administrator=200",
        f"{SIGN_IN} staff=403 own.unit_admin=302 other.unit_admin=302 office=200 administrator=200",
    ),
    "people:unit": (
        ("own",),
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200 administrator=200",
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200 administrator=200",
    ),
    "people:propose": (
        ("own",),
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200",
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200",
    ),
    "people:facts": (
        ("own",),
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200",
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200",
    ),
    "people:change": (
        ("post",),
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200",
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200",
    ),
    "people:leave": (
        ("post",),
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200",
        f"{SIGN_IN} staff=403 own.unit_admin=302 office=302",
    ),
    "people:deputy": (
        ("post",),
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200",
        f"{SIGN_IN} staff=403 own.unit_admin=200 office=200",
    ),
    "people:end-deputy": (
        ("deputy",),
        "all=405",
        f"{SIGN_IN} staff=403 own.unit_admin=302 office=302",
    ),
    "people:password": (
        ("account",),
        "all=405",
        f"{SIGN_IN} staff=403 administrator=200",
    ),
    "people:proposals": (
        (),
        f"{SIGN_IN} staff=403 office=200",
        f"{SIGN_IN} staff=403 office=200",
    ),
    "people:decide": (
        ("what", "proposal", "answer"),
        "all=405",
        f"{SIGN_IN} staff=403 office=302",
    ),
    # what a unit owes
    "catalogue:units": (
        (),
        f"{SIGN_IN} staff=302 office=200 auditor=200 administrator=403",
        f"{SIGN_IN} staff=302 office=200 auditor=200 administrator=403",
    ),
    "catalogue:owed": (
        ("own",),
        f"{SIGN_IN} staff=403 own=200 office=200 auditor=200",
        f"{SIGN_IN} staff=403 own=200 office=200 auditor=200",
    ),
    "catalogue:open": (
        ("owed",),
        "all=405",
        f"{SIGN_IN} staff=403 own.officer=302",
    ),
    "catalogue:not-owed": (
        ("owed",),
        "all=405",
        f"{SIGN_IN} staff=403 office=302",
    ),
    "catalogue:moved": (
        ("own",),
        f"{SIGN_IN} staff=403 own=200 office=200 auditor=200",
        f"{SIGN_IN} staff=403 own=200 office=200 auditor=200",
    ),
    "catalogue:occasions": (
        ("own",),
        f"{SIGN_IN} staff=403 own.officer=200 office=200",
        f"{SIGN_IN} staff=403 own.officer=422 office=422",
    ),
    "catalogue:strike": (
        ("event",),
        "all=405",
        f"{SIGN_IN} staff=403 own.officer=302 office=302",
    ),
    "catalogue:editions": (
        (),
        f"{SIGN_IN} staff=403 office=200 auditor=200",
        f"{SIGN_IN} staff=403 office=200 auditor=200",
    ),
    "catalogue:table": (
        (),
        f"{SIGN_IN} staff=403 office=200",
        f"{SIGN_IN} staff=403 office=422",
    ),
    "catalogue:assign": (
        ("row",),
        f"{SIGN_IN} staff=403 office=200",
        f"{SIGN_IN} staff=403 office=422",
    ),
    "catalogue:pilot": ((), "all=405", f"{SIGN_IN} staff=403 office=422"),
    "catalogue:holidays": (
        (),
        f"{SIGN_IN} staff=403 office=200",
        f"{SIGN_IN} staff=403 office=422",
    ),
    "catalogue:elsewhere": (
        ("owed",),
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
        # POST without an action; who may do what is tested with the acts
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
    ),
    "catalogue:elsewhere-change": (
        ("owed", "on_site"),
        f"{SIGN_IN} staff=403 own.officer=200",
        f"{SIGN_IN} staff=403 own.officer=422",
    ),
    "catalogue:photo": (
        ("owed", "on_site"),
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
    ),
    # columns and the home page
    "columns:desk": (
        (),
        f"{SIGN_IN} staff=403 {COLUMN_MEMBERS} office=200 auditor=200",
        f"{SIGN_IN} staff=403 {COLUMN_MEMBERS} office=200 auditor=200",
    ),
    "columns:new": (
        (),
        f"{SIGN_IN} staff=403 office=200",
        f"{SIGN_IN} staff=403 office=422",
    ),
    "columns:home": (
        (),
        f"{SIGN_IN} staff=403 office=200",
        f"{SIGN_IN} staff=403 office=422",
    ),
    "columns:change": (
        ("column",),
        f"{SIGN_IN} staff=403 office=200",
        f"{SIGN_IN} staff=403 office=422",
    ),
    "columns:close": (("column",), "all=405", f"{SIGN_IN} staff=403 office=302"),
    # writing and reviewing
    "publishing:documents": ((), f"{SIGN_IN} staff=200", "all=405"),
    "publishing:bulk": ((), "all=405", f"{SIGN_IN} staff=302"),
    "publishing:reviews": ((), f"{SIGN_IN} staff=200", f"{SIGN_IN} staff=200"),
    "publishing:edit": (
        ("writing",),
        f"{SIGN_IN} own=302 own.officer=200 other=403 office=302 auditor=302 administrator=403",
        f"{SIGN_IN} own=302 own.officer=409 other=403 office=302 auditor=302 administrator=403",
    ),
    "publishing:save": (
        ("writing",),
        "all=405",
        # the page that saves in the background stays where it is and says so
        "anonymous=401 staff=403 own.officer=409",
    ),
    "publishing:meet": (("writing",), "all=405", f"{SIGN_IN} staff=403 own.officer=200"),
    "publishing:copy-pattern": (("writing",), "all=405", f"{SIGN_IN} staff=403 own.officer=302"),
    "publishing:copy-last": (("writing",), "all=405", f"{SIGN_IN} staff=403 own.officer=302"),
    "publishing:word": (("writing",), "all=405", f"{SIGN_IN} staff=403 own.officer=302"),
    "publishing:sheet": (("writing",), "all=405", f"{SIGN_IN} staff=403 own.officer=302"),
    "publishing:preview": (
        ("writing",),
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
    ),
    "publishing:preview-page": (
        ("writing",),
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
    ),
    "publishing:upload": (
        ("writing",),
        "all=405",
        f"{SIGN_IN} own=403 own.officer=302 other=403 office=403 auditor=403 administrator=403",
    ),
    "publishing:file": (
        ("writing", "file_key"),
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
    ),
    "publishing:file-change": (
        ("writing", "file_key"),
        "all=405",
        f"{SIGN_IN} staff=403 own.officer=302",
    ),
    "publishing:discard": (
        ("writing",),
        "all=405",
        f"{SIGN_IN} staff=403 own.officer=302",
    ),
    "publishing:review": (
        ("review",),
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
        # POST without an action; approving is tested step by step below
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
    ),
    "publishing:arrange": (
        ("writing",),
        f"{SIGN_IN} staff=403 own.officer=200",
        f"{SIGN_IN} staff=403 own.officer=200",
    ),
    "publishing:recall": (
        ("review",),
        "all=405",
        f"{SIGN_IN} staff=403 own.officer=302",
    ),
    "publishing:recheck": (  # nothing here was an emergency; who may is tested with the acts
        ("review",),
        "all=405",
        f"{SIGN_IN} staff=403",
    ),
    "publishing:reassess": (  # refused with words by the rule of the state
        ("review",),
        "all=405",
        f"{SIGN_IN} staff=403 own.officer=302 own.signer=302 own.duty_signer=302 own.first_responsible=302",
    ),
    "publishing:keep-template": (
        ("writing",),
        "all=405",
        f"{SIGN_IN} staff=403 own.officer=302",
    ),
    "publishing:series": (
        ("series",),
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
        # POST of a page that has moved on; approving is tested with the acts
        f"{SIGN_IN} own=422 other=403 office=422 auditor=422 administrator=403",
    ),
    "publishing:chains": (
        (),
        f"{SIGN_IN} staff=403 office=200",
        f"{SIGN_IN} staff=403 office=200",
    ),
    "publishing:chain": (
        (),
        f"{SIGN_IN} staff=403 office=200",
        f"{SIGN_IN} staff=403 office=422",
    ),
    "publishing:templates": (
        (),
        f"{SIGN_IN} staff=200 office=403 auditor=403 administrator=403",
        f"{SIGN_IN} staff=200 office=403 auditor=403 administrator=403",
    ),
    "publishing:template": (
        ("template", "use"),
        "all=405",
        f"{SIGN_IN} staff=403 own.officer=302",
    ),
    "publishing:write": (
        (),
        f"{SIGN_IN} staff=403 own.officer=200 other.officer=200",
        f"{SIGN_IN} staff=403 own.officer=404 other.officer=404",
    ),
    "publishing:mask": ((), f"{SIGN_IN} staff=200", f"{SIGN_IN} staff=422"),
    "publishing:withheld": ((), f"{SIGN_IN} staff=200", f"{SIGN_IN} staff=200"),
    "publishing:item": (
        ("obj",),
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
        f"{SIGN_IN} own=200 other=403 office=200 auditor=200 administrator=403",
    ),
    "publishing:amend": (
        ("obj",),
        f"{SIGN_IN} staff=403 own.officer=200",
        f"{SIGN_IN} staff=403 own.officer=200",
    ),
    "publishing:withdraw": (
        ("obj",),
        f"{SIGN_IN} staff=403 own.signer=200 own.duty_signer=200 own.first_responsible=200 office=200",
        f"{SIGN_IN} staff=403 own.signer=200 own.duty_signer=200 own.first_responsible=200 office=200",
    ),
}


def read(words: str) -> dict[str, int]:
    """Return what each role gets."""
    groups = {
        "all": ROLES,
        "staff": ROLES[1:],
        "own": [role for role in ROLES if role.startswith("own.")],
        "other": [role for role in ROLES if role.startswith("other.")],
    }
    out = {}
    for word in words.split():
        name, _, status = word.partition("=")
        for role in groups.get(name, [name]):
            assert role in ROLES, role
            out[role] = int(status)
    assert set(out) == set(ROLES), f"{words}: nothing said for {set(ROLES) - set(out)}"
    return out


def addresses(patterns=None, namespace="", route="", localized=False):
    """Yield ``(key, pattern name or None, whether it has a language)`` of every pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = namespace
            if pattern.namespace:
                inner = f"{namespace}{pattern.namespace}:"
            yield from addresses(
                pattern.url_patterns,
                inner,
                route,
                localized or type(pattern.pattern).__name__ == "LocalePrefixPattern",
            )
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern, localized


@pytest.fixture
def world(district):
    """One thing of each kind that addresses are about, and one person a role."""
    obj = d.publish(attachments=[("one.txt", b"1")])
    d.amend(obj, title="更正后的价格表")
    columns_samples.make()
    d.tick()
    writing = d.write()
    d.attach(writing)
    review = d.submit(d.write("MC-030"))
    pair = [d.write("MC-030", title=f"门诊安排{n}") for n in "一二"]
    series = acts.submit_series([draft.pk for draft in pair], actor=pair[0].drafter)
    template = acts.write_template(
        unit=OWN,
        kind="news",
        name="停诊通知",
        content=d.content(),
        context={},
        obligation="",
        actor=writing.drafter,
    )
    people = {}
    posts = []
    for role in ROLES[1:]:
        place, _, name = role.rpartition(".")
        unit = {"own": OWN, "other": OTHER, "": "QFB"}[place]
        people[role] = User.objects.create(username=f"m.{role}", name=role)
        posts.append(
            Post(
                unit_id=unit,
                user=people[role],
                role=name,
                title="x",
                start=date(2026, 1, 1),
                end=date(2028, 12, 31),
                document="x",
                state="confirmed",
                proposed_at=clock.now(),
            )
        )
    Post.objects.bulk_create(posts)
    proposed = Post.objects.create(
        unit_id=OWN,
        user=people["own.officer"],
        role=SECRECY,
        title="x",
        start=date(2027, 1, 1),
        end=date(2027, 12, 31),
        document="x",
        proposed_by=d.person(d.OFFICE).pk,
        proposed_at=clock.now(),
    )
    deputy = people_acts.propose_deputy(
        d.post_of(d.DEPARTMENT, DEPARTMENT).pk,
        user=people["own.officer"],
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
        document="x",
        by=d.roles(d.OFFICE),
    )
    notice = Notice.objects.create(
        user=people["own.officer"],
        source="publishing",
        key="1",
        kind="returned",
        url="/",
        at=clock.now(),
    )
    mail.subscribe(people["own.officer"], "officer@example.org", "daily")
    return SimpleNamespace(
        people=people,
        notice=notice.pk,
        token=mail.stop_address(people["own.officer"].subscription).split("/")[-2],
        obj=obj,
        column="prices",
        ver=2,
        group=leadership.propose_group(OWN, d.group(), by=d.roles(d.OFFICE)).pk,
        task=leadership.enter(**d.task(lead=OWN, supporting=[]), actor=d.person(d.OFFICE)).obj,
        part="head",
        file_key="1",
        file_name="one.txt",
        schema="disclosure-1",
        page=1,
        category="health.price",
        obligation="MC-029",
        form="csv",
        year=2026,
        own=OWN,
        tile=_tile(),
        post=d.post_of(d.DEPARTMENT, DEPARTMENT).pk,
        deputy=deputy.pk,
        account=d.person(d.TEACHER).pk,
        what="post",
        proposal=proposed.pk,
        answer="confirm",
        owed=Unit.objects.get(pk=OWN).owed.first().pk,
        event=catalogue.record_occasion(
            OWN,
            name="一件事",
            on=clock.today(),
            obligations=[Unit.objects.get(pk=OWN).owed.first().obligation.code],
            actor=d.person(d.OFFICER),
        ).pk,
        row="MC-029",
        on_site=_on_site(Unit.objects.get(pk=OWN).owed.first()),
        template=template.pk,
        use="use",
        series=series,
        writing=writing.pk,
        review=review.pk,
    )


def _on_site(owed) -> str:
    """Something registered as shown on the spot, with a photo."""
    picture, _size = blobs.put([b"\x89PNG"])
    return OnSite.objects.create(
        obj="5" * 32,
        owed=owed,
        title="x",
        place="x",
        shown_from=date(2026, 3, 1),
        photo=picture,
        by=1,
    ).pk


def _tile() -> str:
    from mingchuang.ledger import keys

    root = keys.folder().root
    file = next(path for path in sorted((root / "tile").rglob("*")) if path.is_file())
    return str(file.relative_to(root / "tile"))


@pytest.fixture
def clients(world):
    """A client for every role."""
    out = {"anonymous": Client()}
    for role, user in world.people.items():
        out[role] = Client()
        out[role].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return out


def url_of(key, pattern, arguments, world, prefix=""):
    """Return an address of a pattern, below ``/en/`` when ``prefix`` says so."""
    values = [getattr(world, name) for name in arguments]
    if pattern.name:
        return prefix + reverse(key, args=values)
    return (
        prefix
        + "/"
        + str(pattern.pattern)
        .replace("<obj:obj>", world.obj)
        .replace("<count:ver>", str(world.ver))
    )


def ask(client, method, url):
    """Ask once and take back whatever it changed, the signing out included."""
    cookies = client.cookies.output()
    with transaction.atomic():
        # Every form of a browser carries a token; without any field a form would not be bound.
        answer = (
            client.get(url)
            if method == "get"
            else client.post(url, {"token": "1", "revision": "1"})
        )
        transaction.set_rollback(True)
    if client.cookies.output() != cookies:
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return answer


def test_every_address_has_a_row_and_every_row_an_address():
    found = [key for key, *_ in addresses()]
    assert len(found) == len(set(found))
    assert set(found) == set(TABLE)


@pytest.mark.parametrize("room", sorted({key.partition(":")[0] for key in TABLE}))
def test_every_role_gets_what_the_table_says(room, world, clients):
    patterns = {key: (pattern, localized) for key, pattern, localized in addresses()}
    wrong = []
    for key, (arguments, *expected) in TABLE.items():
        if key.partition(":")[0] != room:
            continue
        pattern, localized = patterns[key]
        url = url_of(key, pattern, arguments, world)
        for method, words in zip(("get", "post"), expected, strict=True):
            for role, status in read(words).items():
                answer = ask(clients[role], method, url)
                if answer.status_code != status:
                    wrong.append(f"{method} {url} as {role}: {answer.status_code}, not {status}")
                elif role == "anonymous" and status == 302 and key != "people:sign-out":
                    assert "/sign-in/" in answer["Location"]
            if localized:
                answer = ask(clients["anonymous"], method, f"/en{url}")
                if answer.status_code != read(words)["anonymous"]:
                    wrong.append(f"{method} /en{url}: {answer.status_code}")
                assert answer["Content-Language"] == "en"
    assert not wrong, "\n".join(wrong)


# The buttons inside the review page: the same table, per step


@pytest.mark.parametrize(
    ("step", "holders"),
    [
        (0, {"own.department_reviewer"}),
        (1, {"own.secrecy_reviewer"}),
        (2, {"own.signer", "own.duty_signer"}),
    ],
)
@pytest.mark.parametrize("action", ["approve", "return"])
def test_each_step_is_decided_by_its_holders_alone(step, holders, action, world, clients):
    Draft.objects.filter(pk=world.review).update(step=step)
    url = reverse("publishing:review", args=[world.review])
    for role in ROLES:
        with transaction.atomic():
            seen = acts.seen_of(Draft.objects.get(pk=world.review))
            answer = clients[role].post(
                url, {"action": action, "note": "请写明价格单位", "seen": seen}
            )
            state = Draft.objects.get(pk=world.review)
            moved = (state.state, state.step) != ("review", step)
            transaction.set_rollback(True)
        assert moved == (role in holders), role
        assert answer.status_code == (302 if role in holders or role == "anonymous" else 403), role


@pytest.mark.parametrize("what", ["amend", "withdraw"])
def test_published_items_are_changed_by_those_who_may(what, world, clients):
    may = {
        "amend": {"own.officer"},
        "withdraw": {"own.signer", "own.duty_signer", "own.first_responsible", OFFICE},
    }[what]
    data = {
        "amend": {"amendment": "correction", "note": "更正一处错误"},
        "withdraw": {"reason": "wrong", "note": "价格写错了"},
    }[what]
    for role in ROLES:
        with transaction.atomic():
            clients[role].post(reverse(f"publishing:{what}", args=[world.obj]), data)
            changed = (
                acts.withdrawn(world.obj)
                or Draft.objects.filter(obj=world.obj, state="writing").exists()
            )
            transaction.set_rollback(True)
        assert changed == (role in may), role


@pytest.mark.parametrize("answer", ["confirm", "refuse"])
@pytest.mark.parametrize("what", ["post", "deputy", "unit"])
def test_proposals_are_decided_by_a_second_person_of_the_office(what, answer, world, clients):
    pk = world.deputy if what == "deputy" else world.proposal
    if what == "unit":
        data = dict(d.UNITS[2], hours="全天")
        pk = units.propose(data, by=d.roles(d.OFFICE)).pk
    model = {"post": Post, "deputy": Deputy, "unit": units.UnitProposal}[what]
    for role in ROLES:
        with transaction.atomic():
            clients[role].post(reverse("people:decide", args=[what, pk, answer]))
            decided = model.objects.get(pk=pk).state != "proposed"
            transaction.set_rollback(True)
        assert decided == (role == OFFICE), role
    proposer = Client()
    proposer.force_login(d.person(d.OFFICE), backend="django.contrib.auth.backends.ModelBackend")
    assert proposer.post(reverse("people:decide", args=[what, pk, answer])).status_code == 403
    assert model.objects.get(pk=pk).state == "proposed"


@pytest.mark.parametrize(
    "key",
    ["publishing:edit", "publishing:review", "publishing:item", "people:unit", "people:leave"],
)
def test_what_is_not_there_is_not_found(key, world, clients):
    nothing = {
        "publishing:edit": "00000000-0000-0000-0000-000000000000",
        "publishing:review": "00000000-0000-0000-0000-000000000000",
        "publishing:item": "0" * 32,
        "people:unit": "NIX",
        "people:leave": 999999,
    }[key]
    for method in ("get", "post"):
        assert getattr(clients[OFFICE], method)(reverse(key, args=[nothing])).status_code == 404


def test_a_form_without_its_token_is_refused(world):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(
        world.people["own.officer"], backend="django.contrib.auth.backends.ModelBackend"
    )
    answer = strict.post(reverse("publishing:discard", args=[world.writing]))
    assert answer.status_code == 403
    assert Draft.objects.get(pk=world.writing).state == "writing"


def test_the_answer_of_the_body_is_json_for_everyone(world, clients):
    for client in clients.values():
        assert json.loads(client.get(f"/items/{world.obj}.json").content)["version"] == 2
