"""Word files: structure comes through, what is left out is counted, bad files harm nobody."""

import io
import zipfile

import docx
import pytest

import word_files
from mingchuang.records import richtext, word
from mingchuang.records.word_numbers import Numbers, chinese, written


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    path = tmp_path_factory.mktemp("word") / "价格.docx"
    path.write_bytes(word_files.price_list())
    return word.read(path)


def test_headings_lists_and_emphasis_come_through(text):
    tree = richtext.clean(text.html)
    assert [(n["t"], richtext.text_of(n["c"])) for n in tree if n["t"] in ("h2", "h3")] == [
        ("h2", "一、价格"),
        ("h3", "细目"),
        ("h2", "二、依据"),
        ("h2", "三、其他"),
    ]
    lists = [node for node in tree if node["t"] in ("ol", "ul")]
    assert richtext.lines(lists) == ["挂号一元", "急诊两元", "床位三元"]
    assert lists[0]["c"][0]["c"][1]["t"] == "ul"
    opening = next(n for n in tree if n["t"] == "p" and "起执行" in richtext.text_of(n["c"]))
    assert {"t": "b", "c": ["3月1日"]} in opening["c"]
    assert {"t": "i", "c": ["R&D <b>"]} in opening["c"]


def test_numbers_that_a_list_would_change_are_written_out(text):
    lines = richtext.lines(richtext.clean(text.html))
    assert "3. 护理四元" in lines  # the list goes on after a paragraph
    assert [line for line in lines if line.startswith("（")] == ["（一）儿童减半", "（二）老人免收"]


def test_merged_cells_stay_merged(text):
    table = next(n for n in richtext.clean(text.html) if n["t"] == "table")
    spans = [
        [(richtext.text_of(c["c"]), c.get("colspan", 1), c.get("rowspan", 1)) for c in row["c"]]
        for row in table["c"]
    ]
    assert spans == [
        [("项目", 1, 2), ("金额", 2, 1)],
        [("11", 1, 1), ("12", 1, 1)],
        [("20", 1, 1), ("21", 1, 1), ("22", 1, 1)],
    ]


def test_a_row_that_only_continues_merges_does_not_shift_the_table(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "甲"
    table.cell(0, 1).merge(table.cell(1, 1)).text = "乙"
    table.cell(2, 0).text = "丙"
    (tmp_path / "a.docx").write_bytes(word_files.saved(document))
    (tree,) = richtext.clean(word.read(tmp_path / "a.docx").html)
    assert len(tree["c"]) == 2
    assert all("rowspan" not in cell for row in tree["c"] for cell in row["c"])


def test_what_is_not_taken_is_counted(text):
    assert text.left == {"footnotes": 1, "deletions": 1, "textboxes": 1}
    plain = richtext.plain(richtext.clean(text.html))
    assert "删去" not in plain and "框里的字" not in plain and "新增" in plain


def test_pictures_come_with_the_place_where_they_stand(text):
    (picture,) = text.pictures
    assert (picture.src, picture.suffix) == ("files/p1", ".jpg")
    tree = richtext.clean(text.html)
    place = next(n for n, node in enumerate(tree) if node["t"] == "img")
    assert richtext.text_of(tree[place - 1]["c"]) == "依据省里文件。"


def zip_of(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


TYPES = (
    b'<Types><Override PartName="/word/document.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0"),
        ("a.wps", b"x"),
        ("a.docx", b"no archive"),
        ("a.docx", zip_of(a=b"1")),
        ("a.docx", zip_of(**{"[Content_Types].xml": b"<Types/>"})),
        ("a.docx", zip_of(**{"[Content_Types].xml": TYPES})),
        ("a.docx", zip_of(**{"[Content_Types].xml": TYPES, "word__vbaProject.bin": b"1"})),
        ("a.docx", zip_of(**{"[Content_Types].xml": TYPES, "word__a.xml": b"0" * 30_000_000})),
    ],
)
def test_a_bad_file_is_refused_with_words(name, data, tmp_path):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(word.WordError) as said:
        word.read(tmp_path / name)
    assert name in str(said.value)


def test_entities_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    data = word_files.saved(docx.Document())
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "word/document.xml":
                content = (
                    f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file://{secret}">]>'
                    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                    "<w:body><w:p><w:r><w:t>a&x;</w:t></w:r></w:p></w:body></w:document>"
                ).encode()
            new.writestr(member, content)
    (tmp_path / "a.docx").write_bytes(out.getvalue())
    assert "SECRET" not in word.read(tmp_path / "a.docx").html


@pytest.mark.parametrize(
    ("n", "how", "text"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (12, "chineseCounting", "十二"),
        (20, "chineseCounting", "二十"),
        (35, "japaneseCounting", "三十五"),
        (3, "decimalEnclosedCircle", "③"),
        (2, "lowerLetter", "b"),
        (14, "upperRoman", "XIV"),
        (7, "decimal", "7"),
        (100, "chineseCounting", "100"),
    ],
)
def test_how_numbers_are_written(n, how, text):
    assert written(n, how) == text


def test_every_chinese_numeral_to_99_is_its_own():
    assert len({chinese(n) for n in range(1, 100)}) == 99


def test_a_file_without_numbering_has_no_numbers():
    assert Numbers(None).next("1", 0) is None
