"""Filling a release's template gives, byte for byte, what nbgrader's own autograding writes."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import pytest

from conftest import LESSONS, handed_in, latest, put_hand_in, right_answers
from pairedtexts.bank import BankError
from pairedtexts.course import simulated_class, work_through
from pairedtexts.grading import file_grader, read_hand_in
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.nbgrader_plugin.kernel_desk import KernelPlan
from pairedtexts.nbgrader_plugin.prepare import Prepared, prepare
from pairedtexts.release import kept_releases
from sample_course import EVERY_TYPE


def prepared(course: Path, lesson: str, **options: object) -> Prepared | None:
    from nbgrader.converters import Autograde

    api = steps._api(course)
    converter = Autograde(coursedir=api.coursedir, parent=api)
    for name, value in options.items():
        setattr(converter, name, value)
    return prepare(course, lesson, converter)


def graded_by_template(course: Path, lesson: str, students: list[str]) -> dict[str, str]:
    ready = prepared(course, lesson)
    assert ready is not None
    grader = file_grader(ready.kept, ready.current, ready.templates)
    paths = {student: course / "submitted" / student / lesson / f"{lesson}.ipynb" for student in students}
    return {student: grader(read_hand_in(path.read_bytes()), []).text for student, path in paths.items()}


def graded_by_nbgrader(course: Path, lesson: str, students: list[str]) -> dict[str, str]:
    assert [result.failure for result in steps.autograde(course, lesson, students)] == [""] * len(students)
    return {s: (course / "autograded" / s / lesson / f"{lesson}.ipynb").read_text(encoding="utf-8") for s in students}


def expect_the_same(course: Path, lesson: str, hand_ins: dict[str, dict | bytes]) -> None:
    for student, notebook in hand_ins.items():
        put_hand_in(course, student, lesson, notebook)
    students = list(hand_ins)
    by_template = graded_by_template(course, lesson, students)
    by_nbgrader = graded_by_nbgrader(course, lesson, students)
    assert {s: by_template[s] == by_nbgrader[s] for s in students} == dict.fromkeys(students, True)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_class_of_a_shipped_lesson_is_graded_to_the_same_bytes(released, lesson):
    release = latest(released, lesson)
    hand_ins = {student.name: work_through(student, release) for student in simulated_class(4)}
    expect_the_same(released, lesson, {**hand_ins, "blank": release.notebook})


def test_questions_of_every_type_and_damaged_hand_ins_are_graded_to_the_same_bytes(sample_course):
    release = latest(sample_course, EVERY_TYPE)
    whole = handed_in(release, right_answers(release))
    text = json.dumps(whole)
    odd = copy.deepcopy(whole)
    records = odd["metadata"]["pairedtexts"]["responses"]
    for i, record in enumerate(records.values()):
        record["answer"] = [None, 7, "what?", {"x": 1}][i % 4]
    unnamed = copy.deepcopy(whole)
    del unnamed["metadata"]["pairedtexts"]["release"]
    cut = text[: len(text) * 2 // 3].encode()
    hand_ins = {"right": whole, "odd": odd, "unnamed": unnamed, "cut": cut, "empty": b"", "page": b"<html>"}
    for student, notebook in hand_ins.items():
        # The very same answers would be named: who handed them in is told to the grader, and is not what is tested here.
        if isinstance(notebook, dict):
            for name, record in notebook["metadata"]["pairedtexts"]["responses"].items():
                record["at"] = f"2026-09-01T0{len(student)}:00:00Z"
                for cell in notebook["cells"]:
                    if f'pt.ask("{name}")' in cell["source"]:
                        cell["outputs"] = []
    expect_the_same(sample_course, EVERY_TYPE, hand_ins)


def test_a_hand_in_of_an_older_release_is_graded_to_the_same_bytes(released):
    """With a question that has left the lesson since, and one that came."""
    path = released / "lessons" / "federalism" / "federalism.ipynb"
    lesson = json.loads(path.read_text(encoding="utf-8"))
    asked = [i for i, cell in enumerate(lesson["cells"]) if "pt.ask(" in "".join(cell["source"])]
    first = latest(released, "federalism")
    del lesson["cells"][asked[4]]
    path.write_text(json.dumps(lesson), encoding="utf-8")
    steps.release(released, "federalism")
    second = latest(released, "federalism")
    assert first.digest != second.digest
    hand_ins = {"early": handed_in(first, right_answers(first)), "late": handed_in(second, right_answers(second), minute=5)}
    expect_the_same(released, "federalism", hand_ins)


def test_what_was_prepared_can_be_sent_to_another_process(released):
    ready = prepared(released, "media_bias")
    assert ready is not None
    again = pickle.loads(pickle.dumps(ready))
    data = json.dumps(work_through(simulated_class(1)[0], latest(released, "media_bias"))).encode()
    texts = {file_grader(item.kept, item.current, item.templates)(read_hand_in(data), []).text for item in (ready, again)}
    assert len(texts) == 1


def test_names_of_who_handed_in_the_same_answers_are_in_the_notes(released):
    ready = prepared(released, "federalism")
    assert ready is not None
    release = latest(released, "federalism")
    data = json.dumps(handed_in(release, right_answers(release))).encode()
    graded = file_grader(ready.kept, ready.current, ready.templates)(read_hand_in(data), ["ben"])
    assert graded.noted.for_review == ("the same answers, with the same receipt, were handed in by ben",)
    assert [entered.waits for entered in graded.grades].count(True) == 1
    assert "were handed in by ben" in graded.text


def test_cells_of_the_teachers_own_are_left_to_nbgrader(released):
    path = released / "lessons" / "federalism" / "federalism.ipynb"
    lesson = json.loads(path.read_text(encoding="utf-8"))
    flags = {"schema_version": 3, "grade": False, "solution": True, "locked": False, "task": False, "grade_id": "own"}
    cell = {
        "cell_type": "code",
        "id": "own",
        "metadata": {"nbgrader": flags},
        "source": "",
        "outputs": [],
        "execution_count": None,
    }
    lesson["cells"].append(cell)
    path.write_text(json.dumps(lesson), encoding="utf-8")
    steps.release(released, "federalism")
    assert isinstance(prepared(released, "federalism"), KernelPlan)


@pytest.mark.parametrize(
    "options",
    [
        {"pre_convert_hook": print},
        {"create_student": False},
        {"autograde_preprocessors": ["nbgrader.preprocessors.Execute", "nbgrader.preprocessors.SaveAutoGrades"]},
    ],
    ids=lambda options: next(iter(options)),
)
def test_a_course_that_does_more_in_grading_is_left_to_nbgrader(released, options):
    assert prepared(released, "federalism") is not None
    assert prepared(released, "federalism", **options) is None


def test_a_lesson_that_was_never_released_and_a_quiz_with_an_error_are_not_prepared(released):
    assert kept_releases(released, "unknown") == []
    assert prepared(released, "unknown") is None
    quiz = released / "quizzes" / "federalism.yaml"
    quiz.write_text(quiz.read_text(encoding="utf-8").replace("answer: statute-leaves-open\n", "answer: x\n"), encoding="utf-8")
    with pytest.raises(BankError):
        prepared(released, "federalism")
