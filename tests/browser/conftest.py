"""A real ``mingchuang serve`` over a small demonstration district, and a real browser."""

import contextlib
import csv
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from mingchuang.clock import SHANGHAI

expect.set_options(timeout=20_000)
"""Milliseconds for which the page is waited for: a busy machine is slow, not wrong."""

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "mingchuang"
PASSWORD = "mingchuang-demo"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(check, seconds=20.0, every=0.05):
    """Return the first true value of ``check()``; fail when none comes in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if value := check():
                return value
        time.sleep(every)
    raise AssertionError(f"did not come true within {seconds} s: {check}")


@dataclass
class Served:
    """A running service: where it is, where its data are, its supervisor, how its clock is moved."""

    url: str
    data: Path
    process: subprocess.Popen | None = None
    shift: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Return what time the service has."""
        return datetime.now(SHANGHAI) + self.shift

    def start(self) -> None:
        """Start it and wait until it answers and its worker is alive."""
        port = self.url.rpartition(":")[2]
        moved = {"MINGCHUANG_NOW": f"{self.shift.total_seconds():+.0f}"} if self.shift else {}
        with (self.data / "serve.log").open("a") as output:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "mingchuang",
                    "serve",
                    "--port",
                    port,
                    "--host",
                    "127.0.0.1",
                ],
                env=environment(self.data) | moved,
                stdout=output,
                stderr=output,
            )
        wait_for(lambda: self.get("/health")[0] == 200, 30)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def restart_at(self, moment: datetime) -> None:
        """Let the calendar pass: the service stops and comes back at another present instant."""
        self.stop()
        self.shift = moment - datetime.now(SHANGHAI)
        self.start()

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")

    def worker(self) -> int:
        """Return the worker's process id."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for child in children.split():
            line = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            if b"worker" in line:
                return int(child)
        raise AssertionError("no worker is running")

    @contextlib.contextmanager
    def without_worker(self):
        """Kill the worker with -9 and keep the supervisor from starting another."""
        pid = self.worker()
        os.kill(self.process.pid, signal.SIGSTOP)
        os.kill(pid, signal.SIGKILL)
        try:
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)


def run(data: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "mingchuang", *words],
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
    )


def environment(data: Path) -> dict[str, str]:
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("MINGCHUANG_", "DJANGO_"))}
    return keep | {"MINGCHUANG_DATA": str(data), "MINGCHUANG_LANG": "en"}


def serving(data: Path, shift: timedelta = timedelta(0)) -> Iterator[Served]:
    """Set a small demonstration district up in ``data`` and serve it until the generator ends."""
    for words in (("setup", "--origin", "demo.test/log"), ("demo", "--quick")):
        done = run(data, *words)
        assert done.returncode == 0, done.stderr
    service = Served(f"http://127.0.0.1:{free_port()}", data, shift=shift)
    try:
        service.start()
        yield service
    finally:
        service.stop()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    yield from serving(tmp_path_factory.mktemp("district"))


@pytest.fixture(scope="session")
def staff():
    """Usernames by unit and role."""
    with (PACKAGE / "demo" / "data" / "staff.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def who(unit: str, role: str) -> str:
        return next(row["username"] for row in rows if row["unit"] == unit and row["role"] == role)

    return who


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args():
    return {"reduced_motion": "reduce", "locale": "zh-CN"}


def signed_in(context, served: Served, username: str):
    """Return a page of this browser context on which somebody is signed in; it keeps problems."""
    page = context.new_page()
    page.set_default_timeout(8000)
    page.problems = []
    page.on(
        "console",
        lambda message: (
            page.problems.append(message.text)
            if "Content Security Policy" in message.text
            else None
        ),
    )
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(f"{served.url}/en/sign-in/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.btn")
    page.wait_for_url("**/desk/")
    return page


@pytest.fixture
def sign_in(browser, browser_context_args, served):
    """Return a function that opens a page signed in as somebody, in a context of their own."""
    contexts = []

    def open_as(username: str, **context):
        found = browser.new_context(**{**browser_context_args, **context})
        contexts.append(found)
        return signed_in(found, served, username)

    yield open_as
    for found in contexts:
        found.close()
