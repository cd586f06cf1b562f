"""What is wrong with a page, with a column, with the whole site. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from mingchuang.columns import types
from mingchuang.columns.sitecheck.page import Page

SITE = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE = ("ArticleTitle", "PubDate", "ContentSource")
"""Required tags of every page, of lists too, of detail pages too (国办发〔2017〕47号: 3, 7, 10)."""
SITE_CODE = re.compile(r"^(\d{10}|bm\d{8})$")
PUB_DATE = re.compile(r"^\d{4}-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d$")
COLUMN_PAGE = re.compile(r"^/(en/)?columns/[a-z0-9-]+/$")
LIST_PAGE = re.compile(r"^/(en/)?(columns|lists|units)/")
ITEM_PAGE = re.compile(r"^/(en/)?items/[0-9a-f]{32}/$")
HOME_PAGE = re.compile(r"^/(en/)?$")
FOOTER = {
    "党政机关网站标识": re.compile(r"党政机关网站标识|Mark of a party or government organ"),
    "我为政府网站找错": re.compile(r"我为政府网站找错|Find errors on government sites"),
    "网站标识码": re.compile(r"(?<!\d)\d{10}(?!\d)|bm\d{8}"),
    "ICP备案号": re.compile(r"ICP备\s*\d+"),
    "公安机关备案号": re.compile(r"公网安备\s*\d+"),
    "主办单位": re.compile(r"(主办|Run by)\S*\s*\S+"),
    "联系方式": re.compile(
        r"(?<!\d)0\d{2,3}[- ]\d{3,4}[- ]?\d{4}|(?<!\d)1\d{4}(?!\d)|[\w.-]+@[\w.-]+"
    ),
}
"""What the footer of every page holds, and how it is recognised."""
LINKED = ("党政机关网站标识", "我为政府网站找错")
"""Those of them that lead somewhere."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: on which page, which rule (``meta``, ``footer``, ``V3`` …), in words."""

    path: str
    rule: str
    words: str


def of_page(page: Page) -> list[Finding]:
    """Return what is wrong with one page: tags, footer, whether it answers."""
    withdrawn = page.status == 410 and ITEM_PAGE.match(page.path)  # its address stays, by design
    if page.status != 200 and not withdrawn:
        words = _("The page does not answer (%(status)d).") % {"status": page.status}
        return [Finding(page.path, "V2", words)]
    return [Finding(page.path, "meta", words) for words in _tags(page)] + [
        Finding(page.path, "footer", words) for words in _footer(page)
    ]


def _tags(page: Page) -> Iterable[str]:
    wanted = [*SITE]
    item = page.status == 200 and ITEM_PAGE.match(page.path)
    if item or LIST_PAGE.match(page.path):
        wanted += COLUMN
    if item:
        wanted += ARTICLE
    for name in wanted:
        if not page.metas.get(name):
            yield _("The tag %(name)s is missing or empty.") % {"name": name}
    for name, value in page.metas.items():
        if not value and name not in wanted:
            yield _("The tag %(name)s is missing or empty.") % {"name": name}
    if not page.title:
        yield _("The page has no title.")
    yield from _forms(page)


def _forms(page: Page) -> Iterable[str]:
    """Yield tags whose value has not the form that is asked for."""
    metas = page.metas
    if metas.get("SiteIDCode") and not SITE_CODE.match(metas["SiteIDCode"]):
        yield _("SiteIDCode has ten digits, or bm and eight.")
    if metas.get("ColumnType") and types.by_name(metas["ColumnType"]) is None:
        yield _("ColumnType %(name)s is not in the list of kinds.") % {"name": metas["ColumnType"]}
    if metas.get("PubDate") and not PUB_DATE.match(metas["PubDate"]):
        yield _("PubDate %(value)s is not written YYYY-MM-DD HH:MM.") % {"value": metas["PubDate"]}
    title = metas.get("ArticleTitle")
    if title and _bare(title) != _bare(page.heading):
        yield _("ArticleTitle is not the whole title of the page.")


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _footer(page: Page) -> Iterable[str]:
    for name, pattern in FOOTER.items():
        if name in LINKED:
            there = any(pattern.search(text) and href for text, href in page.footer_links)
        else:
            there = bool(pattern.search(page.footer))
        if not there:
            yield _("The footer lacks %(name)s.") % {"name": name}


@dataclass(frozen=True)
class Rest:
    """How a column stands: ``limited`` (at rest beyond the national limit), ``idle`` (beyond its own
    cadence), ``empty``, or an empty string when all is well."""

    page: Page
    what: str = ""
    words: str = ""


def of_column(page: Page, today: date) -> Rest:
    """Return whether a column rests; rows without a visible date count as not updated."""
    if not page.rows:
        return Rest(page, "empty", _("The column is empty."))
    newest = page.newest
    if newest is None:
        return Rest(page, "idle", _("No item of the column shows a date."))
    kind = types.by_name(page.metas.get("ColumnType", ""))
    limit = types.limits().get(kind.limit) if kind else None
    if limit and newest < limit.oldest(today):
        words = _("At rest since %(day)s; columns of this kind may rest %(n)d days.")
        return Rest(page, "limited", words % {"day": newest, "n": limit.at_most})
    if page.cadence and (today - newest).days > page.cadence:
        words = _("At rest since %(day)s; it promises something new within %(n)d days.")
        return Rest(page, "idle", words % {"day": newest, "n": page.cadence})
    return Rest(page)


def undated(page: Page) -> list[Finding]:
    """Return the rows of the home page or a column that show no date."""
    return [
        Finding(page.path, "V4", _("“%(title)s” shows no date.") % {"title": row.title})
        for row in page.rows
        if row.day is None
    ]


def of_home(page: Page, today: date) -> list[Finding]:
    """Return whether the home page rests: two weeks without anything new (V3)."""
    newest = page.newest
    if newest is None:
        return [Finding(page.path, "V3", _("The home page shows nothing with a date."))]
    if newest < types.limits()["home"].oldest(today):
        words = _("Nothing new on the home page since %(day)s.") % {"day": newest}
        return [Finding(page.path, "V3", words)]
    return []


def of_site(pages: Sequence[Page], today: date) -> list[Finding]:
    """Return everything that is wrong with the pages of a site on a day.

    The last findings are those that fail the whole site: 5 columns beyond the national limits, 10
    that should have something new, 5 that are empty.
    """
    found = [finding for page in pages for finding in of_page(page)]
    good = [page for page in pages if page.status == 200]
    for page in good:
        if HOME_PAGE.match(page.path):
            found += of_home(page, today)
        if HOME_PAGE.match(page.path) or COLUMN_PAGE.match(page.path):
            found += undated(page)
    rests = [of_column(page, today) for page in good if COLUMN_PAGE.match(page.path)]
    found += [Finding(rest.page.path, "V4", rest.words) for rest in rests if rest.what]
    for what, most in types.counts().items():
        n = sum(rest.what == what for rest in rests)
        if n >= most:
            words = _("%(what)s: %(n)d columns, %(most)d are enough to fail the whole site.")
            found.append(Finding("/", "V4", words % {"what": VETOES[what](), "n": n, "most": most}))
    return found


VETOES = {
    "limited": lambda: _("News beyond two weeks, notices and policy beyond six months"),
    "idle": lambda: _("Beyond their own cadence"),
    "empty": lambda: _("Empty"),
}
