"""Masking for officers: the editor's endpoint, the page without script, the files; nothing is kept."""

import csv
import io
import json
import logging

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

import small_district as d
from mingchuang.publishing import masking
from mingchuang.publishing.reading import findings_of
from mingchuang.records import sheets, sheetwriting
from mingchuang.records.errors import NotReady

PHONE, NUMBER = "13812345678", "330105199001011236"
ROWS = [
    ["救助名单", "", "", ""],
    ["姓名", "手机", "金额", "备注"],
    ["欧阳罕见", PHONE, "-5", "=1+1"],
    ["李四", "88881234", "+6", f"电话 {PHONE}"],
]


@pytest.fixture
def officer(signed_in):
    return signed_in(d.OFFICER)


def ask(client, **what):
    return client.post(reverse("publishing:mask"), json.dumps(what), "application/json")


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("姓名", "name"),
        ("户主", "name"),
        ("与户主关系", "auto"),
        ("联系人", "name"),
        ("联系人电话", "phone"),
        ("手机/联系电话", "phone"),
        ("办公电话", "auto"),
        ("身份证号", "id_number"),
        ("公民身份号码", "id_number"),
        (" 家庭 住址：", "address"),
        ("单位地址", "auto"),
        ("银行账号", "bank_card"),
        ("开户行", "auto"),
        ("护照号码", "passport"),
        ("E-mail", "email"),
        ("出生日期", "birth_date"),
        ("项目名称", "auto"),
        ("金额（元）", "auto"),
    ],
)
def test_headings_say_what_a_column_holds(heading, kind):
    assert masking.guess(heading) == kind


def test_a_title_above_the_headings_is_passed_over():
    assert masking.heading_row(ROWS) == 1
    assert masking.heading_row([["甲", "乙"], ["1", "2"]]) == 0


@pytest.mark.parametrize("kind", masking.KINDS)
def test_blanks_around_a_value_stay_and_masking_twice_changes_nothing(kind):
    once, done = masking.masked(kind, f"  {PHONE}\n")
    assert once.startswith("  ") and once.endswith("\n") and PHONE not in once
    assert [(one.start, one.end) for one in done] == [(2, 13)]
    assert masking.masked(kind, once) == (once, [])


def test_a_value_with_stars_hides_no_other_value():
    assert masking.masked("phone", f"138****0000、{PHONE}")[0] == "138****0000、138****5678"


def test_columns_are_masked_kept_or_left_out():
    assert masking.mask_table(ROWS, ["name", "phone", "drop"]) == [
        ["救助名单", "", ""],
        ["姓名", "手机", "备注"],
        ["欧阳**", "138****5678", "=1+1"],
        ["李**", "******34", "电话 138****5678"],
    ]
    assert masking.mask_table(ROWS, ["keep"] * 4) == ROWS
    with pytest.raises(NotReady):
        masking.mask_table(ROWS, ["drop"] * 4)


def test_too_large_a_table_and_one_without_rows_are_refused(monkeypatch):
    with pytest.raises(NotReady):
        masking.table([["姓名"], ["", " "]])
    monkeypatch.setattr(masking, "MOST_CELLS", 7)
    with pytest.raises(NotReady):
        masking.table(ROWS)


def test_no_cell_of_a_file_is_a_formula(tmp_path):
    for name, data in (
        ("a.csv", sheetwriting.as_csv(ROWS)),
        ("a.xlsx", sheetwriting.as_xlsx(ROWS)),
    ):
        (tmp_path / name).write_bytes(data)
    back = sheets.read(tmp_path / "a.csv")[0].rows
    assert back[2] == ["欧阳罕见", PHONE, "'-5", "'=1+1"] and back[0] == ROWS[0]
    assert sheets.read(tmp_path / "a.xlsx")[0].rows[2] == ROWS[2]
    with pytest.raises(sheets.SheetError, match="32767"):
        sheetwriting.as_xlsx([["长" * 32_768]])


@pytest.mark.django_db
def test_one_text_is_answered_with_its_places(officer):
    text = f"\U00020000某，电话{PHONE}。"
    answer = ask(officer, text=text, kind="auto")
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert answer.json() == {
        "text": "\U00020000某，电话138****5678。",
        "masked": [{"kind": "phone", "from": 5, "to": 16, "now": "138****5678"}],
    }
    assert ask(officer, text="张三", kind="name").json()["text"] == "张**"


@pytest.mark.django_db
def test_several_values_are_answered_in_order(officer):
    answer = ask(officer, texts=["张三", "", "欧阳晓燕"], kind="name").json()
    assert [one["text"] for one in answer["texts"]] == ["张**", "", "欧阳**"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        "half",
        "[" * 100_000,
        "[]",
        "{}",
        '{"text": 1}',
        '{"texts": "甲"}',
        '{"texts": [1]}',
        '{"text": "甲", "kind": "keep"}',
        '{"text": "甲", "kind": []}',
        json.dumps({"texts": [""] * 5001}),
        json.dumps({"text": "a" * 400_001}),
    ],
)
def test_a_request_out_of_form_is_answered_with_words(officer, body):
    answer = officer.post(reverse("publishing:mask"), body, "application/json")
    assert answer.status_code == 422 and answer.json()["error"]


@pytest.mark.django_db
def test_whoever_is_signed_out_or_without_token_gets_nothing(client, signed_in):
    answer = ask(client, text=PHONE)
    assert answer.status_code == 302 and "/sign-in/" in answer["Location"]
    assert ask(signed_in(d.OFFICER, enforce_csrf_checks=True), text=PHONE).status_code == 403


@pytest.mark.django_db
def test_the_page_masks_a_text(officer):
    page = reverse("publishing:mask")
    assert officer.get(page).status_code == 200
    shown = officer.post(page, {"text": f"<b>电话{PHONE}\r\n"})
    assert shown.context["done"] == "<b>电话138****5678\n"
    assert "<b>电话" not in shown.content.decode()
    assert officer.post(page, {"text": "  "}).status_code == 422


def workbook(*tables) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for rows in tables:
            sheet = book.add_worksheet()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write_string(row, column, cell)
    return out.getvalue()


def sent(name: str, data: bytes) -> dict:
    return {"table": SimpleUploadedFile(name, data)}


@pytest.mark.django_db
def test_a_table_goes_through_the_choice_of_columns_to_both_files(officer, tmp_path):
    page = reverse("publishing:mask")
    shown = officer.post(page, sent("名单.xlsx", workbook(ROWS, [["甲"], ["乙"]])))
    assert [line["kind"] for line in shown.context["lines"]] == ["name", "phone", "auto", "auto"]
    assert shown.context["lines"][0]["pairs"] == [("欧阳罕见", "欧阳**"), ("李四", "李**")]
    assert shown.context["sheets"] == 2 and shown.context["count"] == 2
    chosen = {"rows": shown.context["rows"], "column_0": "name", "column_1": "phone"}
    again = officer.post(page, chosen | {"column_2": "drop", "column_3": "nonsense"})
    assert [line["kind"] for line in again.context["lines"]] == ["name", "phone", "drop", "auto"]
    for kind in ("csv", "xlsx"):
        answer = officer.post(page, chosen | {"as": kind})
        assert answer["Content-Disposition"] == f'attachment; filename="masked.{kind}"'
        (tmp_path / f"m.{kind}").write_bytes(answer.content)
        rows = sheets.read(tmp_path / f"m.{kind}")[0].rows
        assert rows[2][:2] == ["欧阳**", "138****5678"]
        assert rows[3][3] == "电话 138****5678"
        assert rows[2][3] == {"csv": "'=1+1", "xlsx": "=1+1"}[kind]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        lambda: sent("名单.xls", b"x"),
        lambda: sent("名单.xlsx", b"x"),
        lambda: sent("名单.csv", "姓名\n".encode()),
        lambda: {"rows": "[[1]]"},
        lambda: {"rows": "nothing", "as": "csv"},
        lambda: {"rows": "[" * 100_000, "as": "csv"},
        lambda: {"rows": '[["姓名"],["李四"]]', "as": "csv", "column_0": "drop"},
    ],
)
def test_a_table_that_cannot_be_masked_is_refused_with_words(officer, data):
    answer = officer.post(reverse("publishing:mask"), data())
    assert answer.status_code == 422 and answer.context["problems"]


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        out = {}
        for name in connection.introspection.table_names():
            cursor.execute(f'SELECT COUNT(*) FROM "{name}"')
            out[name] = cursor.fetchone()[0]
    return out


@pytest.mark.django_db
def test_nothing_is_stored_or_logged(officer, caplog, tmp_path):
    page = reverse("publishing:mask")
    files = {path for path in settings.DATA.rglob("*") if "sqlite3" not in path.name}
    before = counts()
    with caplog.at_level(logging.DEBUG):
        ask(officer, text=f"欧阳罕见 {PHONE}", kind="auto")
        ask(officer, text=f"欧阳罕见 {PHONE}", kind="colour")
        officer.post(page, {"text": f"欧阳罕见 {PHONE}"})
        table = io.StringIO()
        csv.writer(table).writerows(ROWS)
        shown = officer.post(page, sent("名单.csv", table.getvalue().encode()))
        answer = officer.post(page, {"rows": shown.context["rows"], "as": "xlsx"})
        assert answer.status_code == 200
        officer.post(page, sent("名单.xls", table.getvalue().encode()))
    assert counts() == before
    assert {path for path in settings.DATA.rglob("*") if "sqlite3" not in path.name} == files
    # Django's own lines on statements are not written in service; what they would hold is counted above.
    said = [line.getMessage() for line in caplog.records if line.name != "django.db.backends"]
    assert not any(word in line for line in said for word in (PHONE, "罕见"))


@pytest.mark.django_db
def test_a_finding_that_can_be_masked_says_so_to_the_editor(officer):
    draft = d.write(title=f"联系 {PHONE}")
    assert any(f.maskable for f in findings_of(draft)["title"])
    page = officer.get(reverse("publishing:edit", args=[draft.pk])).content.decode()
    assert 'data-mask="phone"' in page and reverse("publishing:mask") in page
    arrange = officer.get(reverse("publishing:arrange", args=[draft.pk])).content.decode()
    assert reverse("publishing:mask") in arrange
