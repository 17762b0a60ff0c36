"""Every question of every type: answered, saved, closed, reopened, restored, graded; by mouse, by keyboard alone, by touch.

A new type needs nothing here: its sample quiz is part of the lesson, and controls that say in ``data-part`` what they are
can be driven by whoever can drive the others.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from conftest import latest
from pairedtexts.bank import Bank, load_bank
from pairedtexts.digest import Json
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.questions import Question, question_type, read_answer, right_answer, score_answer
from pairedtexts.release import Kept
from sample_course import EVERY_TYPE, less_than_right, lesson_of

from .jupyter_page import Desk, NotebookPage, answers_in, both_channels, collected_in, release_of, sources_in, wait_for
from .question_page import QuestionOnPage, by_hand

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


def sound_answers(release: Kept) -> dict[str, Json]:
    """Right answers; a survey's first option, with a comment where it takes one."""
    texts = release.contents.texts
    answers = {name: right_answer(q, release.keys[name], texts) for name, q in release.contents.questions.items()}
    for name, question in release.contents.questions.items():
        if question.body.get("comment"):
            answers[name] = {**answers[name], "comment": "I look for who says so."}
    return answers


def mixed_answers(release: Kept) -> dict[str, Json]:
    """Of each type one graded question answered less than right, partly where that is possible; the others right."""
    answers, done = sound_answers(release), set()
    for name, question in release.contents.questions.items():
        if question.graded and question.type not in done:
            done.add(question.type)
            answers[name] = less_than_right(question, release.keys[name], release.contents.texts)
    return answers


def as_given(question: Question, answer: Json) -> Json:
    return by_hand(answer, str(question.body.get("unit", "words")))


def answer_all(
    notebook: NotebookPage, release: Kept, answers: dict[str, Json], answer_by: Callable[[QuestionOnPage, Json], None]
) -> None:
    for name, answer in answers.items():
        question = release.contents.questions[name]
        notebook.wait_for_questions([name])
        on_page = notebook.question(name)
        on_page.expect_state("blank")
        answer_by(on_page, answer)
        on_page.expect_shown(as_given(question, answer))
        assert canonical(question, answers_in(notebook.path)[name], release) == canonical(
            question, as_given(question, answer), release
        )


def canonical(question: Question, answer: Json, release: Kept) -> Json:
    read = read_answer(question, answer, release.contents.texts)
    assert read is not None
    return read


def close_and_reopen(desk: Desk, notebook: NotebookPage, release: Kept, answers: dict[str, Json]) -> None:
    """Nothing is lost with the page and the kernel, and what the page called saved was."""
    path = notebook.path
    wait_for(notebook.page, lambda: all(ours == kernels for ours, kernels in both_channels(path).values()), "both channels")
    claims = notebook.saved_claims()
    assert {claim["question"] for claim in claims} == set(answers)
    assert [claim for claim in claims if comparable(claim["shown"]) != comparable(claim["kept"])] == []
    kept = collected_in(path)
    assert kept.problems == ()
    notebook.close()
    desk.server.shut_down(path)

    reopened = desk.open(path)
    reopened.run_all()
    for name, answer in answers.items():
        reopened.wait_for_questions([name])
        reopened.question(name).expect_shown(as_given(release.contents.questions[name], answer))
    assert collected_in(path).records == kept.records, "the records are the same ones, revision and time"
    reopened.close()


def comparable(parts: dict[str, list[str]]) -> dict[str, list[str]]:
    return {part: sorted(values) for part, values in parts.items()}


def expect_graded(course: Path, path: Path, release: Kept, answers: dict[str, Json]) -> None:
    """Through nbgrader's own autograde: the points that the answers earn, question by question."""
    folder = course / "submitted" / "student" / EVERY_TYPE
    folder.mkdir(parents=True)
    shutil.copyfile(path, folder / f"{EVERY_TYPE}.ipynb")
    (result,) = steps.autograde(course, EVERY_TYPE, ["student"])
    assert result.failure == ""
    assert result.for_review == ()
    (row,) = steps.gradebook(course, EVERY_TYPE)
    texts, expected = release.contents.texts, 0.0
    for name, question in release.contents.questions.items():
        if question.graded:
            answer = canonical(question, as_given(question, answers[name]), release)
            expected += question.points * score_answer(question, release.keys[name], answer, texts).share
    assert row.score == pytest.approx(expected)
    if answers == sound_answers(release):
        scored = [q for q in release.contents.questions.values() if q.graded and not question_type(q.type).BY_HAND]
        assert row.score >= sum(question.points for question in scored) - 1e-9, "full marks for right answers"


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
def test_a_question_of_every_type_by_keyboard_alone(desk: Desk, short_course: Path):
    release = latest(short_course, EVERY_TYPE)
    answers = sound_answers(release)
    notebook = desk.open(desk.lay(release_of(short_course, EVERY_TYPE)))
    sources, keyboard = sources_in(notebook.path), notebook.page.keyboard
    for _ in sources[:-1]:
        keyboard.press("Shift+Enter")
    notebook.wait_until_ready()
    # Back to the title; from there on Tab leads from control to control.
    for _ in sources:
        keyboard.press("ArrowUp")
    expect(notebook.page.locator(".jp-Cell.jp-mod-active")).to_have_attribute("data-windowed-list-index", "0")
    answer_all(notebook, release, answers, QuestionOnPage.answer_by_keyboard)
    assert notebook.pointer_uses() == 0
    close_and_reopen(desk, notebook, release, answers)
    expect_graded(short_course, notebook.path, release, answers)


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
