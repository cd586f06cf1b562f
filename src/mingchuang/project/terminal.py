"""What long commands show while they work, and how they ask."""

import sys
import time
from collections.abc import Callable


def progress(label: str, *, every: float = 0) -> Callable[[int, int], None]:
    """Return a callback that draws one line of progress on a terminal.

    In a file it stays quiet, or writes a plain line every so many seconds (``every``).
    """
    last = [time.monotonic() if every else 0.0]

    def show(done: int, total: int) -> None:
        now = time.monotonic()
        if sys.stderr.isatty() and (now - last[0] > 0.1 or done >= total):
            last[0] = now
            print(
                f"\r{label} {done}/{total}",
                end="\n" if done >= total else "",
                file=sys.stderr,
                flush=True,
            )
        elif every and not sys.stderr.isatty() and now - last[0] > every:
            last[0] = now
            print(f"{label} {done}/{total}", file=sys.stderr, flush=True)

    return show


def asks() -> bool:
    """Whether somebody sits at a terminal and can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str) -> bool:
    """Ask; only a clear yes is one."""
    print(f"{question} ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "j", "是", "对")
