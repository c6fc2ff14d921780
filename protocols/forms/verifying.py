"""The form that asks whether a copy is genuine."""

from typing import Any

from django import forms

from councils.kernel.forms import Actions, Button, EitherOf, Layout, PortalForm

LARGEST_COPY = 20 * 1024 * 1024  # bytes


class VerifyForm(PortalForm):
    """A digest as printed on the last page, or the file itself."""

    submit_text = "Check this copy"

    digest = forms.CharField(
        label="The digest of the text, printed on its last page",
        help_text="The first 16 letters and figures are enough.",
        required=False,
        max_length=120,
    )
    file = forms.FileField(
        label="Or the file itself",
        help_text="A PDF or JSON file. It is looked at and not kept.",
        required=False,
    )

    def layout(self) -> Layout:
        return Layout(EitherOf("digest", "file"), Actions(Button(self.submit_text)))

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        file = answers.get("file")
        if file is not None and file.size > LARGEST_COPY:
            self.add_error("file", "The file is larger than 20 MB.")
        elif file is None and not answers.get("digest") and not self.errors:
            self.add_error("digest", "Type the digest, or choose the file.")
        return answers
