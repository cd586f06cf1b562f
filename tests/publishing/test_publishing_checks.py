"""Findings in drafts: each kind has its sentence, hints do not stop, blocking ones do."""

import pytest
from django.utils import translation

from mingchuang.inspection import KINDS
from mingchuang.publishing.checks import detector_findings
from mingchuang.publishing.finding_words import SENTENCES, place_words, sentence
from mingchuang.publishing.frozen import FileFinding, Frozen, FrozenFile


def test_every_kind_says_what_to_do():
    assert set(SENTENCES) == set(KINDS)
    for kind in KINDS:
        assert sentence(kind).strip()


@pytest.mark.parametrize(
    "place",
    [
        "paragraph 3",
        "table 1, row 2, column 3",
        "名单!C3",
        "docProps/core.xml: creator",
        "页 page 2",
    ],
)
def test_a_place_in_english_stays_as_it_is(place):
    with translation.override("en"):
        assert place_words(place) == place


class _Kind:
    """A kind of document with one text."""

    @staticmethod
    def texts(content, context):
        return [("body", "Text", content["lines"])]


@pytest.fixture
def look(monkeypatch):
    from mingchuang.publishing import work

    monkeypatch.setattr(work, "get", lambda kind: _Kind)

    def look(*lines, files=()):
        frozen = Frozen("x", "U", {"lines": list(lines)}, files=tuple(files))
        return [(f.place, f.blocking, f.excerpt) for f in detector_findings(frozen)]

    return look


def test_a_number_stops_and_a_comma_does_not(look):
    assert look("联系人手机13812345678", "第一,第二") == [
        ("body", True, "138****5678"),
        ("body", False, "第一,第二"),
    ]
    assert look("公开办事制度。") == []


def test_a_files_title_and_name_are_read_and_what_was_found_in_it_counts(look):
    found = FileFinding("phone", "line 1", "138****5678", True)
    file = FrozenFile("1", "0", 1, "text/plain", "内部资料.txt", "名单", findings=(found,))
    assert [(place, x) for place, blocking, x in look(files=[file]) if blocking] == [
        ("file:1", "内部资料"),
        ("file:1", "138****5678"),
    ]


def test_a_map_without_its_number_is_a_hint(look):
    picture = FrozenFile("1", "0", 1, "image/png", "a.png", "明窗区地图")
    assert look(files=[picture]) == [("file:1", False, "明窗区地图")]


def test_a_file_that_no_machine_has_read_stops(look):
    file = FrozenFile("1", "0", 1, "application/pdf", "a.pdf", "价目")
    assert look(files=[file]) == [("file:1", True, "")]
