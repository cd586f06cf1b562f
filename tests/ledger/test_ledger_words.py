"""The words of the log: every message can be translated, and keeps its places when it is."""

import ast
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from ledger_samples import LOG, acts, make_log

import mingchuang
from mingchuang import words
from mingchuang.ledger.audit import audit
from mingchuang.ledger.entries import EntryData, decode, salted
from mingchuang.ledger.folder import TileFolder
from mingchuang.ledger.notes import SigningKey, Verifier, open_note, strict_number
from mingchuang.ledger.proofs import parse
from mingchuang.ledger.tiles import decode_bundle, parse_path

PACKAGE = Path(mingchuang.__file__).parent
FILES = [
    PACKAGE / "ledger" / f"{name}.py"
    for name in (
        "audit",
        "checkpoints",
        "entries",
        "folder",
        "notes",
        "proofs",
        "sequencer",
        "tiles",
    )
]
ERRORS = {"BadEntry", "BadNote", "BadProof", "BadTile", "MissingTile", "Halt", "problem"}


def calls(names):
    """Every first argument of a call of one of the functions, with its file and line."""
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if called in names:
                    yield f"{file.name}:{node.lineno}", node.args[0]


def fields(text):
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def filled(text):
    """The message with a figure in every place."""
    return text.format(**dict.fromkeys(fields(text), 7))


MESSAGES = {node.value: where for where, node in calls({"_"}) if isinstance(node, ast.Constant)}


@pytest.fixture
def translated():
    """Return ``set_translator``; the words in force before come back afterwards."""
    before = words.translate
    yield words.set_translator
    words.set_translator(before)


def test_every_message_is_a_plain_text_with_named_places():
    assert len(MESSAGES) > 100
    assert [where for where, node in calls({"_"}) if not isinstance(node, ast.Constant)] == []
    for text, where in MESSAGES.items():
        assert all(name.isidentifier() for name in fields(text)), where
        assert "{" not in filled(text), where


def test_no_error_is_worded_past_the_hook():
    worded = [
        where for where, node in calls(ERRORS) if isinstance(node, ast.Constant | ast.JoinedStr)
    ]
    assert worded == []


def test_translations_have_the_places_of_their_messages():
    path = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalogue = {m.id: m.string for m in read_po(file) if isinstance(m.id, str)}
    for text in MESSAGES:
        chinese = catalogue.get(text) or text  # that none is lacking is tested with the catalogue
        assert fields(chinese) == fields(text), text
        assert "{" not in filled(chinese), text


def no_newline():
    Verifier("a", 1, bytes(32)).verify("x", bytes(64))


def missing_tile():
    TileFolder(Path("/nonexistent")).tile(0, 0, 1)


WRONG = [
    lambda: decode(b"hello"),
    lambda: decode(b"[]"),
    lambda: decode(b'{"v":1,"x":1}'),
    lambda: decode(b'{"v":1}'),
    lambda: EntryData("publish", "x", 1, "x", "U", "publisher").encode(),
    lambda: EntryData("publish", "0" * 32, 2, "2026-01-05T01:00:00Z", "U", "publisher").encode(),
    lambda: EntryData("hello", "0" * 32, 1, "2026-01-05T01:00:00Z", "U", "publisher").encode(),
    lambda: salted(b"", b""),
    lambda: Verifier.parse("x"),
    lambda: Verifier("a b", 1, bytes(32)),
    lambda: Verifier("a", 9, bytes(32)),
    lambda: SigningKey.parse("x"),
    lambda: strict_number("01"),
    lambda: open_note("x", []),
    lambda: open_note("x\n\n— a AAAAAAAA\n", []),
    lambda: parse("x"),
    lambda: parse_path("tile/x"),
    lambda: decode_bundle(b"\0"),
    lambda: decode_bundle(b""),
    no_newline,
    missing_tile,
]


@pytest.mark.parametrize("wrong", WRONG)
def test_errors_are_said_in_the_readers_words(wrong, translated):
    translated(lambda text: "译" + text)
    with pytest.raises(ValueError, match=r"^译"):
        wrong()


def test_the_check_of_a_damaged_log_is_said_in_the_readers_words(tmp_path, translated):
    log = make_log(tmp_path, acts(300))
    (log.root / "tile/entries/000").write_bytes(b"\0")
    (log.root / "tile/0/001.p/44").unlink()
    chinese = {
        "{file} is missing, and so is the full {full}": "{file}缺失，完整的{full}也缺失",
        "{why}; restore it from a mirror or from the database": "{why}。请从镜像或数据库恢复",
        "{why}; restore it from a mirror or make it again from the entries": "{why}。请从镜像恢复",
        "{place}: {why}": "{place}：{why}",
        "the length of entry {number} of the bundle is cut": "序号{number}那条的长度不完整",
    }
    translated(lambda text: chinese.get(text, text))
    assert audit(log.root, LOG.verifier, entries=False).problems == [
        "tile/entries/000：序号0那条的长度不完整。请从镜像或数据库恢复",
        "tile/0/001.p/44缺失，完整的tile/0/001也缺失。请从镜像恢复",
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    log = make_log(tmp_path, acts(10))
    bundle = log.root / "tile/entries/000.p/10"
    bundle.unlink()
    bundle.mkdir()
    (found,) = audit(log.root, LOG.verifier).problems
    assert str(bundle) in found and "cannot be read" in found and "Errno" not in found
