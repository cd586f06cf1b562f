"""The demonstration district, played day by day through the importers and acts a district uses.

Nothing is written past an act: the log, the histories and every date are what they would be had
people done this since May 2025. Each day with acts is numbered and signed on that day.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import resources

from django.contrib.auth.hashers import make_password

from mingchuang import clock
from mingchuang.catalogue import acts as catalogue
from mingchuang.catalogue.desk import context_of
from mingchuang.catalogue.models import Owed
from mingchuang.demo import attachments
from mingchuang.ledger import sequencer
from mingchuang.people.importers import staff_from
from mingchuang.people.models import Post, User
from mingchuang.people.reading import posts_on, roles_of
from mingchuang.publishing import acts, files
from mingchuang.publishing.models import Draft
from mingchuang.records import projections, richtext, timed
from mingchuang.units.importers import units_from
from mingchuang.units.roles import OPERATOR

PASSWORD = "mingchuang-demo"  # noqa: S105
"""Password of every demonstration account; the start page of ``make run`` prints it."""
OPENING = datetime(2025, 5, 6, 8, 30, tzinfo=clock.SHANGHAI)
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

    Some keys say what the play does not do yet and passes over: ``schedule`` (an instant to go
    public), ``window_end`` (last day of display), ``repeals`` (key of another), ``emergency`` (review
    afterwards) and ``persons`` (a list shown only while the window is open).
    """
    files = sorted(
        (file.name for file in DATA.iterdir() if file.name.startswith("disclosures")),
        key=lambda name: name.removesuffix(".json"),
    )
    return [row for name in files for row in _json("mingchuang.demo", name)]


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


def holder(unit: str, roles: list[str], on: date, not_in: tuple[User, ...] = ()) -> User:
    """Return who holds one of ``roles`` in a unit on a day."""
    posts = (
        posts_on(on)
        .filter(unit=unit, role__in=roles)
        .exclude(user__in=not_in)
        .select_related("user")
        .order_by("pk")
    )
    post = posts.first()
    if post is None:
        raise LookupError(f"nobody in {unit} holds {roles} on {on}")
    return post.user


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
        catalogue.load_edition(
            _json("mingchuang.catalogue", "obligations-2026.json"), unit="QFB", by=roles
        )
        catalogue.publish_owed_lists(by=roles)

    def disclosure(self, row: dict) -> None:
        """Plan one disclosure from its first draft to its last act."""
        day = _instant(row["day"])
        state: dict = {}

        def write():
            state["draft"] = self._write(row)

        def review(step: int, *, back: dict | None = None):
            def act():
                draft = Draft.objects.get(pk=state["draft"])
                self._step(draft, back=back, notes=row)
                if draft_done := Draft.objects.get(pk=draft.pk).obj:
                    self.objects[row["key"]] = draft_done

            return act

        steps = self._steps(row["unit"])
        sequence: list[Callable[[], None]] = [write, lambda: self._submit(state["draft"])]
        returned = row.get("returned")
        for n, step in enumerate(steps):
            if returned and step == returned["step"]:
                sequence += [review(n, back=returned), lambda: self._submit(state["draft"])]
                sequence += [review(k) for k in range(n)]
            sequence.append(review(n))
        for at, act in zip(_times(day, row["formed_on"], len(sequence)), sequence, strict=True):
            self.add(at, act)
        for change in row.get("amendments", ()):
            self.add(_instant(change["day"]), lambda change=change: self._amend(row, change))
        if row.get("withdraw"):
            self.add(_instant(row["withdraw"]["day"]), lambda: self._withdraw(row))

    @staticmethod
    def _steps(unit: str) -> list[str]:
        chains = _json("mingchuang.demo", "chains.json")
        chain = chains["units"].get(unit, chains["default"])
        return [step["step"] for step in chain["steps"]]

    def _content(self, row: dict) -> dict:
        content = {}
        for name in ("title", "summary", "docno", "topic", "formed_on", "changed_on"):
            if name in row:
                content[name] = row[name] or ""
        if "keywords" in row:
            content["keywords"] = row["keywords"]
        for name, ours in (("in_force_on", "in_force"), ("valid_until", "valid_until")):
            if name in row:
                content[ours] = row[name] or ""
        if "body" in row:
            content["body"] = richtext.clean(row["body"])
        if "sections" in row:
            content["sections"] = {
                code: richtext.clean(html) for code, html in row["sections"].items()
            }
        return content

    def _write(self, row: dict):
        officer = holder(row["unit"], ["officer"], clock.today())
        owed = Owed.objects.select_related("obligation__edition").get(
            unit=row["unit"], obligation__code=row["obligation"], obligation__edition__current=True
        )
        edition = owed.obligation.edition
        draft = acts.open_draft(
            "disclosure",
            row["unit"],
            actor=officer,
            obligation=row["obligation"],
            edition=f"{edition.code}@{edition.version}",
            context=context_of(owed),
        )
        acts.save(
            draft.pk, revision=draft.revision, content=self._content(row), raw={}, actor=officer
        )
        self._attach(draft, row.get("attachments", ()), officer)
        return draft.pk

    @staticmethod
    def _attach(draft: Draft, specs, officer: User) -> None:
        for file in specs:
            data = (
                attachments.make(file["name"], file["make"])
                if "make" in file
                else file["text"].encode()
            )
            taken = files.take(file["name"], data)
            acts.attach(
                draft.pk, **taken, title=file["title"], alt=file.get("alt", ""), actor=officer
            )

    @staticmethod
    def _submit(pk) -> None:
        draft = Draft.objects.select_related("drafter").get(pk=pk)
        acts.submit(draft.pk, revision=draft.revision, actor=draft.drafter)

    @staticmethod
    def _step(draft: Draft, *, back: dict | None = None, notes: dict | None = None) -> None:
        step = draft.chain["steps"][draft.step]
        who = holder(draft.unit_id, step["roles"], clock.today(), (draft.drafter,))
        if back:
            acts.send_back(draft.pk, actor=who, note=back["note"])
            return
        if step["step"] == "secrecy":
            for file in draft.files.all():
                acts.decide_file(draft.pk, file.key, decision="open", actor=who)
        acts.approve(draft.pk, actor=who)

    def _amend(self, row: dict, change: dict) -> None:
        obj = self.objects[row["key"]]
        officer = holder(row["unit"], ["officer"], clock.today())
        draft = acts.open_amendment(
            obj, amendment=change["kind"], note=change["note"], actor=officer
        )
        content = self._content(change["changes"])
        if change["kind"] == "change":
            content.setdefault("changed_on", content.get("formed_on") or clock.today().isoformat())
            content["formed_on"] = draft.content["formed_on"]
        acts.save(draft.pk, revision=draft.revision, content=content, raw={}, actor=officer)
        if "attachments" in change["changes"]:
            for file in list(draft.files.all()):
                acts.detach(draft.pk, file.key, actor=officer)
            self._attach(draft, change["changes"]["attachments"], officer)
        self._submit(draft.pk)
        while (
            draft := Draft.objects.select_related("drafter").get(pk=draft.pk)
        ).state == Draft.State.REVIEW:
            self._step(draft)

    def _withdraw(self, row: dict) -> None:
        last = row["withdraw"]
        leader = holder(row["unit"], ["signer"], clock.today())
        acts.withdraw(
            self.objects[row["key"]],
            reason=last["reason"],
            note=last["note"],
            actor=leader,
            successor=self.objects.get(last.get("successor", ""), ""),
        )

    def draft(self, row: dict, at: datetime) -> None:
        """Plan a draft that is still on its way when the play ends."""

        def act():
            pk = self._write(row)
            if row["state"] == "writing":
                return
            self._submit(pk)
            draft = Draft.objects.select_related("drafter").get(pk=pk)
            for step in draft.chain["steps"]:
                if step["step"] == row["state"]:
                    return
                if row["state"] == "returned" and step["step"] == "secrecy":
                    self._step(draft, back={"note": row["returned_note"]})
                    return
                self._step(draft)
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
        for n, row in enumerate(_json("mingchuang.demo", "drafts.json")):
            play.draft(
                row, datetime(2026, 11, 24, 14, 0, tzinfo=clock.SHANGHAI) + timedelta(minutes=7 * n)
            )
    days = list(_days(play.events))
    for n, events in enumerate(days, start=1):
        for event in events:
            with clock.at(event.at):
                event.act()
        with clock.at(events[-1].at + timedelta(seconds=1)):
            timed.run(clock.now())
            sequencer.run_once()
        if progress:
            progress(n, len(days))
    projections.follow_all()


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
            out.append(
                (
                    post.user.username,
                    post.user.name,
                    f"{post.unit.short_name} {post.get_role_display()}",
                )
            )
    return out
