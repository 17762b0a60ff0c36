"""What a gradebook says of each graded cell, whoever writes it there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..release import grade_id
from ._grade import GradedLesson, GradedQuestion


class GradedCell(NamedTuple):
    """A graded cell as the gradebook knows it; ``by_hand`` is one that it calls a solution, which has a comment."""

    name: str
    points: float
    by_hand: bool


class CellGrade(NamedTuple):
    """What a machine enters for a cell. ``waits``: a person has to look, or to give points. Manual points are a person's."""

    cell: GradedCell
    auto_score: float
    waits: bool
    blank: bool


def cell_score(question: GradedQuestion, points: float) -> float:
    """Points, between none and all that the gradebook has for the cell."""
    return min(points, max(0.0, question.score.share * points))


def cell_grades(graded: GradedLesson, cells: Sequence[GradedCell]) -> tuple[CellGrade, ...]:
    """The grades of those cells that are questions, of all graded ``cells`` of a notebook in its order."""
    questions = {grade_id(name): question for name, question in graded.questions.items()}
    look = {name for name, question in questions.items() if question.reasons}
    if any(note.review for note in graded.notes) and not look:
        # No gradebook has a flag for a whole hand-in; its first question stands for it.
        look = {next((cell.name for cell in cells if cell.name in questions), "")}
    found = []
    for cell in cells:
        if cell.name in questions:
            question = questions[cell.name]
            waits = question.score.state == "manual" or cell.name in look
            blank = question.score.state == "blank"
            found.append(CellGrade(cell, cell_score(question, cell.points), waits, blank))
    return tuple(found)
