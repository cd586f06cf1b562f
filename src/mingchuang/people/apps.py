from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mingchuang.people"
    label = "people"

    def ready(self):
        """Published posts are records; the people screens are sections of the desk."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.people import public, record, tasks, timed, waiting
        from mingchuang.people.access import DeskLink, add_link
        from mingchuang.records import kinds
        from mingchuang.records import timed as calendar
        from mingchuang.units.roles import ADMINISTRATOR, OFFICE, UNIT_ADMIN

        kinds.register(
            kinds.PublicKind(
                "post",
                "post-2",
                "mingchuang.people",
                public.page,
                record.search_fields,
                listed=False,
            )
        )
        calendar.register("people", timed.due)
        tasks.register("people", waiting.open_tasks)
        add_link(
            DeskLink(
                "people:units",
                _("People"),
                60,
                lambda roles: (
                    bool(roles.units(UNIT_ADMIN)) or roles.district(OFFICE, ADMINISTRATOR)
                ),
            )
        )
        add_link(
            DeskLink("people:proposals", _("To confirm"), 70, lambda roles: roles.district(OFFICE))
        )
