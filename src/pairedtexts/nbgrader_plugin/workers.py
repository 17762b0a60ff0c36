"""Where hand-ins are graded: in this process, in worker processes of this machine, or on the machines of a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import PairedTextsError
from .hand_in_files import Desk, Done, NotGraded, Task, work

if TYPE_CHECKING:
    from distributed import Client

_ENDED = "the process that graded this hand-in was ended from outside, perhaps for lack of memory"


class NoCluster(PairedTextsError):
    """The Dask cluster cannot be used; the text says why."""


class Plan(Protocol):
    """Everything that grading one lesson needs beside the hand-ins; it can be sent to another process or machine."""

    @property
    def made_from(self) -> str:
        """A digest of it."""

    def desk(self) -> Desk:
        """Where hand-ins are graded by it. Made once in each process."""


Outcome = Done | NotGraded
Submit = Callable[[Sequence[Task]], Callable[[], list[Outcome]]]
"""Hands a batch over to be graded, and returns a function that waits for what came of it, in the order of the tasks."""

_desks: dict[str, Desk] = {}
"""The desks of this process by what they were made from; a cluster can grade for two courses at once."""


def sit_down(plan: Plan) -> None:
    """Make this process ready to grade by a plan."""
    _desks[plan.made_from] = plan.desk()


def get_up(made_from: str) -> None:
    """Forget a plan."""
    _desks.pop(made_from, None)


def grade_batch(made_from: str, tasks: Sequence[Task]) -> list[Outcome]:
    """Grade in this process, which has sat down."""
    return work(_desks[made_from], made_from, tasks)


@contextmanager
def here(plan: Plan) -> Iterator[Submit]:
    """Grade in this process, each batch when it is waited for."""
    sit_down(plan)
    try:
        yield lambda tasks: lambda: grade_batch(plan.made_from, tasks)
    finally:
        get_up(plan.made_from)


@contextmanager
def processes(plan: Plan, count: int) -> Iterator[Submit]:
    """Grade in ``count`` processes of this machine. One that dies costs no more than the hand-in that it died of."""
    pools = _Pools(plan, count)
    try:
        yield pools.submit
    finally:
        pools.shutdown()


class _Pools:
    def __init__(self, plan: Plan, count: int) -> None:
        self._plan, self._count = plan, count
        self._pool = self._new_pool(count)

    def _new_pool(self, count: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(count, get_context("spawn"), sit_down, (self._plan,))

    def shutdown(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def submit(self, tasks: Sequence[Task]) -> Callable[[], list[Outcome]]:
        try:
            future = self._pool.submit(grade_batch, self._plan.made_from, tasks)
        except BrokenProcessPool:
            self._replace(self._pool)
            future = self._pool.submit(grade_batch, self._plan.made_from, tasks)
        pool = self._pool

        def result() -> list[Outcome]:
            try:
                return future.result()
            except BrokenProcessPool:
                self._replace(pool)
                return self._one_by_one(tasks)

        return result

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        if self._pool is broken:
            broken.shutdown()
            self._pool = self._new_pool(self._count)

    def _one_by_one(self, tasks: Sequence[Task]) -> list[Outcome]:
        """Grade the batch again, so that only what a process dies of is left out."""
        found: list[Outcome] = []
        alone = self._new_pool(1)
        for task in tasks:
            try:
                found += alone.submit(grade_batch, self._plan.made_from, [task]).result()
            except BrokenProcessPool:
                found.append(NotGraded(f"{_ENDED}: {task.folder / task.notebook}"))
                alone.shutdown()
                alone = self._new_pool(1)
        alone.shutdown()
        return found


@contextmanager
def cluster(plan: Plan, address: str) -> Iterator[Submit]:
    """Grade on a Dask cluster, whose machines see the course's folder under the same path. Raises NoCluster.

    Dask gives the batches of a worker that dies to another one.
    """
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise NoCluster("grading on a cluster needs Dask: pip install 'pairedtexts[district]'") from error
    try:
        client = Client(address)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise NoCluster(f"no Dask scheduler answers at {address}: {error}") from error
    name = f"pairedtexts-{plan.made_from}"
    with client:
        if not client.scheduler_info()["workers"]:
            raise NoCluster(f"the Dask scheduler at {address} has no workers; start some with `dask worker {address}`")
        client.register_plugin(_seat(plan), name=name)
        try:

            def submit(tasks: Sequence[Task]) -> Callable[[], list[Outcome]]:
                future = _submitted(client, plan, tasks)

                def result() -> list[Outcome]:
                    try:
                        return future.result()  # type: ignore[no-any-return]
                    except KilledWorker:
                        return [NotGraded(f"{_ENDED}: {task.folder / task.notebook}") for task in tasks]

                return result

            yield submit
        finally:
            client.unregister_worker_plugin(name)  # type: ignore[no-untyped-call]


def _submitted(client: Client, plan: Plan, tasks: Sequence[Task]) -> Any:
    # pure=False: what a hand-in holds may have changed since a batch of the same name was graded.
    return client.submit(grade_batch, plan.made_from, list(tasks), pure=False, retries=2)


def _seat(plan: Plan) -> Any:
    from distributed import WorkerPlugin

    class Seat(WorkerPlugin):
        """Makes every worker ready, also one that joins later."""

        def setup(self, worker: Any) -> None:
            sit_down(plan)

        def teardown(self, worker: Any) -> None:
            get_up(plan.made_from)

    return Seat()


def worker_count() -> int:
    """Processes that this machine can run at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
