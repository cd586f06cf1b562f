"""What the health page says."""

import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from mingchuang import __version__, clock
from mingchuang.catalogue import nightly
from mingchuang.ledger import reading as log
from mingchuang.ledger.models import LogHead, Outbox
from mingchuang.records.projections import registered

WORKER_SILENCE = 10


def health() -> dict:
    """Return figures and, in words of the language in force, what is wrong (``problems``) and what
    somebody should look at although the site is well (``remarks``)."""
    facts: dict = {"ok": True, "version": __version__, "problems": [], "remarks": []}
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
            facts["problems"].append(
                _("projections far behind the log: %(names)s") % {"names": ", ".join(behind)}
            )
        if not nightly.way_out(clock.now()):
            facts["remarks"].append(
                _(
                    "in the last night not one address on another platform answered: this machine seems to have no way out, nothing was counted"
                )
            )
    except DatabaseError:
        facts["problems"].append(_("the database does not answer; run 'mingchuang setup' first"))
    try:
        age = time.time() - (Path(settings.DATA) / "worker.beat").stat().st_mtime
        facts["worker_seconds_ago"] = round(age, 1)
        if age > WORKER_SILENCE:
            facts["problems"].append(
                _(
                    "the worker has been silent for more than %(n)d seconds; start 'mingchuang worker'"
                )
                % {"n": WORKER_SILENCE}
            )
    except FileNotFoundError:
        facts["problems"].append(_("no worker has run yet; start 'mingchuang worker'"))
    try:
        now = log.checkpoint()
        facts["checkpoint"] = now[0].size if now else None
    except (OSError, ValueError):
        facts["problems"].append(_("the log's checkpoint cannot be read; run 'mingchuang check'"))
    facts["ok"] = not facts["problems"]
    return facts
