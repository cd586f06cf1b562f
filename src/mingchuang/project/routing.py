"""Both aliases are one database: relations between them are allowed, migrations run once."""


class OneDatabase:
    """Send nothing anywhere by itself; readers name the alias ``public``."""

    def allow_relation(self, first, second, **hints):
        """Objects of either alias may point at each other."""
        return True

    def allow_migrate(self, db, app_label, **hints):
        """Only ``default`` is migrated."""
        return db == "default"
