"""Template tags of every page: icons, states, titles, dates, document numbers."""

import datetime
import re

import rjieba
from django import template
from django.utils import timezone
from django.utils.html import escape, format_html, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

ICONS = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5 21 21"/>',
    "ok": '<circle cx="12" cy="12" r="9.5"/><path d="m7.5 12.5 3 3 6-7"/>',
    "due": '<circle cx="12" cy="12" r="9.5"/><path d="M12 6.5V12l4 2.5"/>',
    "late": '<path d="M12 2.5 22.5 21h-21z"/><path d="M12 9.5v5M12 17.5v.2"/>',
    "off": '<path d="M3.5 3.5h17v17h-17zM8 8l8 8M16 8l-8 8"/>',
    "info": '<path d="M3.5 3.5h17v17h-17zM12 11v6M12 7v.2"/>',
    "wait": '<circle cx="12" cy="12" r="9.5" stroke-dasharray="3 4"/>',
    "menu": '<path d="M3 6h18M3 12h18M3 18h18"/>',
    "down": '<path d="M12 3v12M7 11l5 5 5-5M4 21h16"/>',
    "proof": '<path d="M3.5 3.5h17v17h-17zM3.5 12h17M12 3.5v17"/>',
    "next": '<path d="M4 12h15M14 6l6 6-6 6"/>',
}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NO_BREAK_BEFORE = re.compile(r"^[，。；：？！、）》」』〕％%\d〕]")
_NO_BREAK_AFTER = re.compile(r"[（《「『〔\d第]$")


@register.simple_tag
def icon(name: str) -> str:
    """Draw one of the icons; it says nothing to readers by ear, the word beside it does."""
    return format_html(
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(ICONS[name])
    )


@register.simple_tag
def state(name: str, word: str, bare: bool = False) -> str:
    """Draw a state: shape, word and colour together."""
    return format_html(
        '<span class="st {}{}">{}{}</span>', name, " bare" if bare else "", icon(name), word
    )


@register.filter
def title(text: str) -> str:
    """Return a title whose words may part but never break inside (``小区`` stays whole)."""
    if not _CHINESE.search(str(text)):
        return escape(text)
    out = []
    for word in rjieba.cut(str(text)):
        if out and not _NO_BREAK_BEFORE.match(word) and not _NO_BREAK_AFTER.search(out[-1]):
            out.append("\ue000")
        out.append(word)
    return mark_safe(str(escape("".join(out))).replace("\ue000", "<wbr>"))


def _local(value):
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    return value


def day_words(value: datetime.date) -> str:
    """Return a date as the language writes it, as plain text: for messages and findings."""
    value = _local(value)
    if get_language() == "en":
        return f"{value.day} {value:%B %Y}"
    return f"{value.year}年{value.month}月{value.day}日"


def moment_words(value: datetime.datetime) -> str:
    """Return an instant in Shanghai time to the minute, as plain text."""
    value = _local(value)
    if get_language() == "en":
        return f"{day_words(value)}, {value:%H:%M}"
    return f"{day_words(value)} {value.hour}:{value:%M}"


@register.filter
def day(value) -> str:
    """Return a date as the language writes it: 2026年11月24日, 24 November 2026."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.date.fromisoformat(value[:10])
    value = _local(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat()[:10], day_words(value))


@register.filter
def shortday(value) -> str:
    """Return a date as lists write it, the year first in tables: 2026-11-24."""
    if not value:
        return ""
    value = _local(value)
    return format_html('<time datetime="{0}">{0}</time>', value.isoformat()[:10])


@register.filter
def moment(value) -> str:
    """Return an instant in Shanghai time to the minute."""
    if not value:
        return ""
    value = _local(value)
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(timespec="seconds"), moment_words(value)
    )


@register.filter
def number(value) -> str:
    """Return a count with its thousands grouped."""
    return f"{value:,}"


@register.filter
def filesize(value) -> str:
    """Return a file's size in KB or MB."""
    value = int(value or 0)
    return f"{value / 1048576:.1f} MB" if value >= 1048576 else f"{max(1, round(value / 1024))} KB"


@register.simple_tag
def changed(pieces) -> str:
    """Draw the pieces of one change, with words for readers by ear."""
    out = []
    for op, text in pieces:
        if op == "=":
            out.append(format_html("{}", text))
        elif op == "-":
            out.append(format_html('<del><span class="vh">{}</span>{}</del>', _("removed: "), text))
        else:
            out.append(format_html('<ins><span class="vh">{}</span>{}</ins>', _("added: "), text))
    return mark_safe("".join(out))


@register.simple_tag
def colon() -> str:
    """Return the mark between a name and what it names, as the language writes it."""
    return ": " if get_language() == "en" else "："


@register.simple_tag
def comma() -> str:
    """Return the mark between two parts of a sentence, as the language writes it."""
    return ", " if get_language() == "en" else "，"


@register.filter
def get(mapping, key):
    """Return ``mapping[key]``, None when there is none."""
    return mapping.get(key) if mapping else None
