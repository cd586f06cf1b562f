"""The catalogue: an edition taken into use, what each unit owes, what it does not and why."""

import json

import pytest
from django.utils import translation

import small_district as d
from mingchuang import clock
from mingchuang.catalogue import acts, rules
from mingchuang.catalogue.models import Edition, Obligation, Owed
from mingchuang.ledger.models import Outbox
from mingchuang.records.errors import NotAllowed, NotReady
from mingchuang.records.models import Record

pytestmark = pytest.mark.db


def edition(**changes):
    return json.loads(json.dumps(d.EDITION)) | {"version": "2026.2"} | changes


def load(data, who=d.OFFICE):
    return acts.load_edition(data, unit="QFB", by=d.roles(who))


def published_rows(unit):
    """Return what the owed list in force says is owed, and until when each of its rows is."""
    record = Record.objects.filter(kind="owed-list", unit=unit).order_by("-ver").first()
    rows = json.loads(bytes(record.parts.get(name="rows").content))
    return json.loads(bytes(record.body))["owed"], {row["code"]: row["until"] for row in rows}


def test_the_district_owes_what_its_edition_says():
    owed = {}
    for unit, code in Owed.objects.values_list("unit", "obligation__code"):
        owed.setdefault(unit, set()).add(code)
    assert owed == {
        "QFB": {"MC-001"},
        "FGJ": {"MC-001"},
        "YY1": {"MC-029", "MC-030"},
        "XX2": {"MC-035", "MC-036"},
    }


@pytest.mark.parametrize(
    ("applies", "owes"),
    [
        ({}, False),
        ({"kinds": ["hospital"]}, False),
        ({"sectors": ["health"]}, False),
        ({"kinds": ["hospital"], "sectors": ["health"]}, True),
        ({"kinds": ["school"], "sectors": ["health"]}, False),
        ({"units": ["YY1"]}, True),
        ({"units": ["YY1"], "kinds": ["school"], "sectors": ["education"]}, True),
        ({"units": ["XX2"], "kinds": ["hospital"], "sectors": ["health"]}, False),
        ({"any": [{"kinds": ["town"]}, {"kinds": ["hospital"], "sectors": ["health"]}]}, True),
        ({"any": [{"kinds": ["hospital"], "sectors": ["water"]}, {"units": ["XX2"]}]}, False),
    ],
)
def test_a_unit_owes_by_name_or_by_kind_and_sector(applies, owes):
    assert rules.owes(applies, code="YY1", kind="hospital", sector="health") == owes


def test_a_unit_of_several_sectors_owes_the_rows_of_each():
    applies = {"kinds": ["organ"], "sectors": ["agriculture", "health"]}
    assert rules.owes(applies, code="X", kind="organ", sector="government、agriculture")
    assert not rules.owes(applies, code="X", kind="organ", sector="government、water")


@pytest.mark.parametrize("who", [d.ADMIN, d.OFFICER, d.AUDITOR, d.ADMINISTRATOR])
def test_only_the_office_changes_the_catalogue(who):
    with pytest.raises(NotAllowed):
        load(edition(), who)
    with pytest.raises(NotAllowed):
        acts.publish_owed_lists(by=d.roles(who))
    with pytest.raises(NotAllowed):
        acts.set_not_owed(Owed.objects.first().pk, note="没有这项业务", by=d.roles(who))


def test_an_edition_is_one_record_with_one_entry_and_the_next_version_of_the_last():
    obj = Edition.objects.get().obj
    load(edition())
    assert Outbox.objects.count() == 1
    assert Record.objects.filter(obj=obj).count() == 2
    assert Edition.objects.get().version == "2026.2"


def test_only_lists_that_changed_are_published_again():
    assert acts.publish_owed_lists(by=d.roles(d.OFFICE)) == 0
    data = edition()
    del data["obligations"][2]
    data["obligations"][0]["applies"] = {"units": ["FGJ"]}
    load(data)
    Obligation.objects.filter(code="MC-030").update(applies={})
    assert acts.publish_owed_lists(by=d.roles(d.OFFICE)) == 2  # QFB and YY1
    assert Owed.objects.get(unit="YY1", obligation__code="MC-030").until == clock.today()
    assert published_rows("YY1") == (["MC-029"], {"MC-029": "", "MC-030": str(clock.today())})


def test_an_obligation_that_a_new_version_drops_is_owed_no_more():
    data = edition()
    del data["obligations"][2]
    load(data)
    acts.publish_owed_lists(by=d.roles(d.OFFICE))
    assert published_rows("YY1")[0] == ["MC-029"]
    load(edition())
    acts.publish_owed_lists(by=d.roles(d.OFFICE))
    assert published_rows("YY1") == (["MC-029", "MC-030"], {"MC-029": "", "MC-030": ""})


def test_not_owed_is_published_with_its_reason_and_can_be_taken_back():
    row = Owed.objects.get(unit="YY1", obligation__code="MC-030")
    acts.set_not_owed(row.pk, note="本院没有门诊", by=d.roles(d.OFFICE))
    record = Record.objects.filter(kind="owed-list", unit="YY1").order_by("-ver").first()
    body = json.loads(bytes(record.body))
    head = json.loads(bytes(record.parts.get(name="head").content))
    assert body["owed"] == ["MC-029"]
    assert head["not_owed"] == [{"code": "MC-030", "why": "本院没有门诊"}]
    acts.set_not_owed(row.pk, note=" ", by=d.roles(d.OFFICE))
    record = Record.objects.filter(kind="owed-list", unit="YY1").order_by("-ver").first()
    assert json.loads(bytes(record.body))["owed"] == ["MC-029", "MC-030"]


def test_a_reason_survives_the_next_publication_of_the_lists():
    row = Owed.objects.get(unit="YY1", obligation__code="MC-030")
    acts.set_not_owed(row.pk, note="本院没有门诊", by=d.roles(d.OFFICE))
    assert acts.publish_owed_lists(by=d.roles(d.OFFICE)) == 0
    row.refresh_from_db()
    assert not row.applies


WRONG = [
    ({"code": "MC-001"}, "code stands twice"),
    ({"category": "nothing"}, "category “nothing”"),
    ({"elements": []}, "element"),
    ({"carriers": ["飞鸽"]}, "carriers: 飞鸽"),
    ({"facet": "鬼"}, "“鬼”"),
    ({"basis": []}, "basis"),
    ({"time_limit": ""}, "time limit"),
]


@pytest.mark.parametrize(("change", "word"), WRONG)
def test_a_wrong_row_is_named_and_nothing_is_loaded(change, word):
    data = edition()
    data["obligations"][1] |= change
    with translation.override("en"):
        (problem,) = rules.problems(data)
    assert word in problem and data["obligations"][1]["code"] in problem
    with pytest.raises(NotReady):
        load(data)
    assert Edition.objects.get().version == "2026.1"
    assert not Outbox.objects.exists()


def test_the_product_comes_with_the_seventeen_items():
    from importlib import resources

    folder = resources.files("mingchuang.catalogue") / "data"
    items = json.loads((folder / "key-items-17.json").read_text(encoding="utf-8"))
    assert rules.problems(items) == []


def test_a_draft_opened_from_a_row_knows_what_the_row_asks_for(signed_in):
    from mingchuang.publishing.models import Draft

    row = Owed.objects.get(unit="YY1", obligation__code="MC-029")
    answer = signed_in(d.OFFICER).post(f"/desk/owed/rows/{row.pk}/open/")
    assert answer.status_code == 302
    draft = Draft.objects.get()
    assert (draft.obligation, draft.edition) == ("MC-029", "MC-2026@2026.1")
    assert [e["code"] for e in draft.context["elements"]] == ["e1", "e2"]


def test_a_row_that_does_not_apply_opens_no_draft(signed_in):
    row = Owed.objects.get(unit="YY1", obligation__code="MC-030")
    acts.set_not_owed(row.pk, note="本院没有门诊", by=d.roles(d.OFFICE))
    assert signed_in(d.OFFICER).post(f"/desk/owed/rows/{row.pk}/open/").status_code == 404
