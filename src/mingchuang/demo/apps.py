from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "mingchuang.demo"
    label = "demo"
