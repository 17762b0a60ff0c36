"""What a teacher gives for a written answer goes through nbgrader's manual grading: points and a comment, kept for good."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from conftest import handed_in, latest, put_hand_in, right_answers
from pairedtexts.bank import load_bank
from pairedtexts.course import new_course
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.questions import right_answer
from pairedtexts.release import grade_id
from sample_course import SAMPLES, lesson_of

pytestmark = pytest.mark.xdist_group("written-grading")

LESSON = "essay"
BOTH, MISSING = "written/both-sides", "written/what-is-missing"
SCRIPT = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"
STOCK_CONFIG = """
from pathlib import Path
c = get_config()
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
"""
OTHER_TYPE = """
  - id: changing
    type: choose-one
    points: 3
    skill: sourcing
    about: []
    prompt: One or two?
    options: {one: One, two: Two}
    key:
      answer: one
      evidence: [{source: A source, date: '2020'}]
      explanation: One.
      why-not: {two: Not two.}
"""
AS_WRITTEN = """
  - id: changing
    type: written
    points: 3
    skill: sourcing
    about: []
    prompt: One or two?
    key:
      evidence: [{source: A source, date: '2020'}]
      explanation: One.
      rubric: [{for: Says one., points: 3}]
"""


def make_course(folder: Path, extra: str = "") -> Path:
    course = new_course(folder / "course")
    for name in ("lessons", "quizzes"):
        shutil.rmtree(course / name)
    (course / "quizzes").mkdir()
    for name in ("written", "survey"):
        shutil.copy(SAMPLES / f"{name}.yaml", course / "quizzes")
    set_extra(course, extra)
    lesson = course / "lessons" / LESSON / f"{LESSON}.ipynb"
    lesson.parent.mkdir(parents=True)
    lesson.write_text(json.dumps(lesson_of(load_bank(course))), encoding="utf-8")
    steps.release(course, LESSON)
    return course


def set_extra(course: Path, extra: str) -> None:
    text = (SAMPLES / "written.yaml").read_text(encoding="utf-8")
    (course / "quizzes" / "written.yaml").write_text(text.rstrip() + "\n" + extra, encoding="utf-8")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_course(tmp_path_factory.mktemp("written"))


@pytest.fixture
def essays(template: Path, tmp_path: Path) -> Path:
    """A course of its own in which the lesson is released."""
    return Path(shutil.copytree(template, tmp_path / "course"))


def put(course: Path, student: str, answers: dict, minute: int = 0) -> None:
    put_hand_in(course, student, LESSON, handed_in(latest(course, LESSON), answers, minute))


def autograde(course: Path, *students: str) -> None:
    assert [result.failure for result in steps.autograde(course, LESSON, list(students))] == [""] * len(students)


def row(course: Path, student: str, question: str) -> tuple:
    """What the gradebook says of one question: points by machine, by a person, whether one is asked for, and the comment."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        place = (grade_id(question), LESSON, LESSON, student)
        grade, comment = book.find_grade(*place), book.find_comment(*place)
        return grade.auto_score, grade.manual_score, grade.needs_manual_grade, comment.comment


def give(course: Path, student: str, question: str, points: float, comment: str) -> None:
    """What Formgrader writes when a teacher gives points and a comment."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        place = (grade_id(question), LESSON, LESSON, student)
        grade = book.find_grade(*place)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.find_comment(*place).manual_comment = comment
        book.db.commit()


def read_page(course: Path, student: str) -> str:
    return (course / "feedback" / student / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")


def section(html: str, question: str) -> str:
    found = re.search(rf'<section[^>]*id="{grade_id(question)}".*?</section>', html, re.DOTALL)
    assert found, question
    return found.group()


def cell_of(notebook: dict, question: str) -> dict:
    found = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id(question)]
    assert len(found) == 1
    return found[0]


def graded_notebook(course: Path, student: str) -> dict:
    path = course / "autograded" / student / LESSON / f"{LESSON}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def best(course: Path, question: str) -> str:
    release = latest(course, LESSON)
    return right_answer(release.contents.questions[question], release.keys[question], release.contents.texts)


# The release


def test_a_question_with_a_rubric_is_for_nbgrader_a_manually_graded_cell(template):
    for question, points in ((BOTH, 5), (MISSING, 4)):
        cell = cell_of(latest(template, LESSON).notebook, question)
        flags = cell["metadata"]["nbgrader"]
        assert (flags["grade"], flags["solution"], flags["locked"], flags["points"]) == (True, True, False, points)
        assert cell["metadata"]["jupyter"] == {"source_hidden": True}
        assert (cell["metadata"]["editable"], cell["metadata"]["deletable"]) == (False, False)
        assert f'pt.ask("{question}")' in cell["source"], "nbgrader clears what is in solution cells, not in this one"


def test_practice_and_surveys_are_no_graded_cells(template):
    graded = [cell for cell in latest(template, LESSON).notebook["cells"] if "nbgrader" in cell["metadata"]]
    assert [cell["metadata"]["nbgrader"]["grade_id"] for cell in graded] == [grade_id(BOTH), grade_id(MISSING)]


def test_the_rubric_is_not_in_the_release(template):
    release = latest(template, LESSON)
    assert "Names a second, different one" not in json.dumps(release.notebook)
    assert release.keys[MISSING].answer["rubric"][1]["for"].startswith("Names a second, different one")


# Autograding


@pytest.fixture(scope="module")
def graded(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-ins of a class, graded once; nothing given by a teacher, feedback made."""
    course = Path(shutil.copytree(template, tmp_path_factory.mktemp("graded") / "course"))
    good, surveys = best(course, BOTH), survey_answers(course)
    put(course, "ada", {BOTH: good, MISSING: SCRIPT})
    put(course, "ben", {"survey/first-look": surveys["survey/first-look"]}, minute=1)
    put(course, "cleo", {BOTH: ["not", "a", "text"], MISSING: "Figures."}, minute=2)
    put(course, "finn", {BOTH: f"{good}\n\n{SCRIPT}", **surveys}, minute=3)
    forged = handed_in(latest(course, LESSON), {BOTH: "Short."}, minute=4)
    cell_of(forged, BOTH)["source"] = "raise SystemExit('ran')"
    forged["cells"].append({**cell_of(forged, BOTH), "id": "again", "source": "print('twice')"})
    put_hand_in(course, "dev", LESSON, forged)
    autograde(course, "ada", "ben", "cleo", "dev", "finn")
    steps.feedback(course, LESSON, show_keys=False)
    return course


def survey_answers(course: Path) -> dict:
    return {name: answer for name, answer in right_answers(latest(course, LESSON)).items() if name.startswith("survey/")}


def test_the_checklist_is_scored_and_the_rest_asks_for_a_person(graded):
    assert row(graded, "ada", BOTH) == (2.0, None, True, None)
    assert row(graded, "ada", MISSING) == (0.0, None, True, None)
    assert steps.gradebook(graded, LESSON)[0].needs_review


def test_nobody_has_to_read_a_blank_answer(graded):
    for question in (BOTH, MISSING):
        assert row(graded, "ben", question)[:3] == (0.0, None, False)
    shown = section(read_page(graded, "ben"), MISSING)
    assert "not answered" in shown
    assert "pt-comment" not in shown
    assert "not given the points" not in shown


def test_an_answer_that_cannot_be_read_is_for_review_with_its_reason(graded):
    for_review = graded_notebook(graded, "cleo")["metadata"]["pairedtexts"]["for_review"]
    assert for_review == [f"{BOTH}: the answer must be a text"]
    assert row(graded, "cleo", BOTH) == (0.0, None, True, None)


def test_the_source_of_such_a_cell_is_never_the_students(graded):
    source = "".join(cell_of(graded_notebook(graded, "dev"), BOTH)["source"])
    assert source == cell_of(latest(graded, LESSON).notebook, BOTH)["source"]
    assert row(graded, "dev", BOTH) == (0.0, None, True, None)
    assert graded_notebook(graded, "dev")["metadata"]["pairedtexts"]["for_review"] == []


def test_the_teacher_sees_the_text_the_checklist_the_rubric_and_what_to_enter(graded):
    [output] = cell_of(graded_notebook(graded, "finn"), BOTH)["outputs"]
    html = "".join(output["data"]["text/html"])
    assert "✓ done: Cites at least one paragraph of each text (LH and NBC)" in html
    assert "Rubric, 1 point: Gives the reason of each side as the article reports it, without taking a side." in html
    assert "To give points, enter the sum: the 2 above and what you give by the rubric." in html
    assert html.count("<blockquote>") == 2, "what proves a line of the rubric stands beside it"
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "<img" not in html


def test_surveys_are_kept_and_not_on_the_page(graded):
    kept = graded_notebook(graded, "finn")["metadata"]["pairedtexts"]["responses"]
    wanted = survey_answers(graded)
    assert len(wanted) == 3
    assert {name: kept[name]["answer"] for name in wanted} == wanted
    assert "first-look" not in read_page(graded, "finn")


def test_while_nobody_has_read_it_the_page_says_so(graded):
    shown = section(read_page(graded, "ada"), BOTH)
    assert "2 of 5 points so far" in shown
    assert "<strong>Checklist: 2 of 2 points.</strong>" in shown
    assert "Your teacher has not given the points for your text yet." in shown


def test_rubric_and_model_answer_are_held_back_with_the_keys(graded):
    html = read_page(graded, "ada")
    assert "Rubric" not in html
    assert "Model answer" not in html
    assert "<script" not in html
    assert "<img src=x" not in html


# What a teacher gives


@pytest.fixture(scope="module")
def given(graded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same class when the teacher has given points, with the keys let out."""
    course = Path(shutil.copytree(graded, tmp_path_factory.mktemp("given") / "course"))
    give(course, "ada", BOTH, 4.5, f"Well argued. {SCRIPT}")
    give(course, "finn", BOTH, 2, "")
    steps.feedback(course, LESSON, show_keys=True)
    return course


def test_the_student_gets_points_and_comment(given):
    html = read_page(given, "ada")
    shown = section(html, BOTH)
    assert "4.5 of 5 points</h2>" in shown
    assert "Checklist: 2 of 2 points. Your teacher: 2.5 of 3 points." in shown
    assert shown.count("(cited: ") == 1, "the checklist stands on the page once"
    assert "<strong>Your teacher:</strong> Well argued. &lt;script&gt;" in shown
    assert "so far" not in shown
    assert "<script" not in html
    assert "<img src=x" not in html


def test_who_gives_exactly_what_the_machine_gave_has_given_it(given):
    shown = section(read_page(given, "finn"), BOTH)
    assert "Checklist: 2 of 2 points. Your teacher: 0 of 3 points." in shown


def test_the_rubric_and_the_model_answer_come_with_the_keys(given):
    html = read_page(given, "ada")
    assert "Rubric, 2 points: Names a second, different one, and why it is open." in section(html, MISSING)
    assert "Model answer: In Liberty Headlines it is ICE" in section(html, BOTH)


def test_points_and_comment_stay_when_it_is_graded_again(given):
    autograde(given, "ada")
    auto, manual, needs, comment = row(given, "ada", BOTH)
    assert (auto, manual) == (2.0, 4.5)
    assert comment.startswith("Well argued.")
    assert needs, "as nbgrader has it: what was graded by hand is looked at again"
    assert steps.gradebook(given, LESSON)[0].score == 4.5
    steps.feedback(given, LESSON)
    assert "so far" not in section(read_page(given, "ada"), BOTH), "it has been read"


# A question that became another type


@pytest.mark.parametrize(("first", "then"), [(OTHER_TYPE, AS_WRITTEN), (AS_WRITTEN, OTHER_TYPE)])
def test_a_hand_in_from_before_a_question_changed_its_type_is_graded(tmp_path, first, then):
    course = make_course(tmp_path, first)
    put(course, "kofi", {"written/changing": best(course, "written/changing")})
    set_extra(course, then)
    steps.release(course, LESSON)
    put(course, "lena", {"written/changing": best(course, "written/changing")}, minute=1)
    autograde(course, "kofi", "lena")
    with sqlite3.connect(course / "gradebook.db") as book:
        found = book.execute(
            "SELECT grade.auto_score, needs_manual_grade FROM grade JOIN base_cell ON base_cell.id = grade.cell_id JOIN "
            "submitted_notebook ON submitted_notebook.id = grade.notebook_id JOIN submitted_assignment ON "
            "submitted_assignment.id = submitted_notebook.assignment_id WHERE base_cell.name = ? ORDER BY student_id",
            [grade_id("written/changing")],
        ).fetchall()
    book.close()
    by_machine, by_hand = (3.0, 0), (0.0, 1)
    assert found == ([by_machine, by_hand] if first == OTHER_TYPE else [by_hand, by_machine])
    assert len(list((course / "autograded").glob("*/*/*.ipynb"))) == 2
    assert steps.feedback(course, LESSON) == 2


# Without the plugin


def nbgrader(course: Path, *arguments: str) -> str:
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(course.parent / "jupyter")}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_the_plugin_a_written_answer_earns_nothing_by_itself(essays):
    (essays / "nbgrader_config.py").write_text(STOCK_CONFIG, encoding="utf-8")
    put(essays, "plain", {BOTH: best(essays, BOTH), MISSING: "Figures."})
    forged = handed_in(latest(essays, LESSON), {BOTH: best(essays, BOTH)}, minute=1)
    cell_of(forged, BOTH)["source"] = "5.0"
    put_hand_in(essays, "forged", LESSON, forged)
    nbgrader(essays, "autograde", LESSON)
    assert row(essays, "plain", BOTH)[:3] == (0.0, None, False)
    assert row(essays, "plain", MISSING)[:3] == (0.0, None, False)
    assert row(essays, "forged", BOTH)[:3] == (None, None, True), "a changed cell earns nothing before a person has looked"
    assert [r.score for r in steps.gradebook(essays, LESSON)] == [0.0, 0.0]


def test_validate_finds_nothing_wrong_with_a_students_copy(template, tmp_path):
    """nbgrader calls a solution cell that is unchanged a failure; ours is always unchanged."""
    path = tmp_path / f"{LESSON}.ipynb"
    path.write_text(json.dumps(handed_in(latest(template, LESSON), {BOTH: "Short."})), encoding="utf-8")
    assert "Success! Your notebook passes all the tests." in nbgrader(tmp_path, "validate", str(path))
