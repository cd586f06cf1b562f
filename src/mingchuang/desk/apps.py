from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "mingchuang.desk"
    label = "desk"

    def ready(self):
        """The first section of the desk."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.people.access import DeskLink, add_link

        add_link(DeskLink("desk:home", _("My tasks"), 10))
