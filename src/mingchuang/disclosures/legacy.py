"""One row of what an old site has published: read, checked, every fault named."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import LocalePrefixPattern, Resolver404, URLResolver, get_resolver, resolve
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingchuang import clock
from mingchuang.catalogue.models import Category, Edition
from mingchuang.codes import CodeError, docno, indexno
from mingchuang.inspection import scan
from mingchuang.publishing import acts, files
from mingchuang.publishing.finding_words import sentence
from mingchuang.publishing.models import TakenOver
from mingchuang.records import addresses, dates, richtext
from mingchuang.records.columns import Column
from mingchuang.records.errors import NotReady
from mingchuang.units.reading import name_key, unit_by_name

COLUMNS = (
    Column("title", ("标题", "信息标题", "信息名称", "文件标题", "文件名称", "名称"), True),
    Column(
        "unit",
        ("发布机构", "公开单位", "发布单位", "发文机关", "责任单位", "公开主体", "单位", "来源"),
        True,
    ),
    Column(
        "category", ("分类", "栏目", "栏目名称", "公开事项", "信息分类", "主题分类", "事项编码")
    ),
    Column("docno", ("文号", "发文字号", "文件编号")),
    Column(
        "formed",
        ("成文日期", "生成日期", "形成日期", "成文时间", "生成时间", "发文日期", "印发日期"),
    ),
    Column("published", ("发布日期", "公开日期", "发布时间", "公开时间"), True),
    Column("body", ("正文", "内容", "正文内容", "信息内容"), True),
    Column("attachments", ("附件", "附件名称", "附件文件")),
    Column("source", ("原地址", "链接", "URL", "网址", "原链接", "信息地址", "链接地址")),
    Column("index", ("索引号", "信息索引号")),
)
"""Columns of the table, with the headings that offices give them."""

TITLE = 200
CELL = 32_767
"""Characters that a cell of a spreadsheet holds; a text of just that length was cut by it."""
PARTED = re.compile(r"[;；|\n]+")
NONE = {"", "无", "-", "—", "/", "null", "NULL"}
_HTML = re.compile(
    r"<(?:p|br|div|span|table|h[1-6]|[uo]l|li|a|b|strong|font|img|section|article|body)\b[^<]*>",
    re.IGNORECASE,
)

KINDS = {
    "missing": gettext_lazy("a required cell is empty"),
    "title": gettext_lazy("the title is too long"),
    "unit": gettext_lazy("the unit is not known"),
    "category": gettext_lazy("the category is not known"),
    "docno": gettext_lazy("the document number is wrong"),
    "date": gettext_lazy("a date cannot be read"),
    "future": gettext_lazy("a date lies in the future"),
    "order": gettext_lazy("published before it was formed"),
    "body": gettext_lazy("the text cannot be taken"),
    "absent": gettext_lazy("an attachment is not there"),
    "file": gettext_lazy("an attachment cannot be taken"),
    "source": gettext_lazy("the old address cannot be taken"),
    "index": gettext_lazy("the old index number is too long"),
    "personal": gettext_lazy("personal data or marks of secrecy"),
    "double": gettext_lazy("the same as another row"),
    "taken": gettext_lazy("taken over already"),
}
"""What can be wrong with a row, by the word that errors are counted by."""


def personal(text: str) -> Iterator[tuple[str, str]]:
    """Yield ``(what to do, masked excerpt)`` of what must not be published: the one call."""
    for hit in scan(text):
        if hit.blocking:
            yield sentence(hit.kind), hit.excerpt_masked


@dataclass(frozen=True)
class Place:
    """Where in the catalogue a row stands."""

    edition: str
    obligation: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """What rows are checked against, read once an import."""

    today: date
    units: Mapping[str, str]
    places: Mapping[str, Place]
    folder: Path | None
    sources: Mapping[str, str]
    fingerprints: Mapping[str, str]
    indexes: Mapping[str, str]


@dataclass
class Row:
    """A row as it was understood; ``problems`` are ``(column, kind, what to do)``."""

    number: int
    unit: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None
    source: str = ""
    index: str = ""
    fingerprint: str = ""
    paths: tuple[Path, ...] = ()
    pictures: bool = False
    """Whether the text had pictures of the old site in it, which are not taken with it."""
    problems: list[tuple[str, str, str]] = field(default_factory=list)

    def wrong(self, column: str, kind: str, what: str) -> None:
        """Note a fault."""
        self.problems.append((column, kind, what))


def world(folder: Path | None) -> World:
    """Read what rows are checked against: units, the catalogue in force, what was taken before."""
    taken = list(TakenOver.objects.values_list("obj", "source", "fingerprint", "index_key"))
    return World(
        today=clock.today(),
        units=unit_by_name(),
        places=_places(),
        folder=folder.resolve() if folder else None,
        sources={source: obj for obj, source, _f, _i in taken if source},
        fingerprints={print_: obj for obj, _s, print_, _i in taken},
        indexes={index: obj for obj, _s, _f, index in taken if index},
    )


def _places() -> dict[str, Place]:
    """Return categories by code and name and obligations by code; a name given twice is left out.

    The context holds no elements: the text of an old item stands as a whole, and its amendment
    must not be stopped by elements that the old site did not know.
    """
    edition = Edition.objects.filter(current=True).first()
    if edition is None:
        return {}
    label = f"{edition.code}@{edition.version}"
    codes, names = {}, {}
    categories = list(Category.objects.filter(edition=edition))
    parents = {category.code: category.name for category in categories}
    for category in categories:
        place = Place(label, "", {"category": category.code})
        codes[name_key(category.code)] = place
        names.setdefault(name_key(category.name), []).append(place)
        if category.parent:
            for mark in "/>-":
                whole = f"{parents.get(category.parent, '')}{mark}{category.name}"
                names.setdefault(name_key(whole), []).append(place)
    for row in edition.obligations.all():
        context = {
            name: getattr(row, name)
            for name in (
                "title",
                "category",
                "basis",
                "time_limit",
                "carriers",
                "facet",
                "audience",
            )
        }
        codes[name_key(row.code)] = Place(label, row.code, context | {"elements": []})
    return {name: of[0] for name, of in names.items() if len(of) == 1} | codes


def read(number: int, values: Mapping[str, str], world: World) -> Row:
    """Return a row understood as far as it can be, with every fault in it."""
    row = Row(number)
    for column in COLUMNS:
        if column.required and values.get(column.name, "") in NONE:
            row.wrong(column.name, "missing", _("must be filled in"))
    title = " ".join(unicodedata.normalize("NFC", values.get("title", "")).split())
    if len(title) > TITLE:
        row.wrong(
            "title",
            "title",
            _("%(n)d characters; at most %(max)d") % {"n": len(title), "max": TITLE},
        )
    row.unit = world.units.get(name_key(values.get("unit", "")), "")
    if values.get("unit", "") not in NONE and not row.unit:
        row.wrong(
            "unit",
            "unit",
            _("no unit is called %(name)s, or several are; write the code")
            % {"name": values["unit"]},
        )
    if values.get("category", "") not in NONE:
        row.place = world.places.get(name_key(values["category"]))
        if row.place is None:
            row.wrong(
                "category",
                "category",
                _("the catalogue in force has no category or obligation %(name)s")
                % {"name": values["category"]},
            )
    published, formed = _days(row, values, world.today)
    body, words = _body(row, values.get("body", ""))
    row.content = {
        "title": title,
        "docno": _docno(row, values.get("docno", "")),
        "formed_on": formed,
        "published_before": published,
        "body": body,
        "sections": {},
    }
    _source(row, values.get("source", ""))
    _index(row, values.get("index", ""))
    for column, said in (
        ("title", title),
        ("body", words),
        ("attachments", "\n".join(_attachments(row, values.get("attachments", ""), world))),
    ):
        for what, excerpt in personal(said) if said else ():
            row.wrong(column, "personal", f"{what} {excerpt}")
    if row.unit and title and formed:
        row.fingerprint = acts.fingerprint(row.unit, title, formed)
    for column, kept, value in (
        ("source", world.sources, row.source),
        ("title", world.fingerprints, row.fingerprint),
        ("index", world.indexes, row.index),
    ):
        if value and value in kept:
            row.wrong(
                column,
                "taken",
                _("taken over already, see /items/%(obj)s/") % {"obj": kept[value]},
            )
    return row


def _days(row: Row, values: Mapping[str, str], today: date) -> tuple[str, str]:
    """Return the days of publication and of forming; without the second the first counts for it."""
    found: dict[str, date] = {}
    for name in ("published", "formed"):
        if values.get(name, "") in NONE:
            continue
        try:
            found[name] = dates.read(values[name])
        except ValueError:
            row.wrong(
                name,
                "date",
                _("%(text)s is no date that can be read; write it as 2026-01-31")
                % {"text": values[name][:40]},
            )
            continue
        if found[name] > today:
            row.wrong(name, "future", _("the date lies in the future"))
    published = found.get("published")
    formed = found.get("formed") or published
    if published and formed and published < formed:
        row.wrong(
            "published",
            "order",
            _("published before it was formed on %(day)s; one of the dates is wrong")
            % {"day": formed},
        )
    return str(published or ""), str(formed or "")


def _docno(row: Row, text: str) -> str:
    if text in NONE:
        return ""
    try:
        return docno.normalise(text)
    except CodeError as error:
        row.wrong("docno", "docno", str(error))
        return ""


def _body(row: Row, text: str) -> tuple[richtext.Tree, str]:
    """Return the text of a row as a tree, and its plain words."""
    if text in NONE:
        return [], ""
    if len(text) == CELL:
        row.wrong(
            "body",
            "body",
            _(
                "The text has just the %(n)d characters that a spreadsheet's cell holds, so it was cut. Hand in csv or jsonl from the old system itself."
            )
            % {"n": CELL},
        )
    row.pictures = "<img" in text.lower()
    try:
        tree = richtext.clean(text) if _HTML.search(text) else richtext.from_text(text)
    except richtext.TextError as error:
        row.wrong("body", "body", str(error))
        return [], ""
    words = richtext.plain(tree)
    if not words.strip():
        row.wrong(
            "body",
            "body",
            _("There is no text in it. Pictures of the old site are not text: attach them."),
        )
    return tree, words


def _source(row: Row, text: str) -> None:
    if text in NONE:
        return
    try:
        key = addresses.key(text)
    except ValueError:
        row.wrong(
            "source",
            "source",
            _("write the old address as https://… or as a path that begins with /"),
        )
        return
    if _live(key.partition("?")[0]):
        what = _("this is an address of the new site itself; leave it empty")
        row.wrong("source", "source", what)
        return
    row.source, row.content["source"] = key, text


def _live(path: str) -> bool:
    """Whether a page of this site answers at a path, with or without a slash behind it."""
    if path.split("/")[1] not in _first_words():
        return False
    for language, _name in settings.LANGUAGES:
        for one in (path, f"{path.rstrip('/')}/"):
            with suppress(Resolver404), translation.override(language):
                resolve(one)
                return True
    return False


@cache
def _first_words() -> frozenset[str]:
    """Return the first words of this site's addresses: asking all routes takes far longer."""

    def walk(patterns, before: str) -> Iterator[str]:
        for pattern in patterns:
            here = pattern.pattern
            route = before + ("" if isinstance(here, LocalePrefixPattern) else str(here))
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            else:
                yield route.partition("/")[0]

    languages = {code for code, _name in settings.LANGUAGES}
    return frozenset(walk(get_resolver().url_patterns, "")) | languages


def _index(row: Row, text: str) -> None:
    if text in NONE:
        return
    row.index = indexno.key(text)
    if len(row.index) > 80:
        row.wrong("index", "index", _("an index number has at most 80 characters"))
    row.content["index_before"] = text


def _attachments(row: Row, text: str, world: World) -> list[str]:
    """Find the attached files; returns what is said in their names and in plain-text files."""
    said, paths = [], []
    for name in (part.strip() for part in PARTED.split(text)):
        if name in NONE:
            continue
        path = (world.folder / name.lstrip("/\\")).resolve() if world.folder else None
        if path is None or not path.is_relative_to(world.folder) or not path.is_file():
            what = _("%(name)s is not in the folder that --attachments names") % {"name": name}
            row.wrong("attachments", "absent", what)
            continue
        try:
            said += [path.name, files.look(path) or ""]
        except NotReady as error:
            row.wrong("attachments", "file", str(error))
        paths.append(path)
    row.paths = tuple(paths)
    return said
