"""Nobody in a council touches what another signs in with, whatever they send along."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse

from councils.models import User
from tests.access import ACCESS
from tests.architecture import test_access
from tests.codes import with_app
from tests.factories import PASSWORD
from tests.visits import Visitors, visitor

# The same cast and papers, with somebody in every office.
people, world = test_access.people, test_access.world
TAKEN_OVER = "taken.over@mail.example"
NEW = "four words that do not rhyme"


def hostile(victim):
    """Give all that somebody might try to set of another's account."""
    return {
        "id": victim.pk,
        "pk": victim.pk,
        "user": victim.pk,
        "user_id": victim.pk,
        "account": victim.pk,
        "account_id": victim.pk,
        "uid": victim.pk.hex,
        "email": TAKEN_OVER,
        "new_email": TAKEN_OVER,
        "user-email": TAKEN_OVER,
        "login": victim.email,
        "address": victim.email,
        "username": TAKEN_OVER,
        "password": NEW,
        "password1": NEW,
        "password2": NEW,
        "oldpassword": NEW,
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "",
        "verified": "on",
        "primary": "on",
        "held_until": "",
        "session_epoch": "99",
        "code": "000000",
        "action_add": "yes",
        "action_primary": "yes",
        "action_remove": "yes",
        "has_spoken": "on",
        "reason": "None",
        "identity_checked": "Not at all",
    }


def answers(name):
    """Give what makes the forms about people go through."""
    role = "officer" if name == "person_add" else "vice_chair"
    return {
        "name": "Renamed By Somebody",
        "invite": "on",
        "to": "new",
        "role": role,
        "origin": "elected",
        "starts_on_day": "1",
        "starts_on_month": "5",
        "starts_on_year": "2040",
        "ends_on_day": "1",
        "ends_on_month": "5",
        "ends_on_year": "2040",
    }


def credentials():
    """Give every row that somebody signs in with, by whose it is."""
    rows = {account.pk: [] for account in User.objects.all()}
    for account in User.objects.values():
        rows[account["id"]].append(account)
    for model in (EmailAddress, Authenticator):
        for row in model.objects.order_by("pk").values():
            rows[row["user_id"]].append(row)
    return rows


def addresses(world, victim):
    """Give every address, and those about a person once more for the victim."""
    person = victim.persons.get(council=world.council)
    for name, (arguments, _) in ACCESS.items():
        given = arguments(world)
        yield name, reverse(name, args=given)
        of_a_person = name.startswith("person_") or name == "office_begin"
        if of_a_person and len(given) > 1:
            yield name, reverse(name, args=[world.council.slug, person.pk])


def test_nothing_that_is_posted_changes_what_another_signs_in_with(
    world,
    people,
):
    for account in people.values():
        EmailAddress.objects.get_or_create(
            user=account, email=account.email, verified=True, primary=True
        )
    with_app(people["councillor"])
    visitors = Visitors()
    for account in people.values():
        visitors.of(account)
    before, changed, went_through = credentials(), [], set()
    for actor, victim in (("clerk", "chair"), ("deputy", "clerk"), ("chair", "clerk")):
        account = people[actor]
        for name, address in addresses(world, people[victim]):
            # The chair may agree to a reset; that is what it is for.
            if (actor, name) == ("chair", "factor_reset_agree"):
                continue
            with transaction.atomic():
                body = hostile(people[victim]) | answers(name)
                sent = visitors.of(account).post(address, body)
                after = credentials()
                transaction.set_rollback(True)
            if sent.status_code == 302:
                went_through.add(name)
            if {**after, account.pk: 0} != {**before, account.pk: 0}:
                changed.append((actor, victim, name))

    assert changed == []
    # The forms about people were really sent.
    assert went_through >= {"person_add", "person_change", "office_handover"}


def test_what_somebody_changes_of_their_own_is_seen_to_have_changed(clerk, chair):
    before = credentials()
    body = {**hostile(chair), "oldpassword": PASSWORD}

    visitor(clerk).post(reverse("account_change_password"), body)

    after = credentials()
    assert after[clerk.pk] != before[clerk.pk]
    assert after[chair.pk] == before[chair.pk]
