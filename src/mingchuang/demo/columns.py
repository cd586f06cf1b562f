"""Columns of the demonstration district and its home page, arranged by the office day by day."""

import json
from collections.abc import Callable
from datetime import datetime
from importlib import resources

from mingchuang import clock
from mingchuang.columns import acts, rules
from mingchuang.columns.models import Column, Home
from mingchuang.demo.deeds import holder
from mingchuang.people.models import User

Add = Callable[[datetime, Callable[[], None]], None]
"""Puts something into the play that happens at an instant."""


def data() -> dict:
    """Return the columns and the compositions of the home page, as ``data/columns.json`` has them."""
    file = resources.files("mingchuang.demo") / "data" / "columns.json"
    return json.loads(file.read_text(encoding="utf-8"))


def play(add: Add) -> None:
    """Plan each column, from its opening to its closing, and each composition of the home page."""
    rows = data()
    for row in rows["columns"]:
        add(_instant(row["day"]), lambda row=row: _make(row))
        if "closed" in row:
            add(_instant(row["closed"]["day"]), lambda row=row: _close(row))
    for home in rows["home"]:
        add(_instant(home["day"]), lambda home=home: _compose(home["columns"]))


def _make(row: dict) -> None:
    acts.make_column(row["code"], {name: row[name] for name in rules.FIELDS}, actor=_office())


def _close(row: dict) -> None:
    column = Column.objects.get(pk=row["code"])
    acts.close_column(column.pk, why=row["closed"]["why"], version=column.version, actor=_office())


def _compose(codes: list[str]) -> None:
    home = Home.objects.first()
    acts.compose_home(codes, version=home.version if home else 0, actor=_office())


def _office() -> User:
    return holder("QFB", ["office"], clock.today())


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.SHANGHAI)
