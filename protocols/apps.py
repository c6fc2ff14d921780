"""The app as Django starts it."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    """Gives the trail its words, and hears what moves dates."""

    name = "protocols"

    def ready(self) -> None:
        # It reads the models, which are there only now.
        from protocols import trail_words  # noqa: PLC0415
        from protocols.services import chasing, review_listening  # noqa: F401, PLC0415

        trail_words.register()
