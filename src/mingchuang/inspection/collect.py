"""What a reader of files gathers: findings, and the text with its places, scanned as a whole."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import asdict, dataclass

from mingchuang.inspection import names
from mingchuang.inspection.kinds import KINDS
from mingchuang.inspection.mask import mask, mask_text
from mingchuang.inspection.text import scan

MAX_CHARACTERS = 5_000_000
"""A file with more text than this is refused; it would be 3,000 printed pages."""
MAX_OF_A_KIND = 100
"""Findings of one kind that are listed; the rest are one finding with their number."""
CHUNK = 200_000


@dataclass(frozen=True)
class FileFinding:
    """One find in a file: kind (see ``KINDS``), place in words a person can follow, masked excerpt."""

    kind: str
    place: str
    excerpt: str
    blocking: bool


class TooLarge(Exception):
    """The file holds more than is read; ``str()`` says what of."""


class Refused(Exception):
    """The file is not read: ``args`` are the finding's kind and its place."""


_HEADING = re.compile(
    r"[\u4e00-\u9fff/]{0,8}(?:姓名|户主|身份证件?(?:号码?)?|公民身份号码|证件号码?|银行卡号?|银行[账帐][号户]|卡号|"
    r"存折(?:[账帐]?号)?|一卡通(?:[账帐]?号)?|[账帐]号|住址|地址|护照(?:号码?)?|学籍号|出生日期|出生年月日?|病种|病名|"
    r"疾病名称|残疾(?:类别|等级|证号)|电话|手机(?:号码?)?|联系方式|监护人)(?:[(（][^()（）]{0,10}[)）])?"
)
_LONG_NUMBER = re.compile(r"(?<!\*)\d{8,}")
_VALUE = re.compile(r"[\d:：*]|.{20}")
_ACCOUNT = re.compile(r"[账帐][号户]|存折|一卡通")


class Collector:
    """Takes texts in reading order; :meth:`finish` scans them and gives all findings."""

    def __init__(self) -> None:
        """Start empty."""
        self.findings: list[FileFinding] = []
        self.texts: list[tuple[str, str]] = []
        self._chunk: list[tuple[tuple[str, ...], str]] = []
        self._chunk_size = 0
        self._size = 0
        self._more: Counter[tuple[str, bool]] = Counter()
        self._headings: list[str] = []

    def add(self, kind: str, place: str, excerpt: str = "", *, blocking: bool = True) -> None:
        """Add a finding; ``blocking`` can only make it milder than its kind."""
        blocking = blocking and KINDS[kind].blocking
        self._more[kind, blocking] += 1
        if self._more[kind, blocking] <= MAX_OF_A_KIND:
            self.findings.append(FileFinding(kind, place, excerpt, blocking))

    def shown(self, kind: str, place: str, text: str) -> None:
        """Add a finding about a piece of text, with its beginning, masked."""
        text = " ".join(text[:200].split())
        if kind != "author":
            for start, end in reversed(names.find(text)):
                text = text[:start] + mask("name", text[start:end]) + text[end:]
        text = _LONG_NUMBER.sub(lambda m: "*" * (len(m[0]) - 2) + m[0][-2:], mask_text(text)[0])
        self.add(kind, place, text[:40])

    def text(self, place: str, text: str, *, listed: bool = True) -> None:
        """Take one paragraph or page. ``listed=False`` is scanned but not shown to reviewers."""
        if text.strip():
            self._take((place,), text)
            if listed:
                self.texts.append((place, text))

    def row(self, places: list[str], cells: list[str]) -> None:
        """Take a table's row: a place and a text for each cell, in order.

        A heading such as 银行账号 says what the bare numbers below it are, so it is read with them.
        """
        cells = [" ".join(cell.split()) for cell in cells]
        filled = [cell for cell in cells if cell]
        if not filled:
            return
        if not any(map(_VALUE.search, filled)) and any(map(_HEADING.fullmatch, filled)):
            self._headings = cells
        self._take(
            tuple(places),
            "\t".join(self._labelled(i, cell) for i, cell in enumerate(cells)),
        )
        self.texts += [(p, c) for p, c in zip(places, cells, strict=True) if c]

    def table_begins(self) -> None:
        """Forget the headings of the table before."""
        self._headings = []

    def _labelled(self, column: int, cell: str) -> str:
        heading = self._headings[column] if column < len(self._headings) else ""
        if not cell or cell == heading or not _HEADING.fullmatch(heading):
            return cell
        if "姓名" in heading or "户主" in heading:
            return cell
        people = any("姓名" in h or "户主" in h for h in self._headings)
        return f"{'卡号' if people and _ACCOUNT.search(heading) else heading}:{cell}"

    def _take(self, places: tuple[str, ...], text: str) -> None:
        self._size += len(text)
        if self._size > MAX_CHARACTERS:
            raise TooLarge(f"more than {MAX_CHARACTERS} characters")
        self._chunk.append((places, text))
        self._chunk_size += len(text)
        if self._chunk_size > CHUNK:
            self._scan()

    def _scan(self) -> None:
        starts, whole = [], 0
        for _places, text in self._chunk:
            starts.append(whole)
            whole += len(text) + 1
        for hit in scan("\n".join(text for _places, text in self._chunk)):
            at = bisect_right(starts, hit.start) - 1
            places, text = self._chunk[at]
            column = text.count("\t", 0, hit.start - starts[at]) if len(places) > 1 else 0
            self.add(
                hit.kind,
                places[min(column, len(places) - 1)],
                hit.excerpt_masked,
                blocking=hit.blocking,
            )
        self._chunk, self._chunk_size = [], 0

    def finish(self) -> dict[str, object]:
        """Scan what is left and return everything as a value for JSON."""
        self._scan()
        for (kind, blocking), number in self._more.items():
            if number > MAX_OF_A_KIND:
                rest = f"{number - MAX_OF_A_KIND} more places"
                self.findings.append(FileFinding(kind, rest, "", blocking))
        return {"findings": [asdict(f) for f in self.findings], "text": self.texts}
