"""Pages of columns: what stands in one, what is hidden, what the home page shows, META tags."""

import re
from datetime import timedelta

import pytest

import columns_samples as samples
import small_district as d
from mingchuang import clock
from mingchuang.columns import acts, types
from mingchuang.frame import meta

pytestmark = pytest.mark.db


def tags(answer) -> dict[str, str]:
    """Return the META tags of a page by name."""
    return dict(re.findall(r'<meta name="([A-Z]\w+)" content="([^"]*)">', answer.content.decode()))


SITE = {"SiteName", "SiteDomain", "SiteIDCode"}
COLUMN = {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
ARTICLE = {"ArticleTitle", "PubDate", "ContentSource"}


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode().replace("<wbr>", "")


def test_a_column_shows_the_items_of_its_rule_newest_first_with_their_days(district, client):
    samples.make()
    first = d.publish(title="第一张价格表")
    d.publish("MC-030")
    with clock.at(d.NOW + timedelta(days=1)):
        d.publish(title="第二张价格表")
    d.tick()
    html = page(client, "/columns/prices/")
    assert html.index("第二张价格表") < html.index("第一张价格表")
    assert "门诊时间安排" not in html
    assert '<time datetime="2026-03-02">' in html and '<time datetime="2026-03-03">' in html
    assert f"/items/{first}/" in html


def test_an_item_that_left_or_was_withdrawn_is_not_shown(district, client):
    samples.make()
    gone = d.publish(title="要撤下的价格表")
    d.publish(title="留着的价格表")
    d.tick()
    d.withdraw(gone)
    d.tick()
    html = page(client, "/columns/prices/")
    assert "要撤下的价格表" not in html and "留着的价格表" in html


def test_older_items_are_on_further_pages(district, client, monkeypatch):
    from mingchuang.records import reading

    monkeypatch.setattr(reading, "PAGE", 2)
    samples.make()
    for n in "甲乙丙":
        d.publish(title=f"价格表{n}")
    d.tick()
    html = page(client, "/columns/prices/")
    assert "价格表甲" not in html and "价格表丙" in html
    older = re.search(r'href="(\?before=\d+)"', html).group(1)
    html = page(client, f"/columns/prices/{older}")
    assert "价格表甲" in html and "价格表丙" not in html


def test_an_empty_column_is_hidden_everywhere_until_something_stands_in_it(district, client):
    samples.make()
    samples.make("hours", name="门诊安排", categories=["health.service"])
    d.publish("MC-030")
    acts.compose_home(["prices", "hours"], version=0, actor=d.person(d.OFFICE))
    d.tick()
    assert "医疗价格" not in page(client, "/columns/")
    assert "/columns/prices/" not in page(client, "/")
    assert "/columns/hours/" in page(client, "/")
    page(client, "/columns/prices/", 404)
    d.publish()
    d.tick()
    assert "医疗价格" in page(client, "/columns/")
    assert "/columns/prices/" in page(client, "/")
    page(client, "/columns/prices/")


def test_the_home_page_has_its_columns_in_the_order_of_the_office(district, client):
    for code, name in (("one", "栏目之一"), ("two", "栏目之二")):
        samples.make(code, name=name)
    d.publish()
    home = acts.compose_home(["two", "one"], version=0, actor=d.person(d.OFFICE))
    d.tick()
    html = page(client, "/")
    assert html.index("栏目之二") < html.index("栏目之一")
    acts.compose_home(["one"], version=home.version, actor=d.person(d.OFFICE))
    d.tick()
    assert "栏目之二" not in page(client, "/")


def test_a_closed_column_says_why_at_its_address(district, client):
    column = samples.make()
    d.publish()
    d.tick()
    acts.close_column(
        "prices", why="并入通知公告", version=column.version, actor=d.person(d.OFFICE)
    )
    d.tick()
    assert "并入通知公告" in page(client, "/columns/prices/", 410)
    assert "医疗价格" not in page(client, "/columns/")


def test_the_records_of_columns_lead_to_their_pages(district, client):
    column = samples.make()
    d.publish()
    home = acts.compose_home(["prices"], version=0, actor=d.person(d.OFFICE))
    d.tick()
    assert client.get(f"/items/{column.obj}/")["Location"] == "/columns/prices/"
    assert client.get(f"/items/{home.obj}/")["Location"] == "/"


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/", SITE),
        ("/log/", SITE),
        ("/search/", SITE),
        ("/sign-in/", set()),
        ("/columns/", SITE | COLUMN),
        ("/columns/prices/", SITE | COLUMN),
        ("/lists/", SITE | COLUMN),
        ("/lists/all/", SITE | COLUMN),
        ("/lists/category/health.price/", SITE | COLUMN),
        ("/lists/unit/YY1/", SITE | COLUMN),
        ("/lists/year/2026/", SITE | COLUMN),
        ("/lists/changes/", SITE | COLUMN),
        ("/lists/catalogue/", SITE | COLUMN),
        ("/lists/catalogue/MC-029/", SITE | COLUMN),
        ("/units/", SITE | COLUMN),
        ("/units/YY1/", SITE | COLUMN),
        ("/units/YY1/directory/", SITE | COLUMN),
        ("/calendar/", SITE | COLUMN),
        ("item", SITE | COLUMN | ARTICLE),
        ("event", SITE | COLUMN | ARTICLE),
    ],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_kind_of_page_carries_its_tags_and_none_is_empty(
    address, wanted, language, district, client
):
    from mingchuang.catalogue import acts as catalogue

    samples.make()
    objs = {"item": d.publish()}
    objs["event"] = catalogue.record_occasion(
        "YY1",
        name="停诊检修",
        on=clock.today(),
        obligations=["MC-030"],
        actor=d.person(d.OFFICER),
    ).pk
    d.tick()
    found = tags(
        client.get(language + (f"/items/{objs[address]}/" if address in objs else address))
    )
    assert wanted <= set(found)
    assert all(value.strip() for value in found.values()), found
    if "ColumnType" in wanted:
        assert types.by_name(found["ColumnType"])


def test_an_item_names_its_column_its_whole_title_and_its_minute(district, client):
    samples.make()
    title = "关于进一步规范医疗服务价格公示和收费依据公开有关事项的通知" * 4
    with clock.at("2026-03-02T15:06"):
        obj = d.publish(title=title)
    d.tick()
    found = tags(client.get(f"/items/{obj}/"))
    assert found["ColumnName"] == "医疗价格" and found["ColumnType"] == "通知公告"
    assert found["ArticleTitle"] == title
    assert found["PubDate"] == "2026-03-02 15:06"
    assert found["ContentSource"] == "明窗示范区第一人民医院"
    assert found["Url"] == f"https://demo.test/items/{obj}/"


def test_the_types_of_lists_are_in_the_controlled_list():
    assert types.by_name(meta.DIRECTORY) and types.by_name(meta.ORGANS)
    for table in types.sources():
        assert table["source"] and table["confidence"] in ("high", "medium", "low")


@pytest.mark.parametrize("address", ["/", "/columns/prices/", "/units/YY1/", "/log/"])
def test_every_page_has_the_items_of_the_footer(address, district, client):
    from mingchuang.columns.sitecheck import checks
    from mingchuang.columns.sitecheck.page import read

    samples.make()
    d.publish()
    d.tick()
    html = client.get(address).content.decode()
    assert [one for one in checks.of_page(read(address, html)) if one.rule == "footer"] == []
    assert "?site_code=9901010001" in html and "明窗示范区人民政府办公室" in html
