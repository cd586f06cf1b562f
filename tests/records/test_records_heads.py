"""The first projection: heads, lines that are never moved, counters, touched tags, its mark."""

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.catalogue.models import Fulfilment
from mingchuang.ledger.models import LogEntry
from mingchuang.publishing import acts
from mingchuang.records import projections, reading
from mingchuang.records.models import Counter, Head, Line, Mark, Touch

pytestmark = pytest.mark.db


def dump():
    """Return every row that the projections in the database keep."""
    return {
        model.__name__: sorted(
            map(repr, model.objects.values_list(*[f.name for f in model._meta.concrete_fields]))
        )
        for model in (Head, Line, Counter, Touch, Mark, Fulfilment)
    }


def head(obj):
    return Head.objects.get(obj=obj)


@pytest.fixture
def history(district):
    """Items of two units and years, amended, moved to another category, withdrawn."""
    objs = [
        d.publish(),
        d.publish("MC-030"),
        d.publish("MC-035", "XX2"),
        d.publish("MC-036", "XX2"),
    ]
    d.tick()
    d.amend(objs[0], title="更正后的价格表")
    d.withdraw(objs[1], reason="wrong")
    d.withdraw(objs[3], reason="secret")
    d.tick()
    with clock.at("2027-01-05T09:00"):
        objs.append(d.publish(formed_on="2026-12-31"))
        d.tick()
    return objs


def test_a_head_says_what_its_version_in_force_says(history):
    found = head(history[0])
    assert (found.kind, found.unit, found.state, found.version) == ("disclosure", "YY1", "open", 2)
    assert found.title == "更正后的价格表"
    assert found.facets["category"] == ["health.price", "health"]
    assert found.facets["obligation"] == ["MC-029"]
    assert str(found.formed_on) == "2026-02-27"
    assert found.changed_at == d.NOW
    entries = LogEntry.objects.filter(obj=history[0]).order_by("idx").values_list("idx", flat=True)
    assert [found.first_idx, found.last_idx] == list(entries)


def test_numbers_follow_the_order_of_first_publication(history):
    numbers = [head(obj).number for obj in history]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("reason", "hidden"),
    [
        ("wrong", False),
        ("duplicate", False),
        ("law", False),
        ("court", False),
        ("privacy", True),
        ("secret", True),
    ],
)
def test_a_withdrawn_head_keeps_its_title_except_after_privacy_and_secret(reason, hidden):
    obj = d.publish()
    d.withdraw(obj, reason=reason)
    d.tick()
    found = head(obj)
    assert (found.state, found.reason, found.version) == ("withdrawn", reason, 2)
    assert (found.title == "") == hidden
    assert (found.facets == {}) == hidden


def test_an_object_stands_in_the_lists_of_unit_category_and_year(history):
    assert set(head(history[0]).lines) == {
        "all",
        "unit=YY1",
        "year=2026",
        "category=health.price",
        "unit=YY1&category=health.price",
        "category=health",
        "unit=YY1&category=health",
    }
    assert "year=2027" in head(history[4]).lines
    post = Head.objects.filter(kind="post").first()
    assert set(post.lines) == {"kind=post", f"kind=post&unit={post.unit}"}


def test_a_top_category_is_entered_once():
    obj = d.publish("MC-036", "XX2")
    d.tick()
    assert [name for name in head(obj).lines if name.startswith("category=")] == [
        "category=education"
    ]


def test_lines_are_given_once_in_order_and_never_moved(history):
    before = list(Line.objects.order_by("list", "line").values_list("list", "line", "number"))
    d.withdraw(history[0])
    d.publish()
    d.tick()
    after = list(Line.objects.order_by("list", "line").values_list("list", "line", "number"))
    assert set(before) <= set(after)
    for name in {name for name, *_ in after}:
        lines = [line for found, line, _n in after if found == name]
        assert lines == list(range(1, len(lines) + 1))
        assert Counter.objects.get(pk=name).last == len(lines)


def test_counters_count_what_is_shown(history):
    for counter in Counter.objects.all():
        shown = [
            found
            for found in Head.objects.filter(state="open")
            if found.lines.get(counter.list, -1) > 0
        ]
        assert counter.live == len(shown), counter.list
    assert Counter.objects.get(pk="all").live == 3
    assert Counter.objects.get(pk="all").last == 5
    assert Counter.objects.get(pk="unit=XX2").live == 1


def test_an_item_that_leaves_a_category_leaves_a_moved_line_and_may_come_back(history):
    obj = history[0]
    line = head(obj).lines["category=health.price"]

    def into(category):
        draft = acts.open_amendment(
            obj, amendment="correction", note="换到正确的类别", actor=d.person(d.OFFICER)
        )
        draft.context = {**draft.context, "category": category}
        draft.save(update_fields=["context"])
        d.submit(draft)
        d.finish(draft)
        d.tick()

    into("health.service")
    assert head(obj).lines["category=health.price"] == -line
    assert head(obj).lines["category=health"] > 0
    rows = reading.front("category=health.price").rows
    assert [row.state for row in rows if row.head.obj == obj] == ["moved"]
    assert Counter.objects.get(pk="category=health.price").live == 1
    into("health.price")
    assert head(obj).lines["category=health.price"] == line
    assert head(obj).lines["category=health.service"] < 0
    assert Counter.objects.get(pk="category=health.price").live == 2
    states = {row.head.obj: row.state for row in reading.front("category=health.service").rows}
    assert states[obj] == "moved"


@pytest.mark.parametrize(("line", "page"), [(1, 1), (20, 1), (21, 2), (40, 2), (41, 3)])
def test_lines_have_their_page_for_ever(line, page):
    assert projections.page_of(line) == page


def fill(name, count):
    """Give a list many lines by hand; one object stands in all of them."""
    number = Head.objects.filter(kind="disclosure").first().number
    Line.objects.filter(list=name).delete()
    Line.objects.bulk_create(Line(list=name, line=n, number=number) for n in range(1, count + 1))


@pytest.mark.parametrize(
    ("lines", "front", "older"),
    [
        (0, [], None),
        (1, [1], None),
        (20, range(20, 0, -1), None),
        (21, range(21, 1, -1), 1),
        (45, range(45, 25, -1), 2),
    ],
)
def test_the_front_shows_the_newest_twenty_and_names_the_page_behind(lines, front, older, history):
    fill("all", lines)
    page = reading.front("all")
    assert [row.line for row in page.rows] == list(front)
    # Every line that the front does not show is reached by way of ``older``.
    assert page.older == older
    if older:
        reached = [row.line for row in page.rows]
        while older:
            found = reading.list_page("all", older)
            reached += [row.line for row in found.rows]
            older = found.older
        assert set(reached) == set(range(1, lines + 1))


def test_numbered_pages_know_their_neighbours(history):
    fill("all", 45)
    pages = [reading.list_page("all", n) for n in (1, 2, 3)]
    assert [(page.older, page.newer) for page in pages] == [(None, 2), (1, 3), (2, None)]
    assert [len(page.rows) for page in pages] == [20, 20, 5]
    assert reading.list_page("all", 0) is None
    assert reading.list_page("all", 4) is None


def test_a_rebuild_gives_the_same_tables(history):
    before = dump()
    assert projections.rebuild("heads") == LogEntry.objects.count()
    assert projections.rebuild("fulfilment") == LogEntry.objects.count()
    assert dump() == before


def test_applying_entries_again_changes_nothing(history):
    before = dump()
    rows = list(LogEntry.objects.order_by("idx"))
    for projection in projections.registered():
        projection.apply(rows)
    assert dump() == before


def test_applying_one_by_one_gives_what_applying_at_once_gives(history):
    before = dump()
    projections._projections["heads"].clear()
    projections._projections["fulfilment"].clear()
    for entry in LogEntry.objects.order_by("idx"):
        projections._projections["heads"].apply([entry])
        projections._projections["fulfilment"].apply([entry])
    assert dump() == before


def test_a_projection_that_dies_half_way_goes_on_where_it_was(history, monkeypatch):
    before = dump()
    heads = projections._projections["heads"]
    heads.clear()
    rows = list(LogEntry.objects.order_by("idx"))
    whole = heads._apply
    done = []

    def dies(entry, batch):
        if len(done) == 4:
            raise RuntimeError("killed")
        done.append(entry)
        whole(entry, batch)

    heads.apply(rows[:2])
    monkeypatch.setattr(heads, "_apply", dies, raising=False)
    with pytest.raises(RuntimeError):
        heads.apply(rows[2:])
    monkeypatch.undo()
    assert heads.position() == 2
    projections.follow(heads)
    assert dump()["Head"] == before["Head"]
    assert dump()["Line"] == before["Line"]


def test_an_entry_touches_every_tag_under_which_its_object_is_shown(history):
    obj = history[0]
    entry = LogEntry.objects.get(obj=obj, ver=2)
    tags = set(Touch.objects.get(pk=entry.idx).tags)
    assert {"log", f"rec:{obj}", "list:changes"} <= tags
    for name in head(obj).lines:
        assert {f"list:{name}", f"list:{name}#1"} <= tags


def test_a_new_page_touches_the_one_before_it(history):
    number = head(history[0]).number
    last = Counter.objects.get(pk="all").last
    Line.objects.bulk_create(Line(list="all", line=n, number=number) for n in range(last + 1, 21))
    Counter.objects.filter(pk="all").update(last=20)
    obj = d.publish()
    d.tick()
    tags = Touch.objects.get(pk=head(obj).last_idx).tags
    assert head(obj).lines["all"] == 21
    assert {"list:all#1", "list:all#2", "list:all"} <= set(tags)


def test_an_item_that_leaves_a_list_still_touches_it(history):
    obj = history[0]
    draft = acts.open_amendment(
        obj, amendment="correction", note="换到正确的类别", actor=d.person(d.OFFICER)
    )
    draft.context = {**draft.context, "category": "health.service"}
    draft.save(update_fields=["context"])
    d.submit(draft)
    d.finish(draft)
    d.tick()
    tags = Touch.objects.get(pk=head(obj).last_idx).tags
    assert {"list:category=health.price", "list:category=health.service"} <= set(tags)


def test_an_owed_row_is_fulfilled_while_its_record_may_be_read(history):
    assert set(Fulfilment.objects.values_list("pk", flat=True)) == {
        history[0],
        history[2],
        history[4],
    }


def test_an_unnumbered_version_is_not_shown(history):
    d.amend(history[0], title="还没有编号的标题")
    item = reading.item(history[0])
    assert item.record.ver == 2
    assert reading.item(history[0], 3) is None
    assert [step.record.ver for step in reading.history(history[0])] == [2, 1]
    obj = d.publish()
    assert reading.item(obj) is None


def test_the_snapshot_names_its_mark_and_is_shared(history):
    with reading.snapshot() as outer:
        assert outer == LogEntry.objects.count()
        with reading.snapshot() as inner:
            assert inner == outer
