"""nbgrader's own steps, run in this process for one course: release, autograde, feedback, and a look at the gradebook."""

from __future__ import annotations

import json
import os
import re
import shutil
import sysconfig
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..bank import current_bank
from ..errors import PairedTextsError
from ..release import kept_releases
from .graded import NO_RESPONSE, is_lesson

CONFIG = "nbgrader_config.py"


class StepFailed(PairedTextsError):
    """nbgrader could not carry out a step; the text says why."""


@dataclass(frozen=True)
class Graded:
    """What became of one student's hand-in; ``failure`` is "" when it was graded, ``for_review`` says what is to look at.

    ``nothing_answered``: the lesson has graded questions, and the hand-in answers none of them.
    """

    student: str
    failure: str
    for_review: tuple[str, ...] = ()
    nothing_answered: bool = False


@dataclass(frozen=True)
class GradebookRow:
    """One student's line in the gradebook of one lesson; a late penalty is taken off the score.

    ``unread``: a written answer waits for a person's points, whatever else there is to look at.
    """

    student: str
    score: float
    max_score: float
    needs_review: bool
    unread: bool


def put_programs_on_path() -> None:
    """Let nbgrader find the programs it starts (alembic, jupyter) where this Python keeps its own.

    They are not on the PATH of a teacher who runs the command from a virtual environment that is not activated.
    """
    scripts = sysconfig.get_path("scripts")
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join(filter(None, [scripts, os.environ.get("PATH")]))


def release(course: Path, lesson: str) -> Path:
    """``nbgrader generate_assignment``; returns the student's notebook. Raises StepFailed; an older one then stays."""
    api = _api(course)
    folder = course / "release" / lesson
    with tempfile.TemporaryDirectory() as aside:
        # nbgrader deletes what it is about to make.
        before = Path(shutil.copytree(folder, Path(aside) / lesson)) if folder.is_dir() else None
        result = api.generate_assignment(lesson, force=True, create=True)
        if not result["success"]:
            if before is not None:
                shutil.copytree(before, folder, dirs_exist_ok=True)
            if "Cannot add or remove cells" in f"{result.get('log')}{result.get('error')}":
                raise StepFailed(
                    f"hand-ins of {lesson} are already graded, so no question can be added, removed or renamed any more: the "
                    "gradebook would lose its place. Wordings, keys and points can still change; new questions need a lesson "
                    "under another name"
                )
            raise StepFailed(_reason(result))
    return folder / f"{lesson}.ipynb"


def collected(course: Path, lesson: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The students whose hand-in lies ready, and those whose folder holds something else, with what to do."""
    ready: list[str] = []
    wrong: list[tuple[str, str]] = []
    for folder in sorted((course / "submitted").glob(f"*/{lesson}")):
        student = folder.parent.name
        reason = _misplaced(folder, lesson)
        if reason:
            wrong.append((student.encode("utf-8", "replace").decode(), reason))
        else:
            ready.append(student)
    return ready, wrong


def _misplaced(folder: Path, lesson: str) -> str:
    """Why what lies in a hand-in's folder cannot be graded, and what to do; "" when it can."""
    student, notebook = folder.parent.name, f"{lesson}.ipynb"
    if not student.isprintable() or any(char in student for char in "*?[]") or "\udc80" <= max(student) <= "\udcff":
        return f"{student!r} cannot be a student's name for nbgrader; rename the folder to letters, digits, - and _"
    try:
        found = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        return f"{folder} cannot be read ({error.strerror}); it must be a folder that holds {notebook}"
    if notebook not in found:
        holds = f"holds {', '.join(found)}" if found else "is empty"
        return f"{folder} {holds}; the hand-in must be called {notebook}"
    links = [name for name in found if (folder / name).is_symlink()]
    if links:
        return f"{folder / links[0]} is a link, not a file; put the file itself there"
    return ""


def autograde(course: Path, lesson: str, students: list[str]) -> Iterator[Graded]:
    """``nbgrader autograde``, student by student; one that fails does not stop the next.

    Raises StepFailed for a lesson that was never released, and BankError when the course's quizzes or texts have errors;
    then nothing was touched.
    """
    if not kept_releases(course, lesson) and is_lesson(course, lesson):
        raise StepFailed(
            f"{lesson} was never released from this course; run `pairedtexts release {lesson}`, or restore kept_releases/"
        )
    current_bank(course)
    api = _api(course)
    for student in students:
        with _without_nbgraders_own_warnings():
            result = api.autograde(lesson, student, force=True, create=True)
        if result["success"]:
            yield Graded(student, "", *_noted(course / "autograded" / student / lesson / f"{lesson}.ipynb"))
        else:
            yield Graded(student, _reason(result))


def feedback(course: Path, lesson: str, *, show_keys: bool | None = None) -> int:
    """``nbgrader generate_feedback`` for every graded hand-in; returns how many pages there are. Raises StepFailed.

    ``show_keys`` None leaves the course's own setting as it is.
    """
    if not any((course / "autograded").glob(f"*/{lesson}/*.ipynb")):
        raise StepFailed(f"no hand-in of {lesson} is graded yet; run `pairedtexts grade {lesson}` first")
    api = _api(course, show_keys)
    result = api.generate_feedback(lesson, force=True)
    if not result["success"]:
        raise StepFailed(_reason(result))
    return len(list((course / "feedback").glob(f"*/{lesson}/*.html")))


def gradebook(course: Path, lesson: str) -> list[GradebookRow]:
    """The lesson's rows, by student."""
    from nbgrader.api import Gradebook

    with Gradebook(_api(course).coursedir.db_url) as book:
        rows = [
            GradebookRow(
                item.student.id,
                float(item.score) - float(item.late_submission_penalty or 0),
                float(item.max_score),
                bool(item.needs_manual_grade),
                bool(item.needs_manual_grade) and any(map(_unread, item.notebooks)),
            )
            for item in book.assignment_submissions(lesson)
        ]
    return sorted(rows, key=lambda row: row.student)


def _unread(notebook: Any) -> bool:
    """Whether a cell that a person gives points for holds an answer without them; only such cells have a comment."""
    waiting = {grade.name for grade in notebook.grades if grade.needs_manual_grade and grade.manual_score is None}
    return any(comment.name in waiting and comment.auto_comment != NO_RESPONSE for comment in notebook.comments)


def _noted(graded: Path) -> tuple[tuple[str, ...], bool]:
    """What a graded notebook says: why it is for review, and whether nothing that counts is answered."""
    noted = json.loads(graded.read_text(encoding="utf-8"))["metadata"].get("pairedtexts", {})
    return tuple(noted.get("for_review", ())), noted.get("nothing_answered", False)


def _api(course: Path, show_keys: bool | None = None) -> Any:
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    if not (course / CONFIG).is_file():
        raise StepFailed(f"{course} has no {CONFIG}; make a course with `pairedtexts new DIR`, or copy one from there")
    put_programs_on_path()
    config = Config(PyFileConfigLoader(CONFIG, path=str(course)).load_config())
    config.CourseDirectory.root = str(course)
    if show_keys is not None:
        config.ShowQuestions.show_keys = show_keys
    return NbGraderAPI(config=config)


@contextmanager
def _without_nbgraders_own_warnings() -> Iterator[None]:
    from sqlalchemy.exc import SAWarning

    with warnings.catch_warnings():
        # nbgrader 0.9 adds a submission while it is still being put together; a teacher can do nothing about that.
        warnings.filterwarnings("ignore", category=SAWarning, message="Object of type <Submitted")
        yield


def _reason(result: Any) -> str:
    """The sentence of our own error inside what nbgrader logged, else nbgrader's last words."""
    log = f"{result.get('log', '')}\n{result.get('error', '')}".strip()
    # A traceback, indented in a log, ends with "package.module.Error: sentence"; ours are sentences that can stand alone.
    ours = re.findall(r"^[ ]*pairedtexts\.[\w.]+: (.+(?:\n(?![ ]*(?:\[|Traceback))[ ]*\S.*)*)", log, re.MULTILINE)
    if ours:
        return "\n".join(line.strip() for line in ours[-1].splitlines())
    errors = re.findall(r"^\s*(\w[\w.]*(?:Error|Exception|Interrupt): .+)$", log, re.MULTILINE)
    lines = errors or [line for line in log.splitlines() if line.strip()]
    return f"nbgrader stopped: {lines[0 if errors else -1].strip()}" if lines else "nbgrader stopped without a reason"
