"""Grade a class: hand-ins are read and scored by workers and entered by one writer, a batch at a time.

What was known of a batch is forgotten first, its notebooks are put in their places then, and its grades are entered last, in
one transaction with what they were made from. Whoever was stopped in between is graded again by the next run, to the same
bytes, even where the hand-in has by then become again what it was before.
"""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from ..errors import PairedTextsError
from ..grading import twins_to_name
from .cluster import cluster
from .gradebook import LONGEST_NAME, Entry, Known, LessonBook, OldGrade
from .hand_in_files import TIMESTAMP, Done, Graded, NotGraded, Results, Task
from .processes import processes
from .workers import Here, Outcome, Plan, Submit, worker_count

_ON_THEIR_WAY = 4  # batches for each worker
_LOOKED_UP = 50  # students of whom is asked at a time what is known
_SAME = 1e-9  # points
_STAGING = ".grading"  # in autograded/, where notebooks lie that are not in their places yet
_ROOM = 1_000_000  # bytes: room for any graded notebook


class Busy(PairedTextsError):
    """Another run is grading in this course."""


class CourseNotWritable(PairedTextsError):
    """Nothing can be written in the course now, for any hand-in; the text says why."""


class NoPenalty(PairedTextsError):
    """The course's own rule for late hand-ins failed; the text says at whose."""


@dataclass(frozen=True)
class Change:
    """What grading a hand-in would change; points before any late penalty, with those that a person gave.

    ``before`` is None where nothing is in the gradebook yet. ``cells`` are those whose points change.
    """

    student: str
    failure: str
    before: float | None
    after: float
    cells: tuple[str, ...]


class ClassGrading:
    """The grading of one lesson's hand-ins in one course; ``converter`` is the course's own nbgrader Autograde."""

    def __init__(self, lesson: str, plan: Plan, converter: Any, cluster_address: str = "") -> None:
        self._lesson, self._plan, self._converter, self._cluster = lesson, plan, converter, cluster_address
        self._late: Any = None

    def changes(self, students: Sequence[str], *, everything: bool) -> Iterator[Change]:
        """What `grade` would change, hand-in by hand-in. Writes nothing. Raises as `grade` does, but not Busy."""
        with self._book() as book, self._workers(len(students)) as submit:
            for tasks, outcomes in self._graded(book, submit, students, None, everything=everything):
                old = book.grades([task.student for task in tasks])
                for task, outcome in zip(tasks, outcomes, strict=True):
                    if isinstance(outcome, NotGraded):
                        yield Change(task.student, str(outcome), None, 0.0, ())
                    elif outcome.results is not None:
                        yield _change(task.student, outcome.results, old.get(task.student, {}))

    def grade(self, students: Sequence[str], *, everything: bool) -> Iterator[Graded]:
        """Grade what has changed since the last time, or ``everything``; a student can come twice, the last time counts.

        Raises Busy, CourseNotWritable, GradebookUnavailable, NoCluster.
        """
        with self._alone() as ready, self._book() as book, self._workers(len(students)) as submit:
            book.remember()
            for tasks, outcomes in self._graded(book, submit, students, ready, everything=everything):
                yield from self._enter(book, ready, tasks, outcomes)
            changed = self._changed_twins(book, students)
            for tasks, outcomes in self._graded(book, submit, list(changed), ready, everything=True, twins=changed):
                yield from self._enter(book, ready, tasks, outcomes)

    def _graded(
        self,
        book: LessonBook,
        submit: Submit,
        students: Sequence[str],
        ready: Path | None,
        *,
        everything: bool,
        twins: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Iterator[tuple[list[Task], list[Outcome]]]:
        """Batch by batch what the workers make of the hand-ins, with some batches on their way all the time."""
        waiting: deque[tuple[list[Task], Callable[[], list[Outcome]]]] = deque()
        for batch in _batches(students, self._plan.batch):
            known = book.known(batch)
            tasks = [self._task(student, ready, known.get(student), twins, everything=everything) for student in batch]
            waiting.append((tasks, submit(tasks)))
            if len(waiting) > _ON_THEIR_WAY * submit.at_once:
                done, result = waiting.popleft()
                yield done, _without_impossible_names(done, result())
        for tasks, result in waiting:
            yield tasks, _without_impossible_names(tasks, result())

    def _task(
        self,
        student: str,
        ready: Path | None,
        known: Known | None,
        twins: Mapping[str, tuple[str, ...]] | None,
        *,
        everything: bool,
    ) -> Task:
        before = known.twins if known else ()
        fingerprint = known.fingerprint if known and not everything and _holds_something(self._place(student)) else ""
        named = before if twins is None else twins[student]
        return Task(student, self._hand_in_folder(student), f"{self._lesson}.ipynb", ready, named, fingerprint)

    def _hand_in_folder(self, student: str) -> Path:
        return Path(self._converter._format_source(self._lesson, student))

    def _place(self, student: str) -> Path:
        return Path(self._converter._format_dest(self._lesson, student)) / f"{self._lesson}.ipynb"

    def _enter(self, book: LessonBook, ready: Path, tasks: Sequence[Task], outcomes: Sequence[Outcome]) -> Iterator[Graded]:
        to_put: list[tuple[Task, Done, Results, datetime | None]] = []
        failed: list[Graded] = []
        unchanged: list[str] = []
        for task, outcome in zip(tasks, outcomes, strict=True):
            if isinstance(outcome, NotGraded):
                failed.append(Graded(task.student, str(outcome)))
            elif outcome.results is None:
                unchanged.append(task.student)
            else:
                try:
                    to_put.append((task, outcome, outcome.results, _parsed(outcome.timestamp)))
                except NotGraded as error:
                    failed.append(Graded(task.student, str(error)))
        # From here on these count as not graded, whatever their hand-ins will be when this run is stopped.
        book.forget([task.student for task, *_ in to_put])
        entries: list[Entry] = []
        for task, done, results, timestamp in to_put:
            try:
                self._put(task, done)
            except NotGraded as error:
                failed.append(Graded(task.student, str(error)))
            else:
                entries.append(Entry(task.student, timestamp, results, done.fingerprint, task.twins, done.receipt))
        if entries:
            book.enter(entries, self._penalty)
        if failed:
            _refuse_unwritable(ready)
        yield from failed
        yield from (Graded(entry.student, "", *entry.results.noted) for entry in entries)
        # Of a submission that was removed from the gradebook in this very moment nothing is known.
        known = book.known(unchanged) if unchanged else {}
        yield from (Graded(student, "", *known[student].noted, unchanged=True) for student in unchanged if student in known)

    def _put(self, task: Task, done: Done) -> None:
        """Put a graded notebook in its place, and nothing else beside it but the time of the hand-in. Raises NotGraded."""
        place = self._place(task.student)
        mode = int(str(self._converter.permissions), 8)
        assert done.ready is not None  # noqa: S101 - it is laid ready whenever it is to be put somewhere
        laid = [(done.ready, place)]
        try:
            if done.timestamp:
                # Whole before it is put in its place, as the notebook is: on a full disk the old one stays.
                stamp = done.ready.with_suffix(".txt")
                stamp.write_bytes(done.timestamp.encode("utf-8"))
                laid.append((stamp, place.parent / TIMESTAMP))
            place.parent.mkdir(parents=True, exist_ok=True)
            for other in place.parent.iterdir():
                if other.is_dir() and not other.is_symlink():
                    shutil.rmtree(other)
                elif other not in [there for _, there in laid]:
                    other.unlink()
            for made, there in laid:
                made.chmod(mode)
                made.replace(there)
        except OSError as error:
            why = f"the graded notebook cannot be put in its place, {place}: {error.strerror or error}"
            raise NotGraded(f"{why}. See that you may write there, then run this again") from error

    def _changed_twins(self, book: LessonBook, students: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Those whose notes name other twins than there are now, with the ones there are."""
        there = set(students)
        groups = [[student for student in group if student in there or self._is_there(student)] for group in book.twins()]
        now = {student: twins_to_name(other for other in group if other != student) for group in groups for student in group}
        named = sorted(there & {*now, *book.with_twins()})
        changed = {}
        for batch in _batches(named, _LOOKED_UP):
            for student, known in book.known(batch).items():
                if known.twins != now.get(student, ()):
                    changed[student] = now.get(student, ())
        return dict(sorted(changed.items()))

    def _is_there(self, student: str) -> bool:
        """Whether a hand-in lies there: the gradebook holds grades of those as well that do no more."""
        return (self._hand_in_folder(student) / f"{self._lesson}.ipynb").is_file()

    def _penalty(self, notebook: Any, seconds: float) -> float | None:
        """What the course's own rule takes off for a late hand-in."""
        from nbgrader.preprocessors import AssignLatePenalties

        if self._late is None:
            self._late = AssignLatePenalties(parent=self._converter)
            self._late.init_plugin()
        late = self._late
        try:
            found = late.plugin_inst.late_submission_penalty(notebook.student.id, notebook.score, seconds)
            return None if found is None else late._check_late_penalty(notebook, found)
        except Exception as error:
            rule = type(late.plugin_inst).__name__
            raise NoPenalty(
                f"the course's own rule for late hand-ins, {rule}, failed at {notebook.student.id}: {error!r}. Mend it, or "
                "take it out of nbgrader_config.py, then run this again; what is graded so far stays graded"
            ) from error

    @contextmanager
    def _book(self) -> Iterator[LessonBook]:
        book = LessonBook(self._converter.coursedir.db_url, self._lesson)
        try:
            yield book
        finally:
            book.close()

    def _workers(self, students: int) -> AbstractContextManager[Submit]:
        if self._cluster:
            return cluster(self._plan, self._cluster)
        return nullcontext(Here(self._plan)) if students <= self._plan.few else processes(self._plan, worker_count())

    @contextmanager
    def _alone(self) -> Iterator[Path]:
        """A folder for notebooks that are not in their places yet, while no other run grades here.

        Raises Busy, CourseNotWritable.
        """
        from filelock import FileLock, Timeout

        coursedir = self._converter.coursedir
        staging = Path(coursedir.format_path(coursedir.autograded_directory, ".", ".")).resolve() / _STAGING
        lock = FileLock(Path(coursedir.root) / ".grading.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise Busy("another run is grading in this course; wait until it is done, then start this one again") from None
        except OSError as error:
            raise _not_writable(error, Path(coursedir.root)) from error
        try:
            # Of a run's own: worker processes of a run that was killed can still be writing into theirs.
            ready = staging / uuid4().hex
            shutil.rmtree(staging, ignore_errors=True)  # what a run that was stopped left behind
            try:
                ready.mkdir(parents=True)
            except OSError as error:
                raise _not_writable(error, staging.parent) from error
            yield ready
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            lock.release()


def _not_writable(error: OSError, folder: Path) -> CourseNotWritable:
    return CourseNotWritable(
        f"{folder} cannot be written: {error.strerror or error}. Make room on the disk, or see that you may write there, then "
        "run this again; what is graded so far stays graded, and nothing is half written"
    )


def _refuse_unwritable(folder: Path) -> None:
    """Raise CourseNotWritable where it is not for the one hand-in's sake that something could not be written."""
    attempt = folder / uuid4().hex
    try:
        attempt.write_bytes(os.urandom(_ROOM))  # nothing that a file system could keep in less room
        attempt.unlink()
    except OSError as error:
        raise _not_writable(error, folder.parent.parent) from error


def _without_impossible_names(tasks: Sequence[Task], outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Refuse the hand-ins of those under whose names nothing can be put or entered."""
    found: list[Outcome] = []
    for task, outcome in zip(tasks, outcomes, strict=True):
        name, rename = task.student, f"; rename the folder {task.folder.parent}"
        if name == _STAGING:
            found.append(
                NotGraded(f"no student can be called {_STAGING}, for this is the name of a folder in grading{rename}")
            )
        elif len(name) > LONGEST_NAME:
            long = f"the gradebook has {LONGEST_NAME} characters for a student's name, and this one has {len(name)}"
            found.append(NotGraded(long + rename))
        else:
            found.append(outcome)
    return found


def _holds_something(path: Path) -> bool:
    """Whether a whole file is there: one that a power cut left empty is none."""
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False


def _change(student: str, results: Results, old: Mapping[str, Any]) -> Change:
    """The points that the gradebook would hold afterwards: those of a person stay as they are."""
    new = dict(old)
    for grade in results.grades:
        given = old[grade.cell] if old else None
        by_person = (given.manual_score, given.extra_credit) if given else (None, None)
        new[grade.cell] = OldGrade(grade.auto_score, *by_person)
    cells = tuple(name for name, grade in new.items() if not old or abs(grade.score - old[name].score) > _SAME)
    before = sum(grade.score for grade in old.values()) if old else None
    return Change(student, "", before, sum(grade.score for grade in new.values()), cells)


def _parsed(timestamp: str) -> datetime | None:
    """When a hand-in was handed in, in UTC, as nbgrader reads it. Raises NotGraded."""
    from nbgrader.utils import parse_utc

    said = timestamp.strip()
    if not said:
        return None
    try:
        return parse_utc(said)  # type: ignore[no-any-return]
    except Exception as error:  # of what a student wrote, in a parser of somebody else's
        raise NotGraded(
            f"{TIMESTAMP} beside the hand-in says {said!r:.60}, which is no time; write one such as "
            "2026-11-21 15:58:00 UTC, or delete the file"
        ) from error


def _batches(students: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(students)
    while batch := list(islice(rest, size)):
        yield batch
