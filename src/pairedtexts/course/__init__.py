"""A course: a folder with lessons, quizzes and texts, in which nbgrader can run. Teacher side."""

from ._check import chance_of, check_course, lesson_files
from ._new import CannotMake, new_course
from ._simulated_class import SimulatedStudent, fill_in, simulated_class, work_through
from .folder import NoCourse, NoLesson, course_at, find_course

__all__ = [
    "CannotMake",
    "NoCourse",
    "NoLesson",
    "SimulatedStudent",
    "chance_of",
    "check_course",
    "course_at",
    "fill_in",
    "find_course",
    "lesson_files",
    "new_course",
    "simulated_class",
    "work_through",
]
