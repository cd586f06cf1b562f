"""A cell is shown as Excel shows it."""

import datetime

import pytest

from mingchuang.records.cell_formats import BUILT_IN, shown

DAY = datetime.date(2026, 3, 5)
MOMENT = datetime.datetime(2026, 3, 5, 14, 7, 9)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (10.0, "0.00", "10.00"),
        (10, "0.00", "10.00"),
        (10.5, "0", "11"),
        (2.675, "0.00", "2.68"),
        (0.1 + 0.2, "0.0", "0.3"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (999.0, "#,##0", "999"),
        (0.5, "#,##0.00", "0.50"),
        (0.5, "#.##", ".5"),
        (12.5, "0.##", "12.5"),
        (12.0, "0.0#", "12.0"),
        (0.0, "#,##0", "0"),
        (0.125, "0%", "13%"),
        (0.125, "0.0%", "12.5%"),
        (7.0, "000", "007"),
        (-3.5, "0.00", "-3.50"),
        (-0.001, "0.00", "0.00"),
        (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (-5.0, "0.00_ ;[Red]-0.00 ", "-5.00"),
        (0.0, '0.00;-0.00;"免费"', "免费"),
        (12.5, '0.00"元"', "12.50元"),
        (12.5, "¥#,##0.00", "¥12.50"),
        (12.5, "[$¥-804]#,##0.00", "¥12.50"),
        (12.5, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "¥12.50"),
        (0.0, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "¥-"),
        (25_000.0, '0.00,"千元"', "25.00千元"),
        (DAY, "yyyy/m/d", "2026/3/5"),
        (DAY, "yyyy-mm-dd", "2026-03-05"),
        (DAY, 'yyyy"年"m"月"d"日";@', "2026年3月5日"),
        (DAY, "[$-804]yyyy年m月d日 aaaa", "2026年3月5日 星期四"),
        (MOMENT, "yyyy/m/d h:mm", "2026/3/5 14:07"),
        (MOMENT, "h:mm:ss AM/PM", "2:07:09 PM"),
        (datetime.time(8, 5), "hh:mm", "08:05"),
        (datetime.time(8, 5), BUILT_IN[32], "8时05分"),
    ],
)
def test_the_usual_formats(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "General"),
        (1.5, "@"),
        (1.5, "# ?/?"),
        (1.5, "0.00E+00"),
        ("10", "0.00"),
        (True, "0.00"),
        (datetime.time(8, 5), "yyyy/m/d"),
        (DAY, "0.00"),
    ],
)
def test_what_is_not_applied_is_said_by_none(value, code):
    assert shown(value, code) is None
