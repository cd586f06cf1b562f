"""The proof in a file: the vector, and every way to change one."""

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import ENTRIES, LEAVES, LOG, ORIGIN, VECTORS, WITNESS, decimal

from mingchuang.ledger.checkpoints import Checkpoint
from mingchuang.ledger.merkle import BadProof, inclusion_proof, leaf_hash, nodes_of, tree_root
from mingchuang.ledger.notes import BadNote, SigningKey, sign
from mingchuang.ledger.proofs import Proof, make, parse, verify

VECTOR = VECTORS["tlog_proof_2"]
HASHES = inclusion_proof(nodes_of(LEAVES), 2, 5)
NOTE = sign(Checkpoint(ORIGIN, 5, bytes.fromhex(VECTORS["roots"][5])).body(), [LOG])
OURS = make(2, HASHES, NOTE, ENTRIES[2])


def test_the_proof_of_the_vectors_is_made_and_verified():
    assert make(2, HASHES, VECTORS["checkpoint"]) == VECTOR
    assert parse(VECTOR) == Proof(2, tuple(HASHES), VECTORS["checkpoint"])
    assert verify(VECTOR, [LOG.verifier, WITNESS.cosigner], ENTRIES[2]).size == 5


def test_a_proof_with_its_entry_needs_only_the_key():
    assert parse(OURS).extra == ENTRIES[2]
    assert verify(OURS, [LOG.verifier]).root.hex() == VECTORS["roots"][5]
    assert verify(OURS, [LOG.verifier], ENTRIES[2]).size == 5


def test_a_proof_without_its_entry_proves_nothing_alone():
    with pytest.raises(BadProof, match="give the entry"):
        verify(VECTOR, [LOG.verifier])


def test_every_changed_character_of_a_proof_is_found():
    for at, old in enumerate(OURS):
        changed = OURS[:at] + ("B" if old != "B" else "C") + OURS[at + 1 :]
        with pytest.raises((BadProof, BadNote)):
            verify(changed, [LOG.verifier])
        with pytest.raises((BadProof, BadNote)):
            verify(OURS[:at] + OURS[at + 1 :], [LOG.verifier])


@settings(deadline=None)
@given(st.integers(0, len(ENTRIES[2]) * 8 - 1))
def test_every_changed_bit_of_the_entry_is_found(bit):
    entry = bytearray(ENTRIES[2])
    entry[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadProof):
        verify(VECTOR, [LOG.verifier], bytes(entry))
    with pytest.raises(BadProof):
        verify(make(2, HASHES, NOTE, bytes(entry)), [LOG.verifier])
    with pytest.raises(BadProof, match="another entry"):
        verify(OURS, [LOG.verifier], bytes(entry))


@settings(deadline=None)
@given(st.data())
def test_proofs_of_any_log_hold_for_their_entry_only(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    entries = decimal(size)
    nodes = nodes_of([leaf_hash(entry) for entry in entries])
    note = sign(Checkpoint(ORIGIN, size, tree_root(nodes, size)).body(), [LOG])
    hashes = inclusion_proof(nodes, index, size)
    text = make(index, hashes, note, entries[index])
    assert parse(text) == Proof(index, tuple(hashes), note, entries[index])
    assert verify(text, [LOG.verifier]).size == size
    for bad in (
        make(index + 1, hashes, note, entries[index]),
        make(index, hashes[1:] if hashes else [bytes(32)], note, entries[index]),
        make(index, hashes, note, b"another"),
    ):
        with pytest.raises(BadProof):
            verify(bad, [LOG.verifier])


def test_another_log_s_key_verifies_nothing():
    with pytest.raises(BadNote):
        verify(OURS, [SigningKey(ORIGIN, bytes(32)).verifier])
    other = SigningKey("other.example", bytes(32))
    body = NOTE[: NOTE.index("\n\n") + 1]
    with pytest.raises(BadNote):
        verify(make(2, HASHES, sign(body, [other]), ENTRIES[2]), [other.verifier, LOG.verifier])


HASH = b64encode(HASHES[0]).decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("proof@v1", "proof@v2"),
        ("index 2", "index 02"),
        ("index 2", "index -2"),
        ("index 2", "index  2"),
        ("index 2", f"index {2**63}"),
        ("index 2\n", ""),
        ("extra ", "Extra "),
        ("extra ", "extra  "),
        ("extra ", "extra e30=\nextra "),
        (HASH, HASH[:-1]),
        (HASH, HASH[:-2] + "B="),
        (HASH, "AAAA"),
        (HASH, HASH + "\r"),
        (HASH + "\n", (HASH + "\n") * 64),
        ("\n\n", "\n"),
    ],
)
def test_a_proof_in_another_form_is_refused(old, new):
    assert old in OURS
    with pytest.raises(BadProof):
        parse(OURS.replace(old, new))


def test_impossible_proofs_are_not_made():
    for arguments in ((-1, [], NOTE), (0, [b"short"], NOTE), (0, [bytes(32)] * 64, NOTE)):
        with pytest.raises(BadProof):
            make(*arguments)
    with pytest.raises(BadProof):
        make(0, [], NOTE, b"")
    with pytest.raises(BadProof):
        parse("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n" + NOTE)
