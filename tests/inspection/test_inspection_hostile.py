"""Files made to harm or to deceive: refused with a reason, within bounds of time and memory."""

import multiprocessing
import random
import resource
import time
import zipfile

import pytest
import samples
from samples import docx, inline, p, pack, raw_xlsx, relations, shown, types

from mingchuang.inspection import Busy, files, inspect, limited
from mingchuang.inspection.child import MEMORY
from mingchuang.inspection.kinds import KINDS

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    "]><x>&b;&b;&b;</x>"
)


def plain_docx(path):
    return docx(path, "".join(p(f"第{n}条 公开办事制度") for n in range(200)))


def giant_cell(path, megabytes):
    """One cell of many megabytes, written in pieces."""
    raw_xlsx(path, "")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", types(samples.XLSX_MAIN))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns:r="{samples.R}"><sheets><sheet name="a" r:id="r0"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            relations(("worksheet", "worksheets/sheet1.xml", "Internal")),
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as out:
            out.write(b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>')
            for _ in range(megabytes):
                out.write(b"x" * 2**20)
            out.write(b"</t></is></c></row></sheetData></worksheet>")
    return path


def random_cell(path):
    """Sixteen megabytes of text that hardly shrinks, so that no ratio gives it away."""
    chooser = random.Random(1)
    text = "".join(chooser.choices("0123456789 一二三四", k=6_000_000))
    return raw_xlsx(path, f"<sheetData><row r='1'>{inline('A1', text)}</row></sheetData>")


def cut(path, make):
    make(path)
    path.write_bytes(path.read_bytes()[:-400])
    return path


def written(path, data):
    path.write_bytes(data)
    return path


def flagged(path):
    """Say of every member that it is encrypted."""
    data = bytearray(plain_docx(path).read_bytes())
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1
    return written(path, bytes(data))


def deep_pdf(path):
    return samples.pdf(path, shown("x"), objects=["[" * 50_000 + "]" * 50_000])


def flate_bomb(path):
    import zlib

    squeezed = zlib.compress(zlib.compress(bytes(300 * 2**20), 9), 9)
    body = f"<</Filter[/FlateDecode/FlateDecode]/Length {len(squeezed)}>>stream\n{squeezed.decode('latin-1')}\nendstream"
    return samples.pdf(path, b"", objects=[body], page="/Contents 10 0 R")


def endless_pdf(path):
    return samples.pdf(path, b"0 0 m 9 9 l S\n" * 1_500_000)


def double(path):
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("[Content_Types].xml", types(samples.DOCX_MAIN))
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/document.xml", "<b/>")
    return path


def rels(kind, target):
    return {"word/_rels/document.xml.rels": relations((kind, target, "External"))}


HOSTILE = [
    ("zip_bomb", "bomb.docx", lambda f: docx(f, "", {"word/media/a.png": bytes(150 * 2**20)})),
    (
        "zip_bomb",
        "members.xlsx",
        lambda f: raw_xlsx(f, "", {f"x/{n}.xml": "" for n in range(2100)}),
    ),
    (
        "zip_bomb",
        "entities.docx",
        lambda f: pack(
            f, {"[Content_Types].xml": types(samples.DOCX_MAIN), "word/document.xml": ENTITIES}
        ),
    ),
    ("zip_bomb", "entities.xlsx", lambda f: raw_xlsx(f, "", {"xl/sharedStrings.xml": ENTITIES})),
    (
        "too_large",
        "sparse.xlsx",
        lambda f: raw_xlsx(
            f,
            f"<sheetData><row r='1'>{inline('A1', 'a')}</row><row r='1048576'>{inline('XFD1048576', 'b')}</row></sheetData>",
        ),
    ),
    (
        "too_large",
        "wide.xlsx",
        lambda f: raw_xlsx(
            f,
            "<sheetData>"
            + "".join(
                f"<row r='{n}'>{inline(f'A{n}', 'a')}{inline(f'XFD{n}', 'b')}</row>"
                for n in range(1, 20_000)
            )
            + "</sheetData>",
        ),
    ),
    ("zip_bomb", "giant.xlsx", lambda f: giant_cell(f, 1024)),
    ("too_large", "text.xlsx", random_cell),
    ("macro", "macro.docx", lambda f: docx(f, "", {"word/vbaProject.bin": b"x"})),
    (
        "macro",
        "docm.docx",
        lambda f: pack(
            f,
            {
                "[Content_Types].xml": types(
                    "application/vnd.ms-word.document.macroEnabled.main+xml"
                ),
                "word/document.xml": "<a/>",
            },
        ),
    ),
    ("macro", "activex.xlsx", lambda f: raw_xlsx(f, "", {"xl/activeX/activeX1.xml": "<a/>"})),
    (
        "external_link",
        "template.docx",
        lambda f: docx(f, "", rels("attachedTemplate", "http://x.example/a.dotm")),
    ),
    (
        "external_link",
        "share.docx",
        lambda f: docx(f, "", rels("attachedTemplate", r"\\x.example\a.dotm")),
    ),
    (
        "external_link",
        "link.xlsx",
        lambda f: raw_xlsx(f, "", {"xl/externalLinks/externalLink1.xml": "<a/>"}),
    ),
    (
        "external_link",
        "service.xlsx",
        lambda f: raw_xlsx(
            f,
            "<sheetData><row r='1'><c r='A1'><f>WEBSERVICE(&quot;http://x.example&quot;)</f><v>1</v></c></row></sheetData>",
        ),
    ),
    ("embedded_file", "ole.docx", lambda f: docx(f, "", {"word/embeddings/oleObject1.bin": OLE})),
    ("embedded_file", "exe.docx", lambda f: docx(f, "", {"word/a.exe": b"MZ"})),
    ("encrypted", "password.docx", lambda f: written(f, OLE + bytes(600))),
    ("encrypted", "flagged.docx", flagged),
    (
        "encrypted",
        "locked.pdf",
        lambda f: samples.pdf(
            f,
            shown("x"),
            objects=["<</Filter/Standard/V 1/R 2/O<" + "41" * 32 + ">/U<" + "42" * 32 + ">/P -4>>"],
            trailer="/Encrypt 10 0 R/ID[<41><41>]",
        ),
    ),
    ("unreadable", "cut.docx", lambda f: cut(f, plain_docx)),
    ("unreadable", "broken.docx", lambda f: docx(f, "<w:p>")),
    ("unreadable", "empty.pdf", lambda f: written(f, b"")),
    ("unreadable", "header.pdf", lambda f: written(f, b"%PDF-1.7\n")),
    ("unreadable", "rubbish.png", lambda f: written(f, b"\x89PNG\r\n\x1a\nrubbish")),
    ("unreadable", "binary.txt", lambda f: written(f, b"a\x00b")),
    ("wrong_type", "picture.docx", lambda f: written(f, b"\xff\xd8\xff")),
    ("wrong_type", "html.pdf", lambda f: written(f, b"<html>")),
    ("wrong_type", "table.docx", lambda f: raw_xlsx(f, "")),
    ("wrong_type", "archive.xlsx", lambda f: pack(f, {"a.txt": "x"})),
    ("bad_member", "path.docx", lambda f: docx(f, "", {"../../etc/passwd": "x"})),
    ("bad_member", "double.docx", double),
    (
        "not_taken",
        "a.svg",
        lambda f: written(f, b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>"),
    ),
    ("not_taken", "a.zip", lambda f: pack(f, {"a.txt": "x"})),
    ("not_taken", "a.rar", lambda f: written(f, b"Rar!")),
    (
        "javascript",
        "script.pdf",
        lambda f: samples.pdf(f, shown("x"), objects=["<</S/JavaScript/JS(app.alert\\(1\\))>>"]),
    ),
    ("too_large", "bomb.pdf", flate_bomb),
    ("unreadable", "deep.pdf", deep_pdf),
]


@pytest.mark.parametrize(("kind", "name", "make"), HOSTILE, ids=[name for _k, name, _m in HOSTILE])
def test_it_is_refused_with_a_reason_in_bounded_time(kind, name, make, tmp_path):
    path = make(tmp_path / name)
    began = time.monotonic()
    reading = inspect(path)
    assert time.monotonic() - began < 45
    found = [f for f in reading.findings if f.kind == kind]
    assert found and found[0].blocking and KINDS[kind].blocking
    assert reading.blocking


def test_no_child_ever_took_more_memory_than_it_may():
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert peak < MEMORY


def test_a_reader_that_takes_too_long_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "WALL_SECONDS", 2)
    began = time.monotonic()
    reading = inspect(endless_pdf(tmp_path / "a.pdf"))
    assert time.monotonic() - began < 20
    assert [(f.kind, f.blocking) for f in reading.findings] == [("unreadable", True)]
    assert not reading.read


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pdf"])
def test_a_file_cut_anywhere_never_harms_the_reader(suffix, tmp_path):
    path = tmp_path / f"a{suffix}"
    if suffix == ".docx":
        plain_docx(path)
    elif suffix == ".xlsx":
        raw_xlsx(path, f"<sheetData><row r='1'>{inline('A1', '公开' * 500)}</row></sheetData>")
    else:
        samples.pdf(path, shown("公开"), shown("办事"))
    whole = path.read_bytes()
    chooser = random.Random(suffix)
    for _ in range(3):
        path.write_bytes(whole[: chooser.randrange(1, len(whole))])
        reading = inspect(path)
        assert reading.blocking or suffix == ".pdf"
        damaged = bytearray(whole)
        for place in chooser.sample(range(len(whole)), 8):
            damaged[place] = chooser.randrange(256)
        path.write_bytes(damaged)
        inspect(path)


def test_a_missing_file_is_an_error_of_the_caller(tmp_path):
    with pytest.raises(OSError):
        inspect(tmp_path / "a.docx")


def test_the_child_gets_nothing_of_the_environment(tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text("import os; os._exit(7)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert inspect(docx(tmp_path / "a.docx", p("正文"))).findings == ()


def _hold(folder, ready, done):
    with limited(folder, 1):
        ready.set()
        done.wait(20)


def test_only_so_many_readings_at_once(tmp_path):
    with limited(tmp_path, 2), limited(tmp_path, 2), pytest.raises(Busy), limited(tmp_path, 2):
        raise AssertionError("a third one")
    with limited(tmp_path, 1):
        assert list(tmp_path.iterdir())


def test_a_place_is_free_again_when_its_process_died(tmp_path):
    context = multiprocessing.get_context("fork")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path, ready, done))
    other.start()
    assert ready.wait(20)
    with pytest.raises(Busy), limited(tmp_path, 1):
        raise AssertionError("two at once")
    other.kill()
    other.join()
    with limited(tmp_path, 1):
        pass
