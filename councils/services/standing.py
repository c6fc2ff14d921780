"""How people, offices and meetings stand: what whoever changes them must have seen."""

from councils.kernel.seen import seen_as
from councils.models import Council, Election, Meeting, Membership, Person
from councils.roles import SINGLE_HOLDER


def person_seen(person: Person) -> str:
    """Give the digest of what the council keeps of a person."""
    manager, away = person.line_manager_id, (person.away_from, person.away_until)
    return seen_as(person.name, person.email, manager, *away)


def term_seen(term: Membership) -> str:
    """Give the digest of how long an office is held."""
    return seen_as(term.starts_on, term.ends_on)


def offices_seen(person: Person) -> str:
    """Give the digest of which offices a person holds, held or will hold."""
    terms = Membership.objects.filter(person=person).order_by("starts_on", "pk")
    return seen_as(*terms.values_list("pk", "starts_on", "ends_on"))


def holders_seen(council: Council) -> str:
    """Give the digest of who holds the offices of one holder, and until when."""
    terms = Membership.objects.filter(council=council, role__in=SINGLE_HOLDER)
    held = terms.order_by("role", "starts_on", "pk")
    return seen_as(*held.values_list("role", "person_id", "starts_on", "ends_on"))


def meeting_seen(meeting: Meeting) -> str:
    """Give the digest of who met, on which day, and how."""
    return seen_as(meeting.held_on, meeting.kind, meeting.format, meeting.committee_id)


def election_seen(election: Election) -> str:
    """Give the digest of which election it was, on which day."""
    return seen_as(election.held_on, election.kind)
