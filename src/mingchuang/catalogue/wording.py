"""A time limit in plain words, from its normal form; the phrase itself stays beside it. Pure.

The catalogue is written in Chinese, where its phrases are plain enough; readers of another language
are told the normal form. What could not be read, or has no word here, is told by the phrase alone.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from mingchuang.catalogue import editions
from mingchuang.catalogue.dues import term_of
from mingchuang.units.rules import KIND_NAMES, SECTOR_NAMES

ANCHORS = {
    "FORMED_OR_CHANGED": gettext_noop("being formed or changed"),
    "FORMED": gettext_noop("being formed"),
    "MADE_OR_OBTAINED": gettext_noop("being made or obtained"),
    "DECISION_MADE": gettext_noop("the decision"),
    "NPC_APPROVED": gettext_noop("approval by the people's congress"),
    "APPROVAL_RECEIVED": gettext_noop("receiving the approval"),
    "APPLICATION_RECEIVED": gettext_noop("receiving the application"),
    "SURVEY_DONE": gettext_noop("the end of the survey"),
    "HEARING": gettext_noop("the hearing"),
}
PERIODS = {
    "WEEK": gettext_noop("every week"),
    "HALF_MONTH": gettext_noop("twice a month"),
    "MONTH": gettext_noop("every month"),
    "QUARTER": gettext_noop("every quarter"),
    "HALF_YEAR": gettext_noop("every half-year"),
    "YEAR": gettext_noop("every year"),
    "TERM": gettext_noop("every school term"),
}
WITHOUT_NUMBER = {
    "IMMEDIATE": gettext_noop("at once"),
    "PROMPT": gettext_noop("promptly"),
    "PERMANENT": gettext_noop("kept public all the time"),
}
CONFIDENCES = {
    "high": gettext_noop("seen in the source"),
    "medium": gettext_noop("follows from the source"),
    "low": gettext_noop("from memory, to be compared with the source"),
    "mixed": gettext_noop("differs from row to row; each row says its own"),
    "reconstruction": gettext_noop("put together again; each item says after what"),
    "table": gettext_noop("from the table that the office handed in"),
    "entered": gettext_noop("entered by the office and compared with the notice"),
    "package": gettext_noop("from a maintained list of the yearly notices"),
    "notice in force; every day checked against chinesecalendar 1.11.0": gettext_noop(
        "the notice in force; every day compared with the list chinesecalendar 1.11.0"
    ),
}
"""How sure something of the catalogue or the calendar is, by the words kept with it."""
_YEARLY = re.compile(r"(\d{1,2})-(\d{1,2})")


def in_words(time_limit: str) -> str:
    """Return a time limit as readers of the page's language understand it."""
    if get_language() != "en":
        return time_limit
    return "; ".join(rules_in_words(term_of(time_limit).rules)) or time_limit


def confidence(kept: str) -> str:
    """Return how sure something is in the reader's language; words we do not know stay."""
    return _(CONFIDENCES[kept]) if kept in CONFIDENCES else kept


def table_version(version: str) -> str:
    """Return the version of a year table in words: ``2023.package`` came with the list."""
    year, _dot, rest = version.partition(".")
    return _("%(year)s, from the list") % {"year": year} if rest == "package" else version


def said(column: str, value: Any, names: Mapping[str, str]) -> str:
    """Return what a column of a row says to readers; ``names`` are the units by their code."""
    return applies(value or {}, names) if column == "applies" else editions.said(column, value)


def applies(value: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return to which units a row applies, in words."""
    if value.get("any"):
        return _(" or ").join(applies(one, names) for one in value["any"])
    parts = (
        ("units", _("units"), names),
        ("kinds", _("kinds of units"), KIND_NAMES),
        ("sectors", _("sectors"), SECTOR_NAMES),
        ("pilot", _("for now only"), names),
    )
    return "；".join(
        _("%(what)s: %(which)s")
        % {"what": what, "which": "、".join(str(words.get(c, c)) for c in value[name])}
        for name, what, words in parts
        if value.get(name)
    )


def rules_in_words(rules: Any) -> list[str]:
    """Return each rule of a normal form in words; nothing at all when one of them has none."""
    found = [_rule(rule) for rule in rules]
    return [words for words in found if words] if all(found) else []


def _rule(rule: Any) -> str:
    if rule.kind in WITHOUT_NUMBER:
        return _(WITHOUT_NUMBER[rule.kind])
    if rule.kind == "PERIODIC":
        return _(PERIODS[rule.period]) if rule.period in PERIODS else ""
    if rule.kind == "BY_DATE":
        return _by_date(rule.due_rule or "")
    if rule.kind not in ("WITHIN", "BEFORE") or not rule.n:
        return ""
    length = _length(rule.n, rule.unit)
    anchor = _(ANCHORS[rule.anchor]) if rule.anchor in ANCHORS else ""
    if rule.anchor.startswith("CUSTOM("):  # an event of its own, in the catalogue's language
        anchor = f"“{rule.anchor[7:-1]}”"
    if not length:
        return ""
    if rule.kind == "BEFORE":
        return anchor and _("%(length)s before %(event)s") % {"length": length, "event": anchor}
    if not anchor:
        return _("within %(length)s") % {"length": length}
    return _("within %(length)s of %(event)s") % {"length": length, "event": anchor}


def _length(n: int, unit: str) -> str:
    if unit == "WORKDAY":
        words = ngettext("%(n)d working day", "%(n)d working days", n)
    elif unit == "DAY":
        words = ngettext("%(n)d day", "%(n)d days", n)
    elif unit == "HOUR":
        words = ngettext("%(n)d hour", "%(n)d hours", n)
    elif unit == "MONTH":
        words = ngettext("%(n)d month", "%(n)d months", n)
    elif unit == "YEAR":
        words = ngettext("%(n)d year", "%(n)d years", n)
    else:
        return ""
    return words % {"n": n}


def _by_date(due_rule: str) -> str:
    """Every ``M-D`` of a rule as a day of the year."""
    days = [_YEARLY.fullmatch(part.strip()) for part in due_rule.split(";")]
    if not all(days):
        return ""
    said = ", ".join(f"{int(found[1]):02d}-{int(found[2]):02d}" for found in days if found)
    return _("every year by %(days)s (month-day)") % {"days": said}
