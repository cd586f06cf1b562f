"""Grounds on which a document is not disclosed actively (条例 第十四条 to 第十六条), as data."""

import json
from functools import cache
from importlib import resources

from django.utils.translation import get_language


@cache
def _data() -> dict:
    return json.loads(
        (resources.files("mingchuang.publishing") / "data" / "exemptions.json").read_text("utf-8")
    )


def reasons() -> dict[str, dict]:
    """Return the grounds by code, each with its article, words and how sure they are."""
    return {row["code"]: row for row in _data()["reasons"]}


def words(code: str) -> str:
    """Return a ground in the reader's language, with its article."""
    row = reasons().get(code)
    if row is None:
        return code
    return f"{row['article']} {row['name_en'] if get_language() == 'en' else row['name']}"
