from django.apps import AppConfig


class People(AppConfig):
    name = "attune.server.people"
    label = "people"
