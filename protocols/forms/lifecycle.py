"""The forms of a version's steps: table, recommend, adopt, sign, withdraw, correct."""

from typing import Any, cast

from django import forms

from councils.kernel.forms import (
    Actions,
    Button,
    DayField,
    Fieldset,
    Layout,
    PortalForm,
    Radios,
    Reveal,
    SeenForm,
    WarningButton,
)
from councils.models import Committee, Council, Meeting, Person
from councils.roles import COUNCILLOR_ROLES
from protocols.services.adoption import Resolved, Vote
from protocols.services.ending import Fact, Withdrawn
from protocols.services.meetings import MeetingHeld
from protocols.services.review import Recommended

FULL_COUNCIL = "council"
FEW_FIGURES = {"class": "govuk-input--width-3"}
SHORT_LINE = {"class": "govuk-input--width-10"}


class ShownTextForm(PortalForm):
    """A step with a text: it posts the digest of the words that were on the page."""

    submit_text = "Lock the text for its meeting"

    content_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ReasonForm(SeenForm):
    """A step that needs a reason."""

    reason = forms.CharField(
        label="Reason",
        help_text="It is kept with the version and seen by the council’s own people.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class TakeBackForm(ReasonForm):
    """Why a text is taken back from its meeting."""

    submit_text = "Take the text back"


class VoidForm(ReasonForm):
    """What was wrong with the record of a resolution."""

    submit_text = "Void the record"


class DiscardForm(ReasonForm):
    """Why a draft is put away for good."""

    submit_text = "Discard the draft"

    def layout(self) -> Layout:
        return Layout("reason", Actions(WarningButton(self.submit_text)))


class SignForm(ShownTextForm):
    """The chair’s signature."""

    submit_text = "Sign this version"

    confirm = forms.BooleanField(
        label="I have read this text. It is what the council adopted.",
        error_messages={"required": "Confirm that this is what the council adopted."},
    )


class MeetingForm(SeenForm):
    """Which meeting it was; a new one is recorded together with the step."""

    body = forms.ChoiceField(label="Who met")
    held_on = DayField(label="Date of the meeting")
    kind = forms.ChoiceField(
        label="Kind of meeting",
        choices=Meeting.Kind.choices,
        initial=Meeting.Kind.ORDINARY,
        widget=Radios,
    )
    format = forms.ChoiceField(
        label="How it was held",
        choices=Meeting.Format.choices,
        initial=Meeting.Format.IN_PERSON,
        widget=Radios,
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.council = council
        cast("forms.ChoiceField", self.fields["body"]).choices = self.bodies()

    def meeting(self) -> Fieldset:
        """Lay out the questions about the meeting."""
        return Fieldset("The meeting", "body", "held_on", "kind", "format")

    def bodies(self) -> list[tuple[str, str]]:
        """Name who may have met, for this step."""
        return [(FULL_COUNCIL, "Full council")]

    def committees(self, **conditions: object) -> list[tuple[str, str]]:
        """Name the council's committees."""
        committees = Committee.objects.filter(council=self.council, **conditions)
        return [(str(committee.pk), str(committee)) for committee in committees]

    def held(self) -> MeetingHeld:
        """Give the meeting as the clerk named it."""
        answers = self.cleaned_data
        body = answers["body"]
        committee = None
        if body != FULL_COUNCIL:
            committee = Committee.objects.get(council=self.council, pk=body)
        return MeetingHeld(
            committee=committee,
            held_on=answers["held_on"],
            kind=answers["kind"],
            format=answers["format"],
        )


class RecommendationForm(MeetingForm):
    """A committee's recommendation."""

    submit_text = "Record the recommendation"

    minute_reference = forms.CharField(
        label="Minute reference",
        required=False,
        max_length=60,
        widget=forms.TextInput(SHORT_LINE),
    )
    wording = forms.CharField(
        label="What it resolved",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )

    def layout(self) -> Layout:
        return Layout(
            self.meeting(),
            Fieldset("The recommendation", "wording", "minute_reference"),
            Actions(Button(self.submit_text)),
        )

    def bodies(self) -> list[tuple[str, str]]:
        return self.committees()

    def recommended(self) -> Recommended:
        """Give what the committee recommended."""
        return Recommended(
            meeting=self.held(),
            minute_reference=self.cleaned_data["minute_reference"],
            wording=self.cleaned_data["wording"],
        )


class ResolutionForm(MeetingForm):
    """What a meeting resolved, from its minutes or the clerk's own notes."""

    submit_text = "Record the resolution"

    content_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    presided_by = forms.ModelChoiceField(
        label="Who presided",
        queryset=Person.objects.none(),
        empty_label="Choose a person",
        error_messages={"required": "Choose who presided."},
    )
    members_present = forms.IntegerField(
        label="Members present",
        min_value=1,
        max_value=500,
        widget=forms.NumberInput(FEW_FIGURES),
        error_messages={"required": "Enter how many members were present."},
    )
    proposed_by = forms.ModelChoiceField(
        label="Proposed by",
        queryset=Person.objects.none(),
        empty_label="Choose a person",
        error_messages={"required": "Choose who proposed it."},
    )
    seconded_by = forms.ModelChoiceField(
        label="Seconded by",
        queryset=Person.objects.none(),
        empty_label="Choose a person",
        error_messages={"required": "Choose who seconded it."},
    )
    counted = forms.ChoiceField(
        label="Was the vote counted?",
        choices=[("no", "No, it was carried without a count"), ("yes", "Yes")],
        initial="no",
        widget=Radios,
    )
    votes_for = forms.IntegerField(
        label="Votes for",
        min_value=0,
        max_value=500,
        required=False,
        widget=forms.NumberInput(FEW_FIGURES),
    )
    votes_against = forms.IntegerField(
        label="Votes against",
        min_value=0,
        max_value=500,
        required=False,
        widget=forms.NumberInput(FEW_FIGURES),
    )
    votes_abstained = forms.IntegerField(
        label="Abstentions",
        min_value=0,
        max_value=500,
        required=False,
        widget=forms.NumberInput(FEW_FIGURES),
    )
    casting_vote = forms.BooleanField(
        label="The person presiding gave a casting vote", required=False
    )
    wording = forms.CharField(
        label="The resolution’s wording",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    minute_reference = forms.CharField(
        label="Minute reference",
        help_text="Leave it empty where the minutes are not written yet.",
        required=False,
        max_length=60,
        widget=forms.TextInput(SHORT_LINE),
    )
    effective_on = DayField(
        label="In force from",
        help_text="Leave it empty for the date of the meeting, which is usual.",
        required=False,
    )
    minor_reason = forms.CharField(
        label="Why the changes are minor",
        help_text=(
            "Only where you call them minor although they bear on an expectation or a"
            " duty. It is published with the version."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )

    def __init__(
        self, *args: Any, council: Council, is_material: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, council=council, **kwargs)
        if not is_material:
            del self.fields["minor_reason"]
        councillors = (
            Person.objects.filter(
                council=council, memberships__role__in=COUNCILLOR_ROLES
            )
            .distinct()
            .order_by("name")
        )
        for name in ("presided_by", "proposed_by", "seconded_by"):
            cast("forms.ModelChoiceField", self.fields[name]).queryset = councillors

    def layout(self) -> Layout:
        votes = ["votes_for", "votes_against", "votes_abstained", "casting_vote"]
        reason = ["minor_reason"] if "minor_reason" in self.fields else []
        return Layout(
            self.meeting(),
            Fieldset(
                "The resolution",
                *("presided_by", "members_present", "proposed_by", "seconded_by"),
                Reveal("counted", {"yes": votes}),
                *("wording", "minute_reference"),
            ),
            Fieldset("What follows from it", "effective_on", *reason),
            Actions(Button(self.submit_text)),
        )

    def bodies(self) -> list[tuple[str, str]]:
        return [*super().bodies(), *self.committees(may_adopt=True)]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("counted") == "yes":
            for name in ("votes_for", "votes_against", "votes_abstained"):
                if answers.get(name) is None and name not in self.errors:
                    self.add_error(name, "Give the number of votes; it may be 0.")
        return answers

    def resolved(self) -> Resolved:
        """Give what the meeting resolved."""
        answers = self.cleaned_data
        return Resolved(
            meeting=self.held(),
            presided_by=answers["presided_by"],
            members_present=answers["members_present"],
            proposed_by=answers["proposed_by"],
            seconded_by=answers["seconded_by"],
            wording=answers["wording"],
            minute_reference=answers["minute_reference"],
            vote=self._vote(),
            effective_on=answers["effective_on"],
        )

    def reason_for_minor(self) -> str | None:
        """Give the reason for calling the changes minor, where one is given."""
        return self.cleaned_data.get("minor_reason", "").strip() or None

    def _vote(self) -> Vote | None:
        answers = self.cleaned_data
        if answers["counted"] != "yes":
            return None
        return Vote(
            votes_for=answers["votes_for"],
            votes_against=answers["votes_against"],
            abstained=answers["votes_abstained"],
            casting_vote=answers["casting_vote"],
        )


class WithdrawalForm(MeetingForm):
    """The resolution that withdrew a protocol."""

    submit_text = "Record the withdrawal"

    members_present = forms.IntegerField(
        label="Members present",
        min_value=1,
        max_value=500,
        widget=forms.NumberInput(FEW_FIGURES),
        error_messages={"required": "Enter how many members were present."},
    )
    minute_reference = forms.CharField(
        label="Minute reference",
        required=False,
        max_length=60,
        widget=forms.TextInput(SHORT_LINE),
    )
    wording = forms.CharField(
        label="The resolution’s wording",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )

    def layout(self) -> Layout:
        return Layout(
            self.meeting(),
            Fieldset(
                "The resolution", "members_present", "wording", "minute_reference"
            ),
            Actions(WarningButton(self.submit_text)),
        )

    def withdrawn(self) -> Withdrawn:
        """Give what the meeting resolved."""
        answers = self.cleaned_data
        return Withdrawn(
            meeting=self.held(),
            members_present=answers["members_present"],
            minute_reference=answers["minute_reference"],
            wording=answers["wording"],
        )


class CorrectionForm(PortalForm):
    """A recorded fact put right."""

    submit_text = "Put the correction beside the record"

    fact = forms.ChoiceField(
        label="Which fact is wrong",
        choices=[(fact.value, fact.words) for fact in Fact],
    )
    was = forms.CharField(label="What the record says", required=False, max_length=300)
    now = forms.CharField(
        label="What it should say",
        max_length=300,
        error_messages={"required": "Enter what the record should say."},
    )
    reason = forms.CharField(
        label="How the error is known",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Say how the error is known."},
    )
