"""The app as Django starts it."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    """Nothing to start."""

    name = "concerns"
