"""Asking the portal many times over, and comparing what it answers and holds."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

MARK = 8  # What is echoed is known again where it is longer than that.


def routes() -> dict[str, str]:
    """Give every named address of the portal, as it is declared."""

    def walk(patterns: list[URLPattern | URLResolver], above: str) -> Iterator[Any]:
        for pattern in patterns:
            below = above + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, below)
            else:
                yield pattern.name, below

    return dict(walk(get_resolver().url_patterns, ""))


@contextmanager
def built(database) -> Iterator[None]:
    """Keep what is built for as long as a module's tests run, and no longer."""
    # Every refusal is logged with where it came from: thousands of them here.
    log = logging.getLogger("django.request")
    level = log.level
    with database.unblock(), transaction.atomic():
        log.setLevel(logging.ERROR)
        yield
        log.setLevel(level)
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """Let nobody's request change what the next one is answered."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def held() -> dict[str, str]:
    """Give the digest of every table but the sessions."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.label: sha256(
            repr(sorted(map(repr, model._base_manager.values_list()))).encode()
        ).hexdigest()
        for model in models
        if model not in {Session, UserSession}
    }


def told_by(response: HttpResponse, *echoed: object) -> tuple[int, str, list[str]]:
    """Give an answer without what differs each time, and without what was asked."""
    headers = [kv for kv in sorted(response.headers.items()) if kv[0] != "Expires"]
    told = f"{response.content.decode()}\n{headers}"
    told = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", told)
    told = re.sub(r'name="form_key" value="[\w-]+"', "", told)
    for argument in filter(lambda each: len(str(each)) > MARK, echoed):
        told = told.replace(str(argument), "…")
    # Whether the session was noted anew has nothing to do with what was asked.
    cookies = sorted(set(response.cookies) - {"sessionid"})
    return (response.status_code, told, cookies)
