from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "mingchuang.project"
    label = "project"

    def ready(self):
        """Sentences of the pure packages speak the page's language."""
        from django.utils.translation import gettext

        from mingchuang import clock

        clock.set_translator(gettext)
