"""How accounts come to be and how their mail goes out."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are invited by their council."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
