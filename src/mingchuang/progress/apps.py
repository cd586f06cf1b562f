from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "mingchuang.progress"
    label = "progress"

    def ready(self):
        """A month's figures are records; today's follow the log."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.people.access import DeskLink, add_link
        from mingchuang.progress import projections, public, record, rules
        from mingchuang.progress import timed as progress_timed
        from mingchuang.records import kinds, timed
        from mingchuang.records import projections as following

        kinds.register(
            kinds.PublicKind(
                "figures",
                "figures-1",
                "mingchuang.progress",
                public.month_page,
                record.figures_fields,
                listed=False,
            )
        )
        following.register(projections.FiguresOfToday())
        timed.register("progress", progress_timed.months)
        timed.register(progress_timed.TODAY, progress_timed.today)
        add_link(DeskLink("progress:desk", _("Progress"), 32, rules.may_see))
