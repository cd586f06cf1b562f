"""The staff home: tasks of every app by how much they press, and the cards of the first day."""

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.desk import guides, tasks
from mingchuang.people import acts as people_acts
from mingchuang.people import tasks as port
from mingchuang.publishing import acts
from mingchuang.units.roles import Held, Roles

pytestmark = pytest.mark.db


def groups_of(username: str) -> dict[str, list]:
    user = d.person(username)
    found = tasks.grouped(user, d.roles(username))
    return {group.urgency: [each.task for each in group.tasks] for group in found}


def test_a_draft_is_due_twenty_working_days_after_it_was_formed():
    d.write(formed_on="2026-02-27")
    (task,) = groups_of(d.OFFICER)["later"]
    assert task.due.isoformat() == "2026-03-26"
    assert task.group == "writing"
    assert task.since == clock.now()


@pytest.mark.parametrize(
    ("now", "urgency"),
    [("2026-03-20T09:00", "week"), ("2026-03-26T23:00", "today"), ("2026-03-27T00:00", "overdue")],
)
def test_the_same_draft_presses_more_from_day_to_day(now, urgency):
    d.write(formed_on="2026-02-27")
    with clock.at(now):
        assert list(groups_of(d.OFFICER)) == [urgency]


def test_a_draft_without_a_date_waits():
    d.write(formed_on="")
    assert list(groups_of(d.OFFICER)) == ["waiting"]


def test_a_returned_document_is_for_today_with_its_words_and_hour():
    draft = d.submit(d.write())
    with clock.at("2026-03-03T15:00") as then:
        acts.send_back(draft.pk, actor=d.person(d.DEPARTMENT), note="请写明价格单位")
        (task,) = groups_of(d.OFFICER)["today"]
    assert (task.group, task.said, task.by) == ("returned", "请写明价格单位", "柯慎")
    assert task.since == then


@pytest.mark.parametrize(
    ("now", "urgency"), [("2026-03-04T10:00", "later"), ("2026-03-05T10:00", "today")]
)
def test_a_review_that_lay_three_working_days_is_for_today(now, urgency):
    d.submit(d.write())
    with clock.at(now):
        (task,) = groups_of(d.DEPARTMENT)[urgency]
    assert task.group == "review"


def test_a_review_counts_from_the_step_before():
    draft = d.submit(d.write())
    with clock.at("2026-03-05T10:00") as then:
        d.approve(draft)
        (task,) = groups_of(d.SECRECY)["later"]
    assert task.since == then


def test_an_emergency_publication_is_a_task_until_it_was_reviewed_afterwards():
    from datetime import date

    from mingchuang.publishing.models import Draft

    draft = d.submit(d.write())
    d.finish(draft)
    chain = {
        "steps": [],
        "recheck": {"steps": [{"step": "secrecy", "roles": ["secrecy_reviewer"]}], "done": 0},
    }
    Draft.objects.filter(pk=draft.pk).update(recheck_due=date(2026, 3, 3), chain=chain)
    draft.reviews.all().delete()
    (task,) = groups_of(d.SECRECY)["week"]
    assert (task.group, task.due) == ("recheck", date(2026, 3, 3))
    assert groups_of(d.DEPARTMENT) == {}
    acts.recheck(draft.pk, actor=d.person(d.SECRECY), right=True)
    assert groups_of(d.SECRECY) == {}


def test_a_withheld_document_is_a_task_from_the_day_it_is_looked_at_again():
    draft = d.write()
    acts.arrange(
        draft.pk,
        revision=draft.revision,
        actor=draft.drafter,
        attribute="request",
        attribute_reason="E16b",
    )
    d.submit(draft)
    d.finish(draft)
    with clock.at("2027-03-01T23:59"):
        assert groups_of(d.OFFICER) == groups_of(d.SIGNER) == {}
    with clock.at("2027-03-02T00:00"):
        (task,) = groups_of(d.OFFICER)["today"]
        assert (task.group, task.url) == ("reassess", f"/desk/withheld/#w{draft.pk}")
        assert [each.group for each in groups_of(d.SIGNER)["today"]] == ["reassess"]
        assert groups_of(d.SECRECY) == groups_of(d.TEACHER) == {}
        acts.reassess(draft.pk, actor=draft.drafter, keep=True, note="仍属过程性信息")
        assert groups_of(d.OFFICER) == {}


def test_an_officer_finds_writing_without_an_obligation_on_the_home(signed_in):
    assert 'href="/desk/write/"' in signed_in(d.OFFICER).get("/desk/").content.decode()
    assert 'href="/desk/write/"' not in signed_in(d.SECRECY).get("/desk/").content.decode()


def test_proposals_are_tasks_of_those_who_may_confirm_them():
    from datetime import date

    people_acts.propose_deputy(
        d.post_of(d.DEPARTMENT, "department_reviewer").pk,
        user=d.person(d.OFFICER2),
        start=date(2026, 3, 1),
        end=date(2026, 3, 31),
        document="明示政办〔2026〕2号",
        by=d.roles(d.OFFICE),
    )

    def confirming(who):  # the office is told of vacant posts too, which are not meant here
        return [
            task for tasks in groups_of(who).values() for task in tasks if task.group != "vacancy"
        ]

    assert confirming(d.OFFICE) == []
    (task,) = confirming(d.OFFICE2)
    assert task.group == "confirm"
    assert groups_of(d.OFFICER) == {}


def test_another_app_adds_tasks_by_its_name(monkeypatch):
    monkeypatch.setattr(port, "_sources", dict(port._sources))
    task = port.Task("case", "答复", "一件来信", "为什么", "/x/", "写答复", "", clock.now())
    port.register("cases", lambda user, roles: [task])
    assert task in groups_of(d.OFFICER)["waiting"]


def test_the_page_shows_groups_in_order_with_one_button_a_task(signed_in):
    d.write(formed_on="2026-01-05")
    d.write("MC-030", formed_on="2026-02-27")
    page = signed_in(d.OFFICER).get("/desk/").content.decode()
    assert page.index("医疗服务价格表") < page.index("门诊时间安排")
    assert page.count('<div class="act"><a') == 2
    assert 'class="is-late"' in page


def test_the_home_asks_few_queries_however_many_drafts(signed_in, django_assert_max_num_queries):
    for _n in range(12):
        d.write()
    client = signed_in(d.OFFICER)
    with django_assert_max_num_queries(28):
        client.get("/desk/")


def test_every_role_with_screens_has_a_guide_and_every_link_an_address(signed_in):
    from django.urls import reverse

    for guide in guides.GUIDES.values():
        assert 3 <= len(guide.says) <= 6, guide.role
        assert guide.first
        for name, _words in guide.first:
            assert reverse(name)
    everything = Roles(1, "", frozenset(Held("YY1", role) for role in guides.GUIDES))
    assert len(guides.of(everything)) == 10


def test_the_card_goes_when_put_away_and_comes_back_with_a_new_role(signed_in, monkeypatch):
    client = signed_in(d.OFFICER)
    mark = "/desk/start/put-away/"
    assert mark in client.get("/desk/").content.decode()
    assert mark in client.get("/desk/start/").content.decode()
    client.post(mark)
    client.post(mark)
    assert mark not in client.get("/desk/").content.decode()
    assert mark not in client.get("/desk/start/").content.decode()
    post = d.post_of(d.OFFICER, "officer")
    post.pk, post.role = None, "signer"
    post.save()
    assert mark in client.get("/desk/").content.decode()


def test_every_page_of_the_desk_wears_the_door_but_the_link_of_a_mail():
    from mingchuang.desk.urls import urlpatterns

    bare = {p.name for p in urlpatterns if not getattr(p.callback, "staff_page", False)}
    assert bare == {"mail-stop"}
