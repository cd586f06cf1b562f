"""The catalogue's page, a page for each obligation, the standard table as a file, the notices."""

import csv
import io
import json

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.catalogue import acts, notices
from mingchuang.clock import YearTable

pytestmark = pytest.mark.django_db
CATALOGUE = "/en/lists/catalogue/"


def read(client, path=CATALOGUE):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().replace("<wbr>", "").split())


def load(version="2026.2", code="MC-2026", day=None, change=None):
    data = json.loads(json.dumps(d.EDITION)) | {"version": version, "edition": code}
    if change:
        change(data["obligations"])
    acts.load_edition(data, unit="QFB", by=d.roles(d.OFFICE), effective_on=day)
    d.tick()


def shorter_and_other(rows):
    rows[1]["time_limit"] = "每季度首月15日前"
    del rows[2]
    rows.append({**rows[0], "code": "MC-900", "title": "新增的一项", "title_en": "A new row"})


def test_the_catalogue_by_its_first_level(client, district):
    page = read(client)
    assert "5 obligations" in page and "小区目录" in page and "2026.1" in page
    for row in d.EDITION["obligations"]:
        assert f"/en/lists/catalogue/{row['code']}/" in page


def test_the_catalogue_for_one_sort_of_units(client, district):
    page = read(client, CATALOGUE + "?kind=hospital&sector=health")
    assert "2 obligations" in page and "MC-029" in page and "MC-035" not in page
    assert "5 obligations" in read(client, CATALOGUE + "?kind=castle&sector=health")


def test_what_an_edition_changes_is_told_row_by_row(client, district):
    load(change=shorter_and_other)
    page = read(client)
    assert "What differs from MC-2026 2026.1" in page
    for words in ("1 new row", "新增的一项", "1 row gone", "1 row changed", "每季度首月15日前"):
        assert words in page, words
    assert page.count("/parts/table") == 3  # the one in use, and both in the list


def test_the_first_edition_differs_from_nothing(client, district):
    assert "What differs" not in read(client)


def test_an_edition_for_a_later_day_is_announced(client, district):
    from datetime import date

    load("2027.1", "MC-2027", date(2027, 1, 1), shorter_and_other)
    page = read(client)
    assert "coming" in page and "2027-01-01" in page and "5 obligations" in page
    assert "What differs" not in page  # it changes nothing yet


def test_an_obligation_with_all_its_columns(client, district):
    page = read(client, CATALOGUE + "MC-029/")
    for words in (
        "Obligation MC-029",
        "价格",
        "依据",
        "条例第二十条",
        "政府网站",
        "主动公开",
        "县级",
    ):
        assert words in page, words


def test_an_obligation_says_which_units_owe_it_and_whether_it_is_there(client, district):
    page = read(client, CATALOGUE + "MC-029/")
    assert "1 unit owes it" in page and "0 of 1 there" in page and "/en/units/YY1/" in page
    obj = d.publish()
    d.tick()
    page = read(client, CATALOGUE + "MC-029/")
    assert "1 of 1 there" in page and f"/en/items/{obj}/" in page
    d.withdraw(obj)
    assert obj not in read(client, CATALOGUE + "MC-029/")


def test_a_unit_that_does_not_owe_it_is_not_named(client, district):
    from mingchuang.catalogue.models import Owed

    row = Owed.objects.get(unit="YY1", obligation__code="MC-029")
    acts.set_not_owed(row.pk, note="没有这项业务", by=d.roles(d.OFFICE))
    d.tick()
    assert "No unit owes it today." in read(client, CATALOGUE + "MC-029/")


def test_pilot_units_are_named(client, district):
    acts.try_out("MC-029", ["YY1"], unit="QFB", by=d.roles(d.OFFICE))
    d.tick()
    page = read(client, CATALOGUE + "MC-029/")
    assert "On trial" in page and "First People" in page


def test_a_row_that_left_the_catalogue_is_still_explained(client, district):
    load(change=shorter_and_other)
    page = read(client, CATALOGUE + "MC-030/")
    assert "Not in the catalogue in use" in page and "MC-2026 2026.1" in page
    assert "owes it" not in page


def test_a_code_that_never_was_is_not_found(client, district):
    assert client.get(CATALOGUE + "MC-999/").status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_standard_table_as_a_file(form, client, district):
    answer = client.get(f"/lists/catalogue.{form}")
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) == 2 + len(d.EDITION["obligations"])  # the head has two rows
        assert "自形成或者变更之日起20个工作日内" in rows[2]
    else:
        assert answer.content.startswith(b"PK")


# Holiday notices


def notice(year=2027, source="为测试编写的通知"):
    off = [{"date": day.isoformat(), "name": name} for day, name in clock.statutory(year).items()]
    return {
        "year": year,
        "version": f"{year}.1",
        "source": source,
        "confidence": "test",
        "confirmed": True,
        "off": off,
        "work": [{"date": f"{year}-02-20", "name": "春节"}],
    }


def test_the_built_in_years_are_listed_with_their_source(client, district):
    page = read(client, "/en/calendar/")
    for words in (
        "国办发明电〔2025〕7号",
        "2026-02-15",
        "2026-02-23",
        "2026-02-28",
        "chinesecalendar",
    ):
        assert words in page, words


def test_a_loaded_notice_is_listed_with_its_record(client, district):
    acts.load_year(notice(), unit="QFB", by=d.roles(d.OFFICE))
    d.tick()
    page = read(client, "/en/calendar/")
    assert "为测试编写的通知" in page and "loaded by the district" in page and "2027-02-20" in page
    assert client.get("/calendar/2027.json").json()["source"] == "为测试编写的通知"


@pytest.mark.parametrize("year", [2020, 2024, 2026])
def test_a_year_as_json_is_the_table_we_count_with(year, client, district):
    table = YearTable.parse(client.get(f"/calendar/{year}.json").json())
    assert table == clock.Calendar.built_in().table(year)


def test_a_year_without_a_notice_has_no_table(client, district):
    assert client.get("/calendar/2031.json").status_code == 404


def test_days_off_that_follow_each_other_are_one_stretch(district):
    year = next(one for one in notices.years() if one.table.year == 2026)
    spring = next(one for one in year.off if one.names == ("Spring Festival",))
    assert (spring.first.isoformat(), spring.last.isoformat()) == ("2026-02-15", "2026-02-23")


def test_what_was_published_keeps_the_notices_that_the_log_had_then(district):
    from mingchuang.ledger.models import LogEntry

    before = LogEntry.objects.order_by("-idx").first().idx + 1
    acts.load_year(notice(), unit="QFB", by=d.roles(d.OFFICE))
    d.tick()
    assert not notices.before(before).confirmed(2027)
    assert notices.before(before + 1).confirmed(2027)
