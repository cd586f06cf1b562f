"""Columns are made, changed and closed by the office; owners are reminded in time."""

import json
from datetime import timedelta

import pytest

import columns_samples as samples
import small_district as d
from mingchuang import clock
from mingchuang.columns import acts, standing, waiting
from mingchuang.columns.models import Column, Home
from mingchuang.ledger.models import LogEntry
from mingchuang.records.errors import Conflict, NotAllowed, NotReady
from mingchuang.records.models import Record

pytestmark = pytest.mark.db

OTHERS = (d.OFFICER, d.SIGNER, d.FIRST, d.ADMIN, d.ADMINISTRATOR, d.AUDITOR)


def body(obj: str, ver: int) -> dict:
    return json.loads(bytes(Record.objects.get(obj=obj, ver=ver).body))


def tasks(who: str) -> list[tuple[str, object]]:
    """Return a person's tasks of columns as ``(title, due)``."""
    user = d.person(who)
    return [(task.title, task.due) for task in waiting.open_tasks(user, d.roles(who))]


def test_a_column_is_a_record_with_an_entry_of_its_own(district):
    column = samples.make()
    d.tick()
    entry = LogEntry.objects.get(obj=column.obj)
    assert (entry.type, entry.ver, entry.unit) == ("register", 1, "QFB")
    said = body(column.obj, 1)
    assert said["rule"] == {"categories": ["health.price"], "units": [], "kinds": []}
    assert said["cadence_days"] == 30 and said["owner"] == "YY1"
    assert "医疗价格" not in json.dumps(said, ensure_ascii=False)


def test_a_change_and_a_closing_are_versions_of_the_same_object(district):
    office = d.person(d.OFFICE)
    column = samples.make()
    changed = acts.change_column("prices", samples.facts(cadence=60), version=1, actor=office)
    closed = acts.close_column("prices", why="没有内容", version=2, actor=office)
    again = acts.change_column("prices", samples.facts(), version=3, actor=office)
    assert column.obj == changed.obj == closed.obj == again.obj
    assert [body(column.obj, ver)["closed"] for ver in (1, 2, 3, 4)] == [False, False, True, False]
    assert not Column.objects.get(pk="prices").closed


def test_only_the_office_arranges_columns_and_the_home_page(district):
    samples.make()
    records = Record.objects.count()
    for who in OTHERS:
        actor = d.person(who)
        for act in (
            lambda actor: acts.make_column("other", samples.facts(), actor=actor),
            lambda actor: acts.change_column("prices", samples.facts(), version=1, actor=actor),
            lambda actor: acts.close_column("prices", why="x", version=1, actor=actor),
            lambda actor: acts.compose_home(["prices"], version=0, actor=actor),
        ):
            with pytest.raises(NotAllowed):
                act(actor)
    assert Record.objects.count() == records


def test_what_is_wrong_stops_an_act_and_changes_nothing(district):
    office = d.person(d.OFFICE)
    with pytest.raises(NotReady) as error:
        acts.make_column("X", samples.facts(owner="NIX", keywords=[]), actor=office)
    assert len(error.value.problems) == 3
    samples.make()
    with pytest.raises(Conflict):
        samples.make()
    with pytest.raises(Conflict):
        acts.change_column("prices", samples.facts(), version=7, actor=office)
    with pytest.raises(NotReady):
        acts.close_column("prices", why=" ", version=1, actor=office)
    with pytest.raises(NotReady):
        acts.compose_home(["nothing"], version=0, actor=office)
    assert Column.objects.get().version == 1 and not Home.objects.exists()


def test_two_who_compose_the_home_page_do_not_overwrite_each_other(district):
    office = d.person(d.OFFICE)
    samples.make()
    acts.compose_home(["prices"], version=0, actor=office)
    with pytest.raises(Conflict):
        acts.compose_home(["prices"], version=0, actor=d.person(d.OFFICE2))


def test_a_closed_column_leaves_the_home_page_in_the_same_act(district):
    office = d.person(d.OFFICE)
    samples.make()
    samples.make("hours", categories=["health.service"])
    home = acts.compose_home(["prices", "hours"], version=0, actor=office)
    acts.close_column("prices", why="并入", version=1, actor=office)
    assert Home.objects.get().columns == ["hours"]
    assert body(home.obj, 2)["columns"] == ["hours"]


def test_the_owner_has_a_task_at_seventy_percent_and_keeps_it_until_something_comes(district):
    samples.make(cadence=10)
    d.publish()
    d.tick()
    due = clock.today() + timedelta(days=10)
    for days, wanted in ((0, []), (6, []), (7, [("医疗价格", due)]), (12, [("医疗价格", due)])):
        with clock.at(d.NOW + timedelta(days=days)):
            assert tasks(d.OFFICER) == wanted, days
            assert tasks(d.TEACHER) == [] and tasks(d.SIGNER) == []
    with clock.at(d.NOW + timedelta(days=12)):
        d.publish(title="新的价格表")
        d.tick()
        assert tasks(d.OFFICER) == []


def test_an_amendment_does_not_make_a_column_new(district):
    samples.make(cadence=10)
    obj = d.publish()
    d.tick()
    with clock.at(d.NOW + timedelta(days=8)):
        d.amend(obj, title="更正后的价格表")
        d.tick()
        assert len(tasks(d.OFFICER)) == 1


def test_the_owner_has_a_task_for_an_empty_column_and_for_one_with_too_little(district):
    samples.make(minimum=2)
    (task,) = waiting.open_tasks(d.person(d.OFFICER), d.roles(d.OFFICER))
    assert task.soon and task.due is None
    d.publish()
    d.tick()
    (task,) = waiting.open_tasks(d.person(d.OFFICER), d.roles(d.OFFICER))
    assert not task.soon
    assert [one.few for one in standing.of(Column.objects.all())] == [True]
    d.publish(title="第二张")
    d.tick()
    assert tasks(d.OFFICER) == []


def test_a_closed_column_asks_nothing(district):
    samples.make()
    acts.close_column("prices", why="并入", version=1, actor=d.person(d.OFFICE))
    assert tasks(d.OFFICER) == []


# The desk


def test_the_office_makes_changes_and_closes_columns_on_the_desk(district, signed_in):
    client = signed_in(d.OFFICE)
    form = samples.facts() | {"keywords": "价格、医疗"}
    answer = client.post("/desk/columns/new/", form | {"code": "prices"})
    assert answer.status_code == 302
    answer = client.post("/desk/columns/prices/", form | {"version": "1", "cadence": "45"})
    assert answer.status_code == 302
    assert Column.objects.get().cadence == 45
    answer = client.post("/desk/columns/prices/", form | {"version": "1"})
    assert answer.status_code == 422
    answer = client.post("/desk/columns/home/", {"version": "0", "place_prices": "1"})
    assert answer.status_code == 302 and Home.objects.get().columns == ["prices"]
    client.post("/desk/columns/prices/close/", {"version": "2", "why": "并入通知公告"})
    assert Column.objects.get().closed


def test_a_form_that_cannot_be_published_says_everything_that_is_missing(district, signed_in):
    client = signed_in(d.OFFICE)
    answer = client.post("/desk/columns/new/", {"code": "prices"})
    assert answer.status_code == 422 and len(answer.context["form"].errors) == 7
    form = samples.facts(cadence=365, categories=[]) | {"keywords": "价格", "code": "home"}
    answer = client.post("/desk/columns/new/", form)
    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 3


def test_owners_see_their_own_columns_and_the_office_all(district, signed_in):
    samples.make()
    samples.make("fees", name="收费公示栏", owner="XX2", categories=["education.fees"])
    page = signed_in(d.OFFICER).get("/desk/columns/").content.decode()
    assert 'id="c-prices"' in page and 'id="c-fees"' not in page
    page = signed_in(d.AUDITOR).get("/desk/columns/").content.decode()
    assert 'id="c-prices"' in page and 'id="c-fees"' in page
    assert "/desk/columns/new/" not in page
