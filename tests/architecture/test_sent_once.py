"""Every form is taken once, or needs no key for it and says here why."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseNotAllowed
from django.test import RequestFactory
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tests.protocols.sent_forms import FORMS

NEED_NO_KEY = {
    # What is done already is done.
    *("mail_stop", "mail_start", "mail_choices"),
    *("crest_remove", "verify"),
    # A file given twice is written down twice.
    *("trail_csv", "version_readers_csv"),
    # A session ends once, and an account has one open request.
    *("session_end", "factor_resets", "factor_reset", "factor_reset_drop"),
    "factor_reset_agree",
    # A link that is good once.
    "invitation_accept",
    # The editor: a row's own count of changes, the draft's, or what the page showed.
    *("draft_undo", "clause_revise", "clause_autosave", "draft_title"),
    *("draft_numbering", "draft_review"),
    *("route_change", "route_remove", "route_alternate"),
}


def routes(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry


def takes_forms(entry):
    """Ask the view itself, before it looks at anything else."""
    request = RequestFactory().generic("TRACE", "/")
    request.user = AnonymousUser()
    answer = entry.callback(request)
    return isinstance(answer, HttpResponseNotAllowed) and "POST" in answer["Allow"]


def test_every_view_that_takes_a_form_takes_it_once():
    ours = [
        entry
        for entry in routes(get_resolver())
        if not entry.name.startswith(("account_", "mfa_", "usersessions_"))
    ]

    taking = {entry.name for entry in ours if takes_forms(entry)}
    once = {e.name for e in ours if getattr(e.callback, "is_taken_once", False)}

    assert once == set(FORMS)
    assert taking - once == NEED_NO_KEY
