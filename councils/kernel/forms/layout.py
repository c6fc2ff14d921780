"""What a form's layout is made of.

Crispy's own ``Submit``, ``HTML`` and ``Fieldset`` compile their words as a template and
print them unescaped, so a council's name could run as one. These escape.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import render_field
from django.forms import BaseForm
from django.forms.utils import flatatt
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from councils.kernel.forms.fields import PortalBoundField

__all__ = [
    "Actions",
    "Button",
    "EitherOf",
    "Fieldset",
    "Layout",
    "Link",
    "Paragraph",
    "Reveal",
    "Row",
    "SecondaryButton",
    "WarningButton",
]

TEMPLATE_PACK = "portal"
Fields = Sequence[Any]


class Button:
    """A button that sends the form; a second press while it is sent does nothing."""

    css_class = "govuk-button"

    def __init__(self, text: str, *, name: str = "", value: str = "") -> None:
        self.text = text
        self.attributes = {"name": name, "value": value} if name else {}

    def render(self, *_: Any, **__: Any) -> SafeString:
        """Give the button."""
        return format_html(
            '<button type="submit" class="{}" data-module="govuk-button"'
            ' data-prevent-double-click="true"{}>{}</button>',
            self.css_class,
            flatatt(self.attributes),
            self.text,
        )


class SecondaryButton(Button):
    """A button for what is done less often."""

    css_class = "govuk-button govuk-button--secondary"


class WarningButton(Button):
    """A button for what cannot be taken back."""

    css_class = "govuk-button govuk-button--warning"


class Link:
    """A link beside the buttons, such as the way out of the form."""

    def __init__(self, text: str, url: str) -> None:
        self.text, self.url = text, url

    def render(self, *_: Any, **__: Any) -> SafeString:
        """Give the link."""
        return format_html(
            '<a class="govuk-link" href="{}">{}</a>', self.url, self.text
        )


class Paragraph:
    """A sentence between the fields."""

    def __init__(self, text: str) -> None:
        self.text = text

    def render(self, *_: Any, **__: Any) -> SafeString:
        """Give the sentence."""
        return format_html('<p class="govuk-body">{}</p>', self.text)


class _Group(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """Fields or layout objects that stand together."""

    def __init__(self, *fields: Any) -> None:
        self.fields = list(fields)

    def inside(self, form: BaseForm, context: Context) -> SafeString:
        """Give what stands in the group."""
        rendered: SafeString = self.get_rendered_fields(form, context, TEMPLATE_PACK)
        return rendered


class EitherOf(_Group):
    """Questions of which one has to be answered, so that none is called optional."""

    def render(self, form: BaseForm, context: Context, **_: Any) -> SafeString:
        """Give the questions."""
        rendered: SafeString = self.get_rendered_fields(
            form, context, TEMPLATE_PACK, extra_context={"asked_in_full": True}
        )
        return rendered


class Actions(_Group):
    """The row of buttons and links that ends a form."""

    def render(self, form: BaseForm, context: Context, **_: Any) -> SafeString:
        """Give the row."""
        return format_html(
            '<div class="govuk-button-group">{}</div>', self.inside(form, context)
        )


class Row(_Group):
    """Short fields side by side; one below the other on a phone."""

    def render(self, form: BaseForm, context: Context, **_: Any) -> SafeString:
        """Give the row."""
        return format_html(
            '<div class="field-row">{}</div>', self.inside(form, context)
        )


class Fieldset(_Group):
    """Questions under a heading that is read out with each of them."""

    def __init__(self, legend: str, *fields: Any, hint: str = "") -> None:
        super().__init__(*fields)
        self.legend, self.hint = legend, hint

    def render(self, form: BaseForm, context: Context, **_: Any) -> SafeString:
        """Give the fieldset."""
        hint = (
            format_html('<p class="govuk-hint">{}</p>', self.hint) if self.hint else ""
        )
        return format_html(
            '<fieldset class="govuk-fieldset field-group">'
            '<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">'
            "{}</legend>"
            "{}{}</fieldset>",
            self.legend,
            hint,
            self.inside(form, context),
        )


class Reveal(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """Radios or checkboxes of which some ask more once chosen.

    The style sheet does the hiding, so that nothing is lost without a script.
    """

    def __init__(self, field: str, revealed: Mapping[str, Fields]) -> None:
        self.field = field
        self.revealed = {value: list(names) for value, names in revealed.items()}
        # Crispy looks here for the names of the fields, in their order.
        self.fields = [field, *(name for names in revealed.values() for name in names)]

    def render(self, form: BaseForm, context: Context, **_: Any) -> SafeString:
        """Give the choices, each with its questions."""
        revealed = {
            value: SafeString(
                "".join(
                    render_field(
                        name,
                        form,
                        context,
                        template_pack=TEMPLATE_PACK,
                        extra_context={"asked_in_full": True},
                    )
                    for name in names
                )
            )
            for value, names in self.revealed.items()
        }
        bound = cast("PortalBoundField", form[self.field])
        rendered: SafeString = render_field(
            self.field,
            form,
            context,
            template_pack=TEMPLATE_PACK,
            extra_context={"revealing_options": bound.options_revealing(revealed)},
        )
        return rendered
