"""Lifecycle: the states of a thing and the steps between them, as a table."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import Enum

from councils.kernel.refusals import InvalidTransition


@dataclass(frozen=True)
class Lifecycle:
    """Which step leads from which state to which; a step that is not here is none."""

    noun: str
    states: type[Enum]
    steps: Mapping[Enum, Set[Enum]]

    def allows(self, current: str, to: str) -> bool:
        """Say whether there is a step between two states."""
        return self.states(to) in self.steps.get(self.states(current), frozenset())

    def require(self, current: str, to: str, *, only_from: str | None = None) -> None:
        """Go on only where there is such a step.

        ``only_from`` names the state that a step leaves, where several lead to ``to``.

        Raises:
            InvalidTransition: there is none.
        """
        elsewhere = only_from is not None and current != only_from
        if elsewhere or not self.allows(current, to):
            now, then = self.states(current), self.states(to)
            message = (
                f"This {self.noun} is {_label(now)}, so it cannot become"
                f" {_label(then)} now."
            )
            raise InvalidTransition(message)


def _label(state: Enum) -> str:
    return str(getattr(state, "label", state.value)).lower()
