"""One page as an inspector's program reads it: tags, footer, dated rows, links. Pure."""

import re
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
ITEM = re.compile(r"/items/[0-9a-f]{32}/?$")


@dataclass
class Row:
    """A line of a list that leads to an item, and the first date in it."""

    title: str = ""
    link: str = ""
    day: date | None = None


@dataclass
class Page:
    """What a page says of itself."""

    path: str
    status: int = 200
    title: str = ""
    heading: str = ""
    metas: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    footer: str = ""
    footer_links: list[tuple[str, str]] = field(default_factory=list)
    cadence: int | None = None
    """Days within which the page itself promises something new."""

    @property
    def newest(self) -> date | None:
        """The newest date that its rows show."""
        return max((row.day for row in self.rows if row.day), default=None)


class _Reader(HTMLParser):
    def __init__(self, page: Page):
        super().__init__(convert_charrefs=True)
        self.page = page
        self.open: list[tuple[str, Row | None]] = []
        self.link: tuple[str, list[str], Row | None] | None = None

    def _inside(self, *names: str) -> bool:
        return any(name in names for name, _row in self.open)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and given.get("name"):
            self.page.metas.setdefault(given["name"], given.get("content", "").strip())
        if given.get("data-days", "").isdigit():
            self.page.cadence = int(given["data-days"])
        main = self._inside("main")
        row = Row() if tag in ("li", "tr") and main else None
        if tag == "a" and given.get("href"):
            self.page.links.append(given["href"])
            within = next((row for _name, row in reversed(self.open) if row is not None), None)
            self.link = (given["href"], [], within)
        if tag == "time" and main:
            within = next((row for _name, row in reversed(self.open) if row is not None), None)
            if within is not None and within.day is None:
                within.day = _day(given.get("datetime", ""))
        if tag not in VOID:
            self.open.append((tag, row))

    def handle_endtag(self, tag):
        if tag == "a" and self.link:
            href, words, row = self.link
            text = " ".join("".join(words).split())
            if self._inside("footer"):
                self.page.footer_links.append((text, href))
            if row is not None and not row.link and ITEM.search(href):
                row.title, row.link = text, href
            self.link = None
        while self.open:
            name, row = self.open.pop()
            if row is not None and row.link:
                self.page.rows.append(row)
            if name == tag:
                return

    def handle_data(self, data):
        if self._inside("title") and not self._inside("body"):
            self.page.title += data
        if self._inside("h1"):
            self.page.heading += data
        if self._inside("footer"):
            self.page.footer += data
        if self.link:
            self.link[1].append(data)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def read(path: str, html: str, status: int = 200) -> Page:
    """Return what a page says; a page that is no HTML says nothing."""
    page = Page(path, status)
    reader = _Reader(page)
    reader.feed(html)
    reader.close()
    page.title, page.heading = page.title.strip(), page.heading.strip()
    return page
