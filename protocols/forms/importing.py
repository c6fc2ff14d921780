"""The forms of bringing a protocol in."""

from dataclasses import replace
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
)
from councils.models import Council
from protocols.document import Document, Facts, MeetingFormat, Standing
from protocols.models import Protocol
from protocols.services.importing import Answers, KeepAs, Upload

NEW = "new"
FEW_FIGURES = {"class": "govuk-input--width-3"}
SHORT_LINE = {"class": "govuk-input--width-10"}


class UploadForm(PortalForm):
    """A file, and whether it is a protocol the council has here already."""

    submit_text = "Read the file"

    file = forms.FileField(
        label="The file",
        help_text="Word (.docx), PDF, text, Markdown or a web page, up to 20 MB.",
        error_messages={"required": "Choose a file."},
    )
    protocol = forms.ChoiceField(label="Which protocol is it?")

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._protocols = {
            str(protocol.pk): protocol
            for protocol in Protocol.objects.in_register().filter(council=council)
        }
        choices = [(pk, str(protocol)) for pk, protocol in self._protocols.items()]
        field = cast("forms.ChoiceField", self.fields["protocol"])
        field.choices = [(NEW, "One that is not here yet"), *choices]
        field.initial = NEW
        if not choices:
            field.widget = forms.HiddenInput()

    def upload(self) -> Upload:
        """Give the file as it came."""
        file = self.cleaned_data["file"]
        return Upload(
            name=file.name, media_type=file.content_type or "", data=file.read()
        )

    def existing(self) -> Protocol | None:
        """Give the protocol that the file is of; none where it is a new one."""
        return self._protocols.get(self.cleaned_data["protocol"])


class KeepForm(PortalForm):
    """What becomes of the text, and the facts that the clerk confirms or fills in."""

    submit_text = "Keep it"

    keep_as = forms.ChoiceField(
        label="What is this text?",
        choices=[
            (KeepAs.DRAFT.value, "A draft that the council has not adopted"),
            (KeepAs.IN_FORCE.value, "In force: the council adopted it on paper"),
            (KeepAs.HISTORY.value, "History: an earlier version, no longer in force"),
        ],
        widget=Radios,
        error_messages={"required": "Say what this text is."},
    )
    title = forms.CharField(label="Title", max_length=300)
    adopted_on = DayField(
        label="Adopted on",
        help_text="Leave it empty where nobody knows any more.",
        required=False,
    )
    adopted_by = forms.CharField(label="Adopted by", required=False, max_length=120)
    meeting_format = forms.ChoiceField(
        label="How the meeting was held",
        required=False,
        choices=[
            ("", "Not known"),
            (MeetingFormat.IN_PERSON.value, "In person"),
            (MeetingFormat.HYBRID.value, "Hybrid"),
            (MeetingFormat.REMOTE.value, "Remote"),
        ],
    )
    minute_reference = forms.CharField(
        label="Minute reference",
        required=False,
        max_length=60,
        widget=forms.TextInput(SHORT_LINE),
    )
    recommended_on = DayField(label="Recommended on", required=False)
    recommended_by = forms.CharField(
        label="Recommended by", required=False, max_length=120
    )
    review_words = forms.CharField(
        label="What it says about review", required=False, max_length=300
    )
    review_cycle_months = forms.IntegerField(
        label="Review every (months)",
        required=False,
        min_value=1,
        max_value=240,
        widget=forms.NumberInput(FEW_FIGURES),
    )
    next_review_on = DayField(label="Next review", required=False)
    until = DayField(
        label="No longer in force from",
        help_text="Leave it empty where a later version here follows it.",
        required=False,
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        self._facts = document.facts
        initial = {
            "title": document.title or "",
            **document.facts.to_json(),
            **(kwargs.pop("initial", None) or {}),
        }
        initial["keep_as"] = _guess(document.facts)
        for name in ("adopted_on", "recommended_on", "next_review_on"):
            initial[name] = getattr(document.facts, name)
        super().__init__(*args, initial=initial, **kwargs)

    def layout(self) -> Layout:
        return Layout(
            Reveal("keep_as", {KeepAs.HISTORY.value: ["until"]}),
            "title",
            Fieldset(
                "How it was adopted",
                *("adopted_on", "adopted_by", "meeting_format", "minute_reference"),
                *("recommended_on", "recommended_by"),
            ),
            Fieldset(
                "When it is reviewed",
                *("review_words", "review_cycle_months", "next_review_on"),
            ),
            Actions(Button(self.submit_text)),
        )

    def answers(self) -> Answers:
        """Give what the clerk confirmed."""
        said = self.cleaned_data
        meeting_format = said["meeting_format"]
        return Answers(
            keep_as=KeepAs(said["keep_as"]),
            title=said["title"],
            until=said["until"],
            facts=replace(
                self._facts,
                adopted_on=said["adopted_on"],
                adopted_by=said["adopted_by"] or None,
                meeting_format=MeetingFormat(meeting_format)
                if meeting_format
                else None,
                minute_reference=said["minute_reference"] or None,
                recommended_on=said["recommended_on"],
                recommended_by=said["recommended_by"] or None,
                review_words=said["review_words"] or None,
                review_cycle_months=said["review_cycle_months"],
                next_review_on=said["next_review_on"],
            ),
        )


def _guess(facts: Facts) -> str | None:
    # Only what the text itself says; where it is silent the clerk is asked.
    if facts.status == Standing.ADOPTED:
        return KeepAs.IN_FORCE.value
    if facts.status == Standing.DRAFT:
        return KeepAs.DRAFT.value
    return None
