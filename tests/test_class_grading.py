"""`steps.grade` makes what nbgrader's autograding makes, only for what has changed, wholly or not at all."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest

from conftest import handed_in, latest, put_hand_in, right_answers
from pairedtexts.course import simulated_class, work_through
from pairedtexts.errors import PairedTextsError
from pairedtexts.nbgrader_plugin import file_desk, gradebook, steps
from pairedtexts.nbgrader_plugin.class_grading import Busy
from pairedtexts.nbgrader_plugin.file_desk import Prepared
from pairedtexts.nbgrader_plugin.hand_in_files import Task
from pairedtexts.release import grade_id
from sample_course import EVERY_TYPE

LESSON, ONE = "federalism", "federalism/county-says-no"
TABLES = (
    "SELECT s.student_id, c.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade FROM grade g "
    "JOIN base_cell c ON c.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id "
    "JOIN submitted_assignment s ON s.id = n.assignment_id",
    "SELECT s.student_id, c.name, m.auto_comment, m.manual_comment FROM comment m JOIN base_cell c ON c.id = m.cell_id "
    "JOIN submitted_notebook n ON n.id = m.notebook_id JOIN submitted_assignment s ON s.id = n.assignment_id",
    "SELECT s.student_id, a.name, s.timestamp, s.extension, n.flagged, n.late_submission_penalty FROM submitted_notebook n "
    "JOIN submitted_assignment s ON s.id = n.assignment_id JOIN assignment a ON a.id = s.assignment_id",
    "SELECT * FROM student",
)


def rows(course: Path) -> list[list[tuple]]:
    """The gradebook without its ids, table by table."""
    with sqlite3.connect(course / "gradebook.db") as database:
        return [sorted(database.execute(query).fetchall(), key=repr) for query in TABLES]


def tree(course: Path) -> dict[str, tuple[bytes, int]]:
    found = (path for path in (course / "autograded").rglob("*") if path.is_file())
    return {str(path.relative_to(course)): (path.read_bytes(), path.stat().st_mode) for path in found}


def students(course: Path) -> list[str]:
    return sorted(path.name for path in (course / "submitted").iterdir())


def grade(course: Path, lesson: str = LESSON, *, everything: bool = False) -> dict[str, steps.Graded]:
    grading = steps.class_grading(course, lesson)
    assert grading is not None
    return {result.student: result for result in grading.grade(students(course), everything=everything)}


def hand_in_class(course: Path, lesson: str, size: int = 9) -> None:
    """A class with damage, a twin, and a time of handing in among it."""
    release = latest(course, lesson)
    for i, student in enumerate(simulated_class(size)):
        text = json.dumps(work_through(student, release))
        notebook: dict | bytes = text[: len(text) // 2].encode() if i == 3 else json.loads(text)
        path = put_hand_in(course, student.name, lesson, notebook)
        if i == 4:
            (path.parent / "timestamp.txt").write_text("2026-09-05 10:00:00 UTC")
        if i == 5:
            shutil.copytree(path.parent, course / "submitted" / "twin" / lesson)
    put_hand_in(course, "blank", lesson, release.notebook)
    put_hand_in(course, "page", lesson, b"<html>")


def expect_as_nbgrader(course: Path, lesson: str, other: Path) -> None:
    """Graded here, and by nbgrader in a copy: the same rows, and the same files byte for byte."""
    shutil.copytree(course, other)
    assert [result.failure for result in steps.autograde(other, lesson, students(other))] == [""] * len(students(other))
    assert {result.failure for result in grade(course, lesson).values()} == {""}
    assert rows(course) == rows(other)
    assert tree(course) == tree(other)


def test_a_class_with_damaged_hand_ins_gets_the_gradebook_and_the_tree_that_nbgrader_makes(released, tmp_path):
    hand_in_class(released, LESSON)
    expect_as_nbgrader(released, LESSON, tmp_path / "other")


def test_so_do_questions_of_every_type(sample_course, tmp_path):
    hand_in_class(sample_course, EVERY_TYPE, size=5)
    expect_as_nbgrader(sample_course, EVERY_TYPE, tmp_path / "other")


def test_so_does_a_class_that_worker_processes_grade(released, tmp_path, monkeypatch):
    monkeypatch.setattr(Prepared, "few", 0)
    monkeypatch.setattr(Prepared, "batch", 3)
    hand_in_class(released, LESSON)
    expect_as_nbgrader(released, LESSON, tmp_path / "other")


@pytest.mark.soak
def test_so_does_a_class_of_two_hundred_of_which_every_seventh_hand_in_is_damaged(released, tmp_path):
    hand_in_class(released, LESSON, size=200)
    cut = random.Random(200)
    for student in students(released)[::7]:
        path = released / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        data = path.read_bytes()
        path.write_bytes(data[: cut.randrange(len(data))])
    expect_as_nbgrader(released, LESSON, tmp_path / "other")


def set_due(course: Path, lesson: str = LESSON) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        book.update_or_create_assignment(lesson, duedate="2026-09-01 00:00:00 UTC")


def test_late_penalties_are_those_of_the_course(released, tmp_path):
    config = released / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    set_due(released)
    hand_in_class(released, LESSON, size=6)
    expect_as_nbgrader(released, LESSON, tmp_path / "other")
    assert [row[-1] for row in rows(released)[2] if row[2]] != [None]


def test_another_due_date_grades_everyone_anew(released):
    hand_in_class(released, LESSON, size=2)
    grade(released)
    set_due(released)
    assert not any(result.unchanged for result in grade(released).values())
    assert all(result.unchanged for result in grade(released).values())


def test_a_second_run_does_only_what_has_changed(released, monkeypatch):
    hand_in_class(released, LESSON)
    first = grade(released)
    before = rows(released), tree(released)
    assert not any(result.unchanged for result in first.values())
    monkeypatch.setattr(gradebook.LessonBook, "enter", lambda *_: pytest.fail("something was entered again"))
    second = grade(released)
    assert all(result.unchanged for result in second.values())
    assert {s: r.for_review for s, r in second.items()} == {s: r.for_review for s, r in first.items()}
    assert (rows(released), tree(released)) == before


def test_another_hand_in_another_time_and_a_file_that_is_gone_are_changes(released):
    hand_in_class(released, LESSON)
    grade(released)
    release = latest(released, LESSON)
    folder = released / "submitted"
    (folder / "ada" / LESSON / f"{LESSON}.ipynb").write_text(json.dumps(handed_in(release, right_answers(release))))
    (folder / "amir" / LESSON / "timestamp.txt").write_text("2026-09-06 10:00:00 UTC")
    shutil.rmtree(released / "autograded" / "bea")
    changed = {student for student, result in grade(released).items() if not result.unchanged}
    assert changed == {"ada", "amir", "bea"}


def test_a_corrected_key_reaches_everybody(released, tmp_path):
    hand_in_class(released, LESSON)
    grade(released)
    quiz = released / "quizzes" / f"{LESSON}.yaml"
    text = quiz.read_text(encoding="utf-8").replace("answer: statute-leaves-open\n", "answer: amendment-cancels\n")
    quiz.write_text(text.replace("        amendment-cancels: >-\n", "        statute-leaves-open: >-\n"), encoding="utf-8")
    assert not any(result.unchanged for result in grade(released).values())
    other = Path(shutil.copytree(released, tmp_path / "other"))
    list(steps.autograde(other, LESSON, students(other)))
    assert (rows(released), tree(released)) == (rows(other), tree(other))


def test_points_and_comments_of_a_person_stay_and_the_grade_is_looked_at_again(released):
    from nbgrader.api import Gradebook

    hand_in_class(released, LESSON, size=2)
    grade(released)
    with Gradebook(f"sqlite:///{released}/gradebook.db") as book:
        by_hand = book.find_grade(grade_id(ONE), LESSON, LESSON, "ada")
        by_hand.manual_score, by_hand.extra_credit, by_hand.needs_manual_grade = 1.5, 0.25, False
        book.db.commit()
    grade(released, everything=True)
    with Gradebook(f"sqlite:///{released}/gradebook.db") as book:
        by_hand = book.find_grade(grade_id(ONE), LESSON, LESSON, "ada")
        assert (by_hand.manual_score, by_hand.extra_credit, by_hand.needs_manual_grade) == (1.5, 0.25, True)


def test_twins_are_named_and_no_longer_named_when_one_of_them_hands_in_anew(released):
    hand_in_class(released, LESSON)
    graded = grade(released)
    pair = [student for student, result in graded.items() if any("handed in by" in why for why in result.for_review)]
    assert "twin" in pair
    assert len(pair) == 2
    release = latest(released, LESSON)
    (released / "submitted" / "twin" / LESSON / f"{LESSON}.ipynb").write_text(json.dumps(handed_in(release, {})))
    again = grade(released)
    assert not any("handed in by" in why for student in pair for why in again[student].for_review)


def test_a_run_that_is_stopped_between_files_and_gradebook_is_made_good_by_the_next(released, tmp_path, monkeypatch):
    hand_in_class(released, LESSON)
    whole = Path(shutil.copytree(released, tmp_path / "whole"))
    grade(whole)
    enter, calls = gradebook.LessonBook.enter, []

    def stopped(self: object, *arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        enter(self, *arguments)

    monkeypatch.setattr(Prepared, "batch", 3)
    monkeypatch.setattr(gradebook.LessonBook, "enter", stopped)
    with pytest.raises(KeyboardInterrupt):
        grade(released)
    assert 0 < len(rows(released)[2]) < len(students(released))
    monkeypatch.setattr(gradebook.LessonBook, "enter", enter)
    grade(released)
    assert (rows(released), tree(released)) == (rows(whole), tree(whole))


def test_two_graders_at_once_do_not_mix(released):
    hand_in_class(released, LESSON, size=2)
    first = steps.class_grading(released, LESSON).grade(students(released), everything=False)
    next(first)
    with pytest.raises(Busy, match=r"^another run is grading in this course; wait until it is done"):
        grade(released)
    list(first)
    assert all(result.unchanged for result in grade(released).values())


@pytest.mark.parametrize("said", ["yesterday", "99999-99-99", "\x00"])
def test_a_time_that_is_none_fails_that_hand_in_alone_and_says_what_to_do(released, said):
    hand_in_class(released, LESSON, size=2)
    (released / "submitted" / "ada" / LESSON / "timestamp.txt").write_text(said)
    graded = grade(released)
    assert "which is no time; write one such as 2026-11-21 15:58:00 UTC, or delete the file" in graded["ada"].failure
    assert not (released / "autograded" / "ada").exists()
    assert {row[0] for row in rows(released)[2]} == set(students(released)) - {"ada"}


def test_a_folder_that_cannot_be_written_fails_that_hand_in_alone(released):
    hand_in_class(released, LESSON, size=2)
    (released / "autograded").mkdir()
    (released / "autograded" / "ada").write_text("a file where a folder should be")
    graded = grade(released)
    assert graded["ada"].failure
    assert {row[0] for row in rows(released)[2]} == set(students(released)) - {"ada"}


def leftovers(course: Path) -> Iterable[Path]:
    return (path for path in course.rglob("*.grading") if path.is_dir())


def test_nothing_is_left_behind(released):
    hand_in_class(released, LESSON, size=2)
    grade(released)
    assert list(leftovers(released)) == []


def test_a_rule_for_late_hand_ins_that_fails_is_named_and_nothing_is_half_entered(released):
    (released / "late.py").write_text(
        "from nbgrader.plugins import BasePlugin\n\n\nclass Strict(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n        return 1 / 0\n"
    )
    config = released / "nbgrader_config.py"
    here = f'import sys\nsys.path.insert(0, {str(released)!r})\nc.AssignLatePenalties.plugin_class = "late.Strict"\n'
    config.write_text(f"{config.read_text()}\n{here}")
    set_due(released)
    hand_in_class(released, LESSON, size=6)
    with pytest.raises(PairedTextsError, match=r"the course's own rule for late hand-ins, Strict, failed at "):
        grade(released)
    assert rows(released)[0] == []


def test_a_fault_of_our_own_at_one_hand_in_is_named_and_does_not_stop_the_class(released, monkeypatch):
    hand_in_class(released, LESSON, size=2)
    grade_one = file_desk.FileDesk.grade

    def faulty(desk: object, task: Task, hand_in: object) -> object:
        if task.student == "ada":
            raise RecursionError("too deep")
        return grade_one(desk, task, hand_in)

    monkeypatch.setattr(file_desk.FileDesk, "grade", faulty)
    graded = grade(released)
    assert "failed in a way that nobody thought of, RecursionError: too deep; the others are graded" in graded["ada"].failure
    assert {row[0] for row in rows(released)[2]} == set(students(released)) - {"ada"}
