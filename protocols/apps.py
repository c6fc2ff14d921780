"""The app as Django starts it."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    """Nothing to start."""

    name = "protocols"
