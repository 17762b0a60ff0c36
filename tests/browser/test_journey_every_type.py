"""Every question of every type: answered, saved, closed, reopened, restored, graded; by mouse, by keyboard alone, by touch.

A new type needs nothing here: its sample quiz is part of the lesson, and controls that say in ``data-part`` what they are
can be driven by whoever can drive the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from conftest import latest
from pairedtexts.bank import Bank, load_bank
from pairedtexts.digest import Json
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.release import Kept
from sample_course import EVERY_TYPE, less_than_right, lesson_of

from .journeys import answer_all, close_and_reopen, expect_graded, sound_answers
from .jupyter_page import Desk, release_of
from .question_page import QuestionOnPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-lab")]

IN_LAB = pytest.mark.parametrize("front_end", ["lab"], indirect=True)


@pytest.fixture(scope="module")
def profile(chromium: Browser) -> Iterator[BrowserContext]:
    """A tablet with a mouse and a keyboard: fingers work as well."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, has_touch=True)
    yield context
    context.close()


@pytest.fixture
def short_course(sample_course: Path) -> Path:
    """The sample course with one question of each type in its lesson: a machine with two processors takes its time.

    That each of the others can be answered in each way is seen in ``test_accessibility.py``, without Jupyter.
    """
    bank, chosen = load_bank(sample_course), {}
    for entry in sorted(bank.entries.values(), key=lambda entry: not entry.question.graded):
        chosen.setdefault(entry.question.type, entry)
    lesson = lesson_of(Bank(bank.texts, {entry.question.id: entry for entry in chosen.values()}))
    path = sample_course / "lessons" / EVERY_TYPE / f"{EVERY_TYPE}.ipynb"
    path.write_text(json.dumps(lesson), encoding="utf-8")
    steps.release(sample_course, EVERY_TYPE)
    return sample_course


def mixed_answers(release: Kept) -> dict[str, Json]:
    """Of each type one graded question answered less than right, partly where that is possible; the others right."""
    answers, done = sound_answers(release), set()
    for name, question in release.contents.questions.items():
        if question.graded and question.type not in done:
            done.add(question.type)
            answers[name] = less_than_right(question, release.keys[name], release.contents.texts)
    return answers


@IN_LAB
def test_every_question_by_mouse(desk: Desk, sample_course: Path):
    release = latest(sample_course, EVERY_TYPE)
    answers = sound_answers(release)
    notebook = desk.open(desk.lay(release_of(sample_course, EVERY_TYPE)))
    notebook.run_all()
    answer_all(notebook, release, answers, QuestionOnPage.answer_by_mouse)
    for name, question in release.contents.questions.items():
        if question.practice:
            notebook.question(name).check()
            expect(notebook.question(name).section.locator(".pt-verdict")).to_have_text("Right.")
    at_home = (desk.server.url, "blob:", "data:")
    assert [address for address in notebook.requested if not address.startswith(at_home)] == [], "nothing from outside"
    close_and_reopen(desk, notebook, release, answers)
    expect_graded(sample_course, notebook.path, release, answers)


@IN_LAB
def test_a_question_of_every_type_by_touch_some_not_right(desk: Desk, short_course: Path):
    """Taps alone: what can be dragged has another way."""
    release = latest(short_course, EVERY_TYPE)
    answers = mixed_answers(release)
    notebook = desk.open(desk.lay(release_of(short_course, EVERY_TYPE)))
    notebook.run_all()
    answer_all(notebook, release, answers, QuestionOnPage.answer_by_touch)
    close_and_reopen(desk, notebook, release, answers)
    expect_graded(short_course, notebook.path, release, answers)
