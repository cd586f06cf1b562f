"""The yearly holiday notice, read from its own words."""

import json
from importlib import resources

import pytest

from mingchuang.clock import YearTable
from mingchuang.clock.notice import read_notice

NOTICE_2026 = """　　一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
　　二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
　　三、清明节：4月4日（周六）至6日（周一）放假，共3天。
　　四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
　　五、端午节：6月19日（周五）至21日（周日）放假，共3天。
　　六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
　　七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""
NOTICE_2025 = """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。"""


def built_in(year):
    file = resources.files("mingchuang.clock") / "years" / f"{year}.json"
    return YearTable.parse(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("year", "text"), [(2025, NOTICE_2025), (2026, NOTICE_2026)])
def test_a_pasted_notice_gives_the_days_of_our_own_table(year, text):
    days = read_notice(text, year) | {
        "version": "x",
        "source": "notice",
        "confidence": "entered",
        "confirmed": True,
    }
    read, own = YearTable.parse(days), built_in(year)
    assert [day for day, _name in read.off] == [day for day, _name in own.off]
    assert [day for day, _name in read.work] == [day for day, _name in own.work]


def test_spaces_weekday_words_and_a_year_before_the_month_change_nothing():
    other = NOTICE_2026.replace("周", "星期").replace("：1月1日", " : 2026年1月1日")
    assert read_notice(other, 2026) == read_notice(NOTICE_2026, 2026)


WRONG = [
    ("一、元旦：1月1日（周五）至3日（周六）放假。", "元旦: 2026-01-01 is 周四"),
    ("一、元旦：1月1日（周四）至3日（周六）放假，共4天。", "are 3 days, the notice says 4"),
    ("一、元旦：照常上班。", "no days off"),
    ("一、元旦：2月30日放假。", "no 2月30日"),
    ("一、元旦：1月3日至1月1日放假。", "is no holiday"),
    ("一、元旦：1日放假。", "no month"),
    ("一、元旦：1月1日放假。二、春节：1月1日放假。", "off already"),
    ("元旦放假一天", "No holiday was found"),
]


@pytest.mark.parametrize(("text", "word"), WRONG)
def test_a_slip_in_a_notice_is_named(text, word):
    with pytest.raises(ValueError, match=word):
        read_notice(text, 2026)
