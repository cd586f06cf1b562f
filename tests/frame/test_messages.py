"""The Chinese message catalogue: complete, with the placeholders of the source, and typeset."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "mingchuang"
CATALOGUE = Path("locale", "zh_Hans", "LC_MESSAGES", "django.po")

PERCENT = re.compile(r"%\(\w+\)[\d.]*[a-z]")
BRACE = re.compile(r"\{+[^{}\s\"]*\}+")
CODE = re.compile(r"“mingchuang [^”]*”|(?<!\w)--[a-z][a-z-]*|/[a-z0-9/.\ufffc]+")
HAN = r"[\u3400-\u9fff]"
FULL = r"[，。；：？！、（）《》“”〔〕]"
APART = re.compile(
    rf"(?:{HAN}|{FULL}) (?!\d{{1,2}}:\d\d|\d{{3,4}}[- ]\d{{3,4}})[A-Za-z0-9]"
    rf"|[A-Za-z0-9] (?:{HAN}|{FULL})"
)
HALF = re.compile(rf"{HAN}[,;:?!()]|[,;:?!()]{HAN}")


def messages(path: Path) -> list[Message]:
    """Return every message of a catalogue but its header."""
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def source(message: Message) -> tuple[str, ...]:
    """Return the source text, singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translations(message: Message) -> tuple[str, ...]:
    """Return the translation in each of its plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a text, sorted; the doubled braces of a template count too.

    The width of a figure is each language's own: 2026-03-05, 2026年3月5日.
    """
    return sorted(PERCENT.findall(text) + [re.sub(r":\w+}", "}", f) for f in BRACE.findall(text)])


def bare(text: str) -> str:
    """Return a translation with one mark for each placeholder and piece of code."""
    for pattern in (PERCENT, BRACE, CODE):
        text = pattern.sub("\ufffc", text)
    return text


@pytest.fixture(scope="module")
def committed() -> list[Message]:
    """The catalogue as it is in the repository."""
    return messages(PACKAGE / CATALOGUE)


def test_the_header_names_the_language_and_its_one_plural_form():
    with (PACKAGE / CATALOGUE).open("rb") as file:
        header = dict(read_po(file).mime_headers)
    assert header["Language"] == "zh_Hans"
    assert header["Plural-Forms"].startswith("nplurals=1;")


def test_every_message_of_the_code_is_translated(tmp_path):
    if shutil.which("xgettext") is None and "CI" not in os.environ:
        pytest.skip("xgettext is not installed; scripts/system-packages installs it")
    tree = tmp_path / "mingchuang"
    shutil.copytree(PACKAGE, tree, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    # Without settings the command takes the folder it runs in, and needs no database.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    options = ["--locale=zh_Hans", "--no-location", "--no-obsolete", "--no-wrap"]
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *options],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    fresh = messages(tree / CATALOGUE)
    assert len(fresh) > 500, "the messages were not read from the code"
    lacking = [
        source(message)[0]
        for message in fresh
        if message.fuzzy or not all(text.strip() for text in translations(message))
    ]
    assert not lacking, f"run makemessages and translate: {lacking}"


def test_translations_keep_the_placeholders(committed):
    wrong = [
        text
        for message in committed
        for text in translations(message)
        if placeholders(text) != placeholders(source(message)[-1])
    ]
    assert not wrong


def test_no_space_between_chinese_and_figures_or_letters(committed):
    wrong = [
        text for message in committed for text in translations(message) if APART.search(bare(text))
    ]
    assert not wrong


def test_punctuation_beside_chinese_is_full_width(committed):
    wrong = [
        text for message in committed for text in translations(message) if HALF.search(bare(text))
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("共 3条", False),
        ("已写到PDF 里", False),
        ("今天 15:20发布", True),
        ("电话 0500-8600 1100", True),
        ("请运行“mingchuang check --remember FILE”。", True),
        ("共 %(n)s 条", True),
    ],
)
def test_the_rule_of_spaces_itself(text, stands):
    assert (APART.search(bare(text)) is None) is stands


@pytest.mark.parametrize(
    ("text", "stands"), [("好,的", False), ("好:", False), ("好，的：", True), ("今天 9:00", True)]
)
def test_the_rule_of_punctuation_itself(text, stands):
    assert (HALF.search(bare(text)) is None) is stands
