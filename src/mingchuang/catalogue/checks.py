"""The catalogue's checks on drafts of every kind: elements, display windows, names of groups."""

from datetime import date

from django.utils.translation import gettext as _

from mingchuang import clock
from mingchuang.catalogue import rules
from mingchuang.catalogue.dues import term_of
from mingchuang.clock.words import say_date
from mingchuang.inspection import names
from mingchuang.inspection.fold import Folded
from mingchuang.inspection.kinds import PERSONAL
from mingchuang.publishing import work
from mingchuang.publishing.checks import detector_findings
from mingchuang.publishing.frozen import Finding, Frozen


def elements_present(frozen: Frozen) -> list[Finding]:
    """Return one blocking finding for each required element without text."""
    filled = frozen.content.get("sections", {})
    return [
        Finding(
            f"section_{element['code']}",
            True,
            _("%(name)s is required by the catalogue and is missing.") % {"name": element["name"]},
        )
        for element in frozen.context.get("elements", ())
        if element.get("required") and not filled.get(element["code"])
    ]


def displayed_long_enough(frozen: Frozen) -> list[Finding]:
    """Return what is wrong with the display window of a row that wants one (公示不少于5个工作日).

    The second clock of a publication: its day is not counted, and the window may not end before the
    last day that the catalogue wants. A window that is not set is pointed out. An amendment is not
    asked: its window began with the first publication.
    """
    wanted = term_of(frozen.context.get("time_limit", "") or "").display
    if (
        frozen.amendment
        or not wanted
        or not wanted.min_n
        or not wanted.unit
        or wanted.unit == "HOUR"
    ):
        return []
    if not (text := frozen.content.get("window_end")):
        return [
            Finding(
                "window_end",
                False,
                _(
                    "The catalogue wants it on display for a time, and no last day is set: %(limit)s."
                )
                % {"limit": frozen.context["time_limit"]},
            )
        ]
    earliest = clock.due(clock.today(), wanted.min_n, wanted.unit.lower()).date
    if date.fromisoformat(text) >= earliest or "over" in frozen.standing:
        return []
    return [
        Finding(
            "window_end",
            True,
            _("It may come down on %(day)s at the earliest if it is published today: %(limit)s.")
            % {"day": say_date(earliest), "limit": frozen.context["time_limit"]},
        )
    ]


def no_names_for_some(frozen: Frozen) -> list[Finding]:
    """Return what may not stand in a document of a row for specific groups (特定群体): a list of
    persons, names, personal data. It blocks and nobody releases it, because it has no kind.

    What the people concerned have to see is shown where they are and registered (落实登记).
    """
    if not rules.for_some_only(frozen.context.get("audience") or ()):
        return []
    found: dict[str, Finding] = {}
    if frozen.content.get("persons"):
        found["persons"] = _for_some("persons", "")
    for finding in detector_findings(frozen):
        if finding.blocking and finding.kind in PERSONAL:
            found.setdefault(finding.place, _for_some(finding.place, finding.excerpt))
    for place, _label, lines in work.get(frozen.kind).texts(frozen.content, frozen.context):
        if any(names.find(Folded(line).plain) for line in lines):
            found.setdefault(place, _for_some(place, ""))
    return list(found.values())


def _for_some(place: str, excerpt: str) -> Finding:
    return Finding(
        place,
        True,
        _(
            "This row is for specific groups: nobody's name or data stands on a public page. Say how many, put the list up where the people concerned are, and register it as shown on the spot."
        ),
        excerpt,
    )
