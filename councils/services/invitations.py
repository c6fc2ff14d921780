"""A new person gets an account: by mail, once, within a fortnight."""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateformat import format as format_date

from councils import one_time, outbox
from councils.audit import record
from councils.events import Event
from councils.kernel.refusals import DomainError
from councils.kernel.scopes import holding_invitation, within
from councils.later import later
from councils.letters import Letter
from councils.models import Council, Invitation, Person, User
from councils.permissions import may_manage_people

GOOD_FOR = timedelta(days=14)
NOT_GOOD = (
    "This invitation has been used, has run out or was replaced by a newer one."
    " Look for a newer mail, or ask your clerk to invite you again."
)


class InvitationNotGood(DomainError):
    """There is no such invitation, or not any more; which of them is not said."""

    def __init__(self) -> None:
        super().__init__(NOT_GOOD)


@transaction.atomic
def invite(person: Person, *, actor: User) -> str:
    """Invite a person to make an account, or to link theirs; give the token.

    An earlier invitation stops being good. The token is not kept anywhere.

    Raises:
        PermissionDenied: the actor is not the clerk.
        DomainError: the person has an account already, or no address.
    """
    council = Council.objects.select_for_update(no_key=True).get(pk=person.council_id)
    person = Person.objects.get(council=council, pk=person.pk)
    may_manage_people(actor, council).require()
    return send_invitation(person, actor=actor)


def send_invitation(person: Person, *, actor: User) -> str:
    """Make an invitation inside another service's transaction; give the token.

    Raises:
        DomainError: the person has an account already, or no address.
    """
    if person.user_id is not None:
        message = f"{person.name} has an account already."
        raise DomainError(message)
    if not person.email:
        message = f"Enter an e-mail address for {person.name} first."
        raise DomainError(message, field="email")
    if person.invited_at is not None:
        end_invitations(person)
    now = timezone.now()
    invitation = Invitation(
        council_id=person.council_id, person=person, expires_at=now + GOOD_FOR
    )
    token = one_time.token_of(invitation.pk)
    invitation.token_digest = one_time.digest_of(token)
    invitation.save(force_insert=True)
    person.invited_at = now
    person.save(update_fields=["invited_at"])
    council = person.council
    record(Event.PERSON_INVITED, person, council=council, actor=actor)
    outbox.put(
        person,
        key=one_time.key_of(invitation.pk),
        subject=f"Your account for the protocols of {council.name}",
        body=_words(person, until=invitation.expires_at),
    )
    later("councils.deliver_mail", council.pk, invitation.pk)
    return token


def end_invitations(person: Person) -> None:
    """Let no earlier link of a person be good any more."""
    Invitation.objects.filter(
        person=person, accepted_at__isnull=True, expires_at__gt=timezone.now()
    ).update(expires_at=timezone.now())


def open_invitation(token: str) -> Invitation:
    """Give the invitation that a token opens.

    Raises:
        InvitationNotGood: there is none that is still good.
    """
    with within(_council_of(token)):
        return _found(token)


def account_of(invitation: Invitation) -> User | None:
    """Give the account that the invited person has for another council, if any."""
    return User.objects.filter(email__iexact=invitation.person.email).first()


@transaction.atomic
def accept_invitation(
    token: str, *, password: str = "", visitor: User | None = None
) -> User:
    """Make the invited person's account, or link the one they are signed in to.

    ``visitor`` is who is signed in. The link proves the address: it went nowhere else.

    Raises:
        InvitationNotGood: the link has been used, has run out or was never one.
        DomainError: the password is too weak, somebody else is signed in, or another
            council's invitation made the account in this moment.
    """
    council_id = _council_of(token)
    with within(council_id):
        # One thing at a time with a council's people; then as it stands on our turn.
        Council.objects.select_for_update(no_key=True).get(pk=council_id)
        return _accept(_found(token), password=password, visitor=visitor)


def _accept(invitation: Invitation, *, password: str, visitor: User | None) -> User:
    person = invitation.person
    account = account_of(invitation)
    if account is None:
        _require_nobody_signed_in(visitor)
        account = _new_account(person.email, password)
    elif visitor != account:
        message = f"Sign in as {account.email} first, then open the link again."
        raise DomainError(message)
    elif Person.objects.filter(council_id=person.council_id, user=account).exists():
        message = (
            f"You have an account as another person of {person.council.name}. Ask your"
            " clerk to put that right."
        )
        raise DomainError(message)
    EmailAddress.objects.update_or_create(
        user=account,
        email=account.email,
        defaults={"verified": True, "primary": True},
    )
    person.user = account
    person.save(update_fields=["user"])
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record(Event.INVITATION_ACCEPTED, person, council=person.council, actor=account)
    return account


def _council_of(token: str) -> UUID:
    digest = one_time.digest_of(token)
    with holding_invitation(digest):
        found = Invitation.objects.filter(token_digest=digest).values_list("council_id")
        if (row := found.first()) is None:
            raise InvitationNotGood
        return row[0]


def _found(token: str) -> Invitation:
    invitation = (
        Invitation.objects.select_related("person__council")
        .filter(
            expires_at__gt=timezone.now(),
            token_digest=one_time.digest_of(token),
            accepted_at__isnull=True,
            person__user__isnull=True,
        )
        .first()
    )
    if invitation is None:
        raise InvitationNotGood
    return invitation


def _require_nobody_signed_in(visitor: User | None) -> None:
    if visitor is not None:
        message = (
            f"You are signed in as {visitor}, and this invitation is for another"
            " address. Sign out first, then open the link again."
        )
        raise DomainError(message)


def _new_account(email: str, password: str) -> User:
    try:
        validate_password(password, User(email=email))
    except ValidationError as weak:
        raise DomainError(" ".join(weak.messages), field="password") from weak
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password)
    except IntegrityError as taken:
        message = f"An account for {email} has just been made. Open the link again."
        raise DomainError(message) from taken


def _words(person: Person, *, until: datetime) -> Letter:
    council = person.council
    last_day = format_date(timezone.localtime(until), "j F Y")
    return Letter(
        greeting=f"Dear {person.name},",
        paragraphs=(
            f"{council.name} keeps its protocol on how councillors and officers work"
            " together in a portal. The council has added you to its people there.",
        ),
        link_words="Choose a password here, and you can sign in",
        link=one_time.LINK,
        closing=(
            f"The link works once, until {last_day}. If you did not expect this mail,"
            " you need do nothing.",
        ),
        sign_off=f"{council.clerk_title}, {council.name}",
    )
