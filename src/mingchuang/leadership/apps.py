from django.apps import AppConfig


class LeadershipConfig(AppConfig):
    name = "mingchuang.leadership"
    label = "leadership"

    def ready(self):
        """Leading groups and tasks are records; what is missing waits at the openness office."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.leadership import promises, public, record, waiting
        from mingchuang.people import tasks
        from mingchuang.people.access import DeskLink, add_link
        from mingchuang.records import kinds
        from mingchuang.units.roles import AUDITOR, OFFICE, OFFICER

        for name, schema, view, fields in (
            ("leading-group", "leading-group-1", public.group_page, record.group_fields),
            ("assignment", "assignment-1", promises.task_page, record.assignment_fields),
        ):
            kinds.register(
                kinds.PublicKind(name, schema, "mingchuang.leadership", view, fields, listed=False)
            )
        tasks.register("leadership", waiting.open_tasks)
        add_link(
            DeskLink(
                "leadership:tasks",
                _("Work points"),
                44,
                lambda roles: bool(roles.units(OFFICER)) or roles.district(OFFICE, AUDITOR),
            )
        )
        add_link(
            DeskLink(
                "leadership:desk",
                _("Leadership"),
                58,
                lambda roles: roles.district(OFFICE, AUDITOR),
            )
        )
