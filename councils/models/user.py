"""The account that signs in; it may be one person in each of several councils."""

from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from councils.roles import Role

SALT = "councils.user.sessions"


class UserManager(BaseUserManager["User"]):
    """Makes accounts; addresses are compared without regard to capitals."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Make an account; without a password it cannot sign in until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        """Make an operator's account; it opens no council's confidential pages."""
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: an address, a password, and nothing about any council."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # A session is good for the count that it began at; see ``services.sessions``.
    session_epoch = models.PositiveIntegerField(default=0)

    of_no_council = "An account may be one person in each of several councils."

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="councils_user_email_any_capitals"
            )
        ]

    def __str__(self) -> str:
        return self.email

    def get_session_auth_hash(self) -> str:
        return self._bound_to_sessions()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._bound_to_sessions(secret)

    def _bound_to_sessions(self, secret: str | bytes | None = None) -> str:
        words = f"{self.session_epoch}:{self.password}"
        digest = salted_hmac(SALT, words, secret=secret, algorithm="sha256")
        return digest.hexdigest()

    @cached_property
    def offices_today(self) -> dict[UUID, frozenset[Role]]:
        """Keep, for one page, what ``councils.permissions.ask_once`` was told."""
        return {}
