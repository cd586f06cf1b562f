"""Masking in the editor: a selection, a column, what a finding points at; undo; keys alone."""

import pytest
from editor_page import UNIT, open_draft, paste, saved, write
from playwright.sync_api import expect
from test_accessible import check

pytestmark = pytest.mark.browser
PHONE = "13812345678"
TABLE = (
    "<table><tr><th>姓名</th><th>手机</th></tr>"
    f"<tr><td>欧阳罕见</td><td>{PHONE}</td></tr>"
    f"<tr><td><p>李四</p><p>王五</p></td><td>{PHONE}</td></tr></table>"
)


@pytest.fixture
def officer(sign_in, staff):
    return sign_in(staff(UNIT, "officer"), viewport={"width": 1280, "height": 900})


def box(page, field="body"):
    return page.locator(f"#el-{field} .tiptap")


def cells(page) -> list[str]:
    return box(page).locator("td").all_inner_texts()


def stand_in(page, line) -> None:
    """Put the cursor before a line's first character, as a person does.

    Ctrl+Home within 200 ms of getting the focus is undone by the editor: browsers jump there too.
    """
    line.click()
    page.keyboard.press("Home")


def choose(page, group: str, kind: str, field="body") -> None:
    page.locator(f"#el-{field}").get_by_role("button", name="Mask", exact=True).click()
    page.get_by_role("group", name=group).get_by_role("button", name=kind).click()


def test_a_selection_is_masked_in_place_and_undo_brings_it_back(served, officer):
    open_draft(officer, served)
    write(officer, "body", f"\U00020000某的电话{PHONE}。")
    officer.keyboard.press("Enter")
    officer.keyboard.type(f"值班{PHONE}")
    choose(officer, "In the whole text", "what the checks find")
    expect(box(officer)).not_to_contain_text(PHONE)
    officer.keyboard.press("Control+z")
    expect(box(officer).locator("p").first).to_have_text(f"\U00020000某的电话{PHONE}。")
    # Only what is selected: the last line.
    stand_in(officer, box(officer).locator("p").last)
    officer.keyboard.press("Shift+End")
    choose(officer, "The selected text as", "what the checks find")
    expect(box(officer).locator("p").last).to_have_text("值班138****5678")
    expect(officer.locator("#el-body .told")).to_contain_text("Masked: 1")
    expect(box(officer).locator("p").first).to_have_text(f"\U00020000某的电话{PHONE}。")
    # As one value of a kind that no detector would find.
    stand_in(officer, box(officer).locator("p").first)
    for _ in range(2):
        officer.keyboard.press("Shift+ArrowRight")
    choose(officer, "The selected text as", "name")
    expect(box(officer).locator("p").first).to_have_text(f"\U00020000**的电话{PHONE}。")
    saved(officer)
    assert not officer.problems


def test_a_column_is_masked_below_its_heading_by_keys_alone(served, officer):
    open_draft(officer, served)
    paste(officer, "body", TABLE)
    assert cells(officer) == ["欧阳罕见", PHONE, "李四\n\n王五", PHONE]
    box(officer).locator("td").first.click()
    officer.keyboard.press("Alt+F10")
    expect(officer.locator("#el-body .maskers button").first).to_be_focused()
    officer.keyboard.press("Escape")
    expect(officer.locator("#el-body .maskers")).to_be_hidden()
    expect(box(officer)).to_be_focused()
    officer.keyboard.press("Alt+F10")
    name = officer.get_by_role("group", name="This column").get_by_role("button", name="name")
    for _ in range(20):
        if name.evaluate("b => b === document.activeElement"):
            break
        officer.keyboard.press("ArrowRight")
    officer.keyboard.press("Enter")
    expect(box(officer).locator("td").first).to_have_text("欧阳**")
    assert cells(officer) == ["欧阳**", PHONE, "李**\n\n王**", PHONE]
    assert box(officer).locator("th").all_inner_texts() == ["姓名", "手机"]
    officer.keyboard.press("Control+z")
    expect(box(officer).locator("td").first).to_have_text("欧阳罕见")
    assert cells(officer) == ["欧阳罕见", PHONE, "李四\n\n王五", PHONE]
    box(officer).locator("td").nth(1).click()
    choose(officer, "This column", "telephone")
    expect(box(officer).locator("td").nth(3)).to_have_text("138****5678")
    assert cells(officer) == ["欧阳罕见", "138****5678", "李四\n\n王五", "138****5678"]
    assert not officer.problems


def test_merged_cells_count_for_each_column_they_cover(served, officer):
    open_draft(officer, served)
    paste(
        officer,
        "body",
        "<table><tr><th>村</th><th>姓名</th><th>金额</th></tr>"
        "<tr><td rowspan=2>东窗村</td><td>欧阳罕见</td><td>100</td></tr>"
        "<tr><td>李四</td><td>200</td></tr></table>",
    )
    box(officer).locator("td", has_text="李四").click()
    choose(officer, "This column", "name")
    expect(box(officer).locator("td", has_text="李**")).to_have_count(1)
    assert cells(officer) == ["东窗村", "欧阳**", "100", "李**", "200"]


def test_what_a_finding_points_at_is_masked_beside_it(served, officer):
    open_draft(officer, served)
    officer.fill("#editor [name=title]", f"电话{PHONE}、13900001111的通知")
    write(officer, "body", f"联系人电话{PHONE}。")
    buttons = officer.locator("#el-title .find").get_by_role("button", name="Mask it")
    expect(buttons).to_have_count(2)
    buttons.first.click()
    title = officer.locator("#editor [name=title]")
    expect(title).to_have_value("电话138****5678、13900001111的通知")
    officer.keyboard.press("Control+z")
    expect(title).to_have_value(f"电话{PHONE}、13900001111的通知")
    buttons.first.click()
    expect(buttons).to_have_count(1)
    buttons.first.click()
    expect(title).to_have_value("电话138****5678、139****1111的通知")
    officer.locator("#el-body .find").get_by_role("button", name="Mask it").click()
    expect(box(officer)).to_have_text("联系人电话138****5678。")
    expect(officer.locator("#el-body .find button")).to_have_count(0)
    saved(officer)
    assert not officer.problems


def test_a_text_that_went_on_meanwhile_is_left_alone_and_a_lost_line_is_said(served, officer):
    open_draft(officer, served)
    write(officer, "body", f"电话{PHONE}")
    held = []
    officer.route("**/desk/mask/", lambda route: held.append(route))
    with officer.expect_request("**/desk/mask/"):
        choose(officer, "In the whole text", "what the checks find")
    officer.keyboard.type("，又写")
    held.pop().continue_()
    expect(officer.locator("#el-body .told")).to_contain_text("changed meanwhile")
    officer.unroute("**/desk/mask/")
    officer.route("**/desk/mask/", lambda route: route.abort())
    choose(officer, "In the whole text", "what the checks find")
    expect(officer.locator("#el-body .told")).to_contain_text("Not masked")
    expect(box(officer)).to_have_text(f"电话{PHONE}，又写")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_without_script_and_the_open_menu(served, sign_in, staff, width):
    page = sign_in(
        staff(UNIT, "officer"), bypass_csp=True, viewport={"width": width, "height": 900}
    )
    open_draft(page, served)
    paste(page, "body", TABLE)
    box(page).locator("td").first.click()
    page.keyboard.press("Alt+F10")
    check(page, f"editor with the menu, {width}")
    page.goto(f"{served.url}/en/desk/mask/")
    check(page, f"mask, {width}")
    page.fill("#text", f"电话{PHONE}")
    page.get_by_role("button", name="Mask the text").click()
    expect(page.get_by_label("The masked text")).to_have_value("电话138****5678")
    check(page, f"mask, a text, {width}")
    page.set_input_files(
        "#table",
        {
            "name": "名单.csv",
            "mimeType": "text/csv",
            "buffer": f"姓名,手机,身份证号,备注\n欧阳罕见,{PHONE},330105199001011236,困难家庭\n".encode(),
        },
    )
    page.get_by_role("button", name="Look at the columns").click()
    expect(page.get_by_label("手机")).to_have_value("phone")
    check(page, f"mask, a table, {width}")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download masked .csv").click()
    assert "欧阳**,138****5678" in waited.value.path().read_text(encoding="utf-8-sig")
