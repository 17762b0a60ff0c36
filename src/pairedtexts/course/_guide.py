"""Write the teacher's papers of a course: keys, and the map from questions to standards."""

from __future__ import annotations

import json
from pathlib import Path

from ..bank import Bank, load_bank
from ..contents import Contents
from ..digest import Json
from ..errors import PairedTextsError
from ..papers import Asked, AskedLesson, key_paper, map_paper, map_table
from ..questions import chance
from ..release import LessonError, read_lesson
from ..whole_file import write_whole
from ._check import lesson_files
from ._standards import standards_table

FOLDER = "guides"


class LessonUnread(PairedTextsError):
    """A lesson is no notebook, or asks what is not there."""


def write_guide(course: Path) -> list[Path]:
    """Write all papers of the course; returns the files. Raises BankError, StandardsError, LessonUnread, writing none."""
    papers = guide_papers(course)
    for file, text in papers.items():
        write_whole(course / file, text)
    return [course / file for file in papers]


def guide_papers(course: Path) -> dict[str, str]:
    """What is to stand in which file of the course. Raises like `write_guide`."""
    bank, standards = load_bank(course), standards_table(course) or {}
    lessons = [_lesson(course, path, bank) for path in lesson_files(course)]
    return {
        **{f"{FOLDER}/keys/{lesson.name}.md": key_paper(lesson, bank.texts) for lesson in lessons},
        f"{FOLDER}/map.csv": map_table(lessons, standards),
        f"{FOLDER}/map.md": map_paper(lessons, bank.texts, standards),
    }


def _lesson(course: Path, path: Path, bank: Bank) -> AskedLesson:
    file = path.relative_to(course).as_posix()
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        entries = {name: bank.entries[name] for name in read_lesson(notebook, bank).questions}
        title = _title(notebook) or path.stem
    except LessonError as error:
        raise LessonUnread(f"{file}: {error}") from error
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise LessonUnread(f"{file} is not a notebook that can be read; `pairedtexts check` says more") from error
    # A release's contents know what students call a question.
    contents = Contents(path.stem, {}, {name: entry.question for name, entry in entries.items()}, {})
    asked = (
        Asked(contents.label(name), entry, chance(entry.question, entry.key, bank.texts)) for name, entry in entries.items()
    )
    return AskedLesson(path.stem, title, tuple(asked))


def _title(notebook: Json) -> str:
    """The first heading of a lesson, "" without one."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for line in "".join(cell["source"]).splitlines():
                if line.startswith("#"):
                    return line.lstrip("#").strip()
    return ""
