"""A question type of another package: registered by an entry point, it goes the whole way like one of our own."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import handed_in, latest, put_hand_in, right_answers
from pairedtexts.bank import load_bank, quiz_schema, read_bank
from pairedtexts.course import chance_of, check_course
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.questions import _types, explain, question_type, type_names
from pairedtexts.responses import Record
from pairedtexts.widgets import record_bundle
from pairedtexts.widgets._widget import widget_class
from sample_course import EVERY_TYPE, lesson_of, make_sample_course

FOREIGN = Path(__file__).parent / "samples" / "foreign_type"
NAME = "foreign/both-senators"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package as `pip install` lays it down: its module, and a dist-info beside it."""
    site = tmp_path / "site"
    shutil.copytree(FOREIGN / "true_or_false", site / "true_or_false")
    info = site / "true_or_false-1.0.dist-info"
    info.mkdir()
    shutil.copyfile(FOREIGN / "entry_points.txt", info / "entry_points.txt")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: true-or-false\nVersion: 1.0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    """What is installed is looked up once; a test installs something meanwhile."""
    importlib.invalidate_caches()
    for found in (_types.module_name, _types.question_type):
        found.cache_clear()
    widget_class.cache_clear()
    for module in [name for name in sys.modules if name.split(".")[0] == "true_or_false"]:
        del sys.modules[module]


@pytest.fixture
def course(installed: None, tmp_path: Path) -> Path:
    """A course whose one lesson asks the questions of the foreign type."""
    made = make_sample_course(tmp_path / "course")
    for path in (made / "quizzes").glob("*.yaml"):
        path.unlink()
    shutil.copyfile(FOREIGN / "quiz.yaml", made / "quizzes" / "foreign.yaml")
    lesson = made / "lessons" / EVERY_TYPE / f"{EVERY_TYPE}.ipynb"
    lesson.write_text(json.dumps(lesson_of(load_bank(made))), encoding="utf-8")
    return made


def test_it_is_a_type_like_any_other_as_long_as_it_is_installed(installed):
    assert "true-or-false" in type_names()
    assert question_type("true-or-false").RULES == {"right-or-not": "Full points if you are right."}
    assert "true-or-false" in quiz_schema()["$defs"]


def test_it_is_unknown_where_it_is_not_installed(tmp_path):
    assert "true-or-false" not in type_names()
    made = make_sample_course(tmp_path / "course")
    shutil.copyfile(FOREIGN / "quiz.yaml", made / "quizzes" / "foreign.yaml")
    _, findings = read_bank(made)
    assert 'no question type is called "true-or-false"' in str(findings[0])


def test_its_quiz_is_checked_with_its_own_rules(course):
    bank, findings = check_course(course)
    assert findings == []
    assert bank.entries[NAME].question.rule == "right-or-not"
    # One half, and the certainty is guessed as well: (1 + 2 + 3) / 9 of it.
    assert chance_of(bank, "foreign") == (pytest.approx(2 * 1 / 2 * 6 / 9), 2)
    quiz = course / "quizzes" / "foreign.yaml"
    quiz.write_text(quiz.read_text(encoding="utf-8").replace("answer: true", "answer: perhaps"), encoding="utf-8")
    _, findings = check_course(course)
    assert "perhaps" in str(findings[0])


def test_it_is_released_answered_graded_and_given_back(course):
    steps.release(course, EVERY_TYPE)
    release = latest(course, EVERY_TYPE)
    right = right_answers(release)
    assert right == {NAME: {"answer": True, "certainty": 3, "reason": None}, "foreign/practice-tuesday": False}
    put_hand_in(course, "right", EVERY_TYPE, handed_in(release, right))
    put_hand_in(course, "unsure", EVERY_TYPE, handed_in(release, {NAME: {"answer": True, "certainty": 2, "reason": None}}))
    put_hand_in(course, "odd", EVERY_TYPE, handed_in(release, {NAME: {"answer": "yes", "certainty": 3, "reason": None}}))
    students = ["odd", "right", "unsure"]
    assert [result.failure for result in steps.autograde(course, EVERY_TYPE, students)] == [""] * 3
    odd, full, unsure = steps.gradebook(course, EVERY_TYPE)
    assert (full.score, full.max_score) == (2, 2)
    assert unsure.score == pytest.approx(2 * 2 / 3)
    assert (odd.score, odd.needs_review) == (0, True)
    assert steps.feedback(course, EVERY_TYPE) == 3
    page = (course / "feedback" / "unsure" / EVERY_TYPE / f"{EVERY_TYPE}.html").read_text(encoding="utf-8")
    assert "Michael Quigley: true" in page
    assert "1.33 of 2 points: right." in page
    assert "The sentence names him." not in page


def test_its_key_stays_at_home(course):
    steps.release(course, EVERY_TYPE)
    path = course / "release" / EVERY_TYPE / f"{EVERY_TYPE}.ipynb"
    before = path.read_bytes()
    quiz = course / "quizzes" / "foreign.yaml"
    text = quiz.read_text(encoding="utf-8").replace("answer: true", "answer: false").replace("names him", "names no one")
    quiz.write_text(text, encoding="utf-8")
    steps.release(course, EVERY_TYPE)
    assert path.read_bytes() == before


def test_it_is_shown_with_no_kernel_and_no_script(course):
    bank = load_bank(course)
    question = bank.entries[NAME].question
    record = Record(NAME, question.version, 1, {"answer": False, "certainty": 1, "reason": None}, "2026-11-21T15:58:00Z")
    html = record_bundle(question, record, bank.texts)["text/html"]
    assert "<strong>✔ The House version of the bill will be introduced by Michael Quigley: false</strong>" in html
    assert "How sure: not very sure" in html
    found = explain(question, bank.entries[NAME].key, record.answer, bank.texts)
    assert (found.rows[0].right, found.rows[0].wanted) == (False, "true")


def test_its_script_and_style_are_joined_with_the_shared_ones(course):
    widget = widget_class("true-or-false")
    assert "function trueOrFalseControls" in widget.script.whole
    assert "function renderQuestion" in widget.script.whole
    assert "import " not in widget.script.whole.replace("import type", "")
    assert '[data-type=\\"true-or-false\\"]' in widget.script.whole
    assert ".pt-question" in widget.script.whole
