"""A post's record at its own address; people are sent on to the unit's page."""

from django.shortcuts import redirect


def page(request, tags, item):
    """Send the reader to the unit's page, where its officers stand."""
    return redirect("portal:unit", item.record.unit)
