"""The form of a council's settings."""

import re
from typing import Any

from django import forms

from councils.crests import Crest, read_crest
from councils.kernel.forms import (
    Actions,
    Button,
    Fieldset,
    Layout,
    Radios,
    Row,
    SeenForm,
)
from councils.kernel.refusals import DomainError
from councils.models import Council, Nation
from councils.models.council import DAYS_TO_CONFIRM, first_reminder_days
from councils.services.settings import CouncilFacts, settings_of

LONGEST_NOTICE = 60  # days
A_NUMBER = re.compile(r"[0-9]{1,3}")


class CouncilForm(SeenForm):
    """What a council says of itself."""

    submit_text = "Save the settings"

    name = forms.CharField(label="Name of the council", max_length=120)
    nation = forms.ChoiceField(
        label="Nation",
        choices=Nation.choices,
        widget=Radios,
        help_text="Whose law applies: to complaints, meetings and elections.",
    )
    principal_authority = forms.CharField(
        label="Principal authority",
        required=False,
        max_length=120,
        help_text="The district, borough, county or unitary council above yours.",
    )
    chair_title = forms.CharField(label="Chair of the council", max_length=40)
    vice_chair_title = forms.CharField(label="Vice-chair of the council", max_length=40)
    clerk_title = forms.CharField(label="Clerk", max_length=40)
    councillors_title = forms.CharField(label="Councillors, together", max_length=40)
    officers_title = forms.CharField(label="Officers, together", max_length=40)
    quorum = forms.IntegerField(
        label="Quorum of the council",
        min_value=3,
        max_value=100,
        help_text="Members who must be present: a third of all, and at least three.",
    )
    clear_days = forms.IntegerField(
        label="Clear days of notice before a meeting",
        min_value=0,
        max_value=LONGEST_NOTICE,
        help_text="Three, unless your standing orders ask for more.",
    )
    reminder_days = forms.CharField(
        label="Days before a review on which the clerk is reminded",
        required=False,
        max_length=60,
        help_text="Such as 90, 30, 7, 0. Then weekly while it is overdue.",
    )
    days_to_confirm = forms.IntegerField(
        label="Days in which people confirm that they have read a protocol",
        required=False,
        min_value=1,
        max_value=366,
        help_text="From the day it comes into force, or the day they join.",
    )
    colour = forms.CharField(
        label="Colour",
        max_length=7,
        help_text=(
            "As # and six figures or letters, like #1f4e5f. White words must be easy to"
            " read on it; a colour that is too light is refused."
        ),
    )
    crest = forms.FileField(
        label="Crest",
        required=False,
        help_text="A PNG or JPEG picture of at most 2 MB. It replaces the one shown.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        authority = council.principal_authority
        initial = {name: getattr(council, name) for name in CouncilFacts.__slots__}
        initial["principal_authority"] = authority.name if authority else ""
        initial["reminder_days"] = ", ".join(map(str, council.reminder_days))
        initial["seen"] = settings_of(council)
        super().__init__(*args, initial=initial, **kwargs)

    def layout(self) -> Layout:
        return Layout(
            Fieldset("The council", "name", "nation", "principal_authority"),
            Fieldset(
                "Your own words",
                Row("chair_title", "vice_chair_title"),
                "clerk_title",
                Row("councillors_title", "officers_title"),
                hint="The pages use these: Mayor, Town Clerk, Members, Staff.",
            ),
            Fieldset("Meetings", "quorum", "clear_days"),
            Fieldset("Dates", "reminder_days", "days_to_confirm"),
            Fieldset("Look", "colour", "crest"),
            Actions(Button(self.submit_text)),
        )

    def clean_reminder_days(self) -> tuple[int, ...]:
        """Read the numbers; none typed are the usual ones."""
        words = self.cleaned_data["reminder_days"].replace(",", " ").split()
        if not words:
            return tuple(first_reminder_days())
        if not all(A_NUMBER.fullmatch(word) for word in words):
            message = "Give whole numbers of days, such as 90, 30, 7, 0."
            raise forms.ValidationError(message)
        return tuple(map(int, words))

    def clean_days_to_confirm(self) -> int:
        """Read the number; none typed is the usual one."""
        return self.cleaned_data["days_to_confirm"] or DAYS_TO_CONFIRM

    def clean_crest(self) -> Crest | None:
        """Take the picture in, or say why not."""
        file = self.cleaned_data["crest"]
        if not file:
            return None
        try:
            return read_crest(file)
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def facts(self) -> CouncilFacts:
        """Give what was answered, but for the crest."""
        return CouncilFacts(
            **{name: self.cleaned_data[name] for name in CouncilFacts.__slots__}
        )
