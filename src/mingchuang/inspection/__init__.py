"""Reading texts and files before publication: what may not go out, and where it stands."""

from mingchuang.inspection.collect import FileFinding
from mingchuang.inspection.files import Busy, Reading, inspect, limited
from mingchuang.inspection.kinds import KINDS
from mingchuang.inspection.mask import mask, mask_column, mask_text
from mingchuang.inspection.text import Hit, scan

__all__ = [
    "KINDS",
    "Busy",
    "FileFinding",
    "Hit",
    "Reading",
    "inspect",
    "limited",
    "mask",
    "mask_column",
    "mask_text",
    "scan",
]
