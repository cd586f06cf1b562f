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
        from mingchuang.publishing import checks, files, news, rules, waiting, work
        from mingchuang.records import blobs

        work.register_check(checks.detector_findings)
        blobs.register_holder(files.named)
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
