"""Web and worker together, started, watched and stopped as one."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import structlog

from mingchuang import clock

log = structlog.get_logger(__name__)
HALTED = 3


def commands(port: int, host: str, workers: int) -> dict[str, list[str]]:
    """Return the two command lines."""
    return {
        "web": [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            host,
            "--port",
            str(port),
            "--workers",
            str(workers),
            "--blocking-threads",
            "2",
            "--no-ws",
            "--respawn-failed-workers",
            "--log-level",
            "warning",
            "mingchuang.project.wsgi:application",
        ],
        "worker": [sys.executable, "-m", "mingchuang", "worker"],
    }


def run(port: int, host: str = "0.0.0.0", workers: int = 2) -> int:  # noqa: S104
    """Serve until a signal comes; a child that dies is started again, a halted worker is not."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "mingchuang.project.settings"}
    if shift := environment.get("MINGCHUANG_NOW"):
        environment["MINGCHUANG_NOW"] = clock.as_offset(shift)
    lines = commands(port, host, workers)
    children: dict[str, subprocess.Popen] = {}
    stopping: list[int] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: stopping.append(number))

    def start(name: str) -> None:
        children[name] = subprocess.Popen(lines[name], env=environment, start_new_session=True)

    for name in lines:
        start(name)
    while not stopping:
        for name, child in list(children.items()):
            code = child.poll()
            if code is None:
                continue
            # A killed parent leaves its workers holding the port: the whole group goes with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            if name == "worker" and code == HALTED:
                log.error(
                    "the worker halted to protect the log; pages stay readable. Run 'mingchuang check'."
                )
                del children[name]
                continue
            log.warning("restarting", process=name, code=code)
            time.sleep(0.5)
            if not stopping:
                start(name)
        time.sleep(0.2)
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + 10
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    return 0
