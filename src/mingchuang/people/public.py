"""A post's record at its own address; people are sent on to the unit's posts."""

from django.shortcuts import redirect


def page(request, tags, item):
    """Send the reader to the unit's posts, where their history stands too."""
    return redirect("leadership:unit", item.record.unit)
