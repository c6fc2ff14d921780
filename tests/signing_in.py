"""Signing in as a browser does it, with a second factor or without."""

import re

from django.test import Client
from django.urls import reverse

from tests.codes import code_of
from tests.factories import PASSWORD


def give_password(client, account, **more):
    """Send the password, and where to go on to."""
    return client.post(
        reverse("account_login"), {"login": account.email, "password": PASSWORD, **more}
    )


def give_code(client, code):
    """Send the code that is asked for after the password."""
    return client.post(reverse("mfa_authenticate"), {"code": code})


def signed_in(account, code=None):
    """Give the browser of somebody who signed in, with a code or without."""
    client = Client()
    give_password(client, account)
    if code is not None:
        give_code(client, code)
    return client


def is_signed_in(client):
    """Say whether this browser still opens its account."""
    return client.get(reverse("account_home")).status_code == 200


def offered_secret(page):
    """Read the key that a page offers to type into an app."""
    [fours] = re.findall(r"<code>([A-Z2-7 ]+)</code>", page.text)
    return fours.replace(" ", "")


def set_up(client, **query):
    """Set an app up, and give its key and the answer."""
    address = reverse("mfa_activate_totp")
    secret = offered_secret(client.get(address, query))
    return secret, client.post(address, {"code": code_of(secret)}, query_params=query)


def aged(client, seconds):
    """Let some time pass since this browser showed who uses it."""
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - seconds}
        for record in session["account_authentication_methods"]
    ]
    session.save()
