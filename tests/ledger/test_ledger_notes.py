"""Signed notes, checkpoints, cosignatures: the vectors, and each way to cheat."""

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import LOG, ORIGIN, VECTORS, WITNESS

from mingchuang.ledger.checkpoints import Checkpoint, cosign, open_checkpoint
from mingchuang.ledger.merkle import EMPTY_ROOT
from mingchuang.ledger.notes import BadNote, SigningKey, Verifier, add_signatures, open_note, sign

NOTE = VECTORS["checkpoint"]
BODY = NOTE[: NOTE.index("\n\n") + 1]

# The example of the Go note package's documentation.
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_BODY = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6K"
    "E6RyyBwJnAM=\n"
)


def test_keys_are_those_of_the_vectors():
    assert str(LOG.verifier) == VECTORS["keys"]["log_vkey"]
    assert str(WITNESS.cosigner) == VECTORS["keys"]["witness_vkey"]
    assert Verifier.parse(VECTORS["keys"]["log_vkey"]) == LOG.verifier
    assert Verifier.parse(VECTORS["keys"]["witness_vkey"]) == WITNESS.cosigner


def test_the_checkpoint_of_the_vectors_is_made_and_opened():
    checkpoint = Checkpoint(ORIGIN, 5, bytes.fromhex(VECTORS["roots"][5]))
    note = sign(checkpoint.body(), [LOG])
    assert add_signatures(note, [cosign(checkpoint.body(), WITNESS, 1775000000)]) == NOTE
    found, opened = open_checkpoint(NOTE, [LOG.verifier, WITNESS.cosigner])
    assert found == checkpoint
    assert [s.verifier for s in opened.signatures] == [LOG.verifier, WITNESS.cosigner]
    assert opened.by(WITNESS.cosigner).time == 1775000000
    assert opened.by(LOG.verifier).time is None
    assert opened.by(WITNESS.verifier) is None


def test_the_go_package_s_keys_and_notes_are_ours():
    key = SigningKey.parse(GO_SECRET)
    assert key.text() == GO_SECRET
    assert str(key.verifier) == GO_VKEY
    assert sign(GO_BODY, [key]) == GO_BODY + "\n" + GO_LINE
    assert open_note(GO_BODY + "\n" + GO_LINE, [Verifier.parse(GO_VKEY)]).body == GO_BODY


def test_a_generated_key_reads_back_and_never_shows_its_seed():
    key = SigningKey.generate("log.example/1")
    assert SigningKey.parse(key.text()) == SigningKey.parse(key.text() + "\n") == key
    assert key != SigningKey.generate("log.example/1")
    assert b64encode(key.seed).decode()[:20] not in repr(key) + str(key)
    assert repr(key.seed) not in repr(key)


@settings(deadline=None)
@given(st.text(alphabet="abc.-/é明", min_size=1), st.binary(min_size=32, max_size=32))
def test_every_key_reads_back(name, seed):
    key = SigningKey(name, seed)
    assert SigningKey.parse(key.text()) == key
    assert Verifier.parse(str(key.verifier)) == key.verifier
    assert Verifier.parse(str(key.cosigner)) == key.cosigner
    assert key.verifier.key_id != key.cosigner.key_id


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u3000b", "a\nb", "a\x01b"])
def test_a_name_that_a_note_cannot_carry_is_refused(name):
    with pytest.raises(BadNote):
        SigningKey(name, bytes(32))


def test_vkeys_in_another_form_are_refused():
    name, key_id, key = str(LOG.verifier).split("+", 2)
    for bad in (
        "",
        name,
        f"{name}+{key_id}",
        f"{name}+{key_id.upper()}x+{key}",
        f"{name}+{key_id.upper()}+{key}",
        f"{name}+00000000+{key}",
        f"{name}x+{key_id}+{key}",
        f"{name}+{key_id}+{key}=",
        f"{name}+{key_id}+{key}\n",
        f"{name}+{key_id}+ {key}",
        f"{name}+{key_id}+",
        f"{name}+{key_id}+AQ==",
        f"{name}+{key_id}+{key[:-1]}!",
        f"{name}+{key_id}+{b64encode(bytes([6]) + bytes(32)).decode()}",
    ):
        with pytest.raises(BadNote):
            Verifier.parse(bad)
    assert "+" in key.replace(key_id, "")  # the vector's base64 itself holds a plus


def test_stray_bits_in_base64_are_refused():
    # 33 bytes fill 44 characters; the signature's 68 bytes leave 4 unused bits.
    line = NOTE.split("\n")[4]
    assert line.endswith("w4=")
    with pytest.raises(BadNote, match="one form"):
        open_note(NOTE.replace("w4=", "w5="), [LOG.verifier])


def test_signing_keys_in_another_form_are_refused_without_repeating_them():
    for bad in (
        "",
        "PRIVATE+KEY+a",
        GO_SECRET[:-1],
        GO_SECRET.replace("c74f", "c74e"),
        GO_SECRET + "\n\n",
    ):
        with pytest.raises(BadNote) as caught:
            SigningKey.parse(bad)
        assert "AYEKFALV" not in str(caught.value)
    with pytest.raises(BadNote):
        SigningKey.parse(GO_SECRET.replace("+AY", "+BY"))


def test_a_note_is_split_at_its_last_empty_line():
    body = "first\n\nsecond\n"
    assert open_note(sign(body, [LOG]), [LOG.verifier]).body == body
    # The signature of the part before the first empty line does not sign the rest.
    line = sign("first\n", [LOG]).split("\n\n")[1]
    with pytest.raises(BadNote):
        open_note(f"first\n\nsecond\n\n{line}", [LOG.verifier])


def test_a_known_key_s_wrong_signature_rejects_the_whole_note():
    wrong = cosign(BODY.replace("\n5\n", "\n6\n"), WITNESS, 1775000000)
    note = add_signatures(sign(BODY, [LOG]), [wrong])
    assert open_note(note, [LOG.verifier]).body == BODY  # not known: ignored
    with pytest.raises(BadNote, match="wrong"):
        open_note(note, [LOG.verifier, WITNESS.cosigner])


def test_a_second_line_of_a_key_is_checked_too_and_counts_once():
    second = cosign(BODY, WITNESS, 1775000001)
    opened = open_note(add_signatures(NOTE, [second]), [WITNESS.cosigner])
    assert [s.time for s in opened.signatures] == [1775000000]
    wrong = cosign(BODY.replace("\n5\n", "\n6\n"), WITNESS, 1775000001)
    with pytest.raises(BadNote, match="wrong"):
        open_note(add_signatures(NOTE, [wrong]), [WITNESS.cosigner])


def test_a_cosignature_with_another_time_is_wrong():
    with pytest.raises(BadNote):
        open_note(NOTE.replace("AAAAABpzFnA", "AAAAABpzFnB"), [WITNESS.cosigner])


def test_a_note_without_a_known_key_is_rejected():
    same_name = SigningKey(ORIGIN, bytes(32))
    for verifiers in ([], [same_name.verifier], [LOG.cosigner]):
        with pytest.raises(BadNote, match="known key"):
            open_note(NOTE, verifiers)


def test_two_keys_that_cannot_be_told_apart_are_refused(monkeypatch):
    monkeypatch.setattr(Verifier, "key_id", b"same")
    with pytest.raises(BadNote, match="two different keys"):
        open_note(NOTE, [LOG.verifier, SigningKey(ORIGIN, bytes(32)).verifier])
    with pytest.raises(BadNote, match="no signature"):
        open_note(NOTE, [LOG.verifier, LOG.verifier])


def test_many_signatures_are_accepted_but_not_any_number():
    keys = [SigningKey(f"w{n}.example", bytes([n]) * 32) for n in range(100)]
    note = sign("text\n", keys[:16])
    assert len(open_note(note, [key.verifier for key in keys]).signatures) == 16
    assert open_note(sign("text\n", keys), [keys[99].verifier])
    with pytest.raises(BadNote, match="more than 100"):
        open_note(sign("text\n", [*keys, LOG]), [LOG.verifier])


def test_unknown_kinds_of_signature_are_ignored():
    line = f"— {ORIGIN} {b64encode(b'abcd' + bytes(2420)).decode()}"
    assert open_checkpoint(add_signatures(NOTE, [line]), [LOG.verifier])[0].size == 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n",
        BODY,
        BODY + "\n",
        NOTE[:-1],
        NOTE + "\n",
        NOTE + "more\n",
        NOTE.replace("— ", "- ", 1),
        NOTE.replace("— ", "—  ", 1),
        NOTE.replace("\n\n— ", "\n\n\n— ") + "\n",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("example", "exam\tple", 1),
        NOTE.replace("2026 Cao", "2026  Cao"),
        NOTE + "— name AAAA\n",
        NOTE + "— name AAAAAAAA!A==\n",
        NOTE + "— na+me AAAAAAAA\n",
        NOTE + "— AAAAAAAA\n",
        NOTE.replace("5\n", "5\ud800\n", 1),
    ],
)
def test_a_malformed_note_is_rejected(text):
    with pytest.raises(BadNote):
        open_note(text, [LOG.verifier])


def test_only_note_texts_are_signed():
    for body in ("", "no newline", "tab\there\n", "\ud800\n"):
        with pytest.raises(BadNote):
            sign(body, [LOG])
    with pytest.raises(BadNote):
        sign("text\n", [])
    with pytest.raises(BadNote):
        cosign("not a checkpoint\n", WITNESS)
    with pytest.raises(BadNote):
        cosign(BODY, WITNESS, -1)
    with pytest.raises(BadNote):
        add_signatures(NOTE, ["no signature line"])
    assert add_signatures(NOTE, [NOTE.split("\n")[5]]) == NOTE


def test_every_changed_character_of_a_note_is_found():
    note = sign(BODY, [LOG])
    for at, old in enumerate(note):
        changed = note[:at] + ("B" if old != "B" else "C") + note[at + 1 :]
        with pytest.raises(BadNote):
            open_note(changed, [LOG.verifier])


@settings(deadline=None)
@given(
    st.text(alphabet="abc.-/ 明+", min_size=1),
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
)
def test_every_checkpoint_reads_back(origin, size, root):
    checkpoint = Checkpoint(origin, size, root)
    assert Checkpoint.parse(checkpoint.body()) == checkpoint


@pytest.mark.parametrize(
    "body",
    [
        "",
        "o\n5\n",
        BODY[:-1],
        BODY + "extension\n",
        BODY + "\n",
        BODY.replace("\n5\n", "\n05\n"),
        BODY.replace("\n5\n", "\n+5\n"),
        BODY.replace("\n5\n", "\n-5\n"),
        BODY.replace("\n5\n", "\n5 \n"),
        BODY.replace("\n5\n", "\n٥\n"),
        BODY.replace("\n5\n", "\n\n"),
        BODY.replace("\n5\n", f"\n{2**63}\n"),
        BODY.replace("k=\n", "l=\n"),
        BODY.replace("k=\n", "k\n"),
        BODY.replace("=\n", "A=\n"),
        BODY.replace(ORIGIN, ""),
    ],
)
def test_a_malformed_checkpoint_is_rejected(body):
    with pytest.raises(BadNote):
        Checkpoint.parse(body)


def test_impossible_checkpoints_are_refused():
    for values in (
        ("", 0, EMPTY_ROOT),
        ("a\nb", 0, EMPTY_ROOT),
        ("a", -1, EMPTY_ROOT),
        ("a", 0, b""),
    ):
        with pytest.raises(BadNote):
            Checkpoint(*values)


def test_a_checkpoint_needs_the_log_s_own_signature():
    other = SigningKey("other.example", bytes(32))
    for note, verifiers in (
        (NOTE, [WITNESS.cosigner]),
        (sign(BODY, [other]), [other.verifier]),
        (sign(BODY, [other]), [other.verifier, LOG.verifier]),
        (NOTE.split("—")[0] + cosign(BODY, LOG, 1) + "\n", [LOG.cosigner]),
    ):
        with pytest.raises(BadNote, match="not signed by a known key of that log"):
            open_checkpoint(note, verifiers)


def test_during_a_rotation_either_key_opens_the_checkpoint():
    newer = SigningKey(ORIGIN, bytes(32))
    note = sign(BODY, [LOG, newer])
    for verifiers in ([LOG.verifier], [newer.verifier], [newer.verifier, LOG.verifier]):
        assert open_checkpoint(note, verifiers)[0].size == 5
