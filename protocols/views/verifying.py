"""Whether a copy is genuine: anybody may ask, and nothing is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from councils.gate import Audience, open_to
from protocols.forms.verifying import VerifyForm
from protocols.services.verification import Verdict, verify_digest, verify_file


@open_to(Audience.EVERYBODY)
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a digest or a file, and answer."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    verdict = None
    if form.is_valid():
        today = timezone.localdate()
        file = form.cleaned_data["file"]
        if file is not None:
            verdict = verify_file(file.read(), today=today)
        else:
            verdict = verify_digest(form.cleaned_data["digest"], today=today)
    return _answer(request, form, verdict)


@open_to(Audience.EVERYBODY)
@require_safe
def verify_address(request: HttpRequest, digest: str) -> HttpResponse:
    """Answer for the short address printed on a PDF's last page."""
    verdict = verify_digest(digest, today=timezone.localdate())
    return _answer(request, VerifyForm(initial={"digest": digest}), verdict)


def _answer(
    request: HttpRequest, form: VerifyForm, verdict: Verdict | None
) -> HttpResponse:
    return render(request, "protocols/verify.html", {"form": form, "verdict": verdict})
