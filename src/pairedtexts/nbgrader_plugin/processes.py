"""Processes of this machine that grade hand-ins."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from threading import Lock, Thread, local

from ..errors import PairedTextsError
from .hand_in_files import Task, work
from .workers import Outcome, Plan, Submit, ended

_GRACE = 5  # seconds for a process to leave of itself
_NOT_STARTED = (
    "a process for grading ended as soon as it was started, perhaps for lack of memory. What is graded so far is kept; close "
    "other programs, then run this again"
)


class NoProcesses(PairedTextsError):
    """Worker processes cannot be started on this machine; the text says why."""


@contextmanager
def processes(plan: Plan, count: int) -> Iterator[Submit]:
    """Grade in ``count`` processes of this machine. One that dies costs no more than the hand-in that it died of.

    Where this is left in the middle, by Ctrl-C or an error, the processes are ended at once. Raises NoProcesses.
    """
    own = _Processes(plan, count)
    try:
        yield own
    except BaseException:
        own.end(now=True)
        raise
    own.end(now=False)


class _Processes:
    """One thread for each process: who waits at a pipe of its own sees at once whether its process died, and of what.

    An executor of processes would lose the work of all of them with one of them.
    """

    def __init__(self, plan: Plan, count: int) -> None:
        self.at_once = count
        self._plan = plan
        self._threads = ThreadPoolExecutor(count, "grading")
        self._mine = local()
        self._running: set[_Process] = set()
        self._starting = Lock()
        self._ended = False

    def __call__(self, tasks: Sequence[Task]) -> Callable[[], list[Outcome]]:
        return self._threads.submit(self._grade, list(tasks)).result

    def end(self, *, now: bool) -> None:
        """Let go of all processes, when they are done or at once."""
        with self._starting:
            self._ended = True
            running = list(self._running)
        for process in running:
            process.ask_to_leave(now=now)
        for process in running:
            process.leave()
        self._threads.shutdown(cancel_futures=True)

    def _grade(self, tasks: list[Task]) -> list[Outcome]:
        try:
            return self._process().grade(tasks)
        except _Died:
            return [self._alone(task) for task in tasks]

    def _alone(self, task: Task) -> Outcome:
        try:
            return self._process().grade([task])[0]
        except _Died:
            return ended(task)

    def _process(self) -> _Process:
        """This thread's process; another one where that died."""
        mine: _Process | None = getattr(self._mine, "process", None)
        if mine is not None and mine.lives:
            return mine
        with self._starting:
            if self._ended:
                raise _Died
            if mine is not None:
                self._running.discard(mine)
                mine.leave()
            self._mine.process = mine = _Process()
            self._running.add(mine)
        mine.make_ready(self._plan)
        return mine


class _Died(Exception):
    """The process is gone."""


class _Process:
    def __init__(self) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.lives = True
        try:
            self._process.start()
        except OSError as error:
            self.lives = False
            raise NoProcesses(f"{_NOT_STARTED} ({error})") from error
        finally:
            theirs.close()

    def make_ready(self, plan: Plan) -> None:
        """Hand over the plan. As an argument of a process that dies before it reads it, it would be waited for for ever."""
        try:
            self._answer_to(plan)
        except _Died:
            raise NoProcesses(_NOT_STARTED) from None

    def grade(self, tasks: list[Task]) -> list[Outcome]:
        return self._answer_to(tasks)

    def _answer_to(self, what: Plan | list[Task]) -> list[Outcome]:
        try:
            self._connection.send(what)
            error, outcomes = self._connection.recv()
        except (EOFError, OSError):
            self.lives = False
            raise _Died from None
        if error is not None:
            raise error
        return outcomes  # type: ignore[no-any-return]

    def ask_to_leave(self, *, now: bool) -> None:
        if now:
            self._process.terminate()
        else:
            self._connection.close()

    def leave(self) -> None:
        if self._process.pid is None:
            return
        self._process.join(_GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _serve(pipe: connection.Connection) -> None:
    """What a worker process does, until the other end of its pipe is closed."""
    # Ctrl-C in a terminal reaches every process there: the one that started this one says when to leave. SIG_IGN would be
    # inherited by the kernels that nbgrader starts and interrupts.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    Thread(target=_leave_with_parent, daemon=True).start()
    try:
        plan: Plan = pipe.recv()
        desk = plan.desk()
        pipe.send((None, []))
        while True:
            tasks = pipe.recv()
            pipe.send((None, work(desk, plan.made_from, tasks)))
    except (EOFError, BrokenPipeError):
        return
    except Exception as error:  # noqa: BLE001 - it is raised again on the other side
        pipe.send((error if isinstance(error, PairedTextsError) else RuntimeError(traceback.format_exc()), []))


def _leave_with_parent() -> None:
    """End this process when the one that started it is killed: nobody waits for its work any more."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
