"""The wiring as Django starts it."""

from django.apps import AppConfig


class ProtocolPortalConfig(AppConfig):
    """Makes the portal's Celery the current one, and listens to what allauth says."""

    name = "protocol_portal"

    def ready(self) -> None:
        # Here and not above: the house's scripts run before Celery is installed, and
        # there is no account before Django has its models.
        import protocol_portal.celery  # noqa: F401, PLC0415
        from protocol_portal import (  # noqa: PLC0415
            receivers,
            session_limits,
            sign_in_log,
        )

        receivers.connect()
        session_limits.listen()
        sign_in_log.listen()
