"""The edition that comes with the product, put together from its files. Pure.

``data/edition-2026.json`` holds the head and the categories, ``data/laws.json`` the laws by their
short names, and ``data/sectors/`` a file for each sector or field. In a sector's file

- ``defaults`` holds what most rows share; a row states only what differs;
- an element is an object, or its name, with ``?`` behind it if it may be left out: the first is
  ``e1``, the second ``e2``. Drafts keep these codes, so a new element goes to the end;
- a basis is a law's short name and, after a blank, the article: ``预算法 第十四条``.

``checked`` of a law says how far we know it: ``text`` (the text was read), ``source`` (a source
names it, number included), ``title`` (a source names it, the number is from memory), ``memory``.
``confidence`` of a row: ``high`` (duty, content and limit stand in a text or a real catalogue that
was read), ``medium`` (the duty does; elements or limit are arranged), ``low`` (inferred).
"""

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import Any

DATA = resources.files("mingchuang.catalogue") / "data"
CHECKED = ("text", "source", "title", "memory")
CONFIDENCE = ("high", "medium", "low")


def builtin_edition() -> dict[str, Any]:
    """Return the edition in the shape that :func:`mingchuang.catalogue.acts.load_edition` takes.

    The rows stand in the order of the files' names. Each call returns a copy of its own.
    """
    return deepcopy(_assembled())


@cache
def _assembled() -> dict[str, Any]:
    laws = _read("laws.json")
    rows = [row for file in sectors().values() for row in _rows(file, laws)]
    return {**_read("edition-2026.json"), "obligations": rows}


@cache
def sectors() -> dict[str, dict[str, Any]]:
    """Return the sectors' files as they are written, by the file's name without its suffix."""
    names = sorted(file.name for file in (DATA / "sectors").iterdir() if file.name[-5:] == ".json")
    return {name.removesuffix(".json"): _read(f"sectors/{name}") for name in names}


def laws() -> dict[str, dict[str, str]]:
    """Return the laws by their short names: ``name`` with its number, and how it was ``checked``."""
    return _read("laws.json")


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(DATA.joinpath(name).read_text(encoding="utf-8"))
    return data


def _rows(file: Mapping[str, Any], laws: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    shared = {"source": file["source"], **file["defaults"]}
    return [
        {
            "level3": "",
            **shared,
            **row,
            "elements": [_element(n, item) for n, item in enumerate(row["elements"], start=1)],
            "basis": [_basis(item, laws) for item in row["basis"]],
        }
        for row in file["obligations"]
    ]


def _element(number: int, item: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(item, dict):
        return item
    return {
        "code": f"e{number}",
        "name": item.removesuffix("?"),
        "required": not item.endswith("?"),
    }


def _basis(item: str, laws: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    short, _, article = item.partition(" ")
    return {"name": laws[short]["name"], "article": article}
