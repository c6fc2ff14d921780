"""Forms of the specimen page: one field of each kind."""

from django import forms

from councils.kernel.forms import (
    Actions,
    Button,
    Checkboxes,
    DayField,
    Fieldset,
    Layout,
    Link,
    Paragraph,
    PortalForm,
    PortalFormSet,
    Radios,
    Reveal,
    Row,
    SecondaryButton,
    WarningButton,
)


class SpecimenForm(PortalForm):
    title = forms.CharField(label="Title", max_length=80, help_text="As on its cover.")
    reference = forms.CharField(
        label="Minute reference",
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    present = forms.IntegerField(
        label="Members present",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    held_on = DayField(label="Date of the meeting", help_text="For example, 7 3 2027.")
    body = forms.ChoiceField(
        label="Which body decided?",
        choices=[("council", "The council"), ("committee", "A committee")],
        widget=Radios(hints={"committee": "Only one that the function was given to."}),
    )
    committee = forms.CharField(label="Which committee?", required=False)
    formats = forms.MultipleChoiceField(
        label="How people took part",
        choices=[("room", "In the room"), ("remote", "By video")],
        widget=Checkboxes,
    )
    kind = forms.ChoiceField(
        label="Kind of meeting",
        choices=[("ordinary", "Ordinary"), ("annual", "Annual")],
    )
    wording = forms.CharField(
        label="Wording of the resolution",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    paper = forms.FileField(label="Signed minutes", required=False)
    password = forms.CharField(
        label="Your password",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    certain = forms.BooleanField(label="This is what the meeting resolved")
    token = forms.CharField(widget=forms.HiddenInput, initial="seen")

    def layout(self):
        return Layout(
            "title",
            Fieldset(
                "The meeting",
                "held_on",
                Row("reference", "present"),
                Reveal("body", {"committee": ["committee"]}),
                "formats",
                "kind",
                hint="As the minutes have it.",
            ),
            "wording",
            "paper",
            Paragraph("Signing asks for your password once more."),
            "password",
            "certain",
            Actions(
                Button("Record the resolution"),
                SecondaryButton("Save for later", name="later", value="1"),
                WarningButton("Discard"),
                Link("Cancel", "/"),
            ),
        )


class StageForm(PortalForm):
    form_tag = False
    recipient = forms.CharField(label="Recipient")
    days = forms.IntegerField(label="Target in working days", required=False)


StageFormSet = forms.formset_factory(StageForm, formset=PortalFormSet, extra=2)
