"""What a notebook in the teacher's own course shows: everything, keys included."""

from __future__ import annotations

from pathlib import Path

from ..bank import current_bank
from ..contents import Contents
from ..pictures import pictures_of
from .folder import find_course


def contents() -> Contents | None:
    """The contents of the course whose ``lessons/`` folder the kernel runs in; None elsewhere. Raises BankError.

    Only there: a release that is opened somewhere else in the course shows what a student sees.
    """
    course = find_course(Path.cwd())
    if course is None or not Path.cwd().is_relative_to(course / "lessons"):
        return None
    bank = current_bank(course)
    return Contents(
        lesson=Path.cwd().name,
        texts=bank.texts,
        questions={name: entry.question for name, entry in bank.entries.items()},
        practice_keys={name: entry.key for name, entry in bank.entries.items() if entry.question.practice},
        preview_keys={name: entry.key for name, entry in bank.entries.items()},
        pictures=pictures_of(bank),
    )
