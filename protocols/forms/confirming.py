"""The two answers to a text in force: I have read this, and I cannot accept it."""

from typing import Any, Self

from django import forms
from django.http import QueryDict

from councils.kernel.forms import Actions, Layout, SecondaryButton
from protocols.forms.lifecycle import ShownTextForm

LONGEST_REASON = 4000


class _AnswerForm(ShownTextForm):
    """An answer to the words that were on the page."""

    def shown_again(self, content_digest: str) -> Self:
        """Let the form answer the text as it is now, with all that was typed."""
        self.data = {**dict(self.data.items()), "content_digest": content_digest}
        return self


class ConfirmForm(_AnswerForm):
    """That somebody has read the text."""

    submit_text = "I have read this"


class DeclineForm(_AnswerForm):
    """That somebody cannot accept the text, and why."""

    submit_text = "Send this to the clerk"

    reason = forms.CharField(
        label="What you cannot accept, and why",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_REASON,
        error_messages={"required": "Say what you cannot accept, and why."},
    )

    def __init__(self, *args: Any, readers: str, clerk_title: str, **more: Any) -> None:
        super().__init__(*args, auto_id="decline_%s", **more)
        self.fields["reason"].help_text = readers
        self.submit_text = f"Send this to the {clerk_title}"

    def layout(self) -> Layout:
        return Layout("reason", Actions(SecondaryButton(self.submit_text)))

    @staticmethod
    def was_sent(answers: QueryDict) -> bool:
        """Tell this form from the other, which asks for no reason."""
        return "reason" in answers
