"""Columns for tests, made by the office of the small district."""

import small_district as d
from mingchuang.columns import acts


def facts(**changes) -> dict:
    """Return the facts of a column of prices, with changes."""
    return {
        "name": "医疗价格",
        "name_en": "Prices of care",
        "type": "notices",
        "description": "医疗服务价格和收费依据。",
        "keywords": ["价格", "医疗"],
        "owner": "YY1",
        "cadence": 30,
        "minimum": 1,
        "categories": ["health.price"],
        "units": [],
        "kinds": [],
    } | changes


def make(code: str = "prices", **changes):
    """Open a column as a member of the office."""
    return acts.make_column(code, facts(**changes), actor=d.person(d.OFFICE))
