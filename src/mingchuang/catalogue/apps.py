from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "mingchuang.catalogue"
    label = "catalogue"

    def ready(self):
        """Editions and owed lists are records; required elements are checked in every draft."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.catalogue import checks, projections, public, record
        from mingchuang.people.access import DeskLink, add_link
        from mingchuang.publishing import rules, work
        from mingchuang.records import kinds
        from mingchuang.records import projections as following
        from mingchuang.units.roles import AUDITOR, OFFICE

        kinds.register(
            kinds.PublicKind(
                "edition",
                "edition-1",
                "mingchuang.catalogue",
                public.edition_page,
                record.edition_fields,
                listed=False,
            )
        )
        kinds.register(
            kinds.PublicKind(
                "owed-list",
                "owed-list-1",
                "mingchuang.catalogue",
                public.owed_page,
                record.owed_fields,
                listed=False,
            )
        )
        following.register(projections.Fulfilments())
        work.register_check(checks.elements_present)
        add_link(
            DeskLink(
                "catalogue:units",
                _("Owed list"),
                30,
                lambda roles: bool(roles.units(*rules.MEMBERS)) or roles.district(OFFICE, AUDITOR),
            )
        )
