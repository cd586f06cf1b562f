"""Notices: made after the acts, once, for whom they concern; read one by one or all at once."""

from datetime import timedelta

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.desk import inbox
from mingchuang.desk.models import Notice, NoticeMark
from mingchuang.people import news
from mingchuang.project import worker
from mingchuang.publishing import acts
from mingchuang.publishing.models import Draft, Review

pytestmark = pytest.mark.db


def follow():
    return inbox.follow(clock.now())


def kinds(username: str) -> list[str]:
    rows = Notice.objects.filter(user=d.person(username)).order_by("pk")
    return [row.kind for row in rows]


def test_a_document_comes_to_each_step_and_its_writer_hears_of_it():
    draft = d.submit(d.write())
    follow()
    assert kinds(d.DEPARTMENT) == ["at-my-step"]
    assert kinds(d.OFFICER) == kinds(d.SECRECY) == []
    d.approve(draft)
    follow()
    assert kinds(d.OFFICER) == ["approved"]
    assert kinds(d.SECRECY) == ["at-my-step"]
    d.approve(draft)
    follow()
    assert kinds(d.SIGNER) == kinds(d.DUTY) == ["at-my-step"]
    d.approve(draft)
    follow()
    assert kinds(d.OFFICER) == ["approved", "approved", "published"]


def test_steps_that_are_past_are_no_news_any_more():
    d.finish(d.submit(d.write()))
    follow()
    assert kinds(d.DEPARTMENT) == kinds(d.SECRECY) == kinds(d.SIGNER) == []
    assert kinds(d.OFFICER) == ["approved", "approved", "published"]


def test_a_returned_document_leads_to_the_editor():
    draft = d.submit(d.write())
    acts.send_back(draft.pk, actor=d.person(d.DEPARTMENT), note="请写明价格单位")
    follow()
    notice = Notice.objects.get(user=d.person(d.OFFICER))
    assert (notice.kind, notice.url) == ("returned", f"/desk/drafts/{draft.pk}/")


def test_a_withdrawal_is_told_to_everybody_who_wrote_a_version_but_not_to_its_author():
    obj = d.publish()
    Draft.objects.filter(obj=obj).update(drafter=d.person(d.OFFICER2))
    acts.open_amendment(obj, amendment="correction", note="更正错误", actor=d.person(d.OFFICER))
    d.withdraw(obj)
    follow()
    assert kinds(d.OFFICER)[-1] == kinds(d.OFFICER2)[-1] == "withdrawn"
    assert "withdrawn" not in kinds(d.SIGNER)


@pytest.mark.parametrize(
    ("action", "kind"),
    [("publish", "published"), ("return", "not-published"), ("expire", "over"), ("status", None)],
)
def test_what_the_calendar_did_is_told_too(signed_in, action, kind):
    draft = d.write()
    Review.objects.create(draft=draft, step="publish", action=action, by=None, at=clock.now())
    follow()
    assert kinds(d.OFFICER) == ([kind] if kind else [])
    client = signed_in(d.OFFICER)
    assert client.get("/desk/notices/").status_code == 200
    assert client.get("/desk/history/").content.decode().count("<tr>") == 2


def test_what_i_did_myself_is_no_news():
    draft = d.write()
    acts.discard(draft.pk, actor=d.person(d.OFFICER))
    other = d.write()
    acts.discard(other.pk, actor=d.person(d.OFFICER2))
    follow()
    assert kinds(d.OFFICER) == ["laid-aside"]


def test_reading_again_makes_no_second_notice_and_the_mark_moves_when_rows_have_settled():
    d.submit(d.write())
    follow()
    follow()
    assert Notice.objects.count() == 1
    assert NoticeMark.objects.get().row == 0
    with clock.at(clock.now() + timedelta(minutes=6)):
        follow()
        assert NoticeMark.objects.get().row == Review.objects.last().pk
        assert not list(inbox.due(clock.now()))


def test_a_row_that_commits_late_under_a_lower_number_is_not_missed():
    first = d.submit(d.write())
    d.submit(d.write("MC-030"))
    late = Review.objects.get(draft=first)
    pk = late.pk
    late.delete()
    follow()
    assert kinds(d.DEPARTMENT) == ["at-my-step"]
    late.pk = pk
    late.save(force_insert=True)
    follow()
    assert kinds(d.DEPARTMENT) == ["at-my-step"] * 2


def test_the_worker_makes_them():
    d.submit(d.write())
    worker.tick()
    assert kinds(d.DEPARTMENT) == ["at-my-step"]


def test_a_title_that_was_taken_back_is_not_kept_by_the_notice(signed_in):
    draft = d.write(title="患者张某的名单")
    d.submit(draft)
    obj = d.finish(draft).obj
    follow()
    client = signed_in(d.OFFICER)
    assert "患者张某" in client.get("/desk/notices/").content.decode()
    d.withdraw(obj, reason="privacy", note="含有个人信息")
    follow()
    assert "患者张某" not in client.get("/desk/notices/").content.decode()
    assert not any("张某" in str(row.facts) for row in Notice.objects.all())


def test_the_bell_counts_what_is_unread_and_opening_reads(signed_in):
    draft = d.submit(d.write())
    d.submit(d.write("MC-030"))
    follow()
    client = signed_in(d.DEPARTMENT)
    assert '<b class="count">2<' in client.get("/desk/").content.decode()
    notice = Notice.objects.get(url__contains=str(draft.pk))
    assert client.get(f"/desk/notices/{notice.pk}/")["Location"] == notice.url
    assert '<b class="count">1<' in client.get("/desk/").content.decode()
    client.post("/desk/notices/read/")
    assert 'class="count"' not in client.get("/desk/").content.decode()


def test_nobody_reads_or_marks_somebody_elses(signed_in):
    d.submit(d.write())
    follow()
    notice = Notice.objects.get()
    client = signed_in(d.SECRECY)
    assert client.get(f"/desk/notices/{notice.pk}/").status_code == 404
    client.post("/desk/notices/read/")
    notice.refresh_from_db()
    assert notice.read_at is None


def test_old_notices_count_as_read_and_go_after_a_year():
    d.submit(d.write())
    follow()
    user = d.person(d.DEPARTMENT)
    with clock.at(clock.now() + timedelta(days=31)):
        assert inbox.unread(user) == 0
        assert not inbox.lines(user)[0].fresh
    with clock.at(clock.now() + timedelta(days=366)):
        inbox.keep("publishing", [], 99)
        assert not Notice.objects.exists()


def test_a_kind_or_source_that_is_gone_does_not_break_the_page(signed_in):
    for source, kind in (("gone", "x"), ("publishing", "unknown")):
        Notice.objects.create(
            user=d.person(d.OFFICER), source=source, key="1", kind=kind, url="/", at=clock.now()
        )
    assert signed_in(d.OFFICER).get("/desk/notices/").status_code == 200


def test_another_app_brings_its_own_kinds(monkeypatch, signed_in):
    monkeypatch.setattr(news, "_sources", dict(news._sources))
    user = d.person(d.OFFICER).pk
    told = [news.News("7", user, "came", "/x/", clock.now(), {"about": "7", "n": 3})]
    news.register(
        news.Source(
            "cases",
            lambda mark, now: (told if mark < 7 else [], 7),
            {"came": "%(title)s 第%(n)d次"},
            lambda about: {"7": "一件来信"},
        )
    )
    follow()
    assert "一件来信 第3次" in signed_in(d.OFFICER).get("/desk/notices/").content.decode()
