"""tlog-scales, written by others, reads our files, notes and proofs."""

import pytest
from ledger_samples import LOG, WITNESS, decimal, make_log
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey, VkeySet
from tlog_scales.tlog import Checkpoint, ConsistencyProof, InclusionProof

from mingchuang.ledger.checkpoints import cosign
from mingchuang.ledger.merkle import consistency_proof, inclusion_proof, leaf_hash, tree_root
from mingchuang.ledger.notes import add_signatures

SIZES = (1, 2, 255, 256, 257, 1000, 65_536, 66_000)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return make_log(tmp_path_factory.mktemp("log"), decimal(66_000))


@pytest.fixture(scope="module")
def reader(log):
    found = TilesReader(LocalBackend(log.root))
    found.get_checkpoint()
    return found


def test_it_accepts_our_signature_and_cosignature(log):
    text = log.checkpoint()
    body = text.split("\n\n")[0] + "\n"
    theirs = Checkpoint.from_text(add_signatures(text, [cosign(body, WITNESS, 1775000000)]))
    log_key = Vkey.from_string(str(LOG.verifier))
    witness_key = Vkey.from_string(str(WITNESS.cosigner))
    theirs.verify(log_key)
    theirs.verify(witness_key)
    assert len(VkeySet(log_key, witness_key).verify(theirs.signatures, theirs)) == 2
    assert theirs.serialize_body() == body


def test_it_computes_our_root_from_our_tiles(log, reader):
    assert reader.calculate_root_hash() == reader.get_checkpoint().root_hash
    for size in SIZES:
        assert reader.mth(0, size) == tree_root(log.nodes(size), size)


def test_it_reads_our_entries(reader):
    assert [reader.get_entry(i) for i in (0, 255, 256, 65_999)] == [b"0", b"255", b"256", b"65999"]


def test_it_accepts_and_makes_our_inclusion_proofs(log, reader):
    for size in SIZES:
        root = tree_root(log.nodes(size), size)
        for index in {0, size // 3, size - 1}:
            proof = inclusion_proof(log.nodes(size), index, size)
            InclusionProof(index, size, proof).check(leaf_hash(b"%d" % index), root)
            assert reader.get_inclusion_proof(index, size).node_hashes == proof


def test_it_accepts_and_makes_our_consistency_proofs(log, reader):
    nodes = log.nodes(66_000)
    roots = {size: tree_root(log.nodes(size), size) for size in SIZES}
    for old in SIZES:
        for new in SIZES:
            if old <= new:
                proof = consistency_proof(nodes, old, new)
                ConsistencyProof(old, new, proof).check(roots[old], roots[new])
                assert reader.get_consistency_proof(old, new).node_hashes == proof
