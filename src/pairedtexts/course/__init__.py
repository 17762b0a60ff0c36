"""A course: a folder with lessons, quizzes and texts, in which nbgrader can run. Teacher side."""

from ._check import chance_of, check_course, lesson_files
from ._guide import LessonUnread, guide_papers, write_guide
from ._new import CannotMake, new_course
from ._simulated_class import SimulatedStudent, fill_in, simulated_class, work_through
from ._standards import StandardsError, read_standards
from .folder import NoCourse, NoLesson, course_at, find_course

__all__ = [
    "CannotMake",
    "LessonUnread",
    "NoCourse",
    "NoLesson",
    "SimulatedStudent",
    "StandardsError",
    "chance_of",
    "check_course",
    "course_at",
    "fill_in",
    "find_course",
    "guide_papers",
    "lesson_files",
    "new_course",
    "read_standards",
    "simulated_class",
    "work_through",
    "write_guide",
]
