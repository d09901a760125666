from django.apps import AppConfig


class Sync(AppConfig):
    name = "attune.server.sync"
    label = "sync"
