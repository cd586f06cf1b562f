"""A lost line, a closed window and an ended sign-in lose nothing that was typed."""

import re

import pytest
from editor_page import UNIT, kept, open_draft, ready, saved, state, write
from playwright.sync_api import expect

from conftest import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def officer(sign_in, staff):
    return sign_in(staff(UNIT, "officer"))


def test_a_lost_line_keeps_the_text_and_sends_it_when_it_is_back(served, officer):
    open_draft(officer, served)
    officer.context.set_offline(True)
    officer.fill("#editor [name=title]", "断线时写的标题")
    expect(state(officer)).to_contain_text("kept on this computer")
    write(officer, "body", "断线时写的一段。")
    assert len(kept(officer)) == 1
    officer.context.set_offline(False)
    saved(officer)
    assert kept(officer) == []
    officer.reload()
    ready(officer)
    assert officer.input_value("#editor [name=title]") == "断线时写的标题"
    expect(officer.locator("#el-body .tiptap")).to_have_text("断线时写的一段。")
    assert not officer.problems


def test_a_save_whose_answer_is_lost_is_not_taken_for_somebody_elses(served, officer):
    open_draft(officer, served)
    lost = []

    def swallow(route):
        route.fetch()
        lost.append(1)
        route.abort()

    officer.route("**/save/", swallow, times=1)
    officer.fill("#editor [name=title]", "答复丢了")
    expect(state(officer)).to_contain_text("kept on this computer")
    officer.fill("#editor [name=title]", "答复丢了之后又改")
    saved(officer)
    assert lost and officer.input_value("[name=revision]") == "3"


def test_a_closed_window_offers_its_text_again(served, officer):
    draft = open_draft(officer, served)
    officer.context.set_offline(True)
    officer.fill("#editor [name=title]", "没来得及保存")
    write(officer, "body", "关窗前的一句。")
    expect(state(officer)).to_contain_text("kept on this computer")
    officer.close()
    context = officer.context
    context.set_offline(False)
    page = context.new_page()
    page.goto(draft)
    ready(page)
    assert page.input_value("#editor [name=title]") == ""
    box = page.locator("#kept-box")
    expect(box).to_contain_text("is kept on this computer")
    box.get_by_role("button", name="Take it").click()
    assert page.input_value("#editor [name=title]") == "没来得及保存"
    expect(page.locator("#el-body .tiptap")).to_have_text("关窗前的一句。")
    saved(page)
    assert kept(page) == []
    expect(box).to_be_hidden()


def test_kept_text_can_be_thrown_away_after_a_question(served, officer):
    draft = open_draft(officer, served)
    officer.context.set_offline(True)
    officer.fill("#editor [name=title]", "不要了")
    expect(state(officer)).to_contain_text("kept on this computer")
    officer.close()
    officer.context.set_offline(False)
    page = officer.context.new_page()
    page.goto(draft)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#kept-box").get_by_role("button", name="Throw it away").click()
    expect(page.locator("#kept-box")).to_be_hidden()
    assert kept(page) == []


def test_an_ended_sign_in_is_said_and_saving_goes_on_after_signing_in_again(served, staff, officer):
    draft = open_draft(officer, served)
    officer.context.clear_cookies(name="sessionid")
    officer.fill("#editor [name=title]", "登录过期后写的")
    expect(state(officer)).to_contain_text("signed out")
    assert len(kept(officer)) == 1
    with officer.context.expect_page() as opened:
        state(officer).get_by_role("link", name="Sign in in a new window").click()
    other = opened.value
    other.fill("[name=username]", staff(UNIT, "officer"))
    other.fill("[name=password]", PASSWORD)
    other.click("main button.btn")
    other.wait_for_url("**/desk/")
    other.close()
    officer.bring_to_front()
    officer.fill("#editor [name=summary]", "接着写")
    saved(officer)
    assert kept(officer) == []
    # The page's plain forms carry the new token as well.
    officer.get_by_role("button", name="Hand in for review").click()
    officer.wait_for_selector("#problems")
    assert officer.url.startswith(draft)
    assert officer.input_value("#editor [name=title]") == "登录过期后写的"


def test_somebody_elses_sign_in_does_not_save_in_their_name(served, staff, sign_in, officer):
    open_draft(officer, served)
    other = sign_in(staff(UNIT, "signer"))
    officer.context.clear_cookies()
    officer.context.add_cookies(other.context.cookies())
    officer.fill("#editor [name=title]", "不该记在别人名下")
    expect(state(officer)).to_contain_text("Somebody else has signed in")
    assert len(kept(officer)) == 1


def test_leaving_warns_only_when_something_is_unsaved(served, officer):
    open_draft(officer, served)
    asked = []
    officer.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    officer.fill("#editor [name=title]", "保存过的")
    saved(officer)
    officer.goto(f"{served.url}/en/desk/")
    assert asked == []
    officer.go_back()
    ready(officer)
    officer.context.set_offline(True)
    officer.fill("#editor [name=title]", "没保存的")
    expect(state(officer)).to_contain_text("kept on this computer")
    officer.context.set_offline(False)
    officer.route("**/save/", lambda route: route.abort())
    officer.goto(f"{served.url}/en/desk/")
    assert asked == ["beforeunload"]


def test_signing_out_asks_before_it_deletes_what_is_kept(served, officer):
    open_draft(officer, served)
    officer.route("**/save/", lambda route: route.abort())
    officer.fill("#editor [name=title]", "只在这台电脑上")
    expect(state(officer)).to_contain_text("kept on this computer")
    officer.once("dialog", lambda dialog: dialog.dismiss())
    officer.get_by_role("button", name="Sign out").click()
    expect(state(officer)).to_contain_text("kept on this computer")
    assert len(kept(officer)) == 1
    officer.on("dialog", lambda dialog: dialog.accept())
    officer.get_by_role("button", name="Sign out").click()
    officer.wait_for_url(re.compile(r"/en/$|:\d+/$"))
    assert kept(officer) == []
