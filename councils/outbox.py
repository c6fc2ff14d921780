"""The outbox: one door to put a mail in, one to send what is due.

A row is made first, with a key of its own; then it is claimed with a lease, the claim
is committed, and only then is anything sent. A sender that dies half-way leaves a row
whose lease runs out, and the same Message-ID goes out again.
"""

import logging
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from smtplib import SMTPException
from typing import TypeVar
from uuid import UUID, uuid5

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from councils import one_time
from councils.kernel.scopes import sweeping, within
from councils.models import AccountNotice, Notice, Person, User
from councils.querysets import waiting

logger = logging.getLogger(__name__)

MESSAGE_IDS = UUID("8d1c3f0a-5b1f-4c53-9a55-2f4f6f1f0a77")
LEASE = timedelta(minutes=5)
KEPT = timedelta(days=30)  # what no council is told of
BACK_OFF = (1, 5, 30, 120, 720)  # minutes between tries; after the last it has failed

AnyNotice = TypeVar("AnyNotice", Notice, AccountNotice)


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
    address = person.address
    if not address:
        return None
    notice, _ = Notice.objects.get_or_create(
        council_id=person.council_id,
        key=key,
        person=person,
        defaults={
            "lane": lane,
            "address": address,
            "subject": _one_line(subject),
            "body": body,
            "due_at": timezone.now(),
        },
    )
    return notice


def put_at(
    address: str, *, key: str, subject: str, body: str, account: User | None
) -> AccountNotice:
    """Put one mail in the outbox that is no council's, but an account's own.

    ``account`` is none where the mail says that the address has none.
    """
    notice, _ = AccountNotice.objects.get_or_create(
        key=key,
        address=address,
        defaults={
            "account": account,
            "subject": _one_line(subject),
            "body": body,
            "due_at": timezone.now(),
        },
    )
    return notice


def deliver(limit: int = 50) -> int:
    """Send what is due, at most ``limit`` mails a kind, and say how many went out.

    Each is claimed on its own: a slow mail server would outlast the lease of a batch.
    """
    return _deliver_to_accounts(limit) + _deliver_to_persons(limit)


def forget_sent() -> None:
    """Drop, once a day, what accounts were sent long ago: it is nobody's record."""
    AccountNotice.objects.filter(made_at__lt=timezone.now() - KEPT).delete()


def message_id(notice: Notice | AccountNotice) -> str:
    """Give the Message-ID that a notice keeps however often it is tried."""
    token = uuid5(MESSAGE_IDS, notice.about)
    return f"<{token}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"


def _deliver_to_accounts(limit: int) -> int:
    due = AccountNotice.objects.filter(waiting(timezone.now())).order_by("due_at")
    claimed = (
        _claim(AccountNotice, pk) for pk in due.values_list("pk", flat=True)[:limit]
    )
    return sum(_send(notice) for notice in claimed if notice is not None)


def _deliver_to_persons(limit: int) -> int:
    sent = 0
    for council_id, notice_id in _due(limit):
        with within(council_id):
            notice = _claim(Notice, notice_id)
        if notice is not None:
            sent += _send(notice)
    return sent


def _due(limit: int) -> list[tuple[UUID, UUID]]:
    """List what is due in every council, the longest due first: whose, and which."""
    with sweeping():
        due = Notice.objects.filter(waiting(timezone.now())).order_by("due_at")
        return list(due.values_list("council_id", "pk")[:limit])


@transaction.atomic
def _claim(kind: type[AnyNotice], notice_id: UUID) -> AnyNotice | None:
    now = timezone.now()
    notice = (
        kind.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(waiting(now), pk=notice_id)
        .first()
    )
    if notice is not None:
        notice.leased_until = now + LEASE
        notice.attempts += 1
        notice.save(update_fields=["leased_until", "attempts"])
    return notice


def _send(notice: Notice | AccountNotice) -> bool:
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
    with _at_home(notice):
        notice.save(update_fields=["status", "sent_at", "leased_until"])
    return True


def _not_sent(notice: Notice | AccountNotice, error: Exception) -> None:
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
    with _at_home(notice):
        notice.save(update_fields=["status", "leased_until", "failure", "due_at"])


def _at_home(notice: Notice | AccountNotice) -> AbstractContextManager[None]:
    """Work where a notice is kept: in its council, or in none."""
    return within(notice.council_id) if isinstance(notice, Notice) else nullcontext()


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:200]
