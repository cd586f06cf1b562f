"""What can happen to the catalogue."""

from mingchuang.catalogue.acts.editions import (
    assign,
    data_of,
    load_edition,
    next_version,
    pilot_problems,
    take_effect,
    try_out,
)
from mingchuang.catalogue.acts.elsewhere import (
    add_link,
    change_link,
    change_on_site,
    end_link,
    end_on_site,
    looked,
    photos_named,
    register_on_site,
)
from mingchuang.catalogue.acts.holidays import load_year, moved_drafts
from mingchuang.catalogue.acts.occasions import record_occasion, strike_occasion
from mingchuang.catalogue.acts.owed import arrange, publish_owed_lists, set_not_owed

__all__ = [
    "add_link",
    "arrange",
    "assign",
    "change_link",
    "change_on_site",
    "data_of",
    "end_link",
    "end_on_site",
    "load_edition",
    "load_year",
    "looked",
    "moved_drafts",
    "next_version",
    "photos_named",
    "pilot_problems",
    "publish_owed_lists",
    "record_occasion",
    "register_on_site",
    "set_not_owed",
    "strike_occasion",
    "take_effect",
    "try_out",
]
