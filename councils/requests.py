"""A request from somebody who has signed in."""

from django.http import HttpRequest

from councils.models import User


class SignedInRequest(HttpRequest):
    """What a view may rely on behind ``LoginRequiredMiddleware``."""

    user: User
