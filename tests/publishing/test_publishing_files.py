"""Files taken in: what kinds, of what size, and pictures without what they carry unseen."""

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from mingchuang.publishing import files
from mingchuang.records import blobs
from mingchuang.records.errors import NotReady

pytestmark = pytest.mark.django_db


def pdf():
    out = io.BytesIO()
    page = Canvas(out, invariant=True)
    page.drawString(72, 720, "one yuan")
    page.save()
    return out.getvalue()


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.DATA = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.pdf", pdf(), "application/pdf"),
        ("表.csv", "甲,乙\n".encode(), "text/csv"),
        ("a.TXT", b"x", "text/plain"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x", "application/vnd.ms-excel"),
        ("a.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x", "application/vnd.ms-excel"),
        ("a.ofd", b"PK\x03\x04x", "application/ofd"),
    ],
)
def test_what_is_taken(name, data, media_type):
    taken = files.take(name, data)
    assert (taken["media_type"], taken["filename"], taken["size"]) == (media_type, name, len(data))
    assert blobs.read(taken["sha256"]) == data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"MZ"),
        ("a.html", b"<script>"),
        ("a.svg", b"<svg/>"),
        ("a.docm", b"PK\x03\x04"),
        ("a", b"x"),
        ("", b"x"),
        ("a.txt", b""),
        ("a.pdf", b"<html>"),
        ("a.pdf", b"%PDF-1.7 x"),
        ("a.docx", b"%PDF-"),
        ("a.et", b"<html>"),
        ("a.png", b"\xff\xd8\xff"),
        ("a.png", b"\x89PNG\r\n\x1a\nrubbish"),
        ("a.jpg", b"\xff\xd8\xffrubbish"),
    ],
)
def test_what_is_refused(name, data):
    with pytest.raises(NotReady):
        files.take(name, data)


def test_a_file_beyond_the_limit_is_refused(settings):
    settings.UPLOAD_BYTES = 10
    assert files.take("a.txt", b"0123456789")
    with pytest.raises(NotReady):
        files.take("a.txt", b"0123456789x")


@pytest.mark.parametrize("name", ["../../etc/a.txt", "C:\\tmp\\a.txt", "/a.txt", "a\x00.txt"])
def test_a_name_keeps_nothing_of_a_path(name):
    assert files.take(name, b"x")["filename"] == "a.txt"


def picture(kind, **how):
    out = io.BytesIO()
    Image.new(how.pop("mode", "RGB"), how.pop("size", (6, 4)), 3).save(out, kind, **how)
    return out.getvalue()


def test_a_photograph_loses_place_and_camera():
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    exif[0x8825] = {1: "N", 2: (31.0, 0.0, 0.0)}
    data = picture("JPEG", exif=exif, comment=b"a secret comment")
    taken = files.take("a.jpg", data)
    kept = blobs.read(taken["sha256"])
    assert b"camera" not in kept and b"secret comment" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert image.size == (6, 4)


def test_a_photograph_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    taken = files.take("a.jpg", picture("JPEG", exif=exif))
    with Image.open(io.BytesIO(blobs.read(taken["sha256"]))) as image:
        assert image.size == (4, 6)


def test_bytes_hidden_behind_a_picture_are_cut_off():
    taken = files.take("a.png", picture("PNG") + b"PK\x03\x04 hidden archive")
    assert b"hidden" not in blobs.read(taken["sha256"])


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MAX_PIXELS", 20)
    with pytest.raises(NotReady):
        files.take("a.png", picture("PNG"))


def test_transparent_pictures_stay_transparent():
    taken = files.take("a.png", picture("PNG", mode="RGBA"))
    with Image.open(io.BytesIO(blobs.read(taken["sha256"]))) as image:
        assert image.mode == "RGBA"


def test_equal_files_are_kept_once(folder):
    one, two = files.take("a.txt", b"same"), files.take("b.txt", b"same")
    assert one["sha256"] == two["sha256"]
    kept = [p for p in (folder / "blobs").rglob("*") if p.is_file()]
    assert len(kept) == 1
