"""Desks that end their process, for the tests of workers that die. Light: every worker process imports this."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pairedtexts.errors import PairedTextsError
from pairedtexts.grading import Noted
from pairedtexts.nbgrader_plugin import workers
from pairedtexts.nbgrader_plugin.hand_in_files import Desk, Results, Task
from pairedtexts.nbgrader_plugin.processes import processes

_AT_IT: list[str] = []


@dataclass(frozen=True)
class Deadly:
    """A plan whose desk ends its process at one student's hand-in, always or as often as there are files to take away."""

    at: str
    lives: Path | None = None
    made_from: str = "deadly"
    batch: ClassVar = 5
    few: ClassVar = 0

    def desk(self) -> Deadly:
        if self.at == "desk":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.at == "error":
            raise PairedTextsError("there is no chair")
        return self

    def grade(self, task: Task, hand_in: object) -> tuple[str, Results]:
        if task.student == self.at:
            if self.lives is None:
                os.kill(os.getpid(), signal.SIGKILL)
            with suppress(FileNotFoundError):
                self.lives.unlink()
                os.kill(os.getpid(), signal.SIGKILL)
        if self.at == "never":
            (task.folder / "begun").touch()
            time.sleep(600)
        if self.at == "interrupted":
            os.kill(os.getpid(), signal.SIGINT)
        if self.at == "nobody else":
            _AT_IT.append(task.student)
            time.sleep(0.01)
            if [task.student] != _AT_IT:
                raise PairedTextsError("there are two at this desk")
            _AT_IT.clear()
        return task.student, Results((), {}, Noted((), False))


@dataclass(frozen=True)
class DeadlyPlan:
    """A lesson's own plan, but that one student's hand-in ends the process."""

    plan: workers.Plan
    at: str

    @property
    def made_from(self) -> str:
        return self.plan.made_from

    @property
    def batch(self) -> int:
        return self.plan.batch

    @property
    def few(self) -> int:
        return self.plan.few

    def desk(self) -> DeadlyDesk:
        return DeadlyDesk(self.plan.desk(), self.at)


@dataclass(frozen=True)
class DeadlyDesk:
    desk: Desk
    at: str

    def grade(self, task: Task, hand_in: object) -> tuple[str, Results]:
        if task.student == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.desk.grade(task, hand_in)


def batches(folder: Path, number: int = 4, size: int = 5) -> list[list[Task]]:
    ready = folder / "ready"
    ready.mkdir()
    for i in range(number * size):
        (folder / f"s{i:02}").mkdir()
        (folder / f"s{i:02}" / "x.ipynb").write_text("{}")
    tasks = [Task(f"s{i:02}", folder / f"s{i:02}", "x.ipynb", ready, (), "") for i in range(number * size)]
    return [tasks[i : i + size] for i in range(0, len(tasks), size)]


def grade_for_ever(folder: str) -> None:
    """What the program of the following tests does."""
    with processes(Deadly("never"), 2) as submit:
        for result in [submit(tasks) for tasks in batches(Path(folder))]:
            result()
