"""From a lesson notebook and a bank to the notebook that students get, and the keeping of every release made. Teacher side."""

from ._kept import Kept, KeptError, keep, kept_releases, release_digest
from ._lesson import ExtraFile, Lesson, LessonError, read_lesson, refuse_extra_files
from ._make import SETUP, grade_id, is_our_cell, make_release

__all__ = [
    "SETUP",
    "ExtraFile",
    "Kept",
    "KeptError",
    "Lesson",
    "LessonError",
    "grade_id",
    "is_our_cell",
    "keep",
    "kept_releases",
    "make_release",
    "read_lesson",
    "refuse_extra_files",
    "release_digest",
]
