"""``mingchuang inspect FILE…``: what in these files may not go out, as one JSON array."""

import json
from pathlib import Path
from typing import TextIO

from mingchuang.inspection.files import inspect
from mingchuang.words import _


def run_inspect(args: list[str], out: TextIO, err: TextIO) -> int:
    """Print the findings of all files on ``out``: ``file, kind, place, excerpt, blocking`` each.

    Returns the exit status: 0; 1 when a finding blocks; 2, with nothing on ``out``, when a file is
    missing or cannot be opened.
    """
    usage = _(
        "Usage: mingchuang inspect FILE…, for example: mingchuang inspect notice.docx list.xlsx"
    )
    result = _(
        "Prints one JSON array of findings; status 0, or 1 when one of them blocks publication, or "
        "2 when a file cannot be opened."
    )
    if args and args[0] in ("-h", "--help"):
        print(usage, result, sep="\n", file=out)
        return 0
    if not args:
        print(usage, result, sep="\n", file=err)
        return 2
    paths = [Path(name) for name in args if name != "--"]
    missing = [path for path in paths if not path.is_file()]
    for path in missing:
        print(_("{file}: there is no such file. Check the name.").format(file=path), file=err)
    if missing:
        return 2
    found: list[dict[str, object]] = []
    for path in paths:
        try:
            reading = inspect(path)
        except OSError as error:
            print(
                _("{file}: cannot be opened: {why}").format(file=path, why=error.strerror or error),
                file=err,
            )
            return 2
        found += [
            {
                "file": str(path),
                "kind": finding.kind,
                "place": finding.place,
                "excerpt": finding.excerpt,
                "blocking": finding.blocking,
            }
            for finding in reading.findings
        ]
    print(json.dumps(found, ensure_ascii=False, indent=1), file=out)
    return int(any(finding["blocking"] for finding in found))
