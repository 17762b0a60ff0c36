"""A release that is graded by nbgrader without the plugin earns nothing, and says what to do."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import handed_in, latest, put_hand_in, right_answers
from pairedtexts.release import grade_id
from pairedtexts.release._make import MISSING_PACKAGE
from sample_course import EVERY_TYPE

pytestmark = pytest.mark.xdist_group("fails-closed")

LESSON = EVERY_TYPE
WHAT_TO_DO = "Grade in the course folder, whose nbgrader_config.py turns the plugin on"
STOCK_CONFIG = """
from pathlib import Path
c = get_config()
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.ClearSolutions.code_stub = {"python": "pass"}
"""
UNSET = "import os\nos.environ.pop('NBGRADER_EXECUTION', None)"


@pytest.fixture(scope="module")
def stock(_sample_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with the plugin's release and gradebook, and a configuration that does not know the plugin."""
    course = Path(shutil.copytree(_sample_template, tmp_path_factory.mktemp("stock") / "course"))
    (course / "nbgrader_config.py").write_text(STOCK_CONFIG, encoding="utf-8")
    release = latest(course, LESSON)
    put_hand_in(course, "plain", LESSON, handed_in(release, right_answers(release)))
    unset = handed_in(release, right_answers(release), minute=1)
    cell = {"cell_type": "code", "id": "mine", "metadata": {}, "execution_count": None, "outputs": [], "source": UNSET}
    unset["cells"].insert(0, cell)
    put_hand_in(course, "unset", LESSON, unset)
    return course


@pytest.fixture(scope="module")
def with_package(stock: Path) -> Path:
    nbgrader(stock, "autograde", LESSON)
    return stock


@pytest.fixture(scope="module")
def without_package(stock: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same hand-ins, graded where the package is not installed."""
    course = Path(shutil.copytree(stock, tmp_path_factory.mktemp("missing") / "course"))
    shutil.rmtree(course / "autograded", ignore_errors=True)
    nbgrader(course, "autograde", LESSON, shadow=_missing(course.parent))
    return course


def _missing(folder: Path) -> Path:
    package = folder / "shadow" / "pairedtexts"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('not installed')\n", encoding="utf-8")
    return package.parent


def nbgrader(course: Path, *arguments: str, shadow: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(course.parent / "jupyter")}
    if shadow:
        environment["PYTHONPATH"] = str(shadow)
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done


def scores(course: Path, student: str) -> dict[str, float]:
    with sqlite3.connect(course / "gradebook.db") as database:
        found = database.execute(
            "SELECT base_cell.name, grade.auto_score FROM grade JOIN base_cell ON base_cell.id = grade.cell_id "
            "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id WHERE student_id = ?",
            [student],
        ).fetchall()
    database.close()
    return dict(found)


def nothing(course: Path) -> dict[str, float]:
    questions = latest(course, LESSON).contents.questions.values()
    return {grade_id(question.id): 0 for question in questions if question.graded}


def words(course: Path, student: str) -> dict[str, str]:
    """What each graded cell of the graded notebook says."""
    notebook = json.loads((course / "autograded" / student / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8"))
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: "".join("".join(output.get("text", "")) for output in cell["outputs"])
        for cell in notebook["cells"]
        if "nbgrader" in cell["metadata"]
    }


def test_all_right_answers_earn_nothing_without_the_plugin(with_package):
    assert scores(with_package, "plain") == nothing(with_package)


def test_every_question_says_what_to_do(with_package):
    said = words(with_package, "plain")
    assert set(said) == set(nothing(with_package))
    assert all(WHAT_TO_DO in words_ for words_ in said.values())


def test_a_hand_in_that_hides_the_autograding_earns_nothing_either(with_package):
    """Without nbgrader's mark in the environment a question does not know that it is being graded; its text is a zero."""
    assert scores(with_package, "unset") == nothing(with_package)
    assert not any(WHAT_TO_DO in words_ for words_ in words(with_package, "unset").values()), "the mark was indeed hidden"


@pytest.mark.parametrize("student", ["plain", "unset"])
def test_without_the_package_questions_earn_nothing_and_say_what_is_missing(without_package, student):
    assert scores(without_package, student) == nothing(without_package)
    notebook = (without_package / "autograded" / student / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8")
    assert MISSING_PACKAGE in notebook


def test_validate_finds_nothing_wrong_with_a_students_copy(stock, tmp_path):
    """nbgrader's Validate button is for students: our own cells must not look broken there."""
    release = latest(stock, LESSON)
    path = tmp_path / f"{LESSON}.ipynb"
    path.write_text(json.dumps(handed_in(release, right_answers(release))), encoding="utf-8")
    said = nbgrader(tmp_path, "validate", str(path)).stdout
    assert "Success! Your notebook passes all the tests." in said
