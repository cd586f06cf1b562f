"""What is missing and how tasks stand, in words of the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingchuang.leadership.rules import LAPSED, NO_DEPUTY, VACANT, Gap
from mingchuang.units.roles import ROLE_NAMES

GAPS = {
    VACANT: gettext_lazy("vacant"),
    LAPSED: gettext_lazy("term over"),
    NO_DEPUTY: gettext_lazy("no deputy"),
}
SOURCES = {
    "meeting": gettext_lazy("Joint meeting"),
    "points": gettext_lazy("Work points of the year"),
}
STANDINGS = {
    "open": ("wait", gettext_lazy("under way")),
    "late": ("late", gettext_lazy("over its limit")),
    "done": ("ok", gettext_lazy("done")),
    "done_late": ("ok", gettext_lazy("done after its limit")),
    "dropped": ("off", gettext_lazy("not pursued any more")),
}
"""State shape and word of each standing of ``rules.standing``."""


def gap(one: Gap) -> str:
    """Return what is missing in a few words, the role first."""
    return _("%(role)s: %(gap)s") % {"role": ROLE_NAMES[one.role], "gap": GAPS[one.kind]}


FACTS = {
    "name": gettext_lazy("name"),
    "title": gettext_lazy("position"),
    "portfolio": gettext_lazy("responsibilities"),
    "phone": gettext_lazy("telephone"),
    "document": gettext_lazy("appointing document"),
    "document_name": gettext_lazy("appointing document"),
    "term_to": gettext_lazy("end of the term"),
    "order": gettext_lazy("place in the official order"),
}
"""Facts of a post as its history names them."""
