"""From a student's first look at a lesson to the gradebook: every question answered, in both front ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import latest
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.responses import receipt

from .journeys import expect_graded, expect_kept_truthfully, run_and_return_by_keyboard, sound_answers
from .jupyter_page import (
    Desk,
    collected_in,
    release_of,
)

pytestmark = pytest.mark.browser


def test_all_answers_given_by_mouse_reach_the_file_unasked_and_the_gradebook(desk: Desk, released: Path):
    """Opened, run, answered, closed without pressing save, handed in, graded."""
    release = latest(released, "federalism")
    answers = sound_answers(release)
    path = desk.lay(release_of(released, "federalism"))
    notebook = desk.open(path)
    notebook.run_all()
    notebook.wait_for_questions(list(answers))
    listed = notebook.cell("pt.hand_in()").locator(".pt-hand-in")
    counted = [name for name in answers if release.contents.questions[name].graded]
    expect(listed).to_contain_text(f"{len(counted)} questions are not answered yet.")
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
    expect(listed.locator("tbody td:last-child")).to_have_text(["answered"] * len(counted))
    practice = sum(question.practice for question in release.contents.questions.values())
    expect(listed).to_contain_text(f"Practice: {practice} of {practice} answered")
    expect_kept_truthfully(notebook, release, answers)

    expect_graded(released, path, release, answers)
    (row,) = steps.gradebook(released, "federalism")
    assert row.score == row.max_score == sum(question.points for question in release.contents.questions.values())
    assert not row.needs_review
    graded = (released / "autograded" / "student" / "federalism" / "federalism.ipynb").read_text(encoding="utf-8")
    assert code in graded, "the teacher sees the same receipt"


IN_NOTEBOOK = pytest.mark.parametrize(
    "front_end", [pytest.param("notebook", marks=pytest.mark.xdist_group("browser-notebook"))], indirect=True
)


@IN_NOTEBOOK
def test_a_lesson_can_be_opened_run_and_answered_by_keyboard_alone(desk: Desk, released: Path):
    """In Notebook 7; `test_journey_lessons.py` does it with every lesson in JupyterLab."""
    release = latest(released, "media_bias")
    answers = sound_answers(release)
    path = desk.lay(release_of(released, "media_bias"))
    notebook = desk.open(path)
    run_and_return_by_keyboard(notebook)
    for name, answer in answers.items():
        notebook.wait_for_questions([name])
        question = notebook.question(name)
        question.answer_by_keyboard(answer)
        question.expect_state("saved")
        if release.contents.questions[name].practice:
            question.tab_to(".pt-check")
            notebook.page.keyboard.press("Enter")
            expect(question.section.locator(".pt-verdict")).to_have_text("Right.")
    assert notebook.pointer_uses() == 0
    expect_kept_truthfully(notebook, release, answers)
    expect_graded(released, path, release, answers)
