"""What a worker is asked for by name; each is one call of a service."""

from celery import shared_task
from django.db import OperationalError

from councils import outbox
from councils.services.sessions import end_sessions as end_sessions_of_past_holders


@shared_task(
    name="councils.deliver_mail",
    acks_late=True,
    autoretry_for=(OSError, OperationalError),
    retry_backoff=True,
    max_retries=5,
)
def deliver_mail(*_: str) -> None:
    """Send what is due, whichever council and notice it was asked for."""
    outbox.deliver()


@shared_task(
    name="councils.end_sessions",
    acks_late=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def end_sessions(*_: str) -> None:
    """Sign out those whose term of office has ended, whoever was asked for."""
    end_sessions_of_past_holders()
