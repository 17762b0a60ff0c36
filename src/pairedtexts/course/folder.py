"""Where a course is."""

from __future__ import annotations

from pathlib import Path

from ..errors import PairedTextsError


class NoCourse(PairedTextsError):
    """The folder is not in a course."""


class NoLesson(PairedTextsError):
    """The course has no lesson of this name."""


def find_course(start: Path) -> Path | None:
    """The nearest folder at or above ``start`` with lessons, quizzes and texts."""
    for folder in (start, *start.parents):
        if (
            (folder / "lessons").is_dir()
            and (folder / "quizzes").is_dir()
            and (folder / "source_texts" / "texts.yaml").is_file()
        ):
            return folder
    return None


def course_at(start: Path) -> Path:
    """Like `find_course`, but raises NoCourse with what to do."""
    if not start.is_dir():
        raise NoCourse(f"{start} is not a folder")
    found = find_course(start.resolve())
    if found is None:
        raise NoCourse(
            f"{start} is not a course: a course has the folders lessons/, quizzes/ and source_texts/ with texts.yaml. "
            "Go into your course's folder, or make one with `pairedtexts new DIR`."
        )
    return found
