"""Allauth's forms, asked the portal's way."""

from typing import Any

from allauth.account import forms as allauth_forms

from councils.kernel.forms import Actions, Button, Layout, PortalFormMixin
from councils.services.passwords import send_password_link
from protocol_portal.tries import count_reset_mail, counted_password

A_GOOD_ONE = "At least 12 characters, such as four words that do not belong together."


class AccountForm(PortalFormMixin):
    """Takes allauth's placeholders and hints away, and names the fields plainly."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.error_messages["required"] = _missing(str(field.label))


class SignInForm(AccountForm, allauth_forms.LoginForm):
    """An address and a password."""

    submit_text = "Sign in"
    labels = {"login": "E-mail address", "password": "Password"}


class AskResetForm(AccountForm, allauth_forms.ResetPasswordForm):
    """The address that a link to a new password goes to."""

    submit_text = "Send me a link"
    labels = {"email": "E-mail address"}

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"].lower()
        count_reset_mail(address)
        return address

    def save(self, *_: Any, **__: Any) -> str:
        """Send the link; to an address that no account has, say so instead."""
        address: str = self.cleaned_data["email"]
        send_password_link(address)
        return address


class ResetForm(AccountForm, allauth_forms.ResetPasswordKeyForm):
    """A new password, after the link in the mail."""

    submit_text = "Set the new password"
    labels = {"password1": "New password", "password2": "New password again"}
    hints = {"password1": A_GOOD_ONE}


class ChangeForm(AccountForm, allauth_forms.ChangePasswordForm):
    """A new password in place of the one known."""

    submit_text = "Change the password"
    labels = {
        "oldpassword": "Password until now",
        "password1": "New password",
        "password2": "New password again",
    }
    hints = {"password1": A_GOOD_ONE}

    def clean_oldpassword(self) -> str:
        given: str = counted_password(self.user, super().clean_oldpassword)
        return given


class AgainForm(AccountForm, allauth_forms.ReauthenticateForm):
    """The password once more, before something that binds."""

    submit_text = "Go on"
    labels = {"password": "Password"}


class AddressForm(AccountForm, allauth_forms.AddEmailForm):
    """The address to sign in with from now on, once a link has proved it."""

    labels = {"email": "New e-mail address"}
    hints = {
        "email": "A mailbox that only you read. Your council writes to you there too."
    }

    def layout(self) -> Layout:
        """Lay out the address and the button, by whose name allauth knows the form."""
        send = Button("Send me a link there", name="action_add", value="yes")
        return Layout("email", Actions(send))


def _missing(label: str) -> str:
    words = label[:1].lower() + label[1:]
    return f"Enter your {words}."
