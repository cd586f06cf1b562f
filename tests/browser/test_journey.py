"""An officer, three reviewers and a reader take one item from draft to withdrawal."""

import json
import re
import time
import urllib.parse

import pytest

from conftest import run, wait_for  # tests/browser/conftest.py

pytestmark = pytest.mark.browser
UNIT = "YY1"
TITLE = "区第一人民医院核磁共振检查预约办法"
CHANGED = "区第一人民医院核磁共振检查预约办法（增加周末时段）"
AGREE = 2.0
"""Seconds within which page, JSON, list, search and log agree after an act."""


def write_prose(page, field: str, text: str) -> None:
    editor = page.locator(f"#el-{field} .tiptap")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def plain(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


def search(served, words: str) -> str:
    """The titles and excerpts found, without marks; not the search box."""
    return plain(
        served.get("/search/?q=" + urllib.parse.quote(words))[1].partition('role="status"')[2]
    )


def log_size(served) -> int:
    return int(served.get("/log/checkpoint")[1].splitlines()[1])


def decide(sign_in, staff, draft: str, *, files: int) -> str:
    """Let the three reviewers pass a draft; returns the item's desk address."""
    for role, button in (
        ("department_reviewer", "Approve, pass it on"),
        ("secrecy_reviewer", "Approve, pass it on"),
        ("signer", "Sign and publish"),
    ):
        page = sign_in(staff(UNIT, role))
        page.goto(draft)
        if role == "secrecy_reviewer":
            for number in range(files):
                form = page.locator("form.att").nth(number)
                form.get_by_label("may be published").check()
                form.get_by_role("button", name=re.compile("Decide")).click()
        page.get_by_role("button", name=button).click()
        page.wait_for_load_state()
        assert not page.problems
    return page.url


def test_from_draft_to_withdrawal(served, staff, sign_in, tmp_path):
    # Draft: the officer opens an owed row and writes; the text is saved without a button.
    officer = sign_in(staff(UNIT, "officer"))
    officer.goto(f"{served.url}/en/desk/owed/{UNIT}/")
    officer.get_by_role("button", name=re.compile("Write 门急诊时间和预约办法")).click()
    officer.wait_for_selector("#editor .tiptap")
    officer.fill("#editor [name=title]", TITLE)
    officer.fill("[name=formed_on]", "2026-11-20")
    write_prose(officer, "body", "核磁共振检查实行预约制，急诊不受限制。")
    for section in officer.locator("[data-field^=section_]").all():
        write_prose(
            officer,
            section.get_attribute("data-field"),
            "周一至周五 8:00–17:00，请提前一天预约，联系电话 0500-8600 2021。",
        )
    officer.wait_for_selector("#saved.ok:has-text('Saved')")
    wait_for(
        lambda: (
            "Saved" in officer.locator("#saved").inner_text()
            and officer.locator("[name=revision]").input_value() != "1"
        ),
        10,
    )
    officer.reload()
    assert officer.input_value("#editor [name=title]") == TITLE
    officer.wait_for_selector("#editor .tiptap")
    assert "预约制" in officer.locator("#el-body .tiptap").inner_text()

    # A mobile number is found beside its field and blocks handing in.
    officer.fill("[name=summary]", "咨询请打13800138000")
    officer.get_by_role("button", name="Hand in for review").click()
    officer.wait_for_selector("#problems")
    assert "mobile telephone number" in officer.locator("#el-summary .find").inner_text()
    assert "13800138000" not in officer.locator("#el-summary .find").inner_text()
    officer.fill("[name=summary]", "核磁共振检查提前一天预约，急诊随到随做。")

    # An attachment, then hand in.
    officer.get_by_role("button", name="Save", exact=True).click()
    officer.set_input_files(
        "[name=file]",
        {"name": "时段.csv", "mimeType": "text/csv", "buffer": "日,时段\n周一,8:00\n".encode()},
    )
    officer.fill("#files [name=title]", "预约时段表")
    officer.get_by_role("button", name="Attach").click()
    officer.wait_for_selector("text=时段.csv")
    officer.get_by_role("button", name="Hand in for review").click()
    officer.wait_for_url("**/review/")
    draft = officer.url
    assert not officer.problems

    # The secrecy reviewer returns it once, with words; the officer hands it in again.
    department = sign_in(staff(UNIT, "department_reviewer"))
    department.goto(draft)
    department.get_by_role("button", name="Approve, pass it on").click()
    secrecy = sign_in(staff(UNIT, "secrecy_reviewer"))
    secrecy.goto(draft)
    secrecy.get_by_role("button", name=re.compile("Return to")).click()
    assert "not returned without words" in secrecy.locator("[role=alert]").inner_text()
    secrecy.fill("#note", "第二段请写明急诊怎么办。")
    secrecy.get_by_role("button", name=re.compile("Return to")).click()
    officer.goto(f"{served.url}/en/desk/")
    assert "请写明急诊怎么办" in officer.content()
    officer.get_by_role("link", name=re.compile("Mend it")).first.click()
    officer.wait_for_selector("#editor .tiptap")
    officer.get_by_role("button", name="Hand in for review").click()
    officer.wait_for_url("**/review/")

    # Review and publish; then page, JSON, list, search and log agree.
    before = log_size(served)
    item = decide(sign_in, staff, draft, files=1)
    signed = time.monotonic()
    obj = re.search(r"/items/([0-9a-f]{32})/", item).group(1)
    wait_for(
        lambda: served.get(f"/items/{obj}/")[0] == 200 and TITLE in search(served, "核磁共振"),
        AGREE,
    )
    assert TITLE in plain(served.get("/lists/all/")[1])
    assert log_size(served) == before + 1
    assert time.monotonic() - signed < AGREE + 1
    body = json.loads(served.get(f"/items/{obj}.json")[1])
    assert (body["act"], body["version"], body["unit"]) == ("publish", 1, UNIT)
    assert "Entered in the public log" in served.get(f"/en/items/{obj}/")[1]
    key = re.search(r"files/(\w+)", json.dumps(list(body["parts"]))).group(1)
    file = f"/items/{obj}/v1/files/{key}/" + urllib.parse.quote("时段.csv")
    assert served.get(file)[0] == 200
    proof = served.get(f"/items/{obj}/v1.tlog-proof")[1]
    assert proof.startswith("c2sp.org/tlog-proof@v1\n")

    # Amend: a change with a new title; both versions are there and their difference.
    officer.goto(f"{served.url}/en/desk/items/{obj}/amend/")
    officer.get_by_label(re.compile("Change: the fact")).check()
    officer.fill("[name=note]", "增加周末时段。")
    officer.get_by_role("button", name="Open it for amendment").click()
    officer.wait_for_selector("#editor .tiptap")
    officer.fill("#editor [name=title]", CHANGED)
    officer.fill("[name=changed_on]", "2026-11-23")
    officer.get_by_role("button", name="Hand in for review").click()
    officer.wait_for_url("**/review/")
    assert "增加周末时段" in officer.locator(".diff").inner_text()
    decide(sign_in, staff, officer.url, files=1)
    wait_for(lambda: CHANGED in plain(served.get(f"/items/{obj}/")[1]), AGREE)
    wait_for(lambda: "增加周末时段" in plain(served.get("/lists/all/")[1]), AGREE)
    assert json.loads(served.get(f"/items/{obj}.json")[1])["version"] == 2
    assert served.get(f"/items/{obj}/v1/")[0] == 200
    reader = sign_in(staff(UNIT, "officer"))
    reader.goto(f"{served.url}/items/{obj}/")
    assert "增加周末时段" in reader.locator("#versions").inner_text()
    served.get(f"/items/{obj}/")  # stored now
    served.get("/lists/all/")

    # Withdraw with the worker killed: gone at once everywhere.
    leader = sign_in(staff(UNIT, "signer"))
    leader.goto(f"{served.url}/en/desk/items/{obj}/withdraw/")
    leader.get_by_label("Wrong content").check()
    leader.fill("[name=note]", "时段写错，已另行发布。")
    with served.without_worker():
        leader.get_by_role("button", name="Withdraw it").click()
        leader.wait_for_url(f"**/desk/items/{obj}/")
        status, page = served.get(f"/items/{obj}/")
        assert status == 410
        assert "预约制" not in page
        assert served.get(f"/items/{obj}/v2/")[0] == 410
        assert served.get(f"/items/{obj}.json")[0] == 410
        assert served.get(file.replace("/v1/", "/v2/"))[0] == 410
        assert served.get(file)[0] == 410
        assert served.get(f"/items/{obj}/v2/parts/text")[0] == 410
        assert "核磁共振" not in search(served, "核磁共振检查预约")
        assert CHANGED not in plain(served.get("/lists/all/")[1])
        assert CHANGED not in plain(served.get(f"/units/{UNIT}/")[1])
    size = log_size(served)
    wait_for(lambda: log_size(served) == size + 1 or log_size(served) > size, 15)
    wait_for(lambda: "时段写错" in served.get(f"/items/{obj}/")[1], 5)
    assert json.loads(served.get(f"/items/{obj}.json")[1])["act"] == "withdraw"
    wait_for(lambda: served.get("/health")[0] == 200, 15)
    checked = run(served.data, "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_two_windows_do_not_overwrite_each_other(served, staff, sign_in):
    first = sign_in(staff(UNIT, "officer"))
    first.goto(f"{served.url}/en/desk/owed/{UNIT}/")
    first.get_by_role("button", name=re.compile("Write 行风建设和投诉处理")).click()
    first.wait_for_selector("#editor .tiptap")
    second = sign_in(staff(UNIT, "officer"))
    second.goto(first.url)
    second.wait_for_selector("#editor .tiptap")
    first.fill("#editor [name=title]", "第一个窗口写的")
    wait_for(lambda: first.locator("[name=revision]").input_value() == "2", 10)
    second.fill("#editor [name=title]", "第二个窗口写的")
    second.wait_for_selector("#saved.late")
    assert "Somebody saved" in second.locator("#saved").inner_text()
    assert second.input_value("#editor [name=title]") == "第二个窗口写的"
    second.get_by_role("button", name="Save", exact=True).click()
    second.wait_for_url("**/meet/")
    sides = second.locator(".sides").inner_text()
    assert "第一个窗口写的" in sides and "第二个窗口写的" in sides
    third = sign_in(staff(UNIT, "officer"))
    third.goto(first.url)
    assert third.input_value("#editor [name=title]") == "第一个窗口写的"


def test_desk_works_by_keyboard_alone(served, staff, sign_in):
    page = sign_in(staff(UNIT, "officer"))
    page.goto(f"{served.url}/en/desk/owed/{UNIT}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("button", name=re.compile("^Write")).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#editor .tiptap")
    page.locator("#editor [name=title]").focus()
    page.keyboard.type("用键盘写的标题")
    for _step in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "save":
            break
    else:
        raise AssertionError("the Save button cannot be reached with Tab")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.input_value("#editor [name=title]") == "用键盘写的标题"


def test_reading_needs_no_script(served, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url + "/")
    page.fill("#q", "预案")
    page.click("form.search.big button")
    assert page.locator("ul.rec a.t").count() >= 1
    page.locator("ul.rec a.t").first.click()
    assert page.locator("article h1").inner_text()
    context.close()
