"""Words of the program outside Django: the same catalogue, by plain gettext."""

import gettext
import os
from functools import cache
from pathlib import Path


def language() -> str:
    """Return ``en`` or ``zh``: MINGCHUANG_LANG, else Chinese unless LC_ALL or LANG is English."""
    asked = os.environ.get("MINGCHUANG_LANG", "")
    if asked:
        return "en" if asked.lower().startswith("en") else "zh"
    named = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if named.lower().startswith("en") else "zh"


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    folder = Path(__file__).resolve().parents[1] / "locale"
    return gettext.translation("django", folder, languages=["zh_Hans"], fallback=True)


def say(text: str) -> str:
    """Return ``text`` in the language of the terminal."""
    return _catalogue(language()).gettext(text)


# argparse looks its own words up through the same function; named here, they are collected.
_ = say
ARGPARSE = (
    _("usage: "),
    _("positional arguments"),
    _("options"),
    _("show this help message and exit"),
    _("show program's version number and exit"),
    _("%(prog)s: error: %(message)s\n"),
    _("argument %(argument_name)s: %(message)s"),
    _("the following arguments are required: %s"),
    _("unrecognized arguments: %s"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("invalid %(type)s value: %(value)r"),
    _("expected one argument"),
    _("expected at least one argument"),
)
