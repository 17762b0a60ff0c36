"""From a hand-in to scores. Pure: data in, data out; no database, no notebook server, no clock. Teacher side."""

from ._grade import GradedLesson, GradedQuestion, grade
from ._hand_in import HandIn, NoRelease, choose_release, read_hand_in, unreadable_hand_in
from ._rebuild import Rebuilt, rebuild, rebuilt_of
from ._view import graded_view, notes_view

__all__ = [
    "GradedLesson",
    "GradedQuestion",
    "HandIn",
    "NoRelease",
    "Rebuilt",
    "choose_release",
    "grade",
    "graded_view",
    "notes_view",
    "read_hand_in",
    "rebuild",
    "rebuilt_of",
    "unreadable_hand_in",
]
