"""Acts that meet: each waits for the other and sees what it wrote. These tests commit."""

import threading

import pytest
from django.db import connection, connections, transaction

import small_district as d
from mingchuang import clock
from mingchuang.ledger import sequencer
from mingchuang.ledger.models import LogEntry, Outbox
from mingchuang.publishing import acts
from mingchuang.publishing.acts import publication
from mingchuang.publishing.models import Draft, IndexNumber
from mingchuang.records import projections, reading
from mingchuang.records.errors import ActError
from mingchuang.records.models import Record

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def together(*calls):
    """Make calls at the same time, each on a connection of its own; return what each gave."""
    gate = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def work(n, call):
        try:
            with clock.at(d.NOW):
                gate.wait()
                results[n] = call()
        except ActError as error:
            results[n] = error
        except Exception as error:
            results[n] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(n, call)) for n, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def at_signature(obligation="MC-029"):
    draft = d.submit(d.write(obligation))
    d.approve(draft)
    d.approve(draft)
    return draft


def test_index_numbers_given_at_the_same_time_differ():
    drafts = [at_signature(o) for o in ("MC-029", "MC-030", "MC-029", "MC-030")]
    signer = d.person(d.SIGNER)
    results = together(*[lambda k=draft.pk: acts.approve(k, actor=signer) for draft in drafts])
    receipts = [r for r in results if not isinstance(r, Exception)]
    assert len(receipts) == 4, results
    assert sorted(IndexNumber.objects.values_list("n", flat=True)) == [1, 2, 3, 4]


def test_one_signature_is_given_once():
    draft = at_signature()
    signer = d.person(d.SIGNER)
    results = together(*[lambda: acts.approve(draft.pk, actor=signer)] * 3)
    assert sum(not isinstance(r, Exception) for r in results) == 1, results
    assert all(isinstance(r, ActError) for r in results if isinstance(r, Exception)), results
    assert Record.objects.filter(kind="disclosure").count() == 1


def test_two_withdrawals_at_once_are_one():
    obj = d.publish()
    signer, first = d.person(d.SIGNER), d.person(d.FIRST)
    results = together(
        lambda: acts.withdraw(obj, reason="wrong", note="价格写错了", actor=signer),
        lambda: acts.withdraw(obj, reason="privacy", note="有人的姓名", actor=first),
    )
    assert sum(not isinstance(r, Exception) for r in results) == 1, results
    assert all(isinstance(r, ActError) for r in results if isinstance(r, Exception)), results
    assert Record.objects.filter(obj=obj).count() == 2


def test_a_signature_and_a_withdrawal_at_once_end_in_a_withdrawn_item():
    """Whichever comes first: no version ever follows the tombstone, and nobody meets a fault."""
    signer, first = d.person(d.SIGNER), d.person(d.FIRST)
    for _ in range(3):
        obj = d.publish()
        draft = acts.open_amendment(
            obj, amendment="correction", note="更正一处错误", actor=d.person(d.OFFICER)
        )
        d.submit(draft)
        d.approve(draft)
        d.approve(draft)
        results = together(
            lambda pk=draft.pk: acts.approve(pk, actor=signer),
            lambda obj=obj: acts.withdraw(obj, reason="wrong", note="价格写错了", actor=first),
        )
        faults = [r for r in results if isinstance(r, Exception) and not isinstance(r, ActError)]
        assert not faults, faults
        assert not isinstance(results[1], Exception), results
        assert Record.objects.filter(obj=obj).order_by("-ver").first().schema == "tombstone-1"
        assert not Draft.objects.filter(obj=obj, state="review").exists()


def test_items_of_two_units_are_published_at_once():
    one, two = at_signature(), d.submit(d.write("MC-035", "XX2"))
    d.approve(two)
    results = together(
        lambda: acts.approve(one.pk, actor=d.person(d.SIGNER)),
        lambda: acts.approve(two.pk, actor=d.person(d.HEAD)),
    )
    assert not [r for r in results if isinstance(r, Exception)], results


def test_two_saves_at_once_are_one_and_a_conflict():
    draft = d.write()
    one, two = d.person(d.OFFICER), d.person(d.OFFICER2)
    results = together(
        *[
            lambda who=who: acts.save(
                draft.pk, revision=draft.revision, content={"title": who.name}, raw={}, actor=who
            )
            for who in (one, two)
        ]
    )
    assert sum(isinstance(r, ActError) for r in results) == 1, results
    assert Draft.objects.get(pk=draft.pk).revision == draft.revision + 1


def test_two_amendments_at_once_are_one_and_a_conflict():
    obj = d.publish()
    one, two = d.person(d.OFFICER), d.person(d.OFFICER2)
    results = together(
        *[
            lambda who=who: acts.open_amendment(
                obj, amendment="correction", note="更正一处错误", actor=who
            )
            for who in (one, two)
        ]
    )
    assert sum(isinstance(r, ActError) for r in results) == 1, results
    assert Draft.objects.filter(obj=obj, state="writing").count() == 1


def test_acts_while_the_sequencer_numbers_lose_nothing():
    drafts = [at_signature("MC-030") for _ in range(4)]
    signer = d.person(d.SIGNER)
    before = LogEntry.objects.count()

    def numbering():
        return sum(sequencer.number() for _ in range(10))

    results = together(
        numbering, *[lambda k=draft.pk: acts.approve(k, actor=signer) for draft in drafts]
    )
    assert not [r for r in results if isinstance(r, Exception)], results
    sequencer.run_once()
    assert not Outbox.objects.exists()
    rows = LogEntry.objects.order_by("idx").values_list("idx", flat=True)
    assert list(rows) == list(range(before + 4))


def test_what_follows_a_commit_runs_after_it(monkeypatch):
    from mingchuang.pages import purge

    obj = d.publish()
    d.tick()
    seen = []
    monkeypatch.setattr(
        publication, "take_down", lambda o, v: seen.append(connection.in_atomic_block)
    )
    d.withdraw(obj)
    assert seen == [False]
    assert purge.take_down is not publication.take_down


def test_a_readers_snapshot_does_not_move_while_it_reads():
    d.publish()
    d.tick()

    def read():
        with reading.snapshot() as mark:
            gate[0].set()
            gate[1].wait(30)
            return mark, reading.front("all").rows[0].line

    gate = [threading.Event(), threading.Event()]
    results = []

    def reader():
        try:
            results.append(read())
        finally:
            connections.close_all()

    thread = threading.Thread(target=reader)
    thread.start()
    assert gate[0].wait(30)
    d.publish()
    d.tick()
    gate[1].set()
    thread.join(30)
    assert results == [(LogEntry.objects.count() - 1, 1)]
    with reading.snapshot() as mark:
        assert mark == LogEntry.objects.count()


def test_the_public_side_cannot_write():
    from django.db.utils import DatabaseError

    errors = []

    def writer():
        try:
            with transaction.atomic(using="public"):
                Outbox.objects.using("public").create(leaf=b"x")
        except DatabaseError as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=writer)
    thread.start()
    thread.join(30)
    assert errors
    assert not Outbox.objects.exists()


def test_the_projections_of_one_worker_do_not_wait_for_acts():
    d.publish()
    results = together(projections.follow_all, lambda: d.publish("MC-030"))
    assert not [r for r in results if isinstance(r, Exception)], results
