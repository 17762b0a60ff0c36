"""Grade a class: hand-ins are read and scored by workers and entered by one writer, a batch at a time.

A batch's notebooks are put in their places first and its grades are entered then, in one transaction with what they were
made from. Whoever was stopped in between is graded again by the next run, to the same bytes.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import PairedTextsError
from .gradebook import Entry, Known, LessonBook, OldGrade
from .hand_in_files import TIMESTAMP, Done, Graded, NotGraded, Results, Task
from .workers import Outcome, Plan, Submit, cluster, here, processes, worker_count

_BATCH = 50
_ON_THEIR_WAY = 4  # batches for each worker
_FEW = 60  # hand-ins that are graded sooner than worker processes are started
_SAME = 1e-9  # points


class Busy(PairedTextsError):
    """Another run is grading in this course."""


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

        Raises Busy, GradebookUnavailable, NoCluster.
        """
        with self._alone() as ready, self._book() as book, self._workers(len(students)) as submit:
            for tasks, outcomes in self._graded(book, submit, students, ready, everything=everything):
                yield from self._enter(book, tasks, outcomes)
            changed = self._changed_twins(book, students)
            for tasks, outcomes in self._graded(book, submit, list(changed), ready, everything=True, twins=changed):
                yield from self._enter(book, tasks, outcomes)

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
        for batch in _batches(students):
            known = book.known(batch)
            tasks = [self._task(student, ready, known.get(student), twins, everything=everything) for student in batch]
            waiting.append((tasks, submit(tasks)))
            if len(waiting) > _ON_THEIR_WAY * worker_count():
                done, result = waiting.popleft()
                yield done, result()
        for tasks, result in waiting:
            yield tasks, result()

    def _task(
        self,
        student: str,
        ready: Path | None,
        known: Known | None,
        twins: Mapping[str, tuple[str, ...]] | None,
        *,
        everything: bool,
    ) -> Task:
        folder = Path(self._converter._format_source(self._lesson, student))
        before = known.twins if known else ()
        fingerprint = known.fingerprint if known and not everything and self._place(student).is_file() else ""
        named = before if twins is None else twins[student]
        return Task(student, folder, f"{self._lesson}.ipynb", ready, named, fingerprint)

    def _place(self, student: str) -> Path:
        return Path(self._converter._format_dest(self._lesson, student)) / f"{self._lesson}.ipynb"

    def _enter(self, book: LessonBook, tasks: Sequence[Task], outcomes: Sequence[Outcome]) -> Iterator[Graded]:
        entries: list[Entry] = []
        told: list[Graded] = []
        unchanged: list[str] = []
        for task, outcome in zip(tasks, outcomes, strict=True):
            try:
                if isinstance(outcome, NotGraded):
                    raise outcome
                if outcome.results is None:
                    unchanged.append(task.student)
                    continue
                timestamp = _parsed(outcome.timestamp)
                self._put(task, outcome)
            except NotGraded as error:
                told.append(Graded(task.student, str(error)))
                continue
            results = outcome.results
            entries.append(Entry(task.student, timestamp, results, outcome.fingerprint, task.twins, outcome.receipt))
            told.append(Graded(task.student, "", *results.noted))
        if entries:
            book.enter(entries, self._penalty)
        known = book.known(unchanged) if unchanged else {}
        yield from told
        yield from (Graded(student, "", *known[student].noted, unchanged=True) for student in unchanged)

    def _put(self, task: Task, done: Done) -> None:
        """Put a graded notebook in its place, and nothing else beside it but the time of the hand-in. Raises NotGraded."""
        place = self._place(task.student)
        mode = int(str(self._converter.permissions), 8)
        assert done.ready is not None  # noqa: S101 - it is laid ready whenever it is to be put somewhere
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            for other in place.parent.iterdir():
                if other.is_dir() and not other.is_symlink():
                    shutil.rmtree(other)
                elif other != place:
                    other.unlink()
            if (task.folder / TIMESTAMP).exists():
                stamp = place.parent / TIMESTAMP
                shutil.copyfile(task.folder / TIMESTAMP, stamp)
                stamp.chmod(mode)
            done.ready.chmod(mode)
            done.ready.replace(place)
        except OSError as error:
            raise NotGraded(f"the graded notebook cannot be put in its place: {error}") from error

    def _changed_twins(self, book: LessonBook, students: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Those whose notes name other twins than there are now, with the ones there are."""
        now, there = book.twins(), set(students)
        named = sorted(there & {*now, *book.with_twins()})
        changed = {}
        for batch in _batches(named):
            for student, known in book.known(batch).items():
                if known.twins != now.get(student, ()):
                    changed[student] = now.get(student, ())
        return dict(sorted(changed.items()))

    def _penalty(self, notebook: Any, seconds: float) -> float | None:
        """What the course's own rule takes off for a late hand-in."""
        from nbgrader.preprocessors import AssignLatePenalties

        if self._late is None:
            self._late = AssignLatePenalties(parent=self._converter)
            self._late.init_plugin()
        late = self._late
        found = late.plugin_inst.late_submission_penalty(notebook.student.id, notebook.score, seconds)
        return None if found is None else late._check_late_penalty(notebook, found)

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
        count = worker_count()
        return here(self._plan) if students <= _FEW or count == 1 else processes(self._plan, count)

    @contextmanager
    def _alone(self) -> Iterator[Path]:
        """A folder for notebooks that are not in their places yet, which only one run has at a time. Raises Busy."""
        from filelock import FileLock, Timeout

        coursedir = self._converter.coursedir
        root = Path(coursedir.format_path(coursedir.autograded_directory, ".", ".")).resolve()
        ready = root / ".grading"
        lock = FileLock(Path(coursedir.root) / ".grading.lock")
        try:
            root.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout:
            raise Busy("another run is grading in this course; wait until it is done, then start this one again") from None
        except OSError as error:
            raise NotGraded(f"the course cannot be written: {error}") from error
        try:
            shutil.rmtree(ready, ignore_errors=True)  # what a run that was stopped left behind
            ready.mkdir()
            yield ready
        finally:
            shutil.rmtree(ready, ignore_errors=True)
            lock.release()


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

    if not timestamp:
        return None
    try:
        return parse_utc(timestamp)  # type: ignore[no-any-return]
    except (ValueError, OverflowError) as error:
        raise NotGraded(
            f"{TIMESTAMP} beside the hand-in says {timestamp!r:.60}, which is no time; write one such as "
            "2026-11-21 15:58:00 UTC, or delete the file"
        ) from error


def _batches(students: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(students)
    while batch := list(islice(rest, _BATCH)):
        yield batch
