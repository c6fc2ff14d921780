"""The editor's page, whole or as the part that a script puts in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django_htmx.middleware import HtmxDetails

from councils.kernel.forms import PortalForm
from councils.kernel.refusals import DomainError
from councils.pages import desk_crumb, show
from councils.requests import SignedInRequest
from protocols.document import Document, Finding, Kind, Row
from protocols.forms.editing import (
    ClauseForm,
    NumberingForm,
    ReviewRuleForm,
    TitleForm,
    clause_values,
    review_summary,
)
from protocols.forms.routing import AlternateForm
from protocols.labels import BULLET, bare, cited_as
from protocols.models import Clause, ProtocolVersion
from protocols.page_body import inline_html
from protocols.permissions import may_draft
from protocols.services.editing import ClauseChanged, Edit, routes_digest, undoable
from protocols.services.editing.drafts import names_of
from protocols.services.review import blocking, findings_in
from protocols.services.routes import RouteShown, routes_shown
from protocols.services.showing import side_words
from protocols.services.texts import draft_document, row_of
from protocols.views.finding import version_of

LONGEST_COUNT = 9  # digits


class EditorRequest(SignedInRequest):
    """A request to the editor; ``htmx`` says whether a script asks."""

    htmx: HtmxDetails


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How the editor is to be shown after what was asked of it."""

    open_row: UUID | None = None
    menu: UUID | None = None
    focus: str = ""
    said: str = ""
    refusal: str = ""
    rescued: str = ""  # words that went nowhere, to be copied
    conflict: ClauseChanged | None = None
    undo_others: int = 0  # the change that would take those of others with it
    forms: Mapping[str, PortalForm] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class EditorRow:
    """A row as the editor shows it."""

    row: Row
    name: str
    label: str
    words: SafeString
    promise: str
    below: int
    is_open: bool
    has_menu_open: bool

    @property
    def additions(self) -> list[tuple[str, str]]:
        """Give the kinds of row that are most often added after this one."""
        entry = (Kind.ITEM.value, "Add an entry below")
        clause = (Kind.CLAUSE.value, "Add a clause below")
        heading = (Kind.SECTION.value, "Add a heading below")
        if self.row.kind is Kind.SECTION:
            return [clause, (Kind.SECTION.value, "Add a heading after it")]
        if self.row.kind is Kind.ITEM:
            return [entry, clause]
        return [clause, entry, heading]


@dataclass(frozen=True, kw_only=True)
class FindingShown:
    """A finding with the way to what it is about."""

    message: str
    severity: str
    url: str
    place: str


@dataclass(frozen=True, kw_only=True)
class RouteToMend:
    """A route with the form that mends it, where it leads astray."""

    shown: RouteShown
    form: AlternateForm | None


def draft_of(request: SignedInRequest, council_slug: str, pk: UUID) -> ProtocolVersion:
    """Give a version to somebody who may edit drafts.

    Raises:
        Http404: there is none that the person may know of.
        PermissionDenied: the person is neither clerk nor deputy.
    """
    version = version_of(request.user, council_slug, pk)
    may_draft(request.user, version.council).require()
    return version


def done(
    request: EditorRequest,
    version: ProtocolVersion,
    edit: Edit,
    asked: Asked | None = None,
) -> HttpResponse:
    """Go on after an edit: the editor for a script, else the page at the row."""
    asked = asked or Asked()
    if request.htmx:
        return show_editor(request, _again(version), replace(asked, said=edit.said))
    messages.success(request, edit.said)
    return _to_page(version, asked, edit.lineage)


def refused(
    request: EditorRequest,
    version: ProtocolVersion,
    refusal: DomainError,
    asked: Asked | None = None,
) -> HttpResponse:
    """Say why nothing was done; words that were typed are shown to be copied."""
    asked = asked or Asked()
    version = _again(version)
    if not version.is_draft:
        return show_locked(request, version, refusal, asked.rescued)
    if request.htmx or asked.rescued:
        asked = replace(asked, refusal=refusal.message)
        status = 409 if asked.rescued else 200
        return show_editor(request, version, asked, status=status)
    messages.error(request, refusal.message)
    return _to_page(version, asked, asked.menu)


def show_locked(
    request: EditorRequest,
    version: ProtocolVersion,
    refusal: DomainError,
    rescued: str = "",
) -> HttpResponse:
    """Say that the text is no draft any more, and lose no word that was typed."""
    context = {"version": version, "refusal": refusal.message, "rescued": rescued}
    template = "protocols/editor/locked.html"
    if request.htmx:
        return render(
            request, template, {**context, "council": version.council}, status=409
        )
    return show(
        request,
        "protocols/draft_locked.html",
        version.council,
        context,
        crumbs=crumbs_of(version),
        status=409,
    )


def show_editor(
    request: EditorRequest,
    version: ProtocolVersion,
    asked: Asked,
    *,
    status: int = 200,
) -> HttpResponse:
    """Show the editor: its part of the page for a script, else the whole page."""
    context = _context(request, version, asked)
    if request.htmx:
        context["council"] = version.council
        return render(request, "protocols/editor/editor.html", context, status=status)
    return show(
        request,
        "protocols/draft_edit.html",
        version.council,
        context,
        crumbs=crumbs_of(version),
        status=status,
    )


def _context(
    request: EditorRequest, version: ProtocolVersion, asked: Asked
) -> dict[str, object]:
    clauses = list(version.clauses.order_by("position"))
    document = draft_document(version, map(row_of, clauses))
    findings = findings_in(document, version.council)
    names = names_of(document.rows)
    return {
        "version": version,
        "document": document,
        "asked": asked,
        "rows": list(_rows(version, document, names, asked)),
        "clause_form": _clause_form(version, clauses, names, asked),
        "change": undoable(version, request.user),
        "findings": list(_findings(document, findings)),
        "blocked": len(blocking(findings)),
        "routes": sorted(_routes(version, document), key=lambda each: not each.form),
        "routes_seen": routes_digest(version),
        "review": review_summary(document.facts),
        "title_form": asked.forms.get("title") or TitleForm.of(version),
        "numbering_form": asked.forms.get("numbering") or NumberingForm.of(version),
        "review_form": asked.forms.get("review") or ReviewRuleForm.of(version),
        "kinds": [("section", "Add a heading"), ("clause", "Add a clause")],
    }


def _rows(
    version: ProtocolVersion,
    document: Document,
    names: Mapping[UUID, str],
    asked: Asked,
) -> Iterator[EditorRow]:
    depths = [row.depth for row in document.rows]
    for place, row in enumerate(document.rows):
        end = place + 1
        while end < len(depths) and depths[end] > row.depth:
            end += 1
        yield EditorRow(
            row=row,
            name=names[row.lineage],
            label=BULLET if row.label and not bare(row.label) else row.label or "",
            # The renderer escapes every word.
            words=mark_safe(inline_html(row.text)),  # noqa: S308
            promise=_promise(version, row),
            below=end - place - 1,
            is_open=row.lineage == asked.open_row,
            has_menu_open=row.lineage == asked.menu,
        )


def _promise(version: ProtocolVersion, row: Row) -> str:
    if row.holder is None or row.owed_by is None:
        return ""
    holder = side_words(version.council, row.holder.value)
    debtor = side_words(version.council, row.owed_by.value)
    return f"{holder} may expect this of {debtor}"


def _clause_form(
    version: ProtocolVersion,
    clauses: list[Clause],
    names: Mapping[UUID, str],
    asked: Asked,
) -> PortalForm | None:
    if asked.open_row is None:
        return None
    if "clause" in asked.forms:
        return asked.forms["clause"]
    clause = next((c for c in clauses if c.lineage == asked.open_row), None)
    if clause is None:
        return None
    return clause_form(version, clause, names[clause.lineage])


def clause_form(
    version: ProtocolVersion,
    clause: Clause,
    name: str,
    data: Mapping[str, object] | None = None,
) -> ClauseForm:
    """Give the form of a row, as it stands or as it was posted."""
    values = clause_values(row_of(clause), clause.edits)
    address = [version.council.slug, version.pk, clause.lineage]
    return ClauseForm(
        data,
        initial=values,
        council=version.council,
        name=name,
        save_url=reverse("clause_autosave", args=address),
    )


def _findings(
    document: Document, findings: tuple[Finding, ...]
) -> Iterator[FindingShown]:
    cited = {
        row.lineage: called
        for row, called in zip(document.rows, cited_as(document.rows), strict=True)
    }
    for finding in findings:
        url, place = "", ""
        if finding.row in cited:
            url = f"#c-{finding.row}"
            place = f"Go to {cited[finding.row] or 'it'}"
        elif "route" in finding.code:
            url, place = "#routes", "Go to the routes"
        yield FindingShown(
            message=finding.message,
            severity=finding.severity.value,
            url=url,
            place=place,
        )


def _routes(version: ProtocolVersion, document: Document) -> Iterator[RouteToMend]:
    seen = routes_digest(version)
    for shown in routes_shown(version.council, document.concern_routes):
        form = None
        if shown.astray:
            form = AlternateForm(
                initial={"seen": seen},
                council=version.council,
                route=shown.route,
                auto_id=f"alternate-{shown.place}-%s",
            )
        yield RouteToMend(shown=shown, form=form)


def _to_page(
    version: ProtocolVersion, asked: Asked, lineage: UUID | None
) -> HttpResponse:
    address = reverse("draft_edit", args=[version.council.slug, version.pk])
    kept = {
        "open": asked.open_row,
        "menu": asked.menu,
        "undo": asked.undo_others,
    }
    query = urlencode({name: value for name, value in kept.items() if value})
    row = f"#c-{lineage}" if lineage else ""
    return redirect(f"{address}{'?' if query else ''}{query}{row}")


def _again(version: ProtocolVersion) -> ProtocolVersion:
    """Read the version anew: the edit was made on another copy of it."""
    version.refresh_from_db(
        fields=["status", "title", "numbering", "particulars", "revision"]
    )
    return version


def crumbs_of(version: ProtocolVersion) -> tuple[tuple[str, str], ...]:
    """Give the way from the desk to a version's own page."""
    desk = reverse("version_desk", args=[version.council.slug, version.pk])
    return (desk_crumb(version.council), (str(version), desk))


def asked_in(request: EditorRequest) -> Asked:
    """Read from an address how the editor is to be shown."""
    open_row = lineage_in(request.GET.get("open", ""))
    return Asked(
        open_row=open_row,
        focus="edit-text" if open_row else "",
        menu=lineage_in(request.GET.get("menu", "")),
        undo_others=max(0, number_in(request.GET.get("undo", ""))),
    )


def lineage_in(words: str) -> UUID | None:
    """Read the lineage of a row, if that is what was sent."""
    try:
        return UUID(words)
    except ValueError:
        return None


def number_in(words: str) -> int:
    """Read a count that a form carries; what is none is a count that nothing has."""
    is_count = words.isascii() and words.isdecimal() and len(words) <= LONGEST_COUNT
    return int(words) if is_count else -1


def is_locked(version: ProtocolVersion) -> bool:
    """Say whether a text has come to be no draft any more."""
    version.refresh_from_db(fields=["status"])
    return not version.is_draft
