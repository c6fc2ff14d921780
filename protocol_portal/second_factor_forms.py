"""Allauth's forms of the second factor, asked the portal's way."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.utils import decrypt, encrypt
from cryptography.exceptions import InvalidTag
from django.urls import reverse

from councils.kernel.forms import Actions, Button, Layout, Link, WarningButton
from councils.models import User
from protocol_portal.account_forms import AccountForm
from protocol_portal.second_factor import use_code
from protocol_portal.tries import counted_code

OFFERED = "second_factor_offered"


class _CodeForm(AccountForm):
    """A code; telephones offer figures to type it with."""

    labels = {"code": "Code"}
    hints = {
        "code": (
            "The six figures that the app on your phone shows now. If you do not have"
            " the phone, one of your recovery codes."
        )
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(
            {"inputmode": "numeric", "class": "govuk-input--width-10"}
        )


class _UsedCodeForm(_CodeForm):
    """A code that is used up by being right."""

    authenticator: Authenticator  # Allauth finds it.
    user: User

    def clean_code(self) -> str:
        return counted_code(self.user, self._clean_code)

    def _clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # allauth's own
        except InvalidTag as broken:
            raise get_adapter().validation_error("unreadable") from broken
        is_of_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_of_app and not use_code(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_UsedCodeForm, base_forms.AuthenticateForm):
    """The code after the password."""

    submit_text = "Sign in"


class CodeAgainForm(_UsedCodeForm, base_forms.ReauthenticateForm):
    """A code once more, before something that binds."""

    submit_text = "Go on"


class SetUpForm(_CodeForm, ActivateTOTPForm):
    """The first code of a new app; it shows that the app knows the secret."""

    submit_text = "Go on"
    hints = {"code": "The six figures that the app shows now."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Allauth would keep the secret in the session as it is, and so in the database.
        session = context.request.session
        if OFFERED in session:
            session[SECRET_SESSION_KEY] = decrypt(session[OFFERED])
        super().__init__(*args, **kwargs)
        session.pop(SECRET_SESSION_KEY, None)
        session[OFFERED] = encrypt(self.secret)

    def clean_code(self) -> str:
        code: str = super().clean_code()
        context.request.session.pop(OFFERED, None)
        return code


class RemoveForm(AccountForm, DeactivateTOTPForm):
    """No question; it is sent on purpose."""

    def layout(self) -> Layout:
        """Lay out the button and the way out."""
        return Layout(
            Actions(
                WarningButton("Remove the second factor"),
                Link("Keep it", reverse("mfa_index")),
            )
        )


class NewCodesForm(AccountForm, GenerateRecoveryCodesForm):
    """No question; it is sent on purpose."""

    def layout(self) -> Layout:
        """Lay out the button and the way out."""
        return Layout(
            Actions(
                Button("Make new recovery codes"),
                Link("Keep the ones I have", reverse("mfa_index")),
            )
        )
