"""Editing the rows of a draft, and undoing."""

from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from councils.gate import open_to
from councils.kernel.refusals import DomainError
from councils.pages import show
from councils.roles import Capability
from councils.sent_once import taken_once
from protocols.document import Kind
from protocols.models import Clause, ProtocolVersion
from protocols.permissions import may_draft
from protocols.services import editing
from protocols.services.drafting import require_draft
from protocols.services.editing import (
    ClauseChanged,
    ClauseGone,
    Edit,
    OthersChanged,
    Way,
    undoable,
)
from protocols.services.editing.drafts import names_of
from protocols.services.showing import words_of
from protocols.services.texts import document_of
from protocols.views.editing.page import (
    Asked,
    EditorRequest,
    asked_in,
    clause_form,
    crumbs_of,
    done,
    draft_of,
    is_locked,
    lineage_in,
    number_in,
    refused,
    show_editor,
    show_locked,
)
from protocols.views.finding import version_of

NOT_UNDERSTOOD = "That was not understood. Nothing has been changed."


@open_to(Capability.DRAFT_VERSION)
@require_safe
def draft_edit(request: EditorRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Show the editor."""
    version = draft_of(request, council_slug, pk)
    try:
        require_draft(version)
    except DomainError as refusal:
        return show_locked(request, version, refusal)
    return show_editor(request, version, asked_in(request))


@open_to(Capability.READ_DRAFTS)
@require_safe
def draft_preview(request: EditorRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Show a draft as it would be read, marked as the draft it is."""
    version = version_of(request.user, council_slug, pk)
    document = document_of(version)
    return show(
        request,
        "protocols/draft_preview.html",
        version.council,
        {
            "version": version,
            "document": document,
            "body": words_of(document),
            "may_draft": may_draft(request.user, version.council),
        },
        crumbs=crumbs_of(version),
    )


@open_to(Capability.DRAFT_VERSION)
@require_POST
@taken_once
def draft_step(request: EditorRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Take one step with a row: move it, add after it, remove it."""
    version = draft_of(request, council_slug, pk)
    what, _, about = request.POST.get("do", "").partition(" ")
    row, _, beside = about.partition(" ")
    open_row = lineage_in(request.POST.get("open", ""))
    asked = Asked(open_row=open_row, menu=lineage_in(row))
    try:
        edit = _step(version, request, what, row, beside)
    except DomainError as refusal:
        return refused(request, version, refusal, asked)
    if what.startswith("add-") and edit.lineage:
        asked = Asked(open_row=edit.lineage, focus="edit-text")
    elif what == "remove":
        focus = f"edit-link-{edit.lineage}" if edit.lineage else ""
        asked = Asked(open_row=open_row, focus=focus)
    elif what == "place":
        asked = Asked(open_row=open_row)
    return done(request, version, edit, asked)


def _step(
    version: ProtocolVersion, request: EditorRequest, what: str, row: str, beside: str
) -> Edit:
    actor, lineage = request.user, lineage_in(row)
    if what.startswith("add-") and what[4:] in set(Kind):
        return editing.add_clause(
            version, actor=actor, after=lineage, kind=Kind(what[4:])
        )
    if lineage is None:
        raise DomainError(NOT_UNDERSTOOD)
    if what in set(Way):
        return editing.move_clause(version, actor=actor, lineage=lineage, way=Way(what))
    if what == "remove":
        return editing.remove_clause(version, actor=actor, lineage=lineage)
    if what == "place":
        return editing.place_clause(
            version, actor=actor, lineage=lineage, after=lineage_in(beside)
        )
    raise DomainError(NOT_UNDERSTOOD)


@open_to(Capability.DRAFT_VERSION)
@require_POST
def clause_revise(
    request: EditorRequest, council_slug: str, pk: UUID, lineage: UUID
) -> HttpResponse:
    """Save what a row says, what it is, and who may expect it."""
    version = draft_of(request, council_slug, pk)
    typed = request.POST.get("text", "")
    try:
        require_draft(version)
        clause = _clause_of(version, lineage)
    except DomainError as refusal:
        return refused(request, version, refusal, Asked(rescued=typed))
    form = clause_form(version, clause, _name(version, lineage), request.POST)
    if form.is_valid():
        try:
            edit = editing.revise_clause(
                version,
                actor=request.user,
                lineage=lineage,
                revision=form.revision(),
                edits_seen=form.cleaned_data["edits"],
            )
        except ClauseChanged as change:
            return _show_conflict(request, version, clause, change)
        except DomainError as refusal:
            if isinstance(refusal, ClauseGone) or is_locked(version):
                return refused(request, version, refusal, Asked(rescued=typed))
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, refusal.message)
        else:
            return done(request, version, edit, Asked(focus=f"edit-link-{lineage}"))
    asked = Asked(open_row=lineage, forms={"clause": form}, focus="edit-text")
    return show_editor(request, version, asked)


@open_to(Capability.DRAFT_VERSION)
@require_POST
def clause_autosave(
    request: EditorRequest, council_slug: str, pk: UUID, lineage: UUID
) -> HttpResponse:
    """Save the words of a row while they are typed."""
    version = draft_of(request, council_slug, pk)
    typed = request.POST.get("text", "")
    try:
        edit = editing.reword_clause(
            version,
            actor=request.user,
            lineage=lineage,
            text=typed,
            edits_seen=number_in(request.POST.get("edits", "")),
        )
    except ClauseChanged as change:
        clause = _clause_of(version, lineage)
        return _show_conflict(request, version, clause, change)
    except DomainError as refusal:
        if isinstance(refusal, ClauseGone) or is_locked(version):
            return refused(request, version, refusal, Asked(rescued=typed))
        return render(
            request, "protocols/editor/saved.html", {"refusal": refusal.message}
        )
    if not request.htmx:
        return done(request, version, edit, Asked(open_row=lineage))
    return render(
        request,
        "protocols/editor/saved.html",
        {
            "version": version,
            "council": version.council,
            "edit": edit,
            "now": timezone.localtime(),
            "change": undoable(version, request.user),
        },
    )


@open_to(Capability.DRAFT_VERSION)
@require_POST
def draft_undo(request: EditorRequest, council_slug: str, pk: UUID) -> HttpResponse:
    """Take back a change, and on a second word those of others since."""
    version = draft_of(request, council_slug, pk)
    sequence = number_in(request.POST.get("sequence", ""))
    try:
        edit = editing.undo_change(
            version,
            actor=request.user,
            sequence=sequence,
            even_others=request.POST.get("even_others") == "yes",
        )
    except OthersChanged as refusal:
        return refused(request, version, refusal, Asked(undo_others=sequence))
    except DomainError as refusal:
        return refused(request, version, refusal)
    return done(request, version, edit, Asked(focus="undo"))


def _show_conflict(
    request: EditorRequest,
    version: ProtocolVersion,
    clause: Clause,
    change: ClauseChanged,
) -> HttpResponse:
    """Show both wordings: theirs above, the person's own still in the box."""
    posted = QueryDict(mutable=True)
    posted.update(request.POST)
    posted["text"], posted["edits"] = change.yours, str(change.edits)
    for name in ("kind", "holder", "owed_by"):
        posted.setdefault(name, getattr(clause, name) or "")
    # Until the person has chosen, nothing of theirs may be saved.
    form = clause_form(version, clause, change.name, posted, saves_itself=False)
    asked = Asked(open_row=clause.lineage, conflict=change, forms={"clause": form})
    return show_editor(request, version, asked, status=409)


def _clause_of(version: ProtocolVersion, lineage: UUID) -> Clause:
    clause = version.clauses.filter(lineage=lineage).first()
    if clause is None:
        raise ClauseGone
    return clause


def _name(version: ProtocolVersion, lineage: UUID) -> str:
    return names_of(document_of(version).rows).get(lineage, "the row")
