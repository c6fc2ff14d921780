"""The forms by which two people reset a second factor."""

from django import forms

from councils.kernel.forms import PortalForm
from councils.services.factor_resets import Grounds


class AskForm(PortalForm):
    """Whose second factor, why, and how it was checked who asks for it."""

    submit_text = "Ask for the reset"

    address = forms.EmailField(
        label="E-mail address of the account",
        help_text="The one that they sign in with.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: the phone is lost, and the recovery codes with it.",
    )
    identity_checked = forms.CharField(
        label="How you checked who they are",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "A mail proves nothing. Call them on a number known from before, or see"
            " them."
        ),
    )

    def grounds(self) -> Grounds:
        """Give what was answered."""
        answers = self.cleaned_data
        return Grounds(
            reason=answers["reason"], identity_checked=answers["identity_checked"]
        )


class AgreeForm(PortalForm):
    """One question: whether whoever agrees has spoken to the owner."""

    submit_text = "Agree, and reset it now"

    has_spoken = forms.BooleanField(
        label="I have spoken to its owner, who asked for this",
        help_text="Face to face, or on a number that you knew before.",
    )
