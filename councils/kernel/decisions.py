"""Decision: yes or no, with a reason."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer to “may they?”: true or false in a template, its reason on the page."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Go on only where the answer is yes.

        Raises:
            PermissionDenied: it is no; the reason is the message.
        """
        if not self.allowed:
            raise PermissionDenied(self.reason)


YES = Decision(allowed=True)


def no(reason: str) -> Decision:
    """Refuse, and say why in a sentence for the screen."""
    return Decision(allowed=False, reason=reason)
