"""The nightly look: what is asked and what never, three nights to unreachable, one answer back."""

import socket
import threading
import time
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from django.conf import settings

import small_district as d
from mingchuang import clock
from mingchuang.catalogue import acts, links, nightly, timed
from mingchuang.catalogue.links import Answer
from mingchuang.catalogue.models import Elsewhere, Fulfilment, Owed
from mingchuang.ledger import entries
from mingchuang.ledger.models import LogEntry, Outbox
from mingchuang.project import watch
from mingchuang.records.models import Record

pytestmark = pytest.mark.db


class Handler(BaseHTTPRequestHandler):
    """Answers by the path: ``/ok``, ``/status/404``, ``/to/<n>`` redirects, ``/get-only``."""

    protocol_version = "HTTP/1.1"

    def _answer(self):
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        kind, _slash, rest = self.path.lstrip("/").partition("/")
        status, where = 200, ""
        if kind == "status":
            status = int(rest)
        elif kind == "to":
            status, where = 302, f"/to/{int(rest) - 1}" if int(rest) > 1 else "/ok"
        elif kind == "away":
            status, where = 302, rest.replace("~", "/")
        elif kind == "get-only" and self.command == "HEAD":
            status = int(rest)
        body = b"x" * self.server.length
        self.send_response(status)
        if where:
            self.send_header("Location", where)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            try:
                for start in range(0, len(body), 4096):
                    self.wfile.write(body[start : start + 4096])
                    self.server.sent += 4096
            except OSError:
                self.close_connection = True

    do_GET = do_HEAD = _answer

    def log_message(self, *words):
        pass


@contextmanager
def _serving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.asked, server.sent, server.length = [], 0, 4
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def one_server():
    with _serving() as server:
        yield server


@pytest.fixture
def platform(one_server):
    one_server.asked.clear()
    one_server.sent, one_server.length = 0, 4
    return SimpleNamespace(
        server=one_server, url=f"http://127.0.0.1:{one_server.server_port}", asked=one_server.asked
    )


@pytest.fixture
def nothing():
    """An address of this machine at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


ask = partial(links.look, inside=True, timeout=2)


# Asking one address


@pytest.mark.parametrize(
    ("path", "ok", "methods"),
    [
        ("/ok", True, ["HEAD"]),
        ("/status/404", False, ["HEAD"]),
        ("/status/401", False, ["HEAD"]),
        ("/status/500", False, ["HEAD"]),
        ("/get-only/405", True, ["HEAD", "GET"]),
        ("/get-only/501", True, ["HEAD", "GET"]),
        ("/get-only/403", True, ["HEAD", "GET"]),
        ("/status/405", False, ["HEAD", "GET"]),
        ("/status/403", True, ["HEAD", "GET"]),  # lets no program in: it stands
        ("/status/412", True, ["HEAD"]),
        ("/to/3", True, ["HEAD"] * 4),
        ("/to/4", False, ["HEAD"] * 4),
        ("/公告/第1期?名=值", True, ["HEAD"]),
    ],
)
def test_an_address_is_asked_for_its_head_and_followed_three_times(path, ok, methods, platform):
    assert ask(platform.url + path).ok == ok
    assert [method for method, _path, _agent in platform.asked] == methods
    assert all(agent.startswith("Mingchuang/") for _method, _path, agent in platform.asked)


def test_of_a_long_page_little_is_read(platform):
    platform.server.length = 64 * 1024 * 1024
    assert ask(f"{platform.url}/get-only/405").ok
    time.sleep(0.05)
    assert platform.server.sent < 16 * 1024 * 1024  # what lies in buffers, not the page


def test_a_server_that_drips_is_cut_off(monkeypatch):
    monkeypatch.setattr(links, "LONGEST", 0.3)
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip():
            line, _peer = listening.accept()
            with line:
                for _n in range(100):
                    if stop.wait(0.05):
                        return
                    try:
                        line.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        begun = time.monotonic()
        assert not ask(f"http://127.0.0.1:{listening.getsockname()[1]}/").ok
        assert time.monotonic() - begun < 1.5
        stop.set()
        thread.join()


def test_nobody_at_home_is_no_answer(nothing):
    assert not ask(nothing).ok


def test_the_own_machine_is_not_asked(platform):
    for host in ("127.0.0.1", "localhost", "0", "2130706433", "0x7f.1", "[::1]"):
        answer = links.look(f"http://{host}:{platform.server.server_port}/ok")
        assert answer == Answer(False, "refused"), host
    assert platform.asked == []


def test_a_name_that_leads_inside_is_not_asked(platform, monkeypatch):
    inside = socket.getaddrinfo("127.0.0.1", platform.server.server_port)
    monkeypatch.setattr(links.socket, "getaddrinfo", lambda *words, **named: inside)
    assert links.look("http://open.mingchuang.gov.cn/ok") == Answer(False, "refused")
    assert platform.asked == []


def test_a_redirect_does_not_lead_inside(platform, monkeypatch):
    """The first hop may be asked, as from outside; where it sends on to is looked at again."""
    monkeypatch.setattr(links, "is_public", lambda address: address == "127.0.0.1")
    real = links.socket.getaddrinfo
    monkeypatch.setattr(
        links.socket,
        "getaddrinfo",
        lambda host, port, **named: real(
            "127.0.0.1" if host == "open.mingchuang.gov.cn" else host, port, **named
        ),
    )
    start = f"http://open.mingchuang.gov.cn:{platform.server.server_port}/away/"
    for target in ("http:~~10.0.0.8~", "http:~~[::1]~", "file:~~etc~passwd", "ftp:~~a.gov.cn~"):
        assert links.look(start + target) == Answer(False, "refused"), target
    assert len(platform.asked) == 4


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2400:3200::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert links.is_public(address) == public


# Nights


def link(url="https://ggzy.mingchuang.gov.cn/a", code="MC-029") -> Elsewhere:
    owed = Owed.objects.get(unit="YY1", obligation__code=code)
    return acts.add_link(
        owed.pk, title="采购结果", platform="公共资源交易平台", url=url, actor=d.person(d.OFFICER)
    )


@pytest.fixture(autouse=True)
def no_look_of_others():
    nightly._look = None
    yield
    if nightly._look:
        nightly._look.wait()
        nightly._look = None


def night(moment, answers) -> int:
    """Let the worker ask and note once; ``answers`` says per address whether it answers."""
    with clock.at(moment):
        calls = list(nightly.due(clock.now(), ask=lambda url: Answer(answers[url])))
        assert calls == []
        if nightly.current() is None:
            return 0
        nightly.current().wait()
        calls = list(nightly.due(clock.now(), ask=lambda url: Answer(answers[url])))
        for call in calls:
            call()
        return len(calls)


A, B = "https://ggzy.mingchuang.gov.cn/a", "https://stats.mingchuang.gov.cn/b"


def test_three_nights_make_it_unreachable_and_one_answer_brings_it_back():
    row, _other = link(A), link(B, "MC-030")
    d.tick()
    told = []
    for day, answer in ((3, False), (4, False), (5, True), (6, False), (7, False), (8, False)):
        assert night(f"2026-03-{day:02}T02:10", {A: answer, B: True}) == 2
        row.refresh_from_db()
        told.append((row.state, row.failed))
    assert told == [
        ("reachable", 1),
        ("reachable", 2),
        ("reachable", 0),
        ("reachable", 1),
        ("reachable", 2),
        ("unreachable", 3),
    ]
    night("2026-03-09T02:10", {A: False, B: True})
    assert Record.objects.filter(obj=row.obj).count() == 2  # only the change is a record
    with clock.at("2026-03-09T03:00"):
        d.tick()
    assert not Fulfilment.objects.filter(pk=row.obj).exists()
    night("2026-03-10T02:10", {A: True, B: True})
    with clock.at("2026-03-10T03:00"):
        d.tick()
    assert Fulfilment.objects.get(pk=row.obj).how == "link"
    leaves = LogEntry.objects.filter(obj=row.obj).order_by("idx")
    assert [entries.decode(bytes(entry.leaf)).role for entry in leaves] == [
        "publisher",
        "system",
        "system",
    ]


def test_an_address_is_asked_once_a_night_from_two_in_the_morning():
    link(A)
    assert night("2026-03-03T02:00", {A: True}) == 1
    assert night("2026-03-03T23:50", {A: True}) == 0
    assert night("2026-03-04T01:59", {A: True}) == 0
    assert night("2026-03-04T02:00", {A: True}) == 1


def test_when_no_address_answers_nothing_is_counted_and_health_says_so(client):
    rows = [link(A), link(B, "MC-030")]
    for day in (3, 4, 5, 6):
        moment = f"2026-03-{day:02}T02:10"
        night(moment, {A: False, B: False})
        with clock.at(moment):
            assert not nightly.way_out(clock.now())
            (remark,) = watch.health()["remarks"]
            assert remark
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.failed) == ("reachable", 0)
        assert row.looked_at is not None
    night("2026-03-07T02:10", {A: False, B: True})
    with clock.at("2026-03-07T02:20"):
        assert watch.health()["remarks"] == []
    rows[0].refresh_from_db()
    assert rows[0].failed == 1


def test_a_link_added_by_day_counts_by_the_answers_of_the_night():
    link(A)
    night("2026-03-03T02:10", {A: True})
    with clock.at("2026-03-03T09:00"):
        late = link(B, "MC-030")
    assert night("2026-03-03T09:01", {B: False}) == 1
    late.refresh_from_db()
    assert late.failed == 1


def test_an_answer_to_an_old_address_is_not_noted():
    row = link(A)
    with clock.at("2026-03-03T02:10"):
        list(nightly.due(clock.now(), ask=lambda url: Answer(True)))
        nightly.current().wait()
        acts.change_link(
            row.obj, title="采购结果", platform="平台", url=B, actor=d.person(d.OFFICER)
        )
        for call in list(nightly.due(clock.now())):
            call()
    row.refresh_from_db()
    assert row.looked_at is None


def test_many_answers_are_noted_over_several_rounds(monkeypatch):
    monkeypatch.setattr(nightly, "A_ROUND", 2)
    owed = Owed.objects.get(unit="YY1", obligation__code="MC-029")
    Elsewhere.objects.bulk_create(
        Elsewhere(obj=f"{n:032x}", owed=owed, title="x", platform="y", url=f"{A}{n}")
        for n in range(5)
    )
    now = clock.now()
    list(nightly.due(now, ask=lambda url: Answer(True)))
    nightly.current().wait()
    noted = []
    while nightly.current():
        calls = list(nightly.due(now))
        noted.append(len(calls))
        for call in calls:
            call()
    assert noted == [2, 2, 1]
    assert not Elsewhere.objects.filter(looked_at=None).exists()
    assert not Outbox.objects.exists()


def test_an_address_that_breaks_the_asking_takes_no_other_with_it():
    row, other = link(A), link(B, "MC-030")

    def breaks(url):
        if url == A:
            raise RuntimeError
        return Answer(True)

    list(nightly.due(clock.now(), ask=breaks))
    nightly.current().wait()
    for call in list(nightly.due(clock.now())):
        call()
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.failed, other.failed) == (1, 0)
    assert other.looked_at


def test_examples_are_never_asked_and_the_look_can_be_turned_off(monkeypatch):
    link("https://ggzy.mingchuang.example/a")
    assert nightly.not_looked_at(clock.now()) == []
    link(A, "MC-030")
    monkeypatch.setattr(settings.CONFIG, "link_check", False)
    list(timed.due(clock.now()))
    assert nightly.current() is None


def test_the_worker_really_asks(platform, monkeypatch):
    """From the calendar's port to the answer of a server, with the real asking."""
    row = link(A)
    Elsewhere.objects.filter(pk=row.pk).update(url=f"{platform.url}/ok")
    monkeypatch.setattr(nightly.links, "asked", lambda url: True)
    list(nightly.due(clock.now(), ask=ask))
    nightly.current().wait()
    for call in list(timed.due(clock.now())):
        call()
    row.refresh_from_db()
    assert row.looked_at == clock.now()
    assert [path for _method, path, _agent in platform.asked] == ["/ok"]
