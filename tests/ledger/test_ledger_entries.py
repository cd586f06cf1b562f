"""The entry: one canonical form, closed words, no personal data."""

import json
from dataclasses import replace

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import ENTRIES, VECTORS

from mingchuang.ledger.entries import (
    PERSONAL,
    ROLES,
    VOCABULARY,
    BadEntry,
    EntryData,
    check_digest,
    decode,
    new_obj,
    new_salt,
    salted,
    sha256,
)

OBJ = "00112233445566778899aabbccddeeff"
LEAF = VECTORS["leaf_hashes"][0]
GOOD = EntryData("publish", OBJ, 1, "2026-01-05T01:00:00Z", "U001", "publisher", sha256(b"text"))

digests = st.builds(salted, st.binary(min_size=32, max_size=32), st.binary(max_size=9))
times = st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat() + "Z")


@st.composite
def entry_data(draw):
    kind = draw(st.sampled_from(sorted(VOCABULARY)))
    ver = draw(st.integers(1, 2**53 - 1))
    reasons = st.sampled_from(sorted(VOCABULARY[kind])) if VOCABULARY[kind] else st.none()
    time = draw(times)
    return EntryData(
        kind,
        draw(st.binary(min_size=16, max_size=16)).hex(),
        ver,
        time[:13] + ":00:00Z" if kind == "receive" else time,
        draw(st.text(alphabet="AZaz09._-", min_size=1, max_size=40)),
        draw(st.sampled_from(sorted(ROLES))),
        draw(st.none() | digests),
        tuple(draw(st.lists(digests, max_size=4))),
        draw(reasons),
        draw(st.none() | digests),
        draw(st.none() | times),
        draw(st.binary(min_size=32, max_size=32)).hex() if ver > 1 else None,
    )


def test_the_entries_of_the_vectors_keep_their_bytes():
    for data in ENTRIES:
        assert decode(data).encode(strict=False) == data
    with pytest.raises(BadEntry, match=r"reason correct\.figure"):
        decode(ENTRIES[1]).encode()
    assert decode(ENTRIES[0]).encode() == ENTRIES[0]
    assert decode(ENTRIES[2]).encode() == ENTRIES[2]


@settings(deadline=None)
@given(entry_data())
def test_every_entry_reads_back_and_is_canonical(entry):
    data = entry.encode()
    assert decode(data) == entry
    assert data.isascii()
    assert rfc8785.dumps(json.loads(data)) == data


@settings(deadline=None)
@given(entry_data(), st.data())
def test_a_changed_byte_is_refused_or_reads_as_another_entry(entry, data):
    encoded = bytearray(entry.encode())
    bit = data.draw(st.integers(0, len(encoded) * 8 - 1))
    encoded[bit // 8] ^= 1 << bit % 8
    try:
        found = decode(bytes(encoded))
    except BadEntry:
        return
    assert found != entry
    assert found.encode(strict=False) == encoded


def test_the_vocabulary_is_that_of_the_design():
    assert VOCABULARY["withdraw"] == {"secret", "privacy", "wrong", "duplicate", "law", "court"}
    assert VOCABULARY["effect"] == frozenset()
    assert len(VOCABULARY) == 23
    for kind, reasons in VOCABULARY.items():
        for reason in reasons:
            time = "2026-01-05T01:00:00Z"
            EntryData(kind, OBJ, 1, time, "U001", "system", reason=reason).encode()


@pytest.mark.parametrize(
    "change",
    [
        {"type": "delete"},
        {"type": "amend", "reason": "wrong"},
        {"type": "effect", "reason": "change"},
        {"type": "erase"},
        {"reason": "Because of Mr Wang"},
        {"obj": "0011"},
        {"obj": OBJ.upper()},
        {"obj": OBJ + "\n"},
        {"ver": 0},
        {"ver": True},
        {"ver": 1.0},
        {"ver": 2},
        {"ver": 2**53, "prev": LEAF},
        {"prev": LEAF},
        {"ver": 2, "prev": LEAF[:-1]},
        {"time": "2026-01-05T01:00:00+08:00"},
        {"time": "2026-01-05T01:00:00.5Z"},
        {"time": "2026-01-05 01:00:00Z"},
        {"time": "2026-02-30T01:00:00Z"},
        {"time": "2026-01-05T24:00:00Z"},
        {"time": "2026-01-05T01:00:60Z"},
        {"until": "2026-01-05"},
        {"unit": "教育局"},
        {"unit": ""},
        {"unit": "a b"},
        {"unit": "x" * 41},
        {"role": "Wang Wei"},
        {"role": "mayor"},
        {"content": "sha256:00"},
        {"content": "0" * 64},
        {"content": sha256(b"").upper()},
        {"content": "sm3:" + "0" * 64},
        {"content": 5},
        {"note": "the reason in words"},
        {"note": "md5:" + "0" * 32},
        {"files": ("photo.jpg",)},
        {"files": [sha256(b"")]},
        {"files": (sha256(b""), None)},
        {"files": (sha256(b""),) * 60},
        {"type": None},
    ],
)
def test_what_may_not_be_written_is_refused(change):
    GOOD.encode()
    with pytest.raises(BadEntry):
        replace(GOOD, **change).encode()


@pytest.mark.parametrize("kind", sorted(PERSONAL))
@pytest.mark.parametrize("key", ["content", "note", "files"])
def test_types_that_may_hold_personal_data_refuse_unsalted_digests(kind, key):
    open_digest, hidden = sha256(b"13800000000"), salted(new_salt(), b"13800000000")
    values = {"content": None, "note": None, "files": ()}
    for digest, refused in ((open_digest, True), (hidden, False)):
        entry = replace(GOOD, type=kind, **values | {key: (digest,) if key == "files" else digest})
        if refused:
            with pytest.raises(BadEntry, match="salted"):
                entry.encode()
        else:
            entry.encode()


def test_a_receive_entry_tells_its_hour_only():
    entry = replace(GOOD, type="receive", content=salted(new_salt(), b"x"))
    entry.encode()
    for time in ("2026-01-05T01:30:00Z", "2026-01-05T01:00:01Z"):
        with pytest.raises(BadEntry, match="hour"):
            replace(entry, time=time).encode()


def test_readers_accept_words_that_came_later():
    later = replace(
        GOOD, type="hear.public", reason="new.reason", role="juror", content="sm3:" + "0" * 64
    )
    with pytest.raises(BadEntry):
        later.encode()
    assert decode(later.encode(strict=False)) == later


def test_readers_refuse_another_form():
    text = GOOD.encode().decode()
    pairs = json.loads(text)
    for bad in (
        "",
        "null",
        "[]",
        "5",
        "{}",
        "[" * 3000,
        text + "\n",
        " " + text,
        text.replace(",", ", ", 1),
        json.dumps(pairs, separators=(",", ":"), sort_keys=True)[:-1] + ',"ver":1}',
        json.dumps(dict(reversed(pairs.items())), separators=(",", ":")),
        text.replace('"v":1', '"v":2'),
        text.replace('"v":1', '"v":true'),
        text.replace('"ver":1', '"ver":1.0'),
        text.replace('"ver":1', '"ver":1e0'),
        text.replace('"v":1,', ""),
        text.replace('"v":1', '"v":1,"x":1'),
        text.replace('"unit":"U001",', ""),
        text.replace('"unit":"U001"', '"unit":["U001"]'),
        text.replace("U001", "U\\u0030\\u0030\\u0031"),
        text.replace("U001", "U\u6559"),
        text.replace('"obj"', '"files":[],"obj"'),
        text.replace('"obj"', '"files":"x","obj"'),
        text.replace('"obj"', '"files":[1],"obj"'),
        text.replace('"obj"', '"note":null,"obj"'),
        text.replace('"obj"', '"name":"Wang","obj"'),
        text.replace('"unit"', f'"{"x" * 5000}":1,"unit"'),
    ):
        with pytest.raises(BadEntry):
            decode(bad.encode())
    assert decode(text.encode()) == GOOD


def test_commitments_are_those_of_the_vectors():
    commit = VECTORS["commit"]
    name = salted(bytes.fromhex(commit["salt"]), commit["content_utf8"].encode())
    assert name == f"salted:{commit['commitment']}"
    assert sha256(b"reply text") == f"sha256:{commit['content_sha256']}"


@settings(deadline=None)
@given(st.binary(max_size=50), st.binary(max_size=50))
def test_a_digest_belongs_to_its_bytes_only(one, other):
    salt, another = new_salt(), new_salt()
    assert check_digest(sha256(one), one)
    assert check_digest(salted(salt, one), one, salt)
    assert not check_digest(salted(salt, one), one, another)
    assert check_digest(sha256(one), other) == (one == other)
    assert check_digest(salted(salt, one), other, salt) == (one == other)


def test_what_cannot_be_checked_is_no_mismatch():
    with pytest.raises(BadEntry, match="salt"):
        check_digest(salted(new_salt(), b"x"), b"x")
    with pytest.raises(BadEntry, match="sm3"):
        check_digest("sm3:" + "0" * 64, b"x")
    with pytest.raises(BadEntry, match="32 bytes"):
        salted(b"short", b"x")


def test_names_and_salts_are_random():
    assert len({new_obj() for _ in range(50)}) == len({new_salt() for _ in range(50)}) == 50
    replace(GOOD, obj=new_obj()).encode()
