"""How accounts come to be, how they change, and how their mail goes out."""

import base64
import secrets
from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from councils.freshly import is_fresh
from councils.letters import Head, Letter
from councils.models import User
from councils.posting import written_out
from councils.services.addresses import follow_address
from protocol_portal.landing import landing_of
from protocol_portal.tries import counted_sign_in

PURPOSE = b"second factor"
SEALED = "1:"  # The way it is encrypted, so that another can come beside it.
NONCE = 12  # bytes


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are invited by their council."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        look = partial(super().authenticate, request, **credentials)
        return counted_sign_in(request, credentials.get("email", ""), look)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        # Whoever signs in and is sent to set up a second factor has just shown it all.
        by_signing_in = app == "allauth.mfa"
        return not is_fresh(context.request, by_signing_in=by_signing_in)

    def get_reauthentication_methods(
        self, user: User | AnonymousUser
    ) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way for way in ways if way["id"] == "mfa_reauthenticate"] or ways

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        account = email_address.user
        others = User.objects.filter(email__iexact=email_address.email)
        if others.exclude(pk=account.pk).exists():
            words = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, words)
            return False
        with transaction.atomic():
            is_done = bool(super().confirm_email(request, email_address))
            if is_done:
                follow_address(account)
        return is_done

    def render_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        words = super().render_mail(template_prefix, email, context, headers)
        return written_out(
            Letter.of_text(words.body),
            to=email,
            subject=words.subject,
            head=Head(),
            headers=headers or {},
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return landing_of(request.user)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account_home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps second factors encrypted, under a key that is not in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": (
            "That code is not right, or has been used. Wait for the next one, and enter"
            " it within half a minute."
        ),
        "unreadable": (
            "Your second factor cannot be read any more. Whoever hosts this portal can"
            " reset it."
        ),
    }

    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(NONCE)
        sealed = AESGCM(_key()).encrypt(nonce, text.encode(), PURPOSE)
        return SEALED + base64.b64encode(nonce + sealed).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text.removeprefix(SEALED))
        nonce, words = sealed[:NONCE], sealed[NONCE:]
        return AESGCM(_key()).decrypt(nonce, words, PURPOSE).decode()


def _key() -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return derived.derive(settings.ACCOUNT_KEY.encode())
