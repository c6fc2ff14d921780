"""The pages on which two people reset a second factor that its owner has lost."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from councils.forms.factor_resets import AgreeForm, AskForm
from councils.freshly import freshly_signed_in
from councils.gate import Audience, open_to
from councils.kernel.refusals import DomainError, refusal_on
from councils.models import FactorReset
from councils.pages import desk_crumb, show
from councils.permissions import (
    may_agree_factor_reset,
    may_ask_factor_reset,
    may_drop_factor_reset,
)
from councils.requests import SignedInRequest
from councils.services.factor_resets import (
    agree_factor_reset,
    ask_factor_reset,
    drop_factor_reset,
)
from councils.views.finding import council_of

DONE = "The second factor is reset. Its owner has been told, and signs in anew."
SHOWN = 50


@open_to(Audience.OPERATORS)
@require_http_methods(["GET", "POST"])
def factor_resets(request: SignedInRequest) -> HttpResponse:
    """List what was asked for, and ask that a second factor be reset."""
    if not request.user.is_superuser:
        raise Http404
    return _factor_resets(request)


@freshly_signed_in
def _factor_resets(request: SignedInRequest) -> HttpResponse:
    may_ask_factor_reset(request.user).require()
    form = AskForm(request.POST or None)
    if form.is_valid():
        with refusal_on(form):
            reset = ask_factor_reset(
                form.cleaned_data["address"],
                actor=request.user,
                grounds=form.grounds(),
            )
            messages.success(
                request,
                "It is asked for. Now another operator agrees, or the chair of the"
                " account’s council; both have been told.",
            )
            return redirect("factor_reset", reset.pk)
    resets = FactorReset.objects.visible_to(request.user).select_related("account")
    return render(
        request,
        "councils/factor_resets.html",
        {"form": form, "rows": [_row(reset) for reset in resets[:SHOWN]]},
    )


@open_to(Audience.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def factor_reset(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show one request; another operator agrees to it here."""
    reset = _reset_of(request, pk)
    if not request.user.is_superuser:
        return _show(request, reset)
    return _factor_reset(request, reset)


@freshly_signed_in
def _factor_reset(request: SignedInRequest, reset: FactorReset) -> HttpResponse:
    may_agree = may_agree_factor_reset(request.user, reset)
    if request.method == "POST":
        may_agree.require()
    if not may_agree or not reset.is_open(timezone.now()):
        return _show(request, reset, reason=may_agree.reason)
    form = _agree_form(request)
    if form.is_valid():
        with refusal_on(form):
            agree_factor_reset(reset, actor=request.user)
            messages.success(request, DONE)
            return redirect("factor_reset", reset.pk)
    return _show(request, reset, form=form)


@open_to(Audience.SIGNED_IN)
@require_POST
def factor_reset_drop(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let a request come to nothing; the account's owner stops it here too."""
    reset = _reset_of(request, pk)
    may_drop_factor_reset(request.user, reset).require()
    try:
        drop_factor_reset(reset, actor=request.user)
        messages.success(request, "The request is dropped. Nothing was reset.")
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("factor_reset", reset.pk)


@open_to(Audience.OWN_PEOPLE)
@require_http_methods(["GET", "POST"])
def factor_reset_agree(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Let the chair of a council agree to a reset for one of its people."""
    council = council_of(request.user, council_slug)
    resets = FactorReset.objects.in_council(council).open_on(timezone.now())
    reset = get_object_or_404(resets.select_related("account", "asked_by"), pk=pk)
    if not may_agree_factor_reset(request.user, reset, council):
        raise Http404  # Who has lost what is nobody else's business.
    return _factor_reset_agree(request, council_slug, reset)


@freshly_signed_in
def _factor_reset_agree(
    request: SignedInRequest, council_slug: str, reset: FactorReset
) -> HttpResponse:
    council = council_of(request.user, council_slug)
    form = _agree_form(request)
    if form.is_valid():
        with refusal_on(form):
            agree_factor_reset(reset, actor=request.user, council=council)
            messages.success(request, DONE)
            return redirect("desk", council.slug)
    return show(
        request,
        "councils/factor_reset_agree.html",
        council,
        {
            "form": form,
            "person": reset.account.persons.get(council=council),
            "rows": _facts(reset),
        },
        crumbs=(desk_crumb(council),),
    )


def _agree_form(request: SignedInRequest) -> AgreeForm:
    # Unticked, a form of one box is sent empty, and is an answer all the same.
    return AgreeForm(request.POST if request.method == "POST" else None)


def _reset_of(request: SignedInRequest, pk: UUID) -> FactorReset:
    resets = FactorReset.objects.visible_to(request.user)
    return get_object_or_404(resets.select_related("account", "asked_by"), pk=pk)


def _show(
    request: SignedInRequest,
    reset: FactorReset,
    *,
    form: AgreeForm | None = None,
    reason: str = "",
) -> HttpResponse:
    is_open = reset.is_open(timezone.now())
    return render(
        request,
        "councils/factor_reset.html",
        {
            "reset": reset,
            "rows": _facts(reset),
            "state": _state(reset),
            "form": form,
            "reason": reason if is_open else "",
            "may_drop": is_open and may_drop_factor_reset(request.user, reset),
            "is_own": reset.account == request.user,
        },
    )


def _facts(reset: FactorReset) -> list[dict[str, str]]:
    return [
        {"label": "Account", "value": reset.account.email},
        {"label": "Reason", "value": reset.reason},
        {"label": "How it was checked", "value": reset.identity_checked},
        {
            "label": "Asked by",
            "value": reset.asked_by.email,
            "note": f"{timezone.localtime(reset.asked_at):%-d %B %Y, %H:%M}",
        },
    ]


def _row(reset: FactorReset) -> dict[str, object]:
    return {"reset": reset, "state": _state(reset)}


def _state(reset: FactorReset) -> dict[str, str]:
    """Say how far a request has come: a state of the tags, and its words."""
    if reset.agreed_at is not None:
        return {"status": "done", "label": "Reset"}
    if reset.dropped_at is not None:
        return {"status": "superseded", "label": "Dropped"}
    if not reset.is_open(timezone.now()):
        return {"status": "overdue", "label": "Has run out"}
    return {"status": "due", "label": "Waits for a second person"}
