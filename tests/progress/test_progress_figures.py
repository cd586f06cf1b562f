"""The four measures, counted by hand on a district of a few lines."""

from datetime import date, datetime, timedelta

import pytest

from mingchuang.clock import SHANGHAI
from mingchuang.progress import charts, facts, figures, rules
from mingchuang.progress.figures import Figures, Ratio

ON = date(2026, 10, 31)
TABLE = {
    "edition": "T",
    "edition_version": "1",
    "in_use": True,
}


def row(code, time_limit, elements=("e1", "e2"), category="finance.budget"):
    return {
        "code": code,
        "category": category,
        "time_limit": time_limit,
        "elements": [
            *({"code": name, "required": True} for name in elements),
            {"code": "x", "required": False},
        ],
    }


ROWS = [
    row("R1", "信息形成或者变更之日起20个工作日内"),
    row("R2", "每季度首月15日前"),
    row("R3", "批准后20日内", category="plan"),
]


class Log:
    """Entries in the order in which they are written."""

    def __init__(self):
        self.versions: list[facts.Version] = []
        self.put("edition", "2026-01-01", "register", body=TABLE, unit="OFF",
                 parts={"table": {"categories": ["c"], "obligations": ROWS}})  # fmt: skip
        for unit in ("A", "B"):
            self.put("unit", "2026-01-01", "register", unit=unit,
                     body={"code": unit, "unit_kind": "town", "order": 1},
                     parts={"head": {"short_name": unit}})  # fmt: skip
            self.put("owed-list", "2026-01-01", "register", unit=unit, body={"owed": []},
                     parts={"rows": [{"code": r["code"], "since": "2026-01-01", "until": ""} for r in ROWS]})  # fmt: skip

    def put(self, kind, day, type_, reason="", obj="", unit="A", body=None, parts=None):
        version = facts.Version(
            len(self.versions),
            datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI)
            + timedelta(hours=9),
            type_,
            reason,
            obj or f"{len(self.versions):032x}",
            unit,
            kind,
            {"schema": f"{kind}-1", **(body or {})},
            lambda name: (parts or {}).get(name),
        )
        self.versions.append(version)
        return version.obj

    def publish(self, code, day, formed="", elements=("e1", "e2"), **more):
        body = {
            "obligation": code,
            "edition": "T@1",
            "formed_on": formed or day,
            "elements": {name: name in elements for name in ("e1", "e2", "x")},
            **more.pop("body", {}),
        }
        return self.put("disclosure", day, more.pop("type", "publish"), body=body, **more)

    def figures(self, unit="A", on=ON) -> Figures:
        return figures.total(figures.of_unit(facts.replay(self.versions, on), unit))


@pytest.fixture
def log():
    return Log()


def test_a_unit_that_publishes_nothing_looks_good_in_no_figure(log):
    found = log.figures()
    assert found == Figures(Ratio(0, 3), Ratio(0, 6), Ratio(0, 4), Ratio(0, 1))
    assert rules.behind(found) == {"coverage": 3, "completeness": 6, "timeliness": 4, "rhythm": 1}


def test_rows_elements_days_and_rhythms_are_counted(log):
    log.publish("R1", "2026-03-20", formed="2026-03-10", elements=("e1", "x"))
    log.publish("R2", "2026-10-10")
    found = log.figures()
    assert found.coverage == Ratio(2, 3)
    assert found.completeness == Ratio(3, 6)
    assert found.rhythm == Ratio(1, 1)
    # R1 by its own day, and of four quarters the last
    assert found.timeliness == Ratio(2, 5)


def test_a_version_that_came_too_late_counts_and_stays_counted_when_withdrawn(log):
    obj = log.publish("R1", "2026-06-30", formed="2026-03-10")
    assert log.figures().timeliness == Ratio(0, 5)
    log.put("disclosure", "2026-07-01", "withdraw", "wrong", obj, body={"schema": "tombstone-1"})
    found = log.figures()
    assert found.coverage == Ratio(0, 3)
    assert found.timeliness == Ratio(0, 5)


def test_a_correction_starts_no_clock_and_a_change_starts_its_own(log):
    obj = log.publish("R1", "2026-03-12", formed="2026-03-10")
    log.publish("R1", "2026-09-01", formed="2026-03-10", type="amend", reason="correction", obj=obj,
                body={"amendment": "correction"})  # fmt: skip
    assert log.figures().timeliness == Ratio(1, 5)
    log.publish("R1", "2026-09-30", formed="2026-03-10", type="amend", reason="change", obj=obj,
                body={"amendment": "change", "changed_on": "2026-07-01"})  # fmt: skip
    assert log.figures().timeliness == Ratio(1, 6)


def test_what_was_taken_over_counts_by_the_day_of_the_older_site(log):
    log.publish("R1", "2026-05-06", formed="2026-03-10", reason="legacy",
                body={"published_before": "2026-03-11"})  # fmt: skip
    assert log.figures().timeliness == Ratio(1, 5)


def test_an_event_is_held_against_its_day_and_without_one_nothing_fell_due(log):
    log.put("event", "2026-09-01", "event", body={"event_on": "2026-09-01", "obligations": ["R3"]})
    assert log.figures().timeliness == Ratio(0, 5)
    log.publish("R3", "2026-09-10")
    found = log.figures()
    assert found.timeliness == Ratio(1, 5)
    assert found.rhythm == Ratio(0, 1)  # an event is no rhythm


def test_a_link_covers_its_row_and_has_no_parts_to_count(log):
    body = {"obligation": "R2", "how": "link", "standing": "reachable"}
    link = log.put("fulfilment", "2026-02-01", "register", body=body)
    found = log.figures()
    assert found.coverage == Ratio(1, 3)
    assert found.completeness == Ratio(0, 4)
    assert found.rhythm == Ratio(1, 1)
    log.put("fulfilment", "2026-08-01", "register", obj=link, body={**body, "standing": "dead"})
    assert log.figures().coverage == Ratio(0, 3)
    assert log.figures(on=date(2026, 7, 31)).coverage == Ratio(1, 3)


def test_a_day_knows_nothing_of_what_came_after_it(log):
    log.publish("R1", "2026-10-31")
    assert log.figures(on=date(2026, 10, 30)).coverage == Ratio(0, 3)
    assert log.figures(on=date(2026, 10, 31)).coverage == Ratio(1, 3)
    assert facts.replay(log.versions, date(2025, 12, 31)).owed == {}


def test_a_row_counts_from_its_first_to_its_last_day(log):
    rows = [{"code": "R1", "since": "2026-05-01", "until": "2026-09-30"}]
    log.put("owed-list", "2026-02-01", "register", unit="B", obj=f"{4:032x}", body={"owed": []},
            parts={"rows": rows})  # fmt: skip
    for day, owed in (("2026-04-30", 0), ("2026-05-01", 1), ("2026-09-30", 1), ("2026-10-01", 0)):
        found = log.figures("B", date.fromisoformat(day))
        assert found.coverage.of == owed, day


def test_groups_are_told_by_lowest_middle_and_highest():
    found = figures.spread([Ratio(1, 4), Ratio(4, 4), Ratio(2, 4), Ratio(0, 0)])
    assert found == figures.Spread(3, 0.25, 0.5, 1.0)
    assert figures.spread([Ratio()]) is None


def test_a_share_is_rounded_down_so_that_all_means_all():
    assert charts.percent(199 / 200) == "99%"
    assert charts.percent(1.0) == "100%"
    assert charts.percent(0.29) == "29%"
    assert charts.percent(None) == "—"


def test_a_curve_is_parted_where_a_month_has_no_share():
    found = charts.curve([("1", 0.0), ("2", 0.5), ("3", None), ("4", 1.0), ("5", 1.0)])
    assert found.lines == ("0.0,40.0 25.0,20.0", "75.0,0.0 100.0,0.0")


def counts(there, done, wanted):
    return {"coverage": [there, 1], "completeness": [done, wanted], "timeliness": [0, 0], "rhythm": [0, 0]}  # fmt: skip


def test_next_steps_begin_with_what_is_late_and_prefer_what_is_half_done():
    rows = [
        ["M1", "c", counts(0, 0, 2), False],
        ["M2", "c", counts(0, 0, 5), False],
        ["P3", "c", counts(1, 1, 4), False],
        ["P1", "c", counts(1, 3, 4), False],
        ["OK", "c", counts(1, 4, 4), False],
        ["L1", "c", counts(0, 0, 2), True],
    ]
    found = rules.steps(rows, {"M2": "B"}.get, most=9)
    assert [(s.code, s.why) for s in found] == [
        ("L1", "late"),
        ("P1", "parts"),
        ("P3", "parts"),
        ("M2", "missing"),
        ("M1", "missing"),
    ]
    assert found[3].pattern == "B"


@pytest.mark.parametrize(
    ("done", "of", "target", "n"),
    [(0, 0, 0.9, 0), (9, 10, 0.9, 0), (8, 10, 0.9, 1), (0, 3, 0.95, 3)],
)
def test_what_is_short_of_a_target(done, of, target, n):
    assert rules.short(Ratio(done, of), target) == n
