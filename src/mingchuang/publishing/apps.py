from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "mingchuang.publishing"
    label = "publishing"

    def ready(self):
        """Detectors run for every kind; open drafts are handed over when somebody leaves."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.people import handover, tasks
        from mingchuang.people import news as happenings
        from mingchuang.people.access import DeskLink, add_link
        from mingchuang.publishing import (
            checks,
            files,
            news,
            periods,
            readings,
            relations,
            rules,
            timed,
            waiting,
            work,
        )
        from mingchuang.records import blobs, held
        from mingchuang.records import timed as calendar
        from mingchuang.units.roles import AUDITOR, OFFICE

        work.register_check(checks.detector_findings)
        work.register_check(relations.check)
        work.register_check(periods.findings)
        blobs.register_holder(files.named)
        blobs.register_follower(readings.forget)
        held.register_follower(lambda lists: readings.forget(set(map(readings.key_of, lists))))
        calendar.register("publishing", timed.due)
        handover.register(waiting.handed_over)
        tasks.register("publishing", waiting.open_tasks)
        happenings.register(news.SOURCE)
        add_link(
            DeskLink(
                "publishing:reviews",
                _("To review"),
                20,
                lambda roles: bool(roles.units(*rules.REVIEWERS)),
            )
        )
        add_link(DeskLink("publishing:documents", _("Documents"), 40))
        add_link(
            DeskLink(
                "publishing:templates",
                _("Templates"),
                45,
                lambda roles: bool(roles.units(*rules.MEMBERS)),
            )
        )
        add_link(
            DeskLink(
                "publishing:withheld",
                _("Not disclosed"),
                50,
                lambda roles: bool(roles.units(*rules.MEMBERS)) or roles.district(OFFICE, AUDITOR),
            )
        )
        add_link(DeskLink("publishing:chains", _("Review chains"), 65, rules.may_set_chain))
