"""Lessons with graded code cells of the teacher's own: nbgrader executes those, questions are scored as ever."""

from __future__ import annotations

import copy
import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from filelock import FileLock
from jupyter_core.utils import ensure_event_loop
from nbgrader.api import Gradebook

from conftest import handed_in, latest, most_points, put_hand_in, right_answers
from pairedtexts.course import new_course
from pairedtexts.nbgrader_plugin import kernel_desk, steps
from pairedtexts.nbgrader_plugin.hand_in_files import NotGraded, Task, work
from pairedtexts.nbgrader_plugin.kernel_desk import KernelPlan
from pairedtexts.release import Kept, grade_id
from test_class_grading import grade, rows, set_due, students, tree
from test_commands import real

pytestmark = pytest.mark.xdist_group("kernel-desk")

LESSON = "write_it_fair"
ASKED = ("rests-on", "lh-no-speaker", "headline", "plain-words")  # a text is one of them, for which a person gives points
ONE = f"{LESSON}/rests-on"
RIGHT = "def mean(numbers):\n    return sum(numbers) / len(numbers)"
WRONG = "def mean(numbers):\n    return 2"
FEW = KernelPlan.few  # as it is outside these tests
SECONDS = 4  # that a cell may take in this course


def cell(name: str, source: str, kind: str = "code", points: float | None = None, **flags: bool) -> dict:
    """A cell of the teacher's own, as nbgrader's "Create Assignment" makes it."""
    graded = {"points": points} if points is not None else {}
    nbgrader = {
        "schema_version": 3,
        "grade_id": name,
        "cell_type": kind,
        **{flag: flags.get(flag, False) for flag in ("grade", "solution", "locked", "task")},
        **graded,
    }
    code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": {"nbgrader": nbgrader}, "source": source, **code}


SOLUTION = "def mean(numbers):\n    ### BEGIN SOLUTION\n    return sum(numbers) / len(numbers)\n    ### END SOLUTION"
TEST = "assert mean(numbers) == 2\n### BEGIN HIDDEN TESTS\nassert mean([5, 6]) == 5.5\n### END HIDDEN TESTS"
OWN = (
    cell("numbers", "numbers = [1, 2, 3]", locked=True),
    cell("mean", SOLUTION, solution=True),
    cell("mean-test", TEST, points=3, grade=True, locked=True),
    cell("some-means", "sum(mean([n, n]) == n for n in range(4)) / 2", points=2, grade=True, locked=True),
    cell("essay", "Write here.", "markdown", points=4, grade=True, solution=True),
    cell("program", "# Write here.", points=2, grade=True, solution=True),
    cell("poster", "Make a poster.", "markdown", points=5, task=True, locked=True),
)


def change_lesson(course: Path, change: Callable[[list], object]) -> None:
    path = course / "lessons" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def asks_less_and_has_cells_of_its_own(cells: list) -> None:
    for each in [each for each in cells if "pt.ask(" in "".join(each["source"])]:
        if not any(f'"{LESSON}/{name}"' in "".join(each["source"]) for name in ASKED):
            cells.remove(each)
    cells += copy.deepcopy(OWN)


@pytest.fixture(scope="session")
def _mixed_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = new_course(tmp_path_factory.mktemp("mixed") / "course")
    config = course / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.Execute.timeout = {SECONDS}\n")
    change_lesson(course, asks_less_and_has_cells_of_its_own)
    steps.release(course, LESSON)
    return course


@pytest.fixture
def mixed(_mixed_template: Path, tmp_path: Path) -> Path:
    """A course of its own whose lesson asks some questions and has every kind of cell that a teacher can add."""
    return Path(shutil.copytree(_mixed_template, tmp_path / "course"))


@pytest.fixture(scope="module", autouse=True)
def _in_this_process() -> Iterator[None]:
    """Where what a test puts in place counts, and no time goes into the start of workers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KernelPlan, "few", 60)
        yield


@pytest.fixture
def in_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KernelPlan, "few", FEW)


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever starts a kernel fails."""
    from jupyter_client.manager import AsyncKernelManager

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("a kernel was started")

    monkeypatch.setattr(AsyncKernelManager, "_async_start_kernel", refuse)
    monkeypatch.setattr(AsyncKernelManager, "start_kernel", refuse)


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files, of this test alone."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield Path(folder)
        monkeypatch.setattr(tempfile, "tempdir", None)


def put(course: Path, student: str, mean: str = RIGHT, answers: dict | None = None, **sources: str) -> None:
    """A hand-in with these sources in the cells of the teacher's own; no two have the same answers."""
    release = latest(course, LESSON)
    minute = len(list((course / "submitted").glob("*")))
    put_hand_in(course, student, LESSON, notebook(release, minute, mean, answers, **sources))


def notebook(release: Kept, minute: int, mean: str, answers: dict | None = None, **sources: str) -> dict:
    made = handed_in(release, right_answers(release) if answers is None else answers, minute)
    for each in made["cells"]:
        each["source"] = {"mean": mean, **sources}.get(each["id"], each["source"])
    return made


def points(course: Path, student: str) -> dict[str, float | None]:
    return {name: auto for who, name, auto, *_ in rows(course)[0] if who == student}


def for_questions(course: Path, student: str) -> dict[str, float | None]:
    questions = {grade_id(name) for name in latest(course, LESSON).contents.questions}
    found = {name: auto for name, auto in points(course, student).items() if name in questions}
    assert len(found) == len(ASKED)
    return found


def graded_notebook(course: Path, student: str) -> dict:
    path = course / "autograded" / student / LESSON / f"{LESSON}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def without_times(course: Path, student: str) -> dict:
    found = graded_notebook(course, student)
    for each in found["cells"]:
        each["metadata"].pop("execution", None)
    return found


# --- as nbgrader --------------------------------------------------------------------------------------------------------


def hand_in_class(course: Path) -> None:
    release = latest(course, LESSON)
    put(course, "right", essay="It is **mine**.", program="print('mine')")
    put(course, "wrong", WRONG, {})
    put(course, "raises", "1 / 0")
    put(course, "loops", "while True:\n    pass")
    put(course, "floods", f"for i in range(1500):\n    print(i)\nprint('x' * 100_000)\n{RIGHT}")
    put(course, "spoils-the-data", f"{RIGHT}\nnumbers = []")
    put_hand_in(course, "empty", LESSON, release.notebook)
    put_hand_in(course, "damaged", LESSON, json.dumps(notebook(release, 40, RIGHT)).encode()[:9000])
    bare = notebook(release, 41, RIGHT)
    bare["cells"] = [each for each in bare["cells"] if each["id"] not in ("mean", "mean-test", "essay", "poster")]
    put_hand_in(course, "deleted-cells", LESSON, bare)
    retyped = notebook(release, 42, RIGHT)
    for each in retyped["cells"]:
        if each["id"] in ("mean", "mean-test"):
            each["cell_type"] = "markdown"
            each.pop("outputs"), each.pop("execution_count")
    put_hand_in(course, "retyped-cells", LESSON, retyped)
    late = course / "submitted" / "right" / LESSON / "timestamp.txt"
    late.write_text("2026-09-05 10:00:00 UTC")


@pytest.fixture(scope="module")
def three_ways(_mixed_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same class, graded by nbgrader, by class_grading in this process, and by it in worker processes."""
    folder = tmp_path_factory.mktemp("three")
    first = Path(shutil.copytree(_mixed_template, folder / "nbgrader"))
    hand_in_class(first)
    made = {name: first if name == "nbgrader" else shutil.copytree(first, folder / name) for name in ("nbgrader", "here")}
    made["workers"] = Path(shutil.copytree(first, folder / "workers"))
    assert {result.failure for result in steps.autograde(first, LESSON, students(first))} == {""}
    assert {result.failure for result in grade(made["here"], LESSON).values()} == {""}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KernelPlan, "few", FEW)
        assert {result.failure for result in grade(made["workers"], LESSON).values()} == {""}
    return made


@pytest.mark.parametrize("way", ["here", "workers"])
def test_the_gradebook_is_the_one_that_nbgrader_makes(three_ways, way):
    assert rows(three_ways[way]) == rows(three_ways["nbgrader"])


@pytest.mark.parametrize("way", ["here", "workers"])
def test_so_are_the_graded_notebooks(three_ways, way):
    """But for the times at which cells were executed, which only nbgrader notes."""
    here, there = three_ways[way], three_ways["nbgrader"]
    assert tree(here).keys() == tree(there).keys()
    for student in students(there):
        assert without_times(here, student) == without_times(there, student), student


def test_the_same_class_gives_the_same_bytes_wherever_it_is_graded(three_ways):
    assert tree(three_ways["here"]) == tree(three_ways["workers"])


def test_points_are_those_that_each_hand_in_earns(three_ways):
    own = {
        student: {name: points(three_ways["here"], student)[name] for name in ("mean-test", "some-means")}
        for student in students(three_ways["here"])
    }
    everything, nothing = {"mean-test": 3, "some-means": 2}, {"mean-test": 0, "some-means": 0}
    assert own["right"] == own["floods"] == own["retyped-cells"] == everything
    assert own["wrong"] == {"mean-test": 0, "some-means": 0.5}, "the hidden test is what it fails"
    assert own["spoils-the-data"] == {"mean-test": 0, "some-means": 2}
    for student in ("raises", "loops", "empty", "damaged", "deleted-cells"):
        assert own[student] == nothing, student
    most = most_points(latest(three_ways["here"], LESSON))[0]
    assert sum(for_questions(three_ways["here"], "loops").values()) == most > 0
    assert set(for_questions(three_ways["here"], "wrong").values()) == {0}
    assert points(three_ways["here"], "right")["essay"] is None, "a person gives these"
    assert points(three_ways["here"], "empty")["essay"] == 0


def the_other_way_round(cells: list) -> None:
    begin = next(each for each in cells if "import pairedtexts" in "".join(each["source"]))
    cells.reverse()
    cells.remove(begin)
    cells.insert(0, begin)


def test_a_hand_in_of_an_older_release_is_for_review_where_nbgrader_says_so(mixed, tmp_path):
    """The first question stands for the whole hand-in: the first one of the release that was handed in."""
    first = latest(mixed, LESSON)
    change_lesson(mixed, the_other_way_round)
    steps.release(mixed, LESSON)
    for student in ("early", "twin"):
        put_hand_in(mixed, student, LESSON, notebook(first, 1, RIGHT))
    other = Path(shutil.copytree(mixed, tmp_path / "other"))
    assert [result.failure for result in steps.autograde(other, LESSON, ["early", "twin"])] == ["", ""]
    assert {result.failure for result in grade(mixed, LESSON).values()} == {""}
    assert rows(mixed) == rows(other)
    assert ("early", grade_id(ONE), 1) in [(row[0], row[1], row[5]) for row in rows(mixed)[0]]


# --- only what has changed ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _graded_template(_mixed_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = Path(shutil.copytree(_mixed_template, tmp_path_factory.mktemp("graded") / "course"))
    put(course, "ada")
    put(course, "ben", WRONG)
    assert {result.failure for result in grade(course, LESSON).values()} == {""}
    return course


@pytest.fixture
def graded(_graded_template: Path, tmp_path: Path) -> Path:
    """A course in which two students are graded."""
    return Path(shutil.copytree(_graded_template, tmp_path / "course"))


def test_an_unchanged_hand_in_is_not_executed_again(graded, no_kernels):
    before = rows(graded), tree(graded)
    assert all(result.unchanged for result in grade(graded, LESSON).values())
    assert (rows(graded), tree(graded)) == before


def test_one_that_has_changed_is_and_so_is_everyone_when_everything_is_asked_for(graded, no_kernels):
    path = graded / "submitted" / "ben" / LESSON / f"{LESSON}.ipynb"
    path.write_text(json.dumps(notebook(latest(graded, LESSON), 1, RIGHT)))
    failed = {student: "a kernel was started" in result.failure for student, result in grade(graded, LESSON).items()}
    assert failed == {"ada": False, "ben": True}
    again = grade(graded, LESSON, everything=True)
    assert all("a kernel was started" in result.failure for result in again.values())


def test_grading_everything_again_gives_the_same_bytes(graded):
    before = rows(graded), tree(graded)
    grade(graded, LESSON, everything=True)
    assert (rows(graded), tree(graded)) == before


def test_other_hidden_tests_grade_everyone_anew(graded):
    def harder(cells: list) -> None:
        test = next(each for each in cells if each["id"] == "mean-test")
        test["source"] = TEST.replace("mean([5, 6]) == 5.5", "mean([5, 6]) == 2")

    assert points(graded, "ben")["mean-test"] == 0
    change_lesson(graded, harder)
    steps.release(graded, LESSON)
    assert not any(result.unchanged for result in grade(graded, LESSON).values())
    assert (points(graded, "ada")["mean-test"], points(graded, "ben")["mean-test"]) == (0, 3)
    assert "mean([5, 6]) == 2" in json.dumps(graded_notebook(graded, "ada"))


def a_longer_time(course: Path) -> None:
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text().replace(f"timeout = {SECONDS}", f"timeout = {SECONDS + 1}"))


def another_due_date(course: Path) -> None:
    set_due(course, LESSON)


@pytest.mark.parametrize("change", [a_longer_time, another_due_date])
def test_what_else_grades_depend_on_grades_everyone_anew(graded, no_kernels, change):
    change(graded)
    assert all("a kernel was started" in result.failure for result in grade(graded, LESSON).values())


def test_a_release_that_is_made_again_as_it_was_grades_nobody_anew(graded, no_kernels):
    steps.release(graded, LESSON)
    assert all(result.unchanged for result in grade(graded, LESSON).values())


def test_a_dry_run_executes_says_what_would_change_and_writes_nothing(graded):
    path = graded / "submitted" / "ben" / LESSON / f"{LESSON}.ipynb"
    path.write_text(json.dumps(notebook(latest(graded, LESSON), 1, RIGHT)))
    before = rows(graded), tree(graded)
    (change,) = steps.class_grading(graded, LESSON).changes(students(graded), everything=False)
    assert (change.student, set(change.cells)) == ("ben", {"mean-test", "some-means"})
    assert change.after - change.before == 3 + 1.5
    assert (rows(graded), tree(graded)) == before


# --- what is a person's ---------------------------------------------------------------------------------------------------


def give_points(course: Path) -> None:
    """A person reads ada's work: an essay, a poster, and a text that is a question's answer."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        for name in ("essay", "poster", grade_id(f"{LESSON}/headline"), "mean-test"):
            given = book.find_grade(name, LESSON, LESSON, "ada")
            given.manual_score, given.needs_manual_grade = 1.5, False
        for name in ("essay", "mean", "poster"):
            book.find_comment(name, LESSON, LESSON, "ada").manual_comment = "Well done."
        book.db.commit()


def test_points_and_comments_of_a_person_stay_as_nbgrader_leaves_them(graded, tmp_path):
    give_points(graded)
    other = Path(shutil.copytree(graded, tmp_path / "other"))
    assert [result.failure for result in steps.autograde(other, LESSON, students(other))] == ["", ""]
    grade(graded, LESSON, everything=True)
    assert rows(graded) == rows(other)
    given = {name: (manual, waits) for who, name, _, manual, _, waits in rows(graded)[0] if who == "ada"}
    assert given["essay"] == given["mean-test"] == (1.5, 1)
    assert given["poster"] == (1.5, 0), "nothing new is to be seen there"
    assert sum(row[3] == "Well done." for row in rows(graded)[1]) == 3


def test_late_penalties_are_those_of_the_course(mixed, tmp_path):
    config = mixed / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    another_due_date(mixed)
    put(mixed, "ada")
    put(mixed, "ben")
    (mixed / "submitted" / "ada" / LESSON / "timestamp.txt").write_text("2026-09-05 10:00:00 UTC")
    other = Path(shutil.copytree(mixed, tmp_path / "other"))
    assert [result.failure for result in steps.autograde(other, LESSON, students(other))] == ["", ""]
    grade(mixed, LESSON)
    assert rows(mixed) == rows(other)
    assert {row[0]: bool(row[-1]) for row in rows(mixed)[2]} == {"ada": True, "ben": False}


# --- a student's code -----------------------------------------------------------------------------------------------------

FORGE = """
def mean(numbers):
    return sum(numbers) / len(numbers)

import json, os, pathlib, sqlite3, sys
from IPython.display import display, update_display
import pairedtexts as pt

found = []
for place in [{course!r}, *map(str, pathlib.Path().absolute().parents)]:
    if place in ("/", "/tmp"):
        continue
    for path in [*pathlib.Path(place).glob("*.db"), *pathlib.Path(place).glob("*/*.db")]:
        found.append(str(path))
        for change in (
            "UPDATE grade SET auto_score = 99",
            "UPDATE grade SET needs_manual_grade = 0",
            "UPDATE comment SET auto_comment = 'Full marks.'",
        ):
            try:
                with sqlite3.connect(path, timeout=1) as database:
                    database.execute(change)
            except sqlite3.Error as error:
                found.append(str(error))
here = list(pathlib.Path().glob("*"))
for path in here:
    if path.suffix == ".ipynb":
        notebook = json.loads(path.read_text())
        for record in {right!r}:
            notebook["metadata"]["pairedtexts"]["responses"][record["question"]] = record
        for cell in notebook["cells"]:
            cell["outputs"] = [{{"output_type": "execute_result", "data": {{"text/plain": "9.0"}}, "metadata": {{}}}}]
        os.chmod(path, 0o600)
        path.write_text(json.dumps(notebook))
pathlib.Path({report!r}).write_text(json.dumps([found, [path.name for path in here], os.getcwd()]))
for record in {right!r}:
    data = {{"application/vnd.pairedtexts.response+json": record, "text/plain": "9.0"}}
    display(data, raw=True, display_id=record["question"])
    update_display(data, raw=True, display_id=record["question"])
pt.ask = lambda name: 9.0
print(9.0)
9.0
"""


def by_machine(course: Path) -> list[tuple]:
    """What a machine enters; of a task, and of points that a person gives, it enters nothing."""
    return [row for row in rows(course)[0] if row[1] != "poster"] + rows(course)[1]


def test_a_students_code_does_not_earn_a_point_more_for_questions(mixed, tmp_path):
    """It changes the gradebook, forges answers in the notebook beside it, and prints scores and answers."""
    release = latest(mixed, LESSON)
    right = handed_in(release, right_answers(release))["metadata"]["pairedtexts"]["responses"]
    some = {name: answer for name, answer in right_answers(release).items() if name == ONE}
    report = tmp_path / "report.json"
    code = FORGE.format(course=str(mixed), right=list(right.values()), report=str(report))
    put(mixed, "forger", code, some)
    put(mixed, "honest", RIGHT, {**some, f"{LESSON}/plain-words": None})
    put(mixed, "zero", WRONG, {})
    grade(mixed, LESSON)
    first = by_machine(mixed)
    # Once more, now that there are grades in the course's gradebook.
    grade(mixed, LESSON, everything=True)
    assert by_machine(mixed) == first
    assert for_questions(mixed, "forger") == for_questions(mixed, "honest")
    assert sum(for_questions(mixed, "forger").values()) == release.contents.questions[ONE].points
    assert set(for_questions(mixed, "zero").values()) == {0}
    shown = {name: without_times(mixed, name) for name in ("forger", "honest")}
    views = {name: [c["outputs"] for c in each["cells"] if "pairedtexts" in c["metadata"]][1:] for name, each in shown.items()}
    assert views["forger"] == views["honest"]
    records = shown["forger"]["metadata"]["pairedtexts"]["responses"]
    assert {name for name, record in records.items() if record["answer"] is not None} == {ONE}
    found, here, _ = json.loads(report.read_text())
    assert str(mixed / "gradebook.db") in found, "the canary sang"
    assert here == [f"{LESSON}.ipynb"]
    assert [name for name in found if "pairedtexts-grading" in name] == [], "its own gradebook is in no file"


def test_what_stands_in_its_gradebook_is_believed_for_the_teachers_cells_only(mixed, monkeypatch):
    entered = kernel_desk.entered

    def forged(*of: str) -> tuple[dict, dict]:
        grades, blank = entered(*of)
        return {name: each._replace(auto_score=99.0) for name, each in grades.items()}, blank

    monkeypatch.setattr(kernel_desk, "entered", forged)
    put(mixed, "ada", RIGHT, {})
    grade(mixed, LESSON)
    assert set(for_questions(mixed, "ada").values()) == {0}
    assert points(mixed, "ada")["mean-test"] == 99, "the control"


def test_what_one_does_in_its_folder_is_gone_for_the_next(mixed, tmp_path):
    report = tmp_path / "report"
    code = f"{RIGHT}\nimport os, pathlib\nopen('left-behind', 'w').close()\n"
    listed = "[str(p) for up in (0, 1, 2) for p in pathlib.Path().absolute().parents[up].glob('**/*')]"
    for student in ("ada", "ben"):
        put(mixed, student, f"{code}with open({str(report)!r}, 'a') as f:\n    print({listed}, file=f)")
    assert {result.failure for result in grade(mixed, LESSON).values()} == {""}
    ada, ben = report.read_text().splitlines()
    assert "left-behind" in ada
    assert "ada" in ada
    assert "/ada" not in ben
    assert not list((mixed / "autograded").rglob("left-behind"))


STAY = """
import pathlib, subprocess
started = [subprocess.Popen(["sleep", "300"]), subprocess.Popen(["sleep", "300"], start_new_session=True)]
pathlib.Path({report!r}).write_text(" ".join(str(each.pid) for each in started))
"""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc")
@pytest.mark.parametrize("ending", ["", "import os; os._exit(1)"], ids=["runs-on", "ends-its-kernel"])
def test_nothing_is_left_of_what_a_students_code_started(mixed, tmp_path, temporary, ending):
    report = tmp_path / "pids"
    put(mixed, "ada", f"{RIGHT}\n{STAY.format(report=str(report))}\n{ending}")
    result = grade(mixed, LESSON)["ada"]
    assert bool(result.failure) == bool(ending)
    pids = report.read_text().split()
    assert len(pids) == 2
    assert [pid for pid in pids if is_running(pid)] == []
    assert list(temporary.iterdir()) == []


def is_running(pid: str) -> bool:
    try:
        return Path("/proc", pid, "stat").read_text().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except OSError:
        return False


DEAF = """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""


def test_a_hand_in_that_ends_its_kernel_or_does_not_stop_fails_alone_and_says_what_to_do(mixed, temporary):
    put(mixed, "ada", "import os\nos._exit(3)")
    put(mixed, "ben", DEAF)
    put(mixed, "cleo")
    graded = grade(mixed, LESSON)
    place = mixed / "submitted" / "ada" / LESSON / f"{LESSON}.ipynb"
    assert graded["ada"].failure == (
        "the student's code ended the program that runs it: it calls exit, crashed, or took too much memory; "
        f"look at {place}, mend the cell, and run this again"
    )
    assert "could not be stopped when its time was up (c.Execute.timeout); look at " in graded["ben"].failure
    assert graded["cleo"].failure == ""
    assert {row[0] for row in rows(mixed)[2]} == {"cleo"}
    assert not (mixed / "autograded" / "ada").exists()
    assert list(temporary.iterdir()) == []


def test_one_that_ends_the_process_above_its_own_fails_alone(mixed, in_workers):
    put(mixed, "ada")
    put(mixed, "kills", "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)")
    put(mixed, "zoe", WRONG)
    graded = grade(mixed, LESSON)
    assert "was ended, perhaps for lack of memory, or by the code in it" in graded["kills"].failure
    assert (graded["ada"].failure, graded["zoe"].failure) == ("", "")
    assert (points(mixed, "ada")["mean-test"], points(mixed, "zoe")["mean-test"]) == (3, 0)


TOO_MUCH = {
    "prints": "print('x' * 6_000)",
    "fails": """
class Long:
    def __radd__(self, other):
        raise ValueError('x' * 6_000)
numbers = [Long()]
""",
    "complains": """
import sys
class Loud(list):
    def __len__(self):
        print('x' * 6_000, file=sys.stderr)
        return 3
numbers = Loud(numbers)
""",
}


def test_a_cell_that_says_too_much_is_cut_and_its_failure_counts(mixed, monkeypatch):
    monkeypatch.setattr(kernel_desk, "_MOST_OUTPUT", 5_000)
    for student, code in TOO_MUCH.items():
        put(mixed, student, f"{RIGHT}\n{code}")
    assert {result.failure for result in grade(mixed, LESSON).values()} == {""}
    earned = {student: points(mixed, student)["mean-test"] for student in students(mixed)}
    assert earned == {"prints": 3, "fails": 0, "complains": 0}
    for student in TOO_MUCH:
        text = json.dumps(graded_notebook(mixed, student))
        assert "(This cell said more than" in text
        assert "x" * 1_001 not in text


SHOWS_TOO_MUCH = {
    "prints": "print('\\x1b[1mx' * 6_000); print('y' * 6_000)",
    "says-it-in-many": "from IPython.display import display\nfor n in range(1_200): display(n); print(n)",
    "changes-what-is-there": """
from IPython.display import display
for kind in ("x", "y" * 900_000):
    display({"text/plain": kind}, raw=True, display_id="one", update=kind != "x")
""",
    "fails": "def mean(numbers):\n    print('x' * 200_000)\n    return 3",
    "complains": f"""
{RIGHT.replace("mean", "quietly")}
import sys
def mean(numbers):
    print('x' * 200_000)
    print('This is odd.', file=sys.stderr)
    return quietly(numbers)
""",
}


def test_of_what_a_cell_says_as_much_is_shown_as_a_page_can_bear(mixed, monkeypatch):
    """And what decides points always: a value, a failure, a complaint."""
    monkeypatch.setattr(kernel_desk, "_MOST_OUTPUT", 800_000)
    for student, code in SHOWS_TOO_MUCH.items():
        put(mixed, student, f"{RIGHT}\n{code}")
    say_much_then_half = "print('x' * 200_000)\n0.5"
    change_lesson(mixed, lambda cells: next(c for c in cells if c["id"] == "some-means").update(source=say_much_then_half))
    steps.release(mixed, LESSON)
    assert {result.failure for result in grade(mixed, LESSON).values()} == {""}
    earned = {student: points(mixed, student) for student in students(mixed)}
    assert {student: of["mean-test"] for student, of in earned.items()} == {
        **dict.fromkeys(SHOWS_TOO_MUCH, 3),
        "fails": 0,
        "complains": 0,
    }
    assert {of["some-means"] for of in earned.values()} == {0.5}
    for student in SHOWS_TOO_MUCH:
        text = json.dumps(graded_notebook(mixed, student))
        assert len(text) < 600_000
        assert "u001b" not in text


@pytest.mark.parametrize(("how", "stopped"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)])
def test_being_stopped_ends_the_run_and_not_one_hand_in_alone(mixed, temporary, caplog, how, stopped):
    """Ctrl+C in a terminal, and the signal by which worker processes are told to leave."""
    put(mixed, "ada", f"import os, time\nos.kill(os.getppid(), {int(how)})\ntime.sleep(60)")
    put(mixed, "ben")
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        with pytest.raises(stopped):
            grade(mixed, LESSON)
    finally:
        signal.signal(signal.SIGTERM, before)
        gc.collect()
    assert [record.message for record in caplog.records if record.name == "asyncio"] == []
    assert rows(mixed)[2] == []
    assert list(temporary.iterdir()) == []


SAYS_IT_ALOUD = """
import os, sys
os.write(1, b"ALOUD")
os.write(2, b"ALOUD")
os.system("echo ALOUD; echo ALOUD >&2")
print("ALOUD", file=sys.stderr)
print("\\ud800")
"""


@pytest.mark.parametrize("few", [60, FEW], ids=["in-this-process", "in-workers"])
def test_nothing_of_it_reaches_the_teachers_terminal(mixed, few):
    put(mixed, "ada", f"{RIGHT}\n{SAYS_IT_ALOUD}")
    put(mixed, "ben", "import os\nos._exit(3)")
    code = (
        f"from pairedtexts.nbgrader_plugin.kernel_desk import KernelPlan; KernelPlan.few = {few}; import sys; "
        f"sys.argv = ['pairedtexts', 'grade', '{LESSON}']; from pairedtexts.__main__ import main; main()"
    )
    # Under a test's name a kernel leaves its outputs alone.
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=mixed, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "1 graded" in done.stdout
    assert "ALOUD" not in done.stdout
    assert done.stderr == ""


# --- where it is graded ---------------------------------------------------------------------------------------------------


def test_a_lesson_that_asks_questions_only_starts_no_kernel(released, no_kernels):
    release = latest(released, "media_bias")
    put_hand_in(released, "ada", "media_bias", handed_in(release, right_answers(release)))
    assert {result.failure for result in grade(released, "media_bias").values()} == {""}


def test_neither_does_one_whose_own_cells_a_person_grades_alone(released, no_kernels):
    poster = [each for each in copy.deepcopy(OWN) if each["id"] in ("numbers", "mean", "poster")]
    change_lesson(released, lambda cells: cells.extend(poster))
    steps.release(released, LESSON)
    put(released, "ada")
    assert {result.failure for result in grade(released, LESSON).values()} == {""}
    assert "poster" in points(released, "ada")


def test_the_control_one_with_graded_code_does(mixed, no_kernels):
    put(mixed, "ada")
    assert "a kernel was started" in grade(mixed, LESSON)["ada"].failure


def desk_and_tasks(course: Path) -> tuple[KernelPlan, list[Task]]:
    plan = steps.class_grading(course, LESSON)._plan
    assert isinstance(plan, KernelPlan)
    tasks = [Task(name, course / "submitted" / name / LESSON, f"{LESSON}.ipynb", None, (), "") for name in students(course)]
    return plan, tasks


def test_threads_that_share_a_desk_do_not_mix(mixed):
    """A worker of a cluster grades in several threads."""
    for student, mean in {"ada": RIGHT, "ben": WRONG, "cleo": RIGHT, "dan": "1 / 0"}.items():
        put(mixed, student, mean)
    plan, tasks = desk_and_tasks(mixed)
    desk, folder, found = plan.desk(), Path.cwd(), {}

    def grade_some(some: list[Task]) -> None:
        for task in some:
            (found[task.student],) = work(desk, plan.made_from, [task])
        ensure_event_loop().close()  # which the thread leaves behind

    threads = [Thread(target=grade_some, args=(some,)) for some in (tasks[::2], tasks[1::2])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    earned = [{new.cell: new.auto_score for new in done.results.grades}["mean-test"] for _, done in sorted(found.items())]
    assert earned == [3, 0, 3, 0]
    assert Path.cwd() == folder


def test_a_full_disk_fails_a_hand_in_with_a_clear_sentence(mixed, monkeypatch):
    put(mixed, "ada")
    plan, tasks = desk_and_tasks(mixed)
    desk = plan.desk()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    (failed,) = work(desk, plan.made_from, tasks)
    assert isinstance(failed, NotGraded)
    assert str(failed) == "the folder for temporary files cannot be used: [Errno 28] No space left on device"


def test_folders_of_workers_that_were_killed_are_cleared_away_and_no_others(mixed, temporary):
    plan = steps.class_grading(mixed, LESSON)._plan
    for name in ("killed", "at-work", "just-made"):
        folder = temporary / f"pairedtexts-grading-{name}"
        (folder / "autograded").mkdir(parents=True)
        (folder / ".lock").touch()
        made = time.time() + (1000 if name == "just-made" else -1000)
        os.utime(folder, (made, made))
    with FileLock(temporary / "pairedtexts-grading-at-work" / ".lock"):
        plan.desk()
    assert {path.name.removeprefix("pairedtexts-grading-") for path in temporary.iterdir()} == {"at-work", "just-made"}


def test_a_course_that_reads_hand_ins_in_its_own_way_is_left_to_nbgrader(mixed):
    config = mixed / "nbgrader_config.py"
    config.write_text(f'{config.read_text()}\nc.Autograde.exporter_class = "nbconvert.exporters.NotebookExporter"\n')
    assert steps.class_grading(mixed, LESSON) is None


def test_a_course_that_does_more_in_grading_is_graded_by_nbgrader_itself(mixed):
    config = mixed / "nbgrader_config.py"
    more = 'c.Autograde.autograde_preprocessors.append("nbgrader.preprocessors.DeduplicateIds")'
    config.write_text(f"{config.read_text()}\n{more}\n")
    assert steps.class_grading(mixed, LESSON) is None
    put(mixed, "ada")
    done = real("grade", LESSON, cwd=mixed)
    assert done.returncode == 0
    assert f"{LESSON}: 1 graded" in done.stdout
    assert points(mixed, "ada")["mean-test"] == 3
