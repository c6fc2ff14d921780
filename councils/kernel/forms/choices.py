"""Choices of which each may carry a hint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.safestring import SafeString


class _WithHints:
    """What ``Radios`` and ``Checkboxes`` share: a hint for a value."""

    def __init__(
        self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})


class Radios(_WithHints, forms.RadioSelect):
    """One of several, all in sight; ``hints`` explains some of the values."""


class Checkboxes(_WithHints, forms.CheckboxSelectMultiple):
    """Any of several, all in sight; ``hints`` explains some of the values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice as a template shows it; ``revealed`` is what choosing it asks next."""

    id: str
    name: str
    value: str
    label: str
    checked: bool
    disabled: bool
    hint: str
    revealed: SafeString
