"""The files of the log: their names and the form of bundles."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import VECTORS

from mingchuang.ledger.tiles import (
    MAX_ENTRY,
    BadTile,
    Place,
    decode_bundle,
    encode_bundle,
    entries_path,
    parse_path,
    tile_path,
)


def test_paths_are_those_of_the_vectors():
    for n, path in VECTORS["paths"].items():
        assert tile_path(0, int(n)) == path
    assert tile_path(1, 1, 17) == "tile/1/001.p/17"
    assert entries_path(1234067, 3) == "tile/entries/x001/x234/067.p/3"


@settings(deadline=None)
@given(
    st.one_of(st.none(), st.integers(0, 63)),
    st.one_of(st.integers(0, 10**7), st.integers(0, 10**30)),
    st.integers(1, 256),
)
def test_every_path_reads_back(level, n, width):
    path = entries_path(n, width) if level is None else tile_path(level, n, width)
    assert parse_path(path) == Place(level, n, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0/5",
        "tile/0/0005",
        "tile/0/x000/005",
        "tile/0/000/005",
        "tile/0/x001",
        "tile/00/005",
        "tile/64/005",
        "tile/-1/005",
        "tile/data/005",
        "tile/0/005.p/0",
        "tile/0/005.p/05",
        "tile/0/005.p/256",
        "tile/0/005.p/",
        "tile/0/005.p",
        "tile/0/005.tmp1",
        "tile/0/005/",
        "tile/0/005\n",
        "tile/0/٠٠٥",
        "/tile/0/005",
        "tile/0/../0/005",
        "tile/0/X001/005",
    ],
)
def test_a_path_in_another_form_is_refused(path):
    with pytest.raises(BadTile):
        parse_path(path)


def test_impossible_places_have_no_path():
    for arguments in ((-1, 0), (64, 0), (0, -1), (0, 0, 0), (0, 0, 257)):
        with pytest.raises(ValueError):
            tile_path(*arguments)


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=256))
def test_a_bundle_reads_back(entries):
    assert decode_bundle(encode_bundle(entries)) == entries


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=9), st.data())
def test_a_cut_bundle_is_refused_or_ends_between_entries(entries, data):
    whole = encode_bundle(entries)
    cut = data.draw(st.integers(0, len(whole) - 1))
    ends = {len(encode_bundle(entries[:n])) for n in range(1, len(entries))}
    if cut in ends:
        assert decode_bundle(whole[:cut]) == entries[: len(decode_bundle(whole[:cut]))]
    else:
        with pytest.raises(BadTile):
            decode_bundle(whole[:cut])


def test_bundles_have_limits():
    assert decode_bundle(encode_bundle([b"x" * MAX_ENTRY] * 256)) == [b"x" * MAX_ENTRY] * 256
    for entries in ([], [b"x"] * 257, [b""], [b"x" * (MAX_ENTRY + 1)]):
        with pytest.raises(BadTile):
            encode_bundle(entries)
    for data in (b"", b"\0", b"\0\0", b"\0\1x" * 257, b"\x10\1" + b"x" * 4097, b"\0\2x"):
        with pytest.raises(BadTile):
            decode_bundle(data)
