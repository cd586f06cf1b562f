"""The command ``import``: tables of units, staff and old disclosures, the catalogue, review chains."""

import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from mingchuang.project.terminal import agreed, asks, progress
from mingchuang.records import columns, imports, sheets
from mingchuang.records.columns import Choice, Column
from mingchuang.records.errors import ActError
from mingchuang.records.models import ImportRun

EVERY = 5.0
"""Seconds between two lines of progress where nobody watches a terminal."""


class Unconfirmed(Exception):
    """The columns were guessed and nobody has said that the guess is right."""


def load(args) -> int:
    """Import a file."""
    if args.template:
        return _template(args)
    if args.file is None:
        print(_("Name the file, or an empty table to write with --template."), file=sys.stderr)
        return 2
    if args.what in ("catalogue", "chains"):
        return _load_office(args)
    try:
        return _load_old(args) if args.what == "disclosures" else _load_register(args)
    except Unconfirmed:
        print(
            _(
                "Nothing was changed. Confirm the columns with --yes, or name them with --columns, such as --columns %(example)s."
            )
            % {"example": "title=标题"},
            file=sys.stderr,
        )
        return 2
    except (sheets.SheetError, ActError, OSError) as error:
        print(str(error), file=sys.stderr)
        return 1


def _known(what: str) -> Sequence[Column]:
    """Return the columns of a table."""
    from mingchuang.disclosures import legacy
    from mingchuang.people import importers as people
    from mingchuang.units import importers as units

    return {"units": units.COLUMNS, "staff": people.HEADINGS, "disclosures": legacy.COLUMNS}[what]


def _template(args) -> int:
    """Write an empty table with the headings."""
    if args.what in ("catalogue", "chains"):
        print(_("The catalogue and review chains have no table."), file=sys.stderr)
        return 2
    file = args.file if args.template is True else Path(args.template)
    if file is None:
        print(_("Name the table to write."), file=sys.stderr)
        return 2
    imports.template(file, [column.name for column in _known(args.what)])
    print(file)
    return 0


def _choose(args, table: imports.Table, before: dict[str, str]) -> Choice:
    """Return which column is which: named, as an earlier run of the file had it, or guessed.

    A guess is shown and has to be confirmed. Raises SheetError, Unconfirmed.
    """
    known = _known(args.what)
    words = [word for words in args.columns for word in words]
    if words and not all("=" in word for word in words):
        raise sheets.SheetError(_("Write columns as name=heading, such as title=标题."))
    named = dict(word.split("=", 1) for word in words) or before
    if named:
        return columns.chosen(table.heads, known, named)
    choice = columns.guess(table.heads, known)
    if choice.sure:
        return choice
    print(shown(choice, known), file=sys.stderr)
    if args.yes or args.dry_run or (asks() and agreed(_("Is that right? [y/N]"))):
        return choice
    raise Unconfirmed


def shown(choice: Choice, known: Sequence[Column]) -> str:
    """Return the guess as a table: our column, the file's heading."""
    rows = [(column.name, choice.heading(column.name)) for column in known]
    rows = [(name, head if name in choice.places else "—") for name, head in rows]
    width = max(len(name) for name, _head in rows)
    lines = [_("Columns as guessed:"), *(f"  {name:<{width}}  {head}" for name, head in rows)]
    if choice.unused:
        lines.append(_("Not used: %(heads)s") % {"heads": ", ".join(choice.unused)})
    return "\n".join(lines)


def _journal(args, table: imports.Table) -> tuple[ImportRun | None, int | None]:
    """Return the journal of an earlier run, and the exit code when nothing is to be done now.

    A file of disclosures with rows that were left out is looked at again: what was wrong may have
    been a register or a missing attachment.
    """
    run = imports.done_before(args.what, table.sha256)
    if run is None and args.resume:
        print(_("No import of this file was begun; leave out --resume."), file=sys.stderr)
        return None, 2
    whole = args.what != "disclosures" or (run is not None and not run.bad)
    if run is not None and run.state == run.State.DONE and whole:
        print(
            _("This file was imported already: %(n)d rows on %(day)s. Nothing was changed.")
            % {"n": run.taken, "day": run.saved_at.date()}
        )
        return run, 0
    return run, None


def _load_register(args) -> int:
    """Import a table of units or staff into registers that nobody keeps yet."""
    from mingchuang.people import importers as people
    from mingchuang.people.reading import office_exists
    from mingchuang.units import importers as units
    from mingchuang.units.roles import OPERATOR

    if office_exists():
        print(
            _(
                "The openness office exists; units and posts are proposed and confirmed on the desk."
            ),
            file=sys.stderr,
        )
        return 2
    passwords: dict[str, str] = {}

    def password(username: str) -> str:
        passwords[username] = secrets.token_urlsafe(9)
        return passwords[username]

    table = imports.table(args.file)
    _run, end = _journal(args, table)
    if end is not None:
        return end
    choice = _choose(args, table, {})
    how = {
        "by": OPERATOR,
        "second": OPERATOR,
        "dry": args.dry_run,
        "skip_bad": args.skip_bad,
        "chosen": (table, choice),
    }
    if args.what == "units":
        outcome = units.units_from(args.file, office_exists=False, **how)
    else:
        outcome = people.staff_from(
            args.file, password=password if args.passwords else lambda username: None, **how
        )
    for bad in outcome.bad:
        heading = choice.heading(bad.column) if bad.column else ""
        print(imports.BadRow(bad.row, heading, bad.problem), file=sys.stderr)
    if outcome.saved and args.passwords and passwords:
        args.passwords.touch(mode=0o600)
        args.passwords.write_text("".join(f"{name}\t{word}\n" for name, word in passwords.items()))
    word = _("taken") if outcome.saved else _("would be taken; nothing was changed")
    print(
        _("%(n)d rows %(word)s, %(bad)d bad")
        % {"n": outcome.taken, "word": word, "bad": len(outcome.bad)}
    )
    return 0 if outcome.saved or (args.dry_run and not outcome.bad) else 1


def _load_old(args) -> int:
    """Take over what an old site has published."""
    from mingchuang.disclosures import importers
    from mingchuang.people.models import User
    from mingchuang.people.reading import roles_of
    from mingchuang.units.roles import OFFICE

    actor = User.objects.filter(username=args.by).first() if args.by else None
    if args.by and not roles_of(actor).district(OFFICE):
        print(_("Name a member of the openness office with --by."), file=sys.stderr)
        return 2
    if args.attachments and not args.attachments.is_dir():
        print(_("%(folder)s is no folder.") % {"folder": args.attachments}, file=sys.stderr)
        return 2
    table = imports.table(args.file)
    run, end = _journal(args, table)
    if end is not None:
        return end
    before = run.options if run else {}
    choice = _choose(args, table, before.get("columns", {}))
    folder = args.attachments or (
        Path(before["attachments"]) if before.get("attachments") else None
    )
    cut_off = run is not None and run.state == run.State.RUNNING
    skip_bad = args.skip_bad or (cut_off and bool(before.get("skip_bad")))
    found = importers.validate(table, choice, folder, progress(_("checked"), every=EVERY))
    if found.before:
        print(_("%(n)d rows were taken by an earlier run.") % {"n": found.before}, file=sys.stderr)
    if not args.dry_run:
        found = importers.take(
            table,
            choice,
            found,
            folder=folder,
            actor=actor,
            skip_bad=skip_bad,
            progress=progress(_("taken over"), every=EVERY),
        )
    return _told(args, found)


def _told(args, found) -> int:
    """Say what an import of disclosures did or would do; returns the exit code."""
    from mingchuang.disclosures import importers, legacy

    for kind, n, rows in found.kinds():
        where = ", ".join(map(str, rows)) + (" …" if n > len(rows) else "")
        print(
            _("%(n)6d  %(kind)s: rows %(rows)s")
            % {"n": n, "kind": legacy.KINDS[kind], "rows": where},
            file=sys.stderr,
        )
    if found.bad and args.errors:
        importers.write_errors(args.errors, found.bad)
        print(_("All of them are in %(file)s.") % {"file": args.errors}, file=sys.stderr)
    elif found.bad:
        for bad in found.bad[:20]:
            print(bad, file=sys.stderr)
        print(_("--errors FILE.csv writes all of them into a table."), file=sys.stderr)
    if found.pictures:
        print(
            _(
                "In %(n)d rows the text had pictures of the old site, which are not taken with it (first in row %(row)d); hand them in as attachments."
            )
            % {"n": len(found.pictures), "row": found.pictures[0]},
            file=sys.stderr,
        )
    if found.saved:
        word = _("taken")
    elif found.taken:
        word = _("taken; it stopped there. Mend what is bad and run it again")
    else:
        word = _("would be taken; nothing was changed")
    n = found.taken if found.saved or found.taken else len(found.order)
    print(_("%(n)d rows %(word)s, %(bad)d bad") % {"n": n, "word": word, "bad": found.bad_rows()})
    return 0 if found.saved or (args.dry_run and not found.bad) else 1


def _load_office(args) -> int:
    """Load the catalogue (and publish owed lists) or review chains, in the name of the office.

    ``builtin`` stands for the edition that comes with the product.
    """
    import json

    from mingchuang.catalogue import acts as catalogue
    from mingchuang.catalogue.builtin import builtin_edition
    from mingchuang.people.models import User
    from mingchuang.people.reading import roles_of
    from mingchuang.publishing import acts as publishing
    from mingchuang.units.roles import OFFICE

    actor = User.objects.filter(username=args.by).first()
    roles = roles_of(actor)
    if not roles.district(OFFICE):
        print(_("Name a member of the openness office with --by."), file=sys.stderr)
        return 2
    try:
        if args.what == "catalogue" and str(args.file) == "builtin":
            data = builtin_edition()
        else:
            data = json.loads(args.file.read_text(encoding="utf-8"))
        if args.what == "catalogue":
            unit = next(held.unit for held in roles.held if held.role == OFFICE)
            edition = catalogue.load_edition(data, unit=unit, by=roles)
            lists = catalogue.publish_owed_lists(by=roles)
            print(
                _("%(name)s is in use; %(n)d owed lists published")
                % {"name": edition.name, "n": lists}
            )
            return 0
        chains = {None: data["default"], **data.get("units", {})}
        for unit, chain in chains.items():
            same = chain.get("same_person", {})
            publishing.set_chain(
                unit=unit,
                kind="",
                steps=chain["steps"],
                actor=actor,
                same_person=User.objects.get(username=same["username"]) if same else None,
                document=same.get("document", ""),
            )
        print(_("%(n)d review chains set") % {"n": len(chains)})
        return 0
    except (OSError, ValueError, KeyError, ActError, User.DoesNotExist) as error:
        print(f"{args.file}: {error}", file=sys.stderr)
        return 1
