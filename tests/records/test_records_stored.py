"""What is stored is what was hashed is what is served; every schema is kept; old records are read."""

import hashlib
import json
import unicodedata
from datetime import date, time
from pathlib import Path

import jsonschema
import pytest
import referencing
from django.db import transaction

import columns_samples
import small_district as d
from mingchuang import clock, ledger
from mingchuang.catalogue import acts as catalogue
from mingchuang.catalogue.models import Owed
from mingchuang.columns import acts as columns
from mingchuang.leadership import acts as leadership
from mingchuang.ledger import entries
from mingchuang.ledger.models import LogEntry
from mingchuang.people import acts as people
from mingchuang.progress import acts as progress
from mingchuang.publishing import acts
from mingchuang.records import kinds, reading, writing
from mingchuang.records.models import Part, Record

pytestmark = pytest.mark.db
STORED = Path(__file__).parent / "stored"


def validator(name: str) -> jsonschema.Draft202012Validator:
    """Return a validator that finds other schemas where they are published."""
    registry = referencing.Registry().with_resources(
        [
            (f"/schemas/{stem}.json", referencing.Resource.from_contents(json.loads(text)))
            for stem, text in kinds.schemas().items()
        ]
    )
    return jsonschema.Draft202012Validator(
        kinds.schema(name),
        registry=registry,
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )


@pytest.fixture
def everything(district):
    """One record of every kind, schema and act that the district can make."""
    plain = d.publish(attachments=[("one.txt", b"one")])
    changed = d.publish("MC-030", in_force="2026-03-01", valid_until="2026-12-31")
    d.amend(changed, "change", title="门诊时间有变")
    mended = d.publish()
    d.amend(mended, "privacy", title="去掉姓名")
    for reason in ("wrong", "secret"):
        obj = d.publish()
        d.withdraw(obj, reason=reason, successor=plain if reason == "wrong" else "")
    for kind in ("news", "interpretation"):
        officer = d.person(d.OFFICER)
        draft = acts.open_draft(kind, "YY1", actor=officer)
        draft = acts.save(
            draft.pk, revision=1, content=d.content(title=f"一份{kind}"), raw={}, actor=officer
        )
        if kind == "interpretation":
            acts.arrange(draft.pk, revision=draft.revision, actor=officer, explains=plain)
        d.submit(draft)
        d.finish(draft)
    repealing = acts.arrange(
        (draft := d.write("MC-030")).pk,
        revision=draft.revision,
        actor=draft.drafter,
        joint=["FGJ"],
        window_end=date(2026, 3, 15),
        repeals=[{"id": changed, "how": "partly"}],
    )
    repealing = acts.set_persons(
        repealing.pk,
        revision=repealing.revision,
        columns=["姓名"],
        rows=[["欧阳罕见"]],
        actor=repealing.drafter,
    )
    d.submit(repealing)
    d.approve(repealing)
    d.approve(repealing)
    acts.approve(repealing.pk, actor=d.person("ju.fa"))
    shown = d.approve(repealing).obj
    with clock.at("2026-03-16T00:00"):
        acts.expire(shown)
    row = Owed.objects.get(unit="YY1", obligation__code="MC-030")
    catalogue.add_link(
        row.pk,
        title="门诊时间和预约办法",
        platform="区医疗服务平台",
        url="https://yiliao.mingchuang.example/yy1/menzhen",
        actor=d.person(d.OFFICER),
    )
    catalogue.record_occasion(
        "YY1",
        name="门诊楼停诊检修",
        on=date(2026, 3, 20),
        at=time(8, 30),
        obligations=["MC-030"],
        actor=d.person(d.OFFICER),
    )
    catalogue.load_year(
        {
            "year": 2027,
            "version": "2027.1",
            "source": "为测试编写的通知",
            "confidence": "test",
            "confirmed": True,
            "off": [
                {"date": day.isoformat(), "name": name}
                for day, name in clock.statutory(2027).items()
            ],
            "work": ["2027-01-30"],
        },
        unit="QFB",
        by=d.roles(d.OFFICE),
    )
    d.tick()
    progress.publish_month(date(2026, 2, 1))
    leadership.confirm_group(
        leadership.propose_group("YY1", d.group(), by=d.roles(d.OFFICE)).pk,
        by=d.roles(d.OFFICE2),
    )
    task = leadership.enter(**d.task(links=["MC-029", plain]), actor=d.person(d.OFFICE))
    leadership.change(
        task.obj,
        title=task.title,
        lead="YY1",
        due=date(2026, 7, 31),
        why="价格调整推迟一个月",
        links=task.links,
        actor=d.person(d.OFFICE),
    )
    leadership.report(
        task.obj,
        result="价格表已公开。",
        done_on=clock.today(),
        links=task.links,
        actor=d.person(d.OFFICER),
    )
    leadership.confirm_done(task.obj, actor=d.person(d.OFFICE))
    columns_samples.make()
    columns.compose_home(["prices"], version=0, actor=d.person(d.OFFICE))
    post = d.post_of(d.FIRST, "first_responsible")
    people.leave(post.pk, by=d.roles(d.OFFICE))
    with transaction.atomic():
        writing.store(
            writing.Composition(
                "notice",
                "notice-1",
                "QFB",
                {"reason": "restored", "lost": [{"id": plain, "version": 9, "entry": 99}]},
            ),
            act="notice",
            at=clock.now(),
        )
    return Record.objects.order_by("pk")


def _superseded(name: str) -> bool:
    """Whether there is a later version: of an old schema a kept record is read (below)."""
    stem, _sep, number = name.rpartition("-")
    return f"{stem}-{int(number) + 1}" in kinds.schemas() and any(STORED.glob(f"*.{name}.json"))


def test_every_stored_record_keeps_its_published_schema(everything):
    seen = set()
    for record in everything:
        body = json.loads(bytes(record.body))
        errors = [e.message for e in validator(record.schema).iter_errors(body)]
        assert not errors, (record.kind, body, errors)
        assert body["schema"] == record.schema
        assert (body["id"], body["version"], body["unit"]) == (record.obj, record.ver, record.unit)
        seen.add(record.schema)
    unused = {name for name in kinds.schemas() if not _superseded(name)} - seen - {"parts-1"}
    assert not unused, "a schema of which no record is made here"


def test_every_schema_is_one_and_is_served(client, district):
    for name, text in kinds.schemas().items():
        jsonschema.Draft202012Validator.check_schema(json.loads(text))
        answer = client.get(f"/schemas/{name}.json")
        assert answer.status_code == 200
        assert answer.content.decode() == text
        assert answer["Content-Type"] == "application/schema+json"
    assert client.get("/schemas/nothing-1.json").status_code == 404


def test_the_bytes_served_are_the_bytes_stored_are_the_bytes_hashed(everything, client):
    d.tick()
    numbered = 0
    for record in everything:
        body = bytes(record.body)
        assert record.digest == "sha256:" + hashlib.sha256(body).hexdigest()
        assert writing.canonical(json.loads(body)) == body
        entry = LogEntry.objects.filter(obj=record.obj, ver=record.ver).first()
        if entry is None:  # the notice is stored here without its entry
            continue
        numbered += 1
        assert entries.decode(bytes(entry.leaf)).content == record.digest
        answer = client.get(f"/items/{record.obj}/v{record.ver}.json")
        assert answer.content == body
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert f"/schemas/{record.schema}.json" in answer["Link"]
    assert numbered > 20


def test_named_parts_verify_from_what_is_served(everything, client):
    d.tick()
    served = salted = 0
    for record in everything.filter(kind="disclosure"):
        for name, named in json.loads(bytes(record.body)).get("parts", {}).items():
            if name.startswith("files/"):
                part = Part.objects.get(record=record, name=name)
                answer = client.get(f"/items/{record.obj}/v{record.ver}/{name}/{part.filename}")
                content, salt = answer.content, None
            else:
                answer = client.get(f"/items/{record.obj}/v{record.ver}/parts/{name}")
                if answer.status_code == 200:
                    given = json.loads(answer.content)
                    assert given["digest"] == named["digest"]
                    content = given["content"].encode()
                    salt = bytes.fromhex(given["salt"]) if "salt" in given else None
            if answer.status_code != 200:
                assert answer.status_code == 410
                continue
            served += 1
            salted += salt is not None
            assert ledger.check_digest(named["digest"], content, salt)
            assert len(content) == named["size"]
    assert served >= 7
    assert salted >= 6


def test_a_commitment_names_nothing_without_its_salt():
    part = writing.json_part({"title": "x"})
    with transaction.atomic():
        one = writing.store(
            writing.Composition("notice", "notice-1", "QFB", {}, {"head": part}),
            act="notice",
            at=clock.now(),
        )
        two = writing.store(
            writing.Composition("notice", "notice-1", "QFB", {}, {"head": part}),
            act="notice",
            at=clock.now(),
        )
    digests = set(
        Part.objects.filter(record__obj__in=[one.obj, two.obj]).values_list("digest", flat=True)
    )
    assert len(digests) == 2
    assert all(digest.startswith("salted:") for digest in digests)
    assert not ledger.check_digest(digests.pop(), part.content, b"0" * 32)


def test_head_text_and_note_are_always_salted_and_files_are_not(everything):
    for part in Part.objects.filter(record__kind="disclosure"):
        assert part.digest.startswith("sha256:" if part.name.startswith("files/") else "salted:")


def test_text_is_stored_in_nfc():
    loose = unicodedata.normalize("NFD", "é가")
    assert writing.canonical({loose: [loose]}) == writing.canonical(
        {unicodedata.normalize("NFC", loose): [unicodedata.normalize("NFC", loose)]}
    )
    obj = d.publish(title="café" + loose)
    head = json.loads(bytes(Part.objects.get(record__obj=obj, name="head").content))
    assert unicodedata.is_normalized("NFC", head["title"])


@pytest.mark.parametrize("value", [1.0, [0.5], {"a": {"b": [1.5]}}, float("nan")])
def test_floats_are_refused(value):
    with pytest.raises(ValueError, match="decimal strings"):
        writing.canonical(value)


def test_amounts_as_strings_and_whole_numbers_stay_what_they_are():
    assert writing.canonical({"b": "12.50", "a": 3}) == b'{"a":3,"b":"12.50"}'


def test_empty_fields_are_left_out_of_the_body():
    obj = d.publish()
    body = json.loads(bytes(Record.objects.get(obj=obj).body))
    assert "in_force" not in body and "amendment" not in body


def test_nothing_that_may_have_to_go_stands_in_a_body(everything):
    for record in everything.filter(kind__in=["disclosure", "post"]):
        body = bytes(record.body).decode()
        for word in ("医疗服务价格表", "门诊时间", "狄宜", "0500-8600", "2026-00001", "one.txt"):
            assert word not in body


# Records stored by earlier versions


def test_one_record_of_each_kind_and_schema_is_kept_as_a_file(everything):
    """Writes the files the first time; after that they are never changed."""
    STORED.mkdir(exist_ok=True)
    for record in everything:
        file = STORED / f"{record.kind}.{record.schema}.json"
        if not file.exists():
            parts = {
                part.name: {
                    "type": part.media_type,
                    "digest": part.digest,
                    "salt": bytes(part.salt).hex() if part.salt else None,
                    "content": bytes(part.content).decode() if part.content is not None else None,
                }
                for part in Part.objects.filter(record=record)
            }
            kept = {"body": bytes(record.body).decode(), "digest": record.digest, "parts": parts}
            file.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    kinds_here = {kind.name for kind in kinds.all_kinds()}
    assert kinds_here <= {file.name.split(".")[0] for file in STORED.glob("*.json")}


@pytest.mark.parametrize("file", sorted(STORED.glob("*.json")), ids=lambda file: file.stem)
def test_a_kept_record_is_still_read(file, db):
    kept = json.loads(file.read_text())
    body = json.loads(kept["body"])
    assert ledger.sha256(kept["body"].encode()) == kept["digest"]
    assert writing.canonical(body) == kept["body"].encode()
    validator(body["schema"]).validate(body)
    parts = {}
    for name, part in kept["parts"].items():
        if part["content"] is None:
            continue
        salt = bytes.fromhex(part["salt"]) if part["salt"] else None
        assert ledger.check_digest(body["parts"][name]["digest"], part["content"].encode(), salt)
        if part["type"] == "application/json":
            parts[name] = json.loads(part["content"])
    if body["schema"] != "tombstone-1":
        fields = kinds.get(body["kind"]).search(body, parts)
        assert isinstance(fields.title, str)
        assert body["kind"] in ("notice", "owed-list") or fields.title


@pytest.mark.parametrize(
    "file", sorted(STORED.glob("disclosure.disclosure-*.json")), ids=lambda f: f.stem
)
def test_a_kept_disclosure_still_has_its_page(file, client, district):
    from mingchuang.ledger.writing import Entry, append

    kept = json.loads(file.read_text())
    body = json.loads(kept["body"])
    with transaction.atomic():
        record = Record.objects.create(
            obj=body["id"],
            ver=1,
            kind=body["kind"],
            schema=body["schema"],
            act=body["act"],
            unit=body["unit"],
            body=kept["body"].encode(),
            digest=kept["digest"],
            at=clock.now(),
        )
        for name, part in kept["parts"].items():
            if part["content"] is not None:
                Part.objects.create(
                    record=record,
                    name=name,
                    media_type=part["type"],
                    digest=part["digest"],
                    salt=bytes.fromhex(part["salt"]) if part["salt"] else None,
                    content=part["content"].encode(),
                    size=len(part["content"]),
                )
        stored = writing.Stored(record.obj, 1, record.unit, record.digest, (), record.at)
        append([Entry("publish", stored, role="publisher")])
    d.tick()
    answer = client.get(f"/items/{body['id']}/")
    assert answer.status_code == 200
    assert reading.item(body["id"]).title in answer.content.decode().replace("<wbr>", "")


# Many new objects at once


def notice(n: int) -> writing.Composition:
    return writing.Composition(
        "notice",
        "notice-1",
        "QFB",
        {"reason": "restored", "lost": [{"id": f"{n:032x}", "version": 1, "entry": n}]},
        {"note": writing.json_part({"text": f"第{n}条"}, salted=False)},
    )


def test_many_new_objects_are_stored_and_entered_as_each_alone(district):
    from mingchuang.ledger import writing as log
    from mingchuang.ledger.merkle import leaf_hash
    from mingchuang.ledger.models import Chain, Outbox

    with clock.at(d.NOW), transaction.atomic():
        pairs = [(writing.new_object(), notice(n)) for n in range(3)]
        many = writing.store_new(pairs, act="register", at=clock.now())
        receipts = log.append_new([log.Entry("register", one, role="operator") for one in many])
        leaves = [bytes(row.leaf) for row in Outbox.objects.order_by("pk")]
        for (obj, composition), stored, receipt, leaf in zip(
            pairs, many, receipts, leaves, strict=True
        ):
            alone = writing.store(composition, act="register", at=clock.now())
            (alone_receipt,) = log.append([log.Entry("register", alone, role="operator")])
            assert (stored.obj, stored.ver, receipt.ver) == (obj, 1, alone_receipt.ver)
            body = json.loads(bytes(Record.objects.get(obj=obj).body))
            other = json.loads(bytes(Record.objects.get(obj=alone.obj).body))
            assert body | {"id": ""} == other | {"id": ""}
            assert [p.name for p in Record.objects.get(obj=obj).parts.all()] == ["note"]
            chain = Chain.objects.get(pk=obj)
            assert chain.leaf_hash == receipt.leaf_hash == leaf_hash(leaf).hex()
            assert entries.decode(leaf).content == stored.digest


def test_bulk_entries_are_first_versions_of_new_objects(district):
    from django.db import IntegrityError

    from mingchuang.ledger import writing as log

    obj = d.publish()
    with transaction.atomic():
        second = writing.store(notice(1), act="register", at=clock.now(), obj=obj)
        with pytest.raises(ValueError, match=obj):
            log.append_new([log.Entry("register", second, role="operator")])
        transaction.set_rollback(True)
    again = writing.Stored(obj, 1, "QFB", "sha256:" + "0" * 64, (), clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        log.append_new([log.Entry("register", again, role="operator")])
