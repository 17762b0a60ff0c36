"""Grading that is killed, crowded out or refused by the disk, run again, is as one undisturbed run.

A run is killed in a child of a small server (this file, run as a program), which has everything imported and forks: at a
random time, or at the n-th of the steps that can be seen from outside it (a file is opened, moved, deleted; the database is
asked or told something).
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import OperationalError

from conftest import REPOSITORY, handed_in, latest, put_hand_in, right_answers
from pairedtexts import cli
from pairedtexts.course import new_course
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.nbgrader_plugin.class_grading import Busy
from pairedtexts.nbgrader_plugin.file_desk import Prepared
from pairedtexts.nbgrader_plugin.gradebook import GradebookUnavailable, LessonBook, clear_errors, forget
from pairedtexts.release import grade_id
from small_quiz import QUIZ, Data, door, make_course, quiz
from test_class_grading import grade, hand_in_class, rows, students, tree

BATCH = 3
OWN_WORDS, A_DOOR = f"{QUIZ}/own-words", f"{QUIZ}/door-0"
MOMENTS, FEW_MOMENTS = 100, 6


# A course with a small lesson --------------------------------------------------------------------------------------------


def doors() -> Data:
    """The small quiz, and one question more, that a person gives points for."""
    data = quiz()
    question = {
        "id": "own-words",
        "type": "written",
        "points": 3,
        "skill": "close-reading",
        "about": ["east-times"],
        "prompt": "Which door would you open first, and why? Say it in your own words.",
        "key": {
            "rubric": [{"for": "Names a door and a reason.", "points": 3}],
            "evidence": [{"text": "east-times", "quote": "the kitchen has a door of amber"}],
            "explanation": "Any reason will do.",
            "model-answer": "The one of amber, for it leads to the kitchen.",
        },
    }
    return {**data, "questions": [*data["questions"], question]}


@pytest.fixture(scope="module")
def _released_doors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, its lesson released, due on a day that some hand-ins come after."""
    made = new_course(tmp_path_factory.mktemp("doors") / "course")
    for folder in ("lessons", "quizzes", "source_texts", "guides"):
        shutil.rmtree(made / folder)
    make_course(made, doors())
    config = made / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    steps.release(made, QUIZ)
    with Gradebook(f"sqlite:///{made}/gradebook.db") as book:
        book.update_or_create_assignment(QUIZ, duedate="2026-09-06 00:00:00 UTC")
    return made


@pytest.fixture(scope="module")
def _handed_in_doors(_released_doors: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Path(shutil.copytree(_released_doors, tmp_path_factory.mktemp("handed-in") / "course"))
    hand_in_class(made, QUIZ, 14)
    stamp(made, "bea", "2026-09-07 10:00:00 UTC")
    return made


@pytest.fixture
def half_a_class(_released_doors: Path, tmp_path: Path) -> Path:
    """Nine of a class, for what nbgrader itself grades as well: that takes its time."""
    course = Path(shutil.copytree(_released_doors, tmp_path / "course"))
    hand_in_class(course, QUIZ, 6)
    stamp(course, "bea", "2026-09-07 10:00:00 UTC")
    return course


@pytest.fixture
def small_course(_released_doors: Path, tmp_path: Path) -> Path:
    """A course with a small lesson, and no hand-in yet."""
    return Path(shutil.copytree(_released_doors, tmp_path / "course"))


@pytest.fixture
def small_class(_handed_in_doors: Path, tmp_path: Path) -> Path:
    """A course whose class has handed in: seventeen, one late, one twin, one on time, some damaged."""
    return Path(shutil.copytree(_handed_in_doors, tmp_path / "course"))


def stamp(course: Path, student: str, said: str) -> None:
    """Note when a student handed in."""
    (course / "submitted" / student / QUIZ / "timestamp.txt").write_text(said)


def correct_a_key(course: Path) -> None:
    """Another option is right now."""
    path = course / "quizzes" / f"{QUIZ}.yaml"
    data = json.loads(path.read_text())
    question = data["questions"][0]
    key, right = question["key"], question["key"]["answer"]
    other = next(iter(key["why-not"]))
    key["answer"], key["why-not"] = other, {name: "Not so." for name in question["options"] if name != other}
    assert right != other
    path.write_text(json.dumps(data))


def much_changes(course: Path) -> None:
    """After the first grading: a corrected key, new hand-ins, new and deleted times, a twin that ends and one that begins."""
    correct_a_key(course)
    release = latest(course, QUIZ)
    put_hand_in(course, "ada", QUIZ, handed_in(release, right_answers(release)))
    put_hand_in(course, "twin", QUIZ, handed_in(release, {}))
    for path in (course / "submitted" / "bea" / QUIZ).iterdir():
        shutil.copyfile(path, course / "submitted" / "blank" / QUIZ / path.name)
    (course / "submitted" / "bea" / QUIZ / "timestamp.txt").unlink()
    stamp(course, "caleb", "2026-09-08 10:00:00 UTC")


def graded(course: Path) -> tuple[object, ...]:
    """All that grading makes: gradebook, what it notes for itself, tree."""
    with sqlite3.connect(course / "gradebook.db") as database:
        noted = sorted(database.execute("SELECT * FROM pairedtexts_graded").fetchall())
    return rows(course), noted, tree(course)


def expect_undisturbed(course: Path, whole: tuple[object, ...]) -> None:
    """Run again, the result is that of one undisturbed run; nothing is left over or left to do."""
    assert {result.failure for result in grade(course, QUIZ).values()} == {""}
    assert graded(course) == whole
    assert all(result.unchanged for result in grade(course, QUIZ).values())
    assert not (course / "autograded" / ".grading").exists()


# The server: forks a grader and kills it ---------------------------------------------------------------------------------


def _serve() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        print(json.dumps(_two(job) if job["two"] else _forked(job)), flush=True)  # noqa: T201


def _two(job: dict[str, Any]) -> list[str]:
    """Two graders that begin at the same moment; how each ended."""
    wait, go = os.pipe()
    ready, tell = os.pipe()
    children = []
    for _ in range(2):
        children.append(os.fork())
        if not children[-1]:
            status = 1
            try:
                Prepared.batch = BATCH
                grading = steps.class_grading(Path(job["course"]), QUIZ)
                os.close(go)
                os.write(tell, b" ")
                os.read(wait, 1)
                list(grading.grade(students(Path(job["course"])), everything=False))
                status = 0
            except Busy:
                status = 2
            finally:
                os._exit(status)
    for _ in children:
        os.read(ready, 1)
    for end in (go, wait, ready, tell):
        os.close(end)
    return [["done", "failed", "Busy"][os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])] for child in children]


def _forked(job: dict[str, Any]) -> dict[str, Any]:
    read, write = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            _grader(job, write)
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    os.read(read, 1)  # it begins
    begun = time.monotonic()
    if job["after"] is not None:
        time.sleep(job["after"])
        os.kill(child, signal.SIGKILL)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return {
        "killed": os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL,
        "failed": os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0,
        "seconds": time.monotonic() - begun,
        **json.loads(told or b"{}"),
    }


def _grader(job: dict[str, Any], tell: int) -> None:
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    Prepared.batch, Prepared.few = BATCH, job["few"]
    course, at, seen = Path(job["course"]), job["at"], 0
    grading = steps.class_grading(course, QUIZ)
    assert grading is not None

    def tell_all() -> None:
        others = [process.pid for process in psutil.Process().children(recursive=True)] if not job["few"] else []
        os.write(tell, json.dumps({"steps": seen, "others": others}).encode())

    def step(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            tell_all()
            os.kill(os.getpid(), signal.SIGKILL)

    def system_step(name: str, _: object) -> None:
        if name in {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.copyfile"}:
            step()

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, moment, step)
    os.write(tell, b" ")
    sys.addaudithook(system_step)
    list(grading.grade(students(course), everything=job["everything"]))
    tell_all()


class Graders:
    """Runs graders in processes of their own that may be killed."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._server = server

    def run(
        self, course: Path, *, at: int | None = None, after: float | None = None, few: int = 1000, everything: bool = False
    ) -> dict[str, Any]:
        """Grade; killed before the step ``at``, or ``after`` so many seconds."""
        found: dict[str, Any] = self._asked(
            {"two": False, "course": str(course), "at": at, "after": after, "few": few, "everything": everything}
        )
        assert not found["failed"]
        return found

    def run_two(self, course: Path) -> list[str]:
        """Two graders at the same moment: how each ended."""
        return list(self._asked({"two": True, "course": str(course)}))

    def _asked(self, job: dict[str, Any]) -> Any:
        assert self._server.stdin
        assert self._server.stdout
        print(json.dumps(job), file=self._server.stdin, flush=True)
        return json.loads(self._server.stdout.readline())


@pytest.fixture(scope="module")
def graders() -> Iterator[Graders]:
    """Graders that may be killed."""
    with subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield Graders(server)


# Killed ------------------------------------------------------------------------------------------------------------------


def moments(number: int, whole: dict[str, Any], seed: int) -> Iterator[dict[str, Any]]:
    """Half of them steps, spread over the whole run; half of them times, by chance."""
    rng, each = random.Random(seed), whole["steps"] / (number // 2)
    for part in range(number // 2):
        yield {"at": 1 + int(each * part + rng.random() * each)}
        yield {"after": rng.random() * whole["seconds"]}


def kill_at_moments(graders: Graders, course: Path, aside: Path, number: int, **how: Any) -> None:
    """Kill runs in copies of a course, and compare what the next run makes with what an undisturbed one makes."""
    undisturbed = Path(shutil.copytree(course, aside / "undisturbed"))
    whole = graders.run(undisturbed, **how)
    grade(undisturbed, QUIZ)
    expected, killed = graded(undisturbed), 0
    for moment in moments(number, whole, seed=number):
        copy = Path(shutil.copytree(course, aside / "killed"))
        killed += graders.run(copy, **moment, **how)["killed"]
        expect_undisturbed(copy, expected)
        shutil.rmtree(copy)
    assert killed >= number // 2, "every step, and whatever times were hit"


@pytest.mark.parametrize("number", [FEW_MOMENTS, pytest.param(MOMENTS, marks=pytest.mark.soak)])
def test_a_first_run_that_is_killed_at_any_moment_is_made_good_by_the_next(graders, small_class, tmp_path, number):
    kill_at_moments(graders, small_class, tmp_path, number)


@pytest.mark.parametrize("number", [FEW_MOMENTS, pytest.param(MOMENTS, marks=pytest.mark.soak)])
def test_so_is_a_run_over_changed_hand_ins_and_a_corrected_key(graders, small_class, tmp_path, number):
    grade(small_class, QUIZ)
    much_changes(small_class)
    kill_at_moments(graders, small_class, tmp_path, number)


@pytest.mark.parametrize("number", [2, pytest.param(MOMENTS, marks=pytest.mark.soak)])
def test_so_is_a_run_over_everything(graders, small_class, tmp_path, number):
    grade(small_class, QUIZ)
    kill_at_moments(graders, small_class, tmp_path, number, everything=True)


@pytest.mark.soak
def test_so_is_a_run_that_is_killed_at_every_single_step(graders, small_class, tmp_path):
    grade(small_class, QUIZ)
    much_changes(small_class)
    undisturbed = Path(shutil.copytree(small_class, tmp_path / "undisturbed"))
    steps_of_it = graders.run(undisturbed)["steps"]
    for at in range(1, steps_of_it + 1):
        copy = Path(shutil.copytree(small_class, tmp_path / "killed"))
        assert graders.run(copy, at=at)["killed"]
        expect_undisturbed(copy, graded(undisturbed))
        shutil.rmtree(copy)


def changed_and_changed_back(graders: Graders, course: Path, aside: Path, number: int) -> None:
    grade(course, QUIZ)
    before = graded(course)
    changed = Path(shutil.copytree(course, aside / "changed"))
    much_changes(changed)
    for moment in moments(number, graders.run(Path(shutil.copytree(changed, aside / "undisturbed"))), seed=1):
        copy = Path(shutil.copytree(changed, aside / "killed"))
        graders.run(copy, **moment)
        for folder in ("quizzes", "submitted"):
            shutil.rmtree(copy / folder)
            shutil.copytree(course / folder, copy / folder)
        grade(copy, QUIZ)
        # A time of handing in stays in the gradebook where no other is known, as nbgrader has it.
        assert [rows(copy)[0], rows(copy)[1], tree(copy)] == [before[0][0], before[0][1], before[2]]
        shutil.rmtree(copy)


@pytest.mark.parametrize("number", [FEW_MOMENTS, pytest.param(MOMENTS, marks=pytest.mark.soak)])
def test_what_is_changed_back_after_a_killed_run_gets_its_old_grade_and_its_old_notebook(
    graders, small_class, tmp_path, number
):
    """Both the files and the grades of the killed run are gone, not one of the two."""
    changed_and_changed_back(graders, small_class, tmp_path, number)


@pytest.mark.parametrize("number", [1, pytest.param(10, marks=pytest.mark.soak)])
def test_worker_processes_of_a_killed_run_end_and_spoil_nothing(graders, small_class, tmp_path, number):
    undisturbed = Path(shutil.copytree(small_class, tmp_path / "undisturbed"))
    whole = graders.run(undisturbed, few=0)
    rng = random.Random(number)
    for _ in range(number):
        copy = Path(shutil.copytree(small_class, tmp_path / "killed"))
        others = graders.run(copy, at=int(whole["steps"] * (0.7 + 0.25 * rng.random())), few=0)["others"]
        expect_undisturbed(copy, graded(undisturbed))
        shutil.rmtree(copy)
        assert others
        expect_ended(others)


def expect_ended(pids: list[int]) -> None:
    """They end by themselves; no more is waited for than is needed."""
    there = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    _, alive = psutil.wait_procs(there, timeout=20)
    alive = [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
    for process in alive:
        process.kill()
    assert not alive, "worker processes outlive the run that started them"


def test_what_a_killed_run_leaves_behind_does_not_stop_the_next(small_class, tmp_path):
    undisturbed = Path(shutil.copytree(small_class, tmp_path / "undisturbed"))
    grade(undisturbed, QUIZ)
    (small_class / ".grading.lock").write_text("4711")
    left = small_class / "autograded" / ".grading" / ("0" * 32)
    left.mkdir(parents=True)
    (left / "half.ipynb").write_text('{"cells": [')
    expect_undisturbed(small_class, graded(undisturbed))


def test_a_worker_of_a_killed_run_that_still_writes_finds_no_folder_of_the_next(small_class):
    """Each run has a folder of its own for what is not in its place yet."""
    with steps.class_grading(small_class, QUIZ)._alone() as killed:
        pass
    with steps.class_grading(small_class, QUIZ)._alone() as ready:
        assert ready != killed
        assert not killed.exists()
        assert ready.is_dir()


def test_a_notebook_that_a_power_cut_left_empty_is_made_again(small_class):
    grade(small_class, QUIZ)
    whole = graded(small_class)
    empty = small_class / "autograded" / "ada" / QUIZ / f"{QUIZ}.ipynb"
    empty.chmod(0o644)
    empty.write_text("")
    assert [student for student, result in grade(small_class, QUIZ).items() if not result.unchanged] == ["ada"]
    assert graded(small_class) == whole


# Two at once ------------------------------------------------------------------------------------------------------------


def test_a_second_grader_says_that_it_has_to_wait_and_disturbs_nothing(small_class, tmp_path):
    undisturbed = Path(shutil.copytree(small_class, tmp_path / "undisturbed"))
    grade(undisturbed, QUIZ)
    first = steps.class_grading(small_class, QUIZ).grade(students(small_class), everything=False)
    next(first)
    command = [sys.executable, "-m", "pairedtexts", "grade", QUIZ, "--course", str(small_class)]
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    wait = "another run is grading in this course; wait until it is done, then start this one again"
    assert (second.returncode, second.stderr) == (1, f"pairedtexts: {wait}\n")
    list(first)
    expect_undisturbed(small_class, graded(undisturbed))


@pytest.mark.parametrize("rounds", [3, pytest.param(50, marks=pytest.mark.soak)])
def test_of_two_that_start_at_the_same_moment_one_grades_and_the_other_waits_or_finds_it_done(
    graders, small_class, tmp_path, rounds
):
    undisturbed = Path(shutil.copytree(small_class, tmp_path / "undisturbed"))
    grade(undisturbed, QUIZ)
    for _ in range(rounds):
        copy = Path(shutil.copytree(small_class, tmp_path / "both"))
        ended = graders.run_two(copy)
        assert "done" in ended
        assert set(ended) <= {"done", "Busy"}
        expect_undisturbed(copy, graded(undisturbed))
        shutil.rmtree(copy)


# What the machine refuses ------------------------------------------------------------------------------------------------


@pytest.fixture
def said(monkeypatch, capsys) -> Callable[..., tuple[int, str]]:
    """Runs the command on a course; returns its exit status and what it says of what went wrong."""

    def run(course: Path, *options: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["pairedtexts", "grade", QUIZ, "--course", str(course), *options])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return int(ended.value.code or 0), told.err

    return run


def expect_one_sentence(ended: tuple[int, str], *parts: str) -> None:
    """Exit status 1, and one line that holds these parts and says what to do."""
    status, told = ended
    assert status == 1
    assert told.startswith("pairedtexts: ")
    assert told.count("\n") == 1
    for part in parts:
        assert part in told


def expect_whole_files(course: Path, *known: dict[str, tuple[bytes, int]]) -> None:
    """Every file in autograded/ is, to the last byte, one of those that are known."""
    for name, file in tree(course).items():
        assert file in [files.get(name) for files in known], f"{name} is half written"


def first_pass(course: Path, aside: Path, *, everything: bool = False) -> dict[str, tuple[bytes, int]]:
    """The tree before twins are named."""
    copy = Path(shutil.copytree(course, aside / "first-pass"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(LessonBook, "twins", lambda _: {})
        patched.setattr(LessonBook, "with_twins", lambda _: [])
        grade(copy, QUIZ, everything=everything)
    return tree(copy)


def test_a_full_disk_is_one_sentence_and_no_half_written_file(small_class, tmp_path, said, monkeypatch):
    """However far it comes: the first notebook, some, or all but one."""
    undisturbed = Path(shutil.copytree(small_class, tmp_path / "undisturbed"))
    grade(undisturbed, QUIZ)
    files = first_pass(small_class, tmp_path), tree(undisturbed)
    for room in (0, 10_000, 100_000, 400_000):
        copy = Path(shutil.copytree(small_class, tmp_path / "copy"))
        with monkeypatch.context() as patched:
            fill(patched, room)
            expect_one_sentence(
                said(copy), f"{copy / 'autograded'} cannot be written: No space left on device. Make room on the disk"
            )
        expect_whole_files(copy, *files)
        expect_undisturbed(copy, graded(undisturbed))
        shutil.rmtree(copy)


def fill(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """Let the disk have so many bytes left for what grading writes into its folder; a file that is too long is cut."""
    monkeypatch.setattr(Prepared, "batch", BATCH)
    left = [room]

    def write_bytes(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            if ".grading" not in path.parts:
                return file.write(data)
            file.write(data[: left[0]])
        left[0] -= len(data)
        if left[0] < 0:
            left[0] = 0
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return len(data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    monkeypatch.setattr(Path, "write_text", lambda path, text, **_: path.write_bytes(text.encode()))


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only who may mount can have a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("everything", [(), ("--all",)])
def test_a_disk_that_is_really_full_costs_no_earlier_grade(small_class, tmp_path, said, monkeypatch, everything):
    monkeypatch.setattr(Prepared, "batch", BATCH)
    with small_disk(tmp_path / "disk") as disk:
        course, filler = Path(shutil.copytree(small_class, disk / "course")), disk / "filler"
        grade(course, QUIZ)
        before = tree(course)
        students_before = {row[0] for row in rows(course)[2]}
        much_changes(course)
        undisturbed = Path(shutil.copytree(course, tmp_path / "undisturbed"))
        grade(undisturbed, QUIZ, everything=bool(everything))
        files = before, first_pass(course, tmp_path, everything=bool(everything)), tree(undisturbed)
        ends: list[int] = []
        for room in (0, 20_000, 40_000, 60_000, 80_000, 100_000, 500_000):
            filler.write_bytes(b"x" * (shutil.disk_usage(disk).free - room))
            ended = said(course, *everything)
            ends.append(ended[0])
            if ended[0]:
                expect_one_sentence(ended, "full" if "gradebook" in ended[1] else "cannot be written", "Make room on the disk")
            expect_whole_files(course, *files)
            assert tree(course).keys() >= before.keys() & tree(undisturbed).keys()
            assert {row[0] for row in rows(course)[2]} == students_before
            filler.unlink()
        assert (ends[0], ends[-1]) == (1, 0)
        expect_undisturbed(course, graded(undisturbed))


@pytest.fixture
def somebody(tmp_path_factory) -> Iterator[Callable[[], Any]]:
    """Makes this process somebody who has no more rights than others; nothing stops root."""

    @contextmanager
    def be() -> Iterator[None]:
        if os.geteuid():
            yield
            return
        # Somebody can still read the programs, in whosever folder they are installed.
        above = {folder for place in (sys.prefix, REPOSITORY) for folder in Path(place).resolve().parents}
        closed = {folder: mode for folder in above if ((mode := folder.stat().st_mode & 0o7777) & 0o011) != 0o011}
        for folder, mode in closed.items():
            folder.chmod(mode | 0o011)  # the group is still root's
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)
            for folder, mode in closed.items():
                folder.chmod(mode)

    return be


@pytest.fixture
def open_class(_handed_in_doors: Path) -> Iterator[Path]:
    """A class whose course everybody may read and write, in a place that everybody can reach."""
    with tempfile.TemporaryDirectory() as place:
        course = Path(shutil.copytree(_handed_in_doors, Path(place) / "course"))
        for path in (Path(place), course, *course.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)
        yield course


READ_ONLY = {
    "the course": (".", "{course} cannot be written: Permission denied", "see that you may write there"),
    "autograded": ("autograded", "{course}/autograded cannot be written: Permission denied", "see that you may write there"),
    "the gradebook": ("gradebook.db", "{course}/gradebook.db cannot be used: ", "See that you may write the file"),
}


@pytest.mark.xdist_group("somebody")
@pytest.mark.parametrize("what", READ_ONLY)
def test_what_may_only_be_read_is_one_sentence_and_changes_nothing(open_class, somebody, said, tmp_path, what):
    undisturbed = Path(shutil.copytree(open_class, tmp_path / "undisturbed"))
    grade(undisturbed, QUIZ)
    place, *parts = READ_ONLY[what]
    with somebody():
        if what != "the course":
            grade(open_class, QUIZ)  # there is something to lose, and everything is where it will be
    closed = open_class / place
    before = tree(open_class)
    mode = closed.stat().st_mode
    closed.chmod(0o555 if closed.is_dir() else 0o444)
    with somebody():
        expect_one_sentence(said(open_class, "--all"), *(part.format(course=open_class) for part in parts))
    assert tree(open_class) == before
    closed.chmod(mode)
    expect_undisturbed(open_class, graded(undisturbed))


@pytest.mark.xdist_group("somebody")
def test_a_students_folder_that_may_only_be_read_fails_that_hand_in_alone(open_class, somebody, tmp_path):
    undisturbed = Path(shutil.copytree(open_class, tmp_path / "undisturbed"))
    grade(undisturbed, QUIZ)
    closed = open_class / "autograded" / "ada" / QUIZ
    closed.mkdir(parents=True)
    for path in (closed.parent.parent, closed.parent):
        path.chmod(0o777)
    closed.chmod(0o555)
    with somebody():
        failed = {student: result.failure for student, result in grade(open_class, QUIZ).items() if result.failure}
    assert list(failed) == ["ada"]
    assert "cannot be put in its place" in failed["ada"]
    assert "ada" not in {row[0] for row in rows(open_class)[2]}
    closed.chmod(0o777)
    expect_undisturbed(open_class, graded(undisturbed))


@contextmanager
def held(course: Path) -> Iterator[None]:
    """Another program holds the gradebook for itself."""
    other = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        other.close()


def impatient(course: Path) -> None:
    """Wait for the gradebook a tenth of a second, not five."""
    config = course / "nbgrader_config.py"
    address = f"sqlite:///{course}/gradebook.db?timeout=0.1"
    config.write_text(f"{config.read_text()}\nc.CourseDirectory.db_url = {address!r}\n")


LOCKED = "cannot be used: database is locked, for 0.1 seconds now. Nothing is half entered. Another program holds it"


@pytest.mark.parametrize("options", [(), ("--all",), ("--dry-run",)])
def test_a_locked_gradebook_is_one_sentence_that_says_how_long_it_was_waited_for(small_class, tmp_path, said, options):
    impatient(small_class)
    undisturbed = Path(shutil.copytree(small_class, tmp_path / "undisturbed"))
    impatient(undisturbed)
    grade(undisturbed, QUIZ)
    with held(small_class):
        expect_one_sentence(said(small_class, *options), str(small_class / "gradebook.db"), LOCKED)
    assert tree(small_class) == {}
    grade(small_class, QUIZ)
    assert (rows(small_class), tree(small_class)) == (rows(undisturbed), tree(undisturbed))


def test_a_gradebook_that_is_locked_in_the_middle_of_a_run_loses_no_grade(small_class, tmp_path, monkeypatch):
    """At every batch: while it is looked up, before it is put in its place, before it is entered."""
    monkeypatch.setattr(Prepared, "batch", BATCH)
    impatient(small_class)
    grade(small_class, QUIZ)
    much_changes(small_class)
    undisturbed = Path(shutil.copytree(small_class, tmp_path / "undisturbed"))
    impatient(undisturbed)
    files = [tree(small_class), first_pass(small_class, tmp_path, everything=True)]
    grade(undisturbed, QUIZ, everything=True)
    files.append(tree(undisturbed))
    for method, call in [("known", 1), ("known", 4), ("forget", 1), ("forget", 3), ("enter", 1), ("enter", 3), ("twins", 1)]:
        with monkeypatch.context() as patched:
            hold_at(patched, small_class, method, call)
            with pytest.raises(GradebookUnavailable, match=LOCKED):
                grade(small_class, QUIZ, everything=True)
        expect_whole_files(small_class, *files)
    grade(small_class, QUIZ, everything=True)
    assert (rows(small_class), tree(small_class)) == (rows(undisturbed), tree(undisturbed))
    assert all(result.unchanged for result in grade(small_class, QUIZ).values())


def hold_at(monkeypatch: pytest.MonkeyPatch, course: Path, method: str, call: int) -> None:
    """Let another program hold the gradebook during the n-th call of a method."""
    calls, real = [0], getattr(LessonBook, method)

    def called(book: LessonBook, *arguments: Any) -> Any:
        calls[0] += 1
        if calls[0] != call:
            return real(book, *arguments)
        with held(course):
            return real(book, *arguments)

    monkeypatch.setattr(LessonBook, method, called)


def test_a_gradebook_is_waited_for_as_long_as_the_sentence_says(small_class):
    book = LessonBook(f"sqlite:///{small_class}/gradebook.db", QUIZ)
    with book._engine.connect() as connection:
        waited = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    book.close()
    assert waited == 5000
    with pytest.raises(GradebookUnavailable, match="is locked, for 5 seconds now"), clear_errors("sqlite:///gradebook.db"):
        raise OperationalError("", {}, sqlite3.OperationalError("database is locked"))


def nothing(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def a_text(path: Path) -> None:
    path.write_text("student,score\n" * 1000)


def a_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


NO_GRADEBOOK = {
    nothing: "there is no gradebook at ",
    empty: "does not know this lesson. Run `pairedtexts release`",
    a_text: "cannot be used: file is not a database. Nothing is half entered. The file is something else; put the gradebook "
    "back from a backup",
    a_half: "The file is damaged; put the gradebook back from a backup",
    a_folder: "cannot be used: unable to open database file",
}


@pytest.mark.parametrize("damage", NO_GRADEBOOK, ids=lambda damage: damage.__name__)
def test_what_is_no_gradebook_is_one_sentence_and_costs_no_grade(small_class, tmp_path, said, damage):
    grade(small_class, QUIZ)
    whole, book = graded(small_class), small_class / "gradebook.db"
    backup = Path(shutil.copyfile(book, tmp_path / "backup.db"))
    damage(book)
    expect_one_sentence(said(small_class), str(book), NO_GRADEBOOK[damage])
    expect_one_sentence(said(small_class, "--dry-run"), str(book), NO_GRADEBOOK[damage])
    assert book.exists() == (damage is not nothing), "to look must not make one"
    assert tree(small_class) == whole[-1]
    if book.is_dir():
        book.rmdir()
    shutil.copyfile(backup, book)
    expect_undisturbed(small_class, whole)


@pytest.mark.xdist_group("somebody")
def test_a_dry_run_needs_no_right_to_write_and_writes_nothing(open_class, somebody, said):
    before = {path: path.read_bytes() for path in open_class.rglob("*") if path.is_file()}
    for path in (*open_class.rglob("*"), open_class):
        path.chmod(0o555 if path.is_dir() else 0o444)
    with somebody():
        assert said(open_class, "--dry-run") == (0, "")
    assert {path: path.read_bytes() for path in open_class.rglob("*") if path.is_file()} == before


# Grades and other hands --------------------------------------------------------------------------------------------------


def by_nbgrader(course: Path, *names: str) -> None:
    """`nbgrader autograde`, of some or of all."""
    found = list(steps.autograde(course, QUIZ, list(names) or students(course)))
    assert {result.failure for result in found} == {""}


@contextmanager
def opened(course: Path) -> Iterator[Gradebook]:
    """The gradebook, as nbgrader opens it."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        yield book


def without_waiting(course: Path) -> tuple[object, ...]:
    """Gradebook and tree, but for what is to be looked at again because a person has given points before."""
    return [row[:-1] for row in rows(course)[0]], *rows(course)[1:], tree(course)


def test_nbgraders_own_grading_and_this_one_take_turns_without_a_difference(half_a_class, tmp_path):
    other = Path(shutil.copytree(half_a_class, tmp_path / "other"))
    by_nbgrader(half_a_class, "ada", "bea", "twin")
    for turn in range(2):
        grade(half_a_class, QUIZ)
        by_nbgrader(other)
        assert (rows(half_a_class), tree(half_a_class)) == (rows(other), tree(other))
        by_nbgrader(half_a_class, "caleb", "twin")
        if not turn:
            for course in (half_a_class, other):
                much_changes(course)
    grade(half_a_class, QUIZ)
    assert (rows(half_a_class), tree(half_a_class)) == (rows(other), tree(other))


def test_what_nbgrader_graded_meanwhile_by_another_key_is_graded_again(half_a_class):
    grade(half_a_class, QUIZ)
    before, quiz_file = (rows(half_a_class), tree(half_a_class)), half_a_class / "quizzes" / f"{QUIZ}.yaml"
    old_key = quiz_file.read_text()
    correct_a_key(half_a_class)
    by_nbgrader(half_a_class)
    assert (rows(half_a_class), tree(half_a_class)) != before
    quiz_file.write_text(old_key)
    grade(half_a_class, QUIZ)
    assert (rows(half_a_class), tree(half_a_class)) == before


def test_forgetting_a_hand_in_lets_it_be_graded_again_and_is_nothing_in_a_fresh_gradebook(small_class):
    url = f"sqlite:///{small_class}/gradebook.db"
    forget(url, QUIZ, "ada")
    grade(small_class, QUIZ)
    forget(url, QUIZ, "ada")
    assert [student for student, result in grade(small_class, QUIZ).items() if not result.unchanged] == ["ada"]


def half_removed(book: Gradebook) -> None:
    book.remove_submission_notebook(QUIZ, QUIZ, "ada")


def removed(book: Gradebook) -> None:
    book.remove_submission(QUIZ, "ada")


@pytest.mark.parametrize("remove", [removed, half_removed])
@pytest.mark.parametrize("everything", [True, False])
def test_a_submission_that_was_removed_in_nbgrader_is_entered_anew(small_class, remove, everything):
    """Wholly, or as far as nbgrader came when it was stopped: it removes one in several transactions."""
    grade(small_class, QUIZ)
    before = rows(small_class), tree(small_class)
    with opened(small_class) as book:
        remove(book)
    assert {result.failure for result in grade(small_class, QUIZ, everything=everything).values()} == {""}
    assert (rows(small_class), tree(small_class)) == before


ODD_NAMES = [
    "o'brien; DROP TABLE grade;--",
    "a b",
    "100%",
    "%s",
    "-rf",
    "~",
    "$HOME",
    "{student_id}",
    "{0}",
    "a\\b",
    "Zoë",
    "Zoe\u0308",
    "日本",
    "😀",
    "doors",
    "n" * 128,
]


def test_students_with_odd_names_are_graded_as_nbgrader_grades_them(small_course, tmp_path):
    release = latest(small_course, QUIZ)
    for minute, name in enumerate(ODD_NAMES):
        right = dict(list(right_answers(release).items())[: minute % 7])
        put_hand_in(small_course, name, QUIZ, handed_in(release, right, minute))
    other = Path(shutil.copytree(small_course, tmp_path / "other"))
    ready, wrong = steps.collected(small_course, QUIZ)
    assert (sorted(ready), wrong) == (sorted(ODD_NAMES), [])
    by_nbgrader(other)
    assert {result.failure for result in grade(small_course, QUIZ).values()} == {""}
    assert (rows(small_course), tree(small_course)) == (rows(other), tree(other))
    assert all(result.unchanged for result in grade(small_course, QUIZ).values())


@pytest.mark.parametrize("name", [".grading", "n" * 129])
def test_a_name_under_which_nothing_can_be_put_or_entered_fails_that_hand_in_alone(small_class, name):
    put_hand_in(small_class, name, QUIZ, latest(small_class, QUIZ).notebook)
    failed = {student: result.failure for student, result in grade(small_class, QUIZ).items() if result.failure}
    assert list(failed) == [name]
    assert f"rename the folder {small_class / 'submitted' / name}" in failed[name]
    assert {row[0] for row in rows(small_class)[2]} == {*students(small_class)} - {name}


def test_a_release_that_changes_points_reaches_everybody(half_a_class, tmp_path):
    grade(half_a_class, QUIZ)
    path = half_a_class / "quizzes" / f"{QUIZ}.yaml"
    data = json.loads(path.read_text())
    for question in data["questions"][:4]:
        question["points"] = 5
    path.write_text(json.dumps(data))
    steps.release(half_a_class, QUIZ)
    other = Path(shutil.copytree(half_a_class, tmp_path / "other"))
    by_nbgrader(other)
    assert not any(result.unchanged for result in grade(half_a_class, QUIZ).values())
    assert (rows(half_a_class), tree(half_a_class)) == (rows(other), tree(other))
    assert steps.gradebook(half_a_class, QUIZ)[0].max_score == 4 * 5 + 4 * 2 + 3


@pytest.mark.parametrize("change", ["renamed", "removed", "added"])
def test_hand_ins_of_a_release_with_other_questions_are_graded_as_nbgrader_grades_them(small_course, tmp_path, change):
    """Half the class has the first release, half the second; then everybody hands in the other one."""
    releases = [latest(small_course, QUIZ)]
    path = small_course / "quizzes" / f"{QUIZ}.yaml"
    data = json.loads(path.read_text())
    questions = data["questions"]
    if change == "renamed":
        questions[0]["id"] = "door-new"
    elif change == "removed":
        del questions[0]
    else:
        questions.append(door(9, id="door-9"))
    path.write_text(json.dumps(data))
    lesson = small_course / "lessons" / QUIZ / f"{QUIZ}.ipynb"
    asked = {f'pt.ask("{QUIZ}/door-0")': f'pt.ask("{QUIZ}/{questions[0]["id"]}")'} if change == "renamed" else {}
    notebook = json.loads(lesson.read_text())
    for cell in list(notebook["cells"]):
        cell["source"] = asked.get(cell["source"], cell["source"])
        if change == "removed" and cell["source"] == f'pt.ask("{A_DOOR}")':
            notebook["cells"].remove(cell)
    if change == "added":
        one = next(cell for cell in notebook["cells"] if cell["source"] == f'pt.ask("{A_DOOR}")')
        notebook["cells"].insert(-1, {**one, "id": "door-9", "source": f'pt.ask("{QUIZ}/door-9")'})
    lesson.write_text(json.dumps(notebook))
    steps.release(small_course, QUIZ)
    releases.append(latest(small_course, QUIZ))
    other = Path(shutil.copytree(small_course, tmp_path / "other"))
    for turn in range(2):
        for course in (small_course, other):
            for minute, name in enumerate(("ada", "amir", "bea", "ben")):
                release = releases[(minute + turn) % 2]
                right = dict(list(right_answers(release).items())[minute % 2 :])
                put_hand_in(course, name, QUIZ, handed_in(release, right, 7 * turn + minute))
        by_nbgrader(other)
        assert {result.failure for result in grade(small_course, QUIZ).values()} == {""}
        assert (rows(small_course), tree(small_course)) == (rows(other), tree(other))


def test_points_and_comments_of_a_person_outlive_every_grading_and_every_crash(graders, half_a_class, tmp_path):
    grade(half_a_class, QUIZ)
    with opened(half_a_class) as book:
        for name, points in ((OWN_WORDS, 2.5), (A_DOOR, 0.5)):
            given = book.find_grade(grade_id(name), QUIZ, QUIZ, "ada")
            given.manual_score, given.extra_credit, given.needs_manual_grade = points, 0.25, False
        book.find_comment(grade_id(OWN_WORDS), QUIZ, QUIZ, "ada").manual_comment = "Well said."
        book.db.commit()
    much_changes(half_a_class)
    other = Path(shutil.copytree(half_a_class, tmp_path / "other"))
    by_nbgrader(other)
    graders.run(half_a_class, at=graders.run(Path(shutil.copytree(half_a_class, tmp_path / "whole")))["steps"] // 2)
    grade(half_a_class, QUIZ)
    assert (rows(half_a_class), tree(half_a_class)) == (rows(other), tree(other))
    own = {row[1]: row[2:] for row in rows(half_a_class)[0] if row[0] == "ada"}
    assert own[grade_id(OWN_WORDS)][1:] == (2.5, 0.25, 1)
    assert own[grade_id(A_DOOR)][1:] == (0.5, 0.25, 1)
    assert ("ada", grade_id(OWN_WORDS), "Well said.") in [(row[0], row[1], row[3]) for row in rows(half_a_class)[1]]


def test_another_due_date_and_an_extension_change_late_penalties_at_the_next_grading(small_class):
    def penalties() -> dict[str, float | None]:
        return {row[0]: row[-1] for row in rows(small_class)[2]}

    grade(small_class, QUIZ)
    late = penalties()["bea"]
    assert late
    with opened(small_class) as book:
        book.grant_extension(QUIZ, "bea", days=3)
    assert [student for student, result in grade(small_class, QUIZ).items() if not result.unchanged] == ["bea"]
    assert penalties()["bea"] is None
    with opened(small_class) as book:
        book.update_or_create_assignment(QUIZ, duedate="2026-09-01 00:00:00 UTC")
    grade(small_class, QUIZ)
    assert penalties()["bea"] == late
    assert all(result.unchanged for result in grade(small_class, QUIZ).values())


def test_who_hands_in_no_longer_is_nobodys_twin(half_a_class, tmp_path):
    named = {student for student, result in grade(half_a_class, QUIZ).items() if "handed in by twin" in str(result.for_review)}
    assert len(named) == 1
    shutil.rmtree(half_a_class / "submitted" / "twin")
    other = Path(shutil.copytree(half_a_class, tmp_path / "other"))
    by_nbgrader(other)
    assert {student for student, result in grade(half_a_class, QUIZ).items() if not result.unchanged} == named
    assert (rows(half_a_class), tree(half_a_class)) == (rows(other), tree(other))


if __name__ == "__main__":
    _serve()
