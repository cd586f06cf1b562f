"""Time limits of the catalogue (公开时限): read from the phrases of real tables, and turned into days.

Pure Python without Django, usable as a library.
"""

from mingchuang.timelimits.dates import Limit, NoDate, by_event, next_due, of_rule
from mingchuang.timelimits.model import Display, Rule, Term
from mingchuang.timelimits.periods import check_due_rule, occurrences, period_ends
from mingchuang.timelimits.printing import say
from mingchuang.timelimits.reading import parse

__all__ = [
    "Display",
    "Limit",
    "NoDate",
    "Rule",
    "Term",
    "by_event",
    "check_due_rule",
    "next_due",
    "occurrences",
    "of_rule",
    "parse",
    "period_ends",
    "say",
]
