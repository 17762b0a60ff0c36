"""Each lesson that comes with the package, from its title to the gradebook, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import LESSONS, latest
from pairedtexts.responses import receipt

from .journeys import answer_all, close_and_reopen, expect_graded, run_and_return_by_keyboard, sound_answers
from .jupyter_page import Desk, collected_in, notebook_in, release_of, sources_in, wait_for
from .question_page import QuestionOnPage

pytestmark = pytest.mark.browser

# The longest lesson and the one with written answers each time; the other two, which take as long, in the long run.
_LONG_RUN = {"federalism", "lateral_reading"}


def _marks(lesson: str, number: int) -> list[pytest.MarkDecorator]:
    group = pytest.mark.xdist_group(f"browser-lessons-{number % 2}")  # two workers share the lessons
    return [group, pytest.mark.soak] if lesson in _LONG_RUN else [group]


EVERY_LESSON = pytest.mark.parametrize(
    "lesson", [pytest.param(name, marks=_marks(name, number)) for number, name in enumerate(sorted(LESSONS))]
)
IN_LAB = pytest.mark.parametrize("front_end", [pytest.param("lab")], indirect=True)


@EVERY_LESSON
@IN_LAB
def test_a_lesson_runs_from_top_to_bottom_and_is_finished_by_keyboard_alone(desk: Desk, released: Path, lesson: str):
    release = latest(released, lesson)
    answers = sound_answers(release)
    notebook = desk.open(desk.lay(release_of(released, lesson)))
    run_and_return_by_keyboard(notebook)
    answer_all(notebook, release, answers, QuestionOnPage.answer_by_keyboard)

    # From the last question down to the cell that lists what is in the saved file.
    keyboard, listed = notebook.page.keyboard, notebook.cell("pt.hand_in()").locator(".pt-hand-in")
    wait_for(notebook.page, lambda: collected_in(notebook.path).records.keys() == answers.keys(), "the last record")
    keyboard.press("Escape")
    last_call = next(i for i, source in enumerate(sources_in(notebook.path)) if "pt.hand_in()" in source)
    active = notebook.page.locator(".jp-Cell.jp-mod-active")
    while int(active.get_attribute("data-windowed-list-index")) < last_call - 1:
        keyboard.press("ArrowDown")
    # Arrow keys pass over a cell whose source is folded: the words before it lead to it.
    keyboard.press("Shift+Enter")
    keyboard.press("Shift+Enter")
    expect(listed).to_contain_text("Every question is answered.")
    expect(listed).to_contain_text(f"Your receipt: {receipt(collected_in(notebook.path).records)}")
    assert notebook.pointer_uses() == 0
    assert [address for address in notebook.requested if not address.startswith((desk.server.url, "blob:", "data:"))] == []
    outputs = [output for cell in notebook_in(notebook.path)["cells"] for output in cell.get("outputs", ())]
    assert [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"] == []

    close_and_reopen(desk, notebook, release, answers)
    expect_graded(released, notebook.path, release, answers)
