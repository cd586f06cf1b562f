"""What a unit owes on its page: figures, states in words, due dates with their sum, events."""

from datetime import date, time, timedelta

import pytest
from django.db import transaction

import small_district as d
from mingchuang import clock
from mingchuang.catalogue import acts, record
from mingchuang.catalogue.models import Due, Owed
from mingchuang.ledger.writing import Entry, append
from mingchuang.pages.views import store
from mingchuang.records import writing
from mingchuang.records.models import Mark

pytestmark = pytest.mark.django_db
UNIT = "/en/units/YY1/"


def read(client, path=UNIT):
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("<wbr>", "").split())


def record_of(kind, made, act):
    """Store a record of the catalogue that a test needs, and enter it in the log."""
    with transaction.atomic():
        stored = writing.store(made, act=act, at=clock.now())
        append([Entry(act, stored, role="publisher")])
    d.tick()
    return stored.obj


def event(name="价格获批", on=None, obligations=("MC-029",), unit="YY1", at=None):
    made = record.occasion(unit, name, on or clock.today(), at, list(obligations), "")
    return record_of("event", made, "event")


def elsewhere(how, code="MC-029", **head):
    shown = {"shown_from": clock.today(), "shown_to": None} if how == "onsite" else {}
    standing = "reachable" if how == "link" else "shown"
    made = record.fulfilment("YY1", code, how, standing, head, **shown)
    return record_of("fulfilment", made, "register")


def due(days, code="MC-029", **more):
    on = clock.today() + timedelta(days=days)
    return Due.objects.create(
        unit="YY1",
        obligation=code,
        key="0@x",
        opens_on=on,
        start=on,
        on=on,
        calendar="2026.1",
        **more,
    )


@pytest.fixture(autouse=True)
def no_dates_of_its_own(district):
    Due.objects.all().delete()


def figures(page):
    """Return there, missing and late."""
    legend = page.split('<ul class="legend')[1].split("</ul>")[0]
    return [int(part.split("</b>")[0]) for part in legend.split("<b>")[1:]]


def test_the_figures_count_what_is_there_missing_and_late(client):
    assert figures(read(client)) == [0, 2, 0]
    d.publish()
    d.tick()
    due(-1)
    assert figures(read(client)) == [1, 1, 1]
    assert "1 of 2 there" in read(client)


def test_what_is_missing_is_read_before_what_is_there(client):
    d.publish()
    d.tick()
    page = read(client)
    assert page.index("Obligation MC-030") < page.index("Obligation MC-029")


def test_only_what_is_missing_or_late(client):
    d.publish()
    d.tick()
    due(-1)
    missing, late = read(client, UNIT + "?only=missing"), read(client, UNIT + "?only=late")
    assert "Obligation MC-030" in missing and "Obligation MC-029" not in missing
    assert "Obligation MC-029" in late and "Obligation MC-030" not in late
    assert figures(late) == figures(missing) == [1, 1, 1]
    assert set(store().paths()) == set()
    assert "Obligation MC-029" in read(client, UNIT + "?only=nonsense")


def test_a_late_row_says_since_when_and_how_it_was_counted(client):
    due(-1, why="formed 2026-01-30\n20 working days", name="price approved")
    page = read(client)
    assert "since <time" in page and "2026-03-02" in page
    assert "formed 2026-01-30<br>20 working days" in page and "price approved" in page


def test_the_next_day_is_told_with_its_provisional_mark(client):
    due(30, provisional=True)
    page = read(client)
    assert "2026-04-01" in page and "provisional" in page and "not yet due" in page


def test_a_link_leads_to_the_platform_and_to_the_record(client):
    obj = elsewhere(
        "link",
        title="中标结果",
        platform="区公共资源交易平台",
        url="https://ggzy.example/r?id=1&k=2",
    )
    page = read(client)
    assert 'href="https://ggzy.example/r?id=1&amp;k=2" rel="external"' in page
    assert "区公共资源交易平台" in page and f"/en/items/{obj}/" in page
    assert "on another platform" in page
    assert figures(page) == [1, 1, 0]


def test_what_was_shown_on_the_spot_leads_to_its_record(client):
    obj = elsewhere("onsite", "MC-030", title="门诊时间牌", place="门诊大厅")
    page = read(client)
    assert "shown on the spot" in page and "门诊大厅" in page and f"/en/items/{obj}/" in page


def test_each_row_leads_to_its_obligation_and_says_what_it_rests_on(client):
    page = read(client)
    assert "/en/lists/catalogue/MC-029/" in page and "条例第二十条" in page


def test_a_row_that_is_over_is_not_shown_the_day_after(client):
    row = Owed.objects.get(unit="YY1", obligation__code="MC-030")
    rows = [
        {"code": "MC-029", "since": "", "until": "", "how": "published", "post": "院办公室主任"},
        {"code": "MC-030", "since": "", "until": "2026-03-02", "how": "published", "post": ""},
    ]
    rows = [{**one, "applies": True, "note": ""} for one in rows]
    made = record.owed_list("YY1", "MC-2026", rows)
    with transaction.atomic():
        stored = writing.store(made, act="register", at=clock.now(), obj=row.unit.owedlist.obj)
        append([Entry("register", stored, role="operator")])
    d.tick()
    page = read(client)
    assert "Obligation MC-030" in page and "院办公室主任" in page
    with clock.at("2026-03-03T00:30"):
        page = read(client)
    assert "Obligation MC-030" not in page and "Obligation MC-029" in page


def test_what_does_not_apply_stays_with_its_reason(client):
    row = Owed.objects.get(unit="YY1", obligation__code="MC-030")
    acts.set_not_owed(row.pk, note="本院没有门诊", by=d.roles(d.OFFICE))
    d.tick()
    page = read(client)
    assert "Obligation MC-030: 本院没有门诊" in page
    assert figures(page) == [0, 1, 0]


def test_a_withdrawal_holds_before_the_projections(client):
    obj = d.publish(title="要撤下的价格表")
    d.tick()
    d.withdraw(obj)
    page = read(client)
    assert "要撤下的价格表" not in page and figures(page) == [0, 2, 0]


def test_events_of_the_last_year_are_told(client):
    obj = event("预算获批")
    event("太久以前", on=date(2025, 3, 1))
    struck = event("记错的事", obligations=())
    event("别人的事", unit="XX2", obligations=["MC-035"])
    page = read(client)
    assert "预算获批" in page and f"/en/items/{obj}/" in page
    assert "太久以前" not in page and "别人的事" not in page
    assert "Coming" not in page
    event("将要停诊", on=date(2026, 3, 20), at=time(8, 30))
    page = read(client)
    assert "08:30" in page.split("Coming")[1].split("</section>")[0]
    assert "struck out" in page.split(f"/en/items/{struck}/")[1][:400]


def test_the_page_is_kept_until_the_day_ends(client):
    read(client, "/units/YY1/")
    file = store().file("/units/YY1/", until=True)
    midnight = (d.NOW + timedelta(days=1)).replace(hour=0)
    assert file.stat().st_mtime == midnight.timestamp()


def test_the_page_is_kept_until_an_hours_limit_runs_out(client):
    due(0, at=d.NOW + timedelta(hours=2))
    read(client, "/units/YY1/")
    file = store().file("/units/YY1/", until=True)
    assert file.stat().st_mtime == (d.NOW + timedelta(hours=2)).timestamp()


@pytest.mark.parametrize("name", ["dues", "fulfilment"])
def test_the_page_is_not_kept_while_a_projection_is_behind(name, client):
    Mark.objects.filter(pk=name).update(value=1)
    read(client, "/units/YY1/")
    assert set(store().paths()) == set()


def test_the_number_of_queries_does_not_grow_with_the_rows(client, django_assert_max_num_queries):
    d.publish()
    d.publish("MC-030")
    elsewhere("link", title="中标结果", platform="平台", url="https://x.example/")
    with django_assert_max_num_queries(60):
        read(client)
