"""Short ways to ask the editor for something, as a browser would."""

from django.urls import reverse

from protocols.models import Clause
from protocols.services.texts import document_of

HTMX = {"HX-Request": "true"}


def address(draft, name, *more):
    return reverse(name, args=[draft.council.slug, draft.pk, *more])


def row(draft, words):
    return Clause.objects.get(version=draft, text=words)


def words_in(response):
    return response.content.decode()


def lines(draft):
    return [f"{r.label or ''} {r.text}".strip() for r in document_of(draft).rows]


def step(client, draft, what, about="", **headers):
    do = f"{what} {about}".strip()
    return client.post(address(draft, "draft_step"), {"do": do}, headers=headers)


def revise(client, draft, clause, headers=None, **changes):
    values = {"edits": clause.edits, "text": clause.text, "kind": clause.kind}
    url = address(draft, "clause_revise", clause.lineage)
    return client.post(url, values | changes, headers=headers or {})
