from django.apps import AppConfig


class ColumnsConfig(AppConfig):
    name = "mingchuang.columns"
    label = "columns"

    def ready(self):
        """Columns and the home page's order are records; their owners are reminded."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.columns import public, record, waiting
        from mingchuang.people import tasks
        from mingchuang.people.access import DeskLink, add_link
        from mingchuang.records import kinds
        from mingchuang.units.roles import AUDITOR, OFFICE

        for name, view, fields in (
            ("column", public.column_page, record.column_fields),
            ("home", public.home_page, record.home_fields),
        ):
            kinds.register(
                kinds.PublicKind(
                    name, f"{name}-1", "mingchuang.columns", view, fields, listed=False
                )
            )
        tasks.register("columns", waiting.open_tasks)
        add_link(
            DeskLink(
                "columns:desk",
                _("Columns of the site"),
                32,
                lambda roles: roles.district(OFFICE, AUDITOR),
            )
        )
