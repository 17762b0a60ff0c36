"""Check a whole course: texts, quizzes, lessons, and whether what was released still stands."""

from __future__ import annotations

import json
from pathlib import Path

from ..bank import Bank, Finding, read_bank
from ..digest import Json
from ..questions import chance
from ..release import ExtraFile, LessonError, kept_releases, read_lesson, refuse_extra_files


def check_course(course: Path) -> tuple[Bank, list[Finding]]:
    """The bank, and everything that is wrong, in the order of the files."""
    bank, findings = read_bank(course)
    if not findings:
        # A lesson can only be held against a bank that stands.
        findings = [finding for path in lesson_files(course) for finding in _check_lesson(course, path, bank)]
        if not lesson_files(course):
            findings.append(Finding("lessons", 0, "", "holds no lesson; a lesson is lessons/NAME/NAME.ipynb"))
    return bank, sorted(findings)


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


def _line_of_cell(text: str, notebook: Json, cell: int) -> int:
    """The line of the file at which a cell's source begins; 0 for the whole notebook."""
    if not cell:
        return 0
    # Every cell has one "source" key; one inside a source's own text is written with escaped quotation marks.
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if line.lstrip().startswith('"source":')]
    return lines[cell - 1] if len(lines) == len(notebook["cells"]) else 0
