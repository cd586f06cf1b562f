"""Taken back means gone at once, with the worker dead; its address and its lines stay."""

import json

import pytest

import small_district as d
from mingchuang.publishing import acts
from mingchuang.records import reading
from mingchuang.search import engine

pytestmark = pytest.mark.django_db

WORD = "独角兽"
TITLE = f"{WORD}收费价格表"
FILE = b"the file of the unicorn\n"


@pytest.fixture
def obj(district):
    found = d.publish(
        title=TITLE,
        summary=f"{WORD}的摘要",
        body=d.text(f"正文里也有{WORD}。"),
        attachments=[("one.txt", FILE)],
    )
    d.publish("MC-030")
    d.tick()
    return found


def pages(obj):
    return [
        "/",
        "/lists/",
        "/lists/all/",
        "/lists/all/p1/",
        "/lists/changes/",
        "/lists/category/health/",
        "/lists/category/health.price/",
        "/lists/category/health.price/p1/",
        "/lists/year/2026/",
        "/lists/unit/YY1/",
        "/lists/unit/YY1/category/health.price/",
        "/units/YY1/",
        "/log/",
        "/search/?q=摘要",
        "/search/?q=收费价格表",
        f"/items/{obj}/",
        f"/items/{obj}/v1/",
        f"/items/{obj}.json",
        f"/items/{obj}/v1.json",
        f"/items/{obj}/v1/parts/head",
        f"/items/{obj}/v1/parts/text",
        f"/items/{obj}/v1/files/1/one.txt",
    ]


def read(client, path):
    return (
        client.get(path)
        .content.decode()
        .replace("<wbr>", "")
        .replace('<mark class="hit">', "")
        .replace("</mark>", "")
    )


def test_before_anything_happens_the_item_is_everywhere(obj, client):
    found = [path for path in pages(obj) if WORD in read(client, path)]
    assert len(found) >= 12
    assert client.get(f"/items/{obj}/v1/files/1/one.txt").content == FILE


@pytest.mark.parametrize("worker", ["dead", "alive"])
@pytest.mark.parametrize("reason", ["wrong", "duplicate", "law", "court", "privacy", "secret"])
def test_a_withdrawn_item_is_gone_at_once(reason, worker, obj, client):
    d.withdraw(obj, reason=reason)
    if worker == "alive":
        d.tick()
    hidden = reason in ("privacy", "secret")
    for path in pages(obj):
        # Only the tombstone names it, and not after privacy or secret.
        tombstone = path in (f"/items/{obj}/", f"/items/{obj}/v1/")
        assert (WORD in read(client, path)) == (tombstone and not hidden), path
        assert FILE.decode() not in read(client, path)
    for path in pages(obj)[-7:]:
        assert client.get(path).status_code == 410, path
    assert client.get("/en" + f"/items/{obj}/").status_code == 410


@pytest.mark.parametrize("worker", ["dead", "alive"])
def test_the_lines_of_a_withdrawn_item_stay_without_title_and_link_to_files(worker, obj, client):
    line = next(row for row in reading.front("all").rows if row.head.obj == obj).line
    d.withdraw(obj)
    if worker == "alive":
        d.tick()
    row = next(row for row in reading.front("all").rows if row.head.obj == obj)
    assert (row.line, row.state) == (line, "withdrawn")
    page = read(client, "/lists/all/")
    assert f"/items/{obj}/" in page
    assert TITLE not in page and "one.txt" not in page


def test_the_json_of_a_withdrawn_item_is_its_body_with_410(obj, client):
    first = client.get(f"/items/{obj}.json").content
    d.withdraw(obj)
    early = client.get(f"/items/{obj}.json")
    assert (early.status_code, early.content) == (410, first)  # not numbered yet
    d.tick()
    late = client.get(f"/items/{obj}.json")
    assert late.status_code == 410
    assert json.loads(late.content)["schema"] == "tombstone-1"
    assert client.get(f"/items/{obj}/v1.json").content == first
    assert client.get(f"/items/{obj}/v2.json").status_code == 410


def test_a_withdrawn_items_proofs_stay(obj, client):
    d.withdraw(obj, reason="secret")
    d.tick()
    for ver in (1, 2):
        assert client.get(f"/items/{obj}/v{ver}.tlog-proof").status_code == 200


def test_the_tombstone_says_why_and_what_to_read_instead(obj, client):
    new = d.publish(title="新的价格表")
    d.tick()
    d.withdraw(obj, reason="duplicate", note="与另一条重复了", successor=new)
    d.tick()
    page = read(client, f"/items/{obj}/")
    assert "与另一条重复了" in page
    assert "新的价格表" in page and f"/items/{new}/" in page


def test_the_words_of_a_secret_withdrawal_are_nowhere(obj, client):
    d.withdraw(obj, reason="secret", note="不可说的缘由")
    d.tick()
    for path in pages(obj):
        assert "不可说的缘由" not in read(client, path), path


def test_a_successor_that_was_withdrawn_itself_is_not_named(obj, client):
    new = d.publish(title="新的价格表")
    d.tick()
    d.withdraw(obj, successor=new)
    d.withdraw(new, reason="privacy")
    d.tick()
    assert "新的价格表" not in read(client, f"/items/{obj}/")


@pytest.mark.parametrize("worker", ["dead", "alive"])
@pytest.mark.parametrize("amendment", ["privacy", "secret"])
def test_a_closing_amendment_closes_earlier_versions_at_once(amendment, worker, obj, client):
    d.amend(
        obj,
        "correction",
        title=f"{WORD}更正价格表",
    )
    d.tick()
    d.amend(
        obj,
        amendment,
        title="匿名收费价格表",
        summary="摘要",
        body=d.text("正文。"),
    )
    if worker == "alive":
        d.tick()
    for path in [
        *pages(obj),
        f"/items/{obj}/v2/",
        f"/items/{obj}/v2/parts/head",
        f"/items/{obj}/v3/",
    ]:
        assert WORD not in read(client, path), path
    for path in (
        "v1/",
        "v2/",
        "v1.json",
        "v2.json",
        "v1/parts/head",
        "v1/files/1/one.txt",
        "v2/files/1/one.txt",
    ):
        assert client.get(f"/items/{obj}/{path}").status_code == 410, path
    if worker == "alive":
        assert client.get(f"/items/{obj}/").status_code == 200
        assert "匿名收费价格表" in read(client, f"/items/{obj}/")
        assert client.get(f"/items/{obj}/v3/files/1/one.txt").content == FILE
        steps = reading.history(obj)
        assert [(step.record.ver, bool(step.closed)) for step in steps] == [
            (3, False),
            (2, True),
            (1, True),
        ]
    else:
        assert client.get(f"/items/{obj}/").status_code == 410


@pytest.mark.parametrize("amendment", ["correction", "change"])
def test_earlier_versions_of_an_open_amendment_stay_readable(amendment, obj, client):
    d.amend(obj, amendment, title="价格表第二版")
    d.tick()
    assert client.get(f"/items/{obj}/v1/").status_code == 200
    assert client.get(f"/items/{obj}/v1/files/1/one.txt").content == FILE
    page = read(client, f"/items/{obj}/")
    assert "价格表第二版" in page and f"/items/{obj}/v1/" in page


def test_a_file_is_served_at_its_own_address_alone(obj, client):
    other = d.publish(attachments=[("same.txt", FILE)])
    d.tick()
    d.withdraw(obj)
    assert client.get(f"/items/{other}/v1/files/1/same.txt").content == FILE
    assert client.get(f"/items/{obj}/v1/files/1/one.txt").status_code == 410
    for path in ("files/1/same.txt", "files/2/one.txt", "files/1/One.txt"):
        assert client.get(f"/items/{other}/v1/{path}").status_code == (
            200 if path.endswith("1/same.txt") else 404
        )


def test_a_file_cannot_run_in_the_reader(obj, client):
    answer = client.get(f"/items/{obj}/v1/files/1/one.txt")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_withdrawn_item_is_not_found_even_by_a_stale_index(obj, client):
    d.withdraw(obj)
    assert {obj} <= engine.index().keys()
    assert f"/items/{obj}/" not in read(client, f"/search/?q={WORD}")
    d.tick()
    assert not {obj} & engine.index().keys()


def test_a_record_that_waits_for_its_number_is_not_served(obj, client):
    d.amend(obj, title="还没有编号")
    for path in (f"/items/{obj}/", f"/items/{obj}.json", f"/items/{obj}/v1/"):
        assert "还没有编号" not in read(client, path)
    assert client.get(f"/items/{obj}/v2/").status_code == 404
    assert client.get(f"/items/{obj}/v2.json").status_code == 404
    assert client.get(f"/items/{obj}/v2/parts/head").status_code == 404
    new = d.publish()
    assert client.get(f"/items/{new}/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/items/" + "0" * 32 + "/",
        "/items/" + "0" * 32 + ".json",
        "/items/nothing/",
        "/units/NIX/",
        "/lists/unit/NIX/",
        "/lists/category/nix/",
        "/lists/unit/YY1/category/nix/",
        "/lists/all/p0/",
        "/lists/all/p99/",
        "/lists/category/health/p2/",
        "/lists/year/1999/p1/",
    ],
)
def test_what_never_was_is_not_found(path, obj, client):
    assert client.get(path).status_code == 404
    assert client.get(f"/en{path}").status_code == 404


def test_version_numbers_below_one_and_beyond_the_last_are_not_found(obj, client):
    for ver in (0, 2, 99):
        assert client.get(f"/items/{obj}/v{ver}/").status_code == 404, ver
        assert client.get(f"/items/{obj}/v{ver}.json").status_code == 404, ver


def test_no_version_number_leads_round_a_withdrawal(obj, client):
    """With the worker dead, ``v0`` must not stand for the version in force."""
    d.withdraw(obj, reason="secret")
    for ver in range(4):
        for path in (f"v{ver}/", f"v{ver}.json", f"v{ver}/parts/head", f"v{ver}/files/1/one.txt"):
            answer = client.get(f"/items/{obj}/{path}")
            assert answer.status_code in (404, 410), path
            assert WORD not in answer.content.decode().replace("<wbr>", "")


def test_the_old_form_of_a_json_address_leads_to_the_new_one(obj, client):
    assert client.get(f"/items/{obj}/.json")["Location"] == f"/items/{obj}.json"
    assert client.get(f"/items/{obj}/v1/.json")["Location"] == f"/items/{obj}/v1.json"


def test_records_of_the_register_lead_to_the_pages_that_show_them(obj, client):
    from mingchuang.records.models import Head

    for kind, place in (
        ("unit", "/units/"),
        ("post", "/leadership/"),
        ("owed-list", "/units/"),
        ("edition", "/lists/catalogue/"),
    ):
        head = Head.objects.filter(kind=kind).first()
        answer = client.get(f"/items/{head.obj}/")
        assert (answer.status_code, answer["Location"].startswith(place)) == (302, True), kind


def test_a_leaver_is_gone_from_the_units_page_at_once(obj, client):
    from mingchuang.people import acts as people
    from mingchuang.records.models import Head

    post = d.post_of(d.FIRST, "first_responsible")
    assert "狄宜" in read(client, "/units/YY1/")
    people.leave(post.pk, by=d.roles(d.OFFICE))
    assert "狄宜" not in read(client, "/units/YY1/")
    head = Head.objects.get(obj=post.obj)
    assert client.get(f"/items/{head.obj}/v1/parts/head").status_code == 410
    d.tick()
    assert "狄宜" not in read(client, "/units/YY1/")
    assert client.get(f"/items/{head.obj}/").status_code == 410


def test_the_public_side_never_reads_a_draft(obj, client):
    draft = d.write("MC-030", title="草稿里的标题")
    d.submit(draft)
    acts.open_amendment(obj, amendment="correction", note="草稿里的更正", actor=d.person(d.OFFICER))
    for path in pages(obj):
        page = read(client, path)
        assert "草稿里的标题" not in page and "草稿里的更正" not in page, path


def test_english_pages_are_chosen_by_address_and_never_by_the_browser(obj, client):
    assert client.get("/units/", headers={"accept-language": "en"})["Content-Language"] == "zh-hans"
    assert client.get("/en/units/", headers={"accept-language": "zh"})["Content-Language"] == "en"
    assert "First People" in client.get("/en/units/services/").content.decode()
