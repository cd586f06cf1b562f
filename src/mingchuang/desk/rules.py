"""What presses how much, and when a mail is due. Pure."""

from datetime import date, datetime, time, timedelta

from mingchuang import clock

OVERDUE, TODAY, WEEK, LATER, WAITING = URGENCIES = ("overdue", "today", "week", "later", "waiting")
"""From what presses most to what has no date; the order of the staff home."""
WEEK_DAYS = 7
OFF, DAILY, WEEKLY = RHYTHMS = ("off", "daily", "weekly")
MAIL_HOUR = time(8, 0)
"""Shanghai time at which a mail is due on its day."""


def urgency(due: date | None, soon: bool, today: date) -> str:
    """Return how much a task presses.

    Past its last day it is overdue; on it, or when it should not wait, today's; within the next
    seven days this week's; after that later. Without a date it waits.
    """
    if due is not None and due < today:
        return OVERDUE
    if soon or due == today:
        return TODAY
    if due is None:
        return WAITING
    return WEEK if due <= today + timedelta(days=WEEK_DAYS) else LATER


def distance(due: date, today: date) -> int:
    """Return working days from today to the last day; negative when it is over."""
    return clock.workdays_between(today, due)


def slot(rhythm: str, now: datetime) -> datetime | None:
    """Return the instant since which this rhythm's newest mail is due, None when none is now.

    ``daily``: 8:00 of every working day, on that day alone. ``weekly``: 8:00 of the first working
    day of the week (Monday, or the day after a holiday), on the working days of that week. On a
    rest day nobody is written to.
    """
    now = now.astimezone(clock.SHANGHAI)
    calendar = clock.Calendar.default()
    if rhythm not in (DAILY, WEEKLY) or not calendar.is_workday(now.date()):
        return None
    day = now.date()
    if rhythm == WEEKLY:
        monday = day - timedelta(days=day.weekday())
        days = (monday + timedelta(days=n) for n in range(7))
        day = next(each for each in days if calendar.is_workday(each))
    due = datetime.combine(day, MAIL_HOUR, clock.SHANGHAI)
    return due if now >= due else None
