"""The page that an invitation's link opens."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from councils.forms.invitations import LinkForm, NewPasswordForm
from councils.freshly import note_password
from councils.gate import Audience, open_to
from councils.kernel.refusals import refusal_on
from councils.kernel.scopes import within
from councils.models import Council, User
from councils.permissions import is_in_office
from councils.services.invitations import (
    InvitationNotGood,
    accept_invitation,
    account_of,
    open_invitation,
)
from councils.shared_mailboxes import warning_to_owner


@open_to(Audience.EVERYBODY)
@never_cache
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose a password, or link the account they have."""
    visitor = request.user if isinstance(request.user, User) else None
    try:
        invitation = open_invitation(token)
    except InvitationNotGood as refusal:
        page = {"refusal": refusal.message}
        return render(request, "councils/invitation_not_good.html", page, status=410)
    account = account_of(invitation)
    # A form without questions is sent empty, and is an answer all the same.
    sent = request.POST if request.method == "POST" else None
    form = NewPasswordForm(sent) if account is None else LinkForm(sent)
    if form.is_valid():
        with refusal_on(form):
            account = accept_invitation(token, visitor=visitor, **form.cleaned_data)
            return _signed_in(request, account, invitation.person.council)
    return render(
        request,
        "councils/invitation_accept.html",
        {
            "form": form,
            "council": invitation.person.council,
            "person": invitation.person,
            "account": account,
            "warning": warning_to_owner(invitation.person.email),
            "must_sign_in": account is not None and visitor is None,
            "must_sign_out": visitor is not None and visitor != account,
        },
    )


def _signed_in(request: HttpRequest, account: User, council: Council) -> HttpResponse:
    if request.user != account:
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
        note_password(request, account)
    messages.success(request, f"Welcome. You can now sign in to {council.name}.")
    with within(council.pk):
        has_begun = is_in_office(account, council)
    # Before an office begins there is no page of one's own.
    return redirect("my_page", council.slug) if has_begun else redirect(council)
