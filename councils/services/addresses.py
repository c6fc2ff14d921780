"""The address that an account signs in with, and its persons' with it."""

from django.db import transaction

from councils.audit import record
from councils.events import Event
from councils.kernel.scopes import on_behalf_of, within
from councils.models import Person, User
from councils.services.invitations import end_invitations


@transaction.atomic
def follow_address(account: User) -> None:
    """Give the account's persons the address that it signs in with from now on.

    Only the account itself changes that address, and its new mailbox has proved it.
    Each council's trail says that it changed, and not to what.
    """
    with on_behalf_of(account.pk):
        persons = list(
            Person.objects.filter(user=account)
            .exclude(email=account.email)
            .select_related("council")
            .order_by("council_id")
        )
    for person in persons:
        with within(person.council_id):
            person.email = account.email
            person.save(update_fields=["email"])
            end_invitations(person)
            record(Event.ADDRESS_CHANGED, person, council=person.council, actor=account)
