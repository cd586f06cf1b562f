"""Rich text: the only way in lets nothing harmful through, and what came in stays what it is."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingchuang.records import richinput, richtext

HARMFUL = [
    ("<script>alert(1)</script><p>a</p>", "alert"),
    ("<style>p{color:red}</style><p>a</p>", "color"),
    ('<p onclick="alert(1)">a</p>', "onclick"),
    ('<p style="color:red">a</p>', "style"),
    ('<a href="javascript:alert(1)">a</a>', "javascript"),
    ('<a href="JaVaScRiPt:alert(1)">a</a>', "script"),
    ('<a href=" java\tscript:alert(1)">a</a>', "script:"),
    ('<a href="&#106;avascript:alert(1)">a</a>', "javascript"),
    ('<a href="data:text/html,x">a</a>', "data:"),
    ('<a href="vbscript:x">a</a>', "vbscript"),
    ('<a href="//evil.example/">a</a>', "evil"),
    ('<a href="http://">a</a>', "http"),
    ('<img src="https://evil.example/x.png">a', "evil"),
    ('<img src="/files/1">a', "/files"),
    ('<img src="files/../x">a', ".."),
    ('<img src="files/1" onerror="alert(1)">a', "onerror"),
    ("<iframe src='https://evil.example'></iframe>a", "evil"),
    ("<object data='x'></object><embed src='x'>a", "object"),
    ("<svg><script>alert(1)</script></svg>a", "alert"),
    ("<math><mi xlink:href='javascript:x'>b</mi></math>a", "javascript"),
    ("<form action='/x'><input name=y><button>a</button></form>", "form"),
    ("<p>a<!-- <script>x</script> --></p>", "script"),
    ("<template><script>x</script></template>a", "script"),
    ("<noscript><p title='</noscript><img src=x onerror=y>'>a</noscript>", "onerror"),
]


@pytest.mark.parametrize(("html", "bad"), HARMFUL)
def test_nothing_harmful_comes_in_and_the_text_stays(html, bad):
    tree = richtext.clean(html)
    for out in (richtext.to_html(tree), richtext.to_editor(tree), repr(tree)):
        assert bad not in re.sub(r'alt="[^"]*"', "", out.lower()) or bad in ("style", "form")
        assert "<script" not in out.lower() and "onerror=" not in out.lower()
        assert "style=" not in out.lower() and "<form" not in out.lower()
    assert "a" in richtext.plain(tree)


@pytest.mark.parametrize(
    "href",
    [
        "https://example.org/a?b=1#c",
        "http://example.org",
        "mailto:a@b.cn",
        "tel:0500-8600",
        "/units/YY1/",
        "#part-1",
    ],
)
def test_safe_links_stay(href):
    assert richtext.clean(f'<p><a href="{href}">a</a></p>')[0]["c"][0]["href"] == href


def test_a_link_that_is_not_safe_leaves_its_words():
    assert richtext.clean('<p>x <a href="javascript:1">words</a></p>') == [
        {"t": "p", "c": ["x words"]}
    ]


def test_text_in_the_tree_is_escaped_on_every_way_out():
    tree = richtext.clean("<p>1 &lt; 2 &amp; <b>&lt;script&gt;</b></p>")
    assert richtext.plain(tree) == "1 < 2 & <script>"
    assert "<script>" not in richtext.to_html(tree)
    assert "<script>" not in richtext.to_editor(tree)


def test_even_a_tree_made_by_hand_cannot_break_out():
    tree = [
        {"t": "p", "c": [{"t": "a", "href": '"><script>x</script>', "c": ["a"]}]},
        {"t": "img", "src": 'files/1" onerror="x', "alt": '"><b>'},
    ]
    for out in (richtext.to_html(tree), richtext.to_editor(tree)):
        assert "<script>" not in out and 'onerror="x"' not in out and '"><b>' not in out


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_too_deep_is_refused_with_words(tag):
    deep = f"<{tag}><li>" * 12 + "a" + f"</li></{tag}>" * 12
    with pytest.raises(richtext.TextError):
        richtext.clean(deep)
    assert richtext.clean(f"<{tag}><li>" * 3 + "a" + f"</li></{tag}>" * 3)


def test_too_long_is_refused_with_words(monkeypatch):
    monkeypatch.setattr(richinput, "MAX_CHARS", 20)
    assert richtext.clean("<p>short enough</p>")
    with pytest.raises(richtext.TextError):
        richtext.clean("<p>" + "a" * 20 + "</p>")


def test_a_very_broad_text_is_taken():
    assert len(richtext.clean("<p>一段</p>" * 5000)) == 5000


@pytest.mark.parametrize(
    ("html", "tree"),
    [
        ("", []),
        ("   ", []),
        ("<p></p><p> </p><p><br></p>", []),
        ("plain", [{"t": "p", "c": ["plain"]}]),
        ("<h1>a</h1>", [{"t": "h2", "c": ["a"]}]),
        ("<h6>a</h6>", [{"t": "h4", "c": ["a"]}]),
        (
            "<p>a<strong>b</strong><em>c</em></p>",
            [{"t": "p", "c": ["a", {"t": "b", "c": ["b"]}, {"t": "i", "c": ["c"]}]}],
        ),
        ("<div><p>a</p><p>b</p></div>", [{"t": "p", "c": ["a"]}, {"t": "p", "c": ["b"]}]),
        (
            "<ul><li><p>a</p></li><li>b</li></ul>",
            [{"t": "ul", "c": [{"t": "li", "c": ["a"]}, {"t": "li", "c": ["b"]}]}],
        ),
        ("<p>a\u00a0\n b</p>", [{"t": "p", "c": ["a b"]}]),
        (
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td colspan=2>b</td></tr></tbody></table>",
            [
                {
                    "t": "table",
                    "c": [
                        {"t": "tr", "c": [{"t": "th", "c": ["a"]}]},
                        {"t": "tr", "c": [{"t": "td", "colspan": 2, "c": ["b"]}]},
                    ],
                }
            ],
        ),
        ('<img src="files/1" alt=" 图 ">', [{"t": "img", "src": "files/1", "alt": "图"}]),
    ],
)
def test_how_html_becomes_a_tree(html, tree):
    assert richtext.clean(html) == tree


def test_lines_have_a_table_row_by_row():
    tree = richtext.clean(
        "<p>a<br>b</p><table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table><ul><li>x</li></ul>"
    )
    assert richtext.lines(tree) == ["a b", "1\t2", "3\t4", "x"]


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Cf"]),
    min_size=1,
    max_size=8,
)


@st.composite
def inlines(draw, depth=0):
    """Inline children as ``clean`` leaves them: no two strings side by side, no blank ends."""
    out = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["text", "b", "i", "a", "br"] if depth < 2 else ["text"]))
        if kind == "text" and not (out and isinstance(out[-1], str)):
            out.append(draw(words))
        elif kind == "br" and out and out[-1] != {"t": "br"}:
            out.append({"t": "br"})
        elif kind == "a":
            href = draw(
                st.sampled_from(["/units/YY1/", "https://example.org/?a=1&b=2", "mailto:a@b.cn"])
            )
            out.append({"t": "a", "href": href, "c": draw(inlines(depth=2))})
        elif kind in ("b", "i"):
            out.append({"t": kind, "c": draw(inlines(depth=depth + 1))})
    while out and out[-1] == {"t": "br"}:
        out.pop()
    return out or [draw(words)]


paragraphs = st.builds(
    lambda t, c: {"t": t, "c": c}, st.sampled_from(["p", "h2", "h3", "h4"]), inlines()
)
pictures = st.builds(
    lambda n, alt: {"t": "img", "src": f"files/{n}", "alt": alt}, st.integers(1, 99), words
)


@st.composite
def tables(draw):
    width = draw(st.integers(1, 3))
    rows = []
    for n in range(draw(st.integers(1, 3))):
        tag = "th" if n == 0 else draw(st.sampled_from(["th", "td"]))
        cells = []
        for _ in range(width):
            cell = {"t": tag, "c": draw(inlines(depth=1))}
            if draw(st.booleans()) and tag == "td":
                cell["colspan"] = draw(st.integers(2, 100))
            cells.append(cell)
        rows.append({"t": "tr", "c": cells})
    return {"t": "table", "c": rows}


@st.composite
def lists(draw, depth=0):
    items = []
    for _ in range(draw(st.integers(1, 3))):
        if depth < 2 and draw(st.booleans()):
            blocks = draw(
                st.lists(st.one_of(paragraphs, lists(depth=depth + 1)), min_size=1, max_size=2)
            )
            # a single paragraph in an item is written as its words
            body = blocks[0]["c"] if len(blocks) == 1 and blocks[0]["t"] == "p" else blocks
            items.append({"t": "li", "c": body})
        else:
            items.append({"t": "li", "c": draw(inlines())})
    return {"t": draw(st.sampled_from(["ul", "ol"])), "c": items}


trees = st.lists(st.one_of(paragraphs, pictures, tables(), lists()), max_size=4)


@settings(max_examples=100, deadline=None)
@given(trees)
def test_what_the_editor_loads_comes_back_as_it_was(tree):
    assert richtext.clean(richtext.to_editor(tree)) == tree


@settings(max_examples=60, deadline=None)
@given(trees)
def test_public_html_of_any_tree_is_made_and_says_all_its_words(tree):
    html = richtext.to_html(tree)
    assert "<script" not in html
    assert len(richtext.plain(tree)) >= 0


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("<>/=\"' abpultrdhimgscript&;#x1中\n"), max_size=80))
def test_any_text_at_all_is_taken_and_cleaning_again_changes_nothing(text):
    tree = richtext.clean(text)
    assert richtext.clean(richtext.to_editor(tree)) == tree


@pytest.mark.parametrize(
    ("given", "top", "levels"),
    [
        (["h4", "h4"], 2, ["h2", "h2"]),
        (["h2", "h3", "h2"], 3, ["h3", "h4", "h3"]),
        (["h2", "h4", "h3"], 2, ["h2", "h3", "h3"]),
        (["h4", "h2"], 2, ["h2", "h2"]),
        (["h3", "p", "h4"], 4, ["h4", "p", "h5"]),
    ],
)
def test_headings_begin_below_those_of_the_page_and_leave_no_level_out(given, top, levels):
    tree = [{"t": tag, "c": ["字"]} for tag in given]
    html = richtext.to_html(tree, top=top)
    assert html == "".join(f"<{tag}>字</{tag}>" for tag in levels)
