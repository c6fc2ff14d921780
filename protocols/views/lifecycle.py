"""The steps of a version: one page each, from draft to in force and out of it."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from councils.freshly import freshly_signed_in
from councils.gate import open_to
from councils.kernel.refusals import refusal_on
from councils.pages import desk_crumb, show
from councils.requests import SignedInRequest
from councils.roles import Capability
from councils.sent_once import taken_once
from protocols.forms.lifecycle import (
    CorrectionForm,
    DiscardForm,
    RecommendationForm,
    ResolutionForm,
    ShownTextForm,
    SignForm,
    TakeBackForm,
    VoidForm,
    WithdrawalForm,
)
from protocols.lifecycle import VERSION, Status
from protocols.models import ProtocolVersion
from protocols.permissions import (
    may_correct,
    may_discard,
    may_draft,
    may_record_resolution,
    may_sign,
    may_table,
    may_void_resolution,
    may_watch_readers,
    may_withdraw,
)
from protocols.services.adoption import (
    changes_since_in_force,
    record_resolution,
    void_resolution,
)
from protocols.services.drafting import discard_version
from protocols.services.ending import (
    Fact,
    correct_fact,
    require_record,
    require_withdrawable,
    withdraw_version,
)
from protocols.services.review import (
    blocking,
    findings_in,
    record_recommendation,
    require_in_review,
    table_version,
    take_back_version,
)
from protocols.services.showing import routes_shown, words_of
from protocols.services.sign_off import sign_version
from protocols.services.standing import standing_of
from protocols.services.steps import steps_of
from protocols.services.texts import document_of
from protocols.views.finding import version_of


@open_to(Capability.READ_DRAFTS)
@require_safe
def version_desk(request: SignedInRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Show where a version stands, its text, and what can be done with it next."""
    version = version_of(request.user, council_slug, pk)
    document = document_of(version)
    findings = () if version.is_frozen else findings_in(document, version.council)
    return _show(
        request,
        "version_desk",
        version,
        {
            "document": document,
            "body": words_of(document),
            "routes": routes_shown(document.to_json()["concern_routes"]),
            "findings": findings,
            "blocked": blocking(findings),
            "recommendations": version.recommendations.select_related(
                "meeting__committee"
            ),
            "steps": steps_of(version),
            "may_draft": may_draft(request.user, version.council),
            "may_table": may_table(request.user, version.council),
            "may_record_resolution": may_record_resolution(
                request.user, version.council
            ),
            "may_void": may_void_resolution(request.user, version.council),
            "may_discard": may_discard(request.user, version.council),
            "may_sign": may_sign(request.user, version),
            "may_watch_readers": may_watch_readers(request.user, version.council),
        },
    )


@open_to(Capability.TABLE_VERSION)
@require_http_methods(["GET", "POST"])
@taken_once
def version_table(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Lock a draft for a meeting."""
    version = version_of(request.user, council_slug, pk)
    may_table(request.user, version.council).require()
    VERSION.require(version.status, Status.IN_REVIEW, only_from=Status.DRAFT)
    document = document_of(version)
    findings = findings_in(document, version.council)
    shown = {"content_digest": document.content_digest()}
    form = ShownTextForm(request.POST or None, initial=shown)
    if form.is_valid():
        with refusal_on(form):
            table_version(version, actor=request.user, **form.cleaned_data)
            messages.success(request, "The text is locked and ready for its meeting.")
            return redirect(version)
    return _show(
        request,
        "version_table",
        version,
        {
            "form": form,
            "findings": findings,
            "blocked": blocking(findings),
        },
    )


@open_to(Capability.TABLE_VERSION)
@require_http_methods(["GET", "POST"])
@taken_once
def version_take_back(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Make a text in review a draft again."""
    version = version_of(request.user, council_slug, pk)
    may_table(request.user, version.council).require()
    VERSION.require(version.status, Status.DRAFT)
    form = TakeBackForm(request.POST or None, initial={"seen": standing_of(version)})
    if form.is_valid():
        with refusal_on(form):
            take_back_version(version, actor=request.user, **form.cleaned_data)
            messages.success(request, "The text is a draft again and can be changed.")
            return redirect(version)
    return _show(request, "version_take_back", version, {"form": form})


@open_to(Capability.RECORD_RESOLUTION)
@require_http_methods(["GET", "POST"])
@taken_once
def version_recommend(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Record that a committee recommended a text."""
    version = version_of(request.user, council_slug, pk)
    may_record_resolution(request.user, version.council).require()
    require_in_review(version)
    form = RecommendationForm(
        request.POST or None,
        initial={"seen": standing_of(version)},
        council=version.council,
    )
    if form.is_valid():
        with refusal_on(form):
            record_recommendation(
                version,
                actor=request.user,
                recommended=form.recommended(),
                seen=form.cleaned_data["seen"],
            )
            messages.success(request, "The recommendation is recorded.")
            return redirect(version)
    return _show(request, "version_recommend", version, {"form": form})


@open_to(Capability.RECORD_RESOLUTION)
@require_http_methods(["GET", "POST"])
@taken_once
def version_adopt(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Record that a meeting adopted a text."""
    version = version_of(request.user, council_slug, pk)
    may_record_resolution(request.user, version.council).require()
    VERSION.require(version.status, Status.ADOPTED)
    document = document_of(version)
    changes = changes_since_in_force(version, document, timezone.localdate())
    form = ResolutionForm(
        request.POST or None,
        initial={"content_digest": document.content_digest()},
        council=version.council,
        is_material=changes is not None and changes.is_material,
    )
    if form.is_valid():
        with refusal_on(form):
            record_resolution(
                version,
                actor=request.user,
                resolved=form.resolved(),
                content_digest=form.cleaned_data["content_digest"],
                minor_reason=form.reason_for_minor(),
            )
            messages.success(
                request,
                f"The resolution is recorded. The text now awaits the"
                f" {version.council.chair_title}’s signature.",
            )
            return redirect(version)
    return _show(
        request,
        "version_adopt",
        version,
        {
            "form": form,
            "changes": changes,
        },
    )


@open_to(Capability.VOID_RESOLUTION)
@require_http_methods(["GET", "POST"])
@taken_once
def version_void(request: SignedInRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Undo a clerical error in the record of a resolution, before sign-off."""
    version = version_of(request.user, council_slug, pk)
    may_void_resolution(request.user, version.council).require()
    VERSION.require(version.status, Status.IN_REVIEW, only_from=Status.ADOPTED)
    form = VoidForm(request.POST or None, initial={"seen": standing_of(version)})
    if form.is_valid():
        with refusal_on(form):
            void_resolution(version, actor=request.user, **form.cleaned_data)
            messages.success(
                request, "The record is void. The text is in review again, unchanged."
            )
            return redirect("version_desk", council_slug, pk)
    return _show(request, "version_void", version, {"form": form})


@open_to(Capability.SIGN_VERSION)
@require_http_methods(["GET", "POST"])
@taken_once
def version_sign(request: SignedInRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Read exactly what the council adopted, and sign it."""
    version = version_of(request.user, council_slug, pk)
    may_sign(request.user, version).require()
    # Who may not sign is told so, before anybody is asked to show who they are.
    return _sign(request, version)


@freshly_signed_in
def _sign(request: SignedInRequest, version: ProtocolVersion) -> HttpResponse:
    document = document_of(version)
    shown = {"content_digest": document.content_digest()}
    form = SignForm(request.POST or None, initial=shown)
    if form.is_valid():
        with refusal_on(form):
            signed = sign_version(
                version,
                actor=request.user,
                content_digest=form.cleaned_data["content_digest"],
            )
            messages.success(
                request, f"You have signed {signed}. It is on the public page now."
            )
            return redirect(signed)
    return _show(
        request,
        "version_sign",
        version,
        {
            "document": document,
            "body": words_of(document),
            "routes": routes_shown(document.to_json()["concern_routes"]),
            "form": form,
        },
    )


@open_to(Capability.DISCARD_VERSION)
@require_http_methods(["GET", "POST"])
@taken_once
def version_discard(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Put a draft away for good."""
    version = version_of(request.user, council_slug, pk)
    may_discard(request.user, version.council).require()
    VERSION.require(version.status, Status.DISCARDED)
    form = DiscardForm(request.POST or None, initial={"seen": standing_of(version)})
    if form.is_valid():
        with refusal_on(form):
            discard_version(version, actor=request.user, **form.cleaned_data)
            messages.success(request, "The draft is discarded.")
            return redirect("desk", council_slug)
    return _show(request, "version_discard", version, {"form": form})


@open_to(Capability.WITHDRAW_VERSION)
@require_http_methods(["GET", "POST"])
@taken_once
def version_withdraw(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Record that the council withdrew the version in force."""
    version = version_of(request.user, council_slug, pk)
    may_withdraw(request.user, version.council).require()
    require_withdrawable(version)
    form = WithdrawalForm(
        request.POST or None,
        initial={"seen": standing_of(version)},
        council=version.council,
    )
    if form.is_valid():
        with refusal_on(form):
            withdraw_version(
                version,
                actor=request.user,
                withdrawn=form.withdrawn(),
                seen=form.cleaned_data["seen"],
            )
            messages.success(request, "The withdrawal is recorded.")
            return redirect(version)
    return _show(request, "version_withdraw", version, {"form": form})


@open_to(Capability.CORRECT_FACT)
@require_http_methods(["GET", "POST"])
@taken_once
def version_correct(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Put a correction beside a recorded fact."""
    version = version_of(request.user, council_slug, pk)
    may_correct(request.user, version.council).require()
    require_record(version)
    form = CorrectionForm(request.POST or None)
    if form.is_valid():
        with refusal_on(form):
            answers = form.cleaned_data
            correct_fact(
                version,
                actor=request.user,
                fact=Fact(answers["fact"]),
                was=answers["was"],
                now=answers["now"],
                reason=answers["reason"],
            )
            messages.success(request, "The correction stands beside the record.")
            return redirect(
                "version_record", council_slug, version.protocol.slug, version.number
            )
    return _show(request, "version_correct", version, {"form": form})


def _show(
    request: SignedInRequest,
    template: str,
    version: ProtocolVersion,
    context: Mapping[str, object],
) -> HttpResponse:
    council = version.council
    desk = reverse("version_desk", args=[council.slug, version.pk])
    return show(
        request,
        f"protocols/{template}.html",
        council,
        {"version": version, **context},
        crumbs=(desk_crumb(council), (str(version), desk)),
    )
