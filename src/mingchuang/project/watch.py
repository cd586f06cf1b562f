"""What the health page says."""

import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from mingchuang import __version__
from mingchuang.ledger import reading as log
from mingchuang.ledger.models import LogHead, Outbox
from mingchuang.records.projections import registered

WORKER_SILENCE = 10


def health() -> dict:
    """Return figures and, under ``problems``, what is wrong in words."""
    facts: dict = {"ok": True, "version": __version__, "problems": []}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        head = LogHead.objects.filter(pk=1).first()
        facts["entries"] = head.size if head else 0
        facts["waiting"] = Outbox.objects.count()
        facts["projections"] = {p.name: p.position() for p in registered()}
        behind = [
            name
            for name, position in facts["projections"].items()
            if position < facts["entries"] - 1000
        ]
        if behind:
            facts["problems"].append(f"projections far behind the log: {', '.join(behind)}")
    except DatabaseError:
        facts["problems"].append("the database does not answer; run 'mingchuang setup' first")
    try:
        age = time.time() - (Path(settings.DATA) / "worker.beat").stat().st_mtime
        facts["worker_seconds_ago"] = round(age, 1)
        if age > WORKER_SILENCE:
            facts["problems"].append(
                "the worker has been silent for more than 10 seconds; start 'mingchuang worker'"
            )
    except FileNotFoundError:
        facts["problems"].append("no worker has run yet; start 'mingchuang worker'")
    try:
        now = log.checkpoint()
        facts["checkpoint"] = now[0].size if now else None
    except (OSError, ValueError):
        facts["problems"].append("the log's checkpoint cannot be read; run 'mingchuang check'")
    facts["ok"] = not facts["problems"]
    return facts
