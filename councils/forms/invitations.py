"""The form on which an invited person chooses a password."""

from django import forms

from councils.kernel.forms import PortalForm


class NewPasswordForm(PortalForm):
    """A password for a new account; it can be shown while it is typed."""

    submit_text = "Make my account"

    password = forms.CharField(
        label="Choose a password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=(
            "At least 12 characters, such as four words that do not belong together."
        ),
    )


class LinkForm(PortalForm):
    """Nothing but a button: the account is there already."""

    submit_text = "Add this council to my account"
