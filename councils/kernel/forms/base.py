"""The forms that every app's forms are made from."""

from dataclasses import dataclass
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.utils import pretty_name

from councils.kernel.forms.choices import Checkboxes, Radios
from councils.kernel.forms.fields import PortalBoundField
from councils.kernel.forms.layout import Actions, Button, Layout

ENTERED = "Enter"
CHOSEN = "Choose"
NO_ARTICLE = ("a ", "an ", "the ", "your ", "their ", "his ", "her ", "how ", "when ")


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary: what is wrong, and the id to put it right at."""

    message: str
    target: str


class PortalFormMixin(forms.BaseForm):
    """A form that shows itself by the portal's template pack.

    Set ``submit_text``, or override ``layout`` for another order, groups or buttons.
    """

    bound_field_class = PortalBoundField
    use_required_attribute = False
    submit_text = "Save"
    form_action = ""
    form_tag = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = pretty_name(name) if field.label is None else field.label
            _show_in_plain_boxes(field)
            _say_what_is_missing(field)

    def __getitem__(self, name: str) -> PortalBoundField:
        return cast("PortalBoundField", super().__getitem__(name))

    def layout(self) -> Layout:
        """Lay out the fields and the buttons."""
        return Layout(*self.fields, Actions(Button(self.submit_text)))

    @property
    def helper(self) -> FormHelper:
        """Tell crispy how to show the form."""
        helper = FormHelper()
        helper.layout = self.layout()
        helper.form_action = self.form_action
        helper.form_tag = self.form_tag
        helper.render_hidden_fields = True
        return helper

    @property
    def error_links(self) -> list[ErrorLink]:
        """Give what is wrong, in the order in which the page shows the fields."""
        links = [ErrorLink(str(error), "") for error in self.non_field_errors()]
        for name in self._names_as_shown():
            bound = self[name]
            links += [
                ErrorLink(str(error), bound.error_target) for error in bound.errors
            ]
        return links

    def _names_as_shown(self) -> list[str]:
        shown = [pointer.name for pointer in self.layout().get_field_names()]
        return list(dict.fromkeys([*shown, *self.fields]))


class PortalForm(PortalFormMixin, forms.Form):
    """A form."""


class SeenForm(PortalForm):
    """A form that carries how things stood on the page that showed it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """A form that reads its fields off a model."""


class PortalFormSet(forms.BaseFormSet):
    """Several forms alike, such as the stages of a route; ``legend`` names one."""

    legend = "Entry"

    @property
    def helper(self) -> FormHelper:
        """Tell crispy how to show the forms; the page adds the buttons."""
        helper = FormHelper()
        helper.form_tag = False
        return helper

    @property
    def error_links(self) -> list[ErrorLink]:
        """Give what is wrong with any of the forms, from the top."""
        links = [ErrorLink(str(error), "") for error in self.non_form_errors()]
        for form in self.forms:
            links += form.error_links
        return links


def _show_in_plain_boxes(field: forms.Field) -> None:
    """Ask for a number in a text box: a wheel turns a number box by mistake."""
    widget = field.widget
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "text"


def _say_what_is_missing(field: forms.Field) -> None:
    """Put the field's own name into the sentence that asks for it."""
    if (
        field.error_messages.get("required")
        != forms.Field.default_error_messages["required"]
    ):
        return
    label = str(field.label)
    if isinstance(field.widget, forms.CheckboxInput):
        sentence = "Tick the box to go on."
    elif label.endswith("?"):
        sentence = f"Answer the question: {label}"
    else:
        chosen = isinstance(
            field.widget, (Radios, Checkboxes, forms.Select, forms.FileInput)
        )
        sentence = f"{CHOSEN if chosen else ENTERED} {_with_article(label)}."
    field.error_messages["required"] = sentence


def _with_article(label: str) -> str:
    # An abbreviation keeps its capitals: "PDF file", not "pDF file".
    words = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return words if words.startswith(NO_ARTICLE) else f"the {words}"
