"""The full check: a sound log passes, each kind of damage and deceit is named."""

import re
import shutil
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import (
    LOG,
    ORIGIN,
    WITNESS,
    acts,
    checkpoint_of,
    decimal,
    files_of,
    make_log,
)

from mingchuang.ledger.audit import MAX_PROBLEMS, audit
from mingchuang.ledger.checkpoints import Checkpoint, cosign
from mingchuang.ledger.entries import decode
from mingchuang.ledger.folder import TileFolder
from mingchuang.ledger.merkle import EMPTY_ROOT
from mingchuang.ledger.notes import SigningKey, add_signatures, sign
from mingchuang.ledger.tiles import encode_bundle

ACTS = acts(700)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return make_log(tmp_path_factory.mktemp("sound"), ACTS).root


@pytest.fixture
def log(sound, tmp_path):
    shutil.copytree(sound, tmp_path / "log")
    return TileFolder(tmp_path / "log", sync=False)


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    return make_log(tmp_path_factory.mktemp("big"), decimal(66_000))


def flip(folder, path, at=-1):
    data = bytearray((folder.root / path).read_bytes())
    data[at] ^= 1
    (folder.root / path).write_bytes(data)


def problems(folder, **options):
    return audit(folder.root, options.pop("verifier", LOG.verifier), **options).problems


def test_a_sound_log_passes(log):
    steps = []
    result = audit(log.root, LOG.verifier, progress=lambda done, size: steps.append((done, size)))
    assert result.ok
    assert (result.size, result.problems) == (700, [])
    assert result.checkpoint.origin == ORIGIN
    assert steps == [(256, 700), (512, 700), (700, 700)]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 512, 513])
def test_sound_logs_of_any_size_pass(tmp_path, size):
    assert problems(make_log(tmp_path, ACTS[:size])) == []


def test_an_empty_log_passes_with_its_own_root_only(tmp_path):
    folder = TileFolder(tmp_path)
    for root, found in ((EMPTY_ROOT, 0), (bytes(32), 1)):
        folder.publish_checkpoint(sign(Checkpoint(ORIGIN, 0, root).body(), [LOG]))
        assert len(problems(folder)) == found


def test_a_log_that_grew_in_steps_passes_with_every_checkpoint_remembered(tmp_path):
    folder, size, remembered = TileFolder(tmp_path, sync=False), 0, []
    for batch in (1, 9, 245, 1, 1, 255, 100, 88):
        folder.extend(size, ACTS[size : size + batch])
        size += batch
        remembered.append(checkpoint_of(folder, size))
        folder.publish_checkpoint(remembered[-1])
    assert size == 700
    assert problems(folder, remembered=remembered[::-1]) == []
    folder.drop_partials(size)
    assert problems(folder, remembered=remembered) == []


def test_files_written_ahead_of_the_checkpoint_are_no_problem(tmp_path):
    folder = make_log(tmp_path, ACTS[:300])
    folder.extend(300, ACTS[300:700])
    assert problems(folder) == []


def test_a_large_log_passes_and_its_upper_tiles_are_checked(big):
    assert problems(big, entries=False, remembered=[checkpoint_of(big, 65_536)]) == []
    cases = {
        "tile/1/000": "hash 255 of tile/1/000 is not that of tile/0/255",
        "tile/1/001.p/1": "hash 0 of tile/1/001.p/1 is not that of tile/0/256",
        "tile/2/000.p/1": "hash 0 of tile/2/000.p/1 is not that of tile/1/000",
    }
    for path in cases:
        flip(big, path)
    found = problems(big, entries=False)
    for path in cases:
        flip(big, path)
    assert len(found) == 3
    for words in cases.values():
        assert any(words in problem for problem in found)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_flipped_bit_of_any_file_is_found(sound, data):
    path = data.draw(st.sampled_from(sorted(files_of(sound))))
    file = sound / path
    before = file.read_bytes()
    bit = data.draw(st.integers(0, len(before) * 8 - 1))
    changed = bytearray(before)
    changed[bit // 8] ^= 1 << bit % 8
    try:
        file.write_bytes(changed)
        assert audit(sound, LOG.verifier, entries=False).problems
    finally:
        file.write_bytes(before)


def test_a_flipped_byte_in_a_bundle_is_named(log):
    flip(log, "tile/entries/001", 40)
    found = problems(log, entries=False)
    assert len(found) == 1
    assert "entry 256 (number 0 of tile/entries/001)" in found[0]
    assert "the bundle was changed" in found[0]


def test_a_flipped_byte_in_a_level_0_tile_is_named(log):
    flip(log, "tile/0/000", 32 * 17)
    found = problems(log)
    assert len(found) == 1
    assert "entry 17 " in found[0]
    assert "tile/0/000" in found[0]
    assert "the tile was changed" in found[0]


def test_a_flipped_byte_in_a_partial_level_1_tile_is_named(log):
    flip(log, "tile/1/000.p/2")
    assert ["hash 1 of tile/1/000.p/2" in problem for problem in problems(log)] == [True]


def test_a_changed_length_a_cut_and_an_added_entry_are_found(log):
    path = log.root / "tile/entries/001"
    before = path.read_bytes()
    entries = ACTS[256:512]
    for data, words in (
        (bytes([before[0], before[1] ^ 1]) + before[2:], "tile/entries/001"),
        (before[:-1], "is cut"),
        (before + encode_bundle([b"{}"]), "257 entries"),
        (encode_bundle(entries[:-1]), "holds 255 entries, not 256"),
        (encode_bundle([*entries[1:], entries[0]]), "entry 256"),
        (b"", "0 entries"),
    ):
        path.write_bytes(data)
        assert any(words in problem for problem in problems(log)), words
    path.unlink()
    assert any("tile/entries/001 is missing" in problem for problem in problems(log))


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2"])
def test_a_missing_tile_is_found(log, path):
    (log.root / path).unlink()
    found = problems(log)
    assert len(found) == 1
    assert f"{path} is missing" in found[0]


def test_a_lost_bundle_and_tile_leave_the_rest_checked(log):
    (log.root / "tile/entries/000").unlink()
    (log.root / "tile/0/000").unlink()
    flip(log, "tile/0/002.p/188")
    found = problems(log, entries=False)
    assert len(found) == 3
    assert "entry 699 " in found[2]


def test_an_entry_replaced_with_all_its_tiles_is_found_by_the_root(tmp_path, log):
    forged = [*ACTS[:300], acts(900)[-1], *ACTS[301:]]
    folder = TileFolder(tmp_path / "forged", sync=False)
    folder.extend(0, forged)
    folder.publish_checkpoint(log.checkpoint())
    found = problems(folder, entries=False)
    assert len(found) == 1
    assert "the signed root is not the root of the 700 entries" in found[0]


def test_edits_of_the_checkpoint_are_found(log):
    text = log.checkpoint()
    lines = text.split("\n")
    for edited in (
        text.replace("\n700\n", "\n699\n"),
        text.replace("\n700\n", "\n0700\n"),
        text.replace(lines[2], "AAAA" + lines[2][4:]),
        text.replace(ORIGIN, "other.example", 1),
        text.replace(ORIGIN, "other.example"),
        text[:-4] + "AAA=",
        "",
    ):
        assert edited != text
        log.publish_checkpoint(edited)
        assert [problem.startswith("checkpoint: ") for problem in problems(log)] == [True]
    (log.root / "checkpoint").write_bytes(b"\xff")
    assert len(problems(log)) == 1
    (log.root / "checkpoint").unlink()
    assert "missing" in problems(log)[0]
    assert audit(log.root, LOG.verifier).size == 0


def test_wrong_keys_are_found(log):
    for verifier in (SigningKey(ORIGIN, bytes(32)).verifier, LOG.cosigner, WITNESS.verifier):
        assert "known key" in problems(log, verifier=verifier)[0]


def test_all_keys_over_time_may_be_given(log):
    newer = SigningKey(ORIGIN, bytes(32))
    old_note = checkpoint_of(log, 512)
    log.publish_checkpoint(checkpoint_of(log, 700, newer))
    verifiers = [LOG.verifier, newer.verifier]
    assert problems(log, verifier=verifiers, remembered=[old_note]) == []
    assert (
        "remembered checkpoint 1"
        in problems(log, verifier=newer.verifier, remembered=[old_note])[0]
    )


def test_a_rolled_back_log_is_found_by_a_remembered_checkpoint(tmp_path, log):
    before = log.checkpoint()
    rolled = make_log(tmp_path / "rolled", ACTS[:600])
    assert problems(rolled) == []
    found = problems(rolled, remembered=[before])
    assert len(found) == 1
    assert found[0].startswith("rollback: the checkpoint has 600 entries")


def test_forks_signed_with_the_real_key_are_found(tmp_path, log):
    remembered = [checkpoint_of(log, 512), log.checkpoint()]
    other = acts(800)
    changed = replace(decode(other[690]), unit="U002").encode(strict=False)
    for number, count in enumerate((700, 800)):
        history = [*other[:690], changed, *other[691:count]]
        fork = make_log(tmp_path / f"fork{number}", history)
        assert problems(fork, entries=False) == []
        found = problems(fork, entries=False, remembered=remembered)
        assert len(found) == 1
        assert found[0].startswith("remembered checkpoint 2 (size 700) is not the beginning")


def test_remembered_notes_that_do_not_hold_are_named(log):
    other = SigningKey("other.example", bytes(32))
    foreign = sign(Checkpoint("other.example", 5, bytes(32)).body(), [other])
    empty = sign(Checkpoint(ORIGIN, 0, bytes(32)).body(), [LOG])
    found = problems(log, remembered=["nonsense", foreign, empty])
    assert ["1" in found[0], "2" in found[1], "3" in found[2]] == [True] * 3
    both = [LOG.verifier, other.verifier]
    assert "another log" in problems(log, verifier=both, remembered=[foreign])[0]


def test_cosigned_checkpoints_are_read(log):
    body = log.checkpoint().split("\n\n")[0] + "\n"
    log.publish_checkpoint(add_signatures(log.checkpoint(), [cosign(body, WITNESS, 1)]))
    assert problems(log, verifier=[LOG.verifier, WITNESS.cosigner]) == []


def broken(kind):
    """A log whose entry 4 (version 2 of its object) is wrong, signed all the same."""
    first, second = decode(ACTS[3]), decode(ACTS[4])
    return {
        "not JSON": b"hello",
        "not canonical": ACTS[4].replace(b",", b", "),
        "gap": replace(second, ver=3).encode(strict=False),
        "prev": replace(second, prev="0" * 64).encode(strict=False),
        "twice": ACTS[3],
        "rewritten": replace(first, unit="U002").encode(strict=False),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("not JSON", "not JSON"),
        ("not canonical", "canonical"),
        ("gap", "version 3 of object .* follows version 1"),
        ("prev", "prev of object .* is not the leaf hash of its version 1"),
        ("twice", "version 1 of object .* was already there"),
        ("rewritten", "version 1 of object .* was already there"),
    ],
)
def test_a_broken_chain_is_named_with_its_place(tmp_path, kind, words):
    folder = make_log(tmp_path, [*ACTS[:4], broken(kind), *ACTS[6:300]])
    found = problems(folder)
    assert len(found) == 1
    assert found[0].startswith("entry 4 (number 4 of tile/entries/000): ")
    assert re.search(words, found[0])
    assert problems(folder, entries=False) == []


def test_words_that_came_later_are_no_problem(tmp_path):
    entry = replace(decode(ACTS[0]), type="hear.public", role="juror").encode(strict=False)
    assert problems(make_log(tmp_path, [entry])) == []


def test_the_check_stops_when_more_problems_would_not_help(tmp_path):
    found = problems(make_log(tmp_path, decimal(300)))
    assert len(found) == MAX_PROBLEMS + 1
    assert "stopped" in found[-1]
