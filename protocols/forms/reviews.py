"""The forms of reviews: when they are due, why one is opened, how it ended."""

from collections.abc import Sequence
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
    SecondaryButton,
    SeenForm,
)
from councils.models import Meeting
from protocols.forms.lifecycle import FEW_FIGURES, SHORT_LINE, MeetingForm
from protocols.review_calendar import Kind, Rule
from protocols.services.review_rules import MOST_MONTHS, WishedRules
from protocols.services.reviews import LONGEST_MINUTE, Reviewed

TEXT, OWN, OTHER = "text", "own", "other"
SHOW = "show"
COUNTED = (Kind.EVERY, Kind.BEFORE_ELECTION, Kind.AFTER_ELECTION)


def _months(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        widget=forms.NumberInput(FEW_FIGURES),
    )


class RulesForm(SeenForm):
    """Whose rules count, and which; a rule that is left empty is none."""

    source = forms.ChoiceField(
        label="Which rules count",
        choices=[(TEXT, "Those of the text in force"), (OWN, "Those set here")],
        widget=Radios(
            hints={
                TEXT: "They are read from its words, and anew from each later version.",
                OWN: "A later version does not change them.",
            }
        ),
    )
    every_months = _months(
        "Every how many months",
        "From the adoption or the last review: 12 for every year, 48 for every four.",
    )
    fixed_on = DayField(
        label="On a date",
        help_text="Where a month alone is known, enter its last day.",
        required=False,
    )
    before_election_months = _months(
        "Within how many months before the next ordinary election"
    )
    after_election_months = _months(
        "Within how many months after an ordinary election",
        "That is what “on a new administration” means here.",
    )
    on_issues = forms.BooleanField(label="Also when issues arise", required=False)

    def __init__(self, *args: Any, rules: Sequence[Rule], **kwargs: Any) -> None:
        self.known = {rule.kind: rule for rule in rules}
        initial: dict[str, Any] = {**kwargs.pop("initial", {})}
        for kind, rule in self.known.items():
            if kind in COUNTED:
                initial[f"{kind.value}_months"] = rule.months
        fixed = self.known.get(Kind.FIXED)
        initial["fixed_on"] = fixed.fixed_on if fixed else None
        initial["on_issues"] = Kind.ON_ISSUES in self.known
        super().__init__(*args, initial=initial, **kwargs)

    def layout(self) -> Layout:
        own = [
            *("every_months", "fixed_on"),
            *("before_election_months", "after_election_months", "on_issues"),
        ]
        return Layout(
            Reveal("source", {OWN: own}),
            Actions(
                Button("Save the rules"),
                SecondaryButton("Show what would be due", name=SHOW, value="1"),
            ),
        )

    def wished(self) -> WishedRules:
        """Give the rules that were asked for; those left as they were keep words."""
        answers = self.cleaned_data
        if answers["source"] == TEXT:
            return WishedRules(follow_the_text=True)
        rules = [
            Rule(kind=kind, months=months)
            for kind in COUNTED
            if (months := answers[f"{kind.value}_months"])
        ]
        if answers["fixed_on"]:
            rules.append(Rule(kind=Kind.FIXED, fixed_on=answers["fixed_on"]))
        if answers["on_issues"]:
            rules.append(Rule(kind=Kind.ON_ISSUES))
        kept = tuple(self._as_known(rule) for rule in rules)
        return WishedRules(follow_the_text=False, rules=kept)

    def _as_known(self, rule: Rule) -> Rule:
        known = self.known.get(rule.kind)
        same = known is not None and (known.months, known.fixed_on) == (
            rule.months,
            rule.fixed_on,
        )
        return known if known is not None and same else rule


class OpenReviewForm(SeenForm):
    """Why a protocol is looked at before its time."""

    submit_text = "Open the review"

    why = forms.CharField(
        label="Which issue has arisen",
        help_text=(
            "The council’s own people read it. Name nobody: a concern about a person"
            " does not belong here."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": "Say which issue has arisen."},
    )


class NoChangeForm(MeetingForm):
    """The meeting that reviewed a protocol and left it as it is."""

    submit_text = "Record the review"

    which = forms.ChoiceField(
        label="Which meeting reviewed it",
        widget=Radios,
        error_messages={"required": "Choose the meeting, or “Another meeting”."},
    )
    minute_reference = forms.CharField(
        label="Minute reference",
        help_text="Leave it empty where the minutes are not written yet.",
        required=False,
        max_length=LONGEST_MINUTE,
        widget=forms.TextInput(SHORT_LINE),
    )
    note = forms.CharField(
        label="Note",
        help_text="For the council’s own people, such as what was looked at.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )

    def __init__(self, *args: Any, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = {str(meeting.pk): meeting for meeting in meetings}
        which = cast("forms.ChoiceField", self.fields["which"])
        which.choices = [
            *((pk, str(meeting)) for pk, meeting in self.meetings.items()),
            (OTHER, "Another meeting"),
        ]
        if not meetings:
            which.initial = OTHER
        for name in ("body", "held_on", "kind", "format"):
            self.fields[name].required = False

    def layout(self) -> Layout:
        return Layout(
            Reveal("which", {OTHER: ["body", "held_on", "kind", "format"]}),
            Fieldset("The record", "minute_reference", "note"),
            Actions(Button(self.submit_text)),
        )

    def bodies(self) -> list[tuple[str, str]]:
        return [*super().bodies(), *self.committees()]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("which") == OTHER:
            for name, missing in _MISSING.items():
                if not answers.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return answers

    def reviewed(self) -> Reviewed:
        """Give what the meeting found."""
        answers = self.cleaned_data
        recorded = self.meetings.get(answers["which"])
        return Reviewed(
            meeting=recorded,
            held=None if recorded else self.held(),
            minute_reference=answers["minute_reference"],
            note=answers["note"],
        )


_MISSING = {
    "body": "Choose who met.",
    "held_on": "Enter the date of the meeting.",
    "kind": "Choose the kind of meeting.",
    "format": "Choose how it was held.",
}


class MinuteForm(PortalForm):
    """The minute of a review that was recorded before its minutes were written."""

    submit_text = "Save the minute reference"

    minute_reference = forms.CharField(
        label="Minute reference",
        max_length=LONGEST_MINUTE,
        widget=forms.TextInput(SHORT_LINE),
        error_messages={"required": "Enter the minute reference."},
    )
