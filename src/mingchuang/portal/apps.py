from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "mingchuang.portal"
    label = "portal"

    def ready(self):
        """Addresses of the sites that documents were taken over from."""
        from mingchuang.portal import projections
        from mingchuang.records import projections as following

        following.register(projections.OldAddresses())
