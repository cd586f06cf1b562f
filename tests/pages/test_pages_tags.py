"""The tag test: whatever a page could show changes, comes or goes, and no stale page is left.

After every act each page that is still stored must be, byte for byte, what a fresh rendering
gives. The pages are all public addresses, a few of them in English too: tags know no language.
"""

import json
from datetime import datetime

import pytest
from django.db import transaction
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

import columns_samples
import small_district as d
from mingchuang import clock
from mingchuang.catalogue import acts as catalogue
from mingchuang.catalogue import record
from mingchuang.catalogue.models import Owed
from mingchuang.columns import acts as columns
from mingchuang.columns.models import Column, Home
from mingchuang.leadership import acts as leadership
from mingchuang.leadership.models import Assignment
from mingchuang.ledger.writing import Entry, append
from mingchuang.pages.views import store
from mingchuang.people import acts as people
from mingchuang.progress import projections as figures
from mingchuang.publishing import acts
from mingchuang.records import writing
from mingchuang.units import acts as units

pytestmark = pytest.mark.django_db

STORED = {
    "home": [""],
    "lists": ["lists/"],
    "all": ["lists/all/"],
    "all-page": ["lists/all/p1/"],
    "category": [
        "lists/category/health/",
        "lists/category/health.price/",
        "lists/category/health.service/",
    ],
    "category-page": ["lists/category/health.price/p1/", "lists/category/health.service/p1/"],
    "year": ["lists/year/2026/"],
    "year-page": ["lists/year/2026/p1/"],
    "unit-list": ["lists/unit/YY1/", "lists/unit/XX2/", "lists/unit/FGJ/"],
    "unit-list-page": ["lists/unit/YY1/p1/", "lists/unit/XX2/p1/"],
    "unit-category": [
        "lists/unit/YY1/category/health.price/",
        "lists/unit/YY1/category/health.service/",
    ],
    "unit-category-page": ["lists/unit/YY1/category/health.price/p1/"],
    "changes": ["lists/changes/"],
    "catalogue": ["lists/catalogue/"],
    "obligation": [
        "lists/catalogue/MC-029/",
        "lists/catalogue/MC-030/",
        "lists/catalogue/MC-001/",
        "lists/catalogue/MC-035/",
    ],
    "units": ["units/"],
    "services": ["units/services/"],
    "unit": [
        *(f"units/{code}/" for code in ("YY1", "XX2", "FGJ", "QFB")),
        *(f"leadership/{code}/" for code in ("YY1", "XX2")),
        *(f"progress/{code}/" for code in ("YY1", "XX2")),
    ],
    "directory": ["units/YY1/directory/", "units/XX2/directory/", "units/FGJ/directory/"],
    "directory-page": ["units/YY1/directory/p1/"],
    "calendar": ["calendar/"],
    "overview": ["progress/"],
    "definitions": ["progress/definitions/"],
    "district": ["leadership/"],
    "public-tasks": ["leadership/tasks/"],
    "columns": ["columns/"],
    "column": ["columns/prices/", "columns/news/"],
    "item": [],
    "version": [],
}
NEVER = {"log", "schemas", "search", "catalogue-file"}


def public_views(patterns=None):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from public_views(pattern.url_patterns)
        elif hasattr(pattern.callback, "public_page"):
            yield pattern.name


def test_every_public_page_is_in_this_test():
    assert set(public_views()) == set(STORED) | NEVER


@pytest.fixture(autouse=True)
def same_size_of_the_log(monkeypatch):
    """A page says how long the signed list was "when this page was made": that is no staleness."""
    from dataclasses import replace

    from mingchuang.ledger import reading

    whole = reading.standing

    def standing(obj, ver, using="public"):
        found = whole(obj, ver, using)
        return replace(found, size=1000) if found and found.size else found

    monkeypatch.setattr(reading, "standing", standing)


@pytest.fixture
def items(committed):
    """Two items of the hospital, one of them amended, and one of the school; three columns."""
    columns_samples.make(categories=["health", "education"])
    columns_samples.make("news", name="一切", categories=[], kinds=["disclosure"])
    columns_samples.make("budget", name="预算", categories=["finance.budget"])
    columns.compose_home(["prices", "budget"], version=0, actor=d.person(d.OFFICE))
    found = {
        "price": d.publish(attachments=[("one.txt", b"1")]),
        "hours": d.publish("MC-030"),
        "school": d.publish("MC-035", "XX2"),
    }
    d.tick()
    d.amend(found["price"], title="更正后的价格表")
    d.tick()
    figures.catch_up()
    return found


def addresses(items):
    paths = [f"/{path}" for paths in STORED.values() for path in paths]
    paths += [f"/items/{obj}/" for obj in items.values()]
    paths += [f"/items/{items['price']}/v{ver}/" for ver in (1, 2)]
    english = ["/", "/lists/all/p1/", "/units/YY1/", "/lists/changes/", f"/items/{items['price']}/"]
    return [*paths, *(f"/en{path}" for path in english)]


def contents():
    found = {}
    for path, _pos in store().paths():
        file = store().file(path)
        found[path] = (file if file.exists() else store().file(path, until=True)).read_bytes()
    return found


def visit(client, items):
    """Open every page that is not stored yet; a withdrawn item's address answers 410."""
    kept = contents()
    for path in addresses(items):
        if path not in kept:
            assert client.get(path).status_code in (200, 410), path
    return contents()


def publish_same(items):
    d.publish()


def publish_other_unit(items):
    d.publish("MC-036", "XX2")


def publish_first_of_unit(items):
    d.publish("MC-001", "FGJ")


def correct(items):
    d.amend(items["price"], title="再次更正的价格表")


def change(items):
    d.amend(items["hours"], "change", title="门诊时间有变")


def privacy(items):
    d.amend(items["price"], "privacy", title="去掉了姓名的价格表")


def secret(items):
    d.amend(items["price"], "secret", title="去掉了秘密的价格表")


def correct_files(items):
    draft = acts.open_amendment(
        items["price"], amendment="correction", note="换了一个附件", actor=d.person(d.OFFICER)
    )
    acts.detach(draft.pk, "1", actor=d.person(d.OFFICER))
    d.attach(draft, "two.txt", b"2")
    d.submit(draft)
    d.finish(draft)


def move(items):
    draft = acts.open_amendment(
        items["price"], amendment="correction", note="换到正确的类别", actor=d.person(d.OFFICER)
    )
    draft.context = {**draft.context, "category": "health.service"}
    draft.obligation = "MC-030"
    draft.save(update_fields=["context", "obligation"])
    d.submit(draft)
    d.finish(draft)


def withdraw(items):
    d.withdraw(items["price"])


def withdraw_secret(items):
    d.withdraw(items["hours"], reason="secret")


def withdraw_with_successor(items):
    new = d.publish("MC-035", "XX2")
    d.withdraw(items["school"], reason="duplicate", successor=new)


def unit_facts(code, **changes):
    def act(items):
        data = dict(next(u for u in d.UNITS if u["code"] == code), **changes)
        proposal = units.propose(data, by=d.roles(d.OFFICE))
        units.confirm(proposal.pk, by=d.roles(d.OFFICE2))

    return act


def new_unit(items):
    data = dict(
        d.UNITS[1], code="XWZ", name="新镇人民政府", short_name="新镇", kind="town", uscc=""
    )
    units.confirm(units.propose(data, by=d.roles(d.OFFICE)).pk, by=d.roles(d.OFFICE2))


def officer_leaves(items):
    people.leave(d.post_of(d.OFFICER, "officer").pk, by=d.roles(d.OFFICE))


def officer_comes(items):
    today = clock.today()
    post = people.propose_post(
        unit="YY1",
        user=d.person(d.BUREAU),
        role="officer",
        title="职员",
        start=today,
        end=today,
        document="明示政办〔2026〕9号",
        by=d.roles(d.OFFICE),
    )
    people.confirm_post(post.pk, by=d.roles(d.OFFICE2))


def post_changes(items):
    post = d.post_of(d.FIRST, "first_responsible")
    facts = {name: getattr(post, name) for name in people.CHANGING} | {"title": "院长、书记"}
    change = people.propose_change(post.pk, **facts, by=d.roles(d.OFFICE))
    people.confirm_change(change.pk, by=d.roles(d.OFFICE2))


def group_appointed(items):
    proposal = leadership.propose_group("YY1", d.group(), by=d.roles(d.OFFICE))
    leadership.confirm_group(proposal.pk, by=d.roles(d.OFFICE2))


def task_entered(items):
    leadership.enter(**d.task(links=["MC-029", items["hours"]]), actor=d.person(d.OFFICE))


def task_done(items):
    obj = Assignment.objects.get().pk
    leadership.report(
        obj, result="已公开", done_on=clock.today(), links=[], actor=d.person(d.OFFICER)
    )
    leadership.confirm_done(obj, actor=d.person(d.OFFICE))


def edition(**changes):
    def act(items):
        data = json.loads(json.dumps(d.EDITION)) | {"version": "2026.2"}
        data["categories"][1]["children"][0]["name"] = changes.get("category", "医疗价格")
        data["obligations"][1]["title"] = changes.get("obligation", "医疗服务价格")
        if changes.get("fewer"):
            del data["obligations"][2]
        catalogue.load_edition(data, unit="QFB", by=d.roles(d.OFFICE))

    return act


def second_edition(items):
    data = {
        "edition": "key-17",
        "version": "1",
        "name": "十七项",
        "source": "test",
        "items": [{"code": "K1", "name": "重点事项"}],
    }
    catalogue.load_edition(data, unit="QFB", by=d.roles(d.OFFICE), current=False)


def not_owed(items):
    row = Owed.objects.filter(unit="YY1", applies=True).latest("pk")
    catalogue.set_not_owed(row.pk, note="本院没有门诊", by=d.roles(d.OFFICE))


def budget_approved(items):
    stored = writing.store(
        record.occasion("YY1", "价格获批", clock.today(), None, ["MC-029"], ""),
        act="event",
        at=clock.now(),
    )
    append([Entry("event", stored, role="publisher")])


def notice_loaded(items):
    off = [{"date": day.isoformat(), "name": name} for day, name in clock.statutory(2027).items()]
    table = {
        "year": 2027,
        "version": "2027.1",
        "source": "为测试编写的通知",
        "confidence": "test",
        "confirmed": True,
        "off": off,
        "work": [],
    }
    catalogue.load_year(table, unit="QFB", by=d.roles(d.OFFICE))


def try_out(items):
    catalogue.try_out("MC-029", ["YY1"], unit="QFB", by=d.roles(d.OFFICE))


def shown_on_the_spot(items):
    stored = writing.store(
        record.fulfilment(
            "YY1",
            "MC-029",
            "onsite",
            "shown",
            {"title": "门诊时间牌", "place": "门诊大厅"},
            shown_from=clock.today(),
            shown_to=None,
        ),
        act="register",
        at=clock.now(),
    )
    append([Entry("register", stored, role="publisher")])


def column_changed(items):
    facts = columns_samples.facts(name="改名的栏目", categories=["health"])
    version = Column.objects.get(pk="prices").version
    columns.change_column("prices", facts, version=version, actor=d.person(d.OFFICE))


def column_made(items):
    columns_samples.make("hours", name="门诊", categories=["health.service"])


def home_composed(items):
    version = Home.objects.get().version
    columns.compose_home(["news", "prices"], version=version, actor=d.person(d.OFFICE))


def column_closed(items):
    version = Column.objects.get(pk="news").version
    columns.close_column("news", why="并入", version=version, actor=d.person(d.OFFICE))


def together(act):
    """Give an act its transaction."""

    def run(items):
        with transaction.atomic():
            act(items)

    return run


ACTS = {
    # name: (act, some addresses that must be gone or new)
    "publish": (
        publish_same,
        [
            "/",
            "/lists/all/",
            "/lists/all/p1/",
            "/lists/category/health/",
            "/units/YY1/",
            "/units/YY1/directory/",
            "/units/YY1/directory/p1/",
            "/lists/catalogue/MC-029/",
            "/columns/",
            "/columns/prices/",
        ],
    ),
    "publish in another unit": (publish_other_unit, ["/lists/unit/XX2/", "/units/XX2/"]),
    "publish a unit's first": (
        publish_first_of_unit,
        ["/", "/columns/", "/columns/news/", "/lists/unit/FGJ/", "/units/FGJ/"],
    ),
    "correct": (correct, ["/lists/changes/", "/lists/category/health.price/p1/", "/units/YY1/"]),
    "change": (change, ["/lists/changes/", "/lists/category/health.service/"]),
    "amend for privacy": (privacy, ["/lists/changes/"]),
    "amend for secret": (secret, ["/lists/changes/"]),
    "amend the files": (correct_files, ["/lists/changes/"]),
    "move to another category": (
        move,
        [
            "/lists/category/health.price/",
            "/lists/category/health.price/p1/",
            "/lists/category/health.service/",
        ],
    ),
    "withdraw": (
        withdraw,
        [
            "/units/YY1/directory/p1/",
            "/lists/catalogue/MC-029/",
            "/",
            "/lists/all/p1/",
            "/units/YY1/",
            "/lists/category/health/",
        ],
    ),
    "withdraw for secret": (withdraw_secret, ["/lists/unit/YY1/category/health.service/"]),
    "withdraw with a successor": (withdraw_with_successor, ["/lists/changes/", "/units/XX2/"]),
    "rename a unit": (
        unit_facts("YY1", name="改名后的医院", short_name="改名医院", name_en="Renamed"),
        [
            "/",
            "/units/services/",
            "/lists/unit/YY1/",
            "/lists/all/p1/",
            "/units/YY1/",
            "/lists/changes/",
        ],
    ),
    "rename the unit above": (
        unit_facts("FGJ", name="改名后的局", short_name="改名局"),
        ["/units/YY1/"],
    ),
    "change a unit's telephone": (unit_facts("YY1", phone="0500-8600 9999"), ["/units/YY1/"]),
    "move a unit in the order": (unit_facts("YY1", order="10"), ["/units/services/", "/"]),
    "take in a unit": (new_unit, ["/", "/units/"]),
    "change a post": (post_changes, ["/units/YY1/", "/leadership/", "/leadership/YY1/"]),
    "appoint a leading group": (group_appointed, ["/units/YY1/", "/leadership/YY1/"]),
    "enter a task": (task_entered, ["/leadership/tasks/"]),
    "confirm that a task is done": (task_done, ["/leadership/tasks/"]),
    "an officer leaves": (officer_leaves, ["/units/YY1/", "/leadership/", "/leadership/YY1/"]),
    "an officer comes": (officer_comes, ["/units/YY1/", "/leadership/", "/leadership/YY1/"]),
    "rename a category": (
        edition(category="收费价格"),
        [
            "/lists/",
            "/lists/category/health.price/",
            "/lists/catalogue/",
            "/lists/unit/YY1/category/health.price/",
        ],
    ),
    "rename an obligation": (edition(obligation="价格公示"), ["/lists/catalogue/", "/units/YY1/"]),
    "take an obligation out": (edition(fewer=True), ["/lists/catalogue/", "/units/YY1/"]),
    "publish the second edition": (second_edition, ["/lists/catalogue/"]),
    "say a row is not owed": (not_owed, ["/units/YY1/"]),
    "record an event": (
        together(budget_approved),
        ["/units/YY1/", "/lists/catalogue/MC-029/"],
    ),
    "load a holiday notice": (notice_loaded, ["/calendar/", "/units/YY1/"]),
    "show a row on the spot": (
        together(shown_on_the_spot),
        ["/units/YY1/", "/lists/catalogue/MC-029/"],
    ),
    "change a column": (column_changed, ["/", "/columns/", "/columns/prices/"]),
    "make a column": (column_made, ["/columns/"]),
    "compose the home page": (home_composed, ["/"]),
    "close a column": (column_closed, ["/", "/columns/", "/columns/news/"]),
    "try a row out": (try_out, ["/lists/catalogue/", "/lists/catalogue/MC-029/"]),
}


LINES = [
    name for name in ACTS if name.startswith(("publish", "correct", "change", "move", "amend"))
]
GONE = [name for name in ACTS if name.startswith("withdraw")]
REGISTER = [name for name in ACTS if name not in LINES + GONE]


@pytest.mark.parametrize("names", [LINES, GONE, REGISTER], ids=["items", "withdrawals", "register"])
def test_no_stale_page_is_left(names, items, client, committed):
    for name in names:
        act, changed = ACTS[name]
        before = visit(client, items)
        assert set(changed) <= set(before)
        committed(act, items)
        d.tick()
        after = contents()
        gone = set(before) - set(after)
        for path in changed:
            assert path in gone, f"{name}: {path} is still stored"
            assert f"/en{path}" in gone or f"/en{path}" not in before, name
        for path, body in after.items():
            fresh = client.get(path)
            assert fresh.status_code == 200, f"{name}: {path} is stored, now {fresh.status_code}"
            assert fresh.content == body, f"{name}: {path} is stored and stale"


def test_pages_that_nothing_touched_are_still_there(items, client, committed):
    before = visit(client, items)
    committed(publish_other_unit, items)
    d.tick()
    left = set(contents())
    assert {"/units/YY1/", f"/items/{items['price']}/", "/lists/category/health/"} <= left
    assert len(left) > len(before) / 3


def test_a_withdrawal_removes_the_pages_before_the_worker_comes(items, client, committed):
    visit(client, items)
    committed(withdraw, items)
    left = set(contents())
    for path in (
        "",
        "lists/all/",
        "lists/all/p1/",
        "units/YY1/",
        "lists/changes/",
        f"items/{items['price']}/",
    ):
        assert f"/{path}" not in left and f"/en/{path}" not in left, path
    # and none of them can be kept again before its entry is purged
    client.get("/lists/all/")
    assert "/lists/all/" not in contents()
    d.tick()
    client.get("/lists/all/")
    assert "/lists/all/" in contents()


@pytest.mark.parametrize("amendment", ["privacy", "secret"])
def test_a_closing_amendment_removes_the_pages_before_the_worker_comes(
    amendment, items, client, committed
):
    visit(client, items)
    committed(d.amend, items["price"], amendment, title="去掉了不该有的")
    for path in contents():
        assert "更正后的价格表" not in client.get(path).content.decode().replace("<wbr>", ""), path
    assert f"/items/{items['price']}/v1/" not in contents()


def test_a_leaving_officers_name_is_off_every_page_before_the_worker_comes(
    items, client, committed
):
    visit(client, items)
    committed(people.leave, d.post_of(d.FIRST, "first_responsible").pk, by=d.roles(d.OFFICE))
    for path, body in contents().items():
        assert "狄宜" not in body.decode(), path
    for path in addresses(items):
        assert "狄宜" not in client.get(path).content.decode(), path


@pytest.mark.parametrize("path", ["log/", "schemas/", "search/?q=x", "search/", "items/{obj}/?x=1"])
def test_what_speaks_of_now_is_never_stored(path, items, client):
    client.get("/" + path.format(obj=items["price"]))
    assert contents() == {}


def test_a_tombstone_is_never_stored(items, client):
    d.withdraw(items["price"])
    d.tick()
    assert client.get(f"/items/{items['price']}/").status_code == 410
    assert client.get(f"/items/{items['price']}/v1/").status_code == 410
    assert contents() == {}


def test_a_page_without_its_proof_is_not_stored(items, client):
    from mingchuang.ledger import sequencer
    from mingchuang.records import projections

    obj = d.publish()
    sequencer.number()
    projections.follow_all()
    assert client.get(f"/items/{obj}/").status_code == 200
    assert contents() == {}
    d.tick()
    client.get(f"/items/{obj}/")
    assert set(contents()) == {f"/items/{obj}/"}


def test_validity_that_ends_is_stored_until_then(items, client):
    obj = d.publish(in_force="2026-03-10", valid_until="2026-12-31")
    d.tick()
    path = f"/items/{obj}/"
    client.get(path)
    assert not store().file(path).exists()
    file = store().file(path, until=True)
    assert datetime.fromtimestamp(file.stat().st_mtime, clock.SHANGHAI) == datetime(
        2026, 3, 10, tzinfo=clock.SHANGHAI
    )
    moments = []
    for day in ("2026-03-09T23:59", "2026-03-10T00:00", "2026-12-31T23:59", "2027-01-01T00:00"):
        with clock.at(day):
            moments.append(client.get(path).content)
    assert moments[0] != moments[1] != moments[2]
    assert moments[2] != moments[3]


def test_a_snapshot_older_than_the_purge_is_not_kept(items, client, monkeypatch):
    """A renderer that took its snapshot before an act and comes to the store after its purge."""
    from mingchuang.pages import views

    old = views.snapshot

    class Old:
        def __enter__(self):
            self.inner = old()
            return self.inner.__enter__() - 1

        def __exit__(self, *error):
            return self.inner.__exit__(*error)

    monkeypatch.setattr(views, "snapshot", Old)
    client.get("/lists/all/")
    assert contents() == {}
    monkeypatch.undo()
    client.get("/lists/all/")
    assert set(contents()) == {"/lists/all/"}


def test_lists_of_many_pages_are_never_stale(items, client, monkeypatch):
    """Pages of two lines each, so that new pages open and old ones get a link to them."""
    from mingchuang.records import projections, reading

    monkeypatch.setattr(reading, "PAGE", 2)
    monkeypatch.setattr(projections, "PAGE", 2)
    monkeypatch.setattr(reading.front, "__defaults__", (2,))
    projections.rebuild("heads")
    projections.rebuild("pages")
    lists = ["all", "unit/YY1", "category/health", "category/health.price"]
    for _ in range(4):
        d.publish()
        d.tick()
        for path, body in contents().items():
            assert client.get(path).content == body, path
        for name in lists:
            assert client.get(f"/lists/{name}/").status_code == 200
            pages = [client.get(f"/lists/{name}/p{n}/").status_code for n in range(1, 6)]
            assert pages == sorted(pages)
            assert pages[0] == 200 and pages[-1] == 404
    assert client.get("/lists/all/p4/").status_code == 200


def test_a_public_page_without_tags_is_a_fault(rf, district):
    from django.http import HttpResponse

    from mingchuang.pages.views import public_page

    view = public_page(lambda request, tags: HttpResponse("x"))
    with pytest.raises(AssertionError, match="no tags"):
        view(rf.get("/somewhere/"))
