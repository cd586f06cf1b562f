"""Web and worker together, started, watched and stopped as one."""

import contextlib
import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time

import structlog

from mingchuang import clock

log = structlog.get_logger(__name__)
HALTED = 3
QUICK, TRIES = 5.0, 5
"""A process that dies within ``QUICK`` seconds ``TRIES`` times in a row is given up."""
PR_SET_PDEATHSIG = 1


def threads() -> int:
    """Return how many requests one web process works on at a time: at most 8, fewer on few cores.

    More than twice the cores and one only take turns, and granian warns of them.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(8, 2 * cores + 1)


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
            str(threads()),
            "--no-ws",
            "--respawn-failed-workers",
            "--log-level",
            "warning",
            "mingchuang.project.wsgi:application",
        ],
        "worker": [sys.executable, "-m", "mingchuang", "worker"],
    }


def taken(port: int, host: str) -> bool:
    """Return whether another program listens on the port already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


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

    started: dict[str, float] = {}
    quick = dict.fromkeys(lines, 0)

    def start(name: str) -> None:
        started[name] = time.monotonic()
        children[name] = subprocess.Popen(
            lines[name], env=environment, start_new_session=True, preexec_fn=_die_with_parent
        )

    for name in lines:
        start(name)
    failed = 0
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
            alive = time.monotonic() - started[name]
            quick[name] = quick[name] + 1 if alive < QUICK else 0
            if quick[name] >= TRIES:
                log.error(
                    "given up: it ends as soon as it starts; is the port taken?",
                    process=name,
                    port=port,
                )
                failed = 1
                stopping.append(signal.SIGTERM)
                break
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
    return failed


def _die_with_parent() -> None:
    """Ask the kernel to stop this child when its parent is killed: nothing keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
