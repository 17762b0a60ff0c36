"""Formgrader's own buttons, pressed in a browser: the same gradebook as the command line, and pages a teacher can read."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from conftest import most_points, right_answers
from pairedtexts.course import fill_in
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.release import Kept, grade_id, kept_releases
from pairedtexts.responses import MIME

from .formgrader_server import FLAGS, PATIENCE, chromium, formgrader, submission_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-formgrader")]

LESSON = "federalism"
ONE, MANY = "federalism/county-says-no", "federalism/in-both"
STUDENTS = ("blank", "broken", "copied", "hostile", "original", "right")
IMG = "<img src=x onerror=ran()>"
SCRIPT = "<script>ran()</script><img src=x onerror=ran()>"


def hand_in_all(course: Path) -> None:
    release = kept_releases(course, LESSON)[-1]
    right = right_answers(release)
    some = dict(list(right.items())[::2])
    notebooks = {name: filled(release, answers, i) for i, (name, answers) in enumerate([("right", right), ("original", some)])}
    notebooks |= {"blank": filled(release, {}, 3), "hostile": hostile(filled(release, right, 4))}
    data = {name: nbformat.writes(nbformat.from_dict(notebook)) for name, notebook in notebooks.items()}
    for student, text in {**data, "copied": data["original"], "broken": '{"cells": ['}.items():
        path = course / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")


def filled(release: Kept, answers: dict, minute: int) -> dict:
    return fill_in(release.notebook, release.contents, answers, datetime(2026, 9, 1, 8, minute, tzinfo=timezone.utc))


def hostile(notebook: dict) -> dict:
    """Every place of a hand-in whose words come back to the teacher holds a script."""
    ours = notebook["metadata"]["pairedtexts"]
    ours["release"] = {"lesson": SCRIPT, "digest": SCRIPT}
    ours["responses"][SCRIPT] = {**ours["responses"][ONE], "question": SCRIPT}
    ours["responses"][ONE]["answer"] = SCRIPT
    ours["responses"][MANY]["schema"] = IMG
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            record = output["data"][MIME]
            record.update({ONE: {"answer": SCRIPT}, MANY: {"schema": IMG}}.get(record["question"], {}))
            output["data"]["text/html"] = SCRIPT
        if cell["cell_type"] == "markdown":
            cell["source"] = SCRIPT
    return notebook


def rows(course: Path) -> list[tuple]:
    """The gradebook without ids and times."""
    with sqlite3.connect(course / "gradebook.db") as database:
        found = database.execute(
            "SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score, "
            "grade.extra_credit, grade.needs_manual_grade FROM grade JOIN base_cell ON base_cell.id = grade.cell_id "
            "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id ORDER BY 1, 2"
        ).fetchall()
    database.close()
    return found


@pytest.fixture(scope="module")
def courses(_released_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Twin courses with the same hand-ins, nothing graded."""
    folder = tmp_path_factory.mktemp("twins")
    twins = tuple(Path(shutil.copytree(_released_template, folder / name / "course")) for name in ("line", "button"))
    for course in twins:
        hand_in_all(course)
    return twins[0], twins[1]


@pytest.fixture(scope="module")
def by_command_line(courses: tuple[Path, Path]) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", LESSON], cwd=courses[0], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return courses[0]


class _Teacher:
    """A teacher at a browser: the course behind the server, its address, and the page that is open."""

    def __init__(self, course: Path, url: str, token: str, page: Page) -> None:
        self.course, self.url, self.page = course, url, page
        self.ran: list[str] = []
        page.set_extra_http_headers({"Authorization": f"token {token}"})
        page.expose_function("ran", lambda: self.ran.append(page.url))

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}/{path}")

    def autograde(self, student: str) -> str:
        """Press the student's Autograde button; gives what Formgrader then says."""
        row = self.page.locator("tbody tr").filter(has=self.page.get_by_text(student, exact=True))
        row.locator("td.autograde a").click()
        box = self.page.locator(".modal.in")
        expect(box).to_be_visible()
        said = box.inner_text()
        box.get_by_role("button", name="Close").last.click()
        expect(self.page.locator(".modal")).to_have_count(0)
        return said

    def open_graded(self, student: str) -> None:
        """Open a graded notebook as Formgrader shows it."""
        self.open(submission_page(self.course, LESSON, student))
        expect(self.page.locator(".pt-notes")).to_be_visible()


@pytest.fixture(scope="module")
def teacher(courses: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Teacher]:
    course = courses[1]
    with formgrader(course, tmp_path_factory.mktemp("server") / "home") as (url, token), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        # Formgrader's pages ask for a typesetter from elsewhere; tests reach nothing but the server.
        page.route(lambda address: not address.startswith(url), lambda route: route.abort())
        yield _Teacher(course, url, token, page)
        browser.close()


@pytest.fixture(scope="module")
def by_button(teacher: _Teacher) -> dict[str, str]:
    """What Formgrader said when the button was pressed, by student."""
    teacher.open(f"formgrader/manage_submissions/{LESSON}")
    return {student: teacher.autograde(student) for student in STUDENTS}


def test_the_button_and_the_command_line_give_the_same_gradebook(by_command_line, by_button, teacher):
    assert all("Successfully autograded" in said for said in by_button.values()), by_button
    assert {row[0] for row in rows(teacher.course)} == set(STUDENTS)
    assert rows(teacher.course) == rows(by_command_line)
    most, _ = most_points(kept_releases(teacher.course, LESSON)[-1])
    assert sum(row[2] for row in rows(teacher.course) if row[0] == "right") == pytest.approx(most)


def test_the_button_and_the_command_line_give_the_same_graded_notebooks(by_command_line, by_button, teacher):
    for student in STUDENTS:
        path = Path("autograded") / student / LESSON / f"{LESSON}.ipynb"
        assert (teacher.course / path).read_bytes() == (by_command_line / path).read_bytes()


def test_the_command_of_this_package_gives_the_same_gradebook_again(by_command_line, tmp_path):
    course = Path(shutil.copytree(by_command_line, tmp_path / "course"))
    (course / "gradebook.db").unlink()
    steps.release(course, LESSON)
    assert [result.failure for result in steps.autograde(course, LESSON, list(STUDENTS))] == [""] * len(STUDENTS)
    assert rows(course) == rows(by_command_line)


def test_the_graded_notebook_shows_answer_score_and_explanation(by_button, teacher):
    teacher.open_graded("right")
    release = kept_releases(teacher.course, LESSON)[-1]
    shown = teacher.page.locator(".pt-graded").filter(has_text=release.contents.questions[ONE].prompt)
    expect(shown).to_have_count(1)
    question, right = release.contents.questions[ONE], release.keys[ONE].answer
    words = next(option["text"] for option in question.body["options"] if option["id"] == right)
    expect(shown).to_contain_text(f"{words} (the student's answer, right)")
    expect(shown).to_contain_text("2 of 2 points: right.")
    expect(shown).to_contain_text(release.keys[ONE].explanation)
    expect(teacher.page.locator(f"input#{grade_id(ONE)}")).to_have_attribute("placeholder", "2")


def test_the_graded_notebook_shows_the_receipt_and_the_reasons_for_a_review(by_button, teacher):
    graded = json.loads((teacher.course / "autograded" / "original" / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8"))
    teacher.open_graded("original")
    notes = teacher.page.locator(".pt-notes")
    expect(notes).to_contain_text(f"Receipt: {graded['metadata']['pairedtexts']['handed_in']['receipt']}")
    expect(notes).to_contain_text("For review: the same answers, with the same receipt, were handed in by copied.")
    teacher.open_graded("broken")
    expect(teacher.page.locator(".pt-notes")).to_contain_text("For review: the file is not a whole notebook")
    teacher.open_graded("blank")
    expect(teacher.page.locator(".pt-notes")).to_contain_text("For review: the hand-in holds no readable answer.")
    expect(teacher.page.locator(".pt-graded").first).to_contain_text("0 of 2 points: not answered.")


def test_nothing_of_a_hostile_hand_in_runs_in_formgrader(by_button, teacher):
    teacher.open_graded("hostile")
    expect(teacher.page.locator(".pt-notes")).to_contain_text("<script>ran()</script>")
    many = teacher.page.locator(".pt-graded").filter(has_text="Which of these points does a reader find in both of them?")
    expect(many).to_contain_text(IMG)
    teacher.page.wait_for_load_state("load")
    assert teacher.ran == []
    assert teacher.page.locator("img[src=x]").count() == 0
    assert teacher.page.locator("script", has_text="ran()").count() == 0


def test_a_script_that_does_get_into_the_page_is_noticed(teacher):
    """The control for the test above."""
    teacher.page.set_content(SCRIPT)
    teacher.page.wait_for_timeout(0)
    expect(teacher.page.locator("img")).to_have_count(1)
    teacher.page.wait_for_function("window.ran !== undefined")
    assert teacher.ran
    teacher.ran.clear()
