"""Check a whole course: texts, quizzes, lessons, and whether what was released still stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..bank import Bank, Finding, read_bank
from ..digest import Json
from ..lint import Prose, lint
from ..questions import chance
from ..release import ExtraFile, LessonError, kept_releases, read_lesson, refuse_extra_files
from ._standards import StandardsError, read_standards


def check_course(course: Path) -> tuple[Bank, list[Finding]]:
    """The bank, and everything that is wrong (errors) or doubtful (warnings, which have a rule), in the order of the files.

    Codes of standards are looked up only where the course keeps a table of them.
    """
    bank, findings = read_bank(course)
    broken = {Path(finding.file).stem for finding in findings}
    if not findings:
        # A lesson can only be held against a bank that stands.
        findings = [finding for path in lesson_files(course) for finding in _check_lesson(course, path, bank)]
        if not lesson_files(course):
            findings.append(Finding("lessons", 0, "", "holds no lesson; a lesson is lessons/NAME/NAME.ipynb"))
    known_standards, broken_table = _known_standards(course)
    # What is doubtful about a quiz shows only when all of it can be read; one that is broken does not hide it in others.
    whole = {name: entry for name, entry in bank.entries.items() if name.partition("/")[0] not in broken}
    prose = [prose for path in lesson_files(course) if (prose := _prose(course, path))]
    return bank, sorted([*findings, *broken_table, *lint(replace(bank, entries=whole), prose, known_standards)])


def lesson_files(course: Path) -> list[Path]:
    """The lesson notebooks of a course."""
    return sorted(
        folder / f"{folder.name}.ipynb"
        for folder in (course / "lessons").iterdir()
        if (folder / f"{folder.name}.ipynb").is_file()
    )


def chance_of(bank: Bank, quiz: str) -> tuple[float, float]:
    """Points that a blind guesser expects in a quiz, and the points there are."""
    graded = [entry for entry in bank.quizzes().get(quiz, []) if entry.question.graded]
    expected = sum(entry.question.points * chance(entry.question, entry.key, bank.texts) for entry in graded)
    return expected, sum(entry.question.points for entry in graded)


def _check_lesson(course: Path, path: Path, bank: Bank) -> list[Finding]:
    file = path.relative_to(course).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
        notebook = json.loads(text)
        lesson = read_lesson(notebook, bank)
        refuse_extra_files(path.parent)
    except ExtraFile as error:
        return [Finding(file, 0, "", str(error))]
    except (ValueError, OSError) as error:
        return [Finding(file, 0, "", f"is not a notebook: {error}")]
    except (KeyError, TypeError, AttributeError):
        return [Finding(file, 0, "", "is JSON but not a notebook; open it in JupyterLab and save it again")]
    except LessonError as error:
        return [Finding(file, _line_of_cell(text, notebook, error.cell), "", str(error))]
    findings = []
    asked = set(lesson.questions)
    quizzes = {name.partition("/")[0] for name in asked}
    for name, entry in bank.entries.items():
        if name.partition("/")[0] in quizzes & {path.parent.name} and name not in asked:
            findings.append(Finding(entry.file, entry.line, name, f"is not asked in {file}"))
    return findings + _changed_since_release(course, path.parent.name, file, bank)


def _known_standards(course: Path) -> tuple[set[str] | None, Sequence[Finding]]:
    try:
        return read_standards(course), ()
    except StandardsError as error:
        return None, error.findings


def _changed_since_release(course: Path, lesson: str, file: str, bank: Bank) -> list[Finding]:
    kept = kept_releases(course, lesson)
    if not kept:
        return []
    latest = kept[-1]
    findings = []
    for name, text in latest.contents.texts.items():
        if name not in bank.texts or bank.texts[name].version != text.version:
            findings.append(
                Finding(
                    f"source_texts/{name}.txt",
                    0,
                    "",
                    f"has changed since {file} was released (release {latest.number}); hand-ins of that release are "
                    "graded against the text as it was. Restore the text, or release the lesson again",
                )
            )
    return findings


def _prose(course: Path, path: Path) -> Prose | None:
    """The text cells of a lesson; None where it is no notebook, which is an error of its own."""
    try:
        text = path.read_text(encoding="utf-8")
        notebook = json.loads(text)
        cells = [(i, cell) for i, cell in enumerate(notebook["cells"], start=1) if cell["cell_type"] == "markdown"]
        pieces = [(_line_of_cell(text, notebook, i), "".join(cell["source"])) for i, cell in cells]
    except (ValueError, OSError, KeyError, TypeError, AttributeError):
        return None
    return Prose(path.stem, path.relative_to(course).as_posix(), pieces)


def _line_of_cell(text: str, notebook: Json, cell: int) -> int:
    """The line of the file at which a cell's source begins; 0 for the whole notebook."""
    if not cell:
        return 0
    # Every cell has one "source" key; one inside a source's own text is written with escaped quotation marks.
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if line.lstrip().startswith('"source":')]
    return lines[cell - 1] if len(lines) == len(notebook["cells"]) else 0
