"""Backup, restore, adopting a published log, and the public export."""

import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.ledger import entries as codec
from mingchuang.ledger import keys, sequencer
from mingchuang.ledger.audit import audit
from mingchuang.ledger.checkpoints import open_checkpoint
from mingchuang.ledger.merkle import leaf_hash
from mingchuang.ledger.models import Chain, Checkpoint, LogEntry, LogHead
from mingchuang.ledger.notes import BadNote
from mingchuang.ledger.writing import Entry, append
from mingchuang.project import worker
from mingchuang.publishing import acts as publishing
from mingchuang.records import writing
from mingchuang.records.models import Part, Record
from mingchuang.records.reading import visible_parts

DATABASE = "mingchuang.sqlite3"
DUMP = "mingchuang.pgdump"


class ArchiveError(Exception):
    """A backup that cannot be used; the message says why."""


def backup(target: Path) -> int:
    """Write one archive while everything runs; returns its size in bytes.

    Order: the log's files, then the database, then the files it names, then the keys. So the
    database is never behind the archived log, and no record lacks its file.
    Raises FileExistsError.
    """
    if target.exists():
        raise FileExistsError(target)
    data = Path(settings.DATA)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix=".backup") as scratch:
        frozen = Path(scratch)
        log = frozen / "log"
        # The checkpoint first: tiles that come later only add to it.
        log.mkdir()
        for name in ("checkpoint", "key"):
            if (data / "log" / name).exists():
                shutil.copy2(data / "log" / name, log / name)
        shutil.copytree(
            data / "log" / "tile",
            log / "tile",
            ignore=shutil.ignore_patterns("*.tmp*"),
            dirs_exist_ok=True,
        ) if (data / "log" / "tile").exists() else None
        if connection.vendor == "sqlite":
            with (
                closing(sqlite3.connect(data / DATABASE)) as source,
                closing(sqlite3.connect(frozen / DATABASE)) as copy,
            ):
                source.backup(copy)
        else:
            _postgresql(["pg_dump", "--format=custom", f"--file={frozen / DUMP}"])
        partial = target.with_name(target.name + ".partial")
        with tarfile.open(partial, "w:gz", compresslevel=3) as archive:
            for name in sorted(frozen.iterdir()):
                archive.add(name, name.name)
            for name in ("blobs", "keys"):
                if (data / name).exists():
                    archive.add(
                        data / name,
                        name,
                        filter=lambda info: None if "/.tmp" in info.name else info,
                    )
        partial.chmod(0o600)
        partial.replace(target)
    return target.stat().st_size


def _postgresql(command: list[str]) -> None:
    try:
        subprocess.run([*command, settings.CONFIG.database_url], check=True, capture_output=True)
    except FileNotFoundError as error:
        raise ArchiveError(
            _("PostgreSQL's own program %(name)s is not installed here.") % {"name": command[0]}
        ) from error
    except subprocess.CalledProcessError as error:
        raise ArchiveError(error.stderr.decode()) from error


def restore(source: Path) -> None:
    """Put an archive in place. The worker must not run.

    A log in the data folder that goes further than the archive's is kept: ``adopt`` then takes
    its entries into the database. Raises ArchiveError, and nothing is changed then.
    """
    data = Path(settings.DATA)
    data.mkdir(parents=True, exist_ok=True)
    try:
        held = worker.only_one()
        held.__enter__()
    except worker.Busy as error:
        raise ArchiveError(_("A worker is running. Stop the service first.")) from error
    try:
        with tempfile.TemporaryDirectory(dir=data, prefix=".restore") as scratch:
            fresh = Path(scratch)
            try:
                with tarfile.open(source) as archive:
                    archive.extractall(fresh, filter="data")
            except FileNotFoundError as error:
                raise ArchiveError(_("There is no file %(file)s.") % {"file": source}) from error
            except (OSError, tarfile.TarError) as error:
                raise ArchiveError(
                    _("%(file)s cannot be read as a backup: %(why)s")
                    % {"file": source, "why": error}
                ) from error
            database = DATABASE if connection.vendor == "sqlite" else DUMP
            for name in (database, "keys", "log"):
                if not (fresh / name).exists():
                    raise ArchiveError(
                        _("%(file)s lacks %(name)s; it is not a backup of this kind of database.")
                        % {"file": source, "name": name}
                    )
            keep_log = _further(data / "log", fresh / "log")
            connection.close()
            if connection.vendor == "sqlite":
                for stale in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
                    (data / stale).unlink(missing_ok=True)
                (fresh / DATABASE).replace(data / DATABASE)
            else:
                _postgresql(
                    [
                        "pg_restore",
                        "--clean",
                        "--if-exists",
                        "--no-owner",
                        str(fresh / DUMP),
                        "--dbname",
                    ]
                )
            for name in ("keys", *(() if keep_log else ("log",))):
                shutil.rmtree(data / name, ignore_errors=True)
                (fresh / name).replace(data / name)
            for file in (fresh / "blobs").rglob("*") if (fresh / "blobs").exists() else ():
                if file.is_file():
                    place = data / "blobs" / file.relative_to(fresh / "blobs")
                    place.parent.mkdir(parents=True, exist_ok=True)
                    file.replace(place)
    finally:
        held.__exit__(None, None, None)


def _further(ours: Path, theirs: Path) -> bool:
    """Whether the log here is the same log as the archive's and holds more. Raises ArchiveError."""
    if not (ours / "checkpoint").exists() or not (ours / "key").exists():
        return False
    if (ours / "key").read_text() != (theirs / "key").read_text():
        raise ArchiveError(
            _(
                "The log in this data folder is another one than the backup's. Restore into an empty folder."
            )
        )
    if not (theirs / "checkpoint").exists():
        return True
    mine, backed = ((folder / "checkpoint").read_text() for folder in (ours, theirs))
    return _size(mine) > _size(backed)


def adopt() -> int:
    """Take published entries that the database lacks out of the log's files; returns how many.

    The files are audited first against the signed root. A ``log.notice`` then says in public
    which records were lost. Raises ArchiveError when the files do not hold.
    """
    folder = keys.folder()
    note = folder.checkpoint()
    head, _made = LogHead.objects.get_or_create(pk=1, defaults={"size": 0})
    if not note:
        sequencer.start()
        return 0
    known = [c.note for c in Checkpoint.objects.order_by("-size")[:1]]
    result = audit(
        folder.root,
        keys.verifier(),
        remembered=[n for n in known if _size(n) <= _size(note)],
    )
    if result.problems:
        raise ArchiveError("\n".join(result.problems))
    missing = result.size - head.size
    lost = []
    if missing > 0:
        with transaction.atomic():
            for idx, leaf in enumerate(folder.entries(head.size, result.size), start=head.size):
                entry = codec.decode(leaf)
                digest = leaf_hash(leaf).hex()
                LogEntry.objects.create(
                    idx=idx,
                    leaf=leaf,
                    leaf_hash=digest,
                    obj=entry.obj,
                    ver=entry.ver,
                    type=entry.type,
                    unit=entry.unit,
                )
                Chain.objects.update_or_create(
                    pk=entry.obj,
                    defaults={"ver": entry.ver, "leaf_hash": digest, "type": entry.type},
                )
                if not Record.objects.filter(obj=entry.obj, ver=entry.ver).exists():
                    lost.append({"id": entry.obj, "version": entry.ver, "entry": idx})
                    if entry.type == "withdraw" or entry.reason == "display_over":
                        publishing.forget_lists(entry.obj)
                    if _takes_back(entry):
                        writing.close(
                            entry.obj,
                            upto=entry.ver - 1,
                            act=entry.type,
                            why="privacy" if entry.type == "expire" else entry.reason or entry.type,
                            at=clock.now(),
                        )
                        if entry.type == "erase" or entry.reason in ("privacy", "secret"):
                            publishing.forget(entry.obj)
            LogHead.objects.filter(pk=1).update(size=result.size)
            Checkpoint.objects.get_or_create(
                pk=result.size,
                defaults={"root": result.checkpoint.root.hex(), "note": note, "at": clock.now()},
            )
            if lost:
                unit = LogEntry.objects.order_by("idx").first().unit
                stored = writing.store(
                    writing.Composition(
                        "notice", "notice-1", unit, {"reason": "restored", "lost": lost}
                    ),
                    act="notice",
                    at=clock.now(),
                )
                append([Entry("log.notice", stored, role="operator")])
    sequencer.start()
    return max(0, missing)


def _takes_back(entry: codec.EntryData) -> bool:
    """Whether an entry closes what came before it: that must hold even when its record is lost."""
    closing = entry.type == "amend" and entry.reason in ("privacy", "secret")
    return closing or entry.type in ("withdraw", "erase") or entry.reason == "term_over"


def _size(note: str) -> int:
    """How many entries a signed checkpoint speaks for. Raises ArchiveError when it does not hold."""
    try:
        return open_checkpoint(note, [keys.verifier()])[0].size
    except BadNote as error:
        raise ArchiveError(
            _("The log's checkpoint cannot be trusted: %(why)s") % {"why": error}
        ) from error


def export(target: Path, progress: Callable[[int, int], None] | None = None) -> int:
    """Write ``records/``, ``parts/``, ``files/`` and ``log/``: whoever has them can recompute all."""
    target.mkdir(parents=True, exist_ok=True)
    data = Path(settings.DATA)
    numbered = Record.objects.filter(
        Exists(LogEntry.objects.filter(obj=OuterRef("obj"), ver=OuterRef("ver")))
    )
    total = numbered.count()
    done = 0
    for record in numbered.order_by("pk").iterator(500):
        place = target / "items" / record.obj
        place.mkdir(parents=True, exist_ok=True)
        (place / f"v{record.ver}.json").write_bytes(bytes(record.body))
        for part in Part.objects.filter(visible_parts(), record=record).select_related("held"):
            at = place / f"v{record.ver}" / ("files" if part.name.startswith("files/") else "parts")
            at.mkdir(parents=True, exist_ok=True)
            if part.blob:
                name = f"{part.name.removeprefix('files/')}-{Path(part.filename).name}"
                shutil.copyfile(data / "blobs" / part.blob[:2] / part.blob, at / name)
            elif part.data is not None:
                answer = {
                    "name": part.name,
                    "type": part.media_type,
                    "digest": part.digest,
                    "content": part.data.decode(),
                }
                if part.opening:
                    answer["salt"] = part.opening.hex()
                (at / f"{part.name}.json").write_text(
                    json.dumps(answer, ensure_ascii=False), encoding="utf-8"
                )
        done += 1
        if progress:
            progress(done, total)
    shutil.copytree(
        data / "log", target / "log", ignore=shutil.ignore_patterns("*.tmp*"), dirs_exist_ok=True
    )
    return done
