"""A field as the template pack needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from councils.kernel.forms.choices import Option
from councils.kernel.forms.dates import BOXES, DateBoxes, wrong_boxes

# The first that fits names the kind of field, and with it its template.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.MultipleHiddenInput, "hidden"),
    (DateBoxes, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
)
CLASSES = {
    "input": "govuk-input",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}
WITH_ERROR = {
    "input": "govuk-input--error",
    "password": "govuk-input--error",
    "select": "govuk-select--error",
    "textarea": "govuk-textarea--error",
    "file": "govuk-file-upload--error",
}
# A browser would cut a pasted text short without a word; the form's own check speaks.
SILENT_LIMITS = ("maxlength", "minlength")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box of a date as a template shows it."""

    id: str
    name: str
    label: str
    value: str
    css_class: str


class PortalBoundField(BoundField):
    """A field with what its template asks: kind, classes, where an error leads."""

    @cached_property
    def kind(self) -> str:
        """Say which template of the pack shows the field."""
        widget = self.field.widget
        kinds = (kind for base, kind in KINDS if isinstance(widget, base))
        return next(kinds, "input")

    @property
    def is_counted(self) -> bool:
        """Say whether the characters typed are counted for the person."""
        return self.kind == "textarea" and self.limit is not None

    @property
    def limit(self) -> int | None:
        """Give the most characters that the field takes."""
        return getattr(self.field, "max_length", None)

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        if not self.is_counted:
            return described
        return f"{described or ''} {self.auto_id}-info".strip()

    @property
    def error_target(self) -> str:
        """Give the id of what a person must change to put the field right, if any."""
        if self.kind == "hidden":
            return ""
        if self.kind == "date":
            first = min(BOXES.index(box) for box in self._wrong_boxes)
            return f"{self.auto_id}_{first}"
        if self.kind in {"radios", "checkboxes"}:
            return f"{self.auto_id}_0"
        return self.auto_id

    @property
    def boxes(self) -> list[Box]:
        """Give the three boxes of a date."""
        shown = self.field.widget.get_context(self.html_name, self.value(), {})
        wrong = self._wrong_boxes if self.errors else set()
        return [
            Box(
                id=f"{self.auto_id}_{place}",
                name=part["name"],
                label=box.capitalize(),
                value="" if part["value"] is None else part["value"],
                css_class=_joined(
                    "govuk-input govuk-date-input__input",
                    f"govuk-input--width-{4 if box == 'year' else 2}",
                    "govuk-input--error" if box in wrong else "",
                ),
            )
            for place, (box, part) in enumerate(
                zip(BOXES, shown["widget"]["subwidgets"], strict=True)
            )
        ]

    @property
    def options(self) -> list[Option]:
        """Give the choices, with their hints."""
        return self.options_revealing({})

    def options_revealing(self, revealed: Mapping[str, SafeString]) -> list[Option]:
        """Give the choices, with what each of them asks next."""
        hints: Mapping[str, str] = getattr(self.field.widget, "hints", {})
        return [
            Option(
                id=f"{self.auto_id}_{place}",
                name=choice.data["name"],
                value=str(choice.data["value"]),
                label=choice.data["label"],
                checked=choice.data["selected"],
                disabled=bool(choice.data["attrs"].get("disabled")),
                hint=hints.get(str(choice.data["value"]), ""),
                revealed=revealed.get(str(choice.data["value"]), SafeString("")),
            )
            for place, choice in enumerate(self.subwidgets)
        ]

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if self.kind in CLASSES:
            built["class"] = _joined(
                CLASSES[self.kind],
                "govuk-js-character-count" if self.is_counted else "",
                WITH_ERROR.get(self.kind, "") if self.errors else "",
                widget.attrs.get("class", ""),
            )
            # Django leaves an attribute out whose value is False.
            built.update(
                {name: False for name in SILENT_LIMITS if name in widget.attrs}
            )
        if isinstance(widget, forms.NumberInput):
            built |= {"inputmode": "numeric", "min": False, "max": False, "step": False}
        return built

    @property
    def _wrong_boxes(self) -> set[str]:
        return wrong_boxes(self.value())


def _joined(*classes: str) -> str:
    return " ".join(filter(None, classes))
