"""Checks that look beyond the document: windows announced, documents it repeals, links, old names."""

import re
from collections.abc import Iterable, Iterator, Mapping

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.codes import CodeError, docno
from mingchuang.frame.templatetags.frame import day_words
from mingchuang.publishing import work
from mingchuang.publishing.acts.marks import announced_end
from mingchuang.publishing.acts.state import published, withdrawn
from mingchuang.publishing.frozen import Finding, Frozen
from mingchuang.publishing.models import Draft
from mingchuang.records import richtext
from mingchuang.records.models import Head
from mingchuang.units.models import Unit

_ITEM = re.compile(r"/items/([0-9a-f]{32})/")
_DOCNO = re.compile(r"[\u4e00-\u9fff]{2,20}[〔\[（(﹝【]\d{4}[〕\]）)﹞】]\s*\d+\s*号")


def check(frozen: Frozen) -> list[Finding]:
    """Return what contradicts other documents, the register or what readers were told before."""
    found = [*_window(frozen), *_repeals(frozen)]
    texts = {
        place: "\n".join(lines)
        for place, _label, lines in work.get(frozen.kind).texts(frozen.content, frozen.context)
    }
    names = _former_names()
    trees = {"body": frozen.content.get("body", [])}
    trees |= {f"section_{c}": t for c, t in frozen.content.get("sections", {}).items()}
    for place, tree in trees.items():
        found += _links(place, richtext.links(tree))
    for place, text in texts.items():
        for old, now in names.items():
            if old in text and now not in text:
                found.append(
                    Finding(
                        place,
                        False,
                        _("%(old)s is a former name; the unit is called %(now)s today.")
                        % {"old": old, "now": now},
                        old,
                    )
                )
    return [*found, *_bases(texts), *_left_behind(frozen, texts)]


def _left_behind(frozen: Frozen, texts: Mapping[str, str]) -> list[Finding]:
    """Return the files of an amendment that stand as they were while the text has changed."""
    last = published(frozen.obj) if frozen.obj and frozen.amendment else None
    if last is None:
        return []
    before = {
        place: "\n".join(lines)
        for place, _label, lines in work.get(frozen.kind).texts(last.content, last.context)
    }
    if all(before.get(place) == text for place, text in texts.items()):
        return []
    old = set(last.files.values_list("sha256", flat=True))
    words = _("The text has changed and this file has not. Is it still right?")
    return [
        Finding(f"file:{file.key}", False, words)
        for file in frozen.files
        if file.sha256 in old and not file.media_type.startswith("image/")
    ]


def _window(frozen: Frozen) -> list[Finding]:
    ends = parse_date(frozen.content.get("window_end") or "")
    over = "over" in frozen.standing
    found = []
    if frozen.content.get("persons") and ends is None:
        found.append(
            Finding(
                "window_end",
                True,
                _("A list of persons is shown for a time only. Set the last day of the window."),
            )
        )
    announced = announced_end(frozen.obj) if frozen.obj else None
    if announced and not over and (ends is None or ends < announced):
        found.append(
            Finding(
                "window_end",
                True,
                _(
                    "Readers were told that this is shown until %(day)s. It may end later, not earlier; what has to go before is withdrawn."
                )
                % {"day": day_words(announced)},
            )
        )
    elif ends and not announced and ends < clock.today():
        found.append(
            Finding("window_end", True, _("The display window would be over before it begins."))
        )
    return found


def _repeals(frozen: Frozen) -> list[Finding]:
    found = []
    rows = [(row["id"], "repeals") for row in frozen.content.get("repeals") or []]
    if frozen.content.get("explains"):
        rows.append((frozen.content["explains"], "explains"))
    for obj, place in rows:
        last = published(obj)
        if last is None or withdrawn(obj):
            found.append(
                Finding(place, True, _("The other document is not published: %(id)s") % {"id": obj})
            )
        elif place == "repeals" and not _may_repeal(frozen.unit, last):
            found.append(
                Finding(
                    place,
                    True,
                    _("%(title)s is of another unit; only its own unit or one above repeals it.")
                    % {"title": last.title},
                )
            )
    return found


def _may_repeal(unit: str, last: Draft) -> bool:
    owner = last.unit
    return unit in (owner.code, owner.parent_id, owner.supervisor_id)


def _links(place: str, addresses: Iterable[str]) -> list[Finding]:
    found = []
    for obj in dict.fromkeys(_ITEM.findall(" ".join(addresses))):
        if published(obj) is None or withdrawn(obj):
            found.append(
                Finding(place, True, _("A link leads to an item that is not published."), obj[:8])
            )
    return found


def _bases(texts: Mapping[str, str]) -> list[Finding]:
    """Return document numbers in the texts whose documents have been repealed or have lapsed."""
    places: dict[str, str] = {}
    for place, text in texts.items():
        for number in _numbers(text):
            places.setdefault(number, place)
    if not places:
        return []
    found = []
    for head in Head.objects.filter(docno__in=places, state="open"):
        if (head.facets.get("status") or [""])[0] in ("repealed", "lapsed", "superseded"):
            words = _("%(docno)s is no longer in force; name what holds today.")
            found.append(
                Finding(places[head.docno], False, words % {"docno": head.docno}, head.docno)
            )
    return found


def _numbers(text: str) -> Iterator[str]:
    """Yield what may be document numbers: how much of the words before 〔 belongs to one is open."""
    for word in _DOCNO.findall(text):
        for start in range(len(word) - 8):
            try:
                yield docno.normalise(word[start:])
            except CodeError:
                continue


def _former_names() -> dict[str, str]:
    units = Unit.objects.exclude(former_names="")
    return {old: unit.name for unit in units for old in unit.old_names}
