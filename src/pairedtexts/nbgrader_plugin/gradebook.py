"""nbgrader's gradebook for a whole class at once: its own tables, one transaction for many hand-ins."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import time_ns
from typing import Any, NamedTuple

from nbgrader.api import (
    Base,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    InvalidEntry,
    MissingEntry,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import (
    Column,
    MetaData,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    create_engine,
    delete,
    func,
    insert,
    inspect,
    make_url,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session, aliased

from ..errors import PairedTextsError
from ..grading import Noted
from .graded import NO_RESPONSE
from .hand_in_files import NewGrade, Results

LONGEST_NAME = 128
"""Characters that the gradebook has for a student's name: some databases refuse a longer one, with all that comes with it."""

_GRADED = Table(
    "pairedtexts_graded",
    MetaData(),
    Column("assignment", String(LONGEST_NAME), primary_key=True),
    Column("student", String(LONGEST_NAME), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("receipt", String(32), nullable=False, index=True),
    Column("twins", Text, nullable=False),
    Column("noted", Text, nullable=False),
    Column("due", String(64), nullable=False),
)
"""What was graded, beside nbgrader's own tables: in one transaction with the grades, so that both are there or neither.

``fingerprint`` is "" from the moment that a hand-in's files are touched until its new grades are entered.
"""


Tables = Sequence[tuple[str, Sequence[Mapping[str, Any]]]]
"""Rows of a gradebook, table by table, in an order in which they can be entered."""


class GradebookUnavailable(PairedTextsError):
    """The gradebook's database cannot be read or written now; the text says why."""


class Known(NamedTuple):
    """What the gradebook knows of a graded hand-in: what it was made from, and who handed in the very same answers."""

    fingerprint: str
    twins: tuple[str, ...]
    noted: Noted


@dataclass(frozen=True)
class Entry:
    """The grades of one hand-in; ``timestamp`` is when it was handed in, in UTC, None where nobody says."""

    student: str
    timestamp: datetime | None
    results: Results
    fingerprint: str
    twins: tuple[str, ...]
    receipt: str


class OldGrade(NamedTuple):
    """What the gradebook holds of a graded cell, with the points of a person."""

    auto_score: float | None
    manual_score: float | None
    extra_credit: float | None

    @property
    def score(self) -> float:
        """Points, as nbgrader counts them: a person's before the machine's."""
        given = self.auto_score if self.manual_score is None else self.manual_score
        return (given or 0.0) + (self.extra_credit or 0.0)


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


class _Place(NamedTuple):
    """Where an assignment of one notebook stands in the gradebook: ids, by the names of its cells."""

    assignment: str
    notebook: str
    graded: Mapping[str, str]
    commented: Mapping[str, str]
    max_score: float
    duedate: datetime | None


class LessonBook:
    """The gradebook, open for one lesson of one notebook. Raises GradebookUnavailable, in every method."""

    def __init__(self, db_url: str, lesson: str) -> None:
        self._lesson, self._url = lesson, db_url
        with self._unbroken():
            expect_file(db_url)
            self._engine = _engine(db_url)
            # nbgrader makes the tables, and refuses a gradebook of another version.
            with Gradebook(db_url) as book:
                assignment = book.find_assignment(lesson)
                notebook = book.find_notebook(lesson, lesson)
                commented = [*notebook.solution_cells, *notebook.task_cells]
                self._place = _Place(
                    assignment.id,
                    notebook.id,
                    {cell.name: cell.id for cell in [*notebook.grade_cells, *notebook.task_cells]},
                    {cell.name: cell.id for cell in commented},
                    float(notebook.max_score),
                    assignment.duedate,
                )
            # Not made here: who only looks at a gradebook needs no right to write it.
            self._remembers = inspect(self._engine).has_table(_GRADED.name)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def remember(self) -> None:
        """Make the place for what was graded, where there is none yet; needed once before `forget` and `enter`."""
        with self._unbroken():
            _GRADED.create(self._engine, checkfirst=True)
        self._remembers = True

    def forget(self, students: Sequence[str]) -> None:
        """Let these hand-ins count as not graded until they are entered again, because their files are touched now."""
        with self._unbroken(), self._engine.begin() as connection:
            connection.execute(_forgotten(self._lesson, students))

    def known(self, students: Sequence[str]) -> dict[str, Known]:
        """What is known of these students' graded hand-ins; nothing of one whose submission is not in the gradebook."""
        if not self._remembers:
            return {}
        wanted = (
            select(_GRADED, SubmittedAssignment.extension)
            .join(SubmittedAssignment, SubmittedAssignment.student_id == _GRADED.c.student)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .where(_GRADED.c.assignment == self._lesson, self._is_of(students))
        )
        with self._unbroken(), self._engine.connect() as connection:
            rows = connection.execute(wanted).all()
        found = {}
        for row in rows:
            for_review, nothing_answered = json.loads(row.noted)
            noted = Noted(tuple(for_review), nothing_answered)
            # Late penalties depend on when it was due: with another day it is as if it had not been graded.
            fingerprint = row.fingerprint if row.due == self._due(row.extension) else ""
            found[row.student] = Known(fingerprint, tuple(json.loads(row.twins)), noted)
        return found

    def twins(self) -> list[list[str]]:
        """Those who handed in the very same answers: group by group, in the order of their names."""
        if not self._remembers:
            return []
        same = _GRADED.c.assignment == self._lesson, _GRADED.c.receipt != ""
        often = select(_GRADED.c.receipt).where(*same).group_by(_GRADED.c.receipt).having(func.count() > 1)
        wanted = select(_GRADED.c.receipt, _GRADED.c.student).where(*same, _GRADED.c.receipt.in_(often))
        found: dict[str, list[str]] = {}
        with self._unbroken(), self._engine.connect() as connection:
            for receipt, student in connection.execute(wanted):
                found.setdefault(receipt, []).append(student)
        return [sorted(group) for group in found.values()]

    def with_twins(self) -> list[str]:
        """The students whose notes name twins now."""
        if not self._remembers:
            return []
        wanted = select(_GRADED.c.student).where(_GRADED.c.assignment == self._lesson, _GRADED.c.twins != "[]")
        with self._unbroken(), self._engine.connect() as connection:
            return list(connection.execute(wanted).scalars())

    def grades(self, students: Sequence[str]) -> dict[str, dict[str, OldGrade]]:
        """What the gradebook holds for these students, by student and cell."""
        names = {id_: name for name, id_ in self._place.graded.items()}
        wanted = (
            select(SubmittedAssignment.student_id, Grade.cell_id, Grade.auto_score, Grade.manual_score, Grade.extra_credit)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .where(self._is_of(students), Grade.cell_id.in_(names))
        )
        found: dict[str, dict[str, OldGrade]] = {}
        with self._unbroken(), self._engine.connect() as connection:
            for student, cell, *scores in connection.execute(wanted):
                found.setdefault(student, {})[names[cell]] = OldGrade(*scores)
        return found

    def rows(self) -> Iterator[GradebookRow]:
        """The lesson's rows, by student."""
        solution = aliased(BaseCell)
        given = func.coalesce(Grade.manual_score, Grade.auto_score, 0.0) + func.coalesce(Grade.extra_credit, 0.0)
        waits = case((Grade.needs_manual_grade, 1), else_=0)
        blank = func.coalesce(Comment.auto_comment, "") == NO_RESPONSE
        to_read = and_(Grade.needs_manual_grade, Grade.manual_score.is_(None), Comment.id.is_not(None), ~blank)
        wanted = (
            select(
                SubmittedAssignment.student_id,
                func.sum(given),
                func.max(waits),
                func.max(case((to_read, 1), else_=0)),
                SubmittedNotebook.late_submission_penalty,
            )
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .join(BaseCell, BaseCell.id == Grade.cell_id)
            .outerjoin(
                solution,
                and_(
                    solution.notebook_id == BaseCell.notebook_id,
                    solution.name == BaseCell.name,
                    solution.type.in_([SolutionCell.__name__, TaskCell.__name__]),
                ),
            )
            .outerjoin(Comment, and_(Comment.cell_id == solution.id, Comment.notebook_id == Grade.notebook_id))
            .where(
                SubmittedAssignment.assignment_id == self._place.assignment,
                SubmittedNotebook.notebook_id == self._place.notebook,
                Grade.cell_id.in_(list(self._place.graded.values())),
            )
            .group_by(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
            .order_by(SubmittedAssignment.student_id)
        )
        with self._unbroken(), self._engine.connect() as connection:
            for student, score, waiting, unread, late in connection.execute(wanted):
                yield GradebookRow(
                    student, float(score) - float(late or 0), self._place.max_score, bool(waiting), bool(unread)
                )

    def enter(self, entries: Sequence[Entry], penalty: Callable[[SubmittedNotebook, float], float | None]) -> None:
        """All of these or, where anything goes wrong, none. Points and comments that a person gave stay as they are.

        ``penalty`` says what a late notebook loses, from the seconds that it is late.
        """
        students = [entry.student for entry in entries]
        with self._unbroken(), self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                # Python would begin only with the first change: what is read before that could be gone by then.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._add_students(connection, students)
            there, extensions = self._submitted(connection, students)
            old = [entry for entry in entries if entry.student in there]
            new = [entry for entry in entries if entry.student not in there]
            self._update(connection, old, there)
            notebooks = {student: notebook for student, (_, notebook) in there.items()}
            notebooks.update(self._insert(connection, new))
            self._set_penalties(connection, notebooks.values(), penalty)
            connection.execute(delete(_GRADED).where(_GRADED.c.assignment == self._lesson, _GRADED.c.student.in_(students)))
            connection.execute(insert(_GRADED), [self._row(entry, extensions.get(entry.student)) for entry in entries])

    def _row(self, entry: Entry, extension: timedelta | None) -> dict[str, str]:
        return {
            "assignment": self._lesson,
            "student": entry.student,
            "fingerprint": entry.fingerprint,
            "receipt": entry.receipt,
            "twins": json.dumps(entry.twins),
            "noted": json.dumps(entry.results.noted),
            "due": self._due(extension),
        }

    def _due(self, extension: timedelta | None) -> str:
        return "" if self._place.duedate is None else f"{self._place.duedate.isoformat()} {extension or ''}".strip()

    def _add_students(self, connection: Connection, students: Sequence[str]) -> None:
        there = set(connection.execute(select(Student.id).where(Student.id.in_(students))).scalars())
        _insert(connection, Student, [{"id": student} for student in students if student not in there])

    def _is_of(self, students: Sequence[str]) -> Any:
        return and_(
            SubmittedAssignment.assignment_id == self._place.assignment,
            SubmittedAssignment.student_id.in_(students),
            SubmittedNotebook.notebook_id == self._place.notebook,
        )

    def _submitted(
        self, connection: Connection, students: Sequence[str]
    ) -> tuple[dict[str, tuple[str, str]], dict[str, timedelta | None]]:
        """The ids of the submission and of its notebook, of those students who have one, and their extensions."""
        submission, notebook = SubmittedAssignment, SubmittedNotebook
        of_it = and_(notebook.assignment_id == submission.id, notebook.notebook_id == self._place.notebook)
        wanted = (
            select(submission.student_id, submission.id, notebook.id, submission.extension)
            .outerjoin(notebook, of_it)
            .where(submission.assignment_id == self._place.assignment, submission.student_id.in_(students))
        )
        ids, extensions, missing = {}, {}, {}
        for student, submission_id, found, extension in connection.execute(wanted):
            id_ = found or _new_id()
            if found is None:
                missing[id_] = submission_id
            ids[student] = (submission_id, id_)
            extensions[student] = extension
        # nbgrader removes a submission in two steps: without its notebook it is one whose removal was stopped in between.
        _insert(connection, SubmittedNotebook, [{"id": id_, **self._notebook_of(of)} for id_, of in missing.items()])
        waiting = {"needs_manual_grade": True}
        graded = [{**_of_cell(id_, cell), **waiting} for id_ in missing for cell in self._place.graded.values()]
        _insert(connection, Grade, graded)
        _insert(connection, Comment, [_of_cell(id_, cell) for id_ in missing for cell in self._place.commented.values()])
        return ids, extensions

    def _notebook_of(self, submission: str) -> dict[str, object]:
        return {"notebook_id": self._place.notebook, "assignment_id": submission, "flagged": False}

    def _update(self, connection: Connection, entries: Sequence[Entry], there: Mapping[str, tuple[str, str]]) -> None:
        times = [(there[entry.student][0], entry.timestamp) for entry in entries if entry.timestamp is not None]
        grades, comments = [], []
        for entry in entries:
            notebook = there[entry.student][1]
            for grade in entry.results.grades:
                scored = {"score": grade.auto_score, "waits": grade.waits}
                grades.append({"book": notebook, "cell": self._place.graded[grade.cell], **scored})
            for cell, blank in entry.results.blank.items():
                comments.append({"book": notebook, "cell": self._place.commented[cell], "said": _said(blank)})
        submission = SubmittedAssignment.__table__
        _execute(
            connection,
            update(submission).where(submission.c.id == bindparam("which")).values(timestamp=bindparam("when")),
            [{"which": which, "when": when} for which, when in times],
        )
        grade, comment = Grade.__table__, Comment.__table__
        # As nbgrader has it: who was given points before is looked at again after another grading; the points stay.
        waits = or_(bindparam("waits"), grade.c.manual_score.is_not(None))
        scored_again = _this_cell(grade).values(auto_score=bindparam("score"), needs_manual_grade=waits)
        _execute(connection, scored_again, grades)
        _execute(connection, _this_cell(comment).values(auto_comment=bindparam("said")), comments)

    def _insert(self, connection: Connection, entries: Sequence[Entry]) -> dict[str, str]:
        """Make the submissions of those who have none, with a grade and a comment for every cell that can have one."""
        ids = {entry.student: (_new_id(), _new_id()) for entry in entries}
        submissions, notebooks, grades, comments = [], [], [], []
        for entry in entries:
            submission, notebook = ids[entry.student]
            of = {"assignment_id": self._place.assignment, "student_id": entry.student}
            submissions.append({"id": submission, **of, "timestamp": entry.timestamp})
            notebooks.append({"id": notebook, **self._notebook_of(submission)})
            found = {grade.cell: grade for grade in entry.results.grades}
            for cell, cell_id in self._place.graded.items():
                grade = found.get(cell, NewGrade(cell, None, True))
                scored = {"auto_score": grade.auto_score, "needs_manual_grade": grade.waits}
                grades.append({**_of_cell(notebook, cell_id), **scored})
            for cell, cell_id in self._place.commented.items():
                said = _said(entry.results.blank.get(cell, False))
                comments.append({**_of_cell(notebook, cell_id), "auto_comment": said})
        _insert(connection, SubmittedAssignment, submissions)
        _insert(connection, SubmittedNotebook, notebooks)
        _insert(connection, Grade, grades)
        _insert(connection, Comment, comments)
        return {student: notebook for student, (_, notebook) in ids.items()}

    def _set_penalties(
        self,
        connection: Connection,
        notebooks: Any,
        penalty: Callable[[SubmittedNotebook, float], float | None],
    ) -> None:
        if self._place.duedate is None:
            table = SubmittedNotebook.__table__
            none = update(table).where(table.c.id.in_(notebooks), table.c.late_submission_penalty.is_not(None))
            connection.execute(none.values(late_submission_penalty=None))
            return
        with Session(connection, join_transaction_mode="rollback_only") as session:
            for id_ in notebooks:
                notebook = session.get_one(SubmittedNotebook, id_)
                late = notebook.assignment.total_seconds_late
                notebook.late_submission_penalty = penalty(notebook, late) if late > 0 else None
            session.flush()

    @contextmanager
    def _unbroken(self) -> Iterator[None]:
        with clear_errors(self._url):
            yield


def lesson_tables(db_url: str, lesson: str) -> Tables:
    """What a gradebook says of a lesson itself, without anybody's submission. Raises GradebookUnavailable."""
    tables = Base.metadata.tables
    cells = tables["base_cell"]
    found: list[tuple[str, list[dict[str, Any]]]] = []
    with clear_errors(db_url):
        engine = _engine(db_url)
        try:
            with engine.connect() as connection:

                def take(name: str, column: str, among: Any) -> list[Any]:
                    wanted = select(tables[name]).where(tables[name].c[column].in_(among)).order_by(tables[name].c.id)
                    rows = [dict(row) for row in connection.execute(wanted).mappings()]
                    found.append((name, rows))
                    return [row["id"] for row in rows]

                course = select(tables["assignment"].c.course_id).where(tables["assignment"].c.name == lesson)
                take("course", "id", course)
                notebooks = take("notebook", "assignment_id", take("assignment", "name", [lesson]))
                take(cells.name, "notebook_id", notebooks)
                ids = select(cells.c.id).where(cells.c.notebook_id.in_(notebooks))
                for kind in (GradeCell, SolutionCell, TaskCell):
                    take(kind.__tablename__, "id", ids)
                take("source_cell", "notebook_id", notebooks)
        finally:
            engine.dispose()
    return found


def copy_lesson(rows: Tables, db_url: str) -> None:
    """Make a gradebook that knows the lesson of these rows and nothing else."""
    with Gradebook(db_url) as book:
        for name, table_rows in rows:
            table = Base.metadata.tables[name]
            if name == "course":
                book.db.execute(delete(table))
            if table_rows:
                book.db.execute(insert(table), list(table_rows))
        book.db.commit()


def entered(db_url: str, lesson: str, student: str) -> tuple[dict[str, NewGrade], dict[str, bool]]:
    """What nbgrader has entered for a student, by cell, and which of the cells with a comment it calls blank."""
    with Gradebook(db_url) as book:
        notebook = book.find_submission_notebook(lesson, lesson, student)
        # For a task nbgrader enters nothing, neither the first time nor when a person has given points.
        grades = {
            grade.name: NewGrade(grade.name, grade.auto_score, bool(grade.needs_manual_grade))
            for grade in notebook.grades
            if isinstance(grade.cell, GradeCell)
        }
        blank = {comment.name: comment.auto_comment == NO_RESPONSE for comment in notebook.comments}
    return grades, blank


_ADVICE = (
    ("locked", "Another program holds it: let it finish, or close it, then run this again"),
    ("not a database", "The file is something else; put the gradebook back from a backup"),
    ("malformed", "The file is damaged; put the gradebook back from a backup"),
    ("readonly", "See that you may write the file and its folder, then run this again"),
    ("disk is full", "Make room on the disk, then run this again"),
    ("", "See that the database can be reached and written, then run this again"),
)
"""What to do, by a word that the database says."""


def _engine(db_url: str) -> Engine:
    # psycopg2 would wait for an answer after every changed row.
    at_once = {"executemany_mode": "values_plus_batch"} if make_url(db_url).get_driver_name() == "psycopg2" else {}
    return create_engine(db_url, **at_once)


def _expect_driver(db_url: str) -> None:
    """Raise GradebookUnavailable where the address is none, or its driver is not installed."""
    try:
        make_url(db_url).get_dialect().import_dbapi()
    except (ArgumentError, ImportError) as error:
        raise GradebookUnavailable(
            f"c.CourseDirectory.db_url in nbgrader_config.py cannot be used: {error}. For PostgreSQL, write "
            "postgresql+psycopg2://USER:PASSWORD@HOST/DATABASE, and install its driver: pip install 'pairedtexts[district]'"
        ) from error


@contextmanager
def clear_errors(db_url: str) -> Iterator[None]:
    """What a database says, as one sentence for a teacher."""
    _expect_driver(db_url)
    try:
        yield
    except (DBAPIError, InvalidEntry, MissingEntry) as error:
        url = make_url(db_url)
        where = _without_password(db_url)
        if isinstance(error, MissingEntry):
            raise GradebookUnavailable(
                f"the gradebook {where} does not know this lesson. Run `pairedtexts release` for the lesson, then run this "
                "again; if hand-ins of it were graded before, put the gradebook back from a backup in place of that"
            ) from error
        why = str(getattr(error, "orig", error)).strip().splitlines()[0]
        if url.get_backend_name() == "sqlite" and "locked" in why:
            # Python's own patience, where the address does not say another.
            why += f", for {url.query.get('timeout', 5)} seconds now"
        advice = next(advice for word, advice in _ADVICE if word in why)
        raise GradebookUnavailable(
            f"the gradebook {where} cannot be used: {why}. Nothing is half entered. {advice}"
        ) from error


def _without_password(db_url: str) -> str:
    """The address as it may be shown. A password that is not encoded can hold what would end it."""
    return re.sub(r"(?<=://)([^:/]*):.*@", r"\1:***@", db_url)


def expect_file(db_url: str) -> None:
    """Raise GradebookUnavailable where there is no gradebook: to look into one must not make one."""
    _expect_driver(db_url)
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        raise GradebookUnavailable(
            f"there is no gradebook at {url.database}. Run `pairedtexts release` for the lesson, then run this again; if "
            "hand-ins of it were graded before, put the gradebook back from a backup in place of that"
        )


def expect_usable(db_url: str) -> None:
    """Raise GradebookUnavailable where the gradebook cannot be used; one that is not there yet is made."""
    with clear_errors(db_url), Gradebook(db_url):
        pass


def forget(db_url: str, lesson: str, student: str) -> None:
    """Let a hand-in count as not graded, because nbgrader itself grades it now."""
    engine = _engine(db_url)
    try:
        if inspect(engine).has_table(_GRADED.name):
            with engine.begin() as connection:
                connection.execute(_forgotten(lesson, [student]))
    finally:
        engine.dispose()


def _forgotten(lesson: str, students: Sequence[str]) -> Any:
    them = _GRADED.c.assignment == lesson, _GRADED.c.student.in_(students), _GRADED.c.fingerprint != ""
    return update(_GRADED).where(*them).values(fingerprint="")


def _this_cell(table: Any) -> Any:
    return update(table).where(table.c.notebook_id == bindparam("book"), table.c.cell_id == bindparam("cell"))


def _of_cell(notebook: str, cell: str) -> dict[str, object]:
    return {"id": _new_id(), "notebook_id": notebook, "cell_id": cell}


def _said(blank: bool) -> str | None:
    return NO_RESPONSE if blank else None


def _insert(connection: Connection, table: Any, rows: Sequence[Mapping[str, object]]) -> None:
    _execute(connection, insert(table.__table__), rows)


def _execute(connection: Connection, statement: Any, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _new_id() -> str:
    # In the order of time, as a version 7 UUID: what is entered together then stands together in the database. Ids by chance
    # alone make it touch another page for each row; of 50,000 hand-ins the last then take twice as long as the first.
    return f"{time_ns() // 1_000_000:012x}{os.urandom(10).hex()}"
