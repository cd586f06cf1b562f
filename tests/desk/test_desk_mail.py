"""Mails about what waits: who gets one, once, with nothing in it that does not belong there."""

import time
from datetime import timedelta

import pytest
from django.core import mail as outbox

import small_district as d
from mingchuang import clock
from mingchuang.desk import mail
from mingchuang.desk.models import Subscription
from mingchuang.people.models import User
from mingchuang.project.config import Config
from mingchuang.publishing import acts
from mingchuang.records import timed

pytestmark = pytest.mark.db
TUESDAY = "2026-03-03T08:00:05"


@pytest.fixture(autouse=True)
def server(monkeypatch):
    monkeypatch.setattr(mail, "_away_until", 0.0)


def subscribe(username=d.OFFICER, address="yun@example.org", rhythm="daily"):
    mail.subscribe(d.person(username), address, rhythm)


def run(now=TUESDAY):
    with clock.at(now) as moment:
        timed.run(moment)
    return outbox.outbox


def test_the_mail_names_what_waits_and_where():
    draft = d.submit(d.write(title="医疗服务价格表"))
    acts.send_back(draft.pk, actor=d.person(d.DEPARTMENT), note="请改第三行的电话")
    subscribe()
    (message,) = run()
    assert message.to == ["yun@example.org"]
    assert "医疗服务价格表" in message.body
    assert "2026-03-26" in message.body
    assert "https://demo.test/desk/\n" in message.body
    assert "1" in message.subject
    assert message.content_subtype == "plain"
    assert not message.alternatives if hasattr(message, "alternatives") else True


def test_no_name_no_words_and_nothing_of_the_text_is_in_it():
    draft = d.submit(d.write())
    acts.send_back(draft.pk, actor=d.person(d.DEPARTMENT), note="请改第三行的电话")
    subscribe()
    (message,) = run()
    said = message.subject + message.body
    for word in ("云舒", "柯慎", "请改第三行", "挂号费"):
        assert word not in said


def test_nothing_waits_no_mail_and_the_turn_is_over():
    subscribe()
    assert run() == []
    d.write()
    assert run("2026-03-03T08:01") == []
    assert len(run("2026-03-04T08:01")) == 1


def test_once_a_turn_however_often_the_worker_asks():
    d.write()
    subscribe()
    run()
    run("2026-03-03T08:00:15")
    assert len(run("2026-03-03T17:00")) == 1
    assert len(run("2026-03-04T08:00")) == 2
    assert len({message.extra_headers["Message-ID"] for message in outbox.outbox}) == 2


def test_not_before_eight_not_on_rest_days_and_not_on_the_day_of_subscribing():
    d.write()
    subscribe()
    assert run("2026-03-02T17:00") == []
    assert run("2026-03-03T07:59") == []
    assert run("2026-03-07T09:00") == []
    assert len(run("2026-03-09T08:00")) == 1


def test_weekly_comes_on_the_first_working_day():
    d.write()
    subscribe(rhythm="weekly")
    assert run() == []
    assert len(run("2026-03-09T08:00")) == 1
    assert len(run("2026-03-10T08:00")) == 1


def test_two_people_behind_one_address_get_both_all_of_theirs():
    d.write(title="甲的文件")
    d.write("MC-035", "XX2", title="乙的文件")
    subscribe()
    subscribe(d.TEACHER)
    first, second = run()
    assert "甲的文件" in first.body and "乙的文件" not in first.body
    assert "乙的文件" in second.body
    assert first.extra_headers["Message-ID"] != second.extra_headers["Message-ID"]


def test_killed_after_taking_the_turn_no_second_mail(monkeypatch):
    d.write()
    subscribe()

    def killed(*words):
        raise SystemExit

    monkeypatch.setattr(mail, "_hand_over", killed)
    with pytest.raises(SystemExit):
        run()
    monkeypatch.undo()
    assert run("2026-03-03T08:01") == []
    assert len(run("2026-03-04T08:00")) == 1


def test_a_server_that_is_down_takes_nobodys_turn_and_is_left_alone(monkeypatch):
    d.write()
    subscribe()
    tries = []

    class Down:
        def open(self):
            tries.append(1)
            raise ConnectionRefusedError

        def close(self):
            pass

    monkeypatch.setattr(mail, "get_connection", Down)
    run()
    run("2026-03-03T08:00:15")
    assert len(tries) == 1
    monkeypatch.undo()
    monkeypatch.setattr(mail, "_away_until", time.monotonic())
    assert len(run("2026-03-03T08:20")) == 1


def test_one_address_that_is_refused_does_not_hold_up_the_next(monkeypatch):
    d.write()
    d.write("MC-035", "XX2")
    subscribe()
    subscribe(d.TEACHER, "mo@example.org")
    whole = outbox.EmailMessage.send

    def send(self, *words):
        if self.to == ["yun@example.org"]:
            raise OSError("550 no such user")
        return whole(self, *words)

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    assert [message.to for message in run()] == [["mo@example.org"]]


def test_tasks_that_cannot_be_told_for_one_do_not_hold_up_the_next(monkeypatch):
    d.write("MC-035", "XX2")
    subscribe()
    subscribe(d.TEACHER, "mo@example.org")
    whole = mail.letter

    def letter(subscription):
        if subscription.user.username == d.OFFICER:
            raise KeyError
        return whole(subscription)

    monkeypatch.setattr(mail, "letter", letter)
    assert [message.to for message in run()] == [["mo@example.org"]]


def test_a_round_stops_in_time_and_the_next_one_goes_on(monkeypatch):
    d.write()
    d.write("MC-035", "XX2")
    subscribe()
    subscribe(d.TEACHER, "mo@example.org")
    monkeypatch.setattr(mail, "ROUND_SECONDS", -1.0)
    assert run() == []
    monkeypatch.setattr(mail, "ROUND_SECONDS", 2.0)
    assert len(run("2026-03-03T08:00:15")) == 2


def test_the_link_stops_without_signing_in_and_a_scanner_that_opens_it_does_not(client):
    d.write()
    subscribe()
    (message,) = run()
    address = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in message.body
    path = address.removeprefix("https://demo.test")
    assert client.get(path).status_code == 200
    assert Subscription.objects.count() == 1
    # as mail programs do it: RFC 8058
    strict = type(client)(enforce_csrf_checks=True)
    for _again in range(2):
        assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()
    assert len(run("2026-03-04T08:00")) == 1


def test_a_link_that_was_changed_or_is_for_an_old_address_stops_nothing(client):
    subscribe()
    path = mail.stop_address(Subscription.objects.get()).removeprefix("https://demo.test")
    assert client.post(path[:-3] + "x/").status_code == 404
    subscribe(address="new@example.org")
    client.post(path)
    assert Subscription.objects.get().address == "new@example.org"


def test_stopped_between_the_asking_and_the_sending():
    d.write()
    subscribe()
    seen = Subscription.objects.get()
    mail.subscribe(seen.user, "", "off")
    assert not mail.take_turn(seen, clock.now() + timedelta(days=1))


def test_nobody_who_left_is_written_to():
    d.write()
    subscribe()
    User.objects.filter(username=d.OFFICER).update(is_active=False)
    assert run() == []


def test_the_settings_page_keeps_and_deletes_the_address(signed_in):
    client = signed_in(d.OFFICER)
    page = "/desk/notices/settings/"
    for bad in ({"rhythm": "daily"}, {"rhythm": "daily", "address": "no"}, {"rhythm": "hourly"}):
        assert "errorlist" in client.post(page, bad).content.decode()
    assert not Subscription.objects.exists()
    client.post(page, {"rhythm": "weekly", "address": "yun@example.org"})
    assert Subscription.objects.get().rhythm == "weekly"
    assert "yun@example.org" in client.get(page).content.decode()
    client.post(page, {"rhythm": "off", "address": "yun@example.org"})
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp+tls://u%40x:p%2Fq@mail.example.org", 587, True, False),
        ("smtps://u:p@mail.example.org:2465", 2465, False, True),
    ],
)
def test_the_mail_server_is_one_address(url, port, tls, ssl):
    from mingchuang.project.settings import _mail

    assert Config(mail_url=url).mail_url == url
    found = _mail(url)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)
    if "%40" in url:
        assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("u@x", "p/q")


def test_without_a_server_mails_are_files():
    from mingchuang.project.settings import _mail

    assert _mail("")["EMAIL_FILE_PATH"].endswith("/mail")
    with pytest.raises(ValueError, match="mail_url"):
        Config(mail_url="http://mail.example.org")
