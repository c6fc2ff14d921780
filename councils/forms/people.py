"""The forms of people and offices."""

from typing import Any

from django import forms
from django.utils import timezone

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
)
from councils.models import Committee, Council, Membership, Person
from councils.roles import COMMITTEE_ROLES, OFFICER_ROLES, SINGLE_HOLDER, Role
from councils.services.people import Handover, Particulars, Term

EXISTING, NEW = "existing", "new"


class _CouncilForm(PortalForm):
    """A form whose choices are one council's."""

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.council = council


class PersonForm(_CouncilForm):
    """What the council keeps of a person."""

    name = forms.CharField(label="Full name", max_length=120)
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="An invitation and reminders go there.",
    )
    line_manager = forms.ModelChoiceField(
        Person.objects.none(),
        label="Line manager",
        required=False,
        empty_label="None",
        help_text="For officers.",
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = Person.objects.filter(council=self.council).holding(
            *OFFICER_ROLES, day=timezone.localdate()
        )
        manager: Any = self.fields["line_manager"]
        manager.queryset = officers.exclude(pk=person.pk) if person else officers
        if person is not None and person.user_id is not None:
            email = self.fields["email"]
            email.disabled = True
            email.help_text = "They sign in with it, so nobody else can change it."

    def particulars(self) -> Particulars:
        """Give what was answered."""
        answers = self.cleaned_data
        return Particulars(
            name=answers["name"],
            email=answers["email"],
            line_manager=answers["line_manager"],
        )


class PersonChangeForm(SeenForm, PersonForm):
    """What the council keeps of a person, to be changed."""


class TermForm(_CouncilForm):
    """An office and how long it is held."""

    submit_text = "Record the office"

    role = forms.ChoiceField(label="Office")
    committee = forms.ModelChoiceField(
        Committee.objects.none(),
        label="Committee",
        required=False,
        empty_label="None",
        help_text="For a member or the chair of a committee.",
    )
    starts_on = DayField(
        label="First day in office",
        help_text="For example 12 5 2026. It may be in the past or still to come.",
    )
    ends_on = DayField(
        label="Last day in office",
        required=False,
        help_text="Leave it empty where it is not known yet.",
    )
    origin = forms.ChoiceField(
        label="How they came to it",
        choices=Membership.Origin.choices,
        initial=Membership.Origin.APPOINTED,
        widget=Radios,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        council = self.council
        committees = Committee.objects.filter(council=council).standing()
        roles = list(Role)
        if committees.exists():
            committee: Any = self.fields["committee"]
            committee.queryset = committees
        else:
            del self.fields["committee"]
            roles = [role for role in roles if role not in COMMITTEE_ROLES]
        office: Any = self.fields["role"]
        office.choices = [
            ("", "Choose an office"),
            *((role.value, council.title_of(role)) for role in roles),
        ]

    def term(self) -> Term:
        """Give what was answered."""
        answers = self.cleaned_data
        return Term(
            role=answers["role"],
            starts_on=answers["starts_on"],
            ends_on=answers["ends_on"],
            committee=answers.get("committee"),
            origin=answers["origin"],
        )


class PersonAddForm(PersonForm, TermForm):
    """A new person and the office they come to hold, on one page."""

    submit_text = "Add this person"
    invite = forms.BooleanField(
        label="Invite them by e-mail to make an account",
        required=False,
        initial=True,
        help_text="The link in the mail works once, for 14 days.",
    )

    def layout(self) -> Layout:
        term = [name for name in TermForm.base_fields if name in self.fields]
        return Layout(
            Fieldset("Who they are", *PersonForm.base_fields),
            Fieldset("Their office", *term),
            "invite",
            Actions(Button(self.submit_text)),
        )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        has_email = bool(answers.get("email")) or "email" in self.errors
        if answers.get("invite") and not has_email:
            message = "Enter an e-mail address to invite them, or take the tick out."
            self.add_error("email", message)
        return answers


class EndOfficeForm(SeenForm):
    """The last day of a term."""

    submit_text = "Record the last day"
    ends_on = DayField(label="Last day in office")


class LeaveForm(SeenForm):
    """The last day of all that a person holds."""

    submit_text = "Record that they have left"
    last_day = DayField(
        label="Last day in office",
        help_text="Their rights here end with it. It may be in the past.",
    )


class AwayForm(SeenForm):
    """The days on which somebody is away."""

    away_from = DayField(
        label="First day away",
        required=False,
        help_text="Leave both dates empty if they are not away.",
    )
    away_until = DayField(
        label="Last day away",
        required=False,
        help_text="Leave it empty where it is not known yet.",
    )


class HandoverForm(SeenForm, _CouncilForm):
    """An office of one holder goes to the next."""

    submit_text = "Hand the office over"
    role = forms.ChoiceField(label="Office", widget=Radios)
    to = forms.ChoiceField(
        label="Who takes it over",
        choices=[(EXISTING, "Somebody who is here already"), (NEW, "Somebody new")],
        initial=EXISTING,
        widget=Radios,
    )
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Person",
        required=False,
        empty_label="Choose a person",
    )
    name = forms.CharField(label="Full name", max_length=120, required=False)
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="They are invited there to make an account.",
    )
    starts_on = DayField(
        label="First day of the new holder",
        help_text="The one before holds the office until the day before.",
    )
    origin = forms.ChoiceField(
        label="How the new holder comes to it",
        choices=Membership.Origin.choices,
        initial=Membership.Origin.APPOINTED,
        widget=Radios,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        council = self.council
        person: Any = self.fields["person"]
        person.queryset = Person.objects.filter(council=council)
        role: Any = self.fields["role"]
        role.choices = [(role.value, council.title_of(role)) for role in SINGLE_HOLDER]
        role.widget.hints = _holders(council)

    def layout(self) -> Layout:
        return Layout(
            "role",
            Reveal("to", {EXISTING: ["person"], NEW: ["name", "email"]}),
            "starts_on",
            "origin",
            Actions(Button(self.submit_text)),
        )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        asked = {
            EXISTING: [("person", "Choose the person who takes the office over.")],
            NEW: [
                ("name", "Enter their full name."),
                ("email", "Enter their e-mail address."),
            ],
        }
        for field, message in asked.get(answers.get("to", ""), []):
            if not answers.get(field) and field not in self.errors:
                self.add_error(field, message)
        return answers

    def handover(self) -> Handover:
        """Give what was answered."""
        answers = self.cleaned_data
        to = answers["person"]
        if answers["to"] == NEW:
            to = Particulars(name=answers["name"], email=answers["email"])
        return Handover(
            role=answers["role"],
            to=to,
            starts_on=answers["starts_on"],
            origin=answers["origin"],
        )


def _holders(council: Council) -> dict[str, str]:
    """Say of each office who holds it today."""
    terms = Membership.objects.on(timezone.localdate()).filter(
        council=council, role__in=SINGLE_HOLDER
    )
    held = {term.role: term.person.name for term in terms.select_related("person")}
    return {
        role.value: f"Held by {held[role]}" if role in held else "Nobody holds it today"
        for role in SINGLE_HOLDER
    }
