"""What an old site has published, from a table: checked as a whole, then taken over in batches.

Every batch and its place in the journal are one transaction: a process that is killed loses
nothing and doubles nothing, and the same file handed in again goes on where it stopped.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.disclosures import legacy
from mingchuang.people.models import User
from mingchuang.publishing import acts, files
from mingchuang.publishing.models import TakenOver
from mingchuang.records.columns import Choice
from mingchuang.records.errors import Conflict, NotReady
from mingchuang.records.imports import BadRow, Outcome, Table
from mingchuang.records.models import ImportRun
from mingchuang.records.sheetwriting import text_only

WHAT = "disclosures"
BATCH = 200
"""Rows of one transaction."""
Progress = Callable[[int, int], None]


@dataclass
class Taking(Outcome):
    """What an import of disclosures did or would do.

    ``order`` holds the good rows as they are taken: by day of first publication, so that lists
    show the newest first. ``before`` counts what earlier runs of the file took.
    """

    rows: int = 0
    before: int = 0
    order: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)

    def kinds(self) -> list[tuple[str, int, list[int]]]:
        """Return ``(kind, how many, the first rows)`` of what is wrong, the most frequent first."""
        count = Counter(bad.kind for bad in self.bad)
        return [
            (kind, n, [bad.row for bad in self.bad if bad.kind == kind][:5])
            for kind, n in count.most_common()
        ]

    def bad_rows(self) -> int:
        """Return in how many rows something is wrong."""
        return len({bad.row for bad in self.bad})


def validate(
    table: Table, choice: Choice, folder: Path | None = None, progress: Progress | None = None
) -> Taking:
    """Check every row against the registers, the other rows and what was taken before.

    Nothing is changed. Rows that an earlier run of this very file took are not looked at again.
    """
    done = set(TakenOver.objects.filter(file=table.sha256).values_list("row", flat=True))
    world, total = legacy.world(folder), len(table.cells)
    found = Taking(before=len(done))
    seen: dict[str, dict[str, int]] = {"source": {}, "title": {}, "index": {}}
    days: dict[int, str] = {}
    for number, values in table.rows(choice):
        found.rows += 1
        if number in done:
            continue
        row = legacy.read(number, values, world)
        for column, value in (
            ("source", row.source),
            ("title", row.fingerprint),
            ("index", row.index),
        ):
            first = seen[column].setdefault(value, number) if value else number
            if first != number:
                row.wrong(column, "double", _("the same as row %(row)d") % {"row": first})
        if row.problems:
            found.bad += [
                BadRow(number, choice.heading(column), what, kind)
                for column, kind, what in row.problems
            ]
        else:
            days[number] = row.content["published_before"]
            if row.pictures:
                found.pictures.append(number)
        if progress and number % 100 == 0:
            progress(number, total + table.first)
    if progress:
        progress(total + table.first, total + table.first)
    found.order = sorted(days, key=lambda number: (days[number], number))
    return found


def take(
    table: Table,
    choice: Choice,
    found: Taking,
    *,
    folder: Path | None = None,
    actor: User | None = None,
    skip_bad: bool = False,
    progress: Progress | None = None,
) -> Taking:
    """Take over the good rows of a validated table, batch by batch.

    Nothing is taken when a row is bad, unless ``skip_bad``. An attachment that cannot be stored
    after all makes its row bad; without ``skip_bad`` the import stops before that row's batch, and
    goes on there when the file is handed in again. ``actor`` is a member of the openness office,
    None the machine's operator.

    Raises NotAllowed, and Conflict when another process imports the same file.
    """
    if found.bad and not skip_bad:
        return found
    world, now = legacy.world(folder), clock.now()
    run, _new = ImportRun.objects.get_or_create(
        what=WHAT, sha256=table.sha256, defaults={"began_at": now, "saved_at": now}
    )
    run.options = {
        "columns": choice.named(),
        "attachments": str(folder or ""),
        "by": actor.username if actor else "",
        "skip_bad": skip_bad,
    }
    run.state = ImportRun.State.RUNNING
    run.total, run.taken, run.bad = found.rows, found.before, found.bad_rows()
    run.next_row = found.order[0] if found.order else 0
    run.save()
    values = dict(table.rows(choice))
    for start in range(0, len(found.order), BATCH):
        numbers = found.order[start : start + BATCH]
        rows = [legacy.read(number, values[number], world) for number in numbers]
        items, bad = _stored(rows, choice)
        found.bad += bad
        if bad and not skip_bad:
            return found
        _batch(run, items, found.order[start + BATCH :][:1], table.sha256, actor)
        found.taken += len(items)
        if progress:
            progress(start + len(numbers), len(found.order))
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportRun.State.DONE, bad=found.bad_rows(), next_row=0, saved_at=clock.now()
    )
    found.saved = True
    return found


@transaction.atomic
def _batch(
    run: ImportRun,
    items: Sequence[acts.Legacy],
    following: list[int],
    file: str,
    actor: User | None,
) -> None:
    """Take one batch over and say in the journal how far it came, in one transaction."""
    known, run_taken = ImportRun.objects.select_for_update().get(pk=run.pk), run.taken
    if known.taken != run_taken:
        raise Conflict(_("Another process is importing this file; this one stopped."))
    acts.take_over("disclosure", items, file=file, actor=actor)
    run.taken = run_taken + len(items)
    run.next_row = following[0] if following else 0
    run.saved_at = clock.now()
    run.save(update_fields=["taken", "next_row", "saved_at"])


def _stored(rows: Iterable[legacy.Row], choice: Choice) -> tuple[list[acts.Legacy], list[BadRow]]:
    """Store the attachments of rows; returns what can be taken over and what became bad."""
    items, bad = [], []
    for row in rows:
        problems = [(column, kind, what) for column, kind, what in row.problems]
        taken = []
        for path in row.paths:
            try:
                stored = files.take(path.name, path.read_bytes(), read=False)
                names = {"title": path.stem[:200], "filename": stored["filename"][-200:]}
                taken.append(stored | names)
            except (NotReady, OSError) as error:
                problems.append(("attachments", "file", str(error)))
        if problems:
            bad += [BadRow(row.number, choice.heading(c), what, kind) for c, kind, what in problems]
            continue
        place = row.place or legacy.Place("", "", {})
        items.append(
            acts.Legacy(
                row=row.number,
                unit=row.unit,
                content=row.content,
                context=place.context,
                obligation=place.obligation,
                edition=place.edition,
                source=row.source,
                index_key=row.index,
                files=tuple(taken),
            )
        )
    return items, bad


def write_errors(path: Path, bad: Iterable[BadRow]) -> None:
    """Write what is wrong as csv: row, column, kind, what to do. A spreadsheet opens it as it is."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([_("row of the table"), _("column"), _("kind of error"), _("what to do")])
        for one in bad:
            cells = [one.column, str(legacy.KINDS[one.kind]), one.problem]
            # A cell that begins like a formula is text here, whatever the old site wrote.
            out.writerow([one.row, *map(text_only, cells)])
