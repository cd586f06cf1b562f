"""Figures follow the log; months are records; whoever has the export has the same figures."""

import csv
import io
import json
from datetime import date
from io import StringIO

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.ledger.models import LogEntry
from mingchuang.progress import acts, console, figures, projections, reading, timed
from mingchuang.progress.models import Month, Trend, UnitFigures
from mingchuang.project import archive
from mingchuang.publishing.acts import copying
from mingchuang.publishing.models import Draft
from mingchuang.publishing.reading import findings_of
from mingchuang.records.errors import NotReady
from mingchuang.records.models import Record
from mingchuang.records.projections import follow_all

pytestmark = pytest.mark.db


def of(unit: str) -> UnitFigures:
    return UnitFigures.objects.get(pk=unit)


@pytest.fixture
def lively(district):
    """The small district after a few publications, one of them taken back."""
    d.publish()
    d.withdraw(d.publish("MC-030"))
    d.publish("MC-030", formed_on="2026-02-02")
    d.tick()
    projections.catch_up()
    return district


def test_a_publication_shows_in_its_unit_at_once(district):
    d.tick()
    projections.catch_up()
    before = of("YY1").totals["coverage"]
    obj = d.publish()
    d.tick()
    assert of("YY1").totals["coverage"] == [before[0] + 1, before[1]]
    d.withdraw(obj)
    d.tick()
    assert of("YY1").totals["coverage"] == before


def test_a_new_day_works_every_unit_out_again(lively):
    with clock.at("2026-05-01T09:00:00+08:00"):
        assert len(projections.waiting()) == UnitFigures.objects.count()
        while calls := list(timed.today(clock.now())):
            for call in calls:
                call()
        assert {row.on for row in UnitFigures.objects.all()} == {date(2026, 5, 1)}


def test_an_edition_makes_every_unit_wait_and_rebuilding_finds_the_same(lively):
    known = {row.unit: row.totals for row in UnitFigures.objects.all()}
    following = projections.FiguresOfToday()
    following.clear()
    assert not UnitFigures.objects.exists()
    follow_all()
    projections.catch_up()
    assert {row.unit: row.totals for row in UnitFigures.objects.all()} == known


def counted_by_hand(folder) -> dict[str, list]:
    """Coverage and completeness of each unit, counted over the files without the product's code."""
    newest = {}
    for file in folder.glob("items/*/v*.json"):
        body = json.loads(file.read_text())
        if body["version"] > newest.get(body["id"], {"version": 0})["version"]:
            newest[body["id"]] = body

    def part(body, name):
        place = folder / "items" / body["id"] / f"v{body['version']}" / "parts" / f"{name}.json"
        return json.loads(json.loads(place.read_text())["content"])

    edition = next(b for b in newest.values() if b["kind"] == "edition" and b.get("in_use"))
    rows = {row["code"]: row for row in part(edition, "table")["obligations"]}
    found = {}
    for owed in (b for b in newest.values() if b["kind"] == "owed-list"):
        there = done = wanted = 0
        for code in owed["owed"]:
            here = [
                b for b in newest.values()
                if b["schema"] == "disclosure-1" and b["obligation"] == code and b["unit"] == owed["unit"]
            ]  # fmt: skip
            needed = [e["code"] for e in rows[code]["elements"] if e["required"]]
            there += bool(here)
            wanted += len(needed)
            done += max((sum(b["elements"][e] for e in needed) for b in here), default=0)
        found[owed["unit"]] = [[there, len(owed["owed"])], [done, wanted]]
    return found


def test_the_export_gives_the_figures_of_the_pages_and_of_a_count_by_hand(lively, tmp_path):
    archive.export(tmp_path)
    out, err = StringIO(), StringIO()
    assert console.run_from_records(tmp_path, clock.today(), True, out, err) == 0, err.getvalue()
    shown = json.loads(out.getvalue())["units"]
    by_hand = counted_by_hand(tmp_path)
    assert len(shown) > 2
    for row in shown[:-1]:
        live = of(row["unit"])
        assert {name: row[name] for name in figures.MEASURES} == live.totals
        assert row["late"] == live.late
        assert [row["coverage"], row["completeness"]] == by_hand[row["unit"]]
    assert by_hand["YY1"][0][0] == 2
    again = console.rows_of(reading.of_district(clock.today()))
    assert again == shown


def test_a_folder_that_says_something_else_than_its_log_is_refused(lively, tmp_path):
    archive.export(tmp_path)
    record = Record.objects.filter(kind="disclosure").first()
    file = tmp_path / "items" / record.obj / f"v{record.ver}.json"
    file.write_text(file.read_text().replace("2026", "2025"))
    err = StringIO()
    assert console.run_from_records(tmp_path, clock.today(), False, StringIO(), err) == 1
    assert f"v{record.ver}.json" in err.getvalue()
    assert console.run_from_records(tmp_path / "none", clock.today(), False, StringIO(), err) == 1


def test_a_month_is_a_record_as_it_was_at_its_end(lively):
    with clock.at("2026-03-31T23:00:00+08:00"):
        assert not list(timed.months(clock.now()))[1:], "the month is not over"
    at_end = figures.of_unit(reading.of_unit("YY1", date(2026, 3, 31), reading.shared()), "YY1")
    with clock.at("2026-04-09T09:00:00+08:00"):  # a worker that stood still for a week
        d.publish("MC-029", title="后来公开的")
        d.tick()
        acts.publish_month(date(2026, 3, 1))
        d.tick()
        with pytest.raises(NotReady):
            acts.publish_month(date(2026, 3, 1))
        with pytest.raises(NotReady):
            acts.publish_month(date(2026, 4, 1))
    obj = Month.objects.get(pk="2026-03").obj
    entry = LogEntry.objects.get(obj=obj)
    assert entry.type == "figures"
    table = Trend.objects.get(pk="2026-03").units
    assert table["YY1"]["coverage"] == figures.total(at_end).to_json()["coverage"]


def test_pages_show_the_figures_and_open_to_the_items(
    lively, client, django_assert_max_num_queries
):
    row = of("YY1")
    with django_assert_max_num_queries(7):  # two of them open and close the view of the database
        page = client.get("/progress/").content.decode()
    done, wanted = row.totals["coverage"]
    assert f"{done}/{wanted}" in page
    page = client.get("/progress/YY1/?of=coverage").content.decode().replace("<wbr>", "")
    assert "/lists/catalogue/MC-029/" in page
    assert client.get("/progress/NONE/").status_code == 404
    assert client.get("/progress/definitions/").status_code == 200
    lines = list(
        csv.DictReader(io.StringIO(client.get("/progress.csv").content.decode("utf-8-sig")))
    )
    mine = next(line for line in lines if line["unit"] == "YY1")
    assert (mine["coverage_done"], mine["coverage_of"]) == (str(done), str(wanted))


def test_a_page_kept_today_is_not_read_tomorrow(lively, client):
    with clock.at("2026-05-01T09:00:00+08:00"):
        answer = client.get("/progress/")
        assert "no-store" in answer["Cache-Control"], "figures of another day are not kept"


def test_the_month_has_a_page(lively, client):
    with clock.at("2026-04-09T09:00:00+08:00"):
        obj = acts.publish_month(date(2026, 3, 1)).obj
        d.tick()
        page = client.get(f"/items/{obj}/").content.decode()
    assert "2026-03" in page


def test_the_desk_tells_each_unit_its_own_and_the_office_all(lively, client):
    client.force_login(d.person(d.TEACHER))
    mine = client.get("/desk/progress/").content.decode()
    client.force_login(d.person(d.OFFICE))
    all_units = client.get("/desk/progress/").content.decode()
    assert "/progress/XX2/" in mine and "/progress/FGJ/" not in mine
    assert "/progress/FGJ/" in all_units


# Another unit's text as a pattern


def test_a_new_document_starts_from_another_units_text(district):
    source = d.publish(title="市民医院2025年价格", sections={"e1": d.text("自2025年3月1日起。")})
    Draft.objects.filter(obj=source).update(unit="FGJ")
    other = Draft.objects.get(obj=source).unit
    other.kind = "hospital"
    other.short_name = "市民医院"
    other.save()
    draft = d.write(title="", formed_on="", summary="", keywords=[], body=[], sections={})
    assert copying.pattern_of(draft).obj == source
    marks = copying.copy_pattern(draft.pk, actor=draft.drafter)
    got = Draft.objects.get(pk=draft.pk)
    assert got.content["title"] == "市民医院2025年价格"
    assert not got.content["formed_on"]
    assert marks["title"] == ["2025年", "市民医院"]
    assert any(f.excerpt == "市民医院" for f in findings_of(got)["title"])
    with pytest.raises(NotReady):
        copying.copy_pattern(draft.pk, actor=draft.drafter)


def test_units_of_another_kind_are_no_pattern(district):
    source = d.publish()
    Draft.objects.filter(obj=source).update(unit="FGJ")
    draft = d.write(title="", formed_on="", summary="", keywords=[], body=[], sections={})
    with pytest.raises(NotReady):
        copying.copy_pattern(draft.pk, actor=draft.drafter)
