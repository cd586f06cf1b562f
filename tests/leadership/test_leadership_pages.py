"""What readers see of leadership, and what waits on the desk; under a shifted day too."""

from datetime import date, datetime

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.leadership import acts, waiting
from mingchuang.pages.views import store
from mingchuang.people import acts as people
from mingchuang.people.models import Post
from mingchuang.people.tasks import open_tasks
from mingchuang.records import timed

pytestmark = pytest.mark.db
LAST, AFTER = "2026-03-10T23:59", "2026-03-11T00:01"
PAGES = ("/units/YY1/", "/leadership/", "/leadership/YY1/")


@pytest.fixture(autouse=True)
def _district(district):
    pass


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().replace("<wbr>", "")


def vacancies(who=d.OFFICE):
    with clock.at(clock.now()):
        return {
            (task.unit, task.url.partition("role=")[2])
            for task in waiting.open_tasks(d.person(who), d.roles(who))
            if task.group == "vacancy"
        }


def appointed(role, user=d.OFFICER2, start=date(2026, 3, 1), end=date(2028, 12, 31), **words):
    post = people.propose_post(
        unit="YY1",
        user=d.person(user),
        role=role,
        title="副院长",
        portfolio="分管医务",
        phone="0500-8600 2088",
        start=start,
        end=end,
        document="明示卫〔2026〕5号",
        document_name="关于文清任职的通知",
        by=d.roles(d.OFFICE),
        **words,
    )
    people.confirm_post(post.pk, by=d.roles(d.OFFICE2))
    d.tick()
    return post


def first_until(last):
    """Let the hospital's first responsible person have a term that ends on a day."""
    people.leave(d.post_of(d.FIRST, "first_responsible").pk, by=d.roles(d.OFFICE))
    return appointed("first_responsible", d.FIRST, end=last)


# Readers


def test_a_units_page_shows_its_people_in_the_official_order(client):
    appointed("officer", d.SIGNER, order=1)
    found = page(client, "/units/YY1/")
    for words in ("分管医务", "0500-8600 2088", "明示卫〔2026〕5号", "关于文清任职的通知"):
        assert words in found
    names = ("钱发", "狄宜", "包密", "云舒")
    places = [found.index(name) for name in names]
    assert places == sorted(places)


def test_a_changed_post_is_shown_with_its_history(client):
    post = d.post_of(d.OFFICER, "officer")
    facts = {name: getattr(post, name) for name in people.CHANGING} | {"phone": "0500-8600 9999"}
    change = people.propose_change(post.pk, **facts, by=d.roles(d.OFFICE))
    people.confirm_change(change.pk, by=d.roles(d.OFFICE2))
    d.tick()
    assert "0500-8600 9999" in page(client, "/units/YY1/")
    assert "telephone" in page(client, "/en/leadership/YY1/")


def test_of_a_past_post_role_and_term_are_left_and_no_name(client):
    people.leave(d.post_of(d.FIRST, "first_responsible").pk, by=d.roles(d.OFFICE))
    d.tick()
    found = page(client, "/leadership/YY1/")
    assert "狄宜" not in found
    assert "2028年12月31日" in found and "2026-01-01" in found


def test_the_group_of_a_unit_is_on_its_pages(client):
    proposal = acts.propose_group("YY1", d.group(), by=d.roles(d.OFFICE))
    acts.confirm_group(proposal.pk, by=d.roles(d.OFFICE2))
    d.tick()
    assert "关于成立政务公开工作领导小组的通知" in page(client, "/leadership/YY1/")
    assert "政务公开工作领导小组" in page(client, "/units/YY1/")


def test_who_left_a_group_is_off_every_page_before_the_worker_comes(client, committed):
    for members in (d.group()["members"], d.group()["members"][:1]):
        proposal = acts.propose_group("YY1", d.group(members=members), by=d.roles(d.OFFICE))
        committed(acts.confirm_group, proposal.pk, by=d.roles(d.OFFICE2))
        if len(members) == 2:
            d.tick()
            assert "柯慎" in page(client, "/leadership/YY1/")
    assert "柯慎" not in page(client, "/leadership/YY1/")
    d.tick()
    found = page(client, "/en/leadership/YY1/")
    assert "柯慎" not in found and "狄宜" in found and "2 members" in found


def test_a_unit_that_is_not_there_has_no_page(client):
    assert client.get("/leadership/NIX/").status_code == 404


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("worker", [False, True], ids=["worker dead", "worker alive"])
def test_a_vacancy_shows_the_day_the_term_ends_and_goes_with_the_appointment(path, worker, client):
    first_until(date(2026, 3, 10))
    with clock.at(LAST):
        found = page(client, f"/en{path}")
        assert "狄宜" in found
        before = found.count("term over")
    with clock.at(AFTER):
        if worker:
            timed.run(clock.now())
            d.tick()
        found = page(client, f"/en{path}")
        assert "狄宜" not in found
        assert found.count("term over") > before
        assert 'since <time datetime="2026-03-11">' in found
        appointed("first_responsible", start=date(2026, 3, 11))
        found = page(client, f"/en{path}")
        assert "文清" in found
        assert 'since <time datetime="2026-03-11">' not in found


@pytest.mark.parametrize("path", PAGES)
def test_a_stored_page_is_kept_until_a_term_is_over_at_the_latest(path, client):
    first_until(date(2026, 3, 2))
    d.tick()
    page(client, path)
    assert not store().file(path).exists()
    until = store().file(path, until=True).stat().st_mtime
    assert datetime.fromtimestamp(until, clock.SHANGHAI) == datetime(
        2026, 3, 3, tzinfo=clock.SHANGHAI
    )


def test_an_officer_without_a_deputy_is_no_mark_for_readers(client):
    assert "banner late" not in page(client, "/units/YY1/").partition("roomy-dt")[0]
    assert ("区第一人民医院", "") in {
        (task.unit, "") for task in open_tasks(d.person(d.OFFICE), d.roles(d.OFFICE))
    }


# The office's desk


def test_a_term_that_is_over_is_a_task_of_the_office_and_the_appointment_ends_it():
    first_until(date(2026, 3, 10))
    wanted = ("区第一人民医院", "first_responsible")
    with clock.at(LAST):
        assert wanted not in vacancies()
    with clock.at(AFTER):
        assert wanted in vacancies()
        timed.run(clock.now())
        assert wanted in vacancies()
        appointed("first_responsible", start=date(2026, 3, 11))
        assert wanted not in vacancies()


def test_nobody_else_is_told_of_vacancies():
    for who in (d.OFFICER, d.ADMIN, d.AUDITOR):
        assert not vacancies(who)


def test_an_officer_without_a_deputy_is_a_task_until_one_acts():
    def wanted():
        return [
            task
            for task in waiting.open_tasks(d.person(d.OFFICE), d.roles(d.OFFICE))
            if task.unit == "竹牖镇小学" and "role=" not in task.url
        ]

    assert len(wanted()) == 1
    post = d.post_of(d.TEACHER, "officer")
    deputy = people.propose_deputy(
        post.pk,
        user=d.person(d.HEAD),
        start=date(2026, 3, 1),
        end=post.end,
        document="x",
        by=d.roles(d.OFFICE),
    )
    assert len(wanted()) == 1
    people.confirm_deputy(deputy.pk, by=d.roles(d.OFFICE2))
    assert wanted() == []
    people.end_deputy(deputy.pk, by=d.roles(d.OFFICE))
    assert len(wanted()) == 1


def test_the_offices_overview_leads_to_the_form_with_its_role(signed_in):
    Post.objects.filter(pk=d.post_of(d.FIRST, "first_responsible").pk).update(end="2026-03-01")
    desk = signed_in(d.OFFICE)
    address = "/desk/people/YY1/propose/?role=first_responsible"
    assert address in desk.get("/desk/leadership/").content.decode()
    assert 'value="first_responsible" selected' in desk.get(address).content.decode()


def test_a_group_is_proposed_and_confirmed_on_the_desk(signed_in):
    data = d.group() | {"members": "组长，狄宜，院长，主持全面工作\n成员，柯慎，科长"}
    assert signed_in(d.ADMIN).post("/desk/leadership/YY1/group/", data).status_code == 302
    desk = signed_in(d.OFFICE)
    assert "狄宜" in desk.get("/desk/leadership/").content.decode()
    (task,) = [
        task
        for task in waiting.open_tasks(d.person(d.OFFICE), d.roles(d.OFFICE))
        if task.group == "confirm"
    ]
    assert task.unit == "区第一人民医院"
    bad = signed_in(d.ADMIN).post("/desk/leadership/YY1/group/", data | {"members": "组长"})
    assert bad.status_code == 422


# Decisions and work points


@pytest.fixture
def task():
    made = acts.enter(**d.task(), actor=d.person(d.OFFICE))
    d.tick()
    return made


def of_task(who):
    return [
        one for one in waiting.open_tasks(d.person(who), d.roles(who)) if one.group == "assignment"
    ]


def test_a_task_presses_the_lead_units_officer_as_its_limit_comes_near(task):
    assert of_task(d.OFFICER) == []
    for day in ("2026-06-10T09:00", "2026-07-15T09:00"):
        with clock.at(day):
            (one,) = of_task(d.OFFICER)
            assert one.due == date(2026, 6, 30)
            assert of_task(d.BUREAU) == []


def test_a_report_waits_at_the_office_and_comes_back_with_words(task):
    acts.report(
        task.obj, result="已公开", done_on=clock.today(), links=[], actor=d.person(d.OFFICER)
    )
    assert [one.said for one in of_task(d.OFFICE)] == ["已公开"]
    acts.send_back(task.obj, why="请附公告", actor=d.person(d.OFFICE))
    assert of_task(d.OFFICE) == []
    assert [one.said for one in of_task(d.OFFICER)] == ["请附公告"]


def test_what_was_promised_is_late_after_its_limit_and_then_done(task, client):
    for path in ("/en/leadership/tasks/", f"/en/items/{task.obj}/"):
        with clock.at("2026-06-30T23:59"):
            assert "over its limit" not in page(client, path)
        with clock.at("2026-07-01T00:00"):
            assert "over its limit" in page(client, path)
    acts.report(
        task.obj,
        result="价格表已公开",
        done_on=clock.today(),
        links=["MC-029"],
        actor=d.person(d.OFFICER),
    )
    assert "价格表已公开" not in page(client, "/leadership/tasks/")
    acts.confirm_done(task.obj, actor=d.person(d.OFFICE))
    d.tick()
    assert "价格表已公开" in page(client, "/leadership/tasks/")


def test_a_page_of_tasks_is_kept_until_one_becomes_late(task, client):
    page(client, "/leadership/tasks/")
    until = store().file("/leadership/tasks/", until=True).stat().st_mtime
    assert datetime.fromtimestamp(until, clock.SHANGHAI) == datetime(
        2026, 7, 1, tzinfo=clock.SHANGHAI
    )


def test_a_withdrawn_item_is_named_no_more_by_what_it_shows(client, committed):
    obj = d.publish()
    d.tick()
    acts.enter(**d.task(links=[obj]), actor=d.person(d.OFFICE))
    d.tick()
    assert "医疗服务价格表" in page(client, "/leadership/tasks/")
    committed(d.withdraw, obj)
    assert "医疗服务价格表" not in page(client, "/leadership/tasks/")


def test_a_task_is_entered_reported_and_confirmed_on_the_desk(signed_in, client):
    office, officer = signed_in(d.OFFICE), signed_in(d.OFFICER)
    data = d.task() | {"links": "MC-029", "due": "2026-06-30"}
    assert office.post("/desk/leadership/tasks/new/", data).status_code == 302
    assert office.post("/desk/leadership/tasks/new/", data).status_code == 422
    (row,) = acts.Assignment.objects.all()
    url = f"/desk/leadership/tasks/{row.obj}/"
    said = {"action": "report", "result": "做完了", "done_on": "2026-03-02", "links": "MC-029"}
    assert office.post(url, said).status_code == 403
    assert officer.post(url, said | {"result": ""}).status_code == 422
    assert officer.post(url, said).status_code == 302
    assert officer.post(url, {"action": "confirm"}).status_code == 403
    assert office.post(url, {"action": "back", "why": ""}).status_code == 422
    assert office.post(url, {"action": "confirm"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "done"
