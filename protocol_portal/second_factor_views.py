"""The pages of the second factor: why, how, its recovery codes, and its end."""

from typing import Any, cast

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from councils.freshly import forget_codes, has_second_factor, note_code
from councils.permissions import needs_second_factor
from councils.requests import SignedInRequest
from protocol_portal.second_factor import use_code
from protocol_portal.sessions import sign_out_elsewhere


@require_safe
def second_factor_needed(request: SignedInRequest) -> HttpResponse:
    """Say why a second factor is asked for, and how one is set up."""
    if has_second_factor(request.user):
        return redirect("mfa_index")
    return render(
        request,
        "mfa/needed.html",
        {
            "set_up_url": with_next(request, "mfa_activate_totp"),
            "is_needed": needs_second_factor(request.user),
        },
    )


class SetUpView(ActivateTOTPView):
    """Set up an app; from then on only this machine is signed in."""

    def form_valid(self, form: ActivateTOTPForm) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            app = Authenticator.objects.get(
                user=self.request.user, type=Authenticator.Type.TOTP
            )
            use_code(app, form.cleaned_data["code"])
        note_code(self.request, self.request.user)
        sign_out_elsewhere(self.request)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        fours = [secret[at : at + 4] for at in range(0, len(secret), 4)]
        return {**context, "secret_in_fours": fours}

    def get_success_url(self) -> str:
        return with_next(self.request, "mfa_view_recovery_codes")


class RemoveView(DeactivateTOTPView):
    """Remove the app, and with it the recovery codes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_needed = needs_second_factor(self.request.user)
        return {**super().get_context_data(**kwargs), "is_needed": is_needed}

    def form_valid(self, form: DeactivateTOTPForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        forget_codes(self.request, self.request.user)
        sign_out_elsewhere(self.request)
        return answer


class NewCodesView(GenerateRecoveryCodesView):
    """Make new recovery codes in place of the old ones."""

    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        sign_out_elsewhere(self.request)
        return answer


class CodesView(ViewRecoveryCodesView):
    """Show the recovery codes, and the way on to what was begun."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = get_next_redirect_url(self.request) or reverse("account_home")
        return {**super().get_context_data(**kwargs), "next_url": on}


def with_next(request: HttpRequest, name: str) -> str:
    """Give a page's address that still knows where to go on to, on this site."""
    address, on = reverse(name), get_next_redirect_url(request)
    if not on:
        return address
    query = QueryDict(mutable=True)
    query["next"] = cast("str", on)
    return f"{address}?{query.urlencode(safe='/')}"
