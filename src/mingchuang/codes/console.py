"""``mingchuang codes KIND TEXT``: the normal form of a code, or what is wrong with it."""

from typing import TextIO

from mingchuang.codes import KINDS, CodeError
from mingchuang.words import _


def run_codes(args: list[str], out: TextIO, err: TextIO) -> int:
    """Print the normal form of a code on ``out``.

    ``args`` is KIND (a key of ``KINDS``) and TEXT; the rest of the line belongs to TEXT, so a code
    with spaces need not be quoted. Returns the exit status: 0; 1 with the reason on ``err`` when
    the code is wrong; 2 when the kind is unknown or something is missing.
    """
    usage = _("Usage: mingchuang codes KIND TEXT, for example: mingchuang codes orgcode 000014349")
    kinds = _("Kinds: {kinds}.").format(kinds=", ".join(KINDS))
    if args and args[0] in ("-h", "--help"):
        print(usage, kinds, sep="\n", file=out)
        return 0
    if len(args) < 2:
        print(usage, kinds, sep="\n", file=err)
        return 2
    kind, text = args[0], " ".join(args[1:])
    if kind not in KINDS:
        print(_("“{kind}” is not a kind of code.").format(kind=kind), kinds, sep="\n", file=err)
        return 2
    try:
        print(KINDS[kind](text), file=out)
    except CodeError as error:
        print(error, file=err)
        return 1
    return 0
