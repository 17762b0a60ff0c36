"""No answer is lost, and "saved" is said only of what is in the file, whatever happens to the kernel and the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from conftest import latest, right_answers

from .jupyter_page import (
    Desk,
    NotebookPage,
    answers_in,
    both_channels,
    collected_in,
    notebook_in,
    release_of,
    sources_in,
    wait_for,
)

pytestmark = pytest.mark.browser

# One question of each type, and a second to answer meanwhile; single words, so that an answer is what was marked.
ONE, MANY, MARK = "federalism/county-says-no", "federalism/in-both", "federalism/practice-joining"
OTHER = "federalism/order-to-sheriffs"


@pytest.fixture
def answers(released: Path) -> dict:
    """Right answers to four questions."""
    right = right_answers(latest(released, "federalism"))
    return {name: right[name] for name in (ONE, MANY, MARK, OTHER)}


@pytest.fixture
def notebook(desk: Desk, released: Path) -> NotebookPage:
    """A lesson, opened and run."""
    opened = desk.open(desk.lay(release_of(released, "federalism")))
    run(opened)
    return opened


def run(notebook: NotebookPage) -> None:
    notebook.run_all()
    notebook.wait_for_questions([ONE, MANY, MARK, OTHER])


def in_both_channels(path: Path) -> bool:
    return all(ours == kernels for ours, kernels in both_channels(path).values())


def expect_truthful(notebook: NotebookPage) -> None:
    """Whenever the page said "saved", the file held what the page showed."""
    assert [claim for claim in notebook.saved_claims() if claim["shown"] != claim["kept"]] == []


class Saving:
    """Every save of the page stops here: let through, held, or refused."""

    def __init__(self, notebook: NotebookPage) -> None:
        self.held: list[Route] = []
        self.refused = 0
        self.course = "let through"
        notebook.page.route(f"**/api/contents/**{notebook.path.name}*", self._route)

    def _route(self, route: Route) -> None:
        if route.request.method != "PUT" or self.course == "let through":
            route.continue_()
        elif self.course == "hold":
            self.held.append(route)
        else:
            self.refused += 1
            route.fulfill(status=500, json={"message": "the disk is full"})

    def let_one_through(self, page: Page) -> None:
        wait_for(page, lambda: self.held, "a save")
        self.held.pop(0).continue_()

    def let_all_through(self) -> None:
        self.course = "let through"
        while self.held:
            self.held.pop(0).continue_()


def test_answers_come_back_after_rerunning_restarting_reopening_and_clearing(
    desk: Desk, notebook: NotebookPage, answers: dict
):
    for name, answer in answers.items():
        notebook.question(name).answer_by_mouse(answer)
        notebook.question(name).expect_state("saved")
    wait_for(notebook.page, lambda: in_both_channels(notebook.path), "both channels")
    kept = collected_in(notebook.path).records

    def expect_back(opened: NotebookPage) -> None:
        for name, answer in answers.items():
            opened.question(name).expect_shown(answer)
        assert collected_in(notebook.path).records == kept, "the records are the same ones, revision and time"
        expect_truthful(opened)

    for name in (ONE, MANY, MARK):
        notebook.run_cell(f'pt.ask("{name}")')
    notebook.wait_for_questions(list(answers))
    expect_back(notebook)

    notebook.restart_kernel()
    run(notebook)
    expect_back(notebook)

    notebook.close()
    desk.server.shut_down(notebook.path)
    reopened = desk.open(notebook.path)
    run(reopened)
    expect_back(reopened)

    reopened.clear_all_outputs()
    expect(reopened.page.locator(".pt-question")).to_have_count(0)
    reopened.save()
    assert not any(cell.get("outputs") for cell in notebook_in(reopened.path)["cells"])
    assert answers_in(reopened.path) == answers
    run(reopened)
    expect_back(reopened)
    reopened.save()
    assert in_both_channels(reopened.path)


def test_fifty_clicks_at_script_speed_end_with_the_last_state_in_the_file(notebook: NotebookPage):
    names = (ONE, MANY, OTHER, "federalism/in-neither")
    notebook.page.evaluate(
        """(names) => {
          for (let click = 0; click < 50; click += 1) {
            const question = document.querySelector(`.pt-question[data-question="${names[click % 4]}"]`);
            const inputs = question.querySelectorAll("input");
            inputs[Math.floor(click / 4) % inputs.length].click();
          }
        }""",
        list(names),
    )
    for name in names:
        notebook.question(name).expect_state("saved")
    shown = {
        name: [box.input_value() for box in notebook.question(name).section.locator("input").all() if box.is_checked()]
        for name in names
    }
    kept = collected_in(notebook.path).records
    assert {
        name: record.answer if isinstance(record.answer, list) else [record.answer] for name, record in kept.items()
    } == shown
    assert sum(record.revision for record in kept.values()) == 50, "every click counted once"
    expect_truthful(notebook)
    wait_for(notebook.page, lambda: in_both_channels(notebook.path), "both channels")
    assert collected_in(notebook.path).records == kept


def test_it_says_saved_only_when_the_server_has_written_the_file(notebook: NotebookPage, answers: dict):
    """While a first answer is being saved the student gives a second one and writes a note elsewhere."""
    saving = Saving(notebook)
    saving.course = "hold"
    first, second = notebook.question(ONE), notebook.question(MANY)
    first.answer_by_mouse(answers[ONE])
    wait_for(notebook.page, lambda: saving.held, "the first save")
    first.expect_state("saving")
    second.answer_by_mouse(answers[MANY])
    second.expect_state("saving")
    notebook.page.locator(".jp-Cell", has=first.section).click(position={"x": 4, "y": 4})
    notebook.page.keyboard.press("b")
    notebook.page.keyboard.press("Enter")
    notebook.page.keyboard.type("note = 'my own words'")
    assert answers_in(notebook.path) == {}

    saving.let_one_through(notebook.page)
    first.expect_state("saved")
    assert answers_in(notebook.path) == {ONE: answers[ONE]}
    wait_for(notebook.page, lambda: saving.held, "the second save")
    second.expect_state("saving")
    assert MANY not in answers_in(notebook.path)

    saving.let_all_through()
    second.expect_state("saved")
    assert answers_in(notebook.path) == {name: answers[name] for name in (ONE, MANY)}
    assert "note = 'my own words'" in sources_in(notebook.path)
    first.expect_shown(answers[ONE])
    expect_truthful(notebook)


def test_a_refused_save_is_told_and_made_good_when_the_fault_is_gone(notebook: NotebookPage, answers: dict):
    saving = Saving(notebook)
    saving.course = "refuse"
    question = notebook.question(ONE)
    question.answer_by_mouse(answers[ONE])
    question.expect_state("failed")
    expect(question.status).to_contain_text("Not saved: ")
    expect(question.status).to_contain_text("Your answer is still on this page")
    assert answers_in(notebook.path) == {}
    notebook.dismiss_dialog()
    # It tries once more by itself; that is refused as well.
    wait_for(notebook.page, lambda: saving.refused == 2, "the second attempt")
    notebook.dismiss_dialog()
    question.expect_state("failed")
    assert answers_in(notebook.path) == {}

    saving.course = "let through"
    notebook.question(OTHER).answer_by_mouse(answers[OTHER])
    for name in (OTHER, ONE):
        notebook.question(name).expect_shown(answers[name])
    assert answers_in(notebook.path) == {name: answers[name] for name in (ONE, OTHER)}

    # A fault that passes is made good without the student.
    saving.course = "refuse"
    many = notebook.question(MANY)
    many.option(answers[MANY][0]).click()
    many.expect_state("failed")
    saving.course = "let through"
    many.expect_state("saved")
    assert answers_in(notebook.path)[MANY] == answers[MANY][:1]
    expect_truthful(notebook)


def test_with_the_kernel_shut_down_an_answer_still_reaches_the_file(desk: Desk, notebook: NotebookPage, answers: dict):
    desk.server.shut_down(notebook.path)
    wait_for(notebook.page, lambda: desk.server.session(notebook.path) is None, "the kernel's end")
    for name in (ONE, MANY, MARK):
        question = notebook.question(name)
        question.answer_by_mouse(answers[name])
        question.expect_shown(answers[name])
        assert answers_in(notebook.path)[name] == answers[name]
    expect_truthful(notebook)


def test_with_the_kernel_killed_an_answer_still_reaches_the_file(desk: Desk, notebook: NotebookPage, answers: dict):
    notebook.question(OTHER).answer_by_mouse(answers[OTHER])
    notebook.question(OTHER).expect_state("saved")
    before = answers_in(notebook.path)
    desk.server.kill_kernel(notebook.path)
    notebook.dismiss_dialog()
    question = notebook.question(MANY)
    question.answer_by_mouse(answers[MANY])
    question.expect_shown(answers[MANY])
    assert answers_in(notebook.path) == {**before, MANY: answers[MANY]}
    expect_truthful(notebook)

    notebook.wait_until_ready()
    run(notebook)
    for name in (MANY, OTHER):
        notebook.question(name).expect_shown(answers[name])
    notebook.save()
    assert in_both_channels(notebook.path)
