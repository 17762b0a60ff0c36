"""The desk for lessons whose graded cells are all questions: pure work on data, without nbgrader and without a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..grading import CellGrade, GradedCell, HandIn, Template, file_grader
from ..questions import Key, Question
from ..release import Kept
from .hand_in_files import NewGrade, Results, Task


@dataclass(frozen=True)
class Prepared:
    """What the grading of a lesson's hand-ins needs to know; it can be sent to another process."""

    batch: ClassVar = 50
    few: ClassVar = 60

    lesson: str
    kept: tuple[Kept, ...]
    current: Mapping[str, tuple[Question, Key]]
    templates: Mapping[str, Template]
    made_from: str

    @property
    def cells(self) -> tuple[GradedCell, ...]:
        """The graded cells of the gradebook."""
        return self.templates[self.kept[-1].digest].cells

    def desk(self) -> FileDesk:
        """Where hand-ins are graded by it."""
        return FileDesk(self)


class FileDesk:
    """Fills the release's template with what a hand-in says."""

    def __init__(self, prepared: Prepared) -> None:
        self._grader = file_grader(prepared.kept, prepared.current, prepared.templates)

    def grade(self, task: Task, hand_in: HandIn) -> tuple[str, Results]:
        """The text of the graded notebook, and the grades."""
        graded = self._grader(hand_in, task.twins)
        return graded.text, Results(*results_of(graded.grades), graded.noted)


def results_of(grades: tuple[CellGrade, ...]) -> tuple[tuple[NewGrade, ...], dict[str, bool]]:
    """Grades of questions as a gradebook takes them, and which of those with a comment are blank."""
    new = tuple(NewGrade(grade.cell.name, grade.auto_score, grade.waits) for grade in grades)
    return new, {grade.cell.name: grade.blank for grade in grades if grade.cell.by_hand}
