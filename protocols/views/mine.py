"""One's own page: what waits for one, what one may expect, and what one owes."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from councils.gate import Audience, open_to
from councils.pages import show
from councils.requests import SignedInRequest
from protocols.services.my_page import page_of, who_i_am


@open_to(Audience.OWN_PEOPLE)
@require_safe
def my_page(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Show a person what the protocols in force mean for the offices they hold."""
    me = who_i_am(request.user, council_slug, timezone.localdate())
    if me is None:
        raise Http404
    return show(
        request,
        "protocols/my_page.html",
        me.council,
        {"page": page_of(request.user, me)},
    )
