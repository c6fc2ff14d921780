"""A forgotten password: the link to a new one goes to the account's own address."""

from uuid import uuid4

from django.db import transaction

from councils import one_time, outbox
from councils.later import later
from councils.letters import PORTAL, Letter
from councils.models import User


@transaction.atomic
def send_password_link(address: str) -> None:
    """Send a link to a new password, or word that the address has no account.

    The page that asks does the same in both cases: one look, one row, and no mail. All
    that takes longer for one than for the other is done by whoever sends, afterwards.
    """
    account = User.objects.filter(email=address, is_active=True).first()
    if account is None:
        subject, body = "There is no account for this address", _no_account(address)
        key = f"no-account/{uuid4()}"
    else:
        subject, body = "Choose a new password", _link()
        key = one_time.password_key_of(account.pk)
    notice = outbox.put_at(
        address, key=key, subject=subject, body=body, account=account
    )
    later("councils.deliver_mail", notice.pk, notice.pk)


def _link() -> Letter:
    return Letter(
        paragraphs=(
            "Somebody, most likely you, asked for a new password for this address.",
        ),
        link_words="Choose it here",
        link=one_time.LINK,
        closing=(
            "If it was not you, you need do nothing: your password stays as it is.",
        ),
        sign_off=PORTAL,
    )


def _no_account(address: str) -> Letter:
    return Letter(
        paragraphs=(
            f"Somebody, perhaps you, asked for a new password for {address}. No account"
            " uses this address.",
            "If it was you, try the address that your council’s invitation went to, or"
            " ask your clerk. If it was not you, you need do nothing.",
        ),
        sign_off=PORTAL,
    )
