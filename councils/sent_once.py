"""A form that is sent twice is taken once.

Each form that a signed-in person is shown carries a key of its own. A double click, a
reload, or going back and sending it again brings the same key with the same answers,
and leads to the page that the first sending led to. Other answers under the same key
are another form: nothing that somebody typed is ever dropped.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone

from councils.models import SentForm, User

FIELD = "form_key"
KEPT_FOR = timedelta(days=1)
SENT_TWICE = "That form had been sent already, so nothing was done a second time."
NO_ANSWERS = ("csrfmiddlewaretoken",)

View = Callable[..., HttpResponse]


def form_key(request: HttpRequest) -> dict[str, str]:
    """Give the forms of a page their key; who is signed out is given none."""
    user = getattr(request, "user", None)
    return {FIELD: str(uuid4())} if user is not None and user.is_authenticated else {}


def taken_once(view: View) -> View:
    """Let a view take each form once; sent again, it leads where it led before.

    All that the view does is one transaction with the note that it was done. Copies
    that arrive together wait for the first; where that was refused, the next is heard.
    """

    @wraps(view)
    def take(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.POST.get(FIELD) or not isinstance(request.user, User):
            return view(request, *args, **kwargs)
        digest = _digest_of(request)
        with transaction.atomic():
            sent, is_first = SentForm.objects.get_or_create(
                user=request.user, digest=digest
            )
            if not is_first:
                messages.info(request, SENT_TWICE)
                return redirect(sent.answer)
            response = view(request, *args, **kwargs)
            _keep(sent, response)
        return response

    return take


def _keep(sent: SentForm, response: HttpResponse) -> None:
    if isinstance(response, HttpResponseRedirect) and not _leads_back(response.url):
        sent.answer = response.url
        sent.save(update_fields=["answer"])
        old = timezone.now() - KEPT_FOR
        SentForm.objects.filter(user=sent.user, sent_at__lt=old).delete()
    else:
        sent.delete()


def _leads_back(address: str) -> bool:
    # Asked for a password first, the person has yet to send the form.
    return REDIRECT_FIELD_NAME in parse_qs(urlsplit(address).query)


def _digest_of(request: HttpRequest) -> str:
    answers = {
        name: values for name, values in request.POST.lists() if name not in NO_ANSWERS
    }
    files = [
        [name, file.name, _digest_of_file(file)]
        for name, sent in request.FILES.lists()
        for file in sent
    ]
    words = json.dumps([request.path, answers, files], sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def _digest_of_file(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
