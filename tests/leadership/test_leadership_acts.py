"""Leading groups, changes of posts, decisions and work points: who may, what is published."""

from datetime import date

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.leadership import acts
from mingchuang.leadership.models import Assignment, Group
from mingchuang.people import acts as people
from mingchuang.people.models import Post
from mingchuang.records import reading
from mingchuang.records.errors import Conflict, NotAllowed, NotReady
from mingchuang.records.models import Record

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _district(district):
    pass


def records(obj):
    return list(Record.objects.filter(obj=obj).order_by("ver"))


def head(obj):
    d.tick()
    return reading.item(obj).json("head")


# Leading groups


def confirmed(unit="YY1", **changes):
    proposal = acts.propose_group(unit, d.group(**changes), by=d.roles(d.OFFICE))
    return acts.confirm_group(proposal.pk, by=d.roles(d.OFFICE2))


def test_a_group_is_proposed_by_one_and_confirmed_by_another():
    proposal = acts.propose_group("YY1", d.group(), by=d.roles(d.ADMIN))
    assert not Group.objects.exists()
    for who in (d.ADMIN, d.FIRST, d.AUDITOR):
        with pytest.raises(NotAllowed):
            acts.confirm_group(proposal.pk, by=d.roles(who))
    group = acts.confirm_group(proposal.pk, by=d.roles(d.OFFICE))
    assert [row.schema for row in records(group.obj)] == ["leading-group-1"]
    with pytest.raises(Conflict):
        acts.confirm_group(proposal.pk, by=d.roles(d.OFFICE2))


def test_the_proposer_of_a_group_does_not_confirm_it():
    proposal = acts.propose_group("YY1", d.group(), by=d.roles(d.OFFICE))
    with pytest.raises(NotAllowed):
        acts.confirm_group(proposal.pk, by=d.roles(d.OFFICE))


def test_another_units_administrator_proposes_no_group():
    with pytest.raises(NotAllowed):
        acts.propose_group("XX2", d.group(), by=d.roles(d.ADMIN))


def test_a_changed_group_is_the_next_version_of_the_same_record():
    group = confirmed()
    again = confirmed(document="明示卫〔2026〕9号", members=d.group()["members"][:1])
    assert again.obj == group.obj
    assert len(records(group.obj)) == 2
    assert not any(part.content for part in records(group.obj)[0].parts.all())
    assert head(group.obj)["document"] == "明示卫〔2026〕9号"
    with pytest.raises(NotReady):
        acts.propose_group("YY1", again.data, by=d.roles(d.OFFICE))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"document": ""},
        {"members": []},
        {"until": "2025-01-01"},
        {"office_phone": "x"},
    ],
)
def test_a_group_that_cannot_be_is_not_proposed(changes):
    with pytest.raises(NotReady):
        acts.propose_group("YY1", d.group(**changes), by=d.roles(d.OFFICE))


def test_a_group_laid_aside_publishes_nothing():
    proposal = acts.propose_group("YY1", d.group(), by=d.roles(d.OFFICE))
    acts.refuse_group(proposal.pk, by=d.roles(d.OFFICE2))
    assert not Record.objects.filter(kind="leading-group").exists()


# Changes of posts


def facts(post, **changes):
    return {name: getattr(post, name) for name in people.CHANGING} | changes


def test_a_changed_post_is_the_next_version_of_its_record():
    post = d.post_of(d.OFFICER, "officer")
    change = people.propose_change(
        post.pk, **facts(post, phone="0500-8600 9999", order=5), by=d.roles(d.OFFICE)
    )
    assert Post.objects.get(pk=post.pk).phone != "0500-8600 9999"
    with pytest.raises(NotAllowed):
        people.confirm_change(change.pk, by=d.roles(d.OFFICE))
    people.confirm_change(change.pk, by=d.roles(d.OFFICE2))
    assert [row.ver for row in records(post.obj)] == [1, 2]
    assert head(post.obj)["phone"] == "0500-8600 9999"
    assert reading.item(post.obj).body["order"] == 5
    with pytest.raises(Conflict):
        people.confirm_change(change.pk, by=d.roles(d.OFFICE2))


def test_a_change_of_a_post_that_ended_meanwhile_is_refused():
    post = d.post_of(d.FIRST, "first_responsible")
    change = people.propose_change(post.pk, **facts(post, title="书记"), by=d.roles(d.OFFICE))
    people.leave(post.pk, by=d.roles(d.OFFICE))
    with pytest.raises(Conflict):
        people.confirm_change(change.pk, by=d.roles(d.OFFICE2))
    assert len(records(post.obj)) == 2  # the post and its end


@pytest.mark.parametrize(
    "changes", [{}, {"document": ""}, {"end": date(2026, 3, 1)}, {"end": date(2025, 1, 1)}]
)
def test_a_change_that_cannot_be_is_not_proposed(changes):
    post = d.post_of(d.OFFICER, "officer")
    with pytest.raises(NotReady):
        people.propose_change(post.pk, **facts(post, **changes), by=d.roles(d.OFFICE))


def test_one_change_of_a_post_waits_at_a_time():
    post = d.post_of(d.OFFICER, "officer")
    people.propose_change(post.pk, **facts(post, title="主任"), by=d.roles(d.OFFICE))
    with pytest.raises(NotReady):
        people.propose_change(post.pk, **facts(post, title="科长"), by=d.roles(d.OFFICE))


def test_a_post_that_is_not_public_changes_without_a_record():
    post = d.post_of(d.SIGNER, "signer")
    change = people.propose_change(post.pk, **facts(post, title="院长"), by=d.roles(d.ADMIN))
    before = Record.objects.count()
    assert people.confirm_change(change.pk, by=d.roles(d.OFFICE)).title == "院长"
    assert Record.objects.count() == before


# Decisions and work points


def entered(**changes):
    return acts.enter(**d.task(**changes), actor=d.person(d.OFFICE))


def reported(task, **changes):
    words = {"result": "已公开。", "done_on": clock.today(), "links": ["MC-029"]} | changes
    return acts.report(task.obj, **words, actor=d.person(d.OFFICER))


def test_a_task_is_entered_by_the_office_alone():
    for who in (d.OFFICER, d.ADMIN, d.AUDITOR, d.FIRST):
        with pytest.raises(NotAllowed):
            acts.enter(**d.task(), actor=d.person(who))
    task = entered()
    body = records(task.obj)[0]
    assert body.kind == "assignment" and body.unit == "YY1"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "},
        {"document": ""},
        {"lead": "NIX"},
        {"supporting": ["YY1"]},
        {"supporting": ["NIX"]},
        {"links": ["MC-999"]},
        {"links": ["0" * 32]},
    ],
)
def test_a_task_that_cannot_be_is_not_entered(changes):
    with pytest.raises(NotReady):
        entered(**changes)


def test_an_item_of_a_document_is_entered_once():
    entered()
    with pytest.raises(NotReady):
        entered(title="又一次")


def test_supporting_units_stand_in_the_official_order():
    assert entered(supporting=["XX2", "QFB", "FGJ"]).supporting == ["QFB", "FGJ", "XX2"]


def test_a_report_is_not_public_before_the_office_confirms_it():
    task = entered()
    reported(task)
    assert len(records(task.obj)) == 1
    with pytest.raises(NotAllowed):
        acts.confirm_done(task.obj, actor=d.person(d.OFFICER))
    acts.confirm_done(task.obj, actor=d.person(d.OFFICE))
    d.tick()
    item = reading.item(task.obj)
    assert (item.body["state"], item.body["done_on"]) == ("done", "2026-03-02")
    assert item.json("head")["result"] == "已公开。"
    with pytest.raises(Conflict):
        reported(task)


def test_only_the_lead_units_officer_reports():
    task = entered()
    for who in (d.BUREAU, d.SIGNER, d.OFFICE):
        with pytest.raises(NotAllowed):
            acts.report(task.obj, result="x", done_on=clock.today(), links=[], actor=d.person(who))


@pytest.mark.parametrize(
    "changes", [{"result": ""}, {"done_on": date(2026, 3, 3)}, {"links": ["MC-999"]}]
)
def test_a_report_that_says_too_little_is_refused(changes):
    with pytest.raises(NotReady):
        reported(entered(), **changes)


def test_whoever_reported_does_not_confirm_even_from_the_office():
    task = entered()
    reported(task)
    Assignment.objects.filter(pk=task.pk).update(reported_by=d.person(d.OFFICE).pk)
    with pytest.raises(NotAllowed):
        acts.confirm_done(task.obj, actor=d.person(d.OFFICE))
    acts.confirm_done(task.obj, actor=d.person(d.OFFICE2))


def test_a_report_is_sent_back_with_words_and_nothing_is_public():
    task = entered()
    reported(task)
    with pytest.raises(NotReady):
        acts.send_back(task.obj, why=" ", actor=d.person(d.OFFICE))
    acts.send_back(task.obj, why="请附公告", actor=d.person(d.OFFICE))
    assert len(records(task.obj)) == 1
    with pytest.raises(Conflict):
        acts.confirm_done(task.obj, actor=d.person(d.OFFICE))
    assert reported(task).said == ""


def test_a_moved_limit_says_why_in_a_version_of_its_own():
    task = entered()
    words = {"title": task.title, "lead": "YY1", "due": date(2026, 9, 30)}
    with pytest.raises(NotReady):
        acts.change(task.obj, **words, why="", actor=d.person(d.OFFICE))
    acts.change(task.obj, **words, why="推迟", actor=d.person(d.OFFICE))
    d.tick()
    steps = reading.history(task.obj)
    assert [step.note for step in steps] == ["推迟", ""]
    assert reading.item(task.obj).body["due"] == "2026-09-30"


def test_another_lead_unit_reports_anew():
    task = entered()
    reported(task)
    acts.change(
        task.obj,
        title="x",
        lead="FGJ",
        due=task.due,
        why="改由发改局牵头",
        actor=d.person(d.OFFICE),
    )
    assert Assignment.objects.get(pk=task.pk).state == "open"


def test_what_is_not_pursued_says_why():
    task = acts.drop(entered().obj, why="政策取消", actor=d.person(d.OFFICE))
    assert head(task.obj)["result"] == "政策取消"
    with pytest.raises(Conflict):
        acts.drop(task.obj, why="x", actor=d.person(d.OFFICE))
