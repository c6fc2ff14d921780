"""The forms of meetings, committees and elections."""

from datetime import date
from typing import Any

from django import forms

from councils.kernel.forms import (
    Actions,
    DayField,
    Layout,
    PortalForm,
    Radios,
    SeenForm,
    WarningButton,
)
from councils.models import Committee, Council, Election, Meeting
from councils.services.meetings import CommitteeFacts, MeetingFacts
from councils.services.wording import day_in_words

FULL_COUNCIL = "council"


class MeetingForm(SeenForm):
    """Who met or will meet, when, and how."""

    submit_text = "Save the meeting"

    committee = forms.ChoiceField(label="Who meets")
    held_on = DayField(
        label="Date", help_text="For example 7 3 2027. It may be still to come."
    )
    kind = forms.ChoiceField(
        label="Kind of meeting",
        choices=Meeting.Kind.choices,
        initial=Meeting.Kind.ORDINARY,
        widget=Radios,
    )
    format = forms.ChoiceField(
        label="How it is held",
        choices=Meeting.Format.choices,
        initial=Meeting.Format.IN_PERSON,
        widget=Radios(
            hints={
                Meeting.Format.HYBRID: "Some are in the room, some take part remotely.",
                Meeting.Format.REMOTE: "Nobody is in a room.",
            }
        ),
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A list of its own: "Full council" is an answer, not the lack of one.
        self.committees = {
            str(committee.pk): committee
            for committee in Committee.objects.filter(council=council)
        }
        who: Any = self.fields["committee"]
        who.choices = [
            (FULL_COUNCIL, "Full council"),
            *((pk, committee.name) for pk, committee in self.committees.items()),
        ]

    def facts(self) -> MeetingFacts:
        """Give what was answered."""
        answers = self.cleaned_data
        return MeetingFacts(
            committee=self.committees.get(answers["committee"]),
            held_on=answers["held_on"],
            kind=answers["kind"],
            format=answers["format"],
        )


class CommitteeForm(PortalForm):
    """What a committee is called and what it may do."""

    submit_text = "Add the committee"

    name = forms.CharField(label="Name of the committee", max_length=120)
    quorum = forms.IntegerField(label="Quorum", min_value=1, max_value=100, initial=3)
    may_adopt = forms.BooleanField(
        label="The council lets it adopt protocols",
        required=False,
        help_text="Only where the council has given it the function by a resolution.",
    )
    is_staffing = forms.BooleanField(
        label="It deals with staffing",
        required=False,
        help_text="Concerns about officers may go to it.",
    )

    def facts(self) -> CommitteeFacts:
        """Give what was answered."""
        return CommitteeFacts(**self.cleaned_data)


class ElectionForm(PortalForm):
    """An election of the council's members."""

    submit_text = "Add the election"

    kind = forms.ChoiceField(
        label="Kind of election",
        choices=Election.Kind.choices,
        initial=Election.Kind.ORDINARY,
        widget=Radios(
            hints={Election.Kind.ORDINARY: "All seats of the council are elected."}
        ),
    )
    held_on = DayField(label="Date", help_text="For example 6 5 2027.")

    def __init__(
        self, *args: Any, suggested: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if suggested is not None:
            self.fields["held_on"].help_text = (
                f"The next may be on {day_in_words(suggested)}, if your council keeps"
                " the usual term. It counts only once you have entered it."
            )


class ElectionChangeForm(SeenForm, ElectionForm):
    """An election put right."""

    submit_text = "Save the election"


class ElectionRemovalForm(SeenForm):
    """That an election was entered by mistake."""

    submit_text = "Remove the election"

    def layout(self) -> Layout:
        return Layout(Actions(WarningButton(self.submit_text)))
