"""Where somebody stops mail that they can do without, and starts it again.

The private address in such a mail needs no signing in, and neither does the button that
mail programs show beside it (RFC 8058): that posts, without a cookie and without having
seen the page. What only looks at links before they are opened stops nothing.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from councils.forms.mail_choices import ChoiceForm
from councils.gate import Audience, open_to
from councils.kernel.refusals import DomainError
from councils.models import MailChoice
from councils.requests import SignedInRequest
from councils.services.mail_choices import (
    LinkNotGood,
    choose_as,
    choose_by_link,
    open_choice,
    wishes_of,
)

ONE_CLICK = ("List-Unsubscribe", "One-Click")


# The token is the right to it: a page elsewhere that knows it can do no more than this.
@csrf_exempt
@open_to(Audience.EVERYBODY)
@never_cache
@require_http_methods(["GET", "POST"])
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a private address stops; posted, stop it."""
    try:
        if request.method != "POST":
            return _show(request, token, open_choice(token))
        choice = choose_by_link(token, is_stopped=True)
    except LinkNotGood as refusal:
        return _not_good(request, refusal)
    field, value = ONE_CLICK
    if request.POST.get(field) == value:
        # Nobody looks at the answer, and RFC 8058 forbids sending it on.
        return HttpResponse("Stopped.\n", content_type="text/plain; charset=utf-8")
    return _show(request, token, choice)


@open_to(Audience.EVERYBODY)
@never_cache
@require_POST
def mail_start(request: HttpRequest, token: str) -> HttpResponse:
    """Start again what was stopped by the private address."""
    try:
        choice = choose_by_link(token, is_stopped=False)
    except LinkNotGood as refusal:
        return _not_good(request, refusal)
    return _show(request, token, choice, is_begun=True)


@open_to(Audience.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def mail_choices(request: SignedInRequest) -> HttpResponse:
    """Let somebody choose, council by council, which mail they can do without."""
    form = ChoiceForm(request.POST or None)
    if form.is_valid():
        try:
            choose_as(request.user, **form.cleaned_data)
            done = "stopped" if form.cleaned_data["is_stopped"] else "sent to you again"
            messages.success(request, f"These mails are {done}.")
        except DomainError as refusal:
            messages.error(request, refusal.message)
        return redirect("mail_choices")
    wishes = wishes_of(request.user)
    return render(request, "councils/mail_choices.html", {"wishes": wishes})


def _show(
    request: HttpRequest, token: str, choice: MailChoice, *, is_begun: bool = False
) -> HttpResponse:
    # Of whom it is to, nothing: a mail is handed on, and its links with it.
    return render(
        request,
        "councils/mail_stop.html",
        {
            "council": choice.council,
            "kind": choice.get_kind_display(),
            "is_stopped": choice.stopped_at is not None,
            "is_begun": is_begun,
            "token": token,
        },
    )


def _not_good(request: HttpRequest, refusal: LinkNotGood) -> HttpResponse:
    page = {"refusal": refusal.message}
    return render(request, "councils/mail_link_not_good.html", page, status=404)
