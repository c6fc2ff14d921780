"""Tells a clerk which words of a file were left out, in those words."""

from collections.abc import Iterator, Sequence

_LONGEST = 300  # characters that a sentence quotes
_MOST = 20


def quoted(passages: Sequence[str], what: str) -> Iterator[str]:
    """Give a sentence for each passage: what was done with it, and what it says."""
    told = [" ".join(words.split()) for words in passages if words.strip()]
    for words in told[:_MOST]:
        whole = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
        yield f"{what}: “{whole}”."
    if len(told) > _MOST:
        yield f"{what} in {len(told) - _MOST} more places."
