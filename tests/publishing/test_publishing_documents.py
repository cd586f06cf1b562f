"""The list of documents: found in every state, page by page; several moved at once, each by itself."""

from urllib.parse import parse_qs

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.publishing import acts, finding
from mingchuang.publishing.models import Draft, IndexNumber

pytestmark = pytest.mark.db


def found(username, **given):
    given = {name.rstrip("_"): value for name, value in given.items()}
    return finding.find(finding.read(given), d.roles(username))


def titles(username=d.OFFICER, **given):
    return [row.draft.title for row in found(username, **given).rows]


def test_words_are_found_anywhere_in_title_numbers_and_name():
    d.write(title="二〇二六年医疗服务价格表", docno="明示卫〔2026〕7号")
    d.write("MC-030", title="门诊时间安排")
    number = IndexNumber.objects.get(obj=d.publish(title="已经公开的价目")).text
    assert titles(q="服务价格表") == ["二〇二六年医疗服务价格表"]
    assert titles(q="〔2026〕7号") == ["二〇二六年医疗服务价格表"]
    assert titles(q=number[-8:]) == ["已经公开的价目"]
    assert len(titles(q="云舒")) == 3
    assert titles(q="价 二〇二六") == ["二〇二六年医疗服务价格表"]
    assert titles(q="没有这句") == []
    assert set(titles(q="医疗服务价格")) == {
        "二〇二六年医疗服务价格表",
        "已经公开的价目",
    }  # its row


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", '"', "\x00", "100%"])
def test_signs_of_the_database_are_only_signs(q):
    d.write(title="价格表")
    assert titles(q=q) == ([] if q != "\x00" else ["价格表"])


def test_a_half_written_title_is_found():
    draft = d.write(title="")
    acts.save(
        draft.pk, revision=draft.revision, content={}, raw={"title": "半个标"}, actor=draft.drafter
    )
    assert titles(q="半个") == ["半个标"]


def test_states_are_told_of_the_object_too():
    first = d.publish(title="会被更正的")
    d.amend(first, title="更正以后的")
    gone = d.publish("MC-030", title="撤下的")
    d.withdraw(gone)
    d.submit(d.write(title="审核中的"))
    aside = d.write(title="放下的")
    acts.discard(aside.pk, actor=aside.drafter)
    assert titles(state="published") == ["更正以后的"]
    assert titles(state="replaced") == ["会被更正的"]
    assert titles(state="withdrawn") == ["撤下的"]
    assert titles(state="review") == ["审核中的"]
    assert titles(state="discarded") == ["放下的"]
    states = {row.draft.title: row.state for row in found(d.OFFICER).rows}
    assert states == {
        "会被更正的": "replaced",
        "更正以后的": "published",
        "撤下的": "withdrawn",
        "审核中的": "review",
        "放下的": "discarded",
    }


def test_days_are_those_of_shanghai():
    with clock.at("2026-03-05T00:00"):
        d.write(title="五日零时")
    with clock.at("2026-03-05T23:59:59"):
        d.write(title="五日最后一秒")
    with clock.at("2026-03-06T00:00"):
        d.write(title="六日")
    assert titles(from_="2026-03-05", to="2026-03-05") == ["五日最后一秒", "五日零时"]
    assert titles(from_="2026-03-06") == ["六日"]


def test_nobody_finds_the_documents_of_another_unit():
    d.write(title="医院的")
    d.write("MC-035", "XX2", title="学校的")
    assert titles(d.TEACHER) == ["学校的"]
    assert titles(d.TEACHER, unit="YY1") == []
    assert set(titles(d.AUDITOR)) == {"医院的", "学校的"}
    assert titles(d.AUDITOR, unit="YY1") == ["医院的"]
    assert titles(d.ADMINISTRATOR) == []


@pytest.mark.parametrize("order", ["", "old"])
def test_pages_go_on_after_the_last_row_also_among_equal_hours(order, monkeypatch):
    monkeypatch.setattr(finding, "PAGE", 3)
    for n in range(8):
        d.write(title=f"第{n}件")
    seen, after = [], ""
    while True:
        page = found(d.OFFICER, order=order, after=after)
        seen += [row.draft.pk for row in page.rows]
        if not page.after:
            break
        with clock.at("2026-03-02T11:00"):
            d.write(title="刚写的")  # a new row at the head moves no page
        after = page.after
    assert len(seen) == len(set(seen))
    old = set(Draft.objects.exclude(content__title="刚写的").values_list("pk", flat=True))
    assert old <= set(seen)
    assert order or len(seen) == 8


@pytest.mark.parametrize(
    "after", ["x", "_", "2026-03-02_x", "2026-13-02T00:00:00+00:00_" + "0" * 32]
)
def test_a_page_key_that_cannot_be_read_is_the_first_page(after):
    d.write()
    assert len(titles(after=after)) == 1


@pytest.mark.parametrize(
    "given", [{"from": "2026-02-30"}, {"to": "soon"}, {"from": "2026-03-02", "to": "2026-03-01"}]
)
def test_a_date_that_is_none_is_said(signed_in, given):
    page = signed_in(d.OFFICER).get("/desk/documents/", given)
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()


def test_the_list_keeps_what_was_asked_when_it_turns_or_goes_on(signed_in, monkeypatch):
    monkeypatch.setattr(finding, "PAGE", 1)
    d.write(title="价格甲")
    d.write(title="价格乙")
    page = signed_in(d.OFFICER).get("/desk/documents/", {"q": "价格", "state": "writing"})
    for name in ("next", "turned"):
        kept = parse_qs(page.context[name])
        assert (kept["q"], kept["state"]) == (["价格"], ["writing"])
    assert page.content.decode().count("<tr>") == 2


# several at once


def words(answer):
    """Return a page's text as it reads: titles hold marks where they may break."""
    return answer.content.decode().replace("<wbr>", "")


def press(client, action, *drafts, **words):
    values = [f"{draft.pk}:{Draft.objects.get(pk=draft.pk).revision}" for draft in drafts]
    data = {"action": action, "draft": values, "back": "/desk/documents/?q=x"} | words
    return client.post("/desk/documents/several/", data)


def state(draft):
    return Draft.objects.get(pk=draft.pk).state


def test_those_that_are_ready_go_and_the_others_stay_with_their_reason(signed_in):
    ready, also, short = d.write(), d.write("MC-030"), d.write(title="缺要素的", sections={})
    client = signed_in(d.OFFICER)
    answer = press(client, "submit", ready, short, also)
    assert answer["Location"] == "/desk/documents/?q=x"
    assert [state(each) for each in (ready, short, also)] == ["review", "writing", "review"]
    page = client.get("/desk/documents/").content.decode()
    (item,) = [line for line in page.split("<li>") if line.startswith("缺要素的 – ")]
    assert "收支" in item or "价格" in item
    assert 'class="points"' not in client.get("/desk/documents/").content.decode()


def test_laying_aside_asks_first(signed_in):
    one, two = d.write(title="甲"), d.write(title="乙")
    client = signed_in(d.OFFICER)
    page = press(client, "discard", one, two)
    assert page.status_code == 200 and "甲" in words(page)
    assert state(one) == "writing"
    press(client, "discard", one, two, sure="1")
    assert state(one) == state(two) == "discarded"
    assert one.reviews.get().action == "discard"


@pytest.mark.parametrize("action", ["submit", "discard"])
def test_a_row_that_was_saved_meanwhile_stays(signed_in, action):
    draft = d.write()
    client = signed_in(d.OFFICER)
    old = f"{draft.pk}:{draft.revision - 1}"
    client.post("/desk/documents/several/", {"action": action, "draft": [old], "sure": "1"})
    assert state(draft) == "writing"


@pytest.mark.parametrize("action", ["submit", "discard"])
def test_permission_is_asked_for_each_row(signed_in, action):
    mine, others = d.write(), d.write("MC-035", "XX2", title="学校的草稿")
    client = signed_in(d.OFFICER)
    press(client, action, mine, others, sure="1")
    assert state(mine) != "writing"
    assert state(others) == "writing"
    page = words(client.get("/desk/documents/"))
    assert "学校的草稿" not in page  # its title is not told to another unit either
    reviewer = signed_in(d.SECRECY)
    draft = d.write()
    press(reviewer, action, draft, sure="1")
    assert state(draft) == "writing"


def test_the_confirmation_tells_no_title_of_another_unit(signed_in):
    others = d.write("MC-035", "XX2", title="学校的草稿")
    assert "学校的草稿" not in words(press(signed_in(d.OFFICER), "discard", others))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"action": "submit"},
        {"action": "publish", "draft": ["x"]},
        {"action": "submit", "draft": ["x", "1:2", "00000000-0000-0000-0000-000000000000:x"]},
    ],
)
def test_a_forged_form_does_nothing(signed_in, data):
    draft = d.write()
    answer = signed_in(d.OFFICER).post("/desk/documents/several/", data)
    assert answer.status_code == 302
    assert state(draft) == "writing"


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/desk/documents/../x"])
def test_it_goes_back_to_the_list_alone(signed_in, back):
    answer = press(signed_in(d.OFFICER), "submit", d.write(), back=back)
    assert answer["Location"] == "/desk/documents/"


def test_only_what_may_be_changed_can_be_ticked(signed_in):
    d.write()
    d.submit(d.write("MC-030"))
    assert signed_in(d.OFFICER).get("/desk/documents/").content.decode().count('name="draft"') == 1
    assert 'name="draft"' not in signed_in(d.SIGNER).get("/desk/documents/").content.decode()


# several as one series


def test_the_ticked_ones_are_handed_in_as_one_series(signed_in):
    drafts = [d.write("MC-030", title=f"门诊安排{n}") for n in "一二"]
    answer = press(signed_in(d.OFFICER), "series", *drafts)
    series = {Draft.objects.get(pk=draft.pk).series for draft in drafts}
    assert answer["Location"] == f"/desk/series/{series.pop()}/" and not series
    assert [state(draft) for draft in drafts] == ["review", "review"]


def test_a_series_that_cannot_go_says_why_of_each_document(signed_in):
    good, bad = d.write("MC-030", title="可以交的"), d.write("MC-030", title="缺了的", sections={})
    client = signed_in(d.OFFICER)
    press(client, "series", good, bad)
    assert {state(good), state(bad)} == {"writing"}
    page = words(client.get("/desk/documents/"))
    assert "<li>缺了的: " in page and "<li>可以交的: " not in page


def test_a_series_takes_nothing_saved_meanwhile_and_nothing_of_another_unit(signed_in):
    one, two = d.write("MC-030"), d.write("MC-030")
    client = signed_in(d.OFFICER)
    old = [f"{one.pk}:{one.revision}", f"{two.pk}:{two.revision - 1}"]
    client.post("/desk/documents/several/", {"action": "series", "draft": old})
    assert {state(one), state(two)} == {"writing"}
    away = d.write("MC-035", "XX2", title="学校的草稿")
    press(client, "series", one, away)
    assert {state(one), state(away)} == {"writing"}
    assert "学校的草稿" not in words(client.get("/desk/documents/"))
