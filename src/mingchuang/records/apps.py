from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "mingchuang.records"
    label = "records"

    def ready(self):
        """The first projection; upper floors register theirs after it."""
        from mingchuang.records import kinds, projections, public

        kinds.register(
            kinds.PublicKind(
                "notice",
                "notice-1",
                "mingchuang.records",
                public.notice,
                public.notice_fields,
                listed=False,
            )
        )
        projections.register(projections.Heads())
