"""Grade the notebook that nbgrader is working on: what autograde and feedback have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..bank import current_bank
from ..grading import GradedCell, GradedLesson, grade, rebuilt_of
from ..release import KeptError, kept_releases

NO_RESPONSE = "No response."
"""nbgrader's own comment on a solution cell that is as it was handed out."""


def graded_lesson(nb: Any, lesson: str) -> GradedLesson | None:
    """The grades of a rebuilt notebook; None for a notebook that was not rebuilt from a release."""
    rebuilt = rebuilt_of(nb)
    if rebuilt is None:
        return None
    # nbgrader makes the course's folder the current one before it converts.
    kept = kept_releases(Path.cwd(), lesson)
    release = next((item for item in kept if item.digest == rebuilt.release), None)
    if release is None:
        raise KeptError(f"{lesson}: the release {rebuilt.release} is not in kept_releases/ any more; restore it from a backup")
    bank = current_bank(Path.cwd())
    current = {name: (entry.question, entry.key) for name, entry in bank.entries.items()}
    return grade(rebuilt, release, kept[-1], current)


def is_lesson(course: Path, lesson: str) -> bool:
    """Whether an assignment is a lesson with questions of this package: it was released as one, or is going to be."""
    if kept_releases(course, lesson):
        return True
    paths = [course / folder / lesson / f"{lesson}.ipynb" for folder in ("lessons", "release")]
    return any(path.is_file() and "pairedtexts" in path.read_text(encoding="utf-8") for path in paths)


def grade_id_of(cell: Any) -> str:
    """nbgrader's name of a graded cell; "" for any other cell."""
    nbgrader = cell.metadata.get("nbgrader", {})
    return str(nbgrader.get("grade_id", "")) if nbgrader.get("grade") else ""


def graded_cell(cell: Any) -> GradedCell:
    """A graded cell of a notebook whose points and flags are the gradebook's."""
    flags = cell.metadata["nbgrader"]
    return GradedCell(flags["grade_id"], float(flags["points"]), bool(flags["solution"]))
