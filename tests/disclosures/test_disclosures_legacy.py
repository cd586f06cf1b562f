"""Tables of an old site: every fault is found and named by row and heading, nothing half-saved."""

import json
import random

import legacy_samples as samples
import pytest
import xlsxwriter

import small_district as d
from mingchuang.disclosures import importers, legacy
from mingchuang.ledger.models import Outbox
from mingchuang.publishing.models import Draft, TakenOver
from mingchuang.records import columns, imports
from mingchuang.records.models import ImportRun, Record

pytestmark = pytest.mark.db


def opened(path):
    """Return a table and its columns as guessed."""
    table = imports.table(path)
    return table, columns.guess(table.heads, legacy.COLUMNS)


def one(tmp_path, folder=None, **changes):
    """Return the faults of a good row with changes, as ``(kind, column)``."""
    file = samples.write(tmp_path / "one.csv", [samples.good(1) | changes])
    table, choice = opened(file)
    names = {heading: name for name, heading in samples.HEADS.items()}
    return [(b.kind, names[b.column]) for b in importers.validate(table, choice, folder).bad]


def test_in_twenty_thousand_rows_just_the_bad_ones_are_named(district, tmp_path):
    chance = random.Random(7)
    places = chance.sample(range(1, 20_000), 500)
    bad = {n: way % len(samples.BAD) for way, n in enumerate(places)}
    file = samples.write(tmp_path / "all.csv", samples.rows(20_000, bad))
    before = Record.objects.count(), Outbox.objects.count(), Draft.objects.count()
    table, choice = opened(file)
    found = importers.validate(table, choice)
    expected = {
        (n + 2, samples.HEADS[samples.BAD[way][1]], samples.BAD[way][0]) for n, way in bad.items()
    }
    assert {(b.row, b.column, b.kind) for b in found.bad} == expected
    assert len(found.bad) == found.bad_rows() == 500
    assert (found.rows, len(found.order)) == (20_000, 19_500)
    assert sum(n for _kind, n, _rows in found.kinds()) == 500
    done = importers.take(table, choice, found)
    assert not done.saved and done.taken == 0
    assert (Record.objects.count(), Outbox.objects.count(), Draft.objects.count()) == before
    assert not ImportRun.objects.exists() and not TakenOver.objects.exists()
    importers.write_errors(tmp_path / "errors.csv", found.bad)
    lines = imports.table(tmp_path / "errors.csv").cells
    assert sorted(int(line[0]) for line in lines) == sorted(n + 2 for n in places)
    assert {line[1] for line in lines} <= set(samples.HEADS.values())
    assert all(line[2] and line[3] for line in lines)


@pytest.mark.parametrize(("kind", "column", "change"), samples.BAD[:-1])
def test_each_way_of_being_bad(kind, column, change, district, tmp_path):
    assert one(tmp_path, **change) == [(kind, column)]


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({}, []),
        ({"formed": "", "docno": "无", "category": "", "index": "", "source": ""}, []),
        ({"title": "", "unit": "", "published": "", "body": ""}, ["missing"] * 4),
        ({"title": "无", "unit": "-", "published": "无", "body": "—"}, ["missing"] * 4),
        ({"title": "长" * 200}, []),
        ({"title": "13912345678的来信", "body": "机密★5年"}, ["personal", "personal"]),
        ({"formed": "2026-03-02", "published": "2026-03-02"}, []),
        ({"published": "2026-03-03"}, ["future"]),
        ({"body": "x" * legacy.CELL}, ["body"]),
        ({"body": "<ul><li>" * 8 + "深"}, ["body"]),
        ({"body": "身份证号 110101199003070038 的人"}, ["personal"]),
        ({"body": "机密★5年"}, ["personal"]),
        ({"source": "art/1.html"}, ["source"]),
        ({"source": "/lists"}, ["source"]),
        ({"source": "/en/units/"}, ["source"]),
        ({"source": "/lists/old.html"}, []),
        ({"index": "号" * 81}, ["index"]),
    ],
)
def test_what_may_be_left_out_and_where_the_limits_are(change, faults, district, tmp_path):
    assert [kind for kind, _column in one(tmp_path, **change)] == faults


def test_faults_of_one_row_are_all_named(district, tmp_path):
    faults = one(tmp_path, unit="不存在局", docno="四十七号", formed="去年", body="手机13912345678")
    assert faults == [
        *(("unit", "unit"), ("date", "formed"), ("docno", "docno"), ("personal", "body"))
    ]


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("办法.pdf", b"%PDF-1.4 x", None),
        ("子/表.csv", "项目,金额\n".encode("gb18030"), None),
        ("办法.pdf", b"MZ", "file"),
        ("程序.exe", b"MZ", "file"),
        ("空.pdf", b"", "file"),
        ("名单.txt", "电话13912345678".encode(), "personal"),
        ("13912345678.pdf", b"%PDF-1.4 x", "personal"),
        ("图.png", b"\x89PNG\r\n\x1a\nxx", "file"),
    ],
)
def test_attachments_are_looked_at(name, data, fault, district, tmp_path):
    folder = tmp_path / "files"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_bytes(data)
    assert [kind for kind, _column in one(tmp_path, folder, attachments=name)] == (
        [fault] if fault else []
    )


def test_no_attachment_comes_from_outside_the_folder(district, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("x")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    for name in ("../secret.txt", str(tmp_path / "secret.txt"), "link.txt", "."):
        assert one(tmp_path, folder, attachments=name) == [("absent", "attachments")], name


def test_the_same_document_twice_in_a_table_is_named_with_the_first_row(district, tmp_path):
    first, second = samples.good(1), samples.good(2)
    twin = second | {name: first[name] for name in ("title", "unit", "formed", "published")}
    index = samples.good(3) | {"index": first["index"].lower()}
    found = importers.validate(*opened(samples.write(tmp_path / "t.csv", [first, twin, index])))
    assert [(b.row, b.kind, b.column) for b in found.bad] == [
        (3, "double", "信息标题"),
        (4, "double", "索引号"),
    ]
    assert all("2" in b.problem for b in found.bad)


def test_what_was_taken_over_before_is_named_with_its_object(district, tmp_path):
    table, choice = opened(samples.write(tmp_path / "a.csv", samples.rows(3)))
    assert importers.take(table, choice, importers.validate(table, choice)).saved
    again = samples.good(1) | {"title": "换了标题", "index": ""}
    same = samples.good(2) | {"source": "/elsewhere/2.html"}
    found = importers.validate(*opened(samples.write(tmp_path / "b.csv", [again, same])))
    assert [(b.row, b.kind, b.column) for b in found.bad] == [
        (2, "taken", "原地址"),
        (3, "taken", "信息标题"),
    ]
    assert TakenOver.objects.get(row=3, file=table.sha256).obj in found.bad[0].problem


def test_units_are_found_by_code_name_and_short_name_unless_two_have_it(district):
    from mingchuang.units.models import Unit
    from mingchuang.units.reading import name_key, unit_by_name

    names = unit_by_name()
    for name in ("YY1", "yy1", "明窗示范区第一人民医院", " 区第一人民医院 "):
        assert names[name_key(name)] == "YY1"
    Unit.objects.filter(pk="FGJ").update(short_name="区第一人民医院")
    assert name_key("区第一人民医院") not in unit_by_name()


@pytest.mark.parametrize(
    ("category", "obligation", "code"),
    [
        ("MC-029", "MC-029", "health.price"),
        ("health", "", "health"),
        ("医疗价格", "", "health.price"),
        ("医疗卫生/医疗价格", "", "health.price"),
        ("", "", None),
    ],
)
def test_where_a_row_stands_in_the_catalogue(category, obligation, code, district):
    values = samples.good(1) | {"category": category}
    row = legacy.read(2, values, legacy.world(None))
    assert row.problems == []
    found = (row.place.obligation, row.place.context["category"]) if row.place else ("", None)
    assert found == (obligation, code)


def test_jsonl_xlsx_and_gb18030_say_the_same(district, tmp_path):
    table = samples.rows(12, {5: 2, 8: 5})
    files = [
        samples.write(tmp_path / "a.csv", table),
        samples.write(tmp_path / "b.csv", table, encoding="gb18030"),
        samples.write(tmp_path / "c.jsonl", table),
    ]
    book = tmp_path / "d.xlsx"
    with xlsxwriter.Workbook(str(book), {"strings_to_urls": False}) as out:
        sheet = out.add_worksheet()
        sheet.write_row(0, 0, list(samples.HEADS.values()))
        for y, row in enumerate(table, start=1):
            sheet.write_row(y, 0, [row[name] for name in samples.HEADS])
    for file in (*files, book):
        found = importers.validate(*opened(file))
        first = 1 if file.suffix == ".jsonl" else 2
        assert [(b.row - first, b.kind) for b in found.bad] == [(5, "unit"), (8, "date")], file
        assert len(found.order) == 10


def test_jsonl_takes_lists_and_numbers_and_names_a_broken_line(district, tmp_path):
    from mingchuang.records.sheets import SheetError

    file = tmp_path / "a.jsonl"
    file.write_text('{"a": ["x.pdf", "y.pdf"], "n": 44931}\n\n{"b": null, "n": "z"}\n', "utf-8")
    assert imports.table(file).heads == ("a", "n", "b")
    assert list(imports.table(file).rows(columns.Choice((), {"a": 0, "n": 1}, True))) == [
        (1, {"a": "x.pdf\ny.pdf", "n": "44931"}),
        (3, {"a": "", "n": "z"}),
    ]
    for broken in ('{"a": 1}\n[1]\n', '{"a": 1}\n{"a"\n'):
        file.write_text(broken, "utf-8")
        with pytest.raises(SheetError, match="2"):
            imports.table(file)


def test_what_no_database_takes_is_taken_out_of_a_text(district, tmp_path):
    row = samples.good(2) | {"title": "通\x00知\x1f", "body": "正\x00文\ud800"}
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(row), "utf-8")
    table, choice = opened(file)
    ((number, values),) = table.rows(choice)
    read = legacy.read(number, values, legacy.world(None))
    assert (read.problems, read.content["title"]) == ([], "通知")
    assert read.content["body"] == [{"t": "p", "c": ["正文?"]}]
    assert importers.take(table, choice, importers.validate(table, choice)).saved


def test_pictures_of_the_old_site_in_a_text_are_reported_and_the_row_is_good(district, tmp_path):
    body = '<p>见图：</p><p><img src="/upload/1.png"></p>'
    rows = [samples.good(1), samples.good(2) | {"body": body}]
    found = importers.validate(*opened(samples.write(tmp_path / "p.csv", rows)))
    assert (found.bad, found.pictures) == ([], [3])


def test_a_template_is_read_without_a_question(district, tmp_path):
    file = tmp_path / "t.xlsx"
    row = samples.good(1)
    names = [column.name for column in legacy.COLUMNS]
    imports.template(file, names, [[row[name] for name in names]])
    table, choice = opened(file)
    assert choice.sure
    assert importers.validate(table, choice).order == [2]
    assert d.NOW.date().isoformat() == "2026-03-02"  # "in the future" above means after this day
