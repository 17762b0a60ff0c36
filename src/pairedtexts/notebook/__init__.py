"""The calls that a notebook makes."""

from ._calls import ask, hand_in, open_release, picture, read

__all__ = ["ask", "hand_in", "open_release", "picture", "read"]
