"""Bytes that nothing names are swept; bytes in use and bytes just stored are not."""

import os

import pytest

import small_district as d
from mingchuang.publishing import acts
from mingchuang.records import blobs

pytestmark = pytest.mark.db


def age(sha256, seconds=2 * blobs.DAY):
    file = blobs.path(sha256)
    then = file.stat().st_mtime - seconds
    os.utime(file, (then, then))


def test_what_was_taken_off_a_draft_goes_after_a_day_and_what_is_named_stays(district):
    draft = d.write()
    d.attach(draft, name="kept.txt", data=b"kept")
    d.attach(draft, name="off.txt", data=b"taken off")
    kept, off = draft.files.all()
    acts.detach(draft.pk, off.key, actor=draft.drafter)
    age(kept.sha256)
    assert blobs.sweep() == 0, "younger than a day: an act may be about to name it"
    age(off.sha256)
    assert blobs.sweep() == 1
    assert blobs.path(kept.sha256).exists() and not blobs.path(off.sha256).exists()


def test_what_was_handed_in_or_published_stays(district):
    obj = d.publish(attachments=[("one.txt", b"published")])
    draft = acts.published(obj)
    sha256 = draft.files.get().sha256
    draft.files.all().delete()
    age(sha256)
    assert blobs.sweep() == 0
    assert blobs.read(sha256) == b"published"


def test_an_upload_cut_off_leaves_nothing_for_ever(district):
    sha256, _size = blobs.put([b"x"])
    stray = blobs.path(sha256).parent.parent / ".tmpleft"
    stray.write_bytes(b"half")
    then = stray.stat().st_mtime - 2 * blobs.DAY
    os.utime(stray, (then, then))
    blobs.sweep()
    assert not stray.exists()
