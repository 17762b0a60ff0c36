"""Points in words, the same wherever a person reads them."""

from __future__ import annotations


def plain_number(value: float) -> str:
    """A number with two digits after the point at most, and none that say nothing: "2.5"."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def points_words(points: float) -> str:
    """ "1 point" """
    words = plain_number(points)
    return f"{words} point" if words == "1" else f"{words} points"
