from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "mingchuang.units"
    label = "units"

    def ready(self):
        """Units are public records of their own kind, on pages of their own."""
        from mingchuang.records import kinds
        from mingchuang.units import public, record

        kinds.register(
            kinds.PublicKind(
                "unit",
                "unit-1",
                "mingchuang.units",
                public.page,
                record.search_fields,
                listed=False,
            )
        )
