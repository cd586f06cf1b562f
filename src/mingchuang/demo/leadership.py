"""Who leads openness in the demonstration district, and what was given to whom to do."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib import resources

from mingchuang import clock
from mingchuang.demo.deeds import holder
from mingchuang.leadership import acts
from mingchuang.people import acts as people
from mingchuang.people.models import Post, User
from mingchuang.people.reading import posts_on, roles_of
from mingchuang.units.roles import OFFICER, Roles

Add = Callable[[datetime, Callable[[], None]], None]
"""Puts something into the play that happens at an instant."""


def rows() -> dict[str, list[dict]]:
    """Return groups, officers, deputies, changes, leaves and tasks, as ``data/leadership.json`` has them."""
    file = resources.files("mingchuang.demo") / "data" / "leadership.json"
    return json.loads(file.read_text(encoding="utf-8"))


def play(add: Add, objects: Mapping[str, str], password: str) -> None:
    """Plan everything of leadership: proposed by one person of the office, confirmed by another.

    ``objects`` says which object a key of the data became; ``password`` is the hash that a new
    account gets.
    """
    data = rows()
    for name, deed in (
        ("groups", _group),
        ("officers", lambda row: _officer(row, password)),
        ("deputies", _deputy),
        ("changes", _change),
        ("leaves", _leave),
    ):
        for row in data[name]:
            add(_instant(row["day"]), lambda row=row, deed=deed: deed(row))
    for row in data["tasks"]:
        _plan(row, add, objects)


def _office() -> tuple[Roles, Roles]:
    """Return two people of the office, as they are today."""
    first = holder("QFB", ["office"], clock.today())
    return roles_of(first), roles_of(holder("QFB", ["office"], clock.today(), (first,)))


def _group(row: dict) -> None:
    one, two = _office()
    acts.confirm_group(acts.propose_group(row["unit"], row, by=one).pk, by=two)


def _officer(row: dict, password: str) -> None:
    one, two = _office()
    words = ("title", "portfolio", "phone", "document", "document_name")
    post = people.propose_post(
        unit=row["unit"],
        account=(row["username"], row["name"]),
        role=OFFICER,
        start=date.fromisoformat(row["start"]),
        end=date.fromisoformat(row["end"]),
        by=one,
        **{name: row[name] for name in words},
    )
    people.confirm_post(post.pk, by=two)
    User.objects.filter(pk=post.user_id).update(password=password)


def _post(unit: str, role: str, username: str = "") -> Post:
    found = posts_on(clock.today()).filter(unit=unit, role=role)
    return (found.filter(user__username=username) if username else found).get()


def _deputy(row: dict) -> None:
    one, two = _office()
    post = _post(row["unit"], OFFICER, row["officer"])
    deputy = people.propose_deputy(
        post.pk,
        user=User.objects.get(username=row["deputy"]),
        start=date.fromisoformat(row["start"]),
        end=post.end,
        document=row["document"],
        by=one,
    )
    people.confirm_deputy(deputy.pk, by=two)


def _change(row: dict) -> None:
    one, two = _office()
    post = _post(row["unit"], row["role"], row["username"])
    facts = {name: row.get(name, getattr(post, name)) for name in people.CHANGING}
    people.confirm_change(people.propose_change(post.pk, by=one, **facts).pk, by=two)


def _leave(row: dict) -> None:
    people.leave(_post(row["unit"], row["role"]).pk, by=_office()[0])


def _plan(row: dict, add: Add, objects: Mapping[str, str]) -> None:
    """Plan a task: entered, perhaps changed, reported, perhaps sent back, confirmed."""
    made: dict[str, str] = {}

    def enter() -> None:
        names = ("source", "document", "document_name", "number", "title", "text", "lead")
        made["obj"] = acts.enter(
            **{name: row[name] for name in (*names, "supporting", "links")},
            due=date.fromisoformat(row["due"]),
            actor=_boss(),
        ).obj

    def change() -> None:
        acts.change(
            made["obj"],
            **{name: row[name] for name in ("title", "text", "lead", "supporting", "links")},
            due=date.fromisoformat(row["change"]["due"]),
            why=row["change"]["why"],
            actor=_boss(),
        )

    def report(said: dict) -> None:
        acts.report(
            made["obj"],
            result=said["result"],
            done_on=date.fromisoformat(said.get("done_on") or clock.today().isoformat()),
            links=[*(objects[key] for key in said.get("items", ())), *said.get("rows", ())],
            actor=holder(row["lead"], [OFFICER], clock.today()),
        )

    add(_instant(row["day"]), enter)
    if "change" in row:
        add(_instant(row["change"]["day"]), change)
    if "reported" in row:
        add(_instant(row["reported"]["day"]), lambda: report(row["reported"]))
    if done := row.get("done"):
        add(_instant(done["day"]), lambda: report(done))
        if back := done.get("back"):
            why = back["why"]
            add(
                _instant(back["day"]),
                lambda: acts.send_back(made["obj"], why=why, actor=_boss()),
            )
            add(_instant(back["again"]), lambda: report(done))
        add(
            _instant(done["confirmed"]),
            lambda: acts.confirm_done(made["obj"], actor=_boss()),
        )


def _boss() -> User:
    return holder("QFB", ["office"], clock.today())


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.SHANGHAI)
