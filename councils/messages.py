"""What is said to a person after a step, on the pages of the council it was taken in.

Somebody may work for several councils at once, in several tabs: "Nora is added" belongs
to the council where she was.
"""

from collections.abc import Iterator

from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.session import SessionStorage

ANYWHERE = "anywhere"  # the tag of what is said on the next page, whosever it is


class CouncilMessages(SessionStorage):
    """Messages that know their council; those of others wait until its page is shown.

    What is said on a page of no council, at sign-in for one, is shown on any.
    """

    _loaded_messages: list[Message]
    _queued_messages: list[Message]

    def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
        super().add(level, message, extra_tags or self._here())

    def __iter__(self) -> Iterator[Message]:
        known = list(super().__iter__())
        self._loaded_data = [each for each in known if self._belongs(each)]
        # What is queued is stored again, for when its council's page is shown; but not
        # for whoever sits down at the same screen after the person has signed out.
        self._queued_messages = [
            each
            for each in known
            if self.request.user.is_authenticated and not self._belongs(each)
        ]
        return iter(self._loaded_data)

    def __len__(self) -> int:
        known = [*self._loaded_messages, *self._queued_messages]
        return sum(map(self._belongs, known))

    def _belongs(self, message: Message) -> bool:
        return message.extra_tags in {"", None, ANYWHERE, self._here()}

    def _here(self) -> str:
        match = self.request.resolver_match
        return "" if match is None else str(match.kwargs.get("council_slug", ""))
