"""From a student's first look at a lesson to the gradebook: every question answered, in both front ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import latest, right_answers
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.release import Kept
from pairedtexts.responses import receipt

from .jupyter_page import (
    Desk,
    NotebookPage,
    answers_in,
    both_channels,
    collected_in,
    release_of,
    sources_in,
    wait_for,
)
from .question_page import by_hand

pytestmark = pytest.mark.browser


def expect_kept_truthfully(notebook: NotebookPage, answers: dict) -> None:
    """Both channels hold the same records, a grader finds nothing odd, and no "saved" on the way was untrue."""
    path = notebook.path

    def kernel_has_them() -> bool:
        return all(ours == kernels for ours, kernels in both_channels(path).values())

    wait_for(notebook.page, kernel_has_them, "the kernel's records in the file")
    claims = notebook.saved_claims()
    notebook.close()
    assert answers_in(path) == answers
    assert both_channels(path).keys() == answers.keys()
    assert collected_in(path).problems == ()
    assert {claim["question"] for claim in claims} == set(answers)
    assert [claim for claim in claims if claim["shown"] != claim["kept"]] == []


def graded(course: Path, lesson: str, hand_in: Path) -> tuple[steps.GradebookRow, str]:
    """The gradebook's row for a file handed in, and all the text of the graded notebook."""
    folder = course / "submitted" / "student" / lesson
    folder.mkdir(parents=True)
    shutil.copyfile(hand_in, folder / f"{lesson}.ipynb")
    (result,) = steps.autograde(course, lesson, ["student"])
    assert result.failure == ""
    (row,) = steps.gradebook(course, lesson)
    return row, (course / "autograded" / "student" / lesson / f"{lesson}.ipynb").read_text(encoding="utf-8")


def points_of(release: Kept) -> float:
    return sum(question.points for question in release.contents.questions.values())


def test_all_answers_given_by_mouse_reach_the_file_unasked_and_the_gradebook(desk: Desk, released: Path):
    """Opened, run, answered, closed without pressing save, handed in, graded."""
    release = latest(released, "federalism")
    answers = right_answers(release)
    path = desk.lay(release_of(released, "federalism"))
    notebook = desk.open(path)
    notebook.run_all()
    notebook.wait_for_questions(list(answers))
    listed = notebook.cell("pt.hand_in()").locator(".pt-hand-in")
    expect(listed).to_contain_text("8 questions are not answered yet.")
    expect(listed).to_contain_text("There are no answers in the saved file")

    for name, answer in answers.items():
        question = notebook.question(name)
        question.expect_state("blank")
        question.answer_by_mouse(answer)
        question.expect_state("saved")
        if release.contents.questions[name].practice:
            question.check()
            expect(question.section.locator(".pt-verdict")).to_have_text("Right.")
    notebook.run_cell("pt.hand_in()")
    expect(listed).to_contain_text("Every question is answered.")
    code = receipt(collected_in(path).records)
    expect(listed).to_contain_text(f"Your receipt: {code}")
    counted = [name for name in answers if not release.contents.questions[name].practice]
    expect(listed.locator("tbody td:last-child")).to_have_text(["answered"] * len(counted))
    expect(listed).to_contain_text("Practice: 4 of 4 answered")
    expect_kept_truthfully(notebook, by_hand(answers))

    row, text = graded(released, "federalism", path)
    assert row.score == row.max_score == points_of(release)
    assert not row.needs_review
    assert code in text, "the teacher sees the same receipt"


def test_a_lesson_can_be_opened_run_and_answered_by_keyboard_alone(desk: Desk, released: Path):
    release = latest(released, "media_bias")
    answers = right_answers(release)
    path = desk.lay(release_of(released, "media_bias"))
    notebook = desk.open(path)
    keyboard = notebook.page.keyboard
    sources = sources_in(path)
    for _ in sources[:-1]:
        keyboard.press("Shift+Enter")
    notebook.wait_until_ready()
    # Back to the title; from there on Tab leads from control to control. What is far from the screen is not drawn.
    for _ in sources:
        keyboard.press("ArrowUp")
    expect(notebook.page.locator(".jp-Cell.jp-mod-active")).to_have_attribute("data-windowed-list-index", "0")

    for name, answer in answers.items():
        notebook.wait_for_questions([name])
        question = notebook.question(name)
        question.answer_by_keyboard(answer)
        question.expect_state("saved")
        if release.contents.questions[name].practice:
            question.tab_to(".pt-check")
            keyboard.press("Enter")
            expect(question.section.locator(".pt-verdict")).to_have_text("Right.")
    assert notebook.pointer_uses() == 0
    expect_kept_truthfully(notebook, by_hand(answers))

    row, _ = graded(released, "media_bias", path)
    assert row.score == points_of(release)
