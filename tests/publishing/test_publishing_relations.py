"""Checks that look beyond the document: old names, dead links, bases that no longer hold."""

import pytest

import small_district as d
from mingchuang.publishing import acts, work
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Draft
from mingchuang.records import richtext
from mingchuang.units.models import Unit

pytestmark = pytest.mark.db


def findings(draft, place="body"):
    found = work.findings(freeze(Draft.objects.get(pk=draft.pk)))
    return [(f.blocking, f.excerpt) for f in found if f.place == place]


def repealed(number="竹医发〔2025〕3号"):
    old = d.publish(docno=number)
    draft = d.write("MC-030")
    acts.arrange(
        draft.pk,
        revision=draft.revision,
        actor=draft.drafter,
        repeals=[{"id": old, "how": "repealed"}],
    )
    d.submit(draft)
    d.finish(draft)
    d.tick()


def test_a_basis_that_was_repealed_is_pointed_out(district):
    before = d.write("MC-030", body=d.text("根据竹医发〔2025〕3号的规定办理。"))
    assert findings(before) == []
    repealed()
    assert findings(before) == [(False, "竹医发〔2025〕3号")]
    other = d.write("MC-030", body=d.text("根据竹医发〔2025〕4号的规定办理。"))
    assert findings(other) == []


def test_a_former_name_is_pointed_out_where_the_new_one_is_missing(district):
    Unit.objects.filter(pk="FGJ").update(former_names="区计划委员会、区计经委")
    name = Unit.objects.get(pk="FGJ").name
    assert findings(d.write(body=d.text("由区计经委审批。"))) == [(False, "区计经委")]
    assert findings(d.write(body=d.text(f"由{name}（原区计经委）审批。"))) == []


def test_a_link_to_what_is_not_published_stops(district):
    obj = d.publish("MC-030")
    link = f'<p>见<a href="/items/{obj}/">门诊安排</a>。</p>'
    draft = d.write(body=richtext.clean(link))
    assert findings(draft) == []
    d.withdraw(obj)
    assert findings(draft) == [(True, obj[:8])]
