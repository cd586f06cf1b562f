from functools import partial

from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "mingchuang.disclosures"
    label = "disclosures"

    def ready(self):
        """The two halves of the kinds ``disclosure``, ``news`` and ``interpretation``."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.disclosures import forms, preview, public, record, rules
        from mingchuang.publishing import work
        from mingchuang.records import kinds

        titles = {
            "disclosure": _("Disclosure"),
            "news": _("News"),
            "interpretation": _("Interpretation"),
        }
        for kind, title in titles.items():
            kinds.register(
                kinds.PublicKind(
                    kind, f"{kind}-1", "mingchuang.disclosures", public.page, record.search_fields
                )
            )
            work.register(
                work.WorkKind(
                    kind,
                    title,
                    form=forms.form_for,
                    build=partial(record.build, kind=kind),
                    checks=rules.check,
                    texts=record.text_lines,
                    shows=record.shown,
                    prefill=record.first,
                    again=record.again,
                    preview=preview.page,
                    free=kind != "disclosure",
                )
            )
