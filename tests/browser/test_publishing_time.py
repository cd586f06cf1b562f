"""Documents that the calendar, other documents or a hurry act upon, from the desk to the reader."""

import io
import json
import re
import urllib.parse
from datetime import datetime, time, timedelta

import editor_page
import pytest
import xlsxwriter
from axe_check import check_widths  # tests/browser/axe_check.py

from conftest import serving, signed_in, wait_for  # tests/browser/conftest.py
from mingchuang.clock import SHANGHAI

pytestmark = pytest.mark.browser
UNIT = "YY1"
MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=SHANGHAI)
"""A Wednesday; the tests let the time pass from here on, never back."""
SHOWN = 2.0
"""Seconds within which page, list and log agree once the worker has asked the calendar."""
REVIEWERS = ("department_reviewer", "secrecy_reviewer", "signer")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    shift = MORNING - datetime.now(SHANGHAI)
    yield from serving(tmp_path_factory.mktemp("in-time"), shift)


@pytest.fixture(scope="module")
def at_desk(browser, browser_context_args, served, staff):
    """Return a function that gives the page of the unit's person with a role, signed in.

    A session ends when nobody uses it; after the calendar has passed, everybody signs in again.
    """
    pages = {}

    def page_of(role: str):
        here = (role, served.shift)
        if here not in pages:
            context = browser.new_context(**browser_context_args)
            pages[here] = signed_in(context, served, staff(UNIT, role))
        return pages[here]

    yield page_of
    for page in pages.values():
        assert not page.problems
        page.context.close()


def plain(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


def read(served, address: str) -> str:
    return plain(served.get(address)[1])


def found(served, words: str) -> str:
    """Return what a search finds, without the box that repeats the words."""
    page = served.get("/search/?q=" + urllib.parse.quote(words))[1]
    return plain(page.partition('role="status"')[2])


def log_size(served) -> int:
    return int(served.get("/log/checkpoint")[1].splitlines()[1])


def write_news(served, page, title: str, body: str = "具体安排见正文，请相互转告。") -> str:
    """Write a piece of news that no obligation asks for; returns the draft's address."""
    page.goto(f"{served.url}/en/desk/")
    page.get_by_role("link", name="Write without an obligation").click()
    page.get_by_label("News").check()
    page.get_by_role("button", name="Write", exact=True).click()
    fill(page, title, body)
    page.get_by_role("button", name="Save", exact=True).click()
    editor_page.saved(page)
    return page.url.partition("?")[0].partition("#")[0]


def fill(page, title: str, body: str) -> None:
    page.wait_for_selector("#el-body .tiptap")
    page.fill("#editor [name=title]", title)
    page.fill("#editor [name=formed_on]", "2026-11-20")
    page.locator("#el-body .tiptap").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(body)


def arrange(page, draft: str, **fields: str) -> None:
    """Fix what is beside the text of a draft, by the names of the form's fields."""
    page.goto(draft)
    page.get_by_role("link", name=re.compile("hour, display window")).click()
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_url(draft)


def hand_in(page, draft: str) -> str:
    """Hand a draft in; returns the address of its review page."""
    page.goto(draft)
    page.wait_for_selector("#el-body .tiptap")
    page.get_by_role("button", name="Hand in for review").click()
    page.wait_for_url("**/review/")
    return page.url


def approve(at_desk, review: str, *roles: str) -> str:
    """Let reviewers approve a document one after the other; returns where the last one ends up."""
    for role in roles or REVIEWERS:
        page = at_desk(role)
        page.goto(review)
        page.get_by_role("button", name=re.compile("^(Approve, pass it on|Sign and|Sign:)")).click()
        page.wait_for_selector(".banner:has-text('Approved'), .banner:has-text('Signed')")
    return page.url


def published(at_desk, served, title: str, **arranged: str) -> str:
    """Write a piece of news and let it be published; returns the public address of its item."""
    officer = at_desk("officer")
    draft = write_news(served, officer, title)
    if arranged:
        arrange(officer, draft, **arranged)
    return item_of(approve(at_desk, hand_in(officer, draft)))


def item_of(address: str) -> str:
    return re.search(r"/items/[0-9a-f]{32}/", address).group()


def table(*rows: tuple[str, ...]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    book.close()
    return out.getvalue()


def midnight(day) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def test_a_document_is_published_at_its_hour_and_not_before(served, at_desk):
    title = "门诊大楼北门封闭施工的通知"
    officer = at_desk("officer")
    draft = write_news(served, officer, title)
    hour = (served.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    arrange(officer, draft, publish_at=hour.strftime("%Y-%m-%dT%H:%M"))
    review = hand_in(officer, draft)
    assert hour.strftime("%H:%M") in officer.locator("main").inner_text()
    approve(at_desk, review)
    assert "Signed. It is published at" in at_desk("signer").locator(".banner").inner_text()
    size = log_size(served)
    officer.goto(review)
    assert "Signed; it is published at" in officer.locator("main").inner_text()
    check_widths(officer, "review of a scheduled document")
    assert title not in read(served, "/lists/all/")

    served.restart_at(hour)
    wait_for(lambda: title in read(served, "/lists/all/"), SHOWN)
    address = next(
        href
        for href, name in re.findall(
            r'href="(/items/[0-9a-f]{32}/)"[^>]*>(.*?)</a>', served.get("/lists/all/")[1]
        )
        if plain(name) == title
    )
    wait_for(lambda: title in read(served, address) and log_size(served) == size + 1, SHOWN)
    body = json.loads(served.get(address.rstrip("/") + ".json")[1])
    assert datetime.fromisoformat(body["published_at"]) >= hour
    officer = at_desk("officer")
    officer.goto(review)
    assert "Published at its hour" in officer.locator("main").inner_text()


def test_a_list_of_persons_is_gone_when_its_display_is_over(served, at_desk):
    name, title = "殷小满", "2026年度先进工作者拟表彰名单公示"
    officer = at_desk("officer")
    draft = write_news(served, officer, title)
    last = served.now().date() + timedelta(days=5)
    officer.goto(draft + "arrange/")
    officer.fill("[name=window_end]", last.isoformat())
    sheet = table(("姓名", "科室"), (name, "急诊科"), ("陆知微", "检验科"))
    officer.set_input_files(
        "[name=file]", {"name": "名单.xlsx", "mimeType": "application/zip", "buffer": sheet}
    )
    officer.get_by_role("button", name="Take the list").click()
    officer.wait_for_selector("text=The list has 2 rows.")
    assert officer.input_value("[name=window_end]") == last.isoformat()
    check_widths(officer, "beside the text, with a list of persons")
    review = hand_in(officer, draft)
    secrecy = at_desk("secrecy_reviewer")
    secrecy.goto(review)
    assert name in secrecy.locator("main").inner_text()
    check_widths(secrecy, "review of a list of persons")
    address = item_of(approve(at_desk, review))
    wait_for(lambda: name in read(served, address), SHOWN)
    reader = at_desk("officer")
    reader.goto(served.url + "/en" + address)
    page = reader.locator("main").inner_text()
    assert "On display" in page and "then deleted" in page
    check_widths(reader, "a display with a list of persons")

    parts = json.loads(served.get(address.rstrip("/") + ".json")[1])["parts"]
    (listed,) = [f"{address}v1/parts/{part}" for part in parts if "persons" in part]
    assert name in served.get(listed)[1]
    served.restart_at(midnight(last + timedelta(days=1)))
    wait_for(lambda: "The display is over" in read(served, "/en" + address), SHOWN)
    for place in (address, f"{address}v1/", f"{address}v2/", listed, listed.replace("v1", "v2")):
        assert name not in served.get(place)[1], place
    for version in ("", "/v1", "/v2"):
        assert name not in served.get(f"{address.rstrip('/')}{version}.json")[1]
    assert title in read(served, address)
    assert name not in found(served, name)
    officer = at_desk("officer")
    officer.goto(review)
    assert name not in officer.locator("main").inner_text()
    officer.goto(served.url + address)
    check_widths(officer, "a display that is over")


def test_a_repealed_document_and_its_successor_name_each_other(served, at_desk):
    old, new = "探视时间规定（2024年）", "探视和陪护办法（2026年）"
    before = published(at_desk, served, old)
    officer = at_desk("officer")
    draft = write_news(served, officer, new)
    officer.goto(draft + "arrange/")
    officer.get_by_text("Documents it repeals or replaces").click()
    row = officer.locator("fieldset", has_text="Document 1")
    row.get_by_label(re.compile("^Document")).select_option(label=old)
    row.get_by_label("What becomes of it").select_option(label="Repealed")
    officer.get_by_role("button", name="Keep", exact=True).click()
    officer.wait_for_url(draft)
    after = item_of(approve(at_desk, hand_in(officer, draft)))
    reader = officer
    wait_for(lambda: "Repealed" in read(served, "/en" + before), SHOWN)
    reader.goto(served.url + "/en" + before)
    check_widths(reader, "a repealed document")
    reader.locator(".banner").get_by_role("link", name=new).click()
    reader.wait_for_url("**" + after)
    check_widths(reader, "a document that repeals another")
    reader.get_by_role("link", name=old).click()
    reader.wait_for_url("**" + before)
    row = served.get("/en/lists/all/")[1].partition(f'{before}"')[2].partition("</tr>")[0]
    assert "not in force" in row
    officer.goto(f"{served.url}/en/desk{before}")
    assert "Repealed" in officer.locator("main").inner_text()
    check_widths(officer, "a repealed item on the desk")


def test_a_series_is_handed_in_and_decided_in_one_go(served, at_desk):
    titles = [f"流感疫苗接种安排（第{n}批）" for n in "一二三"]
    officer = at_desk("officer")
    for title in titles:
        write_news(served, officer, title)
    officer.goto(f"{served.url}/en/desk/documents/?q=" + urllib.parse.quote("流感疫苗"))
    for title in titles:
        officer.get_by_role("checkbox", name=title).check()
    officer.get_by_role("button", name="Hand in as one series").click()
    officer.wait_for_url("**/desk/series/*/")
    series = officer.url
    check_widths(officer, "a series")
    buttons = ("Approve all", "Approve all", "Sign and publish all")
    for role, button in zip(REVIEWERS, buttons, strict=True):
        page = at_desk(role)
        page.goto(f"{served.url}/en/desk/reviews/")
        page.get_by_role("link", name=titles[1], exact=True).click()
        page.get_by_role("link", name=re.compile("Part of a series")).click()
        page.wait_for_url(series)
        shown = page.locator("main").inner_text()
        assert all(title in shown and "具体安排见正文" in shown for title in titles)
        page.get_by_role("button", name=button).click()
        page.wait_for_selector(".banner.success")
    assert "3 documents published" in page.locator(".banner").inner_text()
    wait_for(lambda: all(title in read(served, "/lists/all/") for title in titles), SHOWN)


def test_an_emergency_is_published_by_the_duty_signer_and_reviewed_afterwards(served, at_desk):
    name, title = "停诊通知范本", "门诊临时停诊的紧急通知"
    officer = at_desk("officer")
    review = hand_in(officer, write_news(served, officer, "停诊通知", "因故停诊，恢复另行通知。"))
    officer.get_by_text("Keep as a template").click()
    officer.fill("#tname", name)
    officer.get_by_role("button", name="Keep", exact=True).click()
    officer.wait_for_url("**/desk/templates/")
    assert officer.get_by_role("button", name=f"Emergency {name}").count() == 0
    leader = at_desk("signer")
    leader.goto(f"{served.url}/en/desk/templates/")
    leader.get_by_role("button", name=f"Approve for emergencies {name}").click()
    leader.wait_for_selector(".banner:has-text('Done')")
    officer.goto(f"{served.url}/en/desk/templates/")
    check_widths(officer, "templates")
    officer.get_by_role("button", name=f"Emergency {name}").click()
    fill(officer, title, "因停电，门诊今日下午停诊，急诊照常。")
    officer.get_by_role("button", name="Hand in for review").click()
    officer.wait_for_url("**/review/")
    review = officer.url
    address = item_of(approve(at_desk, review, "duty_signer"))
    wait_for(lambda: "Published as an emergency" in read(served, "/en" + address), SHOWN)
    officer.goto(served.url + address)
    check_widths(officer, "an emergency publication")

    served.restart_at(midnight(served.now().date() + timedelta(days=1)) + timedelta(hours=9))
    reviewer = at_desk("department_reviewer")
    reviewer.goto(f"{served.url}/en/desk/")
    task = reviewer.locator("ul.task li", has_text=title)
    assert "to review afterwards" in task.inner_text()
    task.get_by_role("link", name=re.compile("^Review")).click()
    reviewer.wait_for_url(review)
    check_widths(reviewer, "review after an emergency")
    reviewer.get_by_role("button", name="Nothing to object").click()
    reviewer.wait_for_url("**/desk/")
    assert reviewer.locator("ul.task li", has_text=title).count() == 0
    secrecy = at_desk("secrecy_reviewer")
    secrecy.goto(f"{served.url}/en/desk/")
    assert secrecy.locator("ul.task li", has_text=title).count() == 1


def test_a_number_that_may_be_published_is_released_with_a_reason(served, at_desk):
    number, why = "13800138000", "这是急救值班的公务手机。"
    officer = at_desk("officer")
    draft = write_news(served, officer, "急救值班电话", f"夜间急救请拨打{number}。")
    officer.get_by_role("button", name="Hand in for review").click()
    officer.wait_for_selector("#problems")
    officer.get_by_label(re.compile("Why these findings may stay")).fill(why)
    officer.get_by_role("button", name="Hand in for review").click()
    officer.wait_for_url("**/review/")
    review = officer.url
    assert review == draft + "review/"
    approve(at_desk, review, "department_reviewer")
    secrecy = at_desk("secrecy_reviewer")
    secrecy.goto(review)
    assert why in secrecy.locator("#checks").inner_text()
    check_widths(secrecy, "review of what asks for a release")
    secrecy.get_by_role("button", name="Approve, pass it on").click()
    assert "Not released yet" in secrecy.locator("[role=alert]").inner_text()
    secrecy.get_by_label("It may be published, because").fill("公务号码，已核对。")
    secrecy.get_by_role("button", name=re.compile("^Release")).click()
    secrecy.wait_for_selector("#checks :text('released')")
    address = item_of(approve(at_desk, review, "secrecy_reviewer", "signer"))
    wait_for(lambda: number in read(served, address), SHOWN)
