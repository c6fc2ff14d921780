"""Forms as the portal shows them: one way to ask, one way to say what is wrong.

A form derives from ``PortalForm`` or ``PortalModelForm`` (or, for a form of another
library, puts ``PortalFormMixin`` first) and a template shows it with ``{% crispy %}``.
"""

from councils.kernel.forms.base import (
    PortalForm,
    PortalFormMixin,
    PortalFormSet,
    PortalModelForm,
    SeenForm,
)
from councils.kernel.forms.choices import Checkboxes, Radios
from councils.kernel.forms.dates import DateBoxes, DayField
from councils.kernel.forms.layout import (
    Actions,
    Button,
    EitherOf,
    Fieldset,
    Layout,
    Link,
    Paragraph,
    Reveal,
    Row,
    SecondaryButton,
    WarningButton,
)

__all__ = [
    "Actions",
    "Button",
    "Checkboxes",
    "DateBoxes",
    "DayField",
    "EitherOf",
    "Fieldset",
    "Layout",
    "Link",
    "Paragraph",
    "PortalForm",
    "PortalFormMixin",
    "PortalFormSet",
    "PortalModelForm",
    "Radios",
    "Reveal",
    "Row",
    "SecondaryButton",
    "SeenForm",
    "WarningButton",
]
