"""The outbox: one door to put a mail in, one to send what is due.

A row is made first, with a key of its own; then it is claimed with a lease, the claim
is committed, and only then is anything sent. A sender that dies half-way leaves a row
whose lease runs out, and the same Message-ID goes out again.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID, uuid5

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from councils import one_time
from councils.models import Notice, Person

logger = logging.getLogger(__name__)

MESSAGE_IDS = UUID("8d1c3f0a-5b1f-4c53-9a55-2f4f6f1f0a77")
LEASE = timedelta(minutes=5)
BACK_OFF = (1, 5, 30, 120, 720)  # minutes between tries; after the last it has failed


def put(
    person: Person,
    *,
    key: str,
    subject: str,
    body: str,
    lane: str = Notice.Lane.ORDINARY,
) -> Notice | None:
    """Put one mail to one person in the outbox; the same key twice makes one row.

    A person without an address gets none. The subject is one line.
    """
    if not person.email:
        return None
    notice, _ = Notice.objects.get_or_create(
        council_id=person.council_id,
        key=key,
        person=person,
        defaults={
            "lane": lane,
            "address": person.email,
            "subject": " ".join(subject.split())[:200],
            "body": body,
            "due_at": timezone.now(),
        },
    )
    return notice


def deliver(limit: int = 50) -> int:
    """Send what is due, at most ``limit`` mails, and say how many went out.

    Each is claimed on its own: a slow mail server would outlast the lease of a batch.
    """
    sent = 0
    for _ in range(limit):
        notice = _claim()
        if notice is None:
            break
        sent += _send(notice)
    return sent


def message_id(notice: Notice) -> str:
    """Give the Message-ID that a notice keeps however often it is tried."""
    token = uuid5(MESSAGE_IDS, f"{notice.council_id}/{notice.key}/{notice.person_id}")
    return f"<{token}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"


@transaction.atomic
def _claim() -> Notice | None:
    now = timezone.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    notice = (
        Notice.objects.select_for_update(skip_locked=True)
        .filter(free, status=Notice.Status.PENDING, due_at__lte=now)
        .order_by("due_at")
        .first()
    )
    if notice is not None:
        notice.leased_until = now + LEASE
        notice.attempts += 1
        notice.save(update_fields=["leased_until", "attempts"])
    return notice


def _send(notice: Notice) -> bool:
    mail = EmailMessage(
        notice.subject,
        one_time.filled_in(notice.body, notice.key),
        to=[notice.address],
        headers={"Message-ID": message_id(notice), "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (OSError, SMTPException, ValueError) as error:
        # ValueError: an address or a subject that no mail can carry.
        _not_sent(notice, error)
        return False
    notice.status = Notice.Status.SENT
    notice.sent_at = timezone.now()
    notice.leased_until = None
    notice.save(update_fields=["status", "sent_at", "leased_until"])
    return True


def _not_sent(notice: Notice, error: Exception) -> None:
    logger.warning(
        "outbox: not sent",
        extra={"notice": notice.pk, "error": type(error).__name__},
    )
    notice.leased_until = None
    notice.failure = f"{type(error).__name__}"
    if notice.attempts > len(BACK_OFF):
        notice.status = Notice.Status.FAILED
    else:
        wait = timedelta(minutes=BACK_OFF[notice.attempts - 1])
        notice.due_at = timezone.now() + wait
    notice.save(update_fields=["status", "leased_until", "failure", "due_at"])
