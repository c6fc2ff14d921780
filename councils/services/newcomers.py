"""What would come of each row of a list of people, before anything is kept.

Everything is looked up at once and then worked out row by row, as it would be done: a
row knows of those before it. Whoever adds the people asks again in the same words.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from councils.kernel.seen import seen_as
from councils.models import Committee, Council, Membership, Person
from councils.people_tables import TypedRow, day_typed
from councils.roles import COMMITTEE_ROLES, SINGLE_HOLDER, Role
from councils.services.terms import Particulars, Term
from councils.services.wording import on_one_line, span_of
from councils.shared_mailboxes import warning_about

LONGEST_NAME = 120
LONGEST_ADDRESS = 254
# Words for an office beside the council's own, in the lists that people have.
ALSO_CALLED = {
    **dict.fromkeys(("cllr", "councillor", "member", "members"), Role.COUNCILLOR),
    **dict.fromkeys(("town clerk", "parish clerk", "clerk to the council"), Role.CLERK),
    **dict.fromkeys(("deputy", "assistant clerk"), Role.DEPUTY_CLERK),
    **dict.fromkeys(("chair", "chairman", "chairperson", "mayor"), Role.CHAIR),
    **dict.fromkeys(
        ("vice chair", "vice-chair", "vice chairman", "deputy mayor"), Role.VICE_CHAIR
    ),
    **dict.fromkeys(("staff", "employee"), Role.OFFICER),
}


class What(StrEnum):
    """What a row would do."""

    NEW = "new person"
    OFFICE = "another office"
    NOTHING = "nothing"


@dataclass(slots=True)
class Row:
    """One row: what was typed, what would come of it, and what is in the way."""

    number: int
    typed: TypedRow
    particulars: Particulars = field(default_factory=lambda: Particulars(name=""))
    term: Term | None = None
    title: str = ""
    what: What = What.NEW
    person: Person | None = None  # whom the council has already
    of_row: int = 0  # the earlier row that brings the same person
    is_invited: bool = False
    wrong: list[tuple[str, str]] = field(default_factory=list)  # field, sentence
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Give whom the row is about, as far as it says."""
        if self.person is not None:
            return self.person.name
        return self.typed.name or f"Row {self.number}"


def plan_rows(
    council: Council,
    typed: Iterable[TypedRow],
    *,
    starts_on: date | None,
    origin: str,
) -> list[Row]:
    """Say what would come of each row, in four queries however many they are.

    ``starts_on`` and ``origin`` count where a row does not say its own.
    """
    known = _Known(council)
    rows: list[Row] = []
    for number, each in enumerate(typed, start=1):
        row = Row(number, each)
        _read(row, known, starts_on, origin)
        if row.term is not None:
            _place(row, row.term, rows, known)
        rows.append(row)
    return rows


def plan_seen(rows: Sequence[Row]) -> str:
    """Give the digest of what a list would do, as its preview shows it."""
    return seen_as(
        *(
            (row.what.value, row.person and row.person.pk, row.of_row, row.is_invited)
            for row in rows
        )
    )


class _Known:
    """The council's people, offices and committees, looked up once."""

    def __init__(self, council: Council) -> None:
        self.council = council
        persons = (
            Person.objects.filter(council=council)
            .select_related("user")
            .prefetch_related("invitations")
        )
        self.by_address: dict[str, Person] = {}
        self.by_name: dict[str, Person] = {}
        for person in persons:
            self.by_name.setdefault(person.name.casefold(), person)
            if person.user is not None:
                self.by_address.setdefault(person.user.email.lower(), person)
        for person in persons:
            if person.email:
                self.by_address[person.email.lower()] = person
        committees = Committee.objects.filter(council=council).standing()
        self.committees = {each.name.casefold(): each for each in committees}
        self.terms: dict[str, list[Membership]] = defaultdict(list)
        terms = Membership.objects.filter(council=council)
        for term in terms.select_related("person", "committee"):
            term.council = council
            self.terms[term.role].append(term)
        self.offices = _offices(council)


def _offices(council: Council) -> dict[str, Role]:
    own = {_plain(council.title_of(role)): role for role in Role}
    labels = {_plain(role.label): role for role in Role}
    values = {_plain(role.value): role for role in Role}
    also = {_plain(words): role for words, role in ALSO_CALLED.items()}
    return {**also, **labels, **values, **own}


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("-", " ").replace("_", " ").split())


def _read(row: Row, known: _Known, starts_on: date | None, origin: str) -> None:
    """Take in the words of a row, and say what is wrong with them."""
    typed = row.typed
    row.particulars = _particulars(row)
    role = known.offices.get(_plain(typed.office))
    if role is None:
        row.wrong.append(("office", _unknown_office(typed.office, known)))
    committee = _committee(row, role, known)
    day = _first_day(row, starts_on)
    if role is None or day is None or row.wrong:
        return
    row.term = Term(role=role, starts_on=day, committee=committee, origin=origin)
    title = known.council.title_of(role)
    row.title = f"{title}: {committee}" if committee else title


def _particulars(row: Row) -> Particulars:
    name, email = on_one_line(row.typed.name), on_one_line(row.typed.email).lower()
    if not name:
        row.wrong.append(("name", "Enter the person’s full name."))
    elif len(name) > LONGEST_NAME:
        row.wrong.append(("name", f"A name has at most {LONGEST_NAME} characters."))
    if email and not _is_address(email):
        message = "Enter an e-mail address such as ann@mail.example, or leave it empty."
        row.wrong.append(("email", message))
    return Particulars(name=name, email=email)


def _first_day(row: Row, for_all: date | None) -> date | None:
    if not row.typed.first_day.strip():
        if for_all is None:
            message = "Enter the first day in office, here or once for everybody."
            row.wrong.append(("first_day", message))
        return for_all
    day = day_typed(row.typed.first_day)
    if day is None:
        message = "Enter the first day as a real date, such as 12 5 2026."
        row.wrong.append(("first_day", message))
    return day


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= LONGEST_ADDRESS


def _unknown_office(words: str, known: _Known) -> str:
    if not words.strip():
        return "Choose the office."
    titles = ", ".join(known.council.title_of(role) for role in Role)
    return f"There is no office of that name. The offices are: {titles}."


def _committee(row: Row, role: Role | None, known: _Known) -> Committee | None:
    words = on_one_line(row.typed.committee).casefold()
    committee = known.committees.get(words)
    if words and committee is None:
        row.wrong.append(("committee", "There is no committee of that name."))
    elif role in COMMITTEE_ROLES and committee is None:
        row.wrong.append(("committee", "Choose the committee."))
    elif role is not None and role not in COMMITTEE_ROLES and committee is not None:
        message = "Only an office of a committee names one."
        row.wrong.append(("committee", message))
    return committee


def _place(row: Row, term: Term, before: list[Row], known: _Known) -> None:
    """Say who the person is and whether the office is free, after the rows before."""
    email, name = row.particulars.email, row.particulars.name
    row.person = known.by_address.get(email) if email else None
    same = next((r for r in before if email and r.particulars.email == email), None)
    if same is not None:
        if row.person is None and _differs(same.particulars.name, name):
            message = f"Row {same.number} gives this address to {same.name}."
            row.wrong.append(("email", message))
            return
        row.of_row = same.of_row or same.number
    row.what = What.NEW if row.person is None and not row.of_row else What.OFFICE
    _note(row, before, known)
    _look_who_holds(row, term, known)
    if row.what is not What.NOTHING and not row.wrong:
        _look_before(row, term, before)
    row.is_invited = not row.of_row and bool(email) and _is_to_be_invited(row)


def _differs(one: str, other: str) -> bool:
    return one.casefold() != other.casefold()


def _note(row: Row, before: list[Row], known: _Known) -> None:
    email, name = row.particulars.email, row.particulars.name
    if row.person is not None:
        if _differs(row.person.name, name):
            row.notes.append(
                f"The council knows this address as {row.person.name}. That name stays."
            )
        return
    if row.of_row:
        return
    if name.casefold() in known.by_name:
        row.notes.append(f"Somebody called {name} is among your people already.")
    elif any(not _differs(r.typed.name, name) for r in before):
        row.notes.append("Another row has the same name.")
    if not email:
        row.notes.append(
            "No e-mail address, so no invitation. You can add an address later."
        )
    elif warning := warning_about(email, name):
        row.notes.append(f"This looks like a shared mailbox. {warning}")


def _look_who_holds(row: Row, term: Term, known: _Known) -> None:
    """Refuse what somebody else holds, and do nothing for what is held already."""
    committee_id = None if term.committee is None else term.committee.pk
    for held in known.terms[term.role]:
        is_over = held.ends_on is not None and held.ends_on < term.starts_on
        if is_over or held.committee_id != committee_id:
            continue
        own = row.person is not None and held.person_id == row.person.pk
        if own and held.starts_on <= term.starts_on:
            row.what = What.NOTHING
            row.notes.append(f"{held.person.name} is {held.title} {span_of(held)}.")
        elif own or term.role in SINGLE_HOLDER:
            message = (
                f"{held.person.name} is {held.title} {span_of(held)}. End that term"
                " first, or hand the office over."
            )
            row.wrong.append(("office", message))
        else:
            continue
        return


def _look_before(row: Row, term: Term, before: list[Row]) -> None:
    """Hold a row against those before it, which will have been done by then."""
    for other in before:
        if other.term is None or other.wrong or other.what is What.NOTHING:
            continue
        if (other.term.role, other.term.committee) != (term.role, term.committee):
            continue
        if row.of_row and row.of_row in {other.number, other.of_row}:
            row.what = What.NOTHING
            row.notes.append(f"The same as row {other.number}.")
            return
        if term.role in SINGLE_HOLDER:
            message = (
                f"Row {other.number} has {other.name} as {row.title}. One person at a"
                " time holds that office."
            )
            row.wrong.append(("office", message))
            return


def _is_to_be_invited(row: Row) -> bool:
    """Say whether an invitation goes out: not to an account, nor while one is good."""
    person = row.person
    if person is None:
        return True
    if person.user_id is not None or not person.email or row.what is What.NOTHING:
        return False
    invitation = next(iter(person.invitations.all()), None)
    return invitation is None or invitation.expires_at <= timezone.now()
