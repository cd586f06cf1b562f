"""Two editors meet; text from Word comes in as it will be kept; keys alone are enough."""

import io
import json
import re
from pathlib import Path

import pytest
import xlsxwriter
from editor_page import UNIT, kept, open_draft, paste, ready, saved, state, write
from playwright.sync_api import expect
from test_accessible import check

import word_files
from conftest import PASSWORD
from mingchuang.records import richtext

pytestmark = pytest.mark.browser
SAMPLES = Path(__file__).parents[1] / "records" / "office"


@pytest.fixture
def officer(sign_in, staff):
    return sign_in(staff(UNIT, "officer"))


def test_two_editors_meet_and_choose_field_by_field(served, staff, sign_in, officer):
    draft = open_draft(officer, served)
    second = sign_in(
        staff(UNIT, "officer"), bypass_csp=True, viewport={"width": 320, "height": 800}
    )
    second.goto(draft)
    ready(second)
    officer.fill("#editor [name=title]", "甲的标题")
    write(officer, "body", "甲的正文。")
    saved(officer)
    second.fill("#editor [name=title]", "乙的标题")
    second.fill("[name=summary]", "乙的摘要")
    expect(state(second)).to_contain_text("Somebody saved meanwhile")
    assert len(kept(second)) == 1
    state(second).get_by_role("button", name="Compare both texts").click()
    second.wait_for_url("**/meet/")
    assert second.locator("h2").all_inner_texts() == ["Title", "Summary", "Text"]
    expect(second.locator("[name=keep_title][value=mine]")).to_be_checked()
    expect(second.locator("[name=keep_body][value=theirs]")).to_be_checked()
    check(second, "meeting")
    second.locator("[name=keep_title][value=theirs]").check()
    second.get_by_role("button", name="Save what I chose").click()
    ready(second)
    assert second.input_value("#editor [name=title]") == "甲的标题"
    assert second.input_value("[name=summary]") == "乙的摘要"
    expect(second.locator("#el-body .tiptap")).to_have_text("甲的正文。")
    expect(second.locator("#kept-box")).to_be_hidden()
    assert kept(second) == []
    assert not officer.problems


def test_what_is_pasted_from_office_is_seen_as_it_will_be_kept(served, officer):
    open_draft(officer, served)
    for field, name in (("body", "word2016"), ("section_e1", "excel"), ("section_e2", "wps")):
        paste(officer, field, (SAMPLES / f"{name}.html").read_text(encoding="utf-8"))
        shown = officer.locator(f"#el-{field} [name={field}]").input_value()
        expected = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
        assert richtext.clean(shown) == expected, name
        assert not re.search("mso|Mso|font", shown)
    expect(officer.locator("#el-body .told")).to_contain_text("Pictures not pasted: 1")
    saved(officer)
    officer.reload()
    ready(officer)
    expect(officer.locator("#el-body .tiptap td").first).to_have_text("小型车")
    assert officer.locator("#el-body .tiptap [rowspan='2']").count() == 1
    assert not officer.problems


@pytest.mark.parametrize("width", [1280, 720, 320])
def test_the_toolbar_stays_below_the_save_bar_and_a_wide_table_in_its_box(
    served, sign_in, staff, width
):
    page = sign_in(staff(UNIT, "officer"), viewport={"width": width, "height": 900})
    open_draft(page, served)
    cells = "".join(f"<td>第{n}栏的名称</td>" for n in range(16))
    paste(page, "body", f"<table><tr>{cells}</tr><tr>{cells}</tr></table>")
    expect(page.locator("#el-body .tiptap th")).to_have_count(16)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    box = page.locator("#el-body .tiptap")
    assert box.evaluate("(b) => b.scrollWidth > b.clientWidth && b.clientWidth <= innerWidth")
    save, bar = page.locator(".save"), page.locator("#el-body .prose-menubar")
    order = "(e) => +getComputedStyle(e).zIndex"
    assert save.evaluate(order) > bar.evaluate(order)
    arrow = bar.locator(".prose-menubar__selected").evaluate(
        "(e) => getComputedStyle(e, '::after').content"
    )
    assert arrow == '""', "drawn, not a character that few fonts have"
    bar.locator(".prose-menubar__selected").click()
    expect(bar.locator(".prose-menubar__option").first).to_have_text("Heading")
    assert not page.problems


def test_a_pasted_picture_is_attached_and_its_words_are_asked_for(served, officer):
    open_draft(officer, served)
    officer.locator("#el-body .tiptap").evaluate(
        """async (box) => {
            const canvas = document.createElement("canvas");
            canvas.width = canvas.height = 8;
            const blob = await new Promise(done => canvas.toBlob(done, "image/png"));
            box.focus();
            const data = new DataTransfer();
            data.items.add(new File([blob], "shot.png", {type: "image/png"}));
            box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    image = officer.locator("#el-body .tiptap img")
    expect(image).to_have_attribute("src", "files/1")
    assert image.evaluate("i => i.decode().then(() => i.naturalWidth)") == 8
    saved(officer)
    officer.reload()
    ready(officer)
    expect(officer.locator("#files .find").first).to_contain_text("what the picture shows")
    expect(officer.locator("#el-body .tiptap img")).to_have_count(1)
    # The same picture once more, chosen from those attached.
    officer.locator("#el-section_e1 .tiptap").click()
    officer.locator("#el-section_e1 details.pictures summary").click()
    officer.locator("#el-section_e1 details.pictures button").click()
    expect(officer.locator("#el-section_e1 .tiptap img")).to_have_attribute("src", "files/1")
    saved(officer)


def test_a_word_file_fills_the_draft_and_unsaved_words_are_saved_first(served, officer):
    open_draft(officer, served)
    officer.fill("[name=summary]", "刚写的摘要")
    officer.locator("#office > summary").click()
    officer.set_input_files(
        "#from_word",
        {
            "name": "价格.docx",
            "mimeType": "application/octet-stream",
            "buffer": word_files.price_list(),
        },
    )
    officer.get_by_role("button", name="Take text from a Word file").click()
    officer.wait_for_selector(".banner.ok:has-text('价格.docx')")
    ready(officer)
    assert officer.input_value("[name=summary]") == "刚写的摘要"
    assert officer.input_value("#editor [name=title]") == "医疗服务价格公示"
    expect(officer.locator("#el-body .tiptap [rowspan='2']")).to_have_count(1)
    expect(officer.locator("#el-body .tiptap img")).to_have_count(1)
    expect(officer.locator(".banner.late")).to_contain_text("1 text box")
    assert not officer.problems


def test_keys_alone_lead_from_sign_in_to_handing_in(served, staff, browser, browser_context_args):
    context = browser.new_context(**browser_context_args, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(f"{served.url}/en/sign-in/")

    def to(selector: str, most: int = 150) -> None:
        """Press Tab until an element has the focus."""
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab does not reach {selector}")

    to("[name=username]")
    page.keyboard.type(staff(UNIT, "officer"))
    to("[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    to("a[href$='/desk/owed/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/owed/**")
    to("form[action*='/open/'] button")
    page.keyboard.press("Enter")
    ready(page)
    to("#editor [name=title]")
    page.keyboard.type("只用键盘写的公开信息")
    to("[name=formed_on]")
    page.keyboard.type("11202026")
    for field in page.locator("[data-field=body], [data-field^=section_]").all():
        to(f"#el-{field.get_attribute('data-field')} .tiptap")
        page.keyboard.type("用键盘写的一段。")
    to("#editor [name=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/")
    context.close()


def test_the_preview_at_three_sizes(served, sign_in, staff):
    for width in (1280, 320):
        page = sign_in(
            staff(UNIT, "officer"), bypass_csp=True, viewport={"width": width, "height": 900}
        )
        draft = open_draft(page, served)
        page.fill("#editor [name=title]", "预览看看")
        page.get_by_role("link", name="Look at it as readers will").click()
        page.wait_for_url("**/preview/")
        frame = page.frame_locator("iframe")
        expect(frame.locator("h1")).to_have_text("预览看看")
        check(page, f"preview, {width}")
        page.get_by_role("link", name="In large type").click()
        expect(frame.locator("html")).to_have_attribute("data-mode", "elder")
        assert page.url.startswith(draft)
        page.context.close()


def test_one_of_several_sheets_becomes_a_table(served, sign_in, staff):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for name in ("门诊", "急诊"):
        sheet = book.add_worksheet(name)
        for row, cells in enumerate([["项目", "价格（元）"], [f"{name}挂号", 1]]):
            sheet.write_row(row, 0, cells)
    book.close()
    page = sign_in(staff(UNIT, "officer"), bypass_csp=True, viewport={"width": 320, "height": 900})
    open_draft(page, served)
    page.locator("#office > summary").click()
    page.set_input_files(
        "#from_sheet", {"name": "价.xlsx", "mimeType": "x/x", "buffer": out.getvalue()}
    )
    page.select_option("#from_target", "section_e1")
    page.get_by_role("button", name="Take a table from an Excel file").click()
    page.wait_for_url("**/sheet/")
    check(page, "sheets")
    page.get_by_label("急诊").check()
    page.get_by_role("button", name="Take this sheet").click()
    ready(page)
    expect(page.locator("#el-section_e1 .tiptap td").first).to_have_text("急诊挂号")
