"""Refusals: what the field's rules do not allow, in words for the screen."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm


class DomainError(Exception):
    """A rule of the field refuses; ``message`` is a sentence for the person.

    ``field`` names the form's field that the sentence belongs to, where one does.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidTransition(DomainError, PermissionDenied):
    """There is no such step from where the thing stands: a 403 wherever it is asked."""


class OutOfDate(DomainError):
    """What the person was looking at has changed since; nothing was done."""


@contextmanager
def refusal_on(form: BaseForm) -> Iterator[None]:
    """Turn a refusal into an error of the form, so that nothing typed is lost."""
    try:
        yield
    except InvalidTransition:
        raise  # No answer on the form would make the step possible.
    except DomainError as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal.message)
