"""The desk for lessons that hold graded cells of the teacher's own: nbgrader executes those, hand-in by hand-in.

Each hand-in has a gradebook, a folder and a kernel of its own, so that many can be worked on at once and the code of one
finds nothing of another's. What nbgrader enters there for the teacher's cells is handed on to the one writer of the
course's gradebook. Questions are scored as ever, from the hand-in.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar
from uuid import uuid4

from filelock import FileLock, Timeout
from jupyter_core.utils import ensure_event_loop
from nbformat import from_dict
from nbgrader.converters import Autograde
from sqlalchemy.exc import SADeprecationWarning

from ..digest import Json
from ..grading import GradedCell, HandIn, cell_grades, grade, rebuilt_notebook, reconcile
from ..questions import Key, Question
from ..release import Kept
from .autograde import RebuildHandIn, ScoreQuestions
from .file_desk import results_of
from .gradebook import Tables, copy_lesson, entered
from .hand_in_files import NotGraded, Results, Task

_FOLDER = "pairedtexts-grading-"
_LOCK = ".lock"
_NEW = 2  # seconds in which a folder may not be locked yet by who has just made it
_MOST_OUTPUT = 10_000_000  # characters that a cell says; a page of print has 3,000
_LEFT_OUT = f"(This cell said more than {_MOST_OUTPUT:,} characters; the rest is left out.)\n"
_BEGINNING = 1_000  # characters of a message that is left out otherwise
_LONGEST_SOCKET = 100  # characters of a path; systems allow 104 or 108
_MARK = "PAIREDTEXTS_HAND_IN"  # a variable that every process has which a hand-in's code starts
_WHY = {
    "DeadKernelError": "the student's code ended the program that runs it: it calls exit, crashed, or took too much memory",
    "CellTimeoutError": "the student's code could not be stopped when its time was up (c.Execute.timeout)",
}
_ONE_AT_A_TIME = Lock()  # nbgrader changes the process's current folder


@dataclass(frozen=True)
class KernelPlan:
    """What a process needs to let nbgrader grade.

    ``cells`` are the cells of questions, by release and in its order; ``tables`` the gradebook's rows of everything but
    submissions.
    """

    batch: ClassVar = 1  # a kernel's start takes longer than anything that many at a time would save
    few: ClassVar = 0  # a student's code can end the process that has it executed: that must not be the teacher's

    course: Path
    lesson: str
    kept: tuple[Kept, ...]
    current: Mapping[str, tuple[Question, Key]]
    cells: Mapping[str, tuple[GradedCell, ...]]
    tables: Tables
    made_from: str

    def desk(self) -> KernelDesk:
        """Where hand-ins are graded by it."""
        return KernelDesk(self)


class KernelDesk:
    """Lets nbgrader grade one hand-in at a time, aside from the course."""

    def __init__(self, plan: KernelPlan) -> None:
        self._plan = plan
        # In memory, and copied for each hand-in: no student's code finds it, or what it did to one for the next.
        url, self._pristine = _gradebook_in_memory()
        with _without_a_warning():
            copy_lesson(plan.tables, url)
        _clear_away_what_was_killed()

    def grade(self, task: Task, hand_in: HandIn) -> tuple[str, Results]:
        """The text of the graded notebook, and the grades. Raises NotGraded."""
        from .steps import autograde_aside

        plan = self._plan
        rebuilt, release = reconcile(hand_in, plan.kept, task.twins)
        notebook = rebuilt_notebook(rebuilt, release, plan.kept[-1], hand_in.sources)
        url, database = _gradebook_in_memory()
        try:
            with _ONE_AT_A_TIME, _folder() as folder, closing(database), _without_a_warning():
                self._pristine.backup(database)
                text, failure = autograde_aside(plan.course, plan.lesson, task.student, notebook, url, folder)
                if failure:
                    raise NotGraded(_why(failure, task))
                grades, blank = entered(url, plan.lesson, task.student)
        except OSError as error:
            raise NotGraded(f"the folder for temporary files cannot be used: {error}") from error
        graded = grade(rebuilt, release, plan.kept[-1], plan.current)
        # A student's code has run: what was entered since is believed for the teacher's cells only, not for questions.
        questions, blank_questions = results_of(cell_grades(graded, plan.cells[release.digest]))
        grades.update({new.cell: new for new in questions})
        return text, Results(tuple(grades.values()), {**blank, **blank_questions}, graded.noted)


class AutogradeAside(Autograde):  # type: ignore[misc]
    """nbgrader's autograding of one hand-in that is at hand, already rebuilt, in a folder aside from the course.

    ``text`` is the graded notebook; it is never read from a file that the student's code could have reached.
    ``stopped`` is what ended it from outside, such as Ctrl+C: nbgrader calls that a failed hand-in.
    """

    text = ""
    stopped: BaseException | None = None

    def __init__(self, notebook: Json, folder: Path, **of: Any) -> None:
        super().__init__(**of)
        self.folder = folder
        self.coursedir.submitted_directory = str(folder / "submitted")
        self.coursedir.autograded_directory = str(folder / "autograded")
        instead = {
            _name(RebuildHandIn): lambda _, resources: (from_dict(notebook), resources),
            _name(ScoreQuestions): ScoreAside,
        }
        for names in ("sanitize_preprocessors", "autograde_preprocessors"):
            setattr(self, names, [instead.get(name, name) for name in getattr(self, names)])

    def start(self) -> None:
        # nbgrader looks for a file; what it holds is at hand.
        there = Path(self._format_source(self.coursedir.assignment_id, self.coursedir.student_id))
        there.mkdir(parents=True)
        (there / f"{self.coursedir.assignment_id}.ipynb").touch()
        try:
            super().start()
        except (KeyboardInterrupt, SystemExit) as stopped:
            self.stopped = stopped
            raise

    def write_single_notebook(self, output: str, resources: Any) -> None:
        super().write_single_notebook(output, resources)
        self.text = output


class ScoreAside(ScoreQuestions):
    """Leaves nothing of a kernel behind, lets it say nothing in the teacher's terminal, and bounds what it says."""

    record_timing = False  # the same hand-in gives the same bytes
    shutdown_kernel = "immediate"  # with everything that the student's code has started
    _said: tuple[int, int] = (0, 0)

    def create_kernel_manager(self) -> Any:
        manager = super().create_kernel_manager()
        manager.connection_file = str(self.parent.parent.folder / "kernel.json")
        # Kernels that are started at the same moment would be given the same free ports now and then.
        if os.name == "posix" and len(manager.connection_file) < _LONGEST_SOCKET:
            manager.transport = "ipc"
        return manager

    @contextmanager
    def setup_kernel(self, **how: Any) -> Iterator[None]:
        mark, group = uuid4().hex, None
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        try:
            with super().setup_kernel(env={**os.environ, _MARK: mark}, **silent, **how):
                group = getattr(self.km.provisioner, "pgid", None)
                try:
                    yield
                except (KeyboardInterrupt, SystemExit):
                    _let_go_of_what_was_awaited()
                    raise
        finally:
            _end_what_was_started(group, mark)

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Count what changes an output that is there already as well: `output` does not hear of it."""
        if msg["content"].get("transient"):
            size, before = len(str(msg["content"])), self._said_before(cell_index)
            if before + size > _MOST_OUTPUT:
                msg["content"]["transient"] = None
            if msg["msg_type"] == "update_display_data":
                self._said = cell_index, before + size
        return super().process_message(msg, cell, cell_index)

    def _said_before(self, cell_index: int) -> int:
        """Characters that this cell has said so far."""
        cell, before = self._said
        return before if cell == cell_index else 0

    def output(self, outs: Any, msg: Any, display_id: Any, cell_index: int) -> Any:
        """Leave out what a cell says beyond bounds, but never that it failed: that decides points."""
        size, before = len(str(msg["content"])), self._said_before(cell_index)
        self._said = cell_index, before + size
        if before + size > _MOST_OUTPUT:
            if before <= _MOST_OUTPUT:
                outs.append(from_dict({"output_type": "stream", "name": "stdout", "text": _LEFT_OUT}))
            if any(_tells_of_failure(out) for out in outs) or not _tells_of_failure({**msg["content"], **msg}):
                return None
            msg["content"] = _cut(msg["content"])
        return super().output(outs, msg, display_id, cell_index)

    def on_cell_executed(self, **of: Any) -> None:
        reply = of["execute_reply"]
        if len(str(reply["content"])) > _MOST_OUTPUT:
            reply["content"] = _cut(reply["content"])
        super().on_cell_executed(**of)


def _tells_of_failure(output: Mapping[str, Any]) -> bool:
    """Whether an output, or the message that brings one, makes nbgrader give no points."""
    return "error" in (output.get("output_type"), output.get("msg_type")) or output.get("name") == "stderr"


def _cut(content: dict[str, Any]) -> dict[str, Any]:
    """The beginning of what a message says."""
    cut = {name: value[:_BEGINNING] if isinstance(value, str) else value for name, value in content.items()}
    if isinstance(cut.get("traceback"), list):
        cut["traceback"] = [str(line)[:_BEGINNING] for line in cut["traceback"][:_BEGINNING]]
    return cut


def _why(failure: str, task: Task) -> str:
    """Why nbgrader gave up, as a sentence for a teacher."""
    found = next((why for name, why in _WHY.items() if name in failure), "")
    return f"{found}; look at {task.folder / task.notebook}, mend the cell, and run this again" if found else failure


def _name(preprocessor: type) -> str:
    return f"{preprocessor.__module__}.{preprocessor.__name__}"


def _let_go_of_what_was_awaited() -> None:
    """Else it would complain in the teacher's terminal, some time later, that nobody wanted it."""
    loop = ensure_event_loop()
    awaited = asyncio.all_tasks(loop)
    for task in awaited:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*awaited, return_exceptions=True))


def _end_what_was_started(group: int | None, mark: str) -> None:
    """End what a student's code has left running: the processes of its group, and those that have left it."""
    with suppress(OSError):
        if group:
            os.killpg(group, signal.SIGKILL)
    for about in Path("/proc").glob("[0-9]*/environ"):  # where the system has it
        with suppress(OSError):
            if f"{_MARK}={mark}".encode() in about.read_bytes():
                os.kill(int(about.parent.name), signal.SIGKILL)


def _gradebook_in_memory() -> tuple[str, sqlite3.Connection]:
    """Its address for SQLAlchemy in this process, and a connection: it is there as long as that is open."""
    place = f"file:{uuid4().hex}?mode=memory&cache=shared"
    return f"sqlite:///{place}&uri=true", sqlite3.connect(place, uri=True, check_same_thread=False)


@contextmanager
def _without_a_warning() -> Iterator[None]:
    with warnings.catch_warnings():
        # SQLAlchemy will have another pool of connections for a database in memory; here either will do.
        warnings.filterwarnings("ignore", category=SADeprecationWarning, message="Selection of the SingletonThreadPool")
        yield


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for one hand-in. It is locked: one that is not belongs to a process that was killed."""
    with tempfile.TemporaryDirectory(prefix=_FOLDER, ignore_cleanup_errors=True) as name, FileLock(Path(name) / _LOCK):
        yield Path(name)


def _clear_away_what_was_killed() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        with suppress(OSError, Timeout):
            if time.time() - folder.stat().st_mtime > _NEW:
                with FileLock(folder / _LOCK, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)
