"""The demonstration district, played day by day through the importers and acts a district uses.

Nothing is written past an act: the log, the histories and every date are what they would be had
people done this since May 2025. Each day with acts is numbered and signed on that day.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib import resources

from django.contrib.auth.hashers import make_password

from mingchuang import clock
from mingchuang.catalogue import acts as catalogue
from mingchuang.catalogue.builtin import builtin_edition
from mingchuang.catalogue.models import Edition
from mingchuang.demo import columns, deeds, elsewhere, leadership
from mingchuang.demo.deeds import holder
from mingchuang.ledger import sequencer
from mingchuang.people.importers import staff_from
from mingchuang.people.models import Post, User
from mingchuang.people.reading import roles_of
from mingchuang.progress.acts import following
from mingchuang.progress.models import Month
from mingchuang.progress.projections import catch_up
from mingchuang.progress.timed import TODAY
from mingchuang.publishing import acts
from mingchuang.publishing.models import Coming, Draft
from mingchuang.records import projections, timed
from mingchuang.units.importers import units_from
from mingchuang.units.roles import OPERATOR

PASSWORD = "mingchuang-demo"  # noqa: S105
"""Password of every demonstration account; the start page of ``make run`` prints it."""
OPENING = datetime(2025, 5, 6, 8, 30, tzinfo=clock.SHANGHAI)
IN_USE = date(2026, 11, 2)
"""Day on which the whole catalogue comes into use."""
ON_DUTY = ("GS",)
"""Units whose emergencies are signed by somebody on duty."""
FREE = {"news": "news.json", "interpretation": "interpretations.json"}
"""Kinds of documents that no obligation asks for."""
DATA = resources.files("mingchuang.demo") / "data"


@dataclass(order=True)
class Event:
    """Something that happens at an instant of the play."""

    at: datetime
    order: int
    act: Callable[[], None] = field(compare=False)


def _json(package: str, name: str):
    return json.loads((resources.files(package) / "data" / name).read_text(encoding="utf-8"))


def disclosures() -> list[dict]:
    """Return every disclosure of the play: ``disclosures.json``, then ``disclosures-*.json`` by name.

    Some keys stand for what is fixed beside the text: ``schedule`` (an instant to go public),
    ``window_end`` (last day of display), ``repeals`` (key of another), ``emergency`` (published by the
    duty signer, reviewed afterwards) and ``persons`` (a list shown only while the window is open).
    """
    files = sorted(
        (file.name for file in DATA.iterdir() if file.name.startswith("disclosures")),
        key=lambda name: name.removesuffix(".json"),
    )
    return [row for name in files for row in _json("mingchuang.demo", name)]


def first_edition() -> dict:
    """Return the edition the district began with: the rows that its documents answer."""
    edition = builtin_edition()
    answered = {row["obligation"] for row in disclosures()}
    return edition | {
        "edition": "MC-2025",
        "version": "2025.1",
        "name": "明窗示范区基层政务公开标准目录（2025年版）",
        "obligations": [row for row in edition["obligations"] if row["code"] in answered],
    }


def _new_edition() -> None:
    """The office publishes the whole catalogue a fortnight before it comes into use."""
    office = holder("QFB", ["office"], clock.today())
    catalogue.load_edition(builtin_edition(), unit="QFB", by=roles_of(office), effective_on=IN_USE)


def _occasions(play: "Play") -> None:
    """Plan the events from which time limits run."""
    for row in _json("mingchuang.demo", "occasions.json"):

        def act(row=row):
            hour = row.get("hour", "")
            catalogue.record_occasion(
                row["unit"],
                name=row["name"],
                on=date.fromisoformat(row["on"]),
                at=time.fromisoformat(hour) if hour else None,
                obligations=row["obligations"],
                note=row.get("note", ""),
                actor=holder(row["unit"], ["officer"], clock.today()),
            )

        play.add(_instant(row["day"]), act)


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.SHANGHAI)


def _workday_before(moment: datetime, days: int) -> date:
    calendar = clock.Calendar.default()
    day = moment.date()
    while days:
        day -= timedelta(days=1)
        days -= calendar.is_workday(day)
    return day


def _times(end: datetime, formed_on: str, n: int) -> list[datetime]:
    """Return ``n`` instants up to ``end``: over the two working days before where the information
    was there by then, else within the last hours."""
    start = datetime.combine(
        _workday_before(end, 2), datetime.min.time(), clock.SHANGHAI
    ) + timedelta(hours=9, minutes=40)
    formed = datetime.combine(date.fromisoformat(formed_on), datetime.min.time(), clock.SHANGHAI)
    if start.date() < formed.date():
        first = max(formed, end - timedelta(hours=3))
        return [first + (end - first) * k / (n - 1) for k in range(n)]
    second = datetime.combine(
        _workday_before(end, 1), datetime.min.time(), clock.SHANGHAI
    ) + timedelta(hours=9, minutes=5)
    return [start, *(second + timedelta(minutes=35 * k) for k in range(n - 2)), end]


class Play:
    """The state of one play: which object each key of the data became."""

    def __init__(self):
        self.objects: dict[str, str] = {}
        self.events: list[Event] = []
        self.extra: dict[str, dict] = {}

    def add(self, at: datetime, act: Callable[[], None]) -> None:
        """Put an event into the play."""
        self.events.append(Event(at, len(self.events), act))

    def register(self) -> None:
        """Units, people, chains, the catalogue: what an office does first."""
        with resources.as_file(DATA / "units.csv") as path:
            _must(units_from(path, by=OPERATOR, second=OPERATOR, office_exists=False))
        with resources.as_file(DATA / "staff.csv") as path:
            _must(staff_from(path, by=OPERATOR, second=OPERATOR))
        User.objects.update(password=make_password(PASSWORD))
        office = holder("QFB", ["office"], clock.today())
        roles = roles_of(office)
        chains = _json("mingchuang.demo", "chains.json")
        acts.set_chain(unit=None, kind="", steps=chains["default"]["steps"], actor=office)
        for unit, chain in chains["units"].items():
            same = chain.get("same_person", {})
            acts.set_chain(
                unit=unit,
                kind="",
                steps=chain["steps"],
                actor=office,
                document=same.get("document", ""),
                same_person=User.objects.get(username=same["username"]) if same else None,
            )
        catalogue.load_edition(
            _json("mingchuang.catalogue", "key-items-17.json"), unit="QFB", by=roles, current=False
        )
        catalogue.load_edition(first_edition(), unit="QFB", by=roles)
        catalogue.publish_owed_lists(by=roles)

    def disclosure(self, row: dict) -> None:
        """Plan one document from its first draft to its last act."""
        day = _instant(row["day"])
        if row.get("emergency") and row["unit"] in ON_DUTY:
            self._emergency(row, day)
            self._later(row)
            return
        state: dict = {}

        def write():
            state["draft"] = deeds.write(row, self.objects)

        def review(step: int, *, back: dict | None = None):
            def act():
                draft = Draft.objects.get(pk=state["draft"])
                deeds.decide(draft, back=back)
                if draft_done := Draft.objects.get(pk=draft.pk).obj:
                    self.objects[row["key"]] = draft_done

            return act

        steps = self._steps(row["unit"])
        sequence: list[Callable[[], None]] = [write, lambda: deeds.submit(state["draft"])]
        returned = row.get("returned")
        for n, step in enumerate(steps):
            if returned and step == returned["step"]:
                sequence += [review(n, back=returned), lambda: deeds.submit(state["draft"])]
                sequence += [review(k) for k in range(n)]
            sequence.append(review(n))
        formed = row.setdefault("formed_on", day.date().isoformat())
        times = _times(day, formed, len(sequence))
        if "explains" in row:  # begun when its document is out, published within the day
            times = [day + timedelta(minutes=10 + 40 * n) for n in range(len(sequence))]
        for at, act in zip(times, sequence, strict=True):
            self.add(at, act)
        self._later(row)

    def _later(self, row: dict) -> None:
        """Plan what happens to a document after its publication."""
        for change in row.get("amendments", ()):
            self.add(
                _instant(change["day"]),
                lambda change=change: deeds.amend(row, change, self.objects[row["key"]]),
            )
        if row.get("withdraw"):
            self.add(_instant(row["withdraw"]["day"]), lambda: deeds.withdraw(row, self.objects))

    def _emergency(self, row: dict, day: datetime) -> None:
        """Plan an emergency: a template approved weeks before, one signature, a review afterwards."""
        state: dict = {}

        def prepare():
            state["template"] = acts.write_template(
                unit=row["unit"],
                kind="disclosure",
                name=row["title"],
                content={**deeds.content_of(row), "formed_on": ""},
                **deeds.obliged(row),
                actor=holder(row["unit"], ["officer"], clock.today()),
            ).pk

        def approve():
            leader = holder(row["unit"], ["signer"], clock.today())
            acts.approve_template(state["template"], actor=leader)

        def publish():
            officer = holder(row["unit"], ["officer"], clock.today())
            draft = acts.open_from(state["template"], actor=officer, emergency=True)
            draft = acts.save(
                draft.pk,
                revision=draft.revision,
                content=deeds.content_of(row),
                raw={},
                actor=officer,
            )
            deeds.submit(draft.pk)
            duty = holder(row["unit"], ["duty_signer"], clock.today())
            self.objects[row["key"]] = acts.approve(draft.pk, actor=duty).obj
            state["draft"] = draft.pk

        def look():
            draft = Draft.objects.get(pk=state["draft"])
            step = draft.chain["recheck"]["steps"][draft.chain["recheck"]["done"]]
            who = holder(row["unit"], step["roles"], clock.today(), (draft.drafter,))
            acts.recheck(draft.pk, actor=who, right=True)

        before = day - timedelta(days=45)
        self.add(before, prepare)
        self.add(before + timedelta(hours=3), approve)
        self.add(day, publish)
        afterwards = clock.due(day.date(), 1, "workday").date
        for n, _step in enumerate(self._steps(row["unit"])[:-1]):
            moment = datetime.combine(afterwards, datetime.min.time(), clock.SHANGHAI)
            self.add(moment + timedelta(hours=9, minutes=20 + 50 * n), look)

    @staticmethod
    def _steps(unit: str) -> list[str]:
        chains = _json("mingchuang.demo", "chains.json")
        chain = chains["units"].get(unit, chains["default"])
        return [step["step"] for step in chain["steps"]]

    def series(self, rows: list[dict], at: datetime) -> None:
        """Plan several documents handed in as one series, waiting for their first reviewer."""

        def act():
            officer = holder(rows[0]["unit"], ["officer"], clock.today())
            acts.submit_series([deeds.write(row, self.objects) for row in rows], actor=officer)

        self.add(at, act)

    def draft(self, row: dict, at: datetime) -> None:
        """Plan a draft that is still on its way when the play ends."""

        def act():
            pk = deeds.write(row, self.objects)
            if row["state"] == "writing":
                return
            deeds.submit(pk)
            draft = Draft.objects.select_related("drafter").get(pk=pk)
            for step in draft.chain["steps"]:
                if step["step"] == row["state"]:
                    return
                if row["state"] == "returned" and step["step"] == "secrecy":
                    deeds.decide(draft, back={"note": row["returned_note"]})
                    return
                deeds.decide(draft)
                draft.refresh_from_db()

        self.add(at, act)


def _must(outcome) -> None:
    if outcome.bad:
        raise RuntimeError("\n".join(str(bad) for bad in outcome.bad))


def _days(events: list[Event]) -> Iterator[list[Event]]:
    today: list[Event] = []
    for event in sorted(events):
        if today and event.at.date() != today[-1].at.date():
            yield today
            today = []
        today.append(event)
    if today:
        yield today


def everything(*, quick: bool = False, progress: Callable[[int, int], None] | None = None) -> None:
    """Play the district into an empty data folder; ``quick`` stops after the first disclosures."""
    play = Play()
    play.add(OPENING, play.register)
    rows = disclosures()
    if quick:
        rows = sorted(rows, key=lambda row: row["day"])[:8]
    for row in rows:
        play.disclosure(row)
    if not quick:
        for kind, name in FREE.items():
            for row in _json("mingchuang.demo", name):
                play.disclosure({**row, "kind": kind})
        play.series(_json("mingchuang.demo", "series.json"), _instant("2026-11-24 16:10"))
        play.add(_instant("2026-10-16 10:00"), _new_edition)
        _occasions(play)
        elsewhere.play(play.add)
        leadership.play(play.add, play.objects, make_password(PASSWORD))
        columns.play(play.add)
        for n, row in enumerate(_json("mingchuang.demo", "drafts.json")):
            play.draft(
                row, datetime(2026, 11, 24, 14, 0, tzinfo=clock.SHANGHAI) + timedelta(minutes=7 * n)
            )
    days = list(_days(play.events))
    for n, events in enumerate(days, start=1):
        _calendar_until(events[0].at)
        for event in events:
            with clock.at(event.at):
                event.act()
        with clock.at(events[-1].at + timedelta(seconds=1)):
            timed.run(clock.now(), without=(TODAY,))
            sequencer.run_once()
        if progress:
            progress(n, len(days))
    projections.follow_all()
    catch_up()


def _calendar_until(moment: datetime) -> None:
    """Let the calendar do, each on its own day, what came due since the last day with acts."""
    days = set(Coming.objects.filter(on__lte=moment.date()).values_list("on", flat=True))
    editions = Edition.objects.filter(waiting=True, effective_on__lte=moment.date())
    days |= set(editions.values_list("effective_on", flat=True))
    days |= {first for first in _firsts(moment.date()) if first > OPENING.date()}
    for day in sorted(days):
        early = datetime.combine(day, datetime.min.time(), clock.SHANGHAI) + timedelta(seconds=20)
        if early < moment:
            if day.day == 1:  # a month's figures want the heads of all that came before
                projections.follow_all()
            with clock.at(early):
                timed.run(clock.now(), without=(TODAY,))
                sequencer.run_once()


def _firsts(last: date) -> Iterator[date]:
    """Yield the days on which the figures of a month that is over are still to be published."""
    newest = Month.objects.order_by("-month").values_list("month", flat=True).first()
    first = OPENING.date().replace(day=1)
    if newest:
        first = following(date.fromisoformat(f"{newest}-01"))
    while (first := following(first)) <= last:
        yield first


def sign_ins() -> list[tuple[str, str, str]]:
    """Return a few accounts worth trying as ``(username, name, what they are)``."""
    wanted = [
        ("YY1", "officer"),
        ("YY1", "department_reviewer"),
        ("YY1", "secrecy_reviewer"),
        ("YY1", "signer"),
        ("QFB", "office"),
        ("QFB", "administrator"),
        ("XX2", "officer"),
        ("XX2", "signer"),
    ]
    out = []
    for unit, role in wanted:
        post = (
            Post.objects.filter(unit=unit, role=role, state=Post.State.CONFIRMED)
            .select_related("user", "unit")
            .first()
        )
        if post:
            what = f"{post.unit.short_name} {post.get_role_display()}"
            out.append((post.user.username, post.user.name, what))
    return out
