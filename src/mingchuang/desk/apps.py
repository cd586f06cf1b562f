from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "mingchuang.desk"
    label = "desk"

    def ready(self):
        """Home, history and the bell are sections of the desk; the calendar makes notices and mails."""
        from django.utils.translation import gettext_lazy as _

        from mingchuang.desk import inbox, mail
        from mingchuang.people.access import DeskLink, add_link
        from mingchuang.publishing import rules
        from mingchuang.records import timed
        from mingchuang.units.roles import AUDITOR, OFFICE

        timed.register("notices", inbox.due)
        timed.register("mail", mail.due)
        add_link(DeskLink("desk:home", _("My tasks"), 10))
        add_link(
            DeskLink(
                "desk:history",
                _("History"),
                45,
                lambda roles: bool(roles.units(*rules.MEMBERS)) or roles.district(OFFICE, AUDITOR),
            )
        )
        add_link(DeskLink("desk:notices", _("Notices"), 90, count=inbox.unread, in_head=True))
