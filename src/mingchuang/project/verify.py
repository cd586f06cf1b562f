"""Everything against everything: files of the log, database, records, parts, heads, search, pages."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from django.utils.translation import gettext as _

from mingchuang import ledger
from mingchuang.ledger import entries as codec
from mingchuang.ledger import keys
from mingchuang.ledger.audit import audit
from mingchuang.ledger.models import Chain, Checkpoint, LogEntry, LogHead
from mingchuang.ledger.tiles import BadTile
from mingchuang.pages.views import store
from mingchuang.portal import projections as portal
from mingchuang.portal.models import OldAddress
from mingchuang.records import blobs, kinds, projections
from mingchuang.records.models import Counter, Gone, Head, Line, Part, Record, Touch
from mingchuang.search import engine

WITHOUT_RECORD = ("receive", "close", "reopen", "reply.complaint", "reply.request", "key.rotate")
"""Entry types that announce no public record."""


def everything(
    *, remembered: Sequence[str] = (), progress: Callable[[int, int], None] | None = None
) -> list[str]:
    """Return every problem found, in words, empty when all agree."""
    problems = list(_log(remembered, progress))
    problems += _records()
    problems += _heads()
    problems += _addresses()
    problems += _search()
    problems += _pages()
    return problems


def _log(remembered: Sequence[str], progress) -> Iterator[str]:
    kept = list(Checkpoint.objects.order_by("size").values_list("note", flat=True))
    notes = [*remembered, *kept[:: max(1, len(kept) // 50)], *kept[-1:]]
    folder = keys.folder()
    result = audit(folder.root, keys.verifier(), remembered=notes, progress=progress)
    yield from result.problems
    size = LogHead.objects.values_list("size", flat=True).first() or 0
    if LogEntry.objects.count() != size:
        yield _("database: %(rows)d entries are numbered, the head says %(size)d") % {
            "rows": LogEntry.objects.count(),
            "size": size,
        }
    if result.size > size:
        yield _(
            "database: it holds %(size)d entries, %(published)d were published. Run 'mingchuang restore --adopt'."
        ) % {"size": size, "published": result.size}
    if (
        kept
        and result.checkpoint is not None
        and result.size < Checkpoint.objects.order_by("-size").first().size
    ):
        yield _(
            "log/checkpoint: rolled back to %(n)d entries; the newest signed one is kept in the database"
        ) % {"n": result.size}
    shared = min(size, result.size)
    try:
        for row, leaf in zip(
            LogEntry.objects.filter(idx__lt=shared).order_by("idx").iterator(2000),
            folder.entries(0, shared),
            strict=True,
        ):
            if bytes(row.leaf) != leaf:
                yield _("entry %(n)d: the database and the log's files differ") % {"n": row.idx}
    except BadTile as error:
        if not result.problems:
            yield str(error)
    except ValueError:  # one of the two ended before the other
        yield _(
            "database: of the first %(n)d entries some are missing; the log's files have them"
        ) % {"n": shared}


def _records() -> Iterator[str]:
    rows = {(r.obj, r.ver): r for r in Record.objects.iterator(2000)}
    seen = set()
    lost = _lost()
    for entry in LogEntry.objects.order_by("idx").iterator(2000):
        try:
            leaf = codec.decode(bytes(entry.leaf))
        except codec.BadEntry as error:
            yield _("entry %(n)d: the database's line cannot be read: %(why)s") % {
                "n": entry.idx,
                "why": error,
            }
            continue
        if entry.type in WITHOUT_RECORD:
            continue
        record = rows.get((entry.obj, entry.ver))
        where = f"/items/{entry.obj}/v{entry.ver}"
        if record is None:
            if (entry.obj, entry.ver) in lost:
                continue  # a public notice says so
            yield _("%(where)s: entry %(n)d names a record that is not in the database") % {
                "where": where,
                "n": entry.idx,
            }
            continue
        seen.add((entry.obj, entry.ver))
        body = bytes(record.body)
        if ledger.sha256(body) != leaf.content:
            yield _("%(where)s: the record was edited; it is not what entry %(n)d names") % {
                "where": where,
                "n": entry.idx,
            }
            continue
        yield from _parts(where, record, json.loads(body))
    for obj, ver in rows.keys() - seen:
        if not Chain.objects.filter(obj=obj, ver__gte=ver).exists():
            yield _("%(where)s: a record that no entry names") % {"where": f"/items/{obj}/v{ver}"}


def _lost() -> set[tuple[str, int]]:
    """Return what public notices name as lost when an older database was restored."""
    lost = set()
    for body in Record.objects.filter(kind="notice").values_list("body", flat=True):
        lost |= {(row["id"], row["version"]) for row in json.loads(bytes(body)).get("lost", ())}
    return lost


def _parts(where: str, record: Record, body: dict) -> Iterator[str]:
    parts = {part.name: part for part in Part.objects.filter(record=record).select_related("held")}
    for name, named in body.get("parts", {}).items():
        part = parts.get(name)
        if part is None:
            yield _("%(where)s: part %(name)s is missing") % {"where": where, "name": name}
            continue
        if part.closed:
            if part.content is not None or part.salt is not None or part.blob or part.held_id:
                yield _("%(where)s: part %(name)s is closed and still holds something") % {
                    "where": where,
                    "name": name,
                }
            continue
        try:
            data = part.data if part.data is not None else blobs.read(part.blob or "")
        except FileNotFoundError:
            yield _("%(where)s: the file of part %(name)s is missing") % {
                "where": where,
                "name": name,
            }
            continue
        try:
            right = ledger.check_digest(named["digest"], data, part.opening)
        except ValueError:
            right = False
        if not right:
            yield _("%(where)s: part %(name)s was replaced; it is not what the record names") % {
                "where": where,
                "name": name,
            }
    for gone in Gone.objects.filter(
        obj=record.obj,
        from_version__lte=record.ver,
        to_version__gte=record.ver,
        why__in=["privacy", "secret"],
    ):
        if any(not part.closed for part in parts.values()):
            yield _("%(where)s: closed for %(why)s, and a part is still there") % {
                "where": where,
                "why": _("a secret") if gone.why == "secret" else _("personal data"),
            }


def _heads() -> Iterator[str]:
    mark = projections.Heads().position()
    last: dict[str, int] = {}
    lost = _lost()
    for obj, ver in (
        LogEntry.objects.filter(idx__lt=mark)
        .exclude(type__in=WITHOUT_RECORD)
        .values_list("obj", "ver")
        .order_by("idx")
    ):
        if (obj, ver) not in lost:
            last[obj] = ver
    heads = {head.obj: head for head in Head.objects.all()}
    live: dict[str, int] = {}
    for obj, ver in last.items():
        head = heads.get(obj)
        if head is None:
            if Record.objects.filter(obj=obj).exists():
                yield _("heads: /items/%(obj)s/ is missing; run 'mingchuang rebuild heads'") % {
                    "obj": obj
                }
            continue
        if head.version != ver:
            yield _(
                "heads: /items/%(obj)s/ stands at version %(old)d, the log at %(new)d; run 'mingchuang rebuild heads'"
            ) % {"obj": obj, "old": head.version, "new": ver}
        for name, line in head.lines.items():
            if line > 0 and head.state == "open":
                live[name] = live.get(name, 0) + 1
            if not Line.objects.filter(list=name, line=abs(line), number=head.number).exists():
                yield _(
                    "heads: line %(line)d of list %(name)s is missing; run 'mingchuang rebuild heads'"
                ) % {"line": abs(line), "name": name}
    for obj in heads.keys() - last.keys():
        yield _("heads: /items/%(obj)s/ has no entry in the log") % {"obj": obj}
    for counter in Counter.objects.all():
        if counter.live != live.get(counter.list, 0):
            yield _(
                "heads: list %(name)s counts %(old)d, it shows %(new)d; run 'mingchuang rebuild heads'"
            ) % {"name": counter.list, "old": counter.live, "new": live.get(counter.list, 0)}
    missing = mark - Touch.objects.filter(idx__lt=mark).count()
    if missing:
        yield _("heads: the tags of %(n)d entries are missing; run 'mingchuang rebuild heads'") % {
            "n": missing
        }


def _addresses() -> Iterator[str]:
    followed = portal.OldAddresses().position()
    wanted: dict[str, str] = {}
    for start in range(0, followed, 2000):
        entries = LogEntry.objects.filter(
            idx__gte=start, idx__lt=min(start + 2000, followed), type="publish"
        ).order_by("idx")
        try:
            for address, obj in portal.named(entries):
                wanted.setdefault(address, obj)
        except codec.BadEntry:
            return  # that entry has been named already
    found = dict(OldAddress.objects.values_list("address", "obj"))
    for address in sorted(wanted.keys() | found.keys()):
        if address not in found:
            yield _(
                "addresses: %(address)s does not lead to /items/%(obj)s/; run 'mingchuang rebuild addresses'"
            ) % {"address": address, "obj": wanted[address]}
        elif found[address] != wanted.get(address):
            yield _(
                "addresses: %(address)s leads to /items/%(obj)s/, and the log does not say so; run 'mingchuang rebuild addresses'"
            ) % {"address": address, "obj": found[address]}


def _search() -> Iterator[str]:
    names = [kind.name for kind in kinds.all_kinds() if kind.listed]
    if engine.index().position < projections.Heads().position():
        return  # it has still to follow; not a contradiction
    wanted = set(Head.objects.filter(kind__in=names, state="open").values_list("obj", flat=True))
    found = engine.index().keys()
    for obj in sorted(wanted - found):
        yield _("search: /items/%(obj)s/ cannot be found; run 'mingchuang rebuild search'") % {
            "obj": obj
        }
    for obj in sorted(found - wanted):
        yield _(
            "search: /items/%(obj)s/ is found although it is gone; run 'mingchuang rebuild search'"
        ) % {"obj": obj}


def _pages() -> Iterator[str]:
    pages = store()
    if pages.done() < projections.Heads().position():
        return
    last = dict(Head.objects.values_list("obj", "last_idx"))
    with closing(sqlite3.connect(pages.root / "index.sqlite3")) as db:
        for path, pos, tag in db.execute(
            "SELECT path, pos, tag FROM page JOIN tag ON tag.page = page.id WHERE tag LIKE 'rec:%'"
        ):
            if pos <= last.get(tag[4:], -1):
                yield _(
                    "pages: %(path)s is older than what it shows; run 'mingchuang rebuild pages'"
                ) % {"path": path}
        known = {path for (path,) in db.execute("SELECT path FROM page")}
    for top in ("site", "until"):
        for file in (pages.root / top).rglob("index.html"):
            path = "/" + str(file.parent.relative_to(pages.root / top)).strip("/.") + "/"
            path = "/" if path == "//" else path
            if path not in known:
                yield _(
                    "pages: %(path)s is stored and not in the index; run 'mingchuang rebuild pages'"
                ) % {"path": path}
