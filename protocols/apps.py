"""The app as Django starts it."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    """Gives the trail its words, and hears what moves dates."""

    name = "protocols"

    def ready(self) -> None:
        # It reads the models, which are there only now.
        from protocols import trail_words  # noqa: PLC0415
        from protocols.services import (  # noqa: PLC0415
            asking_listening,  # noqa: F401
            chasing,  # noqa: F401
            review_listening,  # noqa: F401
        )

        trail_words.register()
