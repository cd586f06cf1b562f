"""Signing in, being signed out after a while, being locked out after some tries."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

import small_district as d
from mingchuang import clock

pytestmark = pytest.mark.django_db


def sign_in(client, username=d.OFFICER, password=d.PASSWORD, **how):
    return client.post("/sign-in/", {"username": username, "password": password}, **how)


@pytest.fixture
def client(district):
    return Client(REMOTE_ADDR="192.0.2.1")


def test_the_right_password_leads_to_the_desk(client):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200


def test_a_wrong_password_says_no_more_than_that(client):
    known = sign_in(client, password="wrong")
    unknown = sign_in(client, username="nobody", password="wrong")
    assert known.status_code == unknown.status_code == 200
    said = [answer.context["form"].errors.as_text() for answer in (known, unknown)]
    assert said[0] == said[1] != ""


def test_a_signed_in_person_returns_to_where_they_were_going_but_not_to_another_site(client):
    assert (
        client.post(
            "/sign-in/?next=/desk/reviews/", {"username": d.OFFICER, "password": d.PASSWORD}
        )["Location"]
        == "/desk/reviews/"
    )
    again = Client(REMOTE_ADDR="192.0.2.1")
    answer = again.post(
        "/sign-in/?next=https://evil.example/", {"username": d.OFFICER, "password": d.PASSWORD}
    )
    assert answer["Location"] == "/desk/"


def test_after_some_tries_the_account_is_locked_for_that_address(client):
    codes = [
        sign_in(client, password="wrong").status_code for _ in range(settings.AXES_FAILURE_LIMIT)
    ]
    assert codes[:-1] == [200] * (settings.AXES_FAILURE_LIMIT - 1)
    assert codes[-1] == 429
    assert sign_in(client).status_code == 429  # the right password does not help now
    assert sign_in(client, username=d.SIGNER).status_code == 302
    elsewhere = Client(REMOTE_ADDR="192.0.2.2")
    assert sign_in(elsewhere).status_code == 302


def test_the_administrator_unlocks_with_a_new_password_shown_once(client, signed_in):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, password="wrong")
    administrator = signed_in(d.ADMINISTRATOR)
    answer = administrator.post(f"/desk/accounts/{d.person(d.OFFICER).pk}/password/")
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert sign_in(client).status_code == 200  # the old one is void
    assert sign_in(client, password=password).status_code == 302


def test_success_forgets_earlier_tries(client):
    for _ in range(3):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            sign_in(client, password="wrong")
        assert sign_in(client).status_code == 302
        client.logout()


def test_idle_staff_are_signed_out(client):
    sign_in(client)
    with clock.at(clock.now() + timedelta(seconds=settings.IDLE_SECONDS - 5)):
        assert client.get("/desk/").status_code == 200
    late = clock.now() + timedelta(seconds=2 * settings.IDLE_SECONDS)
    with clock.at(late):
        answer = client.get("/desk/")
        assert (answer.status_code, "/sign-in/" in answer["Location"]) == (302, True)
        assert client.get("/desk/").status_code == 302


def test_work_keeps_the_session_alive(client):
    sign_in(client)
    moment = clock.now()
    for _ in range(6):
        moment += timedelta(seconds=settings.IDLE_SECONDS - 61)
        with clock.at(moment):
            assert client.get("/desk/").status_code == 200


def test_signing_out_is_a_deed_of_the_person(client):
    sign_in(client)
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/desk/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/desk/").status_code == 302


def test_a_new_password_keeps_this_session_and_ends_the_others(client):
    sign_in(client)
    other = Client(REMOTE_ADDR="192.0.2.2")
    sign_in(other)
    new = "a-longer-and-newer-word"
    answer = client.post(
        "/desk/account/", {"old_password": d.PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert answer.status_code == 302
    assert client.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 302
    assert sign_in(Client(REMOTE_ADDR="192.0.2.3"), password=new).status_code == 302


@pytest.mark.parametrize("new", ["short", "password12345", d.OFFICER + "1"])
def test_a_weak_password_is_refused(new, client):
    sign_in(client)
    answer = client.post(
        "/desk/account/", {"old_password": d.PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert answer.status_code == 200
    assert d.person(d.OFFICER).check_password(d.PASSWORD)


def test_desk_pages_are_never_cached(client):
    sign_in(client)
    assert "no-store" in client.get("/desk/")["Cache-Control"]


def test_cookies_are_for_the_server_alone(client):
    answer = sign_in(client)
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
