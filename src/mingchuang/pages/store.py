"""Rendered pages on disk with their tags, and the rules that keep a stale one from staying.

Keep: only if the render's mark is not below the fence and none of its tags is barred; the index
row is committed before the file is renamed into place. Purge: fence first, then files, then rows,
then the position. Everything under one file lock, which a killed process gives back.
"""

import fcntl
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS page(id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, pos INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS tag(tag TEXT NOT NULL, page INTEGER NOT NULL, PRIMARY KEY(tag, page)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tag_page ON tag(page);
CREATE TABLE IF NOT EXISTS meta(k TEXT PRIMARY KEY, v INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS barrier(tag TEXT NOT NULL, obj TEXT NOT NULL, ver INTEGER NOT NULL, PRIMARY KEY(tag, obj, ver));
INSERT OR IGNORE INTO meta VALUES ('fence', 0), ('done', 0);
"""
CHUNK = 500


class PageStore:
    """The pages of one web node, below ``root``: ``site/``, ``until/`` and their index."""

    def __init__(self, root: Path):
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        with self._lock(), closing(self._open()) as db:
            db.executescript(_SCHEMA)

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.root / "index.sqlite3", timeout=20, isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=OFF")  # an unclean boot empties the store anyway
        return db

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.root / "lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def file(self, path: str, *, until: bool = False) -> Path:
        """Return the file that holds the page at an address path ending in ``/``."""
        return self.root / ("until" if until else "site") / path.strip("/") / "index.html"

    def keep(
        self, path: str, body: bytes, mark: int, tags: Iterable[str], until: datetime | None = None
    ) -> bool:
        """Keep a page rendered at ``mark``; returns whether it was kept.

        ``until`` is the instant from which it may no longer be served.
        """
        tags = sorted(set(tags))
        with self._lock(), closing(self._open()) as db:
            fence = db.execute("SELECT v FROM meta WHERE k='fence'").fetchone()[0]
            barred = "SELECT 1 FROM barrier WHERE tag IN (SELECT value FROM json_each(?))"
            if mark < fence or db.execute(barred, [json.dumps(tags)]).fetchone():
                return False
            db.execute("BEGIN")
            old = db.execute("SELECT id FROM page WHERE path=?", (path,)).fetchone()
            if old:
                db.execute("DELETE FROM tag WHERE page=?", old)
                db.execute("DELETE FROM page WHERE id=?", old)
            row = db.execute("INSERT INTO page(path, pos) VALUES (?, ?)", (path, mark)).lastrowid
            db.executemany("INSERT INTO tag VALUES (?, ?)", [(tag, row) for tag in tags])
            db.execute("COMMIT")
            self._unlink(path)
            target = self.file(path, until=until is not None)
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.root, prefix=".tmp", delete=False) as out:
                out.write(body)
            Path(out.name).chmod(0o644)
            if until is not None:  # the hour travels with the file, so serving needs no index
                os.utime(out.name, (until.timestamp(), until.timestamp()))
            Path(out.name).replace(target)
        return True

    def _unlink(self, path: str) -> None:
        self.file(path).unlink(missing_ok=True)
        self.file(path, until=True).unlink(missing_ok=True)

    def _remove(self, db: sqlite3.Connection, tags: Iterable[str], below: int) -> int:
        removed = 0
        for tag in tags:
            while rows := db.execute(
                "SELECT id, path FROM page JOIN tag ON page.id = tag.page WHERE tag.tag=? AND pos < ? LIMIT ?",
                (tag, below, CHUNK),
            ).fetchall():
                for _id, path in rows:
                    self._unlink(path)
                db.execute("BEGIN")
                db.executemany("DELETE FROM tag WHERE page=?", [(i,) for i, _ in rows])
                db.executemany("DELETE FROM page WHERE id=?", [(i,) for i, _ in rows])
                db.execute("COMMIT")
                removed += len(rows)
        return removed

    def purge(self, idx: int, tags: Iterable[str], obj: str, ver: int) -> int:
        """Remove what log entry ``idx`` made stale and lift its barriers; returns pages removed."""
        with self._lock(), closing(self._open()) as db:
            db.execute("UPDATE meta SET v=max(v, ?) WHERE k='fence'", (idx + 1,))
            removed = self._remove(db, tags, idx + 1)
            db.execute("DELETE FROM barrier WHERE obj=? AND ver=?", (obj, ver))
            db.execute("UPDATE meta SET v=max(v, ?) WHERE k='done'", (idx + 1,))
        return removed

    def bar(
        self,
        tags: Iterable[str],
        obj: str,
        ver: int,
        *,
        numbered: Callable[[], int | None] = lambda: None,
    ) -> int:
        """Remove every page under ``tags`` now and keep none until entry (obj, ver) is purged.

        ``numbered`` tells the entry's index, asked under the lock: the purge may have been here
        first, and then nothing would ever lift the barrier.
        """
        tags = list(tags)
        with self._lock(), closing(self._open()) as db:
            idx = numbered()
            done = db.execute("SELECT v FROM meta WHERE k='done'").fetchone()[0]
            if idx is None or idx >= done:
                rows = [(tag, obj, ver) for tag in tags]
                db.executemany("INSERT OR IGNORE INTO barrier VALUES (?, ?, ?)", rows)
            return self._remove(db, tags, 1 << 62)

    def done(self) -> int:
        """Return the index of the first entry not purged yet."""
        with closing(self._open()) as db:
            return db.execute("SELECT v FROM meta WHERE k='done'").fetchone()[0]

    def clear(self, fence: int = 0) -> None:
        """Drop every page; pages older than ``fence`` will not be kept again."""
        with self._lock(), closing(self._open()) as db:
            db.execute("BEGIN")
            db.execute("DELETE FROM tag")
            db.execute("DELETE FROM page")
            db.execute("DELETE FROM barrier")
            db.execute("UPDATE meta SET v=?", (fence,))
            db.execute("COMMIT")
            for name in ("site", "until"):
                shutil.rmtree(self.root / name, ignore_errors=True)
            for stray in self.root.glob(".tmp*"):
                stray.unlink(missing_ok=True)

    def paths(self) -> list[tuple[str, int]]:
        """Return the address and mark of every kept page."""
        with closing(self._open()) as db:
            return db.execute("SELECT path, pos FROM page ORDER BY path").fetchall()

    def after_boot(self, fence: int) -> None:
        """Empty the store when the machine was started anew: its files were never fsynced."""
        try:
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        except OSError:
            return
        kept = self.root / "boot"
        if not kept.exists() or kept.read_text() != boot:
            self.clear(fence)
            kept.write_text(boot)

    def beat(self) -> None:
        """Say that the projections are alive; without it no stored page is served after 5 s."""
        (self.root / "heartbeat").touch()
