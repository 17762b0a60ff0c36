"""From a hand-in to scores. Pure: data in, data out; no database, no notebook server, no clock. Teacher side."""

from ._cell_grades import CellGrade, GradedCell, cell_grades, cell_score
from ._grade import GradedLesson, GradedQuestion, grade
from ._hand_in import HandIn, NoRelease, choose_release, read_hand_in, unreadable_hand_in
from ._rebuild import Rebuilt, rebuild, rebuilt_notebook, rebuilt_of, reconcile
from ._view import graded_view, notes_view

__all__ = [
    "CellGrade",
    "GradedCell",
    "GradedLesson",
    "GradedQuestion",
    "HandIn",
    "NoRelease",
    "Rebuilt",
    "cell_grades",
    "cell_score",
    "choose_release",
    "grade",
    "graded_view",
    "notes_view",
    "read_hand_in",
    "rebuild",
    "rebuilt_notebook",
    "rebuilt_of",
    "reconcile",
    "unreadable_hand_in",
]
