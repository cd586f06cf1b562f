from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "mingchuang.disclosures"
    label = "disclosures"

    def ready(self):
        """The two halves of the kind ``disclosure``."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.disclosures import forms, preview, public, record, rules
        from mingchuang.publishing import work
        from mingchuang.records import kinds

        kinds.register(
            kinds.PublicKind(
                "disclosure",
                "disclosure-1",
                "mingchuang.disclosures",
                public.page,
                record.search_fields,
            )
        )
        work.register(
            work.WorkKind(
                "disclosure",
                _("Disclosure"),
                form=forms.form_for,
                build=record.build,
                checks=rules.check,
                texts=record.text_lines,
                shows=record.shown,
                prefill=record.first,
                again=record.again,
                preview=preview.page,
            )
        )
