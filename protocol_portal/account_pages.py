"""Everybody's page about their own account, and what is changed from there."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.views import ConfirmEmailView, EmailView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from councils.freshly import ask_again, is_fresh
from councils.models import FactorReset
from councils.requests import SignedInRequest
from councils.services.mail_choices import wishes_of
from councils.shared_mailboxes import warning_to_owner
from protocol_portal.sessions import (
    browser_of,
    sessions_of,
    sign_out_elsewhere,
)

Row = dict[str, str]


@require_safe
def account_home(request: SignedInRequest) -> HttpResponse:
    """Show what an account signs in with, and where it is signed in."""
    rows = [_address(request), _password(), *_second_factor(request)]
    rows += [*_mail(request), *_of_operators(request)]
    return render(
        request,
        "account/home.html",
        {
            "rows": [*rows, _sessions(request)],
            "warning": warning_to_owner(request.user.email),
        },
    )


@require_POST
def session_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one of the account's own sessions."""
    if not is_fresh(request, by_signing_in=True):
        return redirect("usersessions_list")  # It asks who this is.
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    is_here = session.session_key == request.session.session_key
    session.end()
    if is_here:
        logout(request)
        return redirect("home")
    browser = browser_of(session.user_agent)
    messages.success(request, f"{browser} is signed out.")
    return redirect("usersessions_list")


class SessionsView(ListUserSessionsView):
    """List the account's sessions; end all but this one."""

    def dispatch(
        self, request: SignedInRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not is_fresh(request, by_signing_in=True):
            return ask_again(request)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "sessions": sessions_of(self.request)}

    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        sign_out_elsewhere(self.request)
        return answer


class AddressView(EmailView):
    """Ask for another address to sign in with, or call that off."""

    def dispatch(
        self, request: SignedInRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        # Allauth takes an address without a proof for the one to come; this is not.
        EmailAddress.objects.update_or_create(
            user=request.user,
            email=request.user.email,
            defaults={"verified": True, "primary": True},
        )
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class ConfirmAddressView(ConfirmEmailView):
    """Open the link that proves a new address."""

    def logout_other_user(self, confirmation: object) -> None:
        """Leave whoever else is signed in here as they are: nothing signs in."""


def _address(request: SignedInRequest) -> Row:
    to_come = EmailAddress.objects.get_new(request.user)
    return {
        "label": "E-mail address",
        "value": request.user.email,
        "note": f"Waiting for the link sent to {to_come.email}" if to_come else "",
        "action_url": reverse("account_email"),
    }


def _password() -> Row:
    return {
        "label": "Password",
        "value": "Set",
        "action_url": reverse("account_change_password"),
    }


def _second_factor(request: SignedInRequest) -> list[Row]:
    has = {one.type: one for one in Authenticator.objects.filter(user=request.user)}
    if Authenticator.Type.TOTP not in has:
        return [
            {
                "label": "Second factor",
                "value": "None",
                "note": "A code from your phone, beside the password",
                "action": "Set up",
                "action_url": reverse("second_factor_needed"),
            }
        ]
    rows = [
        {
            "label": "Second factor",
            "value": "An app on your phone",
            "action_url": reverse("mfa_index"),
        }
    ]
    asked = FactorReset.objects.filter(account=request.user).open_on(timezone.now())
    if reset := asked.first():
        rows[0] |= {
            "note": "Somebody has asked to reset it. If it was not you, stop it.",
            "action": "Look at",
            "action_url": reverse("factor_reset", args=[reset.pk]),
        }
    if codes := has.get(Authenticator.Type.RECOVERY_CODES):
        left = len(codes.wrap().get_unused_codes())
        rows.append(
            {
                "label": "Recovery codes",
                "value": f"{left} left",
                "action": "See",
                "action_url": reverse("mfa_view_recovery_codes"),
            }
        )
    return rows


def _mail(request: SignedInRequest) -> list[Row]:
    wishes = wishes_of(request.user)
    if not wishes:
        return []
    stopped = sum(wish.is_stopped for wish in wishes)
    return [
        {
            "label": "Reminders by mail",
            "value": f"{stopped} stopped" if stopped else "Sent to you",
            "action_url": reverse("mail_choices"),
        }
    ]


def _of_operators(request: SignedInRequest) -> list[Row]:
    if not request.user.is_superuser:
        return []
    waiting = FactorReset.objects.open_on(timezone.now()).count()
    return [
        {
            "label": "Lost second factors",
            "value": f"{waiting} waiting" if waiting else "None waiting",
            "action": "See",
            "action_url": reverse("factor_resets"),
        }
    ]


def _sessions(request: SignedInRequest) -> Row:
    number = len(sessions_of(request))
    return {
        "label": "Signed in",
        "value": "In this browser only"
        if number <= 1
        else f"In {number} browsers, this one among them",
        "action": "See",
        "action_url": reverse("usersessions_list"),
    }
