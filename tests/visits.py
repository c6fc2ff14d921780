"""Visits to the pages by people who are signed in, or who are not."""

import time

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


def desk_of(version: ProtocolVersion, step: str = "") -> str:
    """Give the address of a version's page on the desk, or of one of its steps."""
    page = f"/{version.council.slug}/desk/versions/{version.pk}/"
    return f"{page}{step}/" if step else page


def words(response: HttpResponse) -> str:
    """Give a page as it reads, its quotation marks and spaces made plain."""
    return " ".join(response.content.decode().replace("&#x27;", "'").split())
