"""HTML from the clipboard of Word, Excel and WPS: structure stays, everything else goes."""

import json
import re
from pathlib import Path

import pytest

from mingchuang.records import office, richinput, richtext

SAMPLES = Path(__file__).with_name("office")


@pytest.mark.parametrize("name", ["word2016", "excel", "wps"])
def test_what_office_programs_put_on_the_clipboard(name):
    html = (SAMPLES / f"{name}.html").read_text(encoding="utf-8")
    tree = richtext.clean(html)
    assert tree == json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    assert richtext.clean(richtext.to_editor(tree)) == tree
    assert not re.search("mso|style=|class=|<span", richtext.to_editor(tree), re.IGNORECASE)


@pytest.mark.parametrize(
    ("mark", "tree"),
    [
        ("1.", {"t": "ol", "c": [{"t": "li", "c": ["甲"]}]}),
        ("1、", {"t": "ol", "c": [{"t": "li", "c": ["甲"]}]}),
        ("·", {"t": "ul", "c": [{"t": "li", "c": ["甲"]}]}),
        ("", {"t": "ul", "c": [{"t": "li", "c": ["甲"]}]}),
        ("5.", {"t": "p", "c": ["5. 甲"]}),
        ("一、", {"t": "p", "c": ["一、甲"]}),
        ("第一条", {"t": "p", "c": ["第一条甲"]}),
        ("①", {"t": "p", "c": ["①甲"]}),
        ("(a)", {"t": "p", "c": ["(a) 甲"]}),
    ],
)
def test_a_number_that_a_list_would_change_stays_as_words(mark, tree):
    html = f"<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>{mark}</span>甲</p>"
    assert richtext.clean(html) == [tree]


def test_a_list_goes_down_two_levels_and_comes_back():
    items = "".join(
        f"<p style='mso-list:l0 level{level} lfo1'><span style='mso-list:Ignore'>·</span>{word}</p>"
        for level, word in [(1, "a"), (3, "b"), (2, "c"), (1, "d")]
    )
    assert richtext.lines(richtext.clean(items)) == ["a", "b", "c", "d"]
    (top,) = richtext.clean(items)
    assert [
        richtext.text_of(i["c"][0]["c"] if isinstance(i["c"][0], dict) else i["c"])
        for i in top["c"]
    ] == ["a", "d"]


def test_only_office_html_has_its_headings_moved_down():
    assert richtext.clean("<h2>a</h2>")[0]["t"] == "h2"
    assert richtext.clean('<h2 class="MsoNormal">a</h2>')[0]["t"] == "h3"


def test_style_sheets_and_comments_do_not_count_as_text(monkeypatch):
    monkeypatch.setattr(richinput, "MAX_CHARS", 100)
    html = f"<style>{'p.MsoNormal {mso-x:y} ' * 50}</style><!-- {'x' * 500} --><p class=MsoNormal>a</p>"
    assert richtext.clean(html) == [{"t": "p", "c": ["a"]}]
    with pytest.raises(richtext.TextError):
        richtext.clean("<p>" + "a" * 101 + "</p>")


@pytest.mark.parametrize(
    "html",
    [
        "<p style='display:none'>x</p><p>a</p>",
        "<p>a<span style='mso-hide:all'>x</span></p>",
        "<p>a<del>x</del></p>",
        "<table><tr><td>a</td></tr><tr style='display:none'><td>x</td></tr></table>",
    ],
)
def test_what_nobody_sees_does_not_come_in(html):
    assert "x" not in richtext.plain(richtext.clean(html)) and "a" in richtext.plain(
        richtext.clean(html)
    )


def test_ordinary_html_is_not_taken_for_office():
    assert not office.is_office('<p class="note">a</p>')


def test_a_picture_in_a_cell_stands_after_the_table():
    tree = richtext.clean('<table><tr><td>a<img src="files/1" alt="图"></td></tr></table>')
    assert [node["t"] for node in tree] == ["table", "img"]
