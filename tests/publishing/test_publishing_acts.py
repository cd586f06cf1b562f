"""From a draft to a public record: who may, what is checked, what is in one transaction."""

import json

import pytest

import small_district as d
from mingchuang import clock
from mingchuang.ledger import entries
from mingchuang.ledger.models import Chain, LogEntry, Outbox
from mingchuang.publishing import acts, work
from mingchuang.publishing.acts import publication
from mingchuang.publishing.frozen import Finding
from mingchuang.publishing.models import Draft, IndexNumber, Review
from mingchuang.records.errors import Conflict, NotAllowed, NotReady
from mingchuang.records.models import Gone, Part, Record

pytestmark = pytest.mark.db


def waiting():
    return [entries.decode(bytes(row.leaf)) for row in Outbox.objects.order_by("id")]


def state(draft):
    return Draft.objects.get(pk=draft.pk).state


# One record, one entry, one transaction


def test_publishing_writes_one_record_and_one_entry():
    obj = d.publish()
    record = Record.objects.get(obj=obj)
    (entry,) = waiting()
    assert (entry.type, entry.obj, entry.ver, entry.unit) == ("publish", obj, 1, "YY1")
    assert entry.role == "publisher"
    assert entry.content == record.digest
    assert entry.prev is None
    assert record.ver == 1


def test_amending_writes_one_record_and_one_entry_that_follows_the_first():
    obj = d.publish()
    first = Chain.objects.get(pk=obj).leaf_hash
    receipt = d.amend(obj, title="医疗服务价格表（更正）")
    entry = waiting()[-1]
    assert len(waiting()) == 2
    assert (entry.type, entry.ver, entry.reason, entry.prev) == ("amend", 2, "correction", first)
    assert receipt.leaf_hash == Chain.objects.get(pk=obj).leaf_hash
    assert Record.objects.filter(obj=obj).count() == 2


def test_withdrawing_writes_a_tombstone_record_and_one_entry():
    obj = d.publish()
    d.withdraw(obj)
    entry = waiting()[-1]
    record = Record.objects.get(obj=obj, ver=2)
    assert (entry.type, entry.ver, entry.reason) == ("withdraw", 2, "wrong")
    assert record.schema == "tombstone-1"
    assert entry.content == record.digest
    assert json.loads(bytes(record.body))["reason"] == "wrong"


def test_versions_and_prev_make_an_unbroken_chain():
    obj = d.publish()
    d.amend(obj, title="更正后的价格表")
    d.amend(obj, "change", title="变更后的价格表")
    d.withdraw(obj)
    d.tick()
    rows = list(LogEntry.objects.filter(obj=obj).order_by("idx"))
    decoded = [entries.decode(bytes(row.leaf)) for row in rows]
    assert [entry.ver for entry in decoded] == [1, 2, 3, 4]
    assert [entry.prev for entry in decoded] == [None, *[row.leaf_hash for row in rows[:-1]]]
    assert [entry.type for entry in decoded] == ["publish", "amend", "amend", "withdraw"]


@pytest.mark.parametrize("place", ["append", "IndexNumber", "mark"])
def test_a_publication_that_fails_leaves_neither_record_nor_entry_nor_number(monkeypatch, place):
    draft = d.submit(d.write())
    d.approve(draft)
    d.approve(draft)

    def fail(*words, **named):
        raise RuntimeError("killed")

    if place == "append":
        monkeypatch.setattr(publication, "append", fail)
    elif place == "IndexNumber":
        monkeypatch.setattr(publication, "issue_index", fail)
    else:
        monkeypatch.setattr(Draft, "save", fail)
    before = (Record.objects.count(), Part.objects.count(), IndexNumber.objects.count())
    with pytest.raises(RuntimeError):
        d.approve(draft)
    monkeypatch.undo()
    assert (Record.objects.count(), Part.objects.count(), IndexNumber.objects.count()) == before
    assert not Outbox.objects.exists()
    assert state(draft) == "review"
    assert d.approve(draft).ver == 1  # and the very same signature works afterwards


def test_a_withdrawal_that_fails_leaves_the_item_readable(monkeypatch):
    obj = d.publish()
    count = Outbox.objects.count()

    def fail(*words, **named):
        raise RuntimeError("killed")

    monkeypatch.setattr(publication, "append", fail)
    with pytest.raises(RuntimeError):
        d.withdraw(obj)
    assert not Gone.objects.filter(obj=obj).exists()
    assert Outbox.objects.count() == count
    assert not acts.withdrawn(obj)


# Saving and submitting


def test_a_stale_save_is_refused_and_the_newer_text_stays():
    draft = d.write(title="第一稿")
    officer, second = d.person(d.OFFICER), d.person(d.OFFICER2)
    acts.save(
        draft.pk, revision=draft.revision, content={"title": "文清的稿"}, raw={}, actor=second
    )
    with pytest.raises(Conflict):
        acts.save(
            draft.pk,
            revision=draft.revision,
            content={"title": "云舒的稿"},
            raw={},
            actor=officer,
        )
    assert Draft.objects.get(pk=draft.pk).content["title"] == "文清的稿"


def test_a_stale_submission_is_refused():
    draft = d.write()
    acts.save(draft.pk, revision=draft.revision, content={}, raw={}, actor=draft.drafter)
    with pytest.raises(Conflict):
        acts.submit(draft.pk, revision=draft.revision, actor=draft.drafter)
    assert state(draft) == "writing"


def test_what_is_typed_into_invalid_fields_is_kept():
    draft = d.write()
    saved = acts.save(
        draft.pk,
        revision=draft.revision,
        content={},
        raw={"formed_on": "三月二日"},
        actor=draft.drafter,
    )
    assert Draft.objects.get(pk=draft.pk).raw == {"formed_on": "三月二日"}
    assert saved.content["formed_on"] == "2026-02-27"


@pytest.mark.parametrize(
    "who", [d.DEPARTMENT, d.SECRECY, d.SIGNER, d.ADMIN, d.BUREAU, d.OFFICE, d.AUDITOR]
)
def test_only_an_officer_of_the_unit_writes(who):
    draft = d.write()
    with pytest.raises(NotAllowed):
        acts.open_draft("disclosure", "YY1", actor=d.person(who))
    with pytest.raises(NotAllowed):
        acts.save(draft.pk, revision=draft.revision, content={}, raw={}, actor=d.person(who))
    with pytest.raises(NotAllowed):
        acts.submit(draft.pk, revision=draft.revision, actor=d.person(who))
    with pytest.raises(NotAllowed):
        acts.discard(draft.pk, actor=d.person(who))


def test_a_draft_under_review_cannot_be_changed():
    draft = d.submit(d.write())
    with pytest.raises(NotAllowed):
        acts.save(draft.pk, revision=draft.revision, content={}, raw={}, actor=draft.drafter)
    with pytest.raises(NotAllowed):
        d.attach(draft)


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("title", {"title": " "}),
        ("formed_on", {"formed_on": ""}),
        ("formed_on", {"formed_on": "2026-03-03"}),
        ("formed_on", {"formed_on": "no date"}),
        ("valid_until", {"in_force": "2026-03-01", "valid_until": "2026-02-28"}),
        ("docno", {"docno": "文号不明"}),
        ("body", {"body": [], "sections": {}}),
        ("section_e1", {"sections": {}}),
        ("body", {"body": d.text("联系人手机13812345678")}),
        ("title", {"title": "机密★1年文件"}),
        ("summary", {"summary": "身份证号11010519491231002X"}),
    ],
)
def test_a_draft_with_a_blocking_finding_is_not_taken(place, changes):
    draft = d.write(**changes)
    from mingchuang.publishing.freeze import freeze

    blocking = {f.place for f in work.findings(freeze(draft)) if f.blocking}
    assert place in blocking
    with pytest.raises(NotReady):
        d.submit(draft)
    assert state(draft) == "writing"
    assert not Review.objects.filter(draft=draft, action="submit").exists()


def test_a_secret_inside_a_text_file_blocks():
    draft = d.write()
    d.attach(draft, data="内部资料，仅供内部使用".encode())
    with pytest.raises(NotReady):
        d.submit(draft)


def test_checks_run_again_when_the_signer_publishes(monkeypatch):
    draft = d.submit(d.write())
    d.approve(draft)
    d.approve(draft)
    late = Finding("title", True, "a rule of today")
    monkeypatch.setattr(work, "_checks", [*work._checks, lambda frozen: [late]])
    with pytest.raises(NotReady, match="a rule of today"):
        d.approve(draft)
    assert state(draft) == "review"
    assert not Outbox.objects.exists()
    assert not Review.objects.filter(draft=draft, step="sign").exists()


def test_what_was_submitted_is_kept_as_it_was():
    draft = d.submit(d.write(title="第一稿标题"))
    acts.send_back(draft.pk, actor=d.person(d.DEPARTMENT), note="标题请写明年份")
    again = Draft.objects.get(pk=draft.pk)
    acts.save(
        draft.pk,
        revision=again.revision,
        content={"title": "2026年标题"},
        raw={},
        actor=again.drafter,
    )
    d.submit(draft)
    assert [v.content["title"] for v in draft.versions.order_by("n")] == [
        "第一稿标题",
        "2026年标题",
    ]


# The review chain


def test_the_drafter_cannot_approve_even_as_a_reviewer():
    from mingchuang.people.models import Post

    draft = d.submit(d.write())
    post = d.post_of(d.DEPARTMENT, "department_reviewer")
    Post.objects.create(
        unit=post.unit,
        user=draft.drafter,
        role=post.role,
        title="x",
        start=post.start,
        end=post.end,
        document="x",
        state="confirmed",
        proposed_at=clock.now(),
    )
    with pytest.raises(NotAllowed):
        acts.approve(draft.pk, actor=draft.drafter)
    with pytest.raises(NotAllowed):
        acts.send_back(draft.pk, actor=draft.drafter, note="自己退回自己")


@pytest.mark.parametrize("who", [d.SECRECY, d.SIGNER, d.OFFICER2, d.BUREAU, d.OFFICE, d.HEAD])
def test_a_step_is_decided_by_its_holder_alone(who):
    draft = d.submit(d.write())
    with pytest.raises(NotAllowed):
        acts.approve(draft.pk, actor=d.person(who))


def test_nobody_holds_two_steps_of_one_document():
    from mingchuang.people.models import Post

    post = d.post_of(d.SECRECY, "secrecy_reviewer")
    Post.objects.create(
        unit=post.unit,
        user=d.person(d.DEPARTMENT),
        role=post.role,
        title="x",
        start=post.start,
        end=post.end,
        document="x",
        state="confirmed",
        proposed_at=clock.now(),
    )
    draft = d.submit(d.write())
    acts.approve(draft.pk, actor=d.person(d.DEPARTMENT))
    with pytest.raises(NotAllowed):
        acts.approve(draft.pk, actor=d.person(d.DEPARTMENT))
    assert acts.approve(draft.pk, actor=d.person(d.SECRECY)) is None


def test_a_return_starts_the_count_of_steps_anew():
    draft = d.submit(d.write())
    acts.approve(draft.pk, actor=d.person(d.DEPARTMENT))
    acts.send_back(draft.pk, actor=d.person(d.SECRECY), note="请补充依据")
    d.submit(draft)
    assert acts.approve(draft.pk, actor=d.person(d.DEPARTMENT)) is None


def test_the_village_school_of_two_publishes_because_its_chain_names_the_head():
    obj = d.publish("MC-035", "XX2")
    by = Review.objects.filter(draft__obj=obj, action="approve").values_list("step", "by__username")
    assert list(by) == [("secrecy", d.HEAD), ("sign", d.HEAD)]


def test_without_the_name_in_the_chain_the_head_holds_one_step_only():
    acts.set_chain(unit="XX2", kind="", steps=d.SCHOOL_STEPS, actor=d.person(d.OFFICE))
    draft = d.submit(d.write("MC-035", "XX2"))
    d.approve(draft)
    with pytest.raises(NotAllowed):
        d.approve(draft)


def test_the_deputy_signs_within_the_term():
    draft = d.submit(d.write())
    d.approve(draft)
    d.approve(draft)
    assert acts.approve(draft.pk, actor=d.person(d.DUTY)).ver == 1


@pytest.mark.parametrize("note", ["", "  ", "改一", " 改 "])
def test_a_return_needs_words(note):
    draft = d.submit(d.write())
    with pytest.raises(NotReady):
        acts.send_back(draft.pk, actor=d.person(d.DEPARTMENT), note=note)
    assert state(draft) == "review"


def test_a_returned_draft_goes_back_to_its_writer_with_the_words():
    draft = d.submit(d.write())
    acts.send_back(draft.pk, actor=d.person(d.DEPARTMENT), note="请写明价格单位")
    draft = Draft.objects.get(pk=draft.pk)
    assert (draft.state, draft.step) == ("returned", 0)
    assert draft.reviews.last().note == "请写明价格单位"
    acts.save(draft.pk, revision=draft.revision, content={}, raw={}, actor=draft.drafter)


def test_chains_need_the_office_and_hold_what_the_law_fixes():
    with pytest.raises(NotAllowed):
        acts.set_chain(unit="YY1", kind="", steps=d.STEPS, actor=d.person(d.ADMIN))
    with pytest.raises(NotReady):
        acts.set_chain(
            unit="YY1",
            kind="",
            steps=d.STEPS,
            actor=d.person(d.OFFICE),
            same_person=d.person(d.HEAD),
        )


def test_a_unit_without_a_chain_uses_the_districts_and_without_that_cannot_submit():
    from mingchuang.publishing.models import ReviewChain

    assert acts.chain_for("YY1", "disclosure")["steps"] == d.STEPS
    assert acts.chain_for("XX2", "disclosure")["steps"] == d.SCHOOL_STEPS
    ReviewChain.objects.all().delete()
    with pytest.raises(NotReady):
        d.submit(d.write())


def test_an_empty_step_name_or_unknown_role_never_enters_a_chain():
    for steps in ([], [{"step": "sign", "roles": ["signer"]}], [*d.STEPS[:2]]):
        with pytest.raises(NotReady):
            acts.set_chain(unit=None, kind="", steps=steps, actor=d.person(d.OFFICE))


# Attachments and the secrecy step


def in_secrecy(*names):
    draft = d.write()
    for name in names:
        d.attach(draft, name, name.encode())
    d.submit(draft)
    d.approve(draft)
    return draft


def test_the_secrecy_step_decides_attachment_by_attachment():
    draft = in_secrecy("one.txt", "two.txt")
    reviewer = d.person(d.SECRECY)
    acts.decide_file(draft.pk, "1", decision="open", actor=reviewer)
    with pytest.raises(NotReady) as refused:
        acts.approve(draft.pk, actor=reviewer)
    assert len(refused.value.problems) == 1 and "two.txt" in refused.value.problems[0]
    acts.decide_file(draft.pk, "2", decision="open", actor=reviewer)
    assert acts.approve(draft.pk, actor=reviewer) is None


def test_a_file_to_be_masked_stops_the_step():
    draft = in_secrecy("one.txt")
    reviewer = d.person(d.SECRECY)
    acts.decide_file(draft.pk, "1", decision="mask", note="遮住姓名", actor=reviewer)
    with pytest.raises(NotReady):
        acts.approve(draft.pk, actor=reviewer)


def test_a_closed_file_is_not_published_and_the_rest_is():
    draft = in_secrecy("open.txt", "closed.txt")
    reviewer = d.person(d.SECRECY)
    acts.decide_file(draft.pk, "1", decision="open", actor=reviewer)
    acts.decide_file(draft.pk, "2", decision="closed", note="涉及商业秘密", actor=reviewer)
    acts.approve(draft.pk, actor=reviewer)
    obj = d.finish(draft).obj
    names = set(Part.objects.filter(record__obj=obj).values_list("name", flat=True))
    assert {"files/1"} == {name for name in names if name.startswith("files/")}
    head = json.loads(bytes(Part.objects.get(record__obj=obj, name="head").content))
    assert [file["name"] for file in head["files"]] == ["open.txt"]


@pytest.mark.parametrize(
    ("decision", "note"), [("mask", ""), ("closed", "  "), ("", ""), ("x", "y")]
)
def test_a_decision_needs_its_reason(decision, note):
    draft = in_secrecy("one.txt")
    with pytest.raises(NotReady):
        acts.decide_file(draft.pk, "1", decision=decision, note=note, actor=d.person(d.SECRECY))


def test_files_are_decided_in_the_secrecy_step_only():
    draft = d.write()
    d.attach(draft)
    d.submit(draft)
    with pytest.raises(NotAllowed):
        acts.decide_file(draft.pk, "1", decision="open", actor=d.person(d.DEPARTMENT))


def test_a_file_attached_anew_is_undecided_again():
    draft = in_secrecy("one.txt")
    acts.decide_file(draft.pk, "1", decision="mask", note="遮住姓名", actor=d.person(d.SECRECY))
    acts.send_back(draft.pk, actor=d.person(d.SECRECY), note="请遮住姓名后再交")
    acts.detach(draft.pk, "1", actor=draft.drafter)
    file = d.attach(draft, "one-masked.txt")
    assert file.decision == ""


def test_a_file_of_a_returned_draft_that_was_removed_does_not_come_back_under_its_key():
    draft = in_secrecy("one.txt", "two.txt")
    acts.decide_file(draft.pk, "2", decision="open", actor=d.person(d.SECRECY))
    acts.send_back(draft.pk, actor=d.person(d.SECRECY), note="请换掉第一个附件")
    acts.detach(draft.pk, "1", actor=draft.drafter)
    assert d.attach(draft, "three.txt").key == "3"


# Amendments


@pytest.mark.parametrize(
    ("amendment", "closes"),
    [("correction", False), ("change", False), ("privacy", True), ("secret", True)],
)
def test_privacy_and_secret_amendments_close_every_earlier_version(amendment, closes):
    obj = d.publish()
    d.amend(obj, title="更正后的价格表")
    d.amend(obj, amendment, title="再次修改")
    assert Gone.objects.filter(obj=obj, from_version=1, to_version=2).exists() == closes
    parts = Part.objects.filter(record__obj=obj, record__ver__lte=2)
    assert all((part.content is None and part.salt is None) == closes for part in parts)
    assert all(part.closed == closes for part in parts)
    assert not Part.objects.filter(record__obj=obj, record__ver=3, closed=True).exists()


def test_a_change_needs_the_date_of_the_change():
    obj = d.publish()
    draft = acts.open_amendment(obj, amendment="change", note="价格有变", actor=d.person(d.OFFICER))
    with pytest.raises(NotReady):
        d.submit(draft)


def test_a_second_amendment_of_the_same_item_is_a_conflict():
    obj = d.publish()
    acts.open_amendment(obj, amendment="correction", note="第一处错误", actor=d.person(d.OFFICER))
    with pytest.raises(NotReady):
        acts.open_amendment(obj, amendment="correction", note="短", actor=d.person(d.OFFICER2))
    with pytest.raises(Conflict):
        acts.open_amendment(
            obj, amendment="correction", note="第二处错误", actor=d.person(d.OFFICER2)
        )
    assert Draft.objects.filter(obj=obj, state="writing").count() == 1


def test_an_amendment_starts_from_the_newest_version_and_its_open_files():
    obj = d.publish(attachments=[("one.txt", b"1")])
    d.amend(obj, title="更正后的价格表")
    draft = acts.open_amendment(
        obj, amendment="correction", note="还有一处", actor=d.person(d.OFFICER)
    )
    assert draft.content["title"] == "更正后的价格表"
    assert [f.filename for f in draft.files.all()] == ["one.txt"]
    assert [f.decision for f in draft.files.all()] == [""]
    assert draft.amends == 2


@pytest.mark.parametrize("who", [d.DEPARTMENT, d.SIGNER, d.BUREAU, d.OFFICE, d.ADMIN])
def test_only_an_officer_of_the_unit_amends(who):
    obj = d.publish()
    with pytest.raises(NotAllowed):
        acts.open_amendment(obj, amendment="correction", note="有错误要改", actor=d.person(who))


def test_nothing_that_was_never_published_can_be_amended_or_withdrawn():
    with pytest.raises(NotAllowed):
        acts.open_amendment(
            "0" * 32, amendment="correction", note="有错误要改", actor=d.person(d.OFFICER)
        )
    with pytest.raises(NotAllowed):
        acts.withdraw("0" * 32, reason="wrong", note="写错了的", actor=d.person(d.SIGNER))


# Withdrawal


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (d.SIGNER, True),
        (d.DUTY, True),
        (d.FIRST, True),
        (d.OFFICE, True),
        (d.OFFICER, False),
        (d.DEPARTMENT, False),
        (d.SECRECY, False),
        (d.ADMIN, False),
        (d.HEAD, False),
        (d.AUDITOR, False),
        (d.ADMINISTRATOR, False),
    ],
)
def test_leaders_of_the_unit_and_the_office_withdraw(who, may):
    obj = d.publish()
    if may:
        assert acts.withdraw(obj, reason="wrong", note="价格写错了", actor=d.person(who)).ver == 2
    else:
        with pytest.raises(NotAllowed):
            acts.withdraw(obj, reason="wrong", note="价格写错了", actor=d.person(who))


@pytest.mark.parametrize(
    "change",
    [{"reason": "bored"}, {"note": "  "}, {"successor": "0" * 32}, {"successor": "itself"}],
)
def test_a_withdrawal_needs_reason_words_and_a_successor_that_exists(change):
    obj = d.publish()
    words = {"reason": "wrong", "note": "价格写错了", "successor": ""} | change
    if words["successor"] == "itself":
        words["successor"] = obj
    with pytest.raises(NotReady):
        acts.withdraw(obj, actor=d.person(d.SIGNER), **words)
    assert not acts.withdrawn(obj)


def test_a_withdrawn_item_is_neither_withdrawn_again_nor_amended():
    obj = d.publish()
    d.withdraw(obj)
    with pytest.raises(NotReady):
        d.withdraw(obj)
    with pytest.raises(NotReady):
        acts.open_amendment(
            obj, amendment="correction", note="有错误要改", actor=d.person(d.OFFICER)
        )


def test_a_withdrawn_item_is_no_successor():
    old, new = d.publish(), d.publish()
    d.withdraw(new)
    with pytest.raises(NotReady):
        d.withdraw(old, successor=new)


@pytest.mark.parametrize(
    ("reason", "deleted"),
    [
        ("wrong", False),
        ("duplicate", False),
        ("law", False),
        ("court", False),
        ("privacy", True),
        ("secret", True),
    ],
)
def test_parts_and_salts_are_deleted_after_privacy_and_secret_and_kept_after_others(
    reason, deleted
):
    obj = d.publish(attachments=[("one.txt", b"1")])
    d.amend(obj, title="更正后的价格表")
    d.withdraw(obj, reason=reason)
    parts = list(Part.objects.filter(record__obj=obj, record__ver__lte=2))
    assert len(parts) >= 6
    for part in parts:
        assert part.closed == deleted
        if deleted:
            assert (part.content, part.salt, part.blob, part.filename) == (None, None, None, "")
        else:
            assert part.content is not None or part.blob
        assert part.digest in bytes(part.record.body).decode()  # the proof still verifies


def test_the_words_of_a_secret_withdrawal_are_not_published():
    obj = d.publish()
    d.withdraw(obj, reason="secret", note="不能说的原因")
    record = Record.objects.get(obj=obj, ver=2)
    assert not record.parts.exists()
    assert b"parts" not in bytes(record.body)


def test_withdrawing_lays_the_open_amendment_aside():
    obj = d.publish()
    draft = acts.open_amendment(
        obj, amendment="correction", note="有错误要改", actor=d.person(d.OFFICER)
    )
    d.withdraw(obj)
    assert state(draft) == "discarded"


def test_an_amendment_signed_after_the_withdrawal_cannot_bring_the_item_back():
    obj = d.publish()
    draft = acts.open_amendment(
        obj, amendment="correction", note="有错误要改", actor=d.person(d.OFFICER)
    )
    d.submit(draft)
    d.approve(draft)
    d.approve(draft)
    d.withdraw(obj)
    with pytest.raises(NotAllowed):
        acts.approve(draft.pk, actor=d.person(d.SIGNER))


# Index numbers


def test_index_numbers_are_unique_and_never_reused():
    first, second = d.publish(), d.publish()
    d.withdraw(second)
    third = d.publish()
    texts = [IndexNumber.objects.get(pk=obj).text for obj in (first, second, third)]
    assert texts == [f"12990101990130145R/2026-{n:05}" for n in (1, 2, 3)]


def test_an_amendment_keeps_the_index_number():
    obj = d.publish()
    number = IndexNumber.objects.get(pk=obj).text
    d.amend(obj, title="更正后的价格表")
    heads = Part.objects.filter(record__obj=obj, name="head").order_by("record__ver")
    assert [json.loads(bytes(part.content))["index_no"] for part in heads] == [number, number]


def test_index_numbers_begin_anew_with_the_year_and_the_unit():
    d.publish()
    with clock.at("2027-01-04T09:00"):
        obj = d.publish(formed_on="2026-12-31")
    school = d.publish("MC-035", "XX2")
    assert IndexNumber.objects.get(pk=obj).text == "12990101990130145R/2027-00001"
    assert IndexNumber.objects.get(pk=school).text == "12990101990132888D/2026-00001"


# Hand-over and laying aside


def test_a_discarded_draft_stays_in_the_history_and_cannot_be_submitted():
    draft = d.write()
    acts.discard(draft.pk, actor=draft.drafter)
    assert draft.reviews.get().action == "discard"
    with pytest.raises(NotAllowed):
        d.submit(draft)
