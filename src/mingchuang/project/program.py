"""The program ``mingchuang``. Pure commands import no Django."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from mingchuang import __version__, clock
from mingchuang.project.words import say as _
from mingchuang.words import set_translator

PURE = ("due", "timelimit", "codes", "inspect")


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingchuang.project.settings")
    import django
    from django.utils import translation

    from mingchuang.project.words import language

    django.setup()
    translation.activate("en" if language() == "en" else "zh-hans")


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar, with help in the terminal's language."""
    argparse._ = _  # type: ignore[attr-defined]
    top = argparse.ArgumentParser(
        prog="mingchuang", description=_("Open-affairs system of one district.")
    )
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", metavar=_("command"))

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text)

    setup = add("setup", _("prepare the data folder and the database; harmless to repeat"))
    setup.add_argument(
        "--origin",
        default="",
        help=_("name of the public log, set once: address prefix without scheme"),
    )
    serve = add("serve", _("run web and worker together"))
    serve.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("PORT", "8000")),
        help=_("port, default PORT or 8000"),
    )
    serve.add_argument("--host", default="0.0.0.0", help=_("address to listen on"))  # noqa: S104
    serve.add_argument("--workers", type=int, default=2, help=_("web processes"))
    worker = add("worker", _("run the worker alone"))
    worker.add_argument(
        "--node", action="store_true", help=_("only feed this web node's pages and search index")
    )
    worker.add_argument("--once", action="store_true", help=_("do one round and stop"))
    demo = add("demo", _("play the demonstration district into an empty data folder"))
    demo.add_argument(
        "--quick",
        action="store_true",
        help=_("only the register and the first disclosures, for tests"),
    )
    demo.add_argument(
        "--if-empty", action="store_true", help=_("do nothing when there is data already")
    )
    welcome = add("welcome", _("print addresses and demonstration sign-ins"))
    welcome.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    check = add(
        "check", _("verify log, records, parts, heads, search and pages against each other")
    )
    check.add_argument(
        "--remember",
        metavar="FILE",
        action="append",
        default=[],
        help=_("a checkpoint kept earlier; it must be a prefix of the log"),
    )
    check.add_argument(
        "--settings-doc", action="store_true", help=_("print the settings page and stop")
    )
    site = add(
        "site-check",
        _("look at the site as inspections do: tags, footer, columns at rest, empty or undated"),
    )
    site.add_argument(
        "--url", default="", help=_("address of a running site; else the one of this data folder")
    )
    rebuild = add("rebuild", _("build a projection anew from the log"))
    rebuild.add_argument(
        "name",
        nargs="?",
        default="all",
        help=_("heads, pages, fulfilment, dues, addresses, search or all"),
    )
    export = add("export", _("write all public records, open parts and the log into a folder"))
    export.add_argument("folder", type=Path)
    backup = add(
        "backup", _("copy database, files, log and keys into one archive, also while running")
    )
    backup.add_argument("file", type=Path)
    restore = add(
        "restore", _("put a backup in place, or adopt the published log into an older database")
    )
    restore.add_argument("file", type=Path, nargs="?")
    restore.add_argument(
        "--adopt",
        action="store_true",
        help=_(
            "take entries that were published but are missing from the database out of the log's files"
        ),
    )
    load = add(
        "import",
        _(
            "import units, staff or the disclosures of an old site from a table, the catalogue or review chains from JSON"
        ),
    )
    load.add_argument("what", choices=["units", "staff", "catalogue", "chains", "disclosures"])
    load.add_argument("file", type=Path, nargs="?")
    load.add_argument(
        "--by",
        default="",
        help=_("account of a member of the office, for the catalogue, review chains, disclosures"),
    )
    load.add_argument(
        "--dry-run", action="store_true", help=_("say what would happen and change nothing")
    )
    load.add_argument(
        "--skip-bad", action="store_true", help=_("take the good rows although others are bad")
    )
    load.add_argument(
        "--template",
        nargs="?",
        const=True,
        metavar="OUT",
        help=_("write an empty table with the headings instead"),
    )
    load.add_argument(
        "--passwords", type=Path, help=_("file for the first passwords of new accounts")
    )
    load.add_argument(
        "--columns",
        nargs="+",
        action="append",
        default=[],
        metavar=_("NAME=HEADING"),
        help=_("which heading is which column; nothing is guessed then"),
    )
    load.add_argument(
        "--yes",
        action="store_true",
        help=_("take the columns as they are guessed by their headings"),
    )
    load.add_argument(
        "--resume",
        action="store_true",
        help=_("go on with a file whose import was cut off, and with no other"),
    )
    load.add_argument(
        "--attachments", type=Path, metavar=_("FOLDER"), help=_("where the attached files lie")
    )
    load.add_argument(
        "--errors", type=Path, metavar="OUT.csv", help=_("write every bad row into a table")
    )
    progress = add(
        "progress", _("print each unit's figures: progress [--from-records DIR] --on DATE")
    )
    progress.add_argument(
        "--from-records",
        type=Path,
        metavar=_("FOLDER"),
        help=_("work them out from an exported folder, without a database"),
    )
    progress.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD")
    progress.add_argument("--json", action="store_true", help=_("as one JSON object"))
    catalogue = add("catalogue", _("read a standard table: catalogue read FILE"))
    catalogue.add_argument("what", choices=["read"])
    catalogue.add_argument("file", type=Path)
    due = add(
        "due", _("count a statutory time limit: due DATE N UNIT, or due DATE|DATETIME PHRASE")
    )
    due.add_argument("words", nargs=argparse.REMAINDER, metavar="DATE N UNIT")
    limit = add("timelimit", _("print the normal form of a catalogue's time limit as JSON"))
    limit.add_argument("words", nargs=argparse.REMAINDER, metavar="TEXT")
    codes = add("codes", _("check and normalise an official number: codes KIND TEXT"))
    codes.add_argument("words", nargs=argparse.REMAINDER, metavar="KIND TEXT")
    inspect = add("inspect", _("say what in files may not be published, as JSON: inspect FILE…"))
    inspect.add_argument("words", nargs=argparse.REMAINDER, metavar="FILE")
    django = add("django", _("pass a command on to Django"))
    django.add_argument("words", nargs=argparse.REMAINDER)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    argv = list(sys.argv[1:] if argv is None else argv)
    set_translator(_)
    if argv[:1] in (["due"], ["timelimit"]) and not set(argv) & {"-h", "--help"}:
        from mingchuang.timelimits.console import run_due_by_phrase, run_timelimit

        run = run_timelimit if argv[0] == "timelimit" else run_due_by_phrase
        return run(argv[1:], sys.stdout, sys.stderr)
    if argv[:1] == ["codes"] and not set(argv) & {"-h", "--help"}:
        from mingchuang.codes.console import run_codes

        return run_codes(argv[1:], sys.stdout, sys.stderr)
    if argv[:1] == ["inspect"] and not set(argv[:2]) & {"-h", "--help"}:
        from mingchuang.inspection.console import run_inspect

        return run_inspect(argv[1:], sys.stdout, sys.stderr)
    grammar = parser()
    args = grammar.parse_args(argv)
    if not args.command:
        grammar.print_help()
        return 0
    if args.command == "django":
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingchuang.project.settings")
        from django.core.management import execute_from_command_line

        execute_from_command_line(["mingchuang django", *args.words])
        return 0
    if args.command == "serve":
        from mingchuang.project import serve

        if serve.taken(args.port, args.host):
            words = _(
                "Port %(port)d is taken by another program. Choose one with PORT=… or --port."
            )
            print(words % {"port": args.port}, file=sys.stderr)
            return 1
        return serve.run(args.port, args.host, args.workers)
    if args.command == "check" and args.settings_doc:
        from mingchuang.project.config import markdown

        sys.stdout.write(markdown())
        return 0
    if args.command == "progress" and args.from_records:
        from mingchuang.progress.console import run_from_records

        on = args.on or clock.today()
        return run_from_records(args.from_records, on, args.json, sys.stdout, sys.stderr)
    _django()
    if args.command == "catalogue":
        from mingchuang.catalogue.standard.console import run_read

        return run_read(args.file, sys.stdout, sys.stderr)
    from mingchuang.project import commands

    names = {"import": "load", "progress": "progress_figures"}
    name = names.get(args.command, args.command).replace("-", "_")
    return getattr(commands, name)(args)
