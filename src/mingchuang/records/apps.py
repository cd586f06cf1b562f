from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "mingchuang.records"
    label = "records"

    def ready(self):
        """The first projection; upper floors register theirs after it."""
        from mingchuang.records import blobs, kinds, projections, public, reading

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
        blobs.register_holder(reading.named_blobs)
