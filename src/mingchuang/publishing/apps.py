from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "mingchuang.publishing"
    label = "publishing"

    def ready(self):
        """Detectors run for every kind; open drafts are handed over when somebody leaves."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.people import handover
        from mingchuang.people.access import DeskLink, add_link
        from mingchuang.publishing import checks, periods, rules, waiting, work

        work.register_check(checks.detector_findings)
        work.register_check(periods.findings)
        handover.register(waiting.handed_over)
        add_link(
            DeskLink(
                "publishing:reviews",
                _("To review"),
                20,
                lambda roles: bool(roles.units(*rules.REVIEWERS)),
            )
        )
        add_link(DeskLink("publishing:documents", _("Documents"), 40))
