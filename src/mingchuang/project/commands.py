"""What the program's commands do once Django is up. Each returns the exit code."""

import secrets
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger import keys
from mingchuang.ledger.folder import Halt
from mingchuang.ledger.models import LogEntry, LogHead
from mingchuang.project import archive, verify
from mingchuang.project import worker as work
from mingchuang.project.loading import load  # noqa: F401  a command like those below
from mingchuang.project.terminal import progress
from mingchuang.records import projections


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


def site_check(args) -> int:
    """Look at the site by the rules on government sites; exit 1 when something is found."""
    from django.core.wsgi import get_wsgi_application

    from mingchuang.columns.sitecheck import checks, walk

    config = settings.CONFIG
    if args.url:
        try:
            fetch = walk.over_http(args.url)
        except ValueError:
            print(_("The address begins with http:// or https://."), file=sys.stderr)
            return 2
    else:
        host = next((name for name in config.hosts if "*" not in name), "localhost")
        fetch = walk.in_process(get_wsgi_application(), host.lstrip("."), secure=config.secure)
    pages = walk.walk(fetch)
    found = checks.of_site(pages, clock.today())
    if not args.url and not keys.origin().startswith("demo."):
        found += [
            checks.Finding(
                "/", "settings", _("%(name)s still has its fictional default.") % {"name": name}
            )
            for name in config.fictional()
        ]
    for one in found:
        print(f"{one.path}  {one.rule}  {one.words}")
    columns = sum(bool(checks.COLUMN_PAGE.match(page.path)) for page in pages)
    print(
        _("%(pages)d pages looked at, %(columns)d of them columns: %(n)d findings.")
        % {"pages": len(pages), "columns": columns, "n": len(found)}
    )
    return 1 if found else 0


def export(args) -> int:
    """Write public records, open parts and the log."""
    count = archive.export(args.folder, progress(_("records")))
    print(_("%(n)d records written to %(folder)s") % {"n": count, "folder": args.folder})
    return 0


def progress_figures(args) -> int:
    """Print each unit's figures as the database gives them for a day."""
    from mingchuang.progress import console, reading

    on = args.on or clock.today()
    console.show(console.rows_of(reading.of_district(on)), on, sys.stdout, args.json)
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
    for name in ("heads", "fulfilment", "addresses", "search", "pages"):
        projections.rebuild(name)
    print(
        _("In place; %(n)d published entries were adopted. Run 'mingchuang check'.")
        % {"n": adopted}
    )
    return 0


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
