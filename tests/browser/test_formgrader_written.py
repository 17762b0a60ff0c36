"""A teacher reads a written answer in Formgrader, with the rubric beside it, and gives points and a comment there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Page, Response, expect, sync_playwright

from conftest import handed_in, latest, put_hand_in
from pairedtexts.bank import load_bank
from pairedtexts.course import new_course
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.questions import right_answer
from pairedtexts.release import grade_id
from sample_course import SAMPLES, lesson_of

from .formgrader_server import FLAGS, PATIENCE, chromium, formgrader, submission_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-formgrader")]

LESSON, QUESTION, CELL = "essay", "written/both-sides", grade_id("written/both-sides")
SCRIPT = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"


@pytest.fixture(scope="module")
def essays(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one hand-in, autograded."""
    course = new_course(tmp_path_factory.mktemp("essays") / "course")
    for name in ("lessons", "quizzes"):
        shutil.rmtree(course / name)
    (course / "quizzes").mkdir()
    shutil.copy(SAMPLES / "written.yaml", course / "quizzes")
    lesson = course / "lessons" / LESSON / f"{LESSON}.ipynb"
    lesson.parent.mkdir(parents=True)
    lesson.write_text(json.dumps(lesson_of(load_bank(course))), encoding="utf-8")
    steps.release(course, LESSON)
    release = latest(course, LESSON)
    good = right_answer(release.contents.questions[QUESTION], release.keys[QUESTION], release.contents.texts)
    put_hand_in(course, "ada", LESSON, handed_in(release, {QUESTION: f"{good}\n{SCRIPT}"}))
    assert [result.failure for result in steps.autograde(course, LESSON, ["ada"])] == [""]
    return course


def book(course: Path) -> Gradebook:
    return Gradebook(f"sqlite:///{course / 'gradebook.db'}")


@pytest.fixture(scope="module")
def teacher(essays: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A browser in which Formgrader shows the hand-in."""
    with formgrader(essays, tmp_path_factory.mktemp("server") / "home") as (url, token), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        page.set_extra_http_headers({"Authorization": f"token {token}"})
        # Formgrader's pages ask for a typesetter from elsewhere; tests reach nothing but the server.
        page.route(lambda address: not address.startswith(url), lambda route: route.abort())
        page.goto(f"{url}/{submission_page(essays, LESSON, 'ada')}")
        yield page
        browser.close()


def saved(what: str) -> Callable[[Response], bool]:
    """Whether the server has taken a grade or a comment."""
    return lambda response: f"/api/{what}/" in response.url and response.request.method == "PUT" and response.ok


def test_the_rubric_stands_beside_the_answer(teacher):
    shown = teacher.locator(".pt-graded").filter(has_text="undermine public safety").first
    expect(shown).to_contain_text("Rubric, 1 point: Says that in NBC News it is Booker")
    expect(shown).to_contain_text("To give points, enter the sum: the 2 above and what you give by the rubric.")
    expect(shown).to_contain_text(SCRIPT)
    expect(teacher.locator(f"input#{CELL}")).to_have_attribute("placeholder", "2")
    assert teacher.title() == LESSON
    assert teacher.locator("img[src=x]").count() == 0


def test_points_and_comment_are_given_as_for_any_other_cell(teacher, essays):
    comment = teacher.locator(f"textarea#{CELL}-comment")
    expect(comment).to_have_value("")
    with teacher.expect_response(saved("comment")):
        comment.fill("Both sides, and by name.")
        comment.press("Tab")
    points = teacher.locator(f"input#{CELL}")
    with teacher.expect_response(saved("grade")):
        points.fill("4.5")
        points.press("Tab")
    teacher.reload()
    expect(points).to_have_value("4.5")
    expect(comment).to_have_value("Both sides, and by name.")
    with book(essays) as gradebook:
        place = (CELL, LESSON, LESSON, "ada")
        grade = gradebook.find_grade(*place)
        assert (grade.auto_score, grade.manual_score, grade.needs_manual_grade) == (2.0, 4.5, False)
        assert gradebook.find_comment(*place).comment == "Both sides, and by name."
