"""The clerk's form for the signatures on a sheet of paper."""

from collections.abc import Iterable
from typing import Any

from django import forms

from councils.kernel.forms import Checkboxes, DayField, PortalForm
from councils.models import Person
from protocols.services.readers import Reader


class SignaturesForm(PortalForm):
    """Who has signed on paper that they have read the text, and on which day."""

    submit_text = "Record these signatures"

    signed_on = DayField(
        label="The day beside the signatures",
        help_text="If there are several, record them day by day.",
        error_messages={"required": "Enter the day beside the signatures."},
    )

    def __init__(self, *args: Any, left: Iterable[Reader], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(reader.person.pk): reader.person for reader in left}
        persons = forms.MultipleChoiceField(
            label="Who has signed",
            widget=Checkboxes,
            choices=[
                (str(reader.person.pk), f"{reader.person}, {', '.join(reader.offices)}")
                for reader in left
            ],
            error_messages={
                "required": "Tick everybody who has signed.",
                "invalid_choice": (
                    "One of them has answered since. Look at the list again."
                ),
            },
        )
        self.fields = {"persons": persons, **self.fields}

    def who(self) -> list[Person]:
        """Give the persons that were ticked."""
        return [self.people[pk] for pk in self.cleaned_data["persons"]]
