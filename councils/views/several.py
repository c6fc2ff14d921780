"""Several people at once: rows or a table, a preview, and all of them or none."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from councils.forms.several import (
    ADD,
    CHANGE,
    CHECK,
    DO,
    MORE,
    MOST_SHOWN,
    ROWS_AT_ONCE,
    ForAllForm,
    PreviewForm,
    RowForms,
    as_sent,
    preview_of,
    typed_in,
)
from councils.gate import open_to
from councils.kernel.forms.base import ErrorLink
from councils.kernel.refusals import DomainError
from councils.kernel.spreadsheets import csv_download
from councils.models import Council, Membership
from councils.pages import Crumb, desk_crumb, show
from councils.people_tables import HEAD, MOST_ROWS, TypedRow, as_table
from councils.permissions import may_manage_people
from councils.requests import SignedInRequest
from councils.roles import Capability, Role
from councils.sent_once import taken_once
from councils.services.newcomers import Row, plan_rows, plan_seen
from councils.services.several import Added, NotAllRight, add_several
from councils.views.finding import council_of

MOST_SAID = 20  # of what is wrong with a table, at once
NOBODY = "Enter at least one person, or choose a file."
TOO_MANY = f"There are more than {MOST_ROWS} people. Divide the list in two."


@open_to(Capability.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@taken_once
def people_several(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Add several people at once, after a preview of what will come of each row."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    if request.method != "POST":
        return _ask(request, council, ForAllForm(), empty=ROWS_AT_ONCE)
    if request.POST.get(DO) in {ADD, CHANGE}:
        return _go_on(request, council)
    typed = typed_in(request.POST)
    if request.POST.get(DO) == MORE:
        form = ForAllForm(initial=as_sent(ForAllForm(), request.POST))
        return _ask(request, council, form, typed, empty=ROWS_AT_ONCE)
    return _check(request, council, typed)


@open_to(Capability.MANAGE_PEOPLE)
@require_safe
def people_template(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Give an empty table with its columns named, to fill in."""
    council = council_of(request.user, council_slug)
    may_manage_people(request.user, council).require()
    return csv_download(f"{council.slug}-people.csv", HEAD, [])


def _check(
    request: SignedInRequest, council: Council, typed: list[TypedRow]
) -> HttpResponse:
    """Show what would come of the list, or what is wrong with it."""
    form = ForAllForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, council, form, typed)
    typed = [*typed, *form.listed()]
    answers = form.cleaned_data
    if not typed or len(typed) > MOST_ROWS:
        form.add_error(None, TOO_MANY if typed else NOBODY)
        return _ask(request, council, form, typed[:MOST_ROWS])
    return _preview(
        request,
        council,
        typed,
        starts_on=answers["starts_on"],
        origin=answers["origin"],
    )


def _go_on(request: SignedInRequest, council: Council) -> HttpResponse:
    """Add the people of the preview, or go back to change something."""
    form = PreviewForm(request.POST)
    if not form.is_valid():
        return _ask(request, council, ForAllForm(), empty=ROWS_AT_ONCE)
    answers = form.cleaned_data
    kept = {"starts_on": answers["starts_on"], "origin": answers["origin"]}
    if request.POST[DO] == CHANGE:
        return _ask(request, council, ForAllForm(initial=kept), answers["table"])
    try:
        added = add_several(
            council,
            actor=request.user,
            typed=answers["table"],
            seen=answers["seen"],
            **kept,
        )
    except DomainError as refusal:
        if not isinstance(refusal, NotAllRight):
            messages.error(request, refusal.message)
        return _preview(request, council, answers["table"], **kept)
    _say(request, added)
    return redirect("person_list", council.slug)


def _preview(
    request: SignedInRequest,
    council: Council,
    typed: Sequence[TypedRow],
    *,
    starts_on: date | None,
    origin: str,
) -> HttpResponse:
    rows = plan_rows(council, typed, starts_on=starts_on, origin=origin)
    kept = {"starts_on": starts_on, "origin": origin}
    if any(row.wrong for row in rows):
        form = ForAllForm(initial=kept)
        return _ask(request, council, form, typed, planned=rows)
    context = {
        "rows": rows,
        "form": preview_of(
            rows, starts_on=starts_on, origin=origin, seen=plan_seen(rows)
        ),
        "invited": sum(row.is_invited for row in rows),
        "origin": Membership.Origin(origin).label,
    }
    return _show(request, "people_several_preview", council, context)


def _ask(
    request: SignedInRequest,
    council: Council,
    form: ForAllForm,
    typed: Sequence[TypedRow] = (),
    *,
    empty: int = 0,
    planned: Sequence[Row] = (),
) -> HttpResponse:
    """Ask for the people: in rows, or a long list in its table."""
    is_long, links = len(typed) > MOST_SHOWN, form.error_links
    if is_long:
        form = ForAllForm(initial={**form.initial, "pasted": as_table(typed)})
    rows = RowForms(
        council,
        () if is_long else typed,
        empty=empty if typed else ROWS_AT_ONCE,
        planned=() if is_long else planned,
    )
    context = {
        "form": form,
        "rows": rows,
        "links": [
            *links,
            *rows.error_links,
            *_in_the_table(planned if is_long else ()),
        ],
        "offices": [council.title_of(role) for role in Role],
        "can_have_more": not is_long and len(rows) < MOST_SHOWN,
        "most": MOST_ROWS,
        "check": CHECK,
        "more": MORE,
    }
    return _show(request, "people_several", council, context)


def _in_the_table(planned: Sequence[Row]) -> list[ErrorLink]:
    """Say what is wrong with the rows of a table, and lead to it."""
    said = [
        ErrorLink(f"Row {row.number}, {row.name}: {sentence}", "id_pasted")
        for row in planned
        for _, sentence in row.wrong
    ]
    if len(said) <= MOST_SAID:
        return said
    more = ErrorLink(f"And {len(said) - MOST_SAID} more.", "id_pasted")
    return [*said[:MOST_SAID], more]


def _say(request: SignedInRequest, added: Added) -> None:
    messages.success(request, f"{_counted(len(added.persons))} added.")
    if added.invited:
        number = len(added.invited)
        words = "One invitation is" if number == 1 else f"{number} invitations are"
        messages.info(request, f"{words} on the way.")


def _counted(number: int) -> str:
    return "One person is" if number == 1 else f"{number} people are"


def _show(
    request: SignedInRequest, name: str, council: Council, context: dict[str, Any]
) -> HttpResponse:
    return show(
        request, f"councils/{name}.html", council, context, crumbs=_crumbs(council)
    )


def _crumbs(council: Council) -> tuple[Crumb, ...]:
    people = ("People", reverse("person_list", args=[council.slug]))
    return (desk_crumb(council), people)
