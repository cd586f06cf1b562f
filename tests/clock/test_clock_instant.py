import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from mingchuang.clock import SHANGHAI, as_offset, at, now, offset, today


@pytest.fixture(autouse=True)
def _no_shift(monkeypatch):
    monkeypatch.delenv("MINGCHUANG_NOW", raising=False)


def test_now_is_the_real_time_in_shanghai():
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert now().tzinfo is SHANGHAI
    assert now().utcoffset() == timedelta(hours=8)
    assert offset() is None


def test_the_clock_keeps_microseconds():
    with at("2026-03-05T09:00:00.123456"):
        assert now().microsecond == 123456
    assert any(now().microsecond for _ in range(10))


def test_today_turns_at_midnight_in_shanghai_not_in_utc():
    with at(datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC)):
        assert today() == date(2026, 3, 4)
    with at(datetime(2026, 3, 4, 16, 0, tzinfo=UTC)):
        assert today() == date(2026, 3, 5)


def test_a_freeze_nests_and_ends_even_after_an_error():
    with at("2026-01-01") as outer:
        with pytest.raises(RuntimeError), at("2026-06-01T12:00"):
            assert now() == datetime(2026, 6, 1, 12, tzinfo=SHANGHAI)
            raise RuntimeError
        assert now() == outer == datetime(2026, 1, 1, tzinfo=SHANGHAI)
    assert now() != outer


def test_a_freeze_stays_in_its_own_context():
    seen = []
    with at("2001-01-01"):
        thread = threading.Thread(target=lambda: seen.append(now()))
        thread.start()
        thread.join()
    assert seen[0].year > 2001


def test_a_naive_moment_means_shanghai_and_a_day_its_midnight():
    with at(datetime(2026, 3, 5, 9)):
        assert now().isoformat() == "2026-03-05T09:00:00+08:00"
    with at(date(2026, 3, 5)):
        assert now().isoformat() == "2026-03-05T00:00:00+08:00"


def test_text_that_is_no_instant_is_refused_with_an_example():
    with pytest.raises(ValueError, match="2026-03-05T09:00"), at("tomorrow"):
        pass


@pytest.mark.parametrize(("text", "seconds"), [("+86400", 86400), ("-3600", -3600), ("+0.5", 0.5)])
def test_an_offset_moves_the_real_time(monkeypatch, text, seconds):
    monkeypatch.setenv("MINGCHUANG_NOW", text)
    assert offset() == seconds
    wanted = datetime.now(UTC) + timedelta(seconds=seconds)
    assert abs(now() - wanted) < timedelta(seconds=5)
    assert as_offset(text) == text


def test_an_instant_runs_on_from_process_start():
    script = (
        "import time; from mingchuang.clock import now, offset; a = now(); time.sleep(0.05); "
        "b = now(); print(a.isoformat(), (b - a).total_seconds(), offset())"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={"MINGCHUANG_NOW": "2026-03-05T09:00", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    first, elapsed, shift = run.stdout.split()
    assert first.startswith("2026-03-05T09:00:0") and first.endswith("+08:00")
    assert 0.05 <= float(elapsed) < 5
    assert abs(datetime.now(UTC).timestamp() + float(shift) - 1772672400) < 60


def test_a_supervisor_hands_the_same_shift_to_its_children(monkeypatch):
    monkeypatch.setenv("MINGCHUANG_NOW", "2026-03-05T09:00:00+08:00")
    mine, handed = offset(), as_offset("2026-03-05T09:00:00+08:00")
    assert handed[0] in "+-"
    monkeypatch.setenv("MINGCHUANG_NOW", handed)
    assert offset() == pytest.approx(mine, abs=1e-6)
    assert as_offset(handed) == handed


def test_the_naive_and_the_zoned_instant_agree():
    assert as_offset("2026-03-05T09:00") == as_offset("2026-03-05T01:00:00Z")


def test_an_empty_variable_is_no_shift(monkeypatch):
    monkeypatch.setenv("MINGCHUANG_NOW", " ")
    assert offset() is None
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    "text", ["86400", "+1d", "soon", "+nan", "+inf", "+999999999999", "2026-13-01", "1900-01-01"]
)
def test_a_wrong_variable_says_what_to_write(monkeypatch, text):
    monkeypatch.setenv("MINGCHUANG_NOW", text)
    for read in (now, today, offset):
        with pytest.raises(ValueError, match=r"MINGCHUANG_NOW.*\+86400"):
            read()
    with pytest.raises(ValueError, match="MINGCHUANG_NOW"):
        as_offset(text)


def test_a_freeze_wins_over_the_variable(monkeypatch):
    monkeypatch.setenv("MINGCHUANG_NOW", "+86400")
    with at("2026-03-05"):
        assert today() == date(2026, 3, 5)
