"""The outbox: one door to put a mail in, one to send what is due.

A row is made first, with a key of its own; then it is claimed with a lease, the claim
is committed, and only then is anything sent. A sender that dies half-way leaves a row
whose lease runs out, and the same Message-ID goes out again.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from enum import StrEnum
from smtplib import SMTPException
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone

from councils import one_time, stop_links
from councils.kernel.scopes import sweeping, within
from councils.kernel.typed import on_one_line
from councils.letters import Head, Letter, as_text
from councils.mail_failures import LASTING, failure_of
from councils.models import (
    AccountNotice,
    Council,
    MailChoice,
    MailKind,
    Notice,
    Person,
    User,
)
from councils.posting import Line, own_domain, written_out
from councils.querysets import waiting

logger = logging.getLogger(__name__)

MESSAGE_IDS = UUID("8d1c3f0a-5b1f-4c53-9a55-2f4f6f1f0a77")
LEASE = timedelta(minutes=5)
KEPT = timedelta(days=30)  # what no council is told of
BACK_OFF = (1, 5, 30, 120, 720)  # minutes between tries; after the last it has failed
# After that no more is claimed: a worker's time is up at two minutes, and one mail may
# take ``protocol_portal.smtp.LONGEST``.
PATIENCE = 60.0  # seconds
LONGEST_SUBJECT = 200  # characters
AT_ONCE = 50  # mails over one connection

AnyNotice = TypeVar("AnyNotice", Notice, AccountNotice)


class Outcome(StrEnum):
    """What came of one mail that was due."""

    SENT = "sent"
    PUT_OFF = "put off"
    FAILED = "failed"


@transaction.atomic
def put(
    person: Person,
    *,
    key: str,
    subject: str,
    body: str | Letter,
    lane: str = Notice.Lane.ORDINARY,
    stoppable: str = "",
) -> Notice | None:
    """Put one mail to one person in the outbox; the same key twice makes one row.

    ``stoppable`` names a ``MailKind``, for what a person may do without; never for what
    somebody waits for. A person without an address gets no mail, nor one who has
    stopped that kind. The subject is one line.
    """
    address = person.address
    if not address:
        return None
    choice = None
    if stoppable:
        choice = choice_of(person, MailKind(stoppable))
        if choice.stopped_at is not None:
            return None
    notice, _ = Notice.objects.get_or_create(
        council_id=person.council_id,
        key=key,
        person=person,
        defaults={
            "lane": lane,
            "address": address,
            "choice": choice,
            "due_at": timezone.now(),
            **_words(subject, body),
        },
    )
    return notice


def put_at(
    address: str,
    *,
    key: str,
    subject: str,
    body: str | Letter,
    account: User | None,
) -> AccountNotice:
    """Put one mail in the outbox that is no council's, but an account's own.

    ``account`` is none where the mail says that the address has none.
    """
    notice, _ = AccountNotice.objects.get_or_create(
        key=key,
        address=address,
        defaults={
            "account": account,
            "due_at": timezone.now(),
            **_words(subject, body),
        },
    )
    return notice


def choice_of(person: Person, kind: MailKind) -> MailChoice:
    """Give, and hold, whether a person gets mails of a kind; at first they do.

    Whoever stops them holds it too, so that no mail is put in behind their back.
    """
    choice_id = uuid4()
    digest = one_time.digest_of(stop_links.token_of(choice_id))
    choice, _ = MailChoice.objects.select_for_update(no_key=True).get_or_create(
        council_id=person.council_id,
        person=person,
        kind=kind,
        defaults={"id": choice_id, "token_digest": digest},
    )
    return choice


def deliver(limit: int = AT_ONCE) -> int:
    """Send what is due, at most ``limit`` mails a kind, and say how many went out.

    Each is claimed on its own: a slow mail server would outlast the lease of a batch.
    """
    until = time.monotonic() + PATIENCE
    sent = 0
    with Line() as line:
        for notice in _claimed(limit):
            sent += _send(notice, line) is Outcome.SENT
            if time.monotonic() > until:
                break
    return sent


def deliver_all(tell: Callable[[Outcome], None], limit: int | None = None) -> None:
    """Send what is due until nothing is, or ``limit`` mails have been tried.

    ``tell`` hears what came of each. Of the confidential lane it hears nothing, and
    nothing of it counts.
    """
    told = 0
    is_done = False
    while not is_done:
        is_done = True
        with Line() as line:
            for notice in _claimed(AT_ONCE):
                is_done = False
                outcome = _send(notice, line)
                if _is_confidential(notice):
                    continue
                tell(outcome)
                told += 1
                if told == limit:
                    return


def due_in_councils() -> dict[UUID, int]:
    """Count what is due in each council; the confidential lane is counted nowhere."""
    with sweeping():
        due = Notice.objects.filter(waiting(timezone.now())).order_by("council_id")
        councils = list(due.values_list("council_id", flat=True).distinct())
    counted = {}
    for council_id in councils:
        with within(council_id):
            of_council = Notice.objects.ordinary().filter(council_id=council_id)
            if number := of_council.filter(waiting(timezone.now())).count():
                counted[council_id] = number
    return counted


def due_to_accounts() -> int:
    """Count what is due that is no council's."""
    return AccountNotice.objects.filter(waiting(timezone.now())).count()


def forget_sent() -> None:
    """Drop, once a day, what accounts were sent long ago: it is nobody's record."""
    AccountNotice.objects.filter(made_at__lt=timezone.now() - KEPT).delete()


def message_id(notice: Notice | AccountNotice) -> str:
    """Give the Message-ID that a notice keeps however often it is tried."""
    return f"<{uuid5(MESSAGE_IDS, notice.about)}@{own_domain()}>"


def _words(subject: str, body: str | Letter) -> dict[str, Any]:
    letter = body if isinstance(body, Letter) else Letter.of_text(body)
    return {
        "subject": on_one_line(subject)[:LONGEST_SUBJECT].strip(),
        "letter": letter.to_json(),
        "body": as_text(letter),
    }


def _claimed(limit: int) -> Iterator[Notice | AccountNotice]:
    """Claim what is due, one by one, as it is asked for."""
    due = AccountNotice.objects.filter(waiting(timezone.now())).order_by("due_at")
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        if (to_account := _claim(AccountNotice, pk)) is not None:
            yield to_account
    for council_id, notice_id in _due(limit):
        with within(council_id):
            to_person = _claim(Notice, notice_id)
        if to_person is not None:
            yield to_person


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
        notice.tried_at = now
        notice.attempts += 1
        notice.save(update_fields=["leased_until", "tried_at", "attempts"])
    return notice


def _send(notice: Notice | AccountNotice, line: Line) -> Outcome:
    try:
        mail = written_out(
            _letter_of(notice),
            to=notice.address,
            subject=notice.subject,
            head=_head_of(notice),
            headers={"Message-ID": message_id(notice)},
        )
        line.post(mail)
    except (OSError, SMTPException, ValueError) as error:
        # ValueError: an address or a subject that no mail can carry.
        return _not_sent(notice, error)
    notice.status = Notice.Status.SENT
    notice.sent_at = timezone.now()
    notice.leased_until = None
    with _at_home(notice):
        notice.save(update_fields=["status", "sent_at", "leased_until"])
    return Outcome.SENT


def _letter_of(notice: Notice | AccountNotice) -> Letter:
    """Give the letter as it goes out, with the link that is good once."""
    if notice.letter is None:
        letter = Letter.of_text(notice.body)
    else:
        letter = Letter.from_json(notice.letter)
    link = one_time.link_of(notice.key)
    return letter.filled_in(one_time.LINK, link) if link else letter


def _head_of(notice: Notice | AccountNotice) -> Head:
    if isinstance(notice, AccountNotice):
        return Head()
    # That there is a council, and what it looks like, is public.
    council = Council.objects.only("name", "colour").get(pk=notice.council_id)
    if notice.choice_id is None:
        return Head(name=council.name, colour=council.colour)
    return Head(
        name=council.name,
        colour=council.colour,
        stop_words="Stop mails of this kind:",
        stop_link=stop_links.link_to(notice.choice_id),
    )


def _not_sent(notice: Notice | AccountNotice, error: Exception) -> Outcome:
    failure = failure_of(error)
    logger.warning(
        "outbox: not sent",
        extra={"notice": notice.pk, "error": type(error).__name__},
    )
    if failure in LASTING or notice.attempts > len(BACK_OFF):
        notice.status = Notice.Status.FAILED
    else:
        wait = timedelta(minutes=BACK_OFF[notice.attempts - 1])
        notice.due_at = timezone.now() + wait
    with _at_home(notice):
        # Whoever claimed it since, because this took too long, has the last word.
        type(notice).objects.filter(
            pk=notice.pk, status="pending", leased_until=notice.leased_until
        ).update(
            status=notice.status,
            failure=failure,
            due_at=notice.due_at,
            leased_until=None,
        )
    return Outcome.FAILED if notice.status == Notice.Status.FAILED else Outcome.PUT_OFF


def _is_confidential(notice: Notice | AccountNotice) -> bool:
    return isinstance(notice, Notice) and notice.lane != Notice.Lane.ORDINARY


def _at_home(notice: Notice | AccountNotice) -> AbstractContextManager[None]:
    """Work where a notice is kept: in its council, or in none."""
    return within(notice.council_id) if isinstance(notice, Notice) else nullcontext()
