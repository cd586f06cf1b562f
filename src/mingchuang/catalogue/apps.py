from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "mingchuang.catalogue"
    label = "catalogue"

    def ready(self):
        """Editions and owed lists are records; required elements are checked in every draft."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.catalogue import acts, checks, projections, public, record, waiting
        from mingchuang.catalogue import timed as catalogue_timed
        from mingchuang.people import tasks
        from mingchuang.people.access import DeskLink, add_link
        from mingchuang.publishing import rules, work
        from mingchuang.records import blobs, kinds, timed
        from mingchuang.records import projections as following
        from mingchuang.units.roles import AUDITOR, OFFICE

        for name, schema, view, fields in (
            ("edition", "edition-2", public.edition_page, record.edition_fields),
            ("owed-list", "owed-list-2", public.owed_page, record.owed_fields),
            ("event", "event-1", public.event_page, record.occasion_fields),
            ("fulfilment", "fulfilment-1", public.fulfilment_page, record.fulfilment_fields),
            ("calendar", "calendar-1", public.calendar_page, record.calendar_fields),
        ):
            kinds.register(
                kinds.PublicKind(name, schema, "mingchuang.catalogue", view, fields, listed=False)
            )
        following.register(projections.Fulfilments())
        following.register(projections.Dues())
        timed.register("catalogue", catalogue_timed.due)
        tasks.register("catalogue", waiting.open_tasks)
        work.register_check(checks.elements_present)
        work.register_check(checks.displayed_long_enough)
        work.register_check(checks.no_names_for_some)
        blobs.register_holder(acts.photos_named)
        add_link(
            DeskLink(
                "catalogue:units",
                _("Owed list"),
                30,
                lambda roles: bool(roles.units(*rules.MEMBERS)) or roles.district(OFFICE, AUDITOR),
            )
        )
        add_link(
            DeskLink(
                "catalogue:editions",
                _("Catalogue"),
                31,
                lambda roles: roles.district(OFFICE, AUDITOR),
            )
        )
