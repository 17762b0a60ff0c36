"""nbgrader's own steps, run in this process for one course: release, autograde, feedback, and a look at the gradebook."""

from __future__ import annotations

import json
import os
import re
import shutil
import sysconfig
import tempfile
import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..bank import current_bank
from ..digest import Json
from ..errors import PairedTextsError
from ..grading import Noted
from ..release import kept_releases
from . import CONFIG
from .graded import is_lesson
from .hand_in_files import Graded

if TYPE_CHECKING:
    from .class_grading import ClassGrading
    from .gradebook import GradebookRow


class StepFailed(PairedTextsError):
    """nbgrader could not carry out a step; the text says why."""


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
    _expect_gradebook(api)
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
    for folder in _hand_in_folders(course / "submitted", lesson):
        student = folder.parent.name
        reason = _misplaced(folder, lesson)
        if reason:
            wrong.append((student.encode("utf-8", "replace").decode(), reason))
        else:
            ready.append(student)
    return ready, wrong


def _hand_in_folders(submitted: Path, lesson: str) -> list[Path]:
    """Where hand-ins of a lesson lie, also those that cannot be looked into. Raises StepFailed."""
    try:
        return [place / lesson for place in sorted(submitted.iterdir()) if _may_be_there(place / lesson)]
    except FileNotFoundError:
        return []  # nothing was ever collected
    except OSError as error:
        why = f"{submitted} cannot be read ({error.strerror})"
        raise StepFailed(f"{why}; see that you may read it, then run this again") from error


def _may_be_there(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # it cannot be seen, and that has to be said
    return True


def _misplaced(folder: Path, lesson: str) -> str:
    """Why what lies in a hand-in's folder cannot be graded, and what to do; "" when it can."""
    student, notebook = folder.parent.name, f"{lesson}.ipynb"
    if (
        not student.isprintable()
        or any(char in student for char in '*?[]<>"')
        or student[0] == "."
        or "\udc80" <= max(student) <= "\udcff"
    ):
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
    _refuse_unreleased(course, lesson)
    current_bank(course)
    api = _api(course)
    for student in students:
        failure = _autograde(api, lesson, student)
        noted = () if failure else _noted(course / "autograded" / student / lesson / f"{lesson}.ipynb")
        yield Graded(student, failure, *noted)


def autograde_aside(course: Path, lesson: str, student: str, notebook: Json, db_url: str, folder: Path) -> tuple[str, str]:
    """nbgrader's autograding of a rebuilt hand-in into another gradebook and a folder aside from the course.

    Returns the text of the graded notebook, and why it failed, "" if it did not.
    """
    from nbgrader.utils import capture_log

    from .kernel_desk import AutogradeAside

    api = _api(course)
    api.coursedir.db_url, api.coursedir.assignment_id, api.coursedir.student_id = db_url, lesson, student
    app = AutogradeAside(notebook, folder, coursedir=api.coursedir, parent=api)
    with _without_nbgraders_own_warnings():
        result = capture_log(app)
    if app.stopped is not None:
        raise app.stopped
    return app.text, "" if result["success"] else _reason(result)


def class_grading(course: Path, lesson: str, cluster: str = "") -> ClassGrading | None:
    """The same gradebook and tree as from `autograde`, at the cost of the work alone; ``cluster`` is a Dask scheduler.

    None where only nbgrader itself can grade, because the course does more in grading than this package asks for. Raises
    as `autograde` does, and GradebookUnavailable.
    """
    from nbgrader.converters import Autograde

    from .class_grading import ClassGrading
    from .gradebook import clear_errors, expect_file
    from .prepare import prepare

    _refuse_unreleased(course, lesson)
    api = _api(course)
    expect_file(api.coursedir.db_url)
    converter = Autograde(coursedir=api.coursedir, parent=api)
    with clear_errors(api.coursedir.db_url):
        plan = prepare(course, lesson, converter)
    return None if plan is None else ClassGrading(lesson, plan, converter, cluster)


def feedback(course: Path, lesson: str, *, show_keys: bool | None = None) -> int:
    """``nbgrader generate_feedback`` for every graded hand-in; returns how many pages there are. Raises StepFailed.

    ``show_keys`` None leaves the course's own setting as it is.
    """
    if not any((course / "autograded").glob(f"*/{lesson}/*.ipynb")):
        raise StepFailed(f"no hand-in of {lesson} is graded yet; run `pairedtexts grade {lesson}` first")
    api = _api(course, {} if show_keys is None else {"ShowQuestions": {"show_keys": show_keys}})
    _expect_gradebook(api)
    result = api.generate_feedback(lesson, force=True)
    if not result["success"]:
        raise StepFailed(_reason(result))
    return len(list((course / "feedback").glob(f"*/{lesson}/*.html")))


def gradebook(course: Path, lesson: str) -> list[GradebookRow]:
    """The lesson's rows, by student. Raises GradebookUnavailable."""
    return list(gradebook_rows(course, lesson))


def gradebook_rows(course: Path, lesson: str) -> Iterator[GradebookRow]:
    """Like `gradebook`, one row after the other: of a district there can be many. Raises GradebookUnavailable."""
    from .gradebook import LessonBook

    book = LessonBook(_api(course).coursedir.db_url, lesson)
    try:
        yield from book.rows()
    finally:
        book.close()


def _expect_gradebook(api: Any) -> None:
    from .gradebook import expect_usable

    expect_usable(api.coursedir.db_url)


def _refuse_unreleased(course: Path, lesson: str) -> None:
    if not kept_releases(course, lesson) and is_lesson(course, lesson):
        raise StepFailed(
            f"{lesson} was never released from this course; run `pairedtexts release {lesson}`, or restore kept_releases/"
        )


def _autograde(api: Any, lesson: str, student: str) -> str:
    with _without_nbgraders_own_warnings():
        result = api.autograde(lesson, student, force=True, create=True)
    return "" if result["success"] else _reason(result)


def _noted(graded: Path) -> Noted:
    """What a graded notebook says of itself."""
    noted = json.loads(graded.read_text(encoding="utf-8"))["metadata"].get("pairedtexts", {})
    return Noted(tuple(noted.get("for_review", ())), noted.get("nothing_answered", False))


def _api(course: Path, settings: Mapping[str, Mapping[str, object]] | None = None) -> Any:
    """nbgrader with the course's own configuration, and ``settings`` by class and name."""
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    if not (course / CONFIG).is_file():
        raise StepFailed(f"{course} has no {CONFIG}; make a course with `pairedtexts new DIR`, or copy one from there")
    put_programs_on_path()
    try:
        config = Config(PyFileConfigLoader(CONFIG, path=str(course)).load_config())
    except Exception as error:  # whatever a teacher's own lines raise
        raise StepFailed(_why_not_configured(course / CONFIG, error)) from error
    config.CourseDirectory.root = str(course)
    for name, values in (settings or {}).items():
        config[name].update(values)
    return NbGraderAPI(config=config)


def _why_not_configured(path: Path, error: Exception) -> str:
    """Which line of a course's configuration failed, and why."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).name == CONFIG]
    if isinstance(error, SyntaxError):
        lines.append(error.lineno)
    if isinstance(error, KeyError):
        why = f"there is no {error}; if this is a variable of the environment, set it where this command runs"
    else:
        why = f"{type(error).__name__}: {error}"
    return f"{path}, line {lines[-1] if lines else 1}: {why}. Mend it, then run this again"


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
