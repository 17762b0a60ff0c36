"""Hand-ins that attack what lies around the notebook: links, pipes, folders, names, and files made to be slow."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from nbgrader.preprocessors import Execute

from conftest import REPOSITORY, handed_in, latest, most_points, put_hand_in, right_answers
from pairedtexts.grading import _hand_in, _rebuild
from pairedtexts.nbgrader_plugin import kernel_desk, plain_outputs, steps
from pairedtexts.nbgrader_plugin.gradebook import LONGEST_NAME
from pairedtexts.nbgrader_plugin.steps import StepFailed
from pairedtexts.questions import written
from pairedtexts.responses import LARGEST, MIME, MOST_RECORDS, MOST_VALUES, _record, collect, read_notebook
from test_class_grading import grade

LESSON = "federalism"
ASKED = "federalism/in-both"


@pytest.fixture
def honest(released):
    """A course in which one honest student has handed in all right answers."""
    release = latest(released, LESSON)
    put_hand_in(released, "honest", LESSON, handed_in(release, right_answers(release)))
    return released


def scores(course) -> dict[str, float]:
    return {row.student: row.score for row in steps.gradebook(course, LESSON)}


def test_a_link_beside_the_hand_in_fetches_nothing_for_the_student(honest):
    folder = put_hand_in(honest, "linker", LESSON, b"{}").parent
    (folder / "notes.yaml").symlink_to(honest / "quizzes" / "federalism.yaml")
    (folder / "more").mkdir()
    (folder / "more" / "keys.yaml").symlink_to(honest / "quizzes" / "federalism.yaml")
    # Past the check of what was collected, as nbgrader's own command goes.
    assert [result.failure for result in steps.autograde(honest, LESSON, ["linker"])] == [""]
    steps.feedback(honest, LESSON)
    for made in ("autograded", "feedback"):
        names = {path.name for path in (honest / made / "linker").rglob("*") if path.is_file()}
        assert names <= {"federalism.ipynb", "federalism.html", "timestamp.txt"}


def test_collecting_refuses_a_link_in_place_of_a_file(honest):
    folder = honest / "submitted" / "linker" / LESSON
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").symlink_to(honest / "submitted" / "honest" / LESSON / f"{LESSON}.ipynb")
    ready, wrong = steps.collected(honest, LESSON)
    assert ready == ["honest"]
    assert "is a link, not a file" in dict(wrong)["linker"]


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_named_and_holds_up_nobody(honest, kind):
    path = honest / "submitted" / "odd" / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    if kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    for results in (steps.autograde(honest, LESSON, ["honest", "odd"]), grade(honest, LESSON).values()):
        failures = {result.student: result.failure for result in results}
        assert failures["honest"] == ""
        assert re.search(rf"{LESSON}\.ipynb cannot be read \(.+\); mend that, then run this again", failures["odd"])
        assert scores(honest)["honest"] == pytest.approx(most_points(latest(honest, LESSON))[0])


def test_a_grade_stays_when_its_hand_in_cannot_be_read_for_a_while(honest):
    """A network drive that is away for a moment is no reason for zeros."""
    grade(honest, LESSON)
    before = scores(honest)
    path = honest / "submitted" / "honest" / LESSON / f"{LESSON}.ipynb"
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    failed = grade(honest, LESSON, everything=True)["honest"].failure
    assert failed.endswith("What was graded before stays")
    assert scores(honest) == before != {}
    path.rmdir()
    path.with_suffix(".away").rename(path)
    assert grade(honest, LESSON)["honest"].unchanged


def test_a_students_folder_that_cannot_be_looked_into_is_named(honest, monkeypatch):
    closed = honest / "submitted" / "closed"
    (closed / LESSON).mkdir(parents=True)
    (honest / "submitted" / "of-another-lesson" / "media_bias").mkdir(parents=True)
    (honest / "submitted" / "list-of-students.csv").touch()
    see, look = Path.lstat, Path.iterdir

    def refuse(then):
        def here(path: Path, *of: object) -> object:
            if closed in path.parents:
                raise PermissionError(13, "Permission denied")
            return then(path, *of)

        return here

    monkeypatch.setattr(Path, "lstat", refuse(see))
    monkeypatch.setattr(Path, "iterdir", refuse(look))
    ready, wrong = steps.collected(honest, LESSON)
    assert ready == ["honest"]
    assert [name for name, _ in wrong] == ["closed"]
    assert "cannot be read (Permission denied)" in dict(wrong)["closed"]


@pytest.mark.parametrize("said", ["2026" + "9" * 40 + "m", "1e9999999999", "12:00 " + "+" * 100, "\0", "10101010T10" * 15])
def test_a_time_that_is_none_fails_that_hand_in_alone(honest, said):
    for student in ("ada", "zoe"):
        shutil.copytree(honest / "submitted" / "honest", honest / "submitted" / student)
    (honest / "submitted" / "ada" / LESSON / "timestamp.txt").write_text(said)
    failures = {student: result.failure for student, result in grade(honest, LESSON).items()}
    assert "timestamp.txt beside the hand-in says" in failures.pop("ada")
    assert failures == {"honest": "", "zoe": ""}


def test_no_more_of_a_time_is_kept_than_is_read(honest):
    place = honest / "submitted" / "honest" / LESSON / "timestamp.txt"
    place.write_text("2026-09-05 10:00:00 UTC\n" + " " * 1_000_000)
    assert grade(honest, LESSON)["honest"].failure == ""
    kept = honest / "autograded" / "honest" / LESSON / "timestamp.txt"
    assert kept.read_text().strip() == "2026-09-05 10:00:00 UTC"
    assert kept.stat().st_size <= 200


def test_of_many_who_hand_in_the_same_file_some_are_named(honest, monkeypatch):
    monkeypatch.setattr(_rebuild, "_MOST_TWINS", 2)
    for student in "abcd":
        shutil.copytree(honest / "submitted" / "honest", honest / "submitted" / student)
    named = {student: result.for_review for student, result in grade(honest, LESSON).items()}
    same = "the same answers, with the same receipt, were handed in by"
    assert named["a"] == (f"{same} b, c and others",)
    assert named["honest"] == (f"{same} a, b and others",)
    for student in "cd":
        shutil.rmtree(honest / "submitted" / student)
    named = {student: result.for_review for student, result in grade(honest, LESSON).items()}
    assert named["a"] == (f"{same} b, honest",)


def test_a_hand_in_that_is_a_file_where_a_folder_belongs_is_named(honest):
    (honest / "submitted" / "odd").mkdir()
    (honest / "submitted" / "odd" / LESSON).write_text("hello", encoding="utf-8")
    ready, wrong = steps.collected(honest, LESSON)
    assert ready == ["honest"]
    assert "it must be a folder that holds federalism.ipynb" in dict(wrong)["odd"]


@pytest.mark.parametrize("name", ["a[b]", "ad?", "*", ".ada", "..ada", "<b>", 'a"b'])
def test_a_name_that_nbgrader_would_take_for_a_pattern_is_refused(honest, name):
    shutil.copytree(honest / "submitted" / "honest", honest / "submitted" / name)
    ready, wrong = steps.collected(honest, LESSON)
    assert ready == ["honest"]
    assert "cannot be a student's name" in dict(wrong)[name]


def test_a_twin_whose_name_is_no_text_spoils_nothing(honest):
    shutil.copytree(honest / "submitted" / "honest", os.fsdecode(os.fsencode(honest / "submitted") + b"/j\xf6rg"))
    [result] = steps.autograde(honest, LESSON, ["honest"])
    assert result.failure == ""
    assert scores(honest)["honest"] == pytest.approx(most_points(latest(honest, LESSON))[0])
    assert any("same receipt" in reason for reason in result.for_review)


@pytest.mark.parametrize("name", [MIME, "responses"])
def test_a_cut_off_file_is_looked_through_once_however_deep_it_nests_its_names(name):
    """Reading each of the nested values anew takes a megabyte file hours, and all memory there is."""
    nested = f'{{"{name}": ' * 300 + "[" + "[]," * 20_000 + "[]]" + "}" * 300
    found = read_notebook(f"x{nested}".encode())
    assert found.damage
    outputs = found.content["cells"][0]["outputs"]
    responses = found.content["metadata"]["pairedtexts"]["responses"]
    assert len(outputs) + len(responses) <= 1


def test_a_record_under_half_a_character_is_for_review(released):
    release = latest(released, LESSON)
    notebook = handed_in(release, {ASKED: right_answers(release)[ASKED]})
    responses = notebook["metadata"]["pairedtexts"]["responses"]
    responses["\ud800"] = dict(responses[ASKED])
    problems = collect(json.loads(json.dumps(notebook))).problems
    assert [(problem.question, problem.review) for problem in problems] == [("", True)]


def test_a_million_bad_records_do_not_make_a_giant_of_the_graded_notebook(honest):
    release = latest(honest, LESSON)
    notebook = handed_in(release, {})
    notebook["metadata"]["pairedtexts"]["responses"] = {f"federalism/q{i}": {"schema": 1} for i in range(20_000)}
    path = put_hand_in(honest, "many", LESSON, json.dumps(notebook).encode())
    [result] = steps.autograde(honest, LESSON, ["many"])
    assert result.failure == ""
    graded = honest / "autograded" / "many" / LESSON / f"{LESSON}.ipynb"
    assert graded.stat().st_size < path.stat().st_size


def test_with_the_courses_own_files_gone_nothing_of_a_hand_in_runs(honest, tmp_path):
    """The gradebook still knows the questions: what cannot be rebuilt is not executed either."""
    release = latest(honest, LESSON)
    notebook = handed_in(release, {})
    canary = tmp_path / "ran"
    plant = f"import sys, types\nopen({str(canary)!r}, 'w').close()\n"
    forged = plant + "sys.modules['pairedtexts'] = types.SimpleNamespace(ask=lambda q: 2.0)"
    cell = {"cell_type": "code", "id": "forged", "metadata": {}, "execution_count": None, "outputs": [], "source": forged}
    notebook["cells"].insert(0, cell)
    put_hand_in(honest, "forger", LESSON, notebook)
    for folder in ("kept_releases", f"lessons/{LESSON}", f"release/{LESSON}"):
        shutil.rmtree(honest / folder)
    [result] = steps.autograde(honest, LESSON, ["forger"])
    assert "was not rebuilt from its release" in result.failure
    assert not canary.exists()
    assert scores(honest).get("forger", 0) == 0


def test_a_question_added_after_grading_is_refused_with_the_way_out(honest):
    assert [result.failure for result in steps.autograde(honest, LESSON, ["honest"])] == [""]
    path = honest / "lessons" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if "in-both" not in "".join(cell["source"])]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    before = (honest / "release" / LESSON / f"{LESSON}.ipynb").read_bytes()
    with pytest.raises(StepFailed, match="already graded, so no question can be added, removed or renamed"):
        steps.release(honest, LESSON)
    assert (honest / "release" / LESSON / f"{LESSON}.ipynb").read_bytes() == before


def test_the_page_on_grading_names_the_bounds_that_hold():
    page = (REPOSITORY / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    table = page.partition("\n## Bounds\n")[2].partition("\n## ")[0]
    bounds = {
        "a hand-in's file": LARGEST,
        "numbers, words": MOST_VALUES,
        "records of answers": MOST_RECORDS,
        "one answer": _record._LONGEST_ANSWER,
        "a written answer": written.LONGEST,
        "what a student wrote": _hand_in.LONGEST_SOURCE,
        "what such a cell says": kernel_desk._MOST_OUTPUT,
        "what of that is shown": plain_outputs.MOST_SHOWN,
        "what is reported": _rebuild._MOST_PROBLEMS,
        "a student's name": LONGEST_NAME,
        "how long such a cell runs": Execute().timeout,
    }
    for what, bound in bounds.items():
        (row,) = [line for line in table.splitlines() if line.startswith(f"| {what}")]
        assert re.search(rf"(?<![\d,]){bound:,}(?![\d,])", row), what
    (row,) = [line for line in table.splitlines() if line.startswith("| one answer")]
    assert f"{_record._DEEPEST_ANSWER} levels" in row
