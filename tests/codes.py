"""Codes of an app worked out by hand (RFC 6238), and accounts that have one."""

import base64
import hashlib
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from councils.models import User

SECRET = base64.b32encode(b"twenty bytes to hash").decode()


def code_of(secret: str, *, steps: int = 0) -> str:
    """Give the code of an app now, or so many half-minutes away from now."""
    counter = int(time.time()) // 30 + steps
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def with_app(account: User, secret: str = SECRET) -> Authenticator:
    """Give an account an app as its second factor, and recovery codes."""
    app = TOTP.activate(account, secret).instance
    RecoveryCodes.activate(account)
    return app


def recovery_codes(account: User) -> list[str]:
    """Give the recovery codes of an account that are still good."""
    codes = Authenticator.objects.get(user=account, type="recovery_codes")
    return codes.wrap().get_unused_codes()
