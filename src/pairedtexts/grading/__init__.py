"""From a hand-in to scores. Pure: data in, data out; no database, no notebook server, no clock. Teacher side."""

from ._cell_grades import CellGrade, GradedCell, cell_grades, cell_score
from ._grade import GradedLesson, GradedQuestion, Noted, grade
from ._graded_file import GradedFile, file_grader
from ._hand_in import HandIn, NoRelease, choose_release, read_hand_in
from ._rebuild import Rebuilt, rebuild, rebuilt_notebook, rebuilt_of, reconcile, twins_to_name
from ._template import Template, make_template, notes_output, score_output
from ._view import graded_view, notes_view

__all__ = [
    "CellGrade",
    "GradedCell",
    "GradedFile",
    "GradedLesson",
    "GradedQuestion",
    "HandIn",
    "NoRelease",
    "Noted",
    "Rebuilt",
    "Template",
    "cell_grades",
    "cell_score",
    "choose_release",
    "file_grader",
    "grade",
    "graded_view",
    "make_template",
    "notes_output",
    "notes_view",
    "read_hand_in",
    "rebuild",
    "rebuilt_notebook",
    "rebuilt_of",
    "reconcile",
    "score_output",
    "twins_to_name",
]
