"""The rules that keep a stale page from staying: keep, fence, barrier, purge, the hour, silence."""

import os
import sqlite3
import threading
import time
from contextlib import closing
from datetime import timedelta

import pytest

from mingchuang import clock
from mingchuang.pages.server import SILENCE, StoredPages
from mingchuang.pages.store import PageStore

A, B = "/lists/a/", "/items/b/"


@pytest.fixture
def store(tmp_path):
    return PageStore(tmp_path / "pages")


def kept(store):
    return [path for path, _pos in store.paths()]


def test_a_page_is_kept_under_its_tags_and_found_at_its_address(store):
    assert store.keep(A, b"one", 5, {"rec:x", "list:all"})
    assert store.file(A).read_bytes() == b"one"
    assert store.paths() == [(A, 5)]


def test_the_home_page_has_a_place_too(store):
    assert store.keep("/", b"home", 0, {"log"})
    assert store.file("/").read_bytes() == b"home"


def test_a_page_kept_again_replaces_content_and_tags(store):
    store.keep(A, b"one", 5, {"rec:x"})
    store.keep(A, b"two", 6, {"rec:y"})
    assert store.file(A).read_bytes() == b"two"
    store.purge(9, ["rec:x"], "o", 1)
    assert kept(store) == [A]
    store.purge(10, ["rec:y"], "o", 1)
    assert kept(store) == []
    assert not store.file(A).exists()


@pytest.mark.parametrize(("mark", "stays"), [(4, False), (5, False), (6, True), (7, True)])
def test_a_snapshot_older_than_the_fence_is_not_kept(store, mark, stays):
    store.purge(5, ["rec:other"], "o", 1)  # entry 5: the fence is 6
    assert store.keep(A, b"one", mark, {"rec:x"}) == stays
    assert store.file(A).exists() == stays


@pytest.mark.parametrize(("mark", "stays"), [(4, False), (5, False), (6, True)])
def test_a_purge_removes_pages_older_than_its_entry_alone(store, mark, stays):
    store.keep(A, b"one", mark, {"rec:x"})
    removed = store.purge(5, ["rec:x"], "o", 1)
    assert (kept(store) == [A]) == stays
    assert removed == (not stays)


def test_a_purge_leaves_pages_with_other_tags(store):
    store.keep(A, b"one", 1, {"rec:x"})
    store.keep(B, b"two", 1, {"rec:y"})
    store.purge(5, ["rec:x", "list:all"], "o", 1)
    assert kept(store) == [B]


def test_a_purge_takes_more_pages_than_one_chunk(store, monkeypatch):
    monkeypatch.setattr("mingchuang.pages.store.CHUNK", 3)
    for n in range(10):
        store.keep(f"/units/{n}/", b"x", 1, {"key:unit=Q", f"rec:{n}"})
    assert store.purge(5, ["key:unit=Q"], "o", 1) == 10
    assert kept(store) == []


def test_a_page_rendered_before_a_withdrawal_is_not_kept_after_it(store):
    """The race in which an older snapshot is in flight while the act commits."""
    store.keep(A, b"shows it", 5, {"rec:x", "list:all#1"})
    assert store.bar(["rec:x", "list:all#1"], "x", 2) == 1
    assert kept(store) == []
    assert not store.keep(A, b"shows it", 5, {"rec:x"})
    assert not store.keep(B, b"shows it", 5, {"list:all#1", "other"})
    assert store.keep("/c/", b"does not", 5, {"rec:y"})


def test_a_fresh_render_is_barred_too_until_that_very_entry_is_purged(store):
    store.bar(["rec:x"], "x", 2)
    store.purge(7, ["rec:x"], "x", 1)  # an earlier version of it
    store.purge(8, ["rec:x"], "y", 2)  # another object
    assert not store.keep(A, b"shows it", 99, {"rec:x"})
    store.purge(9, ["rec:x"], "x", 2)
    assert store.keep(A, b"tombstone", 10, {"rec:x"})


def test_two_withdrawals_that_share_a_list_bar_it_until_both_are_purged(store):
    store.bar(["list:all"], "x", 2)
    store.bar(["list:all"], "y", 3)
    store.purge(7, [], "x", 2)
    assert not store.keep(A, b"x", 99, {"list:all"})
    store.purge(8, [], "y", 3)
    assert store.keep(A, b"x", 99, {"list:all"})


def test_the_row_is_in_the_index_before_the_file_is_in_its_place(store, monkeypatch):
    """A file without a row could never be purged."""
    from pathlib import Path

    whole = Path.replace
    rows = []

    def watched(self, target):
        with closing(sqlite3.connect(store.root / "index.sqlite3")) as db:
            rows.append(db.execute("SELECT path FROM page").fetchall())
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    store.keep(A, b"one", 1, {"rec:x"})
    assert rows == [[(A,)]]


def test_a_writer_killed_before_the_file_leaves_nothing_to_serve(store, monkeypatch):
    from pathlib import Path

    store.keep(A, b"old", 1, {"rec:x"})

    def killed(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        store.keep(A, b"new", 2, {"rec:x"})
    monkeypatch.undo()
    assert not store.file(A).exists()
    store.clear()
    assert not list(store.root.glob(".tmp*"))


def test_the_fence_is_raised_before_the_first_file_is_removed(store, monkeypatch):
    store.keep(A, b"one", 1, {"rec:x"})
    seen = []

    def watched(path):
        with closing(sqlite3.connect(store.root / "index.sqlite3")) as db:
            seen.append(dict(db.execute("SELECT k, v FROM meta")))

    monkeypatch.setattr(store, "_unlink", watched)
    store.purge(5, ["rec:x"], "o", 1)
    assert seen == [{"fence": 6, "done": 0}]
    assert store.done() == 6


def test_a_purge_killed_half_way_is_done_again_from_its_position(store, monkeypatch):
    store.keep(A, b"one", 1, {"rec:x"})
    store.keep(B, b"two", 1, {"rec:x"})

    def killed(path):
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "_unlink", killed)
    with pytest.raises(KeyboardInterrupt):
        store.purge(5, ["rec:x"], "o", 1)
    monkeypatch.undo()
    assert store.done() == 0
    assert not store.keep("/c/", b"old", 5, {"rec:x"})  # the fence stands already
    store.purge(5, ["rec:x"], "o", 1)
    assert kept(store) == []


def test_the_position_never_goes_back(store):
    store.purge(9, [], "o", 1)
    store.purge(3, [], "o", 1)
    assert store.done() == 10
    assert not store.keep(A, b"x", 9, {"t"})


def test_clearing_drops_pages_barriers_and_files(store):
    store.keep(A, b"one", 1, {"rec:x"})
    store.keep(B, b"two", 1, {"rec:x"}, until=clock.now() + timedelta(days=1))
    store.bar(["rec:z"], "z", 1)
    store.clear(4)
    assert kept(store) == []
    assert not store.file(A).exists() and not store.file(B, until=True).exists()
    assert not store.keep(A, b"x", 3, {"rec:z"})
    assert store.keep(A, b"x", 4, {"rec:z"})
    assert store.done() == 4


def test_many_writers_and_purgers_leave_no_file_without_a_row(store):
    def work(seed):
        for n in range(12):
            store.keep(f"/p/{(seed * 7 + n) % 9}/", b"x", n, {f"rec:{n % 3}"})
            store.purge(n, [f"rec:{(n + 1) % 3}"], "o", n)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = {
        f"/{file.parent.relative_to(store.root / 'site')}/"
        for file in (store.root / "site").rglob("index.html")
    }
    assert files == set(kept(store))


# Serving


@pytest.fixture
def served(tmp_path, settings):
    settings.DATA = tmp_path
    store = PageStore(tmp_path / "pages")
    store.beat()
    asked = []

    def django(environ, start_response):
        asked.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"rendered"]

    pages = StoredPages(django)

    def get(path, method="GET", query=""):
        pages.checked = 0.0
        started = []
        body = b"".join(
            pages(
                {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query},
                lambda status, headers: started.append((status, dict(headers))),
            )
        )
        return body, started[0][1]

    get.store, get.asked = store, asked
    return get


def test_a_kept_page_is_served_without_django(served):
    served.store.keep(A, b"kept", 1, {"t"})
    body, headers = served(A)
    assert body == b"kept"
    assert served.asked == []
    assert headers["Content-Length"] == "4"
    assert headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_head_has_the_length_and_no_body(served):
    served.store.keep(A, b"kept", 1, {"t"})
    body, headers = served(A, method="HEAD")
    assert (body, headers["Content-Length"]) == (b"", "4")


@pytest.mark.parametrize(
    ("path", "method", "query"),
    [
        ("/none/", "GET", ""),
        (A, "POST", ""),
        (A, "GET", "q=1"),
        (A.rstrip("/"), "GET", ""),
        ("/../lists/a/", "GET", ""),
        ("/lists/./a/", "GET", ""),
        ("/lists//a/", "GET", ""),
        ("/lists/.hidden/", "GET", ""),
        ("/lists/a\x00/", "GET", ""),
    ],
)
def test_everything_else_goes_to_django(served, path, method, query):
    served.store.keep(A, b"kept", 1, {"t"})
    assert served(path, method, query)[0] == b"rendered"


def test_a_purged_page_is_not_served(served):
    served.store.keep(A, b"kept", 1, {"rec:x"})
    served.store.purge(5, ["rec:x"], "x", 1)
    assert served(A)[0] == b"rendered"


def test_a_page_that_changes_at_an_hour_is_served_before_it_and_not_after(served):
    hour = clock.now() + timedelta(minutes=5)
    served.store.keep(A, b"until then", 1, {"t"}, until=hour)
    assert not served.store.file(A).exists()  # what nginx sees
    assert served.store.file(A, until=True).exists()
    assert served(A)[0] == b"until then"
    with clock.at(hour + timedelta(seconds=1)):
        assert served(A)[0] == b"rendered"
    with clock.at(hour - timedelta(seconds=1)):
        assert served(A)[0] == b"until then"


def test_a_page_moves_between_the_folders_and_lies_in_one(served):
    store = served.store
    store.keep(A, b"for long", 1, {"t"})
    store.keep(A, b"for a while", 1, {"t"}, until=clock.now() + timedelta(minutes=5))
    assert not store.file(A).exists()
    store.keep(A, b"for long again", 1, {"t"})
    assert not store.file(A, until=True).exists()
    assert served(A)[0] == b"for long again"


def test_after_five_seconds_of_silence_no_stored_page_is_served(served):
    served.store.keep(A, b"kept", 1, {"t"})
    beat = served.store.root / "heartbeat"
    then = time.time() - SILENCE - 1
    os.utime(beat, (then, then))
    assert served(A)[0] == b"rendered"
    served.store.beat()
    assert served(A)[0] == b"kept"
    beat.unlink()
    assert served(A)[0] == b"rendered"


def test_a_stored_page_has_the_headers_of_a_rendered_one(client, district):
    from mingchuang.pages.server import public_headers

    answer = client.get("/units/")
    for name, value in public_headers():
        assert answer[name] == value, name
