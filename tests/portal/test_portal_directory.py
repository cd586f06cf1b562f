"""The statutory directory (公开目录) of a unit: four columns of what may be read now, and its files."""

import csv
import io

import pytest

import small_district as d
from mingchuang.portal import directory
from mingchuang.records import richtext

pytestmark = pytest.mark.django_db


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().replace("<wbr>", "")


def rows(client):
    """The directory of the hospital as the csv file has it."""
    answer = client.get("/units/YY1/directory.csv")
    text = b"".join(answer.streaming_content)
    assert text.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))


@pytest.fixture
def items(district):
    found = [
        d.publish(title="第一份价格表", summary="", formed_on="2026-02-25"),
        d.publish("MC-030", title="第二份安排", formed_on="2026-02-26"),
    ]
    d.tick()
    return found


def test_the_four_columns(items, client):
    page = read(client, "/units/YY1/directory/")
    for words in ("索引号", "第一份价格表", "第二份安排", "常用项目的价格", "2026-02-26"):
        assert words in page, words
    assert "12990101990130145R/2026-00001" in page
    assert page.index("第二份安排") < page.index("第一份价格表")  # newest first
    assert f"/items/{items[0]}/" in page


def test_without_a_summary_the_beginning_of_the_text_stands_for_it(items, client):
    assert "现将有关事项公布如下。" in read(client, "/units/YY1/directory/")


@pytest.mark.parametrize(
    ("body", "sections", "words"),
    [
        ("<p>甲</p><p>乙</p>", [], "甲 乙"),
        ("", ["<p>要素一</p>", "<p>要素二</p>"], "要素一"),
        ("", ["", "<p>要素二</p>"], "要素二"),
        ("", [], ""),
        (f"<p>{'长' * 80}</p>", [], "长" * 80),
        (f"<p>{'长' * 81}</p>", [], "长" * 79 + "…"),
    ],
)
def test_the_beginning_of_a_text(body, sections, words):
    text = {
        "body": richtext.clean(body),
        "sections": [{"tree": richtext.clean(html)} for html in sections],
    }
    assert directory.beginning(text) == words


def test_what_was_withdrawn_is_left_out_at_once(items, client):
    d.withdraw(items[0])
    assert "第一份价格表" not in read(client, "/units/YY1/directory/")
    assert [row[1] for row in rows(client)] == ["名称", "第二份安排"]
    d.tick()
    assert "第一份价格表" not in read(client, "/units/YY1/directory/p1/")
    assert "1条" in read(client, "/units/YY1/directory/")


def test_a_page_of_which_everything_was_withdrawn_says_so(items, client):
    for obj in items:
        d.withdraw(obj)
    d.tick()
    page = client.get("/en/units/YY1/directory/p1/").content.decode()
    assert "Everything on this page has been withdrawn." in page


def test_a_unit_that_published_nothing_says_so(items, client):
    assert "<table" not in read(client, "/units/FGJ/directory/")


def test_an_amendment_is_shown_as_it_is_now(items, client):
    d.amend(items[0], title="更正后的价格表", summary="更正后的概述")
    d.tick()
    page = read(client, "/units/YY1/directory/")
    assert "更正后的概述" in page and "第一份价格表" not in page


def test_the_files_hold_the_whole(items, client, monkeypatch, tmp_path):
    monkeypatch.setattr(directory, "CHUNK", 1)
    found = rows(client)
    assert found[0] == ["索引号", "名称", "内容概述", "生成日期"]
    assert [row[1:] for row in found[1:]] == [
        ["第二份安排", "常用项目的价格", "2026-02-26"],
        ["第一份价格表", "现将有关事项公布如下。", "2026-02-25"],
    ]
    answer = client.get("/units/YY1/directory.xlsx")
    assert "attachment" in answer["Content-Disposition"]
    file = tmp_path / "directory.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    sheets = read_xlsx(file)
    assert sheets == found


def read_xlsx(file):
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(file)
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def test_no_cell_of_the_csv_is_a_formula(items, client):
    d.publish(title="=1+1")
    d.tick()
    assert rows(client)[1][1] == "'=1+1"


@pytest.mark.parametrize(
    "path",
    [
        "/units/NIX/directory/",
        "/units/YY1/directory/p2/",
        "/units/YY1/directory/p0/",
        "/units/NIX/directory.csv",
        "/units/NIX/directory.xlsx",
        "/units/YY1/directory.pdf",
    ],
)
def test_what_is_not_there_is_not_found(path, items, client):
    assert client.get(path).status_code == 404


def test_other_units_items_are_not_of_it(items, client):
    d.publish("MC-035", "XX2", title="学校收费")
    d.tick()
    assert "学校收费" not in read(client, "/units/YY1/directory/")
    assert "学校收费" in read(client, "/units/XX2/directory/")
