"""A corrected or changed item says so where readers look first, with the way to the difference."""

import re

import pytest
from django.utils.html import strip_tags

import small_district as d
from mingchuang import clock
from mingchuang.publishing import acts
from mingchuang.publishing.models import Draft
from mingchuang.records.differences import compare_whole

pytestmark = pytest.mark.db


def banners(html: str) -> str:
    """Return what stands between the title and the facts."""
    return html.partition("</h1>")[2].partition('<dl class="facts')[0]


def shown(client, address: str) -> str:
    d.tick()
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("amendment", "word"), [("correction", "Corrected"), ("change", "Changed")]
)
def test_an_amended_item_says_so_with_day_and_difference(amendment, word, client):
    obj = d.publish()
    assert word not in banners(shown(client, f"/en/items/{obj}/"))
    with clock.at("2026-03-10T09:00"):
        d.amend(obj, amendment=amendment, summary="改过的概述")
        html = shown(client, f"/en/items/{obj}/")
    said = strip_tags(banners(html))
    assert word in said and "10 March 2026" in said and "This is version" not in said
    assert 'href="#difference"' in banners(html) and 'id="difference"' in html
    assert word not in banners(shown(client, f"/en/items/{obj}/v1/"))


def test_an_amendment_holds_on_when_the_calendar_adds_a_version(client):
    obj = d.publish()
    d.amend(obj, summary="改过的概述")
    acts.marks.mark(obj, {"is": "lapsed", "on": "2026-03-02"}, role="system")
    html = banners(shown(client, f"/en/items/{obj}/"))
    assert "Lapsed" in html and "Corrected" in html
    link = re.search(rf'href="(/items/{obj}/v2/)#difference"', html)
    assert 'id="difference"' in client.get(f"/en{link[1]}").content.decode()


def test_names_of_files_are_compared_whole(client):
    obj = d.publish(attachments=[("收费标准2025.txt", b"one\n")])
    draft = acts.open_amendment(
        obj, amendment="correction", note="换了附件", actor=d.person(d.OFFICER)
    )
    for file in draft.files.all():
        acts.detach(draft.pk, file.key, actor=draft.drafter)
    d.attach(draft, "收费标准2026.txt", b"two\n")
    d.submit(Draft.objects.get(pk=draft.pk))
    d.finish(draft)
    html = shown(client, f"/en/items/{obj}/").partition('id="difference"')[2]
    went, came = re.findall(r"<(?:del|ins)>(?:<span[^>]*>[^<]*</span>)(.*?)</(?:del|ins)>", html)
    assert went == "收费标准2025.txt 收费标准2025.txt"
    assert came == "收费标准2026.txt 收费标准2026.txt"


def test_whole_names_go_and_come_and_the_same_ones_stay():
    changes = compare_whole("附件", ["甲1.pdf", "乙.pdf"], ["甲2.pdf", "乙.pdf", "丙.pdf"])
    assert [change.pieces for change in changes] == [
        (("-", "甲1.pdf"),),
        (("+", "甲2.pdf"),),
        (("+", "丙.pdf"),),
    ]
