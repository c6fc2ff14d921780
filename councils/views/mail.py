"""The council's mail: what could not be delivered, what waits, what went out."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from councils.gate import open_to
from councils.kernel.refusals import DomainError
from councils.mail_failures import in_words
from councils.models import Notice
from councils.pages import desk_crumb, show
from councils.permissions import may_manage_people, may_watch_mail
from councils.requests import SignedInRequest
from councils.roles import Capability
from councils.sent_once import taken_once
from councils.services.mail import try_again, try_all_again
from councils.services.sweeps import is_late, last_sweeps
from councils.views.finding import council_of

LATELY = timedelta(days=30)
MOST = 100  # of each sort, on one page
Row = dict[str, object]


@open_to(Capability.WATCH_MAIL)
@require_safe
def mail_list(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Show what became of the council's mail: its subject lines, and no words of it."""
    council = council_of(request.user, council_slug)
    may_watch_mail(request.user, council).require()
    notices = (
        Notice.objects.visible_to(request.user)
        .ordinary()
        .filter(council=council)
        .select_related("person__user")
        .defer("body", "letter")
    )
    failed = Paginator(notices.undelivered().order_by("-tried_at", "pk"), MOST)
    waiting = Paginator(notices.on_its_way().order_by("due_at", "pk"), MOST)
    lately = notices.sent_since(timezone.now() - LATELY).order_by("-sent_at", "pk")
    sent = Paginator(lately, MOST).get_page(request.GET.get("page"))
    return show(
        request,
        "councils/mail_list.html",
        council,
        {
            "failed": [_row(notice) for notice in failed.page(1)],
            "failed_number": failed.count,
            "waiting": [_row(notice) for notice in waiting.page(1)],
            "waiting_number": waiting.count,
            "sent": sent,
            "may_manage_people": may_manage_people(request.user, council),
            "sweeps": [
                {"sweep": sweep, "is_late": is_late(sweep, timezone.now())}
                for sweep in last_sweeps()
            ],
        },
        crumbs=(desk_crumb(council),),
    )


@open_to(Capability.WATCH_MAIL)
@require_POST
@taken_once
def mail_try_again(
    request: SignedInRequest, council_slug: str, pk: UUID
) -> HttpResponse:
    """Send off again one mail that could not be delivered."""
    council = council_of(request.user, council_slug)
    ordinary = Notice.objects.visible_to(request.user).ordinary()
    notice = get_object_or_404(ordinary, council=council, pk=pk)
    try:
        notice = try_again(notice, actor=request.user)
        message = f"“{notice.subject}” is on its way to {notice.address} again."
        messages.success(request, message)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("mail_list", council.slug)


@open_to(Capability.WATCH_MAIL)
@require_POST
@taken_once
def mail_try_all_again(request: SignedInRequest, council_slug: str) -> HttpResponse:
    """Send off again all that could not be delivered."""
    council = council_of(request.user, council_slug)
    sent_off, left = try_all_again(council, actor=request.user)
    if sent_off:
        mails = "1 mail is" if sent_off == 1 else f"{sent_off} mails are"
        messages.success(request, f"{mails} on the way again.")
    if left:
        mails = "1 mail was" if left == 1 else f"{left} mails were"
        messages.info(
            request,
            f"{mails} left as before: beside each stands what is in the way.",
        )
    return redirect("mail_list", council.slug)


def _row(notice: Notice) -> Row:
    person = notice.person
    return {
        "notice": notice,
        "person": person,
        "why": in_words(notice.failure) if notice.failure else "",
        # Tried again, it goes to where the person can be reached by now.
        "new_address": person.address if person.address != notice.address else "",
    }
