"""The files of hand-ins: read as data, graded, and laid ready for their places. Imports nothing of nbgrader."""

from __future__ import annotations

import gc
import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import uuid4

from ..errors import PairedTextsError
from ..grading import HandIn, Noted, read_hand_in
from ..responses import LARGEST

TIMESTAMP = "timestamp.txt"
_LONGEST_TIMESTAMP = 200  # bytes
_MANY_OBJECTS = 100_000  # a hand-in is read into some ten thousand


class NotGraded(PairedTextsError):
    """One hand-in could not be graded; the text says why."""


class NewGrade(NamedTuple):
    """What a machine enters for a graded cell; ``auto_score`` is None where only a person gives points."""

    cell: str
    auto_score: float | None
    waits: bool


@dataclass(frozen=True)
class Results:
    """The grades of one hand-in. ``blank`` says of every cell that a person gives points for whether nothing stands there."""

    grades: tuple[NewGrade, ...]
    blank: dict[str, bool]
    noted: Noted


@dataclass(frozen=True)
class Graded:
    """What became of one student's hand-in; ``failure`` is "" when it was graded, ``for_review`` says what is to look at.

    ``nothing_answered``: the lesson has graded questions, and the hand-in answers none of them. ``unchanged``: it was
    graded before, and nothing that its grade depends on has changed since.
    """

    student: str
    failure: str
    for_review: tuple[str, ...] = ()
    nothing_answered: bool = False
    unchanged: bool = False


@dataclass(frozen=True)
class Task:
    """One student's hand-in and what to do with it."""

    student: str
    folder: Path
    notebook: str
    ready: Path | None
    """The folder in which the graded notebook is laid ready; None to find out the grades and write nothing."""
    twins: tuple[str, ...]
    known: str
    """The fingerprint of what was graded before, "" for nothing or where it has to be graded anyway."""


@dataclass(frozen=True)
class Done:
    """What became of it; ``results`` is None when nothing has changed since it was graded.

    ``timestamp`` is what stands beside it of when it was handed in, "" for nothing.
    """

    fingerprint: str
    receipt: str
    timestamp: str
    ready: Path | None = None
    results: Results | None = None


class Desk(Protocol):
    """Grades hand-ins of one lesson."""

    def grade(self, task: Task, hand_in: HandIn) -> tuple[str, Results]:
        """The text of the graded notebook, and the grades. Raises NotGraded."""


def grade_file(task: Task, desk: Desk, made_from: str) -> Done:
    """Grade one hand-in and lay the graded notebook ready. Raises NotGraded.

    ``made_from`` is a digest of everything that grading depends on beside the hand-in.
    """
    path = task.folder / task.notebook
    try:
        data = read_bytes(path)
    except OSError as error:
        # No reason for a 0: who cannot read a file does not know what is in it, and a storage can be away for a moment.
        raise NotGraded(
            f"{path} cannot be read ({error.strerror}); mend that, then run this again. What was graded before stays"
        ) from error
    timestamp = _timestamp(task.folder)
    named = "\0".join([made_from, timestamp.strip(), *task.twins, ""])
    hashed = hashlib.sha256(named.encode("utf-8", "surrogateescape"))
    hashed.update(data)
    fingerprint = hashed.hexdigest()
    if fingerprint == task.known:
        return Done(fingerprint, "", timestamp)
    hand_in = read_hand_in(data)
    text, results = desk.grade(task, hand_in)
    ready = None
    if task.ready is not None:
        # A name of its own: a worker that was given up for dead may still be writing the same hand-in.
        ready = task.ready / f"{uuid4().hex}.ipynb"
        try:
            ready.write_bytes(text.encode("utf-8"))
        except OSError as error:
            raise NotGraded(f"the graded notebook cannot be written: {error}") from error
    return Done(fingerprint, hand_in.answers_receipt, timestamp, ready, results)


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file, and one more than the largest that is read. Raises OSError."""
    # Without O_NONBLOCK a named pipe among the hand-ins would hold up the class for ever.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb", buffering=0) as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is no regular file")
        # In one go as a rule: room for LARGEST bytes costs more than to read a hand-in. A file can grow meanwhile.
        data = file.read(min(status.st_size, LARGEST) + 1) or b""
        while len(data) <= LARGEST and (more := file.read(LARGEST + 1 - len(data))):
            data += more
        return data


def work(desk: Desk, made_from: str, tasks: Sequence[Task]) -> list[Done | NotGraded]:
    """Grade a batch; one that cannot be graded does not stop the next."""
    found: list[Done | NotGraded] = []
    with _memory_for_many():
        for task in tasks:
            try:
                found.append(grade_file(task, desk, made_from))
            except NotGraded as error:
                found.append(error)
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the class; it is named
                what = f"{type(error).__name__}: {error}"
                why = f"grading it failed in a way that nobody thought of, {what}; the others are graded"
                hand_in = task.folder / task.notebook
                found.append(NotGraded(f"{why}. Keep {hand_in} and report it to the makers of pairedtexts"))
    return found


@contextmanager
def _memory_for_many() -> Iterator[None]:
    """Memory that is got and cleared as suits files that are read one after the other: a sixth of the time that they take."""
    # glibc gives memory back to the system after every hand-in, until it has seen a block as large as this come and go.
    bytes(LARGEST)
    before = gc.get_threshold()
    # What a file holds goes with its last name; there are no circles to look for a dozen times in each of them.
    gc.set_threshold(_MANY_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _timestamp(folder: Path) -> str:
    """When it was handed in, as nbgrader keeps it beside a hand-in; "" where nobody says."""
    try:
        return read_bytes(folder / TIMESTAMP)[:_LONGEST_TIMESTAMP].decode("utf-8", "replace")
    except OSError:
        return ""
