"""Tables that people hand in: every bad row is named, nothing is half-saved, no file does harm."""

import io
import zipfile

import pytest
import xlsxwriter

import small_district as d
from mingchuang.people import importers as people
from mingchuang.people.models import Deputy, Post, User
from mingchuang.records import imports, sheets
from mingchuang.units import importers as units
from mingchuang.units import rules
from mingchuang.units.models import Unit
from mingchuang.units.roles import OPERATOR

db = pytest.mark.db


def xlsx(path, rows, **how):
    with xlsxwriter.Workbook(str(path), how) as book:
        sheet = book.add_worksheet()
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                sheet.write(y, x, cell)
    return path


# Reading


def test_a_csv_is_read_in_both_encodings(tmp_path):
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        file = tmp_path / f"{encoding}.csv"
        file.write_bytes('名称,值\r\n甲,"一,二"\r\n'.encode(encoding))
        assert sheets.read(file)[0].rows == [["名称", "值"], ["甲", "一,二"]]


def test_an_xlsx_is_read_as_people_see_it(tmp_path):
    import datetime

    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("甲")
        sheet.write_row(0, 0, ["code", 7, 7.5, True])
        sheet.write_datetime(
            1, 0, datetime.datetime(2026, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"})
        )
        sheet.write_string(1, 1, "007")
        book.add_worksheet("乙")
    first = sheets.read(file)[0]
    assert first.name == "甲"
    assert first.rows[0][:3] == ["code", "7", "7.5"]
    assert first.rows[1][:2] == ["2026-01-31", "007"]


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.xlsm", "a.txt", "a"])
def test_other_kinds_are_not_read(name, tmp_path):
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    with pytest.raises(sheets.SheetError):
        sheets.read(tmp_path / name)


def test_a_csv_of_no_known_encoding_or_too_wide_or_long_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "a.csv"
    file.write_bytes(b"\xff\xff\x00\xff")
    with pytest.raises(sheets.SheetError):
        sheets.read(file)
    file.write_text(",".join("x" * 101))
    with pytest.raises(sheets.SheetError):
        sheets.read(file)
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    file.write_text("a\n" * 4)
    with pytest.raises(sheets.SheetError):
        sheets.read(file)


def test_a_csv_field_of_any_length_does_not_end_the_program(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("a,b\n" + "x" * 200_000 + ",1\n")
    try:
        rows = sheets.read(file)[0].rows
        assert len(rows) == 2
    except sheets.SheetError:
        pass


def changed(path, edit):
    """Write an xlsx archive anew with its members changed by ``edit(dict)``."""
    members = {}
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            members[info.filename] = archive.read(info)
    edit(members)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def sheet_xml(dimension, body):
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{body}</sheetData></worksheet>'
    ).encode()


SPARSE = '<row r="1"><c r="A1"><v>1</v></c></row><row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


def bomb(m):
    m["xl/media/zero.bin"] = b"\0" * (30 * 1024 * 1024)


def macro(m):
    m["xl/vbaProject.bin"] = b"x"


def external(m):
    m["xl/externalLinks/externalLink1.xml"] = b"<x/>"


def external_relation(m):
    m["xl/_rels/workbook.xml.rels"] = m["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://x/oleObject" Target="file:///etc/passwd" TargetMode="External"/></Relationships>',
    )


def embedded(m):
    m["xl/embeddings/oleObject1.bin"] = b"x"


def control(m):
    m["xl/activeX/activeX1.xml"] = b"<x/>"


def not_a_sheet(m):
    m["[Content_Types].xml"] = m["[Content_Types].xml"].replace(
        b"sheet.main+xml", b"sheet.macroEnabled.main+xml"
    )


def no_types(m):
    del m["[Content_Types].xml"]


def wide(m):
    m[SHEET] = sheet_xml("A1:XFD1", '<row r="1"><c r="A1"><v>1</v></c></row>')


def long(m):
    m[SHEET] = sheet_xml("A1:B1048576", '<row r="1"><c r="A1"><v>1</v></c></row>')


def sparse_said(m):
    m[SHEET] = sheet_xml("A1:XFD1048576", SPARSE.format(1048576, "XFD"))


def sparse_unsaid(m):
    m[SHEET] = sheet_xml("A1:B2", SPARSE.format(1048576, "XFD"))


def sparse_far(m):
    m[SHEET] = sheet_xml("A1", SPARSE.format(1048576, "A"))


def many_members(m):
    for n in range(2001):
        m[f"xl/x{n}"] = b""


def broken(m):
    m[SHEET] = b"<worksheet><sheetData><row"


def entities(m):
    m[SHEET] = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(
            f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
        )
        + b"]><worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>&j;</t></is></c></row></sheetData></worksheet>"
    )


@pytest.mark.parametrize(
    "attack",
    [
        bomb,
        macro,
        external,
        external_relation,
        embedded,
        control,
        not_a_sheet,
        no_types,
        wide,
        long,
        sparse_said,
        sparse_unsaid,
        sparse_far,
        many_members,
        broken,
    ],
    ids=lambda attack: attack.__name__,
)
def test_a_harmful_xlsx_is_refused_with_words(attack, tmp_path):
    file = changed(xlsx(tmp_path / "a.xlsx", [["code"], ["YY1"]]), attack)
    with pytest.raises(sheets.SheetError, match=r"a\.xlsx|\d+"):
        sheets.read(file)


def test_entities_within_entities_are_not_unfolded(tmp_path):
    file = changed(xlsx(tmp_path / "a.xlsx", [["code"]]), entities)
    try:
        rows = sheets.read(file)[0].rows
    except sheets.SheetError:
        return
    assert sum(len(cell) for row in rows for cell in row) < 1000


def test_what_is_no_archive_is_refused(tmp_path):
    for data in (b"", b"PK\x03\x04", b"%PDF-", b"PK\x03\x04" + b"x" * 5000):
        (tmp_path / "a.xlsx").write_bytes(data)
        with pytest.raises(sheets.SheetError):
            sheets.read(tmp_path / "a.xlsx")


def test_a_plain_hyperlink_is_no_harm(tmp_path):
    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_worksheet().write_url(0, 0, "https://example.org/", string="link")
    assert sheets.read(file)[0].rows == [["link"]]


def test_formulas_are_never_read_as_commands(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", [["code"], ["=1+1"]])
    assert "=" not in "".join("".join(row) for row in sheets.read(file)[0].rows)


def test_the_child_has_neither_the_environment_nor_the_path_of_the_program(tmp_path):
    """``-I``: a file named like a module beside the table is not imported."""
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    file = xlsx(tmp_path / "a.xlsx", [["code"]])
    assert sheets.read(file)[0].rows == [["code"]]


# Headings and rows


def table(tmp_path, *rows, heads=("a", "b")):
    return d.write_csv(
        tmp_path / "t.csv", heads, [dict(zip(heads, row, strict=False)) for row in rows]
    )


def test_rows_are_numbered_as_the_sheet_shows_them_and_empty_ones_left_out(tmp_path):
    file = table(tmp_path, ("1", ""), ("", ""), ("", "2"))
    assert imports.rows_of(file, ("a", "b"), ("a",)) == [
        (2, {"a": "1", "b": ""}),
        (4, {"a": "", "b": "2"}),
    ]


@pytest.mark.parametrize(("heads", "named"), [(("a", "x"), "x"), (("b",), "a")])
def test_unknown_and_missing_headings_are_named(heads, named, tmp_path):
    file = table(tmp_path, ("1", "2"), heads=heads)
    with pytest.raises(sheets.SheetError, match=named):
        imports.rows_of(file, ("a", "b"), ("a",))


def test_an_empty_table_is_said_to_be_one(tmp_path):
    (tmp_path / "t.csv").write_text("\n\n")
    with pytest.raises(sheets.SheetError):
        imports.rows_of(tmp_path / "t.csv", ("a",), ())


def test_headings_may_be_written_with_capitals_and_blanks(tmp_path):
    (tmp_path / "t.csv").write_text(" A ,B\n1,2\n")
    assert imports.rows_of(tmp_path / "t.csv", ("a", "b"), ("a",)) == [(2, {"a": "1", "b": "2"})]


def test_a_template_holds_the_headings_that_are_read(tmp_path):
    imports.template(tmp_path / "t.xlsx", rules.FIELDS, [["YY9"]])
    (row,) = imports.rows_of(tmp_path / "t.xlsx", rules.FIELDS, units.REQUIRED)
    assert row[1]["code"] == "YY9"


# Units and staff

UNIT = {
    "code": "XWZ",
    "name": "新镇",
    "short_name": "新镇",
    "kind": "town",
    "sector": "government",
    "order": "50",
}
BAD_UNITS = [
    ({"code": "x"}, "code"),
    ({"code": "新"}, "code"),
    ({"name": ""}, "name"),
    ({"short_name": ""}, "short_name"),
    ({"kind": "castle"}, "kind"),
    ({"sector": "magic"}, "sector"),
    ({"sector": "government、magic"}, "sector"),
    ({"sector": "、"}, "sector"),
    ({"parent": "NIX"}, "parent"),
    ({"parent": "XWZ"}, "parent"),
    ({"supervisor": "NIX"}, "supervisor"),
    ({"order": "first"}, "order"),
    ({"phone": "call me"}, "phone"),
    ({"uscc": "11990101990102742X"}, "uscc"),
]


def take_units(tmp_path, *rows, **how):
    file = d.write_csv(tmp_path / "u.csv", rules.FIELDS, rows)
    return units.units_from(file, by=OPERATOR, second=OPERATOR, office_exists=False, **how)


@db
@pytest.mark.parametrize(("change", "column"), BAD_UNITS)
def test_a_bad_unit_is_named_by_row_and_column_and_nothing_is_saved(
    change, column, tmp_path, district
):
    outcome = take_units(tmp_path, UNIT | {"code": "AAA"}, UNIT | change, UNIT | {"code": "BBB"})
    assert [(bad.row, bad.column) for bad in outcome.bad] == [(3, column)]
    assert str(outcome.bad[0]).count("3") >= 1 and column in str(outcome.bad[0])
    assert (outcome.saved, outcome.taken) == (False, 2)
    assert not Unit.objects.filter(pk__in=["AAA", "BBB", "XWZ"]).exists()


@db
def test_skipping_bad_rows_takes_the_good_ones(tmp_path, district):
    outcome = take_units(tmp_path, UNIT, UNIT | {"code": "x"}, skip_bad=True)
    assert (outcome.saved, outcome.taken, len(outcome.bad)) == (True, 1, 1)
    assert Unit.objects.filter(pk="XWZ").exists()


@db
def test_a_dry_run_says_and_saves_nothing(tmp_path, district):
    from mingchuang.ledger.models import Outbox
    from mingchuang.records.models import Record

    before = Record.objects.count()
    outcome = take_units(tmp_path, UNIT, dry=True)
    assert (outcome.saved, outcome.taken, outcome.bad) == (False, 1, [])
    assert not Unit.objects.filter(pk="XWZ").exists()
    assert (Record.objects.count(), Outbox.objects.count()) == (before, 0)


@db
def test_a_parent_may_stand_in_an_earlier_row(tmp_path, district):
    outcome = take_units(tmp_path, UNIT, UNIT | {"code": "XWC", "parent": "XWZ"})
    assert outcome.saved
    assert Unit.objects.get(pk="XWC").parent_id == "XWZ"


@db
def test_a_unit_that_exists_is_changed_and_gets_a_new_version(tmp_path, district):
    from mingchuang.records.models import Record

    obj = Unit.objects.get(pk="YY1").obj
    outcome = take_units(tmp_path, d.UNITS[2] | {"hours": "全天"})
    assert outcome.saved
    assert Unit.objects.get(pk="YY1").hours == "全天"
    assert Record.objects.filter(obj=obj).count() == 2


STAFF = {
    "username": "new.one",
    "name": "新人",
    "unit": "YY1",
    "role": "department_reviewer",
    "title": "科长",
    "start": "2026-01-01",
    "end": "2027-12-31",
    "document": "明示政办〔2026〕9号",
}
BAD_STAFF = [
    ({"username": ""}, "username"),
    ({"name": ""}, "name"),
    ({"unit": "NIX"}, "unit"),
    ({"role": "king"}, "role"),
    ({"title": ""}, "title"),
    ({"start": "1.1.2026"}, "start"),
    ({"end": "never"}, "end"),
    ({"document": ""}, "document"),
    ({"username": d.SIGNER}, "name"),
    ({"start": "2028-01-01"}, ""),
    ({"deputy_of": "nobody"}, "deputy_of"),
    ({"deputy_of": d.OFFICER}, "deputy_of"),
]


def take_staff(tmp_path, *rows, **how):
    Post.objects.filter(role="office").update(state="ended")
    file = d.write_csv(tmp_path / "s.csv", people.COLUMNS, rows)
    return people.staff_from(file, by=OPERATOR, second=OPERATOR, **how)


@db
@pytest.mark.parametrize(("change", "column"), BAD_STAFF)
def test_a_bad_row_of_staff_is_named_and_nothing_is_saved(change, column, tmp_path, district):
    accounts, posts = User.objects.count(), Post.objects.count()
    outcome = take_staff(
        tmp_path, STAFF, STAFF | {"username": "other.one", "name": "另人"} | change
    )
    assert [(bad.row, bad.column) for bad in outcome.bad] == [(3, column)]
    assert not outcome.saved
    assert (User.objects.count(), Post.objects.count()) == (accounts, posts)


@db
def test_a_bad_row_that_is_skipped_leaves_no_account_behind(tmp_path, district):
    outcome = take_staff(
        tmp_path,
        STAFF,
        STAFF | {"username": "other.one", "name": "另人", "end": "2025-01-01"},
        skip_bad=True,
    )
    assert outcome.saved and outcome.taken == 1
    assert User.objects.filter(username="new.one").exists()
    assert not User.objects.filter(username="other.one").exists()


@db
def test_one_person_may_hold_several_posts_and_is_one_account(tmp_path, district):
    outcome = take_staff(tmp_path, STAFF, STAFF | {"role": "window_clerk"})
    assert outcome.saved
    assert User.objects.filter(username="new.one").count() == 1
    assert Post.objects.filter(user__username="new.one", state="confirmed").count() == 2


@db
def test_a_deputy_in_the_table_acts_for_the_signer_within_both_terms(tmp_path, district):
    outcome = take_staff(tmp_path, STAFF | {"role": "duty_signer", "deputy_of": d.SIGNER})
    assert outcome.saved, outcome.bad
    found = Deputy.objects.get(user__username="new.one")
    assert (str(found.start), str(found.end)) == ("2026-01-01", "2027-12-31")


@db
def test_a_deputys_principal_may_stand_further_down(tmp_path, district):
    rows = [
        STAFF | {"role": "duty_signer", "unit": "FGJ", "deputy_of": "new.leader"},
        STAFF | {"username": "new.leader", "name": "新领导", "role": "signer", "unit": "FGJ"},
    ]
    assert take_staff(tmp_path, *rows).saved


@db
def test_passwords_are_made_for_new_accounts_alone(tmp_path, district):
    asked = []

    def password(username):
        asked.append(username)
        return "a-first-password"

    outcome = take_staff(
        tmp_path,
        STAFF,
        STAFF | {"role": "window_clerk"},
        STAFF | {"username": d.OFFICER, "name": "云舒", "role": "case_handler"},
        password=password,
    )
    assert outcome.saved
    assert asked == ["new.one"]
    assert d.person("new.one").check_password("a-first-password")
    assert d.person(d.OFFICER).check_password(d.PASSWORD)


def test_a_workbook_in_memory_is_what_the_tests_above_attack(tmp_path):
    file = xlsx(tmp_path / "a.xlsx", [["code"], ["YY1"]])
    assert sheets.read(changed(file, lambda members: None))[0].rows == [["code"], ["YY1"]]
    assert zipfile.is_zipfile(io.BytesIO(file.read_bytes()))
