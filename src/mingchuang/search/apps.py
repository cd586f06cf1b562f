from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "mingchuang.search"
    label = "search"

    def ready(self):
        """The index follows the heads."""
        from mingchuang.records import projections
        from mingchuang.search.projections import Search

        projections.register(Search())
