"""Plain text and csv, in UTF-8 or GB18030."""

import csv
import io
from pathlib import Path

from mingchuang.inspection.collect import Collector, Refused


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Refused("unreadable", "encoding")


def read_txt(path: Path, notes: Collector) -> None:
    """Take each line with its number."""
    for number, line in enumerate(_decoded(path.read_bytes()).splitlines(), 1):
        notes.text(f"line {number}", line)


def read_csv(path: Path, notes: Collector) -> None:
    """Take each row; a place is ``row 3, column 2``."""
    csv.field_size_limit(1024 * 1024)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(_decoded(path.read_bytes()))), 1):
            notes.row([f"row {number}, column {c}" for c in range(1, len(row) + 1)], row)
    except csv.Error as error:
        raise Refused("unreadable", "csv") from error
