"""What both the editor and the review page ask of a draft."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from mingchuang.publishing import acts, rules, work
from mingchuang.publishing.freeze import freeze
from mingchuang.publishing.models import Draft
from mingchuang.records.errors import require


def draft_for(request, pk) -> tuple[Draft, rules.Subject]:
    draft = get_object_or_404(Draft.objects.select_related("unit", "drafter"), pk=pk)
    item = rules.subject(draft, acts.approvers(draft))
    require(rules.may_see(request.roles, item), _("This document belongs to another unit."))
    return draft, item


def findings_of(draft: Draft) -> dict[str, list]:
    found: dict[str, list] = {}
    for finding in work.findings(freeze(draft)):
        found.setdefault(finding.place, []).append(finding)
    return found
