"""What the screen says: to a student who starts in the wrong place, to one who practises, to a screen reader, to a teacher."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from conftest import latest, right_answers
from pairedtexts.questions import Question, explain
from pairedtexts.release import Kept

from .jupyter_page import Desk, answers_in, notebook_in, release_of
from .jupyter_server import BARE

pytestmark = pytest.mark.browser

ONE, MANY, MARK = "federalism/county-says-no", "federalism/in-both", "federalism/practice-joining"
PRACTICE_ONE, PRACTICE_MANY = "federalism/practice-arizona", "federalism/practice-next-steps"


def expect_one_sentence(cell: Locator, sentence: str) -> None:
    """The cell's whole output is this sentence, and none of it is a traceback."""
    output = cell.locator(".jp-OutputArea-output")
    expect(output).to_have_count(1)
    expect(output).to_have_text(re.compile(sentence), timeout=30_000)
    assert "Traceback" not in output.inner_text()
    assert "Error" not in output.inner_text()
    assert output.inner_text().count("\n") <= 1


def test_a_question_run_before_the_first_cell_says_what_to_do(desk: Desk, released: Path):
    notebook = desk.open(desk.lay(release_of(released, "federalism")))
    notebook.run_cell(f'pt.ask("{ONE}")')
    expect_one_sentence(notebook.cell(f'pt.ask("{ONE}")'), "run its first cell")
    notebook.run_cell("open_release(")
    notebook.run_cell(f'pt.ask("{ONE}")')
    notebook.question(ONE).expect_state("blank")


def test_a_kernel_without_the_package_says_how_to_get_it(desk: Desk, released: Path):
    kernel = {"name": BARE, "display_name": "Bare", "language": "python"}
    notebook = desk.open(desk.lay(release_of(released, "federalism"), kernelspec=kernel))
    notebook.run_all()
    for call in ("open_release(", "pt.read(", f'pt.ask("{ONE}")', "pt.hand_in()"):
        expect_one_sentence(notebook.cell(call), "This notebook needs the Python package pairedtexts")


def feedback_of(release: Kept, name: str, answer: object) -> tuple[Question, object]:
    question = release.contents.questions[name]
    return question, explain(question, release.keys[name], answer, release.contents.texts)


def test_practice_tells_at_once_what_is_right_and_where_it_stands(desk: Desk, released: Path):
    release = latest(released, "federalism")
    right = right_answers(release)
    path = desk.lay(release_of(released, "federalism"))
    notebook = desk.open(path)
    notebook.run_all()
    question = notebook.question(PRACTICE_ONE)
    check = question.section.get_by_role("button", name="Check my answer")
    expect(check).to_be_disabled()
    wrong = next(o for o in release.contents.questions[PRACTICE_ONE].body["options"] if o["id"] != right[PRACTICE_ONE])
    question.answer_by_mouse(wrong["id"])
    question.check()
    feedback = question.section.locator(".pt-feedback")
    expect(feedback.locator(".pt-verdict")).to_have_text("Not right yet.")
    _, told = feedback_of(release, PRACTICE_ONE, wrong["id"])
    (note,) = [row.note for row in told.rows if row.chosen]
    expect(feedback.locator(".pt-notes strong")).to_have_text(wrong["text"])
    expect(feedback.locator(".pt-notes")).to_contain_text(note)
    expect(feedback.locator(".pt-explanation")).to_have_text(told.explanation)
    expect(feedback.locator(".pt-evidence")).to_have_count(len(told.evidence))

    question.answer_by_mouse(right[PRACTICE_ONE])
    expect(feedback).to_be_empty()
    question.check()
    expect(feedback.locator(".pt-verdict")).to_have_text("Right.")
    question.expect_shown(right[PRACTICE_ONE])

    marked = notebook.question(MARK)
    marked.answer_by_mouse(right[MARK])
    marked.check()
    expect(marked.section.locator(".pt-verdict")).to_have_text("Right.")
    _, told = feedback_of(release, MARK, None)
    (proof,) = told.evidence
    evidence = marked.section.locator(".pt-evidence")
    expect(evidence.locator("mark")).to_have_text(proof.quote)
    expect(evidence.locator(".pt-evidence-words")).to_have_text(f"{proof.before}{proof.quote}{proof.after}")
    expect(evidence).to_contain_text(f"{proof.source}, {proof.place}")
    marked.section.get_by_role("button", name=re.compile("^Remove: ")).click()
    expect(marked.status).to_contain_text("Cleared.")
    marked.expect_state("saved")
    expect(marked.section.locator(".pt-feedback")).to_be_empty()
    assert answers_in(path) == {PRACTICE_ONE: right[PRACTICE_ONE], MARK: None}


def test_every_control_has_a_name_and_the_status_is_a_live_region(desk: Desk, released: Path):
    contents = latest(released, "federalism").contents
    notebook = desk.open(desk.lay(release_of(released, "federalism")))
    notebook.run_all()
    notebook.wait_for_questions(list(contents.questions))
    for name, role in ((ONE, "radio"), (MANY, "checkbox"), (PRACTICE_MANY, "checkbox")):
        question = notebook.question(name)
        group = question.section.get_by_role("group", name=shown(contents.questions[name].prompt))
        for option in contents.questions[name].body["options"]:
            expect(group.get_by_role(role, name=option["text"], exact=True)).to_have_count(1)
    for name in (ONE, MANY, MARK, PRACTICE_ONE):
        status = notebook.question(name).section.get_by_role("status")
        expect(status).to_have_text(re.compile("Not answered yet"))
    article = notebook.question(MARK).section.get_by_role("group", name="Text to select in").get_by_role("article")
    text = contents.texts["nbc-news-2021"]
    expect(article).to_have_accessible_name(f"{text.outlet}: {text.title}")
    expect(notebook.question(MARK).section.get_by_role("group", name="Text to select in")).to_have_accessible_description(
        re.compile("Keyboard: arrow keys move")
    )
    assert unnamed_controls(notebook.page.locator(".jp-Notebook")) == []
    # The whole of a question, as a screen reader walks through it.
    choices = "\n".join(f"    - radio {quoted(option['text'])}" for option in contents.questions[ONE].body["options"])
    expect(notebook.question(ONE).section).to_match_aria_snapshot(
        f"""
- region "{contents.label(ONE)} · 2 points":
  - group {quoted(shown(contents.questions[ONE].prompt))}:
{choices}
  - button "Clear my answer" [disabled]
  - status: /Not answered yet/
"""
    )


def shown(prompt: str) -> str:
    return " ".join(prompt.split())


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unnamed_controls(place: Locator) -> list[str]:
    """The roles of the inputs, buttons and words to move in inside questions that a screen reader has no name for."""
    snapshot = "\n".join(question.aria_snapshot() for question in place.locator(".pt-question").all())
    return re.findall(r"^\s*- (?:radio|checkbox|button|textbox|group|region|article)(?: \[.*)?:?$", snapshot, re.MULTILINE)


def test_a_teacher_sees_key_and_evidence_folded_below_the_question(desk: Desk, released: Path):
    release = latest(released, "federalism")
    course = shutil.copytree(released, desk.folder / "course")
    path = course / "lessons" / "federalism" / "federalism.ipynb"
    notebook = desk.open(path)
    notebook.run_all()
    notebook.wait_for_questions(list(release.contents.questions))
    question = notebook.question(ONE)
    key = question.section.locator("details.pt-key")
    _, told = feedback_of(release, ONE, None)
    (right,) = [row.line for row in told.rows if row.right]
    expect(key.locator(".pt-answer")).to_be_hidden()
    key.locator("summary").click()
    expect(key.locator(".pt-answer")).to_have_text(right)
    expect(key.locator(".pt-explanation")).to_have_text(told.explanation)
    expect(key.locator(".pt-evidence")).to_have_count(len(told.evidence))
    keyed = [item for item in release.contents.questions.values() if item.keyed]
    expect(notebook.page.locator("details.pt-key")).to_have_count(len(keyed))

    question.expect_state("preview")
    question.option(right_answers(release)[ONE]).click()
    question.expect_state("preview")
    notebook.save()
    assert "pairedtexts" not in notebook_in(path)["metadata"], "a preview leaves no answers in the lesson"
