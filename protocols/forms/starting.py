"""The form that begins a protocol."""

from django import forms

from councils.kernel.forms import PortalForm, Radios
from protocols.starter_text import TITLE


class StartForm(PortalForm):
    """What a new protocol is called and what it begins with."""

    submit_text = "Start the draft"

    title = forms.CharField(label="Title", max_length=300, initial=TITLE)
    begin = forms.ChoiceField(
        label="Begin with",
        choices=[
            ("starter", "The portal’s starter text, to make your own"),
            ("blank", "A blank page"),
        ],
        initial="starter",
        widget=Radios,
    )
