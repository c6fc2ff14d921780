"""Addresses of the editor, below a version's own on the desk."""

from django.urls import path

from protocols.views.editing import clauses, matters

urlpatterns = [
    path("preview/", clauses.draft_preview, name="draft_preview"),
    path("edit/", clauses.draft_edit, name="draft_edit"),
    path("edit/step/", clauses.draft_step, name="draft_step"),
    path("edit/undo/", clauses.draft_undo, name="draft_undo"),
    path("edit/clauses/<uuid:lineage>/", clauses.clause_revise, name="clause_revise"),
    path(
        "edit/clauses/<uuid:lineage>/words/",
        clauses.clause_autosave,
        name="clause_autosave",
    ),
    path("edit/title/", matters.draft_title, name="draft_title"),
    path("edit/numbering/", matters.draft_numbering, name="draft_numbering"),
    path("edit/review/", matters.draft_review, name="draft_review"),
    path("edit/routes/<int:place>/", matters.route_change, name="route_change"),
    path("edit/routes/<int:place>/remove/", matters.route_remove, name="route_remove"),
    path(
        "edit/routes/<int:place>/alternate/",
        matters.route_alternate,
        name="route_alternate",
    ),
]
