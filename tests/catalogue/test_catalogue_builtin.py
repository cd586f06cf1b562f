"""The edition that comes with the product: every row complete, its origin said, its unit found."""

import csv
import json
import lzma
import re
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from mingchuang.catalogue import builtin, rules
from mingchuang.units import rules as unit_rules

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "laws.jsonl.xz"
EDITION = builtin.builtin_edition()
ROWS = EDITION["obligations"]
FILES = builtin.sectors()
LAWS = builtin.laws()
AUDIENCES = {"全社会", "特定群体"}
METHODS = {"主动", "依申请"}
TIERS = {"县级", "乡级"}
_NUMBER = "[一二三四五六七八九十百零]+"
_PLACE = f"第{_NUMBER}[条项](第{_NUMBER}项)?"
ARTICLE = re.compile(f"({_PLACE}(、{_PLACE})*|.+类)?")
FIELDS = [f"{n}-" for n in range(31, 57)]
"""How the files of the 26 fields begin."""


def sets(applies):
    """Yield each pair of kinds and sectors to which a row applies."""
    for one in applies.get("any", [applies]):
        yield set(one["kinds"]), set(one["sectors"])


def demo_units():
    """Return the demonstration's register."""
    table = resources.files("mingchuang.demo") / "data" / "units.csv"
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


def owed_by(code):
    """Return the rows a unit of the demonstration owes."""
    unit = next(unit for unit in demo_units() if unit["code"] == code)
    return [
        row
        for row in ROWS
        if rules.owes(row["applies"], code=code, kind=unit["kind"], sector=unit["sector"])
    ]


def test_the_edition_is_right_and_large():
    assert rules.problems(EDITION) == []
    assert len(ROWS) >= 400
    assert (EDITION["edition"], EDITION["version"]) == ("MC-2026", "2026.2")


def test_every_file_of_the_26_fields_is_there_and_no_file_is_empty():
    assert [name[:3] for name in FILES if name[:3] in FIELDS] == FIELDS
    assert all(len(file["obligations"]) >= 6 for file in FILES.values())


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_sector_is_complete(name):
    codes = {row["code"] for row in FILES[name]["obligations"]}
    for row in (row for row in ROWS if row["code"] in codes):
        where = row["code"]
        assert row["level1"] and row["level2"] and row["title"] and row["title_en"], where
        assert row["organ"] and row["source"] and row["carriers"], where
        assert 3 <= len(row["elements"]) <= 8, where
        assert len({e["code"] for e in row["elements"]}) == len(row["elements"]), where
        assert len({e["name"] for e in row["elements"]}) == len(row["elements"]), where
        assert any(e["required"] for e in row["elements"]), where
        assert not [e["name"] for e in row["elements"] if "?" in e["name"] or "；" in e["name"]]
        assert all(basis["name"] for basis in row["basis"]), where
        assert all(ARTICLE.fullmatch(basis["article"]) for basis in row["basis"]), where
        assert re.search(r"[日期时月年周季前后]", row["time_limit"]), where
        assert row["confidence"] in builtin.CONFIDENCE, where
        assert row["key_item"] in {f"K{n:02}" for n in range(1, 18)}, where
        for column, allowed in (("audience", AUDIENCES), ("method", METHODS), ("tiers", TIERS)):
            assert row[column] and set(row[column]) <= allowed, where


def test_columns_fit_into_the_table():
    for column, most in (
        ("level1", 80),
        ("level2", 120),
        ("title", 160),
        ("title_en", 200),
        ("time_limit", 400),
        ("organ", 200),
        ("audience_text", 200),
        ("source", 400),
    ):
        assert max(len(row[column]) for row in ROWS) <= most, column


def test_titles_and_codes_name_one_row():
    assert max(Counter(row["code"] for row in ROWS).values()) == 1
    for name, file in FILES.items():
        titles = Counter((row["category"], row["title"]) for row in file["obligations"])
        assert max(titles.values()) == 1, name


def test_the_first_44_codes_keep_their_elements_and_categories():
    first = {row["code"]: row for row in ROWS if len(row["code"]) == 6}
    assert set(first) == {f"MC-{n:03}" for n in range(1, 45)}
    assert first["MC-001"]["category"] == "finance.budget"
    assert [e["code"] for e in first["MC-043"]["elements"]] == ["e1", "e2", "e3", "e4", "e5", "e6"]


def test_a_category_stands_under_the_one_its_code_begins_with():
    used = {row["category"] for row in ROWS}
    children = {
        child["code"]: parent["code"]
        for parent in EDITION["categories"]
        for child in parent["children"]
    }
    assert used == set(children)
    assert all(child.split(".")[0] == parent for child, parent in children.items())
    assert all(c["name"] and c["name_en"] for p in EDITION["categories"] for c in p["children"])
    names = Counter(c["name"] for p in EDITION["categories"] for c in (p, *p["children"]))
    assert max(names.values()) == 1  # old sites' columns are matched by name


def test_kinds_and_sectors_are_those_of_the_register_and_no_row_names_a_unit():
    for row in ROWS:
        assert "units" not in row["applies"]
        for kinds, sectors in sets(row["applies"]):
            assert kinds and kinds <= set(unit_rules.KINDS), row["code"]
            assert sectors and sectors <= set(unit_rules.SECTORS), row["code"]


def test_a_specific_group_is_named():
    for row in ROWS:
        if "特定群体" in row["audience"] and len(row["code"]) > 6:
            assert row["audience_text"] not in ("", "全社会"), row["code"]


def test_high_confidence_rests_on_something_that_was_seen():
    assert {law["checked"] for law in LAWS.values()} == set(builtin.CHECKED)
    checked = {law["name"]: law["checked"] for law in LAWS.values()}
    assert len(checked) == len(LAWS)
    for row in ROWS:
        if row["confidence"] == "high":
            assert {checked[b["name"]] for b in row["basis"]} != {"memory"}, row["code"]


def test_nothing_is_called_official():
    for file in (EDITION, *FILES.values()):
        said = file["name"] + file["source"] + file.get("note", "")
        assert "官方" not in said and "权威" not in said
    assert "不是任何机关发布" in EDITION["source"]
    assert not [row["code"] for row in ROWS if "官方" in row["source"]]


def test_every_law_is_cited():
    cited = {
        basis.split(" ")[0]
        for file in FILES.values()
        for row in file["obligations"]
        for basis in row["basis"]
    }
    assert cited == set(LAWS)


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of laws is not here")
def test_laws_said_to_be_read_and_their_articles_are_in_the_corpus():
    text = {}
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        for passage in map(json.loads, lines):
            title = re.split(r"[\s（(]", passage["title"])[0].removeprefix("中华人民共和国")
            text[title] = text.get(title, "") + "\n" + passage["body"]
    read = {law["name"] for law in LAWS.values() if law["checked"] == "text"}
    names = {name: name.removeprefix("中华人民共和国") for name in read}
    assert [name for name in names.values() if name not in text] == []
    missing = {
        f"{names[basis['name']]}{basis['article']}"
        for row in ROWS
        for basis in row["basis"]
        if basis["name"] in read
        and basis["article"]
        and basis["article"].split("条")[0] + "条" not in text[names[basis["name"]]]
    }
    assert missing == set()


def test_each_unit_of_the_demonstration_owes_its_own_and_not_everything():
    counts = {unit["code"]: len(owed_by(unit["code"])) for unit in demo_units()}
    assert max(counts.values()) <= 120
    assert min(counts.values()) >= 3
    lists = {
        "YY1": "13-health",
        "XX2": "14-education",
        "GS": "15-water",
        "RQ": "16-gas",
        "GD": "18-power",
        "GJ": "19-transport",
    }
    general = {row["code"] for row in FILES["10-general"]["obligations"]}
    for code, name in lists.items():
        own = {row["code"] for row in FILES[name]["obligations"]}
        shared = general | {"MC-003"}
        owed = {row["code"] for row in owed_by(code)}
        assert owed <= own | shared, code
        assert len(owed & own) >= 14, code


def test_special_limits_are_in_the_catalogue():
    limits = "\n".join(row["time_limit"] for row in ROWS)
    for phrase in (
        "本级人民代表大会或其常务委员会批准后20日内",
        "作出行政决定之日起7个工作日内",
        "停水前24小时",
        "提前24小时公告",
        "提前48小时公告",
        "提前7日公告",
        "实施前3日",
        "自收到征地批准文件之日起15个工作日内公告",
        "公告不少于30日",
        "合同签订之日起2个工作日内",
        "3个工作日内撤回",
        "每周三前",
        "每半月/当月20号、次月5号前",
        "每月/次月上旬",
        "每季度首月15日前",
        "每半年/七月下旬和十一月中旬",
        "每学期开学后10个工作日内",
        "每年1月31日前",
        "一般事项至少每季度公布一次",
    ):
        assert phrase in limits, phrase


def test_the_assembled_edition_is_the_callers_own():
    mine = builtin.builtin_edition()
    mine["obligations"].clear()
    assert builtin.builtin_edition() == EDITION


def test_the_documentation_counts_each_sector():
    text = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")
    for name, file in FILES.items():
        levels = Counter(
            row.get("confidence", file["defaults"].get("confidence")) for row in file["obligations"]
        )
        numbers = " | ".join(str(levels[level]) for level in builtin.CONFIDENCE)
        row = f"| `{name}` | {file['name']} | {len(file['obligations'])} | {numbers} |"
        assert row in text, row
    assert f"{len(ROWS)} obligations" in text
