from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "mingchuang.pages"
    label = "pages"

    def ready(self):
        """The purge follows the heads."""
        from mingchuang.pages.purge import Purge
        from mingchuang.records import projections

        projections.register(Purge())
