"""Build hook: compile the message catalogues, so that an installed package speaks Chinese."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """Compile every ``django.po`` under ``src`` to the ``.mo`` beside it."""

    def initialize(self, version, build_data):
        for po in Path(self.root, "src").rglob("locale/*/LC_MESSAGES/*.po"):
            catalog = read_po(po.open("rb"))
            with po.with_suffix(".mo").open("wb") as out:
                write_mo(out, catalog)
