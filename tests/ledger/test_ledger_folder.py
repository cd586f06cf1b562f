"""The folder of the log: reading, extending, what halts it, what a crash leaves."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import ENTRIES, VECTORS, decimal, files_of

from mingchuang.ledger.folder import Halt, TileFolder
from mingchuang.ledger.merkle import leaf_hash, nodes_of, tree_root
from mingchuang.ledger.tiles import (
    MAX_ENTRY,
    BadTile,
    MissingTile,
    entries_path,
    parse_path,
    tile_path,
)


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    folder = TileFolder(tmp_path_factory.mktemp("big"), sync=False)
    folder.extend(0, decimal(70_000))
    return folder


def test_the_files_of_the_vectors(tmp_path):
    folder = TileFolder(tmp_path)
    folder.extend(0, ENTRIES)
    bundle = folder.read("tile/entries/000.p/5")
    assert len(bundle) == VECTORS["bundle_bytes"]
    assert hashlib.sha256(bundle).hexdigest() == VECTORS["bundle_sha256"]
    tile = folder.read("tile/0/000.p/5")
    assert hashlib.sha256(tile).hexdigest() == VECTORS["tile_0_000.p/5_sha256"]
    assert set(files_of(tmp_path)) == {"tile/entries/000.p/5", "tile/0/000.p/5"}


def test_seventy_thousand_entries_make_the_files_of_the_specification(big):
    expected = {f"tile/{kind}/{n:03d}" for kind in ("0", "entries") for n in range(273)}
    expected |= {"tile/0/273.p/112", "tile/entries/273.p/112"}
    expected |= {"tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"}
    assert set(files_of(big.root)) == expected
    root = tree_root(big.nodes(70_000), 70_000)
    assert root.hex() == VECTORS["roots_of_decimal_entries"]["70000"]


def test_roots_of_earlier_sizes_come_from_full_tiles(big):
    for size in ("1", "255", "256", "257", "1000", "65535", "65536", "65537"):
        root = tree_root(big.nodes(int(size)), int(size))
        assert root.hex() == VECTORS["roots_of_decimal_entries"][size]


def test_nodes_outside_the_tree_are_refused(big):
    nodes = big.nodes(1000)
    for level, index in ((0, 1000), (3, 125), (10, 0), (-1, 0), (0, -1)):
        with pytest.raises(ValueError):
            nodes(level, index)


def test_entries_of_any_range(big):
    for start, stop in (
        (0, 1),
        (0, 600),
        (255, 257),
        (300, 300),
        (69_900, 70_000),
        (69_900, 69_950),
    ):
        assert list(big.entries(start, stop)) == decimal(stop - start, start)
    with pytest.raises(MissingTile):
        list(big.entries(69_999, 70_001))
    with pytest.raises(ValueError):
        list(big.entries(5, 4))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.integers(1, 5), st.integers(1, 700)), min_size=1, max_size=6))
def test_extension_in_batches_gives_the_files_of_one_go(batches):
    with TemporaryDirectory() as one, TemporaryDirectory() as many:
        total = sum(batches)
        TileFolder(Path(one), sync=False).extend(0, decimal(total))
        folder, size = TileFolder(Path(many), sync=False), 0
        sizes = []
        for batch in batches:
            folder.extend(size, decimal(batch, size))
            size += batch
            sizes.append(size)
        wanted, found = files_of(Path(one)), files_of(Path(many))
        assert wanted.items() <= found.items()
        # What else is there is partial, and goes when its full file is there.
        dropped = folder.drop_partials(total)
        left = files_of(Path(many))
        assert wanted.items() <= left.items()
        assert len(left) == len(found) - dropped
        for path in left.keys() - wanted.keys():
            place = parse_path(path)
            assert path_of_full(place) not in left
        # Every size that had a checkpoint still has its root.
        memory = nodes_of([leaf_hash(entry) for entry in decimal(total)])
        for size in sizes:
            assert tree_root(folder.nodes(size), size) == tree_root(memory, size)


def path_of_full(place):
    if place.level is None:
        return entries_path(place.n)
    return tile_path(place.level, place.n)


def test_extending_by_one_writes_the_right_edge_only(tmp_path):
    folder = TileFolder(tmp_path, sync=False)
    folder.extend(0, decimal(5000))
    before = {path: (tmp_path / path).stat().st_mtime_ns for path in files_of(tmp_path)}
    folder.extend(5000, decimal(1, 5000))
    after = {path: (tmp_path / path).stat().st_mtime_ns for path in files_of(tmp_path)}
    assert before.items() <= after.items()
    assert after.keys() - before.keys() == {"tile/entries/019.p/137", "tile/0/019.p/137"}


@pytest.mark.parametrize("sizes", [(0, 300), (10, 300), (255, 257), (256, 512), (500, 70)])
def test_a_rerun_changes_nothing(tmp_path, sizes):
    old, count = sizes
    folder = TileFolder(tmp_path)
    folder.extend(0, decimal(old))
    folder.extend(old, decimal(count, old))
    before = files_of(tmp_path)
    folder.extend(old, decimal(count, old))
    assert files_of(tmp_path) == before


def test_a_rerun_after_some_files_finishes_the_rest(tmp_path):
    folder = TileFolder(tmp_path)
    folder.extend(0, decimal(100))
    folder.extend(100, decimal(500, 100))
    whole = files_of(tmp_path)
    for path in ("tile/0/001", "tile/1/000.p/2", "tile/0/002.p/88", "tile/entries/002.p/88"):
        (tmp_path / path).unlink()
    folder.extend(100, decimal(500, 100))
    assert files_of(tmp_path) == whole


@pytest.mark.parametrize("path", ["tile/entries/001", "tile/0/000", "tile/1/000.p/2"])
def test_a_name_with_other_bytes_halts(tmp_path, path):
    folder = TileFolder(tmp_path)
    folder.extend(0, decimal(600))
    data = (tmp_path / path).read_bytes()
    (tmp_path / path).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(Halt, match=path):
        folder.extend(0, decimal(600))


def test_another_history_halts_and_leaves_the_first(tmp_path):
    folder = TileFolder(tmp_path)
    folder.extend(0, decimal(600))
    before = files_of(tmp_path)
    with pytest.raises(Halt):
        folder.extend(0, decimal(600, 1))
    assert files_of(tmp_path) == before


def test_a_bundle_that_contradicts_its_tile_halts(tmp_path):
    folder = TileFolder(tmp_path)
    folder.extend(0, decimal(10))
    path = tmp_path / "tile/entries/000.p/10"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Halt, match="contradict"):
        folder.extend(10, decimal(10, 10))


def test_a_forbidden_entry_is_refused_before_anything_is_written(tmp_path):
    folder = TileFolder(tmp_path)
    for bad in (b"", b"x" * (MAX_ENTRY + 1)):
        with pytest.raises(BadTile, match="entry 300"):
            folder.extend(0, [*decimal(300), bad])
    assert files_of(tmp_path) == {}


def test_extending_a_size_that_is_not_there_is_refused(tmp_path):
    folder = TileFolder(tmp_path)
    with pytest.raises(MissingTile):
        folder.extend(10, decimal(1))
    with pytest.raises(ValueError):
        folder.extend(-1, decimal(1))


def test_partials_go_only_when_the_published_size_covers_the_full_file(tmp_path):
    folder = TileFolder(tmp_path)
    folder.extend(0, decimal(10))
    folder.extend(10, decimal(290, 10))
    assert folder.drop_partials(10) == 0
    assert (tmp_path / "tile/0/000.p/10").exists()
    assert folder.drop_partials(300) == 2
    assert not (tmp_path / "tile/0/000.p").exists()
    assert (tmp_path / "tile/0/001.p/44").exists()
    assert folder.bundle(0, 10) == decimal(10)
    assert folder.tile(0, 0, 10) == b"".join(leaf_hash(entry) for entry in decimal(10))


def test_a_partial_that_is_not_the_beginning_of_its_full_file_halts(tmp_path):
    folder = TileFolder(tmp_path)
    folder.extend(0, decimal(10))
    folder.extend(10, decimal(290, 10))
    (tmp_path / "tile/0/000.p/10").write_bytes(bytes(320))
    with pytest.raises(Halt):
        folder.drop_partials(300)


def test_a_file_of_another_size_is_refused(tmp_path):
    folder = TileFolder(tmp_path)
    folder.extend(0, decimal(300))
    for path in ("tile/0/000", "tile/entries/000", "tile/0/001.p/44", "tile/entries/001.p/44"):
        data = (tmp_path / path).read_bytes()
        for other in (data + b"\0\1x", data[:-1], b""):
            (tmp_path / path).write_bytes(other)
            with pytest.raises(BadTile, match=path):
                folder.read(path)
            place = parse_path(path)
            with pytest.raises(BadTile, match=path):
                if place.level is None:
                    folder.bundle(place.n, place.width)
                else:
                    folder.tile(*place)
        (tmp_path / path).write_bytes(data)
        assert folder.read(path) == data
    with pytest.raises(MissingTile):
        folder.read("tile/0/007")
    with pytest.raises(BadTile):
        folder.read("../secret")


def test_temporary_files_are_swept_and_never_read(tmp_path):
    folder = TileFolder(tmp_path)
    folder.extend(0, decimal(10))
    folder.publish_checkpoint("old\n")
    whole = files_of(tmp_path)
    for path in ("checkpoint.tmp9", "tile/0/000.p/11.tmp9", "tile/entries/000.tmp12"):
        (tmp_path / path).write_bytes(b"half")
    assert list(folder.entries(0, 9)) == decimal(9)
    assert folder.sweep() == 3
    assert files_of(tmp_path) == whole


def test_a_crash_at_any_rename_leaves_a_log_that_a_rerun_finishes(tmp_path, monkeypatch):
    wanted = TileFolder(tmp_path / "wanted", sync=False)
    wanted.extend(0, decimal(250))
    wanted.extend(250, decimal(300, 250))
    real = Path.replace
    for steps in range(9):
        folder = TileFolder(tmp_path / str(steps), sync=False)
        folder.extend(0, decimal(250))
        left = steps

        def crash(self, target):
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            return real(self, target)

        monkeypatch.setattr(Path, "replace", crash)
        with suppress(KeyboardInterrupt):
            folder.extend(250, decimal(300, 250))
        monkeypatch.undo()
        assert list(folder.entries(0, 250)) == decimal(250)
        folder.sweep()
        folder.extend(250, decimal(300, 250))
        assert files_of(folder.root) == files_of(wanted.root)


def test_every_file_and_folder_is_made_durable(tmp_path, monkeypatch):
    synced = []
    real = os.fsync

    def fsync(handle):
        synced.append(Path(f"/proc/self/fd/{handle}").readlink())
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    TileFolder(tmp_path).extend(0, decimal(257))
    names = {path.relative_to(tmp_path).as_posix().partition(".tmp")[0] for path in synced}
    assert set(files_of(tmp_path)) <= names
    assert {".", "tile", "tile/0", "tile/0/001.p", "tile/entries", "tile/1/000.p"} <= names


def test_the_checkpoint_is_replaced_as_it_is(tmp_path):
    folder = TileFolder(tmp_path / "new")
    assert folder.checkpoint() is None
    folder.publish_checkpoint("a\r\nb —\n")
    assert folder.checkpoint() == "a\r\nb —\n"
    folder.publish_checkpoint("c\n")
    assert files_of(folder.root) == {"checkpoint": b"c\n"}
    (folder.root / "checkpoint").write_bytes(b"\xff")
    with pytest.raises(BadTile):
        folder.checkpoint()
