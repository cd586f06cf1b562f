"""The second clock of a publication: how long the catalogue wants it to stay on display."""

import pytest

from mingchuang import clock
from mingchuang.catalogue.checks import displayed_long_enough
from mingchuang.publishing.frozen import Frozen

SEVEN = "制定或获取信息之日起10个工作日内，公示7个工作日"


def found(time_limit, window_end="", amendment="", **standing):
    content = {"window_end": window_end} if window_end else {}
    context = {"time_limit": time_limit}
    frozen = Frozen("disclosure", "X", content, context, amendment=amendment, standing=standing)
    with clock.at("2026-09-21T09:00"):
        return displayed_long_enough(frozen)


@pytest.mark.parametrize(
    ("limit", "window_end", "blocks"),
    [
        (SEVEN, "2026-10-08", None),  # seven working days after 21 September: over the holidays
        (SEVEN, "2026-09-30", True),
        (SEVEN, "", False),
        ("形成之日起20个工作日内；征求意见期限不得少于30日", "2026-10-21", None),
        ("形成之日起20个工作日内；征求意见期限不得少于30日", "2026-10-20", True),
        ("信息形成之日起20个工作日内", "2026-09-22", None),
        ("长期公开", "", None),
        ("", "2026-09-22", None),
    ],
)
def test_a_window_is_as_long_as_the_catalogue_wants(limit, window_end, blocks):
    findings = found(limit, window_end)
    assert [finding.blocking for finding in findings] == ([] if blocks is None else [blocks])


def test_the_finding_names_the_earliest_day():
    (finding,) = found(SEVEN, "2026-09-25")
    assert finding.place == "window_end" and "10" in finding.what and SEVEN in finding.what


def test_what_was_shown_already_is_not_asked_again():
    assert found(SEVEN, "2026-09-25", over="2026-09-25") == []


def test_an_amendment_keeps_the_window_that_began_with_the_first_publication():
    assert found(SEVEN, "2026-09-25", amendment="correction") == []
