"""Mail that could not be delivered is tried again, once somebody asks for it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from councils.audit import record
from councils.events import Event
from councils.kernel.refusals import DomainError
from councils.later import later
from councils.models import Council, Invitation, Notice, Person, User
from councils.one_time import digest_of, invitation_of, token_of
from councils.permissions import may_watch_mail


@transaction.atomic
def try_again(notice: Notice, *, actor: User) -> Notice:
    """Send off again what could not be delivered, to the address the person has now.

    Raises:
        PermissionDenied: the actor is neither the clerk nor the deputy.
        DomainError: it is no longer undelivered, the person has no address any more or
            has stopped mails like it, or the link in it is not good any more.
    """
    council = notice.council
    may_watch_mail(actor, council).require()
    found = _undelivered(council).filter(pk=notice.pk).first()
    if found is None:
        message = "That mail does not wait to be tried again any more."
        raise DomainError(message)
    if reason := _what_is_in_the_way(found):
        raise DomainError(reason)
    _send_off(found, council, actor)
    later("councils.deliver_mail", council.pk, council.pk)
    return found


@transaction.atomic
def try_all_again(council: Council, *, actor: User) -> tuple[int, int]:
    """Send off again all that could not be delivered; say how many, and how many not.

    What has something in the way stays as it is.

    Raises:
        PermissionDenied: the actor is neither the clerk nor the deputy.
    """
    may_watch_mail(actor, council).require()
    sent_off = left = 0
    for notice in _undelivered(council):
        if _what_is_in_the_way(notice):
            left += 1
        else:
            _send_off(notice, council, actor)
            sent_off += 1
    later("councils.deliver_mail", council.pk, council.pk)
    return sent_off, left


def _undelivered(council: Council) -> QuerySet[Notice]:
    """Take, for this transaction, what was given up; never of the confidential lane."""
    notices = Notice.objects.select_for_update(no_key=True)
    of_council = notices.ordinary().undelivered().filter(council=council)
    # Asked for apart: what is joined to a locked row may have changed meanwhile.
    in_order = of_council.order_by("made_at", "pk")
    return in_order.prefetch_related("person__user", "choice")


def _what_is_in_the_way(notice: Notice) -> str:
    """Say why trying a mail again would do nothing, if so."""
    name = notice.person.name
    if not notice.person.address:
        return f"{name} has no e-mail address. Enter one first."
    if notice.choice is not None and notice.choice.stopped_at is not None:
        return f"{name} has stopped mails of this kind."
    invitation_id = invitation_of(notice.key)
    if invitation_id is not None and not _is_good(token_of(invitation_id)):
        return (
            f"The link in this invitation is not good any more. Invite {name} again,"
            " from their own page."
        )
    return ""


def _is_good(token: str) -> bool:
    return Invitation.objects.filter(
        token_digest=digest_of(token),
        accepted_at__isnull=True,
        expires_at__gt=timezone.now(),
    ).exists()


def _send_off(notice: Notice, council: Council, actor: User) -> None:
    notice.status = Notice.Status.PENDING
    notice.address = notice.person.address
    notice.attempts = 0
    notice.due_at = timezone.now()
    notice.save(update_fields=["status", "address", "attempts", "due_at"])
    record(Event.NOTICE_TRIED_AGAIN, notice, council=council, actor=actor)


def undelivered_number(council: Council) -> int:
    """Count what could not be delivered to the council's people."""
    return Notice.objects.ordinary().undelivered().filter(council=council).count()


def stopped_by(person: Person) -> list[str]:
    """Name the kinds of mail that a person has stopped."""
    stopped = person.mail_choices.filter(stopped_at__isnull=False)
    return [choice.get_kind_display() for choice in stopped]
