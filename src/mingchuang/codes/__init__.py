"""Codes that people type: reading, checking and writing them in their normal form."""

from collections.abc import Callable, Mapping

from mingchuang.codes import docno, idnumber, indexno, orgcode, uscc
from mingchuang.codes.text import CodeError

KINDS: Mapping[str, Callable[[str], str]] = {
    "uscc": uscc.normalise,
    "orgcode": orgcode.normalise,
    "id": idnumber.normalise,
    "docno": docno.normalise,
}
"""Kind of code to its ``normalise(text) -> str``, which raises :class:`CodeError`."""

__all__ = ["KINDS", "CodeError", "docno", "idnumber", "indexno", "orgcode", "uscc"]
