"""The words and figures of the demonstration district, held to what an official would check."""

import csv
import json
import re
from collections import Counter
from datetime import date, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import PurePath

import pytest

from mingchuang import clock
from mingchuang.catalogue.builtin import builtin_edition
from mingchuang.catalogue.checks import elements_present
from mingchuang.catalogue.rules import owes
from mingchuang.codes import docno
from mingchuang.demo import play
from mingchuang.disclosures import rules
from mingchuang.inspection import scan
from mingchuang.publishing.checks import detector_findings
from mingchuang.publishing.frozen import FileFinding, Frozen, FrozenFile
from mingchuang.records import richtext

LAST = date(2026, 11, 25)
ROWS = play.disclosures()
NEWS = json.loads((play.DATA / "news.json").read_text(encoding="utf-8"))
EXPLAINED = json.loads((play.DATA / "interpretations.json").read_text(encoding="utf-8"))
KEYS = {row["key"]: row for row in ROWS}
HALF = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
TOTAL = re.compile(r"(收入|支出)?(合计|总计)")
NOT_ADDED = re.compile(r"[%％]|增长|率|得分")


@cache
def edition() -> dict[str, dict]:
    """Return the obligations of the catalogue by code."""
    return {row["code"]: row for row in builtin_edition()["obligations"]}


def units() -> dict[str, dict]:
    """Return the register of units by code."""
    with (play.DATA / "units.csv").open(encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def versions(row: dict):
    """Yield ``(day, content)`` of each version a disclosure has in the play, first to last."""
    content = {k: row[k] for k in ("title", "summary", "body", "sections", "attachments")}
    yield row["day"], content
    for change in row["amendments"]:
        content = content | change["changes"]
        yield change["day"], content


class Tables(HTMLParser):
    """The tables of a text as rows of cells."""

    def __init__(self, html: str):
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.inside = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.tables[-1][-1][-1] += data


def figure(cell: str) -> float | None:
    """Return the number in a cell, or None where it holds words."""
    return float(cell.replace(",", "")) if re.fullmatch(r"-?[\d,]+(\.\d+)?", cell) else None


def wrong_totals(table: list[list[str]]) -> list[str]:
    """Return the columns whose 合计 or 总计 is not the sum of what stands above it."""
    head, wrong = table[0], []
    for n, cells in enumerate(table[1:], start=1):
        if not any(TOTAL.fullmatch(cell) for cell in cells[:2]):
            continue
        above = [row for row in table[1:n] if not row[0].startswith("其中")]
        for column, cell in enumerate(cells):
            total = figure(cell)
            if total is None or NOT_ADDED.search(head[column]):
                continue
            added = sum(figure(row[column]) or 0 for row in above)
            if abs(added - total) > 0.005:
                wrong.append(f"{head[column]}: {added:,.2f}, written {cell}")
    return wrong


def tables_of(content: dict):
    """Yield every table of a version: in its text and in its attachments."""
    for html in (content["body"], *content["sections"].values()):
        yield from Tables(html).tables
    for file in content["attachments"]:
        if "table" in file.get("make", {}):
            yield file["make"]["table"]
        elif file["name"].endswith(".csv"):
            yield list(csv.reader(file["text"].splitlines()))


def words_of(file: dict) -> str:
    """Return what an attachment says."""
    spec = file.get("make")
    if spec is None:
        return file["text"]
    cells = [cell for row in spec.get("table", ()) for cell in row]
    lines = [spec.get("heading", ""), *spec.get("paragraphs", ()), *cells, spec.get("note", "")]
    return "\n".join(lines)


def frozen(row: dict, content: dict) -> Frozen:
    """Return a version as the checks of publishing see it, with the attachments' words."""
    html = {name: richtext.clean(text) for name, text in content["sections"].items()}
    return Frozen(
        kind="disclosure",
        unit=row["unit"],
        content={
            "title": content["title"],
            "summary": content["summary"],
            "keywords": row["keywords"],
            "docno": row["docno"],
            "formed_on": row["formed_on"],
            "in_force": row["in_force_on"] or "",
            "valid_until": row["valid_until"] or "",
            "body": richtext.clean(content["body"]),
            "sections": html,
        },
        context={"elements": edition()[row["obligation"]]["elements"]},
        files=tuple(
            FrozenFile(
                str(n), "", 0, "text/plain", file["name"], file["title"], findings=found_in(file)
            )
            for n, file in enumerate(content["attachments"])
        ),
    )


def found_in(file) -> tuple[FileFinding, ...]:
    """What the detectors find in the words of an attachment."""
    return tuple(
        FileFinding(hit.kind, "", hit.excerpt_masked, hit.blocking) for hit in scan(words_of(file))
    )


def test_the_district_has_published_a_lot_and_everybody_takes_part():
    by_unit = Counter(row["unit"] for row in ROWS)
    assert len(ROWS) >= 150
    assert set(by_unit) == set(units())
    assert min(by_unit.values()) >= 3
    answered = {row["obligation"] for row in ROWS}
    assert answered == {f"MC-{n:03}" for n in range(1, 45)}
    assert answered <= set(edition())
    assert len(KEYS) == len(ROWS)


def test_titles_are_not_used_twice():
    titles = Counter(row["title"] for row in ROWS)
    assert [title for title, n in titles.items() if n > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_a_disclosure_passes_the_checks_of_publishing(row):
    for day, content in versions(row):
        draft = frozen(row, content)
        with clock.at(datetime.strptime(day, "%Y-%m-%d %H:%M").replace(tzinfo=clock.SHANGHAI)):
            found = [*rules.check(draft), *detector_findings(draft), *elements_present(draft)]
        assert found == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_an_obligation_applies_to_the_unit_that_answers_it(row):
    applies, unit = edition()[row["obligation"]]["applies"], units()[row["unit"]]
    assert owes(applies, code=row["unit"], kind=unit["kind"], sector=unit["sector"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_dates_stand_in_order_and_acts_fall_on_working_days(row):
    calendar = clock.Calendar.default()
    days = [datetime.strptime(day, "%Y-%m-%d %H:%M") for day, _content in versions(row)]
    if "withdraw" in row:
        days.append(datetime.strptime(row["withdraw"]["day"], "%Y-%m-%d %H:%M"))
    assert days == sorted(set(days))
    assert date.fromisoformat(row["formed_on"]) <= days[0].date()
    assert days[-1].date() <= LAST
    if not row.get("emergency"):
        assert all(calendar.is_workday(day.date()) for day in days)
    if row["in_force_on"] and row["valid_until"]:
        assert row["in_force_on"] < row["valid_until"]
    if "window_end" in row:
        assert date.fromisoformat(row["window_end"]) > days[0].date()
    if "schedule" in row:
        assert datetime.strptime(row["schedule"], "%Y-%m-%dT%H") > days[0]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_tables_add_up_in_the_version_in_force(row):
    _day, last = list(versions(row))[-1]
    for table in tables_of(last):
        assert {len(cells) for cells in table} == {len(table[0])}
        assert wrong_totals(table) == []


def test_a_wrong_total_is_noticed():
    table = [["项目", "金额"], ["甲", "1.00"], ["其中：乙", "0.50"], ["合计", "1.50"]]
    assert wrong_totals(table) == ["金额: 1.00, written 1.50"]


def test_days_of_the_week_are_the_right_ones():
    named = re.compile(r"(\d+)月(\d+)日（(?:周|星期)([一二三四五六日])）")
    found = 0
    for row in ROWS:
        for day, content in versions(row):
            for month, number, name in named.findall("".join(content["sections"].values())):
                said = date(int(day[:4]), int(month), int(number))
                assert "一二三四五六日"[said.weekday()] == name, (row["key"], said)
                found += 1
    assert found >= 10


def test_annual_reports_balance_what_came_in_and_what_was_done():
    reports = [row for row in ROWS if row["obligation"] == "MC-016"]
    for row in reports:
        table = Tables(row["sections"]["e3"]).tables[0]
        by_name = {cells[0]: [figure(cell) for cell in cells[1:]] for cells in table[1:]}
        came = ("新收申请", "上年结转")
        ends = ("办结总计", "结转下年度")
        for column in range(3):
            done = sum(v[column] for k, v in by_name.items() if k not in came + ends)
            assert by_name["办结总计"][column] == done
            assert sum(by_name[k][column] for k in came) == sum(by_name[k][column] for k in ends)
        for natural, other, both in by_name.values():
            assert natural + other == both


def test_document_numbers_are_written_in_the_normal_form():
    numbers = [row["docno"] for row in ROWS if row["docno"]]
    assert [docno.normalise(number) for number in numbers] == numbers
    normative = [row for row in ROWS if row["obligation"] == "MC-005"]
    assert all(row["docno"] and row["in_force_on"] and row["valid_until"] for row in normative)
    for row in normative:
        assert row["docno"] in row["sections"]["e2"]


def test_numbers_in_running_text_have_a_real_year():
    for row in ROWS:
        for _day, content in versions(row):
            for html in (content["body"], *content["sections"].values()):
                for _start, _end, number in docno.find(html):
                    assert 2015 <= docno.parse(number).year <= 2026


def test_no_half_width_punctuation_beside_chinese():
    for row in ROWS:
        for _day, content in versions(row):
            for file in content["attachments"]:
                if "make" in file:
                    assert not HALF.search(words_of(file)), file["name"]
    for text in [*NEWS, *EXPLAINED]:
        assert not HALF.search(re.sub(r"<[^>]+>", "\n", f"{text['title']}\n{text['body']}"))


def test_references_lead_to_other_disclosures():
    for row in ROWS:
        if "repeals" in row:
            old = KEYS[row["repeals"]]
            assert old["day"] < row["day"]
            assert old["docno"] in row["sections"]["e2"]
        if successor := row.get("withdraw", {}).get("successor"):
            assert successor in KEYS
    assert sum("repeals" in row for row in ROWS) >= 1
    for text in EXPLAINED:
        assert KEYS[text["explains"]]["title"] == text["document_title"]
        assert text["day"][:10] == KEYS[text["explains"]]["day"][:10]


def test_the_play_shows_each_turn_a_document_can_take():
    assert sum(bool(row["amendments"]) for row in ROWS) >= 15
    assert {change["kind"] for row in ROWS for change in row["amendments"]} == {
        "change",
        "correction",
    }
    assert sum("returned" in row for row in ROWS) >= 6
    assert {row["withdraw"]["reason"] for row in ROWS if "withdraw" in row} >= {
        "privacy",
        "wrong",
        "duplicate",
    }
    for key in ("schedule", "window_end", "emergency", "persons"):
        assert any(key in row for row in ROWS), key


def test_attachments_have_names_of_their_own():
    files = [file for row in ROWS for file in row["attachments"]]
    made = Counter(PurePath(file["name"]).suffix for file in files if "make" in file)
    assert sum(made.values()) >= 45
    assert min(made[suffix] for suffix in (".xlsx", ".docx", ".pdf")) >= 8
    for row in ROWS:
        names = [file["name"] for file in row["attachments"]]
        assert len(names) == len(set(names))


def test_only_people_of_the_register_are_leaders():
    with (play.DATA / "staff.csv").open(encoding="utf-8") as file:
        known = {(row["unit"], row["name"]) for row in csv.DictReader(file)}
    for row in ROWS:
        if row["obligation"] != "MC-004":
            continue
        named = re.findall(r"<li>[^：]*?([\u4e00-\u9fff]+)：", row["sections"]["e3"])
        assert named
        for words in named:
            assert any(row["unit"] == unit and words.endswith(name) for unit, name in known), words


def test_news_is_free_of_personal_numbers_and_in_the_time_of_the_play():
    calendar = clock.Calendar.default()
    assert len(NEWS) >= 10
    for text in [*NEWS, *EXPLAINED]:
        assert text["unit"] in units()
        assert [h for h in scan(f"{text['title']}\n{text['body']}") if h.blocking] == []
        assert calendar.is_workday(date.fromisoformat(text["day"][:10]))
        assert richtext.clean(text["body"])
    assert {text["unit"] for text in EXPLAINED} <= {"FGJ", "ZJJ", "NYJ"}
