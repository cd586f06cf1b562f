"""Notices of the log's operator: a record of its own, read on the log's page."""

from django.shortcuts import redirect

from mingchuang.records.kinds import Fields


def notice(request, tags, item):
    """Send the reader on to the log's page."""
    return redirect("portal:log")


def notice_fields(body: dict, parts: dict) -> Fields:
    """A notice has no title of its own."""
    return Fields(title="")
