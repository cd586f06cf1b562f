from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "mingchuang.project"
    label = "project"

    def ready(self):
        """Sentences of the pure packages speak the page's language."""
        from django.utils.translation import gettext

        from mingchuang.words import set_translator

        set_translator(gettext)
