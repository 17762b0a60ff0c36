"""What grades hand-ins, wherever it is: batches are handed over, and what came of them is waited for."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Protocol

from .hand_in_files import Desk, Done, NotGraded, Task, work


class Plan(Protocol):
    """Everything that grading one lesson needs beside the hand-ins; it can be sent to another process or machine."""

    @property
    def made_from(self) -> str:
        """A digest of it."""

    @property
    def batch(self) -> int:
        """Hand-ins that are handed over at a time."""

    @property
    def few(self) -> int:
        """Hand-ins that are graded sooner in this process than others are started for them."""

    def desk(self) -> Desk:
        """Where hand-ins are graded by it. Made once in each process."""


Outcome = Done | NotGraded


class Submit(Protocol):
    """Hands batches over to be graded."""

    @property
    def at_once(self) -> int:
        """How many batches are worked on at the same time."""

    def __call__(self, tasks: Sequence[Task]) -> Callable[[], list[Outcome]]:
        """Hand a batch over; returns a function that waits for what came of it, in the order of the tasks."""


class Here:
    """Grades in this process, each batch when it is waited for."""

    at_once = 1

    def __init__(self, plan: Plan) -> None:
        self._made_from, self._desk = plan.made_from, plan.desk()

    def __call__(self, tasks: Sequence[Task]) -> Callable[[], list[Outcome]]:
        return lambda: work(self._desk, self._made_from, tasks)


def ended(task: Task) -> NotGraded:
    """What is said of a hand-in that has ended process after process."""
    why = "perhaps for lack of memory, or by the code in it where a lesson runs students' code"
    file = task.folder / task.notebook
    return NotGraded(f"every process that graded {file} was ended, {why}; look at it, then run this again")


def worker_count() -> int:
    """Processes that this machine can run at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
