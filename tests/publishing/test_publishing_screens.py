"""What the screens of reviewing say: everything that will be public, and what a button does."""

import json
import re
from datetime import date, timedelta

import pytest
from django.utils.html import strip_tags

import small_district as d
from mingchuang import clock
from mingchuang.publishing import acts, reading
from mingchuang.publishing.models import Draft
from mingchuang.records.models import Record
from mingchuang.units.models import Unit

pytestmark = pytest.mark.db
COLUMNS, ROWS = ["姓名", "等次"], [["欧阳罕见", "优秀"]]


def page(client, address: str) -> str:
    """Return a page as it reads: titles hold marks where they may break."""
    return client.get(address).content.decode().replace("<wbr>", "")


def arranged(draft, **facts):
    draft = Draft.objects.get(pk=draft.pk)
    return acts.arrange(draft.pk, revision=draft.revision, actor=draft.drafter, **facts)


def with_list(**changes):
    draft = arranged(d.write(**changes), window_end=date(2026, 3, 15))
    return acts.set_persons(
        draft.pk, revision=draft.revision, columns=COLUMNS, rows=ROWS, actor=draft.drafter
    )


def test_a_reviewer_sees_everything_that_will_be_public(signed_in):
    old = d.publish("MC-030", title="旧的门诊安排")
    draft = d.write()
    draft = arranged(
        draft,
        window_end=date(2026, 3, 15),
        joint=["FGJ"],
        repeals=[{"id": old, "how": "superseded"}],
    )
    acts.set_persons(
        draft.pk, revision=draft.revision, columns=COLUMNS, rows=ROWS, actor=draft.drafter
    )
    d.submit(draft)
    shown = page(signed_in(d.DEPARTMENT), f"/desk/drafts/{draft.pk}/review/")
    for words in ("欧阳罕见", "2026年3月15日", "旧的门诊安排"):
        assert words in shown.partition('<aside class="stack">')[0], words


def test_a_series_is_read_on_one_page(signed_in):
    drafts = [with_list(title="第一期"), d.write(title="第二期", body=d.text("只有这里写了的话。"))]
    series = acts.submit_series([draft.pk for draft in drafts], actor=drafts[0].drafter)
    shown = page(signed_in(d.DEPARTMENT), f"/desk/series/{series}/")
    for words in ("第一期", "第二期", "只有这里写了的话", "欧阳罕见"):
        assert words in shown, words


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Sign and publish"),
        ({"publish_at": True}, "Sign: published at "),
        (
            {"attribute": "closed", "attribute_reason": "E16b"},
            "Sign: not for active disclosure",
        ),
    ],
)
def test_the_signature_says_what_it_does(signed_in, facts, words):
    if facts.get("publish_at"):
        facts = {"publish_at": clock.now() + timedelta(days=1)}
    draft = arranged(d.write(), **facts) if facts else d.write()
    d.submit(draft)
    d.approve(draft)
    d.approve(draft)
    assert words in page(signed_in(d.SIGNER), f"/en/desk/drafts/{draft.pk}/review/")


def test_what_is_not_disclosed_is_not_asked_to_be_mended(signed_in):
    draft = arranged(d.write(sections={}), attribute="closed", attribute_reason="E16b")
    d.submit(draft)
    answer = signed_in(d.DEPARTMENT).get(f"/desk/drafts/{draft.pk}/review/")
    assert answer.context["findings"] == []
    d.finish(draft)
    answer = signed_in(d.DEPARTMENT).get(f"/desk/drafts/{draft.pk}/review/")
    assert answer.content.decode().count('class="ok"') >= 4  # every step has been taken


def test_a_unit_where_one_person_may_hold_two_steps_does_not_stand_still(signed_in):
    office = signed_in(d.OFFICE)
    stuck = office.get("/desk/chains/").context["stuck"]
    assert "XX2" not in {unit.code for unit, _problem in stuck}


def test_the_districts_chain_is_tried_where_it_holds(signed_in):
    steps = {
        f"steps-{n}-{name}": value
        for n, step in enumerate(d.STEPS)
        for name, value in (("step", step["step"]), ("roles", step["roles"]))
    }
    tried = signed_in(d.OFFICE).post(
        "/desk/chains/edit/",
        steps | {"steps-TOTAL_FORMS": len(d.STEPS), "steps-INITIAL_FORMS": 0, "try": "1"},
    )
    places = {place for place, *_rest in tried.context["tried"]}
    school = Unit.objects.get(pk="XX2").short_name
    assert school not in places


def test_a_repealed_item_says_so_on_the_desk_with_the_document_that_did_it(signed_in):
    old = d.publish("MC-030", title="旧的门诊安排")
    draft = arranged(d.write(), repeals=[{"id": old, "how": "repealed"}])
    d.submit(draft)
    new = d.finish(draft).obj
    shown = page(signed_in(d.OFFICER), f"/desk/items/{old}/")
    assert f'href="/items/{new}/"' in shown
    assert f'href="/items/{new}/"' not in page(signed_in(d.OFFICER), f"/desk/items/{new}/").replace(
        f'<a class="btn line" href="/items/{new}/">', ""
    )


def test_a_draft_without_a_title_can_be_ticked_by_a_name(signed_in):
    acts.open_draft("news", "YY1", actor=d.person(d.OFFICER))
    shown = signed_in(d.OFFICER).get("/en/desk/documents/").content.decode()
    assert '<span class="vh"> Untitled</span></label>' in shown


def test_every_date_of_the_desk_is_written_as_the_language_writes_it(signed_in):
    draft = arranged(d.write(formed_on="2026-02-27"), window_end=date(2026, 3, 15))
    officer, office = signed_in(d.OFFICER), signed_in(d.OFFICE)
    d.submit(draft)
    for address in (
        "/desk/documents/",
        f"/desk/drafts/{draft.pk}/review/",
        "/desk/people/YY1/",
        "/desk/history/",
    ):
        answer = (office if "people" in address else officer).get(address)
        words = strip_tags(answer.content.decode())
        assert not re.search(r"\b20\d\d-\d\d-\d\d\b", words), address
        assert re.search(r"20\d\d年\d+月\d+日", words), address


def test_a_changed_date_is_compared_in_words(district):
    assert reading.spoken(["2026-02-27", "2026-02-31", "到2026-02-27止"]) == [
        "2026年2月27日",
        "2026-02-31",
        "到2026-02-27止",
    ]


def withdraw(client, obj: str, successor: str):
    data = {"reason": "wrong", "note": "价格写错了，另发一件。", "successor": successor}
    return client.post(f"/desk/items/{obj}/withdraw/", data)


@pytest.mark.parametrize("how", ["title", "number", "address"])
def test_the_item_to_read_instead_is_found_by_its_title(how, signed_in):
    obj, other = d.publish(title="写错的收费标准"), d.publish("MC-030", title="冬季门诊的安排")
    typed = {
        "title": "冬季门诊的安排",
        "number": other,
        "address": f"https://example.org/items/{other}/",
    }[how]
    leader = signed_in(d.SIGNER)
    shown = leader.get(f"/desk/items/{obj}/withdraw/").content.decode()
    assert (
        '<option value="冬季门诊的安排' in shown
        and "写错的收费标准" not in shown.partition("datalist")[2]
    )
    assert withdraw(leader, obj, typed).status_code == 302
    row = Record.objects.filter(obj=obj).latest("ver")
    assert json.loads(bytes(row.body))["successor"] == other


def test_words_of_several_titles_or_of_none_are_asked_again_and_nothing_happens(signed_in):
    obj = d.publish(title="写错的收费标准")
    winter, summer = d.publish("MC-030", title="冬季门诊"), d.publish("MC-030", title="夏季门诊")
    leader = signed_in(d.SIGNER)
    shown = withdraw(leader, obj, "门诊").content.decode()
    for number in (winter, summer):
        assert f'<input type="radio" name="successor" value="{number}">' in shown
    assert "价格写错了" in shown
    one = withdraw(leader, obj, "门诊 冬季").content.decode()
    assert f'name="successor" value="{winter}" checked>' in one and summer not in one
    assert withdraw(leader, obj, "没有这件").context["form"].errors["successor"]
    assert not acts.withdrawn(obj)
    data = {"reason": "wrong", "note": "价格写错了。", "successor": ["门诊", summer]}
    leader.post(f"/desk/items/{obj}/withdraw/", data)
    assert acts.withdrawn(obj)
