"""The form of what an election changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms

from councils.kernel.forms import DayField, PortalForm, Radios
from councils.kernel.forms.base import ErrorLink
from councils.kernel.forms.fields import PortalBoundField
from councils.models import Council, Election, Meeting, Membership, Person
from councils.people_tables import TypedRow
from councils.roles import Role
from councils.services.after_election import UNTIL_OFFICE, Outcome, Standing

STAYS, GOES = "re-elected", "not-returned"
NEW = "new"  # the rows of those who come to the council
HOW = [
    (Membership.Origin.ELECTED.value, Membership.Origin.ELECTED.label),
    (Membership.Origin.UNCONTESTED.value, Membership.Origin.UNCONTESTED.label),
]


class AfterElectionForm(PortalForm):
    """Who was returned, from which day, and who takes the chair."""

    form_tag = False

    starts_on = DayField(label="First day in office")
    origin = forms.ChoiceField(
        label="How they came to it",
        choices=HOW,
        initial=Membership.Origin.ELECTED,
        widget=Radios,
    )
    chair = forms.ChoiceField(required=False)
    vice_chair = forms.ChoiceField(required=False)
    chair_from = DayField(
        label="Their first day in the chair",
        required=False,
        help_text="The day of the meeting that chose them.",
    )
    plan = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self,
        *args: Any,
        council: Council,
        election: Election,
        standing: Sequence[Standing],
        seated: Sequence[Person] = (),
        **kwargs: Any,
    ) -> None:
        self.standing = {f"of-{each.person.pk}": each for each in standing}
        annual = _annual_meeting(election)
        initial = {
            "starts_on": election.held_on + UNTIL_OFFICE,
            "chair_from": annual,
            **(kwargs.pop("initial", None) or {}),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["starts_on"].help_text = (
            "As a rule the fourth day after the vote, which is filled in. Put in"
            " another where your notice of election says so."
        )
        self._ask_for_chair("chair", council.chair_title, seated)
        self._ask_for_chair("vice_chair", council.vice_chair_title, seated)
        for name, each in self.standing.items():
            self.fields[name] = forms.ChoiceField(
                label=each.person.name,
                help_text=each.titles,
                choices=[(STAYS, "Re-elected"), (GOES, "Not returned")],
                widget=Radios,
                error_messages={
                    "required": f"Say whether {each.person.name} was re-elected."
                },
            )

    def _ask_for_chair(self, name: str, title: str, seated: Sequence[Person]) -> None:
        field = cast("forms.ChoiceField", self.fields[name])
        field.label = title
        people = [*(each.person for each in self.standing.values()), *seated]
        field.choices = [
            ("", "No change"),
            *((str(person.pk), person.name) for person in people),
        ]

    @property
    def asked_of(self) -> list[PortalBoundField]:
        """Give the question about each councillor."""
        return [self[name] for name in self.standing]

    @property
    def error_links(self) -> list[ErrorLink]:
        links = [ErrorLink(str(error), "") for error in self.non_field_errors()]
        for name in ("starts_on", "origin", *self.standing):
            links += _links(self[name])
        return links

    @property
    def chair_links(self) -> list[ErrorLink]:
        """Give what is wrong with the chairs, which stand below the new councillors."""
        return [
            link
            for name in ("chair", "vice_chair", "chair_from")
            for link in _links(self[name])
        ]

    def outcome(self, typed: Sequence[TypedRow]) -> Outcome:
        """Give what was answered, with those who are new."""
        answers = self.cleaned_data
        return Outcome(
            starts_on=answers["starts_on"],
            origin=answers["origin"],
            re_elected=frozenset(
                each.person.pk
                for name, each in self.standing.items()
                if answers[name] == STAYS
            ),
            typed=tuple(typed),
            chair=_key(answers["chair"]),
            vice_chair=_key(answers["vice_chair"]),
            chair_from=answers["chair_from"],
        )


def new_offices(council: Council) -> list[tuple[str, str]]:
    """Give what somebody new comes to: a seat, and a chair besides."""
    return [
        (Role.COUNCILLOR.value, "Councillor"),
        (Role.CHAIR.value, f"Councillor and {council.chair_title}"),
        (Role.VICE_CHAIR.value, f"Councillor and {council.vice_chair_title}"),
    ]


def _annual_meeting(election: Election) -> date | None:
    """Give the day of the first annual meeting after an election, where it is known."""
    meetings = Meeting.objects.filter(
        council=election.council,
        committee__isnull=True,
        kind=Meeting.Kind.ANNUAL,
        held_on__gt=election.held_on,
    )
    return meetings.order_by("held_on").values_list("held_on", flat=True).first()


def _links(bound: PortalBoundField) -> list[ErrorLink]:
    return [ErrorLink(str(error), bound.error_target) for error in bound.errors]


def _key(words: str) -> UUID | None:
    return UUID(words) if words else None
