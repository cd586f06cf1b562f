"""The catalogue's check on drafts of every kind: the elements of the obligation are there."""

from django.utils.translation import gettext as _

from mingchuang.publishing.frozen import Finding, Frozen


def elements_present(frozen: Frozen) -> list[Finding]:
    """Return one blocking finding for each required element without text."""
    filled = frozen.content.get("sections", {})
    return [
        Finding(
            f"section_{element['code']}",
            True,
            _("%(name)s is required by the catalogue and is missing.") % {"name": element["name"]},
        )
        for element in frozen.context.get("elements", ())
        if element.get("required") and not filled.get(element["code"])
    ]
