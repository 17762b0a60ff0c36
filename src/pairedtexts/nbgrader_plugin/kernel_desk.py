"""The desk for lessons that hold graded cells of the teacher's own: nbgrader executes those, hand-in by hand-in.

nbgrader works on a gradebook and a tree of this process's own, so that many can work at once; what it enters there for the
teacher's cells is handed on to the one writer of the course's gradebook. Questions are scored as ever, from the hand-in.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ..grading import GradedCell, HandIn, cell_grades, grade, reconcile
from ..questions import Key, Question
from ..release import Kept
from .file_desk import results_of
from .hand_in_files import NotGraded, Results, Task

if TYPE_CHECKING:
    from .gradebook import Tables

_ONE_AT_A_TIME = Lock()  # nbgrader changes the process's current folder


@dataclass(frozen=True)
class KernelPlan:
    """What a process needs to let nbgrader grade; ``tables`` are the gradebook's rows of everything but submissions."""

    course: Path
    lesson: str
    kept: tuple[Kept, ...]
    current: Mapping[str, tuple[Question, Key]]
    cells: tuple[GradedCell, ...]
    tables: Tables
    made_from: str

    def desk(self) -> KernelDesk:
        """Where hand-ins are graded by it."""
        return KernelDesk(self)


class KernelDesk:
    """Lets nbgrader grade one hand-in at a time, aside from the course."""

    def __init__(self, plan: KernelPlan) -> None:
        from .gradebook import copy_lesson

        self._plan = plan
        self._aside = tempfile.TemporaryDirectory(prefix="pairedtexts-grading-")
        self._url = f"sqlite:///{self._aside.name}/gradebook.db"
        copy_lesson(plan.tables, self._url)

    def grade(self, task: Task, hand_in: HandIn) -> tuple[str, Results]:
        """The text of the graded notebook, and the grades. Raises NotGraded."""
        from .gradebook import taken_out
        from .steps import autograde_aside

        plan, root = self._plan, Path(self._aside.name) / "autograded"
        with _ONE_AT_A_TIME:
            try:
                failure = autograde_aside(plan.course, plan.lesson, task.student, task.twins, self._url, root)
                text = "" if failure else (root / task.student / plan.lesson / task.notebook).read_text(encoding="utf-8")
                entered, blank = taken_out(self._url, plan.lesson, task.student)
            finally:
                shutil.rmtree(root, ignore_errors=True)
        if failure:
            raise NotGraded(failure)
        rebuilt, release = reconcile(hand_in, plan.kept, task.twins)
        graded = grade(rebuilt, release, plan.kept[-1], plan.current)
        # A student's code has run: what stands in files by now is believed for its own cells only, not for questions.
        questions, blank_questions = results_of(cell_grades(graded, plan.cells))
        grades = {**entered, **{new.cell: new for new in questions}}
        return text, Results(tuple(grades.values()), {**blank, **blank_questions}, graded.noted)
