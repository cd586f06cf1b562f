"""Cells of a table made plain, and the marks that stand in them."""

import re
import unicodedata

CJK = r"[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’—…《》〈〉〔〕]"
_BLANK_BETWEEN = re.compile(rf"(?<={CJK})[ \t\u3000\xa0]+(?={CJK})")
_MARKED = re.compile(
    r"(?:\d{1,2}[.、．)）](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]|[●○〇◯■□☐▲△◆◇★☆·•▪※√]|[-–—](?=\S)"
    r"|[（(]?[一二三四五六七八九十]{1,3}[）)、.．])"
)
_ENDS = tuple("；;，,、。：:！？（(/")
TICKED = frozenset("√✓✔☑■●▲☒✅★◆▇█VvtRPþü") | {"是", "有", "Y", "y", "yes", "1"}
"""What stands in a ticked cell; letters are what is left of lost Wingdings."""
EMPTY = frozenset("□☐○〇◯△◇×✗✘☓-–—/\\口") | {"否", "无", "N", "n", "no", "0"}
"""What stands in a cell that is not ticked."""
NOTHING = frozenset({"—", "–", "-", "/", "\\", "——", "--"})
"""What stands in a cell of text that is meant to be empty and takes nothing from above."""
SAME = re.compile(r"同上|同前|〃|″|ditto", re.I)


def flat(text: str) -> str:
    """Return a cell on one line: breaks gone, blanks between Chinese characters gone."""
    lines = [line.strip() for line in re.split(r"[\r\n\v\f\u2028\u2029]+", text)]
    joined = ""
    for line in filter(None, lines):
        plain_words = joined and joined[-1].isascii() and joined[-1].isalnum()
        joined += (" " if plain_words and line[0].isascii() and line[0].isalnum() else "") + line
    return _BLANK_BETWEEN.sub("", joined).strip()


def items(text: str) -> str:
    """Return a cell of elements on one line: a break between two unmarked items becomes ``；``."""
    lines = [flat(line) for line in re.split(r"[\r\n\v\f\u2028\u2029]+", text)]
    joined, marked = "", False
    for line in filter(None, lines):
        now = bool(_MARKED.match(line))
        if joined and not now and not marked and not joined.endswith(_ENDS):
            joined += "；"
        joined += line
        marked = now or marked
    return joined


def key(text: str) -> str:
    """Return a heading to compare by: no blanks, one width, no brackets' content lost."""
    return re.sub(r"[\s\u3000:：*]+", "", unicodedata.normalize("NFKC", text))


def tick(text: str) -> bool | None:
    """Return whether a cell is ticked, ``None`` when it says something else."""
    text = text.strip()
    if not text or text in EMPTY:
        return False
    return True if text in TICKED else None
