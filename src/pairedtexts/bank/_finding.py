"""One thing that `check` found: where, in what, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """``file`` is relative to the course; ``line`` counts from 1, 0 when no line is meant; ``question`` may be "".

    An error has no ``rule``; a warning has the name by which an author can waive it.
    """

    file: str
    line: int
    question: str
    message: str
    rule: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        about = f'question "{self.question}": ' if self.question else ""
        return f"{place}: {f'warning [{self.rule}]: ' if self.rule else ''}{about}{self.message}"
