"""What a worker is asked for by name; each is one call of a service."""

from celery import shared_task
from django.db import OperationalError

from councils import outbox
from councils.services import (
    checkpoints,
    leaving,
    reminders,
    sessions,
    sweeps,
    tries,
)


@shared_task(
    name="councils.deliver_mail",
    acks_late=True,
    autoretry_for=(OSError, OperationalError),
    retry_backoff=True,
    max_retries=5,
)
def deliver_mail(*_: str) -> None:
    """Send what is due, whichever council and notice it was asked for."""
    if sweeps.begin(sweeps.SENDING):
        outbox.deliver()
        sweeps.end(sweeps.SENDING)


@shared_task(
    name="councils.plan_reminders",
    acks_late=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def plan_reminders() -> None:
    """Plan today's reminders; asked again, do what is left undone."""
    reminders.plan_reminders()


@shared_task(
    name="councils.end_sessions",
    acks_late=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def end_sessions(*_: str) -> None:
    """Sign out those whose term of office has ended, and let go of who has left."""
    sessions.end_sessions()
    leaving.let_leavers_go()


@shared_task(
    name="councils.make_checkpoint",
    acks_late=True,
    autoretry_for=(OSError, OperationalError, checkpoints.NoCheckpoint),
    retry_backoff=60,
    max_retries=5,
)
def make_checkpoint() -> None:
    """Make and send today's checkpoint; asked again, do what is left undone."""
    checkpoints.make_daily_checkpoint()


@shared_task(
    name="councils.forget_tries",
    acks_late=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def forget_tries(*_: str) -> None:
    """Drop the counts of tries that limit nobody, and old mail to accounts."""
    tries.forget_tries()
    outbox.forget_sent()
