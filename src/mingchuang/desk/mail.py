"""Mails about what waits: titles and numbers as plain text, at most once for each turn.

A person's turn is taken in the database before the mail is handed over. A worker that is killed in
between loses that one mail and never sends two; the next turn comes anyway, and the desk shows the
same at any time. Whether the mail server answers is tried before, so a server that is down takes
nobody's turn.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingchuang import clock
from mingchuang.desk import rules
from mingchuang.desk.models import Subscription
from mingchuang.desk.tasks import Group, grouped
from mingchuang.ledger import keys
from mingchuang.people.models import User
from mingchuang.people.reading import roles_of

log = structlog.get_logger(__name__)
ROUND_SECONDS = 2.0
"""Mails a round take no longer than this: the worker has entries to number in between."""
AWAY_SECONDS = 600.0
"""How long a mail server that did not answer is left alone."""
SALT = "desk.mail.stop"
_away_until = 0.0


@dataclass(frozen=True)
class Letter:
    """A mail as it will be sent."""

    subject: str
    body: str


def due(now: datetime) -> Iterable[Callable[[], object]]:
    """Return one call when somebody's mail is due (port ``records.timed``)."""
    if time.monotonic() >= _away_until and any(_turns(now)):
        yield partial(send, now)


def _turns(now: datetime) -> Iterable[Subscription]:
    for rhythm in Subscription.Rhythm.values:
        since = rules.slot(rhythm, now)
        if since is not None:
            yield from Subscription.objects.filter(
                rhythm=rhythm, sent_at__lt=since, user__is_active=True
            ).select_related("user")


def send(now: datetime) -> int:
    """Send the mails that are due, as many as fit into a round; returns how many went out.

    One person's fault does not keep the others' mails back. Somebody for whom nothing waits gets
    no mail, and the turn counts as taken.
    """
    global _away_until
    connection, sent, started = None, 0, time.monotonic()
    try:
        for subscription in list(_turns(now)):
            if time.monotonic() - started > ROUND_SECONDS:
                break
            letter = _letter_or_none(subscription)
            if letter and connection is None:
                connection = get_connection()
                connection.open()
            if take_turn(subscription, now) and letter:
                sent += _hand_over(connection, subscription, letter, now)
    except OSError as error:  # smtplib's errors are OSErrors; nobody's turn was taken for nothing
        _away_until = time.monotonic() + AWAY_SECONDS
        log.warning("the mail server does not answer", why=type(error).__name__)
    finally:
        if connection is not None:
            connection.close()
    return sent


def take_turn(subscription: Subscription, now: datetime) -> bool:
    """Take a subscription's turn; False when it was taken, changed or stopped meanwhile."""
    return bool(
        Subscription.objects.filter(
            pk=subscription.pk,
            sent_at=subscription.sent_at,
            rhythm=subscription.rhythm,
            address=subscription.address,
        ).update(sent_at=now)
    )


def _letter_or_none(subscription: Subscription) -> Letter | None:
    try:
        return letter(subscription)
    except Exception:  # an app that cannot tell its tasks must not stop the others' mails
        log.exception("a mail could not be written", subscription=subscription.pk)
        return None


def _hand_over(connection, subscription: Subscription, letter: Letter, now: datetime) -> int:
    host = site().partition("//")[2].partition("/")[0].partition(":")[0]
    stop = stop_address(subscription)
    message = EmailMessage(
        letter.subject,
        letter.body,
        settings.DEFAULT_FROM_EMAIL,
        [subscription.address],
        headers={
            # The same turn has the same name, whoever sends it.
            "Message-ID": f"<waiting.{subscription.pk}.{now:%Y%m%d}@{host}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        connection=connection,
    )
    try:
        return message.send()
    except Exception as error:
        log.warning("a mail was not taken", subscription=subscription.pk, why=type(error).__name__)
        return 0


def letter(subscription: Subscription) -> Letter | None:
    """Return the mail for what waits for a person now, None when nothing does.

    It holds titles, dates and numbers: no names, no words of reviewers, no content.
    """
    user: User = subscription.user
    with translation.override(settings.LANGUAGE_CODE):
        groups = grouped(user, roles_of(user))
        total = sum(len(group.tasks) for group in groups)
        if not total:
            return None
        body = render_to_string(
            "desk/mail.txt",
            {
                "groups": groups,
                "desk": site() + reverse("desk:home"),
                "settings": site() + reverse("desk:mail-settings"),
                "stop": stop_address(subscription),
                "site": settings.CONFIG.site_name,
            },
        )
        return Letter(_subject(groups, total), body)


def _subject(groups: list[Group], total: int) -> str:
    subject = ngettext(
        "Mingchuang desk: %(n)d task waits", "Mingchuang desk: %(n)d tasks wait", total
    ) % {"n": total}
    overdue = sum(len(group.tasks) for group in groups if group.urgency == rules.OVERDUE)
    if overdue:
        subject += _(", %(n)d overdue") % {"n": overdue}
    return subject


def site() -> str:
    """Return where the site is, for links in mails: as configured, else the log's host by HTTPS."""
    if settings.CONFIG.site_url:
        return settings.CONFIG.site_url.rstrip("/")
    return "https://" + keys.origin().partition("/")[0]


def stop_address(subscription: Subscription) -> str:
    """Return the address at which anybody who holds this mail can stop it."""
    token = signing.dumps([subscription.user_id, subscription.address], salt=SALT)
    return site() + reverse("desk:mail-stop", args=[token])


def subscribe(user: User, address: str, rhythm: str) -> None:
    """Set a person's mail; ``off`` deletes the address. The first mail comes at the next turn."""
    if rhythm == rules.OFF:
        Subscription.objects.filter(user=user).delete()
        return
    Subscription.objects.update_or_create(
        user=user, defaults={"address": address, "rhythm": rhythm, "sent_at": clock.now()}
    )


def stop(token: str, *, really: bool = True) -> bool:
    """Stop the mails that a token belongs to; False when it is none of ours. Twice is harmless.

    ``really`` False asks only whether it is ours.
    """
    try:
        user, address = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return False
    if really:
        Subscription.objects.filter(user_id=user, address=address).delete()
    return True
