"""What every journey does with a lesson: answer all of it, close and reopen it, hand it in and have it graded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pairedtexts.digest import Json
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.questions import Question, given_by_hand, read_answer, right_answer, score_answer
from pairedtexts.release import Kept
from pairedtexts.responses import Collected

from .jupyter_page import Desk, NotebookPage, answers_in, both_channels, collected_in, sources_in, wait_for
from .question_page import QuestionOnPage, by_hand


def sound_answers(release: Kept) -> dict[str, Json]:
    """Right answers; a survey's first option, with a comment where it takes one."""
    texts = release.contents.texts
    answers = {name: right_answer(q, release.keys[name], texts) for name, q in release.contents.questions.items()}
    for name, question in release.contents.questions.items():
        if question.body.get("comment"):
            answers[name] = {**answers[name], "comment": "I look for who says so."}
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


def run_and_return_by_keyboard(notebook: NotebookPage) -> None:
    """Run every cell but the last by Shift+Enter, and go back to the title: Tab leads on from there."""
    keyboard, sources = notebook.page.keyboard, sources_in(notebook.path)
    for _ in sources[:-1]:
        keyboard.press("Shift+Enter")
    notebook.wait_until_ready()
    # What is far from the screen is not drawn: the questions come one by one.
    for _ in sources:
        keyboard.press("ArrowUp")
    expect(notebook.page.locator(".jp-Cell.jp-mod-active")).to_have_attribute("data-windowed-list-index", "0")


def canonical(question: Question, answer: Json, release: Kept) -> Json:
    read = read_answer(question, answer, release.contents.texts)
    assert read is not None
    return read


def expect_kept_truthfully(notebook: NotebookPage, release: Kept, answers: dict[str, Json]) -> Collected:
    """Both channels hold these answers, a grader finds nothing odd, and no "saved" on the way was untrue. Closes the page."""
    path = notebook.path
    wait_for(notebook.page, lambda: all(ours == kernels for ours, kernels in both_channels(path).values()), "both channels")
    claims = notebook.saved_claims()
    notebook.close()
    assert {claim["question"] for claim in claims} == set(answers)
    assert [claim for claim in claims if comparable(claim["shown"]) != comparable(claim["kept"])] == []
    kept = answers_in(path)
    for name, question in release.contents.questions.items():
        assert canonical(question, kept[name], release) == canonical(question, as_given(question, answers[name]), release)
    assert both_channels(path).keys() == answers.keys()
    collected = collected_in(path)
    assert collected.problems == ()
    return collected


def close_and_reopen(desk: Desk, notebook: NotebookPage, release: Kept, answers: dict[str, Json]) -> None:
    """Nothing is lost with the page and the kernel, and what the page called saved was."""
    path = notebook.path
    kept = expect_kept_truthfully(notebook, release, answers)
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
    lesson = release.contents.lesson
    folder = course / "submitted" / "student" / lesson
    folder.mkdir(parents=True)
    shutil.copyfile(path, folder / f"{lesson}.ipynb")
    (result,) = steps.autograde(course, lesson, ["student"])
    assert result.failure == ""
    assert result.for_review == ()
    (row,) = steps.gradebook(course, lesson)
    texts, expected = release.contents.texts, 0.0
    for name, question in release.contents.questions.items():
        if question.graded:
            answer = canonical(question, as_given(question, answers[name]), release)
            expected += question.points * score_answer(question, release.keys[name], answer, texts).share
    assert row.score == pytest.approx(expected)
    if answers == sound_answers(release):
        scored = [q for q in release.contents.questions.values() if q.graded and not given_by_hand(q)]
        assert row.score >= sum(question.points for question in scored) - 1e-9, "full marks for right answers"
