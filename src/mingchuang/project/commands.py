"""What the program's commands do once Django is up. Each returns the exit code."""

import secrets
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from mingchuang.ledger import keys
from mingchuang.ledger.models import LogEntry, LogHead
from mingchuang.ledger.tiles import Halt
from mingchuang.project import archive, verify
from mingchuang.project import worker as work
from mingchuang.records import projections


def progress(label: str):
    """Return a callback that draws one line of progress on a terminal, and stays quiet in a file."""
    last = [0.0]

    def show(done: int, total: int) -> None:
        now = time.monotonic()
        if sys.stderr.isatty() and (now - last[0] > 0.1 or done >= total):
            last[0] = now
            print(
                f"\r{label} {done}/{total}",
                end="\n" if done >= total else "",
                file=sys.stderr,
                flush=True,
            )

    return show


def setup(args) -> int:
    """Make folders, keys, tables, triggers and static files."""
    data = Path(settings.DATA)
    for name in ("keys", "blobs", "log", "pages"):
        (data / name).mkdir(parents=True, exist_ok=True)
    data.chmod(0o750)
    (data / "keys").chmod(0o700)
    secret = data / "keys" / "django"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(64))
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        for statement in projections.append_only_sql():
            cursor.execute(statement)
    origin = args.origin or settings.CONFIG.origin or "log.example/district"
    key = keys.create(origin)
    LogHead.objects.get_or_create(pk=1, defaults={"size": 0})
    call_command("collectstatic", verbosity=0, interactive=False)
    print(_("Ready: %(folder)s, log %(origin)s") % {"folder": data, "origin": key.name})
    if args.origin and key.name != args.origin:
        print(
            _("The log already has the name %(name)s; a log's name never changes.")
            % {"name": key.name},
            file=sys.stderr,
        )
        return 1
    return 0


def worker(args) -> int:
    """Run the worker."""
    return work.run_node() if args.node else work.run(once=args.once)


def rebuild(args) -> int:
    """Build projections anew."""
    names = [p.name for p in projections.registered()]
    if args.name not in (*names, "all"):
        print(
            _("There is no projection %(name)s. There are: %(names)s.")
            % {"name": args.name, "names": ", ".join(names)},
            file=sys.stderr,
        )
        return 2
    for name in names if args.name == "all" else [args.name]:
        started = time.monotonic()
        done = projections.rebuild(name, progress(name))
        print(f"{name}: {done} ({time.monotonic() - started:.1f} s)")
    return 0


def check(args) -> int:
    """Verify everything against everything; exit 1 when something is wrong."""
    try:
        remembered = [Path(name).read_text(encoding="utf-8") for name in args.remember]
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    problems = verify.everything(remembered=remembered, progress=progress(_("log")))
    for problem in problems:
        print(problem)
    entries = LogEntry.objects.count()
    if problems:
        print(
            _("%(n)d problems found in %(entries)d entries.")
            % {"n": len(problems), "entries": entries}
        )
        return 1
    print(
        _("All is well: %(entries)d entries, log, records, parts, heads, search and pages agree.")
        % {"entries": entries}
    )
    return 0


def export(args) -> int:
    """Write public records, open parts and the log."""
    count = archive.export(args.folder, progress(_("records")))
    print(_("%(n)d records written to %(folder)s") % {"n": count, "folder": args.folder})
    return 0


def backup(args) -> int:
    """Make one archive of everything."""
    try:
        size = archive.backup(args.file)
    except FileExistsError:
        print(
            _("%(file)s is there already; name another file.") % {"file": args.file},
            file=sys.stderr,
        )
        return 2
    print(_("Backup written: %(file)s, %(mb).1f MB") % {"file": args.file, "mb": size / 1e6})
    return 0


def restore(args) -> int:
    """Put a backup in place, or adopt published entries into the database."""
    try:
        if args.file:
            archive.restore(args.file)
            connection.close()
        elif not args.adopt:
            print(_("Name the backup file, or say --adopt."), file=sys.stderr)
            return 2
        adopted = archive.adopt()
    except (archive.ArchiveError, Halt) as error:
        print(str(error), file=sys.stderr)
        return 1
    for name in ("heads", "fulfilment", "search", "pages"):
        projections.rebuild(name)
    print(
        _("In place; %(n)d published entries were adopted. Run 'mingchuang check'.")
        % {"n": adopted}
    )
    return 0


def load(args) -> int:
    """Import a table of units or staff."""
    from mingchuang.people import importers as people
    from mingchuang.people.reading import office_exists
    from mingchuang.records import imports, sheets
    from mingchuang.units import importers as units
    from mingchuang.units import rules
    from mingchuang.units.roles import OPERATOR

    if args.what in ("catalogue", "chains"):
        return _load_office(args)
    if args.template:
        imports.template(args.file, rules.FIELDS if args.what == "units" else people.COLUMNS)
        print(args.file)
        return 0
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

    how = {"by": OPERATOR, "second": OPERATOR, "dry": args.dry_run, "skip_bad": args.skip_bad}
    try:
        if args.what == "units":
            outcome = units.units_from(args.file, office_exists=False, **how)
        else:
            outcome = people.staff_from(
                args.file, password=password if args.passwords else lambda username: None, **how
            )
    except (sheets.SheetError, OSError) as error:
        print(str(error), file=sys.stderr)
        return 1
    for bad in outcome.bad:
        print(bad, file=sys.stderr)
    if outcome.saved and args.passwords and passwords:
        args.passwords.touch(mode=0o600)
        args.passwords.write_text("".join(f"{name}\t{word}\n" for name, word in passwords.items()))
    word = _("taken") if outcome.saved else _("would be taken; nothing was changed")
    print(
        _("%(n)d rows %(word)s, %(bad)d bad")
        % {"n": outcome.taken, "word": word, "bad": len(outcome.bad)}
    )
    return 0 if outcome.saved or (args.dry_run and not outcome.bad) else 1


def demo(args) -> int:
    """Play the demonstration district."""
    from mingchuang.demo import play

    if LogEntry.objects.exists() or LogHead.objects.filter(size__gt=0).exists():
        if args.if_empty:
            return 0
        print(
            _("There is data here already; the demonstration needs an empty data folder."),
            file=sys.stderr,
        )
        return 2
    if not keys.origin().startswith("demo."):
        print(
            _(
                "A demonstration's log has a name that begins with demo. Run setup --origin demo.… in an empty folder."
            ),
            file=sys.stderr,
        )
        return 2
    with work.only_one():
        play.everything(quick=args.quick, progress=progress(_("days")))
        work.beat()
    return 0


def welcome(args) -> int:
    """Print where to go and, for a demonstration, who to sign in as."""
    from mingchuang.demo import play

    base = f"http://localhost:{args.port}"
    print()
    site, staff, signs = _("Public site"), _("Desk"), _("Demonstration sign-ins, password")
    print(f"  {site}   {base}/    English {base}/en/")
    print(f"  {staff}   {base}/desk/")
    if keys.origin().startswith("demo."):
        print(f"  {signs} {play.PASSWORD}")
        for username, name, what in play.sign_ins():
            print(f"    {username:<16} {name}  {what}")
    print(flush=True)
    return 0


def _load_office(args) -> int:
    """Load the catalogue (and publish owed lists) or review chains, in the name of the office.

    ``builtin`` stands for the edition that comes with the product.
    """
    import json
    from importlib import resources

    from mingchuang.catalogue import acts as catalogue
    from mingchuang.people.models import User
    from mingchuang.people.reading import roles_of
    from mingchuang.publishing import acts as publishing
    from mingchuang.records.errors import ActError
    from mingchuang.units.roles import OFFICE

    actor = User.objects.filter(username=args.by).first()
    roles = roles_of(actor)
    if not roles.district(OFFICE):
        print(_("Name a member of the openness office with --by."), file=sys.stderr)
        return 2
    builtin = resources.files("mingchuang.catalogue") / "data" / "obligations-2026.json"
    source = builtin if str(args.file) == "builtin" else args.file
    try:
        data = json.loads(source.read_text(encoding="utf-8"))
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
