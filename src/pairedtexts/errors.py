"""What can go wrong, said to a teacher: where, what was found, what is allowed, what to do."""

from __future__ import annotations


class PairedTextsError(Exception):
    """Base of every error this package raises on purpose; its text is a whole sentence for a reader."""
