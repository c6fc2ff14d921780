"""Visits to the pages by people who are signed in, or who are not."""

import time

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from councils.models import User
from protocols.models import ProtocolVersion

FRESHLY = {"method": "password", "reauthenticated": True}


def visitor(account: User | None = None) -> Client:
    """Give the browser of somebody who has just typed their password."""
    client = Client()
    if account is None:
        return client
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [{**FRESHLY, "at": time.time()}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


class Visitors:
    """People who come back again and again, each having signed in once.

    For walks over every page: signing in takes longer than most pages do.
    """

    def __init__(self) -> None:
        self._sessions: dict[object, str] = {}

    def of(self, account: User | None = None) -> Client:
        """Give a browser of somebody's that has asked for nothing yet."""
        if account is None:
            return Client()
        if account.pk not in self._sessions:
            session = visitor(account).session
            self._sessions[account.pk] = session.session_key
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[account.pk]
        return client


def desk_of(version: ProtocolVersion, step: str = "") -> str:
    """Give the address of a version's page on the desk, or of one of its steps."""
    page = f"/{version.council.slug}/desk/versions/{version.pk}/"
    return f"{page}{step}/" if step else page


def words(response: HttpResponse) -> str:
    """Give a page as it reads, its quotation marks and spaces made plain."""
    return " ".join(response.content.decode().replace("&#x27;", "'").split())
