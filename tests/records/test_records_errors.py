"""What an act says when it does not happen, as one text and as a list."""

import pytest

from mingchuang.records.errors import Conflict, NotAllowed, NotReady, require


@pytest.mark.parametrize("kind", [NotAllowed, Conflict])
def test_one_reason_is_a_list_of_one(kind):
    error = kind("somebody was faster")
    assert (str(error), error.problems) == ("somebody was faster", ["somebody was faster"])


def test_several_problems_are_lines_of_one_text():
    error = NotReady(word for word in ("no title", "no date"))
    assert (str(error), error.problems) == ("no title\nno date", ["no title", "no date"])


def test_who_may_not_is_told_why():
    with pytest.raises(NotAllowed, match="not yours"):
        require(False, "not yours")
    require(True, "not yours")
