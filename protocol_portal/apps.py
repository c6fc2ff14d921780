"""The wiring as Django starts it."""

from django.apps import AppConfig


class ProtocolPortalConfig(AppConfig):
    """Makes the portal's Celery the current one, and has sign-ins written down."""

    name = "protocol_portal"

    def ready(self) -> None:
        # Here and not above: the house's scripts run before Celery is installed, and
        # there is no account before Django has its models.
        import protocol_portal.celery  # noqa: F401, PLC0415
        from protocol_portal import session_limits, sign_in_log  # noqa: PLC0415

        session_limits.listen()
        sign_in_log.listen()
