"""Later states, reached by the services alone, so that no test starts from what
cannot happen.
"""

from councils.models import Council, FactorReset, Membership, Person, User
from councils.roles import Role
from councils.services.factor_resets import Grounds, ask_factor_reset
from councils.services.invitations import accept_invitation, invite
from councils.services.people import Particulars, Term, add_person
from tests.codes import with_app
from tests.factories import LONG_SINCE, PASSWORD, MembershipFactory


def holder(council: Council, role: Role, name: str) -> User:
    """Give the account of somebody who has long held an office in a council."""
    email = f"{name.lower().replace(' ', '.')}@{council.slug}.example"
    term: Membership = MembershipFactory(
        council=council, role=role, person__name=name, person__email=email
    )
    return term.person.user


def invited(
    council: Council, *, by: User, name: str = "Newcomer"
) -> tuple[Person, str]:
    """Add a councillor who has an invitation, and give the token with them."""
    person = add_person(
        council,
        actor=by,
        particulars=Particulars(
            name=name, email=f"{name.lower()}@{council.slug}.example"
        ),
        term=Term(role=Role.COUNCILLOR, starts_on=LONG_SINCE),
    )
    return person, invite(person, actor=by)


def joined(council: Council, *, by: User, name: str = "Newcomer") -> User:
    """Bring a person all the way from an invitation to an account."""
    _, token = invited(council, by=by, name=name)
    return accept_invitation(token, password=PASSWORD)


def operator(name: str = "another") -> User:
    """Give the account of somebody who operates the portal."""
    return User.objects.create_superuser(f"{name}@portal.example", PASSWORD)


def asked_to_reset(account: User, *, by: User | None = None) -> FactorReset:
    """Give an account a second factor that is lost, and an operator's request."""
    with_app(account)
    return ask_factor_reset(
        account.email,
        actor=by or operator(),
        grounds=Grounds(reason="The phone is lost.", identity_checked="Called back."),
    )
