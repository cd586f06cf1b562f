"""Roots and proofs, against the vectors, RFC 6962's reference tree, and each other."""

import hashlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import ENTRIES, LEAVES, VECTORS, decimal

from mingchuang.ledger.merkle import (
    EMPTY_ROOT,
    BadProof,
    Frontier,
    Nodes,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    nodes_of,
    perfect_root,
    tree_root,
)

RFC_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
RFC_LEAVES.append("606162636465666768696a6b6c6d6e6f")
RFC_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SMALL = [leaf_hash(entry) for entry in decimal(300)]
SMALL_NODES = nodes_of(SMALL)


def mth(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 §2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    return node_hash(mth(leaves[:cut]), mth(leaves[cut:]))


@cache
def big_nodes() -> Nodes:
    return nodes_of([leaf_hash(entry) for entry in decimal(70_000)])


def test_leaf_hashes_are_those_of_the_vectors():
    assert [leaf_hash(entry).hex() for entry in ENTRIES] == VECTORS["leaf_hashes"]


def test_roots_are_those_of_the_vectors():
    nodes = nodes_of(LEAVES)
    assert [tree_root(nodes, n).hex() for n in range(6)] == VECTORS["roots"]
    for size, root in VECTORS["roots_of_decimal_entries"].items():
        assert tree_root(big_nodes(), int(size)).hex() == root


def test_roots_are_those_of_the_rfc_reference_tree():
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in RFC_LEAVES]
    assert [tree_root(nodes_of(leaves), n).hex() for n in range(1, 9)] == RFC_ROOTS


def test_proofs_are_those_of_the_vectors():
    nodes = nodes_of(LEAVES)
    assert [h.hex() for h in inclusion_proof(nodes, 2, 5)] == VECTORS["inclusion_2_of_5"]
    for old in (2, 3, 4):
        proof = [h.hex() for h in consistency_proof(nodes, old, 5)]
        assert proof == VECTORS[f"consistency_{old}_5"]


@pytest.mark.parametrize("size", [*range(34), 63, 64, 65, 255, 256, 257, 300])
def test_the_root_is_what_the_definition_says(size):
    assert tree_root(SMALL_NODES, size) == mth(SMALL[:size])
    frontier = Frontier()
    frontier.extend(SMALL[:size])
    assert frontier.root() == mth(SMALL[:size])
    assert Frontier.at(SMALL_NODES, size).root() == mth(SMALL[:size])


@settings(deadline=None)
@given(st.data())
def test_every_inclusion_proof_holds_and_no_changed_one(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    root = tree_root(SMALL_NODES, size)
    proof = inclusion_proof(SMALL_NODES, index, size)
    check_inclusion(SMALL[index], index, size, proof, root)
    other = data.draw(st.integers(0, 299).filter(lambda n: n != index))
    bad = [
        (SMALL[other], index, size, proof, root),
        (SMALL[index], other, size, proof, root),
        (SMALL[index], index, size, [*proof, root], root),
        (SMALL[index], index, size, proof, SMALL[other]),
        (SMALL[index], size, size, proof, root),
        (SMALL[index], -1, size, proof, root),
    ]
    for at in range(len(proof)):
        bit = data.draw(st.integers(0, 255))
        flipped = bytearray(proof[at])
        flipped[bit // 8] ^= 1 << bit % 8
        bad.append((SMALL[index], index, size, [*proof[:at], flipped, *proof[at + 1 :]], root))
        bad.append((SMALL[index], index, size, proof[:at] + proof[at + 1 :], root))
        bad.append(
            (SMALL[index], index, size, [*proof[:at], proof[at][:31], *proof[at + 1 :]], root)
        )
    for arguments in bad:
        with pytest.raises(BadProof):
            check_inclusion(*arguments)


@settings(deadline=None)
@given(st.data())
def test_every_consistency_proof_holds_and_no_changed_one(data):
    new = data.draw(st.integers(0, 300))
    old = data.draw(st.integers(0, new))
    old_root, new_root = tree_root(SMALL_NODES, old), tree_root(SMALL_NODES, new)
    proof = consistency_proof(SMALL_NODES, old, new)
    check_consistency(old, new, proof, old_root, new_root)
    assert (not proof) == (old in (0, new))
    bad = [
        (old, new, [*proof, SMALL[0]], old_root, new_root),
        (old, new, proof, SMALL[299], new_root),
        (new + 1, new, proof, old_root, new_root),
    ]
    if old:
        bad.append((old, new, proof, old_root, SMALL[299]))
    for at in range(len(proof)):
        bit = data.draw(st.integers(0, 255))
        flipped = bytearray(proof[at])
        flipped[bit // 8] ^= 1 << bit % 8
        bad.append((old, new, [*proof[:at], flipped, *proof[at + 1 :]], old_root, new_root))
        bad.append((old, new, proof[:at] + proof[at + 1 :], old_root, new_root))
    for arguments in bad:
        with pytest.raises(BadProof):
            check_consistency(*arguments)


def test_an_empty_consistency_proof_between_different_sizes_is_refused():
    with pytest.raises(BadProof, match="empty"):
        check_consistency(3, 5, [], tree_root(SMALL_NODES, 3), tree_root(SMALL_NODES, 5))


def test_a_proof_for_a_smaller_tree_does_not_serve_a_larger_one():
    four, two = tree_root(SMALL_NODES, 4), tree_root(SMALL_NODES, 2)
    with pytest.raises(BadProof, match="too short"):
        check_inclusion(four, 0, 5, [], four)
    with pytest.raises(BadProof, match="too short"):
        check_consistency(2, 8, consistency_proof(SMALL_NODES, 2, 4), two, four)


def test_the_empty_tree_has_one_root_only():
    check_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    with pytest.raises(BadProof):
        check_consistency(0, 5, [], SMALL[0], tree_root(SMALL_NODES, 5))
    with pytest.raises(BadProof):
        check_consistency(0, 0, [], SMALL[0], SMALL[0])


def test_impossible_trees_and_places_are_refused():
    for call in (
        lambda: tree_root(SMALL_NODES, -1),
        lambda: inclusion_proof(SMALL_NODES, 5, 5),
        lambda: inclusion_proof(SMALL_NODES, -1, 5),
        lambda: consistency_proof(SMALL_NODES, 6, 5),
        lambda: perfect_root(SMALL[:3]),
        lambda: perfect_root([]),
    ):
        with pytest.raises(ValueError):
            call()


def test_a_frontier_takes_whole_subtrees_only_where_they_fit():
    frontier = Frontier()
    frontier.push(8, SMALL_NODES(8, 0))
    twin = frontier.copy()
    frontier.extend(SMALL[256:300])
    assert (frontier.size, frontier.root()) == (300, tree_root(SMALL_NODES, 300))
    assert (twin.size, twin.root()) == (256, tree_root(SMALL_NODES, 256))
    with pytest.raises(ValueError):
        frontier.push(8, SMALL[0])
