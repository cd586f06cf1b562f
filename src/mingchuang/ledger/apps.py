from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "mingchuang.ledger"
    label = "ledger"
