"""The tags of a page (网页标签) that 国办发〔2017〕47号 asks for: values that views hand to templates.

A list or a column page carries a :class:`ColumnTags` as ``column_tags``; a detail page carries that
of its column and an :class:`ArticleTags` as ``article_tags``. No value is ever empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from mingchuang.ledger import keys

DIRECTORY = "信息公开目录"
"""ColumnType of pages that list what the law asks to be published, whichever column asks for it."""
ORGANS = "机构职能"
"""ColumnType of pages about units."""


@dataclass(frozen=True)
class ColumnTags:
    """ColumnName, ColumnDescription, ColumnKeywords, ColumnType (of the controlled list)."""

    name: str
    description: str
    keywords: str
    type: str = DIRECTORY


@dataclass(frozen=True)
class ArticleTags:
    """ArticleTitle (whole), PubDate, ContentSource; the optional ones may be empty."""

    title: str
    pub_date: str
    source: str
    keywords: str = ""
    description: str = ""
    url: str = ""


def plain_column(name: str, *words: str, kind: str = DIRECTORY) -> ColumnTags:
    """Return the tags of a list that is no column of the office's; ``words`` are more keywords."""
    site = settings.CONFIG.site_name
    description = _("%(site)s: %(name)s, newest first, with the day of publication.")
    keywords = "、".join(dict.fromkeys(filter(None, (name, *words, site))))
    return ColumnTags(name, description % {"site": site, "name": name}, keywords, kind)


def article(
    title: str,
    published_at: datetime,
    source: str,
    *,
    keywords: Iterable[str] = (),
    description: str = "",
    path: str = "",
) -> ArticleTags:
    """Return the tags of a detail page; ``published_at`` is written in Shanghai time, 24 hours.

    ``path`` is the page's address on this site.
    """
    local = timezone.localtime(published_at)
    return ArticleTags(
        title,
        f"{local:%Y-%m-%d %H:%M}",
        source or settings.CONFIG.site_name,
        "、".join(keywords),
        description,
        f"{base()}{path}" if path and base() else "",
    )


def base() -> str:
    """Return where readers find the site, without a slash at its end; empty when nothing says so."""
    if settings.CONFIG.site_url:
        return settings.CONFIG.site_url.rstrip("/")
    try:
        return f"https://{keys.origin().partition('/')[0]}"
    except FileNotFoundError:
        return ""
