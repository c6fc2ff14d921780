"""What the two sides of the door agree on: limits, ways to end, and the refusal."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

# The child's exit codes.
UNREADABLE = 3  # it refuses the file with a sentence
OUT_OF_MEMORY = 4
NO_SANDBOX = 5  # it would have read the file with the network in reach


class NoSandbox(Exception):
    """Nothing on this host can hold the child."""


class UnreadableFile(Exception):
    """A file cannot be read; the message is a plain sentence for a clerk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a child may use: seconds on the clock and of the processor, and bytes."""

    seconds: float = 16
    processor_seconds: int = 14
    memory: int = 480 * 1024 * 1024
    output: int = 16 * 1024 * 1024


LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads behind the door: its code, its limits, and what is said if it fails."""

    function: str  # as ``module:function``, of the file's bytes and its name
    limits: Limits = LIMITS
    not_read: str = "This file could not be read."
    too_much: str = "This file needs far more time or memory than it should."
