"""Search: what is found by which words, and that the index alone can never show anything."""

import pytest
import rjieba

import small_district as d
from mingchuang.records import projections
from mingchuang.records.models import Head
from mingchuang.search import engine, public, tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(district, client):
    """Publish three items; return a function that searches and gives their names."""
    objs = {
        "price": d.publish(
            title="停车服务收费标准",
            docno="明示发改〔2026〕47号",
            summary="小型车首30分钟免费",
            keywords=["停车", "收费"],
            body=d.text("南门停车场从三月一日起执行新标准。"),
        ),
        "hours": d.publish("MC-030", title="门诊时间安排", body=d.text("专家门诊周三上午。")),
        "school": d.publish(
            "MC-035", "XX2", title="学校收费公示", attachments=[("meals.txt", b"x")]
        ),
    }
    d.tick()
    names = {obj: name for name, obj in objs.items()}

    def search(query, path="/search/"):
        answer = client.get(path, {"q": query})
        assert answer.status_code == 200
        return {names.get(head.obj, head.obj) for head, *_rest in answer.context["rows"]}

    search.objs = objs
    return search


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("停车", {"price"}),
        ("收费", {"price", "school"}),
        ("门诊", {"hours"}),
        ("专家", {"hours"}),
        ("停车 收费", {"price"}),
        ("停车收费标准", {"price"}),
        ("门诊时间", {"hours"}),
        ("学校", {"school"}),
        # numbers in any brackets
        ("明示发改〔2026〕47号", {"price"}),
        ("明示发改[2026]47号", {"price"}),
        ("明示发改【2026】47号", {"price"}),
        ("明示发改（2026）47号", {"price"}),
        ("明示发改(2026)47号", {"price"}),
        ("明示发改〔２０２６〕４７号", {"price"}),
        ("明示发改〔2026〕第47号", {"price"}),
        ("〔2026〕47号", {"price"}),
        ("明示发改〔2026〕48号", set()),
        # one character
        ("诊", {"hours"}),
        ("校", {"school"}),
        ("车", {"price"}),
        # index number
        ("12990101990130145R/2026-00001", {"price"}),
        ("meals.txt", {"school"}),
        # an attachment's title, a keyword, a summary
        ("30分钟", {"price"}),
        # nothing
        ("", set()),
        ("   ", set()),
        ("龙凤呈祥", set()),
        ("+ - ( ) : * ~ \" ' [ ] AND OR NOT", set()),
        ("<script>", set()),
    ],
)
def test_what_is_found(query, names, found):
    assert found(query) == names


def test_english_pages_find_the_same(found):
    assert found("停车", "/en/search/") == {"price"}


def test_words_are_marked_and_text_is_escaped(found, client):
    d.publish(title="<b>停车</b>场管理", body=d.text("停车&lt;script&gt;"))
    d.tick()
    page = client.get("/search/", {"q": "停车"}).content.decode()
    assert '<mark class="hit">停车</mark>' in page
    assert "<b><mark" not in page and "<script>x" not in page
    hostile = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in hostile


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "501", "9" * 30, "1.5"])
def test_any_page_number_is_answered(page, found, client):
    assert client.get("/search/", {"q": "收费", "page": page}).status_code == 200


def test_a_very_long_query_is_answered(found, client):
    assert client.get("/search/", {"q": "收费" * 5000}).status_code == 200


def test_an_item_updated_twice_is_found_once_and_by_its_newest_words(found):
    for title in ("停车收费第二版", "泊位收费第三版"):
        d.amend(
            found.objs["price"], title=title, summary="新摘要", keywords=[], body=d.text("新正文。")
        )
        d.tick()
    assert found("泊位") == {"price"}
    assert found("停车") == set()
    keys, total = engine.index().search("泊位", 20)
    assert (keys, total) == ([found.objs["price"]], 1)


def test_a_title_that_begins_with_the_query_comes_first(found):
    obj = d.publish("MC-030", title="其他事项", body=d.text("门诊 " * 30))
    d.tick()
    keys, _total = engine.index().search("门诊", 20)
    assert keys.index(found.objs["hours"]) < keys.index(obj)


def test_withdrawn_items_are_not_found_even_by_a_stale_index(found):
    obj = found.objs["price"]
    d.withdraw(obj, reason="secret")
    assert engine.index().search("停车", 20)[0] == [obj]  # the index has not followed
    assert found("停车") == set()
    d.tick()
    assert engine.index().search("停车", 20)[0] == []


def test_a_closing_amendment_is_not_found_by_its_old_words_before_the_worker_comes(found):
    d.amend(
        found.objs["price"], "privacy", title="收费", summary="", keywords=[], body=d.text("无。")
    )
    assert found("停车") == set()
    d.tick()
    assert found("停车") == set()
    assert found("收费") >= {"price"}


def test_records_of_the_register_are_not_in_the_index(found):
    listed = set(Head.objects.filter(kind="disclosure").values_list("obj", flat=True))
    assert engine.index().keys() == listed


def test_a_rebuild_finds_the_same(found):
    before = engine.index().keys()
    projections.rebuild("search")
    assert engine.index().keys() == before
    assert found("停车") == {"price"}


def test_an_index_of_another_version_is_built_anew(found, data):
    (data / "search" / "meta.version").write_text("0")
    engine.index.cache_clear()
    assert engine.index().position == 0
    d.tick()
    assert found("停车") == {"price"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("停车收费", ["停车", "车收", "收费"]),
        ("车", ["车"]),
        ("ABC-123", ["abc", "123"]),
        ("ＡＢＣ１２３", ["abc123"]),
        ("停车30分钟", ["停车", "30", "分钟"]),
        ("，。！", []),
        ("", []),
    ],
)
def test_tokens(text, expected):
    assert tokens.tokens(text) == expected


@pytest.mark.parametrize(
    "form", ["〔2026〕47号", "[2026]47号", "【2026】 47 号", "（2026）第047号", "﹝2026﹞47号"]
)
def test_document_numbers_have_one_form(form):
    normal = {tokens.normal(f"明示发改{f}") for f in ("〔2026〕47号", form.replace(" 号", "号"))}
    assert normal == {"明示发改(2026)47号"}


@pytest.mark.parametrize(
    ("query", "phrases"),
    [
        ("停车", [["停车"]]),
        ("车", [["车"]]),
        ("的停车", [["停车"]]),
        ("停车场", [["停车", "车场"]]),
        ("?", []),
    ],
)
def test_a_query_becomes_phrases_of_tokens(query, phrases):
    assert tokens.phrases(query, rjieba.cut) == phrases


def test_an_excerpt_stands_around_the_word():
    text = "甲" * 200 + "停车" + "乙" * 200
    piece = public.excerpt(text, ["停车"])
    assert piece.startswith("…") and piece.endswith("…")
    assert '<mark class="hit">停车</mark>' in piece
    assert len(piece) < 260
