"""What can happen to people: appointed, confirmed, given other facts, deputised, leaving."""

from mingchuang.people.acts.changes import CHANGING, confirm_change, propose_change, refuse_change
from mingchuang.people.acts.deputies import (
    confirm_deputy,
    end_deputy,
    propose_deputy,
    refuse_deputy,
)
from mingchuang.people.acts.posts import confirm_post, lapse, leave, propose_post, refuse_post

__all__ = [
    "CHANGING",
    "confirm_change",
    "confirm_deputy",
    "confirm_post",
    "end_deputy",
    "lapse",
    "leave",
    "propose_change",
    "propose_deputy",
    "propose_post",
    "refuse_change",
    "refuse_deputy",
    "refuse_post",
]
