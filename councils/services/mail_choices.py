"""Whoever gets mail they can do without stops it, and starts it again, themselves."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from councils import one_time, outbox
from councils.audit import record
from councils.events import Event
from councils.kernel.refusals import DomainError
from councils.kernel.scopes import holding_invitation, on_behalf_of, within
from councils.models import Council, MailChoice, MailKind, Notice, Person, User
from councils.services.credentials import holders_of


class LinkNotGood(DomainError):
    """There is no such private address."""

    def __init__(self) -> None:
        super().__init__("This link stops no mail. Look whether it was copied whole.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One kind of mail that one council sends to an account, and whether it comes."""

    council: Council
    person: Person
    kind: MailKind
    is_stopped: bool


def open_choice(token: str) -> MailChoice:
    """Give the choice that a private address is of.

    Raises:
        LinkNotGood: there is none.
    """
    digest = one_time.digest_of(token)
    with holding_invitation(digest):
        found = MailChoice.objects.filter(token_digest=digest).values_list(
            "council_id", flat=True
        )
        council_id = found.first()
    if council_id is None:
        raise LinkNotGood
    with within(council_id):
        choices = MailChoice.objects.select_related("council")
        return choices.get(council_id=council_id, token_digest=digest)


def choose_by_link(token: str, *, is_stopped: bool) -> MailChoice:
    """Stop or start mails of a kind by the private address; asked twice, once.

    Raises:
        LinkNotGood: there is no such address.
    """
    choice = open_choice(token)
    with within(choice.council_id), transaction.atomic():
        return _choose(choice, actor=None, is_stopped=is_stopped)


def wishes_of(account: User) -> list[Wish]:
    """Give each kind of mail that may be stopped, for each council of an account."""
    holders = holders_of(account, timezone.localdate())
    persons = [holder.person.pk for holder in holders]
    with on_behalf_of(account.pk):
        stopped = set(
            MailChoice.objects.filter(
                person__in=persons, stopped_at__isnull=False
            ).values_list("person_id", "kind")
        )
    return [
        Wish(
            council=holder.council,
            person=holder.person,
            kind=kind,
            is_stopped=(holder.person.pk, kind.value) in stopped,
        )
        for holder in sorted(holders, key=lambda one: one.council.name)
        for kind in MailKind
    ]


def choose_as(
    account: User, *, council_slug: str, kind: MailKind, is_stopped: bool
) -> None:
    """Stop or start mails of a kind from one of an account's councils.

    Raises:
        DomainError: the account holds no office there today.
    """
    holders = holders_of(account, timezone.localdate())
    of_council = (h.person for h in holders if h.council.slug == council_slug)
    person = next(of_council, None)
    if person is None:
        message = "You hold no office in that council today."
        raise DomainError(message)
    with within(person.council_id), transaction.atomic():
        choice = outbox.choice_of(person, kind)
        _choose(choice, actor=account, is_stopped=is_stopped)


def _choose(choice: MailChoice, *, actor: User | None, is_stopped: bool) -> MailChoice:
    held = MailChoice.objects.select_for_update(no_key=True).get(pk=choice.pk)
    if (held.stopped_at is not None) == is_stopped:
        return held
    held.stopped_at = timezone.now() if is_stopped else None
    held.save(update_fields=["stopped_at"])
    if is_stopped:
        # What is being sent at this moment cannot be called back.
        waiting = Notice.objects.filter(choice=held, status=Notice.Status.PENDING)
        waiting.filter(leased_until__isnull=True).update(status=Notice.Status.STOPPED)
    record(
        Event.MAIL_STOPPED if is_stopped else Event.MAIL_STARTED,
        held.person,
        council=held.council,
        actor=actor,
        details={"kind": held.kind},
    )
    return held
