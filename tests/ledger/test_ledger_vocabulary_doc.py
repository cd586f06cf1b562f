"""docs/log-vocabulary.md says exactly what the code writes and accepts."""

import re
from pathlib import Path

from mingchuang.ledger import entries

PAGE = Path(__file__).parents[2] / "docs" / "log-vocabulary.md"


def section(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading, without its first two lines."""
    text = PAGE.read_text(encoding="utf-8")
    below = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_type_and_reason_stands_in_the_table_and_no_other():
    table = {words(row[0])[0]: words(row[1]) for row in section("Types and reasons")}
    assert list(table) == list(entries.VOCABULARY)
    for kind, reasons in table.items():
        assert len(reasons) == len(set(reasons))
        assert set(reasons) == entries.VOCABULARY[kind], kind


def test_every_type_says_what_it_means_and_whether_it_is_written():
    for row in section("Types and reasons"):
        assert len(row) == 4
        assert row[2]
        assert "reserved" in row[3] or ".acts." in row[3] or "project.archive" in row[3]


def test_every_role_stands_in_the_table_and_no_other():
    named = [words(row[0])[0] for row in section("Roles")]
    assert len(named) == len(set(named))
    assert set(named) == entries.ROLES


def test_every_key_of_an_entry_stands_in_the_table_and_no_other():
    named = {words(row[0])[0] for row in section("The entry")}
    assert named == {*entries.EntryData.__dataclass_fields__, "v"}


def test_the_example_is_an_entry():
    example = re.search(r"```json\n(.+)\n```", PAGE.read_text(encoding="utf-8"))
    assert entries.decode(example[1].encode()).type == "publish"


def test_types_that_may_hold_personal_data_are_named():
    digests = PAGE.read_text(encoding="utf-8").partition("\n## Digests\n")[2].partition("\n## ")[0]
    assert set(words(digests)) >= entries.PERSONAL
