"""Grade on the machines of a Dask cluster."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import platform
import pydoc
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from .. import __version__
from ..errors import PairedTextsError
from .hand_in_files import Desk, Task, read_bytes, work
from .workers import Here, Outcome, Plan, Submit, ended

if TYPE_CHECKING:
    from pathlib import Path

    from distributed import Client, Future

_log = logging.getLogger(__name__)

_SOON = 10  # seconds in which a scheduler answers
_LOOK = 5  # seconds between two looks whether there are workers
_PATIENCE = 300  # seconds without any worker: as long as machines take to start again
_MOST_NAMED = 10  # workers of which something is said


class NoCluster(PairedTextsError):
    """The Dask cluster cannot be used; the text says why."""


@contextmanager
def cluster(plan: Plan, address: str) -> Iterator[Submit]:
    """Grade on a Dask cluster, whose machines see the course's folder under the same path. Raises NoCluster.

    Dask gives the batches of a worker that dies to another one. Workers that join later help; what one of them cannot open
    is graded here.
    """
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise NoCluster("grading on a cluster needs Dask: pip install 'pairedtexts[district]'") from error
    client = _connected(address)
    seat = uuid4().hex
    try:
        with _in_touch(client, address):
            _expect_able_workers(client, address)
        try:
            client.register_plugin(_plugin(plan, seat), name=f"pairedtexts-{seat}")
        except Exception as error:
            raise NoCluster(f"a worker of the cluster at {address} cannot be made ready for grading: {error}") from error
        far = _Cluster(client, plan, seat, address)
        try:
            yield far
        finally:
            far.cancel()
            _unregister(client, f"pairedtexts-{seat}")
    finally:
        client.close(timeout=_SOON)  # type: ignore[no-untyped-call]


def _unregister(client: Any, name: str) -> None:
    with suppress(Exception):  # the scheduler may be gone
        # The client's own function would wait for ever for a worker that no longer answers.
        client.sync(client.scheduler.unregister_worker_plugin, name=name, callback_timeout=_SOON)


def _connected(address: str) -> Client:
    from distributed import Client
    from distributed.versions import VersionMismatchWarning

    try:
        # In a thread of its own, which has no event loop yet even where this is called from a notebook.
        with ThreadPoolExecutor(1) as aside:
            kind = aside.submit(asyncio.run, _identity(address)).result()
        with warnings.catch_warnings():
            # What has to be the same on all machines is looked at later.
            warnings.simplefilter("ignore", VersionMismatchWarning)
            client = Client(address, timeout=_SOON, set_as_default=False) if kind == "Scheduler" else None  # type: ignore[no-untyped-call]
    except Exception as error:  # Dask reads what a server of another kind says as numbers of its own, whatever comes of it
        why = str(error) or "what answers there says nothing that Dask understands"
        raise NoCluster(
            f"no Dask scheduler answers at {address}: {why}. See that `dask scheduler` runs there, that this machine reaches "
            "it, and that the address is the one that it prints, such as tcp://10.0.0.5:8786"
        ) from error
    if client is None:
        raise NoCluster(f"what answers at {address} is Dask's {kind.lower()}; give the address of the scheduler")
    return client


async def _identity(address: str) -> str:
    """What kind of Dask server answers there. A client by itself would wait for ever for a server of another kind."""
    from distributed import Security, rpc

    arguments = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
    async with rpc(address, timeout=_SOON, connection_args=arguments) as server:  # type: ignore[no-untyped-call]
        # Longer than the connection may take: the reason why there is none says more than that time was up.
        return str((await asyncio.wait_for(server.identity(), 2 * _SOON))["type"])


def _workers(client: Any) -> list[str]:
    """The addresses of the workers that can be given work."""
    known = client.scheduler_info(n_workers=-1)["workers"]
    return [address for address, worker in known.items() if worker["status"] in {"running", "paused"}]


def _expect_able_workers(client: Any, address: str) -> None:
    """Raise NoCluster where a machine would grade otherwise than this one, or not at all."""
    workers = _workers(client)
    if not workers:
        raise NoCluster(f"the Dask scheduler at {address} has no workers; start some with `dask worker {address}`")
    # Only what every Python has is asked: a worker that lacks this package could not even read a question of our own.
    ours = f"{__name__}.__version__"
    on_workers: dict[str, Any] = client.run(pydoc.locate, ours, workers=workers, on_error="return")
    pythons: dict[str, Any] = client.run(platform.python_version, workers=workers, on_error="return")
    found = {f"the worker {name}": (on_workers.get(name), pythons.get(name)) for name in workers}
    # Dask's scheduler opens what is sent through it.
    on_scheduler = client.run_on_scheduler(pydoc.locate, ours), client.run_on_scheduler(platform.python_version)
    found[f"the scheduler {address}"] = on_scheduler
    _refuse([f"{who} {why}" for who, (version, python) in found.items() if (why := _unfit(version, python))])


def _unfit(version: object, python: object) -> str:
    """Why a machine cannot grade as this one does, "" where it can."""
    if not isinstance(python, str):
        return f"does not answer ({python}); start it again, or end it"
    here = platform.python_version()
    if python.split(".")[:2] != here.split(".")[:2]:
        return f"runs Python {python}, this machine {here}; use the same Python on all machines"
    if not isinstance(version, str):
        found = f" ({version})" if isinstance(version, Exception) else ""
        return (
            f"does not have pairedtexts{found}: install 'pairedtexts[district]' {__version__} in the Python that it runs in, "
            "and start it again"
        )
    if version != __version__:
        return f"has pairedtexts {version}, this machine {__version__}; install the same version, and start it again"
    return ""


def _refuse(found: Sequence[str]) -> None:
    if found:
        more = [f"and {len(found) - _MOST_NAMED} more like these"] if len(found) > _MOST_NAMED else []
        raise NoCluster("\n".join([*found[:_MOST_NAMED], *more]))


class _Seen(NamedTuple):
    """What a machine finds of a hand-in, and the file that it left among the graded notebooks, or why it could not."""

    folder: bool
    digest: str
    left: Path | None
    problem: str


def _look(task: Task) -> _Seen:
    try:
        digest = hashlib.sha256(read_bytes(task.folder / task.notebook)).hexdigest()
    except OSError as error:
        digest = f"none: {error.strerror}"
    left, problem = None, ""
    if task.ready is not None:
        left = task.ready / f"{uuid4().hex}.seen"
        try:
            left.write_bytes(b"")
        except OSError as error:
            problem = str(error)
    return _Seen(task.folder.is_dir(), digest, left, problem)


def _expect_shared_storage(client: Any, task: Task) -> None:
    """Raise NoCluster where a worker does not see the course as this machine does."""
    wanted = _look(task)
    if wanted.left is not None:
        wanted.left.unlink(missing_ok=True)
    seen: dict[str, Any] = client.run(_look, task, workers=_workers(client), on_error="return")
    _refuse([f"the worker {name} {why}" for name, found in seen.items() if (why := _other_storage(task, wanted, found))])


def _other_storage(task: Task, wanted: _Seen, found: object) -> str:
    """Why a worker does not see the course as this machine does, "" where it does."""
    mount = "mount the course's folder there from the shared storage, under the same path as here"
    if not isinstance(found, _Seen):
        return f"does not answer ({found}); start it again, or end it"
    if found.folder != wanted.folder:
        return f"does not see {task.folder}; {mount}"
    if found.digest != wanted.digest:
        return f"finds something else at {task.folder / task.notebook} than this machine, or may not read it; {mount}"
    if found.problem:
        return f"cannot write beside the graded notebooks ({found.problem}); let it run as the user who runs this command"
    if found.left is not None:
        try:
            found.left.chmod(0o600)
            found.left.unlink()
        except OSError as error:
            who = "let it run as the user who runs this command"
            return f"writes what this machine does not see or may not change ({error}); {who}, and {mount}"
    return ""


class _Far(NamedTuple):
    """What a worker made of a batch; None for what it cannot open."""

    worker: str
    outcomes: list[Outcome | None]


_desks: dict[str, tuple[Desk, str, Lock]] = {}
"""The desks of this process by run: a cluster can grade for several runs at once."""


def _sit_down(plan: Plan, seat: str) -> None:
    _desks[seat] = plan.desk(), plan.made_from, Lock()


def _get_up(seat: str) -> None:
    _desks.pop(seat, None)


def _grade_far(seat: str, tasks: Sequence[Task]) -> _Far:
    """Grade on a worker of a cluster."""
    from distributed import get_worker

    outcomes: list[Outcome | None] = [None] * len(tasks)
    if seat in _desks:
        desk, made_from, one_at_a_time = _desks[seat]
        seen = [i for i, task in enumerate(tasks) if _sees(task)]
        with one_at_a_time:  # a worker can have threads; a desk is made for one
            found = work(desk, made_from, [tasks[i] for i in seen])
        for i, outcome in zip(seen, found, strict=True):
            outcomes[i] = outcome
    return _Far(get_worker().address, outcomes)


def _sees(task: Task) -> bool:
    """Whether this machine can open a hand-in and lay the graded notebook ready."""
    ready = task.ready is None or os.access(task.ready, os.W_OK | os.X_OK)
    return ready and os.access(task.folder / task.notebook, os.R_OK)


def _plugin(plan: Plan, seat: str) -> Any:
    from distributed import WorkerPlugin

    class Seat(WorkerPlugin):
        """Makes every worker ready, also one that joins later. Dask gives no work to one that cannot even read this."""

        def setup(self, worker: Any) -> None:
            _sit_down(plan, seat)

        def teardown(self, worker: Any) -> None:
            _get_up(seat)

    return Seat()


class _Cluster:
    def __init__(self, client: Client, plan: Plan, seat: str, address: str) -> None:
        self._client, self._plan, self._seat, self._address = client, plan, seat, address
        self._on_their_way: set[Future[Any]] = set()
        self._looked = False
        self._here: Here | None = None
        self._told: set[str] = set()

    @property
    def at_once(self) -> int:
        """How many batches are worked on at the same time."""
        return max(1, len(_workers(self._client)))

    def __call__(self, tasks: Sequence[Task]) -> Callable[[], list[Outcome]]:
        with _in_touch(self._client, self._address):
            if tasks and not self._looked:
                _expect_shared_storage(self._client, tasks[0])
                self._looked = True
            future = self._submitted(tasks)
        return lambda: self._graded(future, tasks)

    def cancel(self) -> None:
        """Call back what is still on its way."""
        with suppress(Exception):  # the scheduler may be gone, and with it everything that was on its way
            self._client.cancel(list(self._on_their_way))  # type: ignore[no-untyped-call]

    def _submitted(self, tasks: Sequence[Task]) -> Future[Any]:
        # A key of its own: what a hand-in holds may have changed since a batch of the same names was graded.
        key = f"pairedtexts-{uuid4().hex}"
        future = self._client.submit(_grade_far, self._seat, list(tasks), key=key, pure=False, retries=2)
        self._on_their_way.add(future)
        return future

    def _graded(self, future: Future[Any], tasks: Sequence[Task]) -> list[Outcome]:
        from distributed.scheduler import KilledWorker

        with _in_touch(self._client, self._address):
            try:
                return self._with_what_is_left(self._waited_for(future), tasks)
            except KilledWorker:
                # Several workers died at this batch, or at another one that was with them.
                return [self._alone(task) for task in tasks]

    def _alone(self, task: Task) -> Outcome:
        from distributed.scheduler import KilledWorker

        try:
            return self._with_what_is_left(self._waited_for(self._submitted([task])), [task])[0]
        except KilledWorker:
            return ended(task)

    def _waited_for(self, future: Future[Any]) -> _Far:
        """The result. Without any worker Dask would wait for ever."""
        without: float | None = None
        try:
            while True:
                try:
                    return future.result(timeout=_LOOK)  # type: ignore[no-any-return]
                except (asyncio.TimeoutError, TimeoutError):
                    if future.status == "error":
                        raise
                without = None if _workers(self._client) else without or monotonic()
                if without is not None and monotonic() - without > _PATIENCE:
                    raise NoCluster(
                        f"all workers of the Dask scheduler at {self._address} are gone. What is graded so far is kept; start "
                        "workers, then run this again"
                    )
        finally:
            self._on_their_way.discard(future)

    def _with_what_is_left(self, far: _Far, tasks: Sequence[Task]) -> list[Outcome]:
        """Grade here what a worker could not open: whether it can be opened is for the machine to say that has the course."""
        outcomes: list[Outcome] = []
        for task, found in zip(tasks, far.outcomes, strict=True):
            if found is not None:
                outcomes.append(found)
            else:
                if _sees(task) and far.worker not in self._told:
                    self._told.add(far.worker)
                    _log.warning(
                        "the worker %s joined later and does not see the course's folder, or could not be made ready; what it "
                        "was given is graded on this machine. Mount the folder there under the same path, or end that worker",
                        far.worker,
                    )
                self._here = self._here or Here(self._plan)
                outcomes += self._here([task])()
        return outcomes


@contextmanager
def _in_touch(client: Client, address: str) -> Iterator[None]:
    """The loss of the scheduler, as one sentence."""
    from distributed import CancelledError
    from distributed.comm.core import CommClosedError

    try:
        yield
    except PairedTextsError:
        raise
    except Exception as error:
        # What a closed client raises has another name in each version of Dask.
        if isinstance(error, (CancelledError, CommClosedError)) or client.status != "running":
            raise NoCluster(
                f"the connection to the Dask scheduler at {address} was lost. What is graded so far is kept; see that the "
                "scheduler and its workers run, then run this again"
            ) from error
        raise
