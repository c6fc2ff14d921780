"""The form by which somebody stops or starts one kind of mail."""

from typing import Any

from django import forms

from councils.kernel.forms import PortalForm
from councils.models import MailKind


class ChoiceForm(PortalForm):
    """One button, ``stop`` or ``start``: its value names a council and a kind."""

    stop = forms.CharField(required=False)
    start = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        word = answers.get("stop") or answers.get("start") or ""
        slug, _, kind = word.partition(" ")
        if kind not in set(MailKind):
            message = "There is no such mail to stop or to start."
            raise forms.ValidationError(message)
        return {
            "council_slug": slug,
            "kind": MailKind(kind),
            "is_stopped": bool(answers.get("stop")),
        }
