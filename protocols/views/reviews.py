"""The reviews of a protocol: when the next is due, and what came of each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from councils.gate import open_to
from councils.kernel.refusals import refusal_on
from councils.models import Council, Meeting
from councils.pages import Crumb, desk_crumb, show
from councils.requests import SignedInRequest
from councils.roles import Capability
from councils.sent_once import taken_once
from protocols.forms.reviews import (
    OWN,
    SHOW,
    TEXT,
    MinuteForm,
    NoChangeForm,
    OpenReviewForm,
    RulesForm,
)
from protocols.models import Protocol, Review
from protocols.permissions import may_draft, may_manage_reviews
from protocols.review_calendar import ReviewDue
from protocols.review_saying import said
from protocols.services.review_facts import known_of
from protocols.services.review_rules import rules_seen, set_rules
from protocols.services.review_showing import outlook_of, reviews_of
from protocols.services.reviews import (
    name_minute,
    open_review,
    open_review_of,
    record_no_change,
    reviews_seen,
)
from protocols.views.finding import protocol_of

MOST_MEETINGS = 12


@open_to(Capability.READ_DRAFTS)
@require_safe
def protocol_review(
    request: SignedInRequest, council_slug: str, protocol_slug: str
) -> HttpResponse:
    """Show when a protocol is next reviewed, why then, and its reviews so far."""
    protocol = protocol_of(request.user, council_slug, protocol_slug)
    return _show(
        request,
        "protocol_review",
        protocol,
        {
            "outlook": outlook_of(protocol, today=timezone.localdate()),
            "open_review": open_review_of(protocol),
            "reviews": reviews_of(protocol),
            "may_manage": may_manage_reviews(request.user, protocol.council),
            "may_draft": may_draft(request.user, protocol.council),
        },
        on_the_way=False,
    )


@open_to(Capability.MANAGE_REVIEWS)
@require_http_methods(["GET", "POST"])
@taken_once
def review_rules(
    request: SignedInRequest, council_slug: str, protocol_slug: str
) -> HttpResponse:
    """Set when a protocol is reviewed, with the text's own words beside."""
    protocol = protocol_of(request.user, council_slug, protocol_slug)
    may_manage_reviews(request.user, protocol.council).require()
    outlook = outlook_of(protocol, today=timezone.localdate())
    form = RulesForm(
        request.POST or None,
        rules=outlook.rules,
        initial={
            "source": OWN if protocol.sets_own_review_rules else TEXT,
            "seen": rules_seen(protocol),
        },
    )
    would_be: ReviewDue | None = None
    if form.is_valid():
        if SHOW in request.POST:
            would_be = _would_be(protocol, form)
        else:
            with refusal_on(form):
                protocol = set_rules(
                    protocol,
                    actor=request.user,
                    wished=form.wished(),
                    seen=form.cleaned_data["seen"],
                )
                due = said(_kept(protocol), timezone.localdate())
                messages.success(request, f"The rules are saved. {due.sentence}")
                return redirect("protocol_review", council_slug, protocol.slug)
    return _show(
        request,
        "review_rules",
        protocol,
        {
            "form": form,
            "outlook": outlook,
            "would_be": would_be and said(would_be, timezone.localdate()),
        },
    )


@open_to(Capability.MANAGE_REVIEWS)
@require_http_methods(["GET", "POST"])
@taken_once
def review_open(
    request: SignedInRequest, council_slug: str, protocol_slug: str
) -> HttpResponse:
    """Open a review because issues have arisen."""
    protocol = protocol_of(request.user, council_slug, protocol_slug)
    may_manage_reviews(request.user, protocol.council).require()
    form = OpenReviewForm(
        request.POST or None, initial={"seen": reviews_seen(protocol)}
    )
    if form.is_valid():
        with refusal_on(form):
            open_review(
                protocol,
                actor=request.user,
                why=form.cleaned_data["why"],
                seen=form.cleaned_data["seen"],
            )
            messages.success(request, "The review is open.")
            return redirect("protocol_review", council_slug, protocol.slug)
    return _show(request, "review_open", protocol, {"form": form})


@open_to(Capability.MANAGE_REVIEWS)
@require_http_methods(["GET", "POST"])
@taken_once
def review_record(
    request: SignedInRequest, council_slug: str, protocol_slug: str
) -> HttpResponse:
    """Record that a meeting reviewed a protocol and changed nothing."""
    protocol = protocol_of(request.user, council_slug, protocol_slug)
    may_manage_reviews(request.user, protocol.council).require()
    form = NoChangeForm(
        request.POST or None,
        council=protocol.council,
        meetings=_meetings_of(protocol.council),
        initial={"seen": reviews_seen(protocol)},
    )
    if form.is_valid():
        with refusal_on(form):
            record_no_change(
                protocol,
                actor=request.user,
                reviewed=form.reviewed(),
                seen=form.cleaned_data["seen"],
            )
            protocol.refresh_from_db()
            due = said(_kept(protocol), timezone.localdate())
            messages.success(
                request, f"The review is recorded. Next review: {due.sentence}"
            )
            return redirect("protocol_review", council_slug, protocol.slug)
    return _show(request, "review_record", protocol, {"form": form})


@open_to(Capability.MANAGE_REVIEWS)
@require_http_methods(["GET", "POST"])
@taken_once
def review_minute(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Name the minute of a review that has ended."""
    review = get_object_or_404(
        Review.objects.visible_to(request.user)
        .ended()
        .select_related("protocol__council"),
        council__slug=council_slug,
        pk=pk,
    )
    protocol = review.protocol
    may_manage_reviews(request.user, protocol.council).require()
    known = {"minute_reference": review.minute_reference}
    form = MinuteForm(request.POST or None, initial=known)
    if form.is_valid():
        with refusal_on(form):
            name_minute(
                review,
                actor=request.user,
                minute_reference=form.cleaned_data["minute_reference"],
            )
            messages.success(request, "The minute reference is saved.")
            return redirect("protocol_review", council_slug, protocol.slug)
    return _show(request, "review_minute", protocol, {"form": form, "review": review})


def _would_be(protocol: Protocol, form: RulesForm) -> ReviewDue:
    """Work out what the rules on the form would lead to; nothing is kept."""
    known, wished = known_of(protocol.council, [protocol.pk]), form.wished()
    rules = wished.rules
    if wished.follow_the_text:
        rules = known.rules_of_text(protocol.pk)
    known.rules[protocol.pk] = list(rules)
    return known.due(protocol.pk)


def _kept(protocol: Protocol) -> ReviewDue:
    return ReviewDue(
        day=protocol.review_on,
        opens_on=protocol.review_opens_on,
        reason=protocol.review_why,
    )


def _meetings_of(council: Council) -> list[Meeting]:
    held = Meeting.objects.filter(council=council, held_on__lte=timezone.localdate())
    return list(held.select_related("committee")[:MOST_MEETINGS])


def _show(
    request: SignedInRequest,
    name: str,
    protocol: Protocol,
    context: dict[str, Any],
    *,
    on_the_way: bool = True,
) -> HttpResponse:
    council = protocol.council
    crumbs: tuple[Crumb, ...] = (desk_crumb(council),)
    if on_the_way:
        address = reverse("protocol_review", args=[council.slug, protocol.slug])
        crumbs = (*crumbs, (f"Reviews of {protocol.title}", address))
    return show(
        request,
        f"protocols/{name}.html",
        council,
        {"protocol": protocol, **context},
        crumbs=crumbs,
    )
