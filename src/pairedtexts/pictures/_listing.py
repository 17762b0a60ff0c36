"""Things and numbers as a sentence has them."""

from __future__ import annotations

from collections.abc import Sequence


def listed(items: Sequence[str]) -> str:
    """One after the other: "one, two and three"."""
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def capital(words: str) -> str:
    """The words with a large first letter."""
    return words[:1].upper() + words[1:]
