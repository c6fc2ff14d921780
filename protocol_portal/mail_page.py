"""The page of the mail that a try-out would have sent."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from councils.gate import Audience, open_to
from protocol_portal import kept_mail as post


@open_to(Audience.EVERYBODY)
@never_cache
@require_safe
def kept_mail(request: HttpRequest) -> HttpResponse:
    """Show the kept mail, newest first; on a server there is no such page."""
    if not settings.TRY_OUT:
        message = "A server sends its mail."
        raise Http404(message)
    return render(request, "mail.html", {"mails": post.kept_mail()})
