"""Units from a table: csv or xlsx with the headings of :data:`rules.FIELDS`."""

from pathlib import Path

from mingchuang.records import imports
from mingchuang.records.errors import NotReady
from mingchuang.units import acts, rules
from mingchuang.units.roles import Roles

REQUIRED = ("code", "name", "short_name", "kind", "sector", "order")


def units_from(
    path: Path,
    *,
    by: Roles,
    second: Roles,
    office_exists: bool = True,
    dry: bool = False,
    skip_bad: bool = False,
) -> imports.Outcome:
    """Import units: each row is proposed by ``by`` and confirmed by ``second``.

    Raises SheetError for a file that cannot be read; bad rows are in the outcome.
    """

    def handle(number, values):
        try:
            proposal = acts.propose(dict(values), by=by, office_exists=office_exists)
        except NotReady as error:
            column, _, problem = error.problems[0].partition(": ")
            raise imports.RowError(column, problem) from error
        acts.confirm(proposal.pk, by=second, office_exists=office_exists)

    return imports.run(
        imports.rows_of(path, rules.FIELDS, REQUIRED), handle, dry=dry, skip_bad=skip_bad
    )
