"""Changes of what a draft has beside its rows: title, numbers, review, routes."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from councils.kernel.refusals import DomainError, OutOfDate
from councils.models import User
from councils.services.wording import on_one_line, one_line
from protocols.document import Office, Route, Stage, digest_of
from protocols.models import ProtocolVersion
from protocols.numbering import NumberingStyle
from protocols.services.editing.drafts import Edit, OpenDraft
from protocols.services.editing.words import clause_words
from protocols.services.texts import facts_of_draft

LONGEST_TITLE = 300
LONGEST_RULE = 500
MOST_MONTHS = 120
MOST_ROUTES = 20
MOST_STAGES = 10
MOST_DAYS = 365
LONGEST_OFFICE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRule:
    """How the text says it is reviewed; what it does not say is none."""

    words: str | None = None
    months: int | None = None
    next_on: date | None = None


@transaction.atomic
def set_title(version: ProtocolVersion, *, actor: User, title: str) -> Edit:
    """Give the text another title.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: the text is no draft any more, or the title will not do.
    """
    draft = OpenDraft(version, actor=actor)
    title = one_line(title, field="title", missing="Give the text a title.")
    if len(title) > LONGEST_TITLE:
        message = f"A title has at most {LONGEST_TITLE} characters."
        raise DomainError(message, field="title")
    _set(draft, "title", title, label="Change the title")
    return Edit(said="Saved the title.")


@transaction.atomic
def set_numbering(
    version: ProtocolVersion, *, actor: User, style: NumberingStyle
) -> Edit:
    """Number the text in another style.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: the text is no draft any more.
    """
    draft = OpenDraft(version, actor=actor)
    _set(draft, "numbering", style.to_json(), label="Change the numbering")
    return Edit(said="Numbered the text anew.")


@transaction.atomic
def set_review_rule(version: ProtocolVersion, *, actor: User, rule: ReviewRule) -> Edit:
    """Say how often the text is reviewed, and when next.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        DomainError: the text is no draft any more, or the rule will not do.
    """
    draft = OpenDraft(version, actor=actor)
    words = clause_words(rule.words) if rule.words else None
    if words is not None and len(words) > LONGEST_RULE:
        message = f"A rule for reviews has at most {LONGEST_RULE} characters."
        raise DomainError(message, field="words")
    if rule.months is not None and not 1 <= rule.months <= MOST_MONTHS:
        message = f"A review comes every 1 to {MOST_MONTHS} months."
        raise DomainError(message, field="months")
    facts = replace(
        facts_of_draft(draft.version),
        review_words=words,
        review_cycle_months=rule.months,
        next_review_on=rule.next_on,
    )
    particulars = {**draft.version.particulars, "facts": facts.to_json()}
    _set(draft, "particulars", particulars, label="Change the rule for reviews")
    return Edit(said="Saved the rule for reviews.")


@transaction.atomic
def set_routes(
    version: ProtocolVersion,
    *,
    actor: User,
    routes: tuple[Route, ...],
    routes_seen: str,
) -> Edit:
    """Say where concerns go.

    ``routes_seen`` is the digest of the routes that the person saw.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        OutOfDate: somebody changed them since.
        DomainError: the text is no draft any more, or a route will not do.
    """
    draft = OpenDraft(version, actor=actor)
    if routes_digest(draft.version) != routes_seen:
        message = (
            "Somebody changed where concerns go while you were at it. Nothing of yours"
            " has been saved: look at what is there now."
        )
        raise OutOfDate(message)
    routes = tuple(_as_kept(route) for route in routes)
    _require_routes(routes)
    particulars = {
        **draft.version.particulars,
        "concern_routes": [route.to_json() for route in routes],
    }
    _set(draft, "particulars", particulars, label="Change where concerns go")
    return Edit(said="Saved where concerns go.")


def routes_digest(version: ProtocolVersion) -> str:
    """Give the digest of a draft's routes, by which a page knows what it showed."""
    return digest_of(version.particulars.get("concern_routes", []))


def _as_kept(route: Route) -> Route:
    return replace(
        route,
        stages=tuple(
            replace(
                stage,
                recipient=_office_as_kept(stage.recipient),
                alternate=stage.alternate and _office_as_kept(stage.alternate),
            )
            for stage in route.stages
        ),
    )


def _office_as_kept(office: Office) -> Office:
    return replace(office, printed=on_one_line(office.printed))


def _require_routes(routes: tuple[Route, ...]) -> None:
    if len(routes) > MOST_ROUTES:
        message = f"A text has at most {MOST_ROUTES} routes."
        raise DomainError(message)
    for route in routes:
        if len(route.stages) > MOST_STAGES:
            message = f"A route has at most {MOST_STAGES} stages."
            raise DomainError(message)
        for stage in route.stages:
            _require_stage(stage)


def _require_stage(stage: Stage) -> None:
    for office in (stage.recipient, stage.alternate):
        if office is not None and not 0 < len(office.printed) <= LONGEST_OFFICE:
            message = f"Name each office in 1 to {LONGEST_OFFICE} characters."
            raise DomainError(message)
    if stage.alternate is not None and stage.alternate.role is stage.recipient.role:
        message = "The alternate must be somebody else than the recipient."
        raise DomainError(message, field="alternate")
    days = stage.target_days
    if days is not None and not 1 <= days <= MOST_DAYS:
        message = f"A stage takes 1 to {MOST_DAYS} working days."
        raise DomainError(message, field="target_days")


def _set(draft: OpenDraft, field: str, value: object, *, label: str) -> None:
    before = getattr(draft.version, field)
    if before == value:
        return
    draft.record(label, before={field: before})
    setattr(draft.version, field, value)
    draft.version.save(update_fields=[field])
