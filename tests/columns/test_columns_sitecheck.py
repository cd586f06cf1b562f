"""The check of a whole site: one that passes, and each thing that can be wrong."""

from datetime import date, timedelta

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

import columns_samples as samples
import small_district as d
from mingchuang import clock
from mingchuang.columns import acts
from mingchuang.columns.sitecheck import checks, walk
from mingchuang.columns.sitecheck.page import read
from mingchuang.project import program

TODAY = date(2026, 11, 25)
FOOT = """<footer><a href="https://x.example/">党政机关网站标识</a>
<a href="https://y.example/?site_code=9901010001">我为政府网站找错</a>
<p>网站标识码9901010001 示ICP备99010100号-1 示公网安备99010102000001号 主办单位 区政府办公室 0500-8600 1100</p></footer>"""
METAS = {
    "SiteName": "明窗示范区",
    "SiteDomain": "a.example",
    "SiteIDCode": "9901010001",
    "ColumnName": "通知",
    "ColumnDescription": "各类通知",
    "ColumnKeywords": "通知",
    "ColumnType": "通知公告",
    "ArticleTitle": "关于放假的通知",
    "PubDate": "2026-11-20 15:06",
    "ContentSource": "区政府办公室",
}
ITEM = "/items/" + "a" * 32 + "/"


def page(path=ITEM, rows=("2026-11-20",), foot=FOOT, attributes="", **metas):
    """Return a page as it was fetched; a tag given as None is left out."""
    tags = "".join(
        f'<meta name="{name}" content="{value}">'
        for name, value in (METAS | metas).items()
        if value is not None
    )
    lines = "".join(
        f'<li><a href="/items/{n:032x}/">第{n}条</a>'
        + (f'<time datetime="{day}">{day}</time>' if day else "")
        + "</li>"
        for n, day in enumerate(rows)
    )
    html = f"<html><head><title>通知</title>{tags}</head><body><main {attributes}><h1>关于放假<wbr>的通知</h1><ul>{lines}</ul></main>{foot}</body></html>"
    return read(path, html)


def test_a_good_page_has_no_finding():
    assert checks.of_site([page(), page("/columns/notices/"), page("/")], TODAY) == []


@pytest.mark.parametrize("name", METAS)
@pytest.mark.parametrize("value", [None, "", " "])
def test_a_missing_or_empty_tag_is_found(name, value):
    (finding,) = checks.of_page(page(**{name: value}))
    assert finding.rule == "meta" and name in finding.words


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SiteIDCode", "123"),
        ("ColumnType", "什么栏目"),
        ("PubDate", "2026-11-20"),
        ("PubDate", "2026-11-20 14∶06"),
        ("PubDate", "2026-11-20 24:06"),
        ("PubDate", "2026-11-20 15:06:07"),
        ("ArticleTitle", "关于放假"),
    ],
)
def test_a_tag_in_a_wrong_form_is_found(name, value):
    assert [finding.rule for finding in checks.of_page(page(**{name: value}))] == ["meta"]


@pytest.mark.parametrize(
    "words",
    [
        "党政机关网站标识",
        "我为政府网站找错",
        "9901010001 ",
        "ICP备",
        "公网安备",
        "主办单位",
        "0500-8600 1100",
    ],
)
def test_a_missing_item_of_the_footer_is_found(words):
    (finding,) = checks.of_page(page(foot=FOOT.replace(words, "")))
    assert finding.rule == "footer"


@pytest.mark.parametrize(
    ("kind", "day", "days", "what"),
    [
        ("政务动态", "2026-11-11", "", ""),
        ("政务动态", "2026-11-10", "", "limited"),
        ("通知公告", "2026-05-25", "", ""),
        ("通知公告", "2026-05-24", "", "limited"),
        ("政策文件", "2026-05-24", "", "limited"),
        ("专题专栏", "2020-01-01", "", ""),
        ("专题专栏", "2026-11-15", "10", ""),
        ("专题专栏", "2026-11-14", "10", "idle"),
        ("专题专栏", "", "", "idle"),  # without a visible date: not updated
    ],
)
def test_columns_at_rest(kind, day, days, what):
    one = page("/columns/x/", rows=(day,), attributes=f'data-days="{days}"', ColumnType=kind)
    assert checks.of_column(one, TODAY).what == what


def test_an_empty_column_and_an_undated_item_are_found():
    rules = [f.rule for f in checks.of_site([page("/columns/x/", rows=())], TODAY)]
    assert rules == ["V4"]
    found = checks.of_site([page("/columns/x/", rows=("2026-11-20", ""))], TODAY)
    assert [f.words for f in found] and len(found) == 1


def test_the_home_page_rests_after_two_weeks():
    assert checks.of_site([page("/", rows=("2026-11-11",))], TODAY) == []
    (finding,) = checks.of_site([page("/", rows=("2026-11-10",))], TODAY)
    assert finding.rule == "V3"


@pytest.mark.parametrize(
    ("n", "rows", "kind", "veto"),
    [
        (4, (), "专题专栏", 0),
        (5, (), "专题专栏", 1),
        (4, ("2026-11-01",), "政务动态", 0),
        (5, ("2026-11-01",), "政务动态", 1),
    ],
)
def test_five_columns_fail_the_whole_site(n, rows, kind, veto):
    pages = [page(f"/columns/x{k}/", rows=rows, ColumnType=kind) for k in range(n)]
    assert len(checks.of_site(pages, TODAY)) == n + veto


def test_a_page_that_does_not_answer_is_found_and_a_withdrawn_item_is_not():
    assert checks.of_site([read("/lists/", "", 500)], TODAY)[0].rule == "V2"
    html = "<title>已撤下</title>" + "".join(
        f'<meta name="{name}" content="{METAS[name]}">' for name in checks.SITE
    )
    assert checks.of_page(read(ITEM, html + FOOT, 410)) == []


def test_a_walk_stays_on_the_site_and_looks_at_every_column():
    pages = {
        "/": '<a href="/columns/a-1/">a</a><a href="/columns/b2/">b</a>'
        '<a href="https://elsewhere.example/columns/c/">c</a><a href="?before=1">d</a>',
        "/columns/b2/": '<a href="/columns/c3/">c</a>',
    }
    asked = [one.path for one in walk.walk(lambda path: (path, 200, pages.get(path, "")))]
    assert [path for path in asked if checks.COLUMN_PAGE.match(path)] == [
        "/columns/a-1/",
        "/columns/b2/",
        "/columns/c3/",
    ]


@pytest.fixture
def run(capsys, monkeypatch):
    monkeypatch.setenv("MINGCHUANG_LANG", "zh")
    monkeypatch.setattr(program, "_django", lambda: None)

    def run(*words):
        code = program.main(["site-check", *words])
        return code, capsys.readouterr().out

    # A request closes old connections, and with them the transaction of this test.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield run
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.db
def test_a_district_with_good_columns_passes(district, run):
    samples.make()
    d.publish()
    acts.compose_home(["prices"], version=0, actor=d.person(d.OFFICE))
    d.tick()
    code, out = run()
    assert code == 0, out


@pytest.mark.db
def test_a_district_that_rests_fails_with_a_line_for_each_finding(district, run):
    samples.make(cadence=10)
    d.publish()
    d.tick()
    with clock.at(d.NOW + timedelta(days=20)):
        code, out = run()
    assert code == 1
    lines = out.splitlines()
    assert any(line.startswith("/columns/prices/  V4") for line in lines)
    assert any(line.startswith("/  V3") for line in lines)


def test_what_is_no_web_address_is_refused():
    with pytest.raises(ValueError, match="ftp"):
        walk.over_http("ftp://a.example/")


def test_a_site_that_nobody_answers_for_is_one_finding_a_page():
    _path, status, _text = walk.over_http("http://127.0.0.1:9/")("/")
    assert status == 0
