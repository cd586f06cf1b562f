"""What was taken over from an old site is an item like any other, and says where it comes from."""

import json

import legacy_samples as samples
import pytest
from django.db import IntegrityError
from django.urls import get_resolver
from django.utils import translation

import small_district as d
from mingchuang import clock
from mingchuang.disclosures import importers, legacy
from mingchuang.ledger import entries as codec
from mingchuang.ledger.models import LogEntry
from mingchuang.portal.models import OldAddress
from mingchuang.project import verify
from mingchuang.publishing import acts, readings
from mingchuang.publishing.models import Draft, IndexNumber, TakenOver
from mingchuang.records import columns, imports, kinds, projections
from mingchuang.records.errors import Conflict, NotAllowed
from mingchuang.records.models import Head, ImportRun, Part, Record

pytestmark = pytest.mark.db

ART, COL = "/art/2019/3/5/art_1229_12345.html", "/col/view.asp?id=77"


def take(path, table, folder=None, **how):
    """Validate and take over rows; returns what was done."""
    file = samples.write(path, table)
    read = imports.table(file)
    choice = columns.guess(read.heads, legacy.COLUMNS)
    found = importers.validate(read, choice, folder)
    return importers.take(read, choice, found, folder=folder, **how)


def old(**changes):
    """Return a row of the hospital, published on the old site in 2019."""
    return samples.good(1) | {
        "title": "门诊时间安排（2019年）",
        "unit": "YY1",
        "category": "MC-030",
        "docno": "明示医[2019]3号",
        "formed": "2019-03-01",
        "published": "2019年3月5日",
        "body": "<p>门诊时间为上午八时至十二时。</p>",
        "source": f"http://www.old.example.cn{ART}",
        "index": "A01/2019-00003",
    } | changes  # fmt: skip


@pytest.fixture
def taken(district, tmp_path):
    """One item with an attachment, taken over, numbered and shown; its object id."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "安排表.csv").write_bytes("诊室,时间\n一诊室,上午\n".encode())
    found = take(tmp_path / "one.csv", [old(attachments="安排表.csv")], folder)
    assert found.saved, found.bad
    d.tick()
    return TakenOver.objects.get().obj


def test_the_log_says_legacy_operator_and_now(taken):
    (entry,) = LogEntry.objects.filter(obj=taken)
    leaf = codec.decode(bytes(entry.leaf))
    assert (leaf.type, leaf.reason, leaf.role, leaf.unit, leaf.ver) == (
        *("publish", "legacy", "operator", "YY1", 1),
    )
    assert leaf.time == "2026-03-02T02:00:00Z"
    assert len(leaf.files) == 1
    assert verify.everything() == []


def test_the_record_fits_its_schema_and_keeps_both_dates(taken):
    import jsonschema
    from referencing import Registry, Resource

    body = json.loads(bytes(Record.objects.get(obj=taken).body))
    found = kinds.schema("disclosure-1")
    registry = Registry().with_resources(
        [
            (json.loads(text)["$id"], Resource.from_contents(json.loads(text)))
            for text in kinds.schemas().values()
        ]
    )
    jsonschema.Draft202012Validator(found, registry=registry).validate(body)
    assert body["published_at"] == "2026-03-02T02:00:00Z"
    assert (body["formed_on"], body["published_before"]) == ("2019-03-01", "2019-03-05")
    assert body["source"].endswith(ART)
    head = json.loads(bytes(Part.objects.get(record__obj=taken, name="head").content))
    assert (head["docno"], head["index_before"]) == ("明示医〔2019〕3号", "A01/2019-00003")
    assert head["index_no"] == IndexNumber.objects.get(pk=taken).text
    assert "/2026-" in head["index_no"]


def test_the_page_and_the_lists_say_when_it_was_first_published(taken, client):
    page = client.get(f"/items/{taken}/").content.decode()
    assert "2019年3月5日" in page and "2026年3月2日" in page and ART in page
    assert "A01/2019-00003" in page
    assert "2019年3月5日" in client.get("/lists/all/").content.decode()
    assert "2019年3月5日" in client.get("/search/", {"q": "门诊时间"}).content.decode()
    assert "5 March 2019" in client.get(f"/en/items/{taken}/").content.decode()
    assert "2019" not in Head.objects.get(obj=taken).published_at.isoformat()


def test_index_numbers_go_on_where_the_unit_is_and_no_number_is_skipped(taken, tmp_path):
    rows = [
        old(title=f"第{n}号", source="", index="", unit=unit)
        for n, unit in enumerate(["YY1", "FGJ", "YY1"])
    ]
    assert take(tmp_path / "more.csv", rows).saved
    d.publish()
    for unit, count in (("YY1", 4), ("FGJ", 1)):
        objs = Draft.objects.filter(unit=unit, state="published").values("obj")
        numbers = IndexNumber.objects.filter(obj__in=objs).order_by("n").values_list("n", flat=True)
        assert list(numbers) == list(range(1, count + 1))


def test_the_unit_amends_it_like_any_other(taken, client, signed_in):
    officer = signed_in(d.OFFICER)
    assert officer.get(f"/desk/items/{taken}/").status_code == 200
    assert officer.get(f"/desk/drafts/{acts.published(taken).pk}/review/").status_code == 200
    draft = acts.open_amendment(
        taken, amendment="correction", note="更正门诊时间", actor=d.person(d.OFFICER)
    )
    acts.save(
        draft.pk,
        revision=draft.revision,
        content={"body": d.text("门诊时间为上午九时起。")},
        raw={},
        actor=d.person(d.OFFICER),
    )
    readings.read_all(draft)  # the editor does it; a file taken over is read at its first amendment
    d.submit(draft)
    assert d.finish(draft).ver == 2
    d.tick()
    body = json.loads(bytes(Record.objects.get(obj=taken, ver=2).body))
    assert (body["act"], body["published_before"]) == ("amend", "2019-03-05")
    page = client.get(f"/items/{taken}/").content.decode()
    assert "上午九时起" in page and "2019年3月5日" in page and "安排表" in page
    assert verify.everything() == []


def test_the_unit_withdraws_it_and_the_old_address_leads_to_the_tombstone(taken, client):
    d.withdraw(taken)
    d.tick()
    answer = client.get(ART)
    assert (answer.status_code, answer["Location"]) == (301, f"/items/{taken}/")
    assert client.get(answer["Location"]).status_code == 410
    assert verify.everything() == []


@pytest.mark.parametrize("reason", ["secret", "privacy"])
def test_a_closed_item_keeps_its_old_address_when_the_projection_is_built_anew(
    reason, taken, client
):
    d.withdraw(taken, reason=reason)
    d.tick()
    projections.rebuild("heads")
    projections.rebuild("addresses")
    assert client.get(ART).status_code == 301


# Old addresses


@pytest.mark.parametrize("address", [ART, COL, "/a/公开.html", "/gbk/%D0%C2.html?a=%E6%96%B0&b"])
def test_old_addresses_answer_with_the_new_one(address, district, tmp_path, client):
    assert client.get(address).status_code == 404
    assert take(tmp_path / "a.csv", [old(source=address)]).saved
    d.tick()
    obj = TakenOver.objects.get().obj
    for method in (client.get, client.head):
        answer = method(address)
        assert (answer.status_code, answer["Location"]) == (301, f"/items/{obj}/")
    assert client.get(address, HTTP_HOST="testserver").status_code == 301
    assert client.post(address).status_code == 404
    assert client.get(address.partition("?")[0] + "?id=78").status_code == 404
    assert client.get(answer["Location"]).status_code == 200


def test_what_this_site_answers_is_never_an_old_address(taken, client):
    """Even a row that came into the table past the importer shadows nothing."""
    for path in ("/", "/lists/all/", "/health", f"/items/{taken}.json"):
        before = client.get(path).status_code
        OldAddress.objects.create(address=path, obj=taken)
        assert client.get(path).status_code == before != 301
    OldAddress.objects.create(address="/lists/all", obj=taken)
    assert client.get("/lists/all")["Location"] == "/lists/all/"  # a slash is put behind it first


def test_every_address_of_the_site_is_refused_as_an_old_one(district):
    def routes(patterns, before=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from routes(pattern.url_patterns, before + str(pattern.pattern))
            else:
                yield before + str(pattern.pattern)

    plain = [route for route in routes(get_resolver().url_patterns) if "<" not in route]
    assert len(plain) > 15
    for route in plain:
        assert legacy._live(f"/{route}"), route
    for address in ("/items/" + "0" * 32 + "/", "/en/lists/", "/units/YY1/", "/units/YY1"):
        assert legacy._live(address), address
    for address in (ART, "/col/view.asp", "/lists/old.html", "/index.html", "/en2/"):
        assert not legacy._live(address), address


def test_the_projection_is_rebuilt_to_the_same(taken, tmp_path, client):
    take(tmp_path / "b.csv", [old(title="另一件", source=COL, index="")])
    d.tick()
    before = list(OldAddress.objects.order_by("address").values_list("address", "obj"))
    assert [address for address, _obj in before] == [ART, COL]
    projections.rebuild("addresses")
    assert list(OldAddress.objects.order_by("address").values_list("address", "obj")) == before
    projections.follow_all()
    assert client.get(COL).status_code == 301


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda: OldAddress.objects.all().delete(), f"{ART} does not lead to /items/"),
        (lambda: OldAddress.objects.update(obj="f" * 32), f"{ART} leads to /items/{'f' * 32}/"),
        (
            lambda: OldAddress.objects.create(address=COL, obj="f" * 32),
            f"{COL} leads to /items/{'f' * 32}/",
        ),
    ],
    ids=["missing", "elsewhere", "invented"],
)
def test_an_old_address_that_the_log_does_not_give_is_found(taken, damage, said):
    assert verify.everything() == []
    damage()
    with translation.override("en"):
        (problem,) = verify.everything()
    assert said in problem
    projections.rebuild("addresses")
    assert verify.everything() == []


def test_of_two_objects_with_one_old_address_the_first_is_right(taken, tmp_path):
    second = take(tmp_path / "b.csv", [old(title="另一件", source=COL, index="")])
    assert second.saved
    d.tick()
    other = OldAddress.objects.get(pk=COL).obj
    OldAddress.objects.filter(pk=COL).delete()
    record = Record.objects.get(obj=other)
    Record.objects.filter(pk=record.pk).update(
        body=bytes(record.body).replace(COL.encode(), ART.encode())
    )
    assert not any(problem.startswith("addresses") for problem in verify.everything())


def test_an_entry_whose_record_is_lost_stops_no_projection(taken):
    entry = LogEntry.objects.get(obj=taken)
    Part.objects.filter(record__obj=taken).delete()
    Record.objects.filter(obj=taken).delete()
    following = next(p for p in projections.registered() if p.name == "addresses")
    following.clear()
    following.apply([entry])
    assert following.position() == entry.idx + 1
    assert not OldAddress.objects.exists()


# Who, and how often


def test_only_the_operator_and_the_office_take_over(district, tmp_path):
    for username in (d.OFFICER, d.SIGNER, d.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            take(tmp_path / "a.csv", [old()], actor=d.person(username))
    assert not TakenOver.objects.exists()
    assert take(tmp_path / "a.csv", [old()], actor=d.person(d.OFFICE)).saved
    assert Draft.objects.get(obj=TakenOver.objects.get().obj).drafter == d.person(d.OFFICE)


def test_the_operators_stand_in_cannot_sign_in(taken):
    drafter = acts.published(taken).drafter
    assert not drafter.is_active and not drafter.has_usable_password()


def test_nothing_is_taken_twice_and_nothing_of_the_batch_stays(taken, district):
    item = acts.Legacy(
        row=9, unit="YY1", content={"title": "新", "formed_on": "2019-01-01", "body": d.text("新")}
    )
    double = acts.Legacy(
        row=10, unit="YY1", content=item.content | {"title": "旧"}, source=ART
    )  # fmt: skip
    before = Record.objects.count()
    with pytest.raises(Conflict):
        acts.take_over("disclosure", [item, double], file="f" * 64)
    assert Record.objects.count() == before
    assert not TakenOver.objects.filter(file="f" * 64).exists()


def test_good_rows_are_taken_beside_bad_ones_when_asked(district, tmp_path):
    found = take(tmp_path / "a.csv", samples.rows(20, {3: 0, 7: 2}), skip_bad=True)
    assert (found.saved, found.taken, found.bad_rows()) == (True, 18, 2)
    run = ImportRun.objects.get()
    assert (run.state, run.taken, run.bad, run.total, run.next_row) == ("done", 18, 2, 20, 0)


def test_older_documents_are_taken_first_so_that_lists_show_the_newest(district, tmp_path):
    assert take(tmp_path / "a.csv", samples.rows(30)).saved
    d.tick()
    heads = Head.objects.filter(kind="disclosure").order_by("number")
    days = [head.facets["published_before"][0] for head in heads]
    assert len(days) == 30 and days == sorted(days)


def test_a_batch_that_fails_leaves_the_ones_before_and_the_file_goes_on(
    district, tmp_path, monkeypatch
):
    monkeypatch.setattr(importers, "BATCH", 4)
    real, calls = acts.take_over, []

    def failing(*words, **named):
        calls.append(1)
        if len(calls) == 3:
            raise IntegrityError("the disk is full")
        return real(*words, **named)

    monkeypatch.setattr(importers.acts, "take_over", failing)
    table = samples.rows(10)
    with pytest.raises(IntegrityError):
        take(tmp_path / "a.csv", table)
    run = ImportRun.objects.get()
    assert (run.state, run.taken, TakenOver.objects.count()) == ("running", 8, 8)
    assert run.next_row > 1
    found = take(tmp_path / "a.csv", table)
    assert (found.saved, found.taken, found.before) == (True, 2, 8)
    run.refresh_from_db()
    assert (run.state, run.taken, run.next_row) == ("done", 10, 0)
    assert TakenOver.objects.count() == Draft.objects.filter(state="published").count() == 10


def test_two_processes_on_one_file_do_not_mix(district, tmp_path, monkeypatch):
    monkeypatch.setattr(importers, "BATCH", 4)
    real = importers._stored

    def meanwhile(rows, choice):
        if TakenOver.objects.exists():  # the other process takes the second batch first
            ImportRun.objects.update(taken=8)
        return real(rows, choice)

    monkeypatch.setattr(importers, "_stored", meanwhile)
    with pytest.raises(Conflict):
        take(tmp_path / "a.csv", samples.rows(10))
    assert TakenOver.objects.count() == Draft.objects.filter(state="published").count() == 4


def test_an_attachment_that_vanishes_meanwhile_stops_before_its_batch(district, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"%PDF-1.4 x")
    file = samples.write(tmp_path / "a.csv", [old(attachments="a.pdf")])
    read = imports.table(file)
    choice = columns.guess(read.heads, legacy.COLUMNS)
    found = importers.validate(read, choice, folder)
    (folder / "a.pdf").unlink()
    done = importers.take(read, choice, found, folder=folder)
    assert (done.saved, done.taken, [b.kind for b in done.bad]) == (False, 0, ["absent"])
    assert clock.today() == d.NOW.date()


def test_what_was_taken_over_today_hides_no_open_draft_on_the_desk(district, tmp_path, signed_in):
    draft = d.write()
    Draft.objects.filter(pk=draft.pk).update(saved_at=d.OPENING)
    rows = [old(title=f"旧{n}号", source="", index="") for n in range(201)]
    assert take(tmp_path / "a.csv", rows).saved
    page = signed_in(d.OFFICER).get("/desk/documents/").content.decode()
    assert str(draft.pk) in page
