from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "mingchuang.frame"
    label = "frame"
