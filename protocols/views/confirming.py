"""The page on which somebody reads what binds them, and says that they have."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from councils.gate import Audience, open_to
from councils.kernel.refusals import refusal_on
from councils.pages import show
from councils.requests import SignedInRequest
from councils.sent_once import taken_once
from protocols.forms.confirming import ConfirmForm, DeclineForm
from protocols.models import Protocol
from protocols.services.answering import NOTHING_IN_FORCE, confirm, say_not_accepted
from protocols.services.reading_for import Reading, asked_next, reading_for
from protocols.services.reading_shown import (
    address_of_before,
    cards_of_what_they_may_expect,
    cards_of_what_they_owe,
    changes_shown,
    since_words,
    standing_of,
    weight_words,
)
from protocols.services.showing import day_words, routes_shown, stored_words
from protocols.views.finding import protocol_of

NOTHING_MORE = "Nothing was recorded a second time."


@open_to(Audience.OWN_PEOPLE)
@require_http_methods(["GET", "POST"])
@taken_once
def version_confirm(
    request: SignedInRequest, council_slug: str, protocol_slug: str
) -> HttpResponse:
    """Show somebody in office what binds them, and take their answer to it."""
    protocol = protocol_of(request.user, council_slug, protocol_slug)
    today = timezone.localdate()
    reading = reading_for(protocol, request.user, today=today)
    if reading is None:
        return _show(request, protocol, {"nothing": NOTHING_IN_FORCE})
    confirming, declining = _forms(request, reading)
    if request.method == "POST":
        if reading.confirmed is not None:
            messages.info(
                request, f"{NOTHING_MORE} {standing_of(reading, today).heading}."
            )
            return redirect("version_confirm", council_slug, protocol.slug)
        if _take(request, protocol, confirming, declining):
            return redirect("version_confirm", council_slug, protocol.slug)
        digest = reading.version.content_digest
        sent = declining if declining.is_bound else confirming
        sent.shown_again(digest)
    return _show(request, protocol, _shown(reading, confirming, declining))


def _forms(
    request: SignedInRequest, reading: Reading
) -> tuple[ConfirmForm, DeclineForm]:
    is_declined = DeclineForm.was_sent(request.POST)
    answers = request.POST if request.method == "POST" else None
    shown = {"content_digest": reading.version.content_digest}
    council = reading.version.council
    readers = (
        " and ".join(reading.clerks) or f"the {council.clerk_title}, once there is one"
    )
    return (
        ConfirmForm(None if is_declined else answers, initial=shown),
        DeclineForm(
            answers if is_declined else None,
            initial=shown,
            clerk_title=council.clerk_title,
            readers=f"Nobody reads it but {readers}.",
        ),
    )


def _take(
    request: SignedInRequest,
    protocol: Protocol,
    confirming: ConfirmForm,
    declining: DeclineForm,
) -> bool:
    """Take the answer that was sent; say whether it was taken."""
    if confirming.is_valid():
        with refusal_on(confirming):
            confirm(protocol, actor=request.user, **confirming.cleaned_data)
            messages.success(request, f"Thank you. You have confirmed {protocol}.")
            return True
    if declining.is_valid():
        with refusal_on(declining):
            say_not_accepted(protocol, actor=request.user, **declining.cleaned_data)
            messages.success(
                request,
                f"Thank you for saying so. The {protocol.council.clerk_title} has your"
                " reason.",
            )
            return True
    return False


def _shown(
    reading: Reading, confirming: ConfirmForm, declining: DeclineForm
) -> dict[str, object]:
    council, version = reading.version.council, reading.version
    is_answered = reading.confirmed is not None or reading.declined is not None
    return {
        "reading": reading,
        "version": version,
        "in_force_since": day_words(version.in_force_from, ""),
        "standing": standing_of(reading, timezone.localdate()),
        "next": asked_next(reading) if is_answered else None,
        "since": since_words(reading),
        "weight": weight_words(reading),
        "changes": changes_shown(reading.changes),
        "before_url": address_of_before(reading),
        "may_expect": cards_of_what_they_may_expect(council, reading),
        "has_to": cards_of_what_they_owe(council, reading),
        "body": stored_words(reading.page),
        "routes": routes_shown(reading.page.routes),
        "form": declining if declining.is_bound else confirming,
        "confirming": confirming,
        "declining": declining,
    }


def _show(
    request: SignedInRequest, protocol: Protocol, context: dict[str, object]
) -> HttpResponse:
    return show(
        request,
        "protocols/version_confirm.html",
        protocol.council,
        {"protocol": protocol, **context},
        crumbs=((protocol.title, protocol.get_absolute_url()),),
    )
