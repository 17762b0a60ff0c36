"""Grading: rebuild a hand-in from its release, score it, and bring the scores into the gradebook."""

from __future__ import annotations

import copy
import json
import re
import shutil
import sqlite3
from pathlib import Path

import nbformat
import pytest

from conftest import LESSONS, handed_in, latest, most_points, put_hand_in, right_answers
from pairedtexts.bank import BankError, load_bank
from pairedtexts.course import check_course, new_course
from pairedtexts.grading import GradedLesson, HandIn, choose_release, grade, read_hand_in, rebuild, rebuilt_of
from pairedtexts.grading._hand_in import NoRelease
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.release import Kept, grade_id, kept_releases, make_release, release_digest

LESSON = "federalism"
ONE = "federalism/county-says-no"
MARK = "federalism/maricopa-sentence"
PROMPT = "ICE would like a certain county to take part in the 287(g) program."
CELLS_OF_THE_TEACHER = [
    {
        "cell_type": "code",
        "id": "mean",
        "metadata": {
            "nbgrader": {
                "schema_version": 3,
                "grade_id": "mean",
                "grade": False,
                "solution": True,
                "locked": False,
                "task": False,
                "cell_type": "code",
            }
        },
        "execution_count": None,
        "outputs": [],
        "source": "def mean(numbers):\n    ### BEGIN SOLUTION\n    return sum(numbers) / len(numbers)\n    ### END SOLUTION",
    },
    {
        "cell_type": "code",
        "id": "mean-test",
        "metadata": {
            "nbgrader": {
                "schema_version": 3,
                "grade_id": "mean-test",
                "grade": True,
                "solution": False,
                "locked": True,
                "task": False,
                "points": 3,
                "cell_type": "code",
            }
        },
        "execution_count": None,
        "outputs": [],
        "source": "assert mean([1, 3]) == 2\n### BEGIN HIDDEN TESTS\nassert mean([5, 6]) == 5.5\n### END HIDDEN TESTS",
    },
]


def kept(course: Path, number: int = 1) -> Kept:
    """The release that the course's files of today make, as it would be kept."""
    bank = load_bank(course)
    lesson = json.loads((course / "lessons" / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8"))
    notebook, contents = make_release(LESSON, lesson, bank)
    notebook["metadata"]["pairedtexts"]["release"]["digest"] = name = release_digest(notebook)
    return Kept(number, name, notebook, contents, {question: bank.entries[question].key for question in contents.questions})


def change_quiz(course: Path, old: str, new: str) -> None:
    path = course / "quizzes" / f"{LESSON}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def change_lesson(course: Path, change) -> None:
    path = course / "lessons" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def without_question(course: Path, question: str) -> None:
    change_lesson(course, lambda cells: cells.remove(next(cell for cell in cells if question in "".join(cell["source"]))))


def read(notebook: dict) -> HandIn:
    return read_hand_in(json.dumps(notebook).encode())


def graded(course: Path, notebook: dict, releases: list[Kept]) -> GradedLesson:
    """A hand-in graded against the bank that the course has today."""
    rebuilt = rebuilt_of(rebuild(read(notebook), releases))
    release = next(item for item in releases if item.digest == rebuilt.release)
    return grade(rebuilt, release, releases[-1], bank_of(course))


def bank_of(course: Path) -> dict:
    return {name: (entry.question, entry.key) for name, entry in load_bank(course).entries.items()}


def points(result: GradedLesson) -> dict[str, float]:
    return {name: item.score.share * item.question.points for name, item in result.questions.items()}


def for_review(result: GradedLesson) -> dict[str, tuple[str, ...]]:
    """Questions for review with the reasons; "" stands for the whole hand-in."""
    found = {name: item.reasons for name, item in result.questions.items() if item.reasons}
    whole = tuple(note.message for note in result.notes if note.review)
    return {**found, **({"": whole} if whole else {})}


def rows(course: Path) -> list[tuple]:
    """The gradebook's grades without ids and times, read from the database itself."""
    with sqlite3.connect(course / "gradebook.db") as database:
        found = database.execute(
            "SELECT assignment.name, submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score, "
            "grade.extra_credit, grade.needs_manual_grade FROM grade JOIN base_cell ON base_cell.id = grade.cell_id "
            "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id "
            "JOIN assignment ON assignment.id = submitted_assignment.assignment_id ORDER BY 1, 2, 3"
        ).fetchall()
    database.close()
    return found


def scores(course: Path, student: str) -> dict[str, float]:
    return {cell: auto for _, who, cell, auto, *_ in rows(course) if who == student}


def autograde(course: Path, *students: str) -> list[str]:
    return [result.failure for result in steps.autograde(course, LESSON, list(students))]


# --- rebuilding ---------------------------------------------------------------------------------------------------


def test_what_is_graded_has_the_cells_of_the_release_and_none_of_the_hand_in(course):
    release = kept(course)
    notebook = handed_in(release, right_answers(release))
    for cell in notebook["cells"]:
        cell["source"] = "print('mine')"
    notebook["cells"] = notebook["cells"][::2]
    rebuilt = rebuild(read(notebook), [release])
    assert [cell["id"] for cell in rebuilt["cells"]] == [cell["id"] for cell in release.notebook["cells"]]
    others = [cell for cell in rebuilt["cells"] if cell["id"] != "pairedtexts-setup"]
    assert others == [cell for cell in release.notebook["cells"] if cell["id"] != "pairedtexts-setup"]


def test_rebuilding_carries_records_problems_and_receipt_through_the_notebooks_metadata(course):
    release = kept(course)
    hand_in = read(handed_in(release, right_answers(release)))
    rebuilt = rebuilt_of(json.loads(json.dumps(rebuild(hand_in, [release], ["zoe"]))))
    assert rebuilt.records == hand_in.records
    assert rebuilt.receipt == hand_in.receipt
    assert [problem.message for problem in rebuilt.problems] == [
        "the same answers, with the same receipt, were handed in by zoe"
    ]


def test_a_notebook_that_was_not_rebuilt_carries_nothing(course):
    release = kept(course)
    assert rebuilt_of(handed_in(release, right_answers(release))) is None


def test_the_students_source_is_taken_over_for_a_teachers_own_solution_cell_only(course):
    change_lesson(course, lambda cells: cells.extend(copy.deepcopy(CELLS_OF_THE_TEACHER)))
    release = kept(course)
    notebook = handed_in(release, {})
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["source"] = "mine = 1"
    rebuilt = {cell["id"]: cell["source"] for cell in rebuild(read(notebook), [release])["cells"]}
    released = {cell["id"]: cell["source"] for cell in release.notebook["cells"] if cell["id"] != "pairedtexts-setup"}
    assert {name for name, source in released.items() if rebuilt[name] != source} == {"mean"}
    assert rebuilt["mean"] == "mine = 1"


def test_a_solution_cell_that_stands_there_twice_counts_as_the_last_one_and_is_for_review(course):
    change_lesson(course, lambda cells: cells.extend(copy.deepcopy(CELLS_OF_THE_TEACHER)))
    release = kept(course)
    notebook = handed_in(release, right_answers(release))
    twice = copy.deepcopy(next(cell for cell in notebook["cells"] if cell["id"] == "mean"))
    notebook["cells"].append({**twice, "source": "second = 2"})
    rebuilt = rebuild(read(notebook), [release])
    assert next(cell["source"] for cell in rebuilt["cells"] if cell["id"] == "mean") == "second = 2"
    assert "'mean' is there more than once" in for_review(graded(course, notebook, [release]))[""][0]


def test_a_question_cell_that_stands_there_twice_is_nothing_to_review(course):
    release = kept(course)
    notebook = handed_in(release, right_answers(release))
    cell = next(cell for cell in notebook["cells"] if "nbgrader" in cell["metadata"])
    notebook["cells"].append({**copy.deepcopy(cell), "source": "# a copy to try things"})
    assert for_review(graded(course, notebook, [release])) == {}


def test_a_hand_in_of_a_lesson_that_was_never_released_is_refused_with_what_to_do(course):
    with pytest.raises(NoRelease, match=r"never released from this course; release it, or restore kept_releases/"):
        choose_release(read({"cells": []}), [])


# --- which release, which key -------------------------------------------------------------------------------------


def test_a_hand_in_of_an_older_release_is_graded_as_what_it_was(course):
    first = kept(course)
    change_quiz(course, PROMPT, "ICE asks a certain county to join the 287(g) program.")
    second = kept(course, 2)
    assert first.digest != second.digest
    result = graded(course, handed_in(first, right_answers(first)), [first, second])
    assert result.questions[ONE].question.prompt.startswith(PROMPT)
    assert points(result) == {name: q.points for name, q in first.contents.questions.items() if q.graded}
    assert for_review(result) == {}
    assert [note.message for note in result.notes] == [
        "an older release was handed in (number 1, the latest is 2); graded as that one"
    ]


def test_a_question_added_since_earns_nothing_and_is_for_review(course):
    without_question(course, ONE)
    first = kept(course)
    shutil.rmtree(course)
    second = kept(new_course(course), 2)
    result = graded(course, handed_in(first, right_answers(first)), [first, second])
    assert points(result)[ONE] == 0
    assert for_review(result) == {ONE: (f"{ONE} was not in the version that was handed in",)}
    rebuilt = rebuild(read(handed_in(first, {})), [first, second])
    assert grade_id(ONE) in [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in rebuilt["cells"]]


def test_a_question_removed_since_has_no_grade_cell_any_more(course):
    first = kept(course)
    without_question(course, ONE)
    second = kept(course, 2)
    rebuilt = rebuild(read(handed_in(first, right_answers(first))), [first, second])
    names = {cell["metadata"]["nbgrader"]["grade_id"] for cell in rebuilt["cells"] if "nbgrader" in cell["metadata"]}
    assert names == {grade_id(name) for name, q in second.contents.questions.items() if q.graded}
    assert ONE in {record.question for record in rebuilt_of(rebuilt).records.values()}, "the answer itself is kept"


def test_a_corrected_key_reaches_hand_ins_that_are_graded_later(course):
    release = kept(course)
    answer = right_answers(release)
    change_quiz(course, "      answer: statute-leaves-open\n", "      answer: amendment-cancels\n")
    change_quiz(course, "        amendment-cancels: >-\n", "        statute-leaves-open: >-\n")
    corrected = load_bank(course).entries[ONE].key.answer
    notebook = handed_in(release, answer)
    assert points(graded(course, notebook, [release]))[ONE] == 0
    assert points(graded(course, handed_in(release, {**answer, ONE: corrected}), [release]))[ONE] == 2


def test_the_key_of_its_day_counts_where_the_wording_has_changed_since(course):
    release = kept(course)
    change_quiz(course, PROMPT, "ICE asks a certain county to join the 287(g) program.")
    change_quiz(course, "      answer: statute-leaves-open\n", "      answer: amendment-cancels\n")
    change_quiz(course, "        amendment-cancels: >-\n", "        statute-leaves-open: >-\n")
    assert points(graded(course, handed_in(release, right_answers(release)), [release]))[ONE] == 2


def test_a_question_that_left_the_quiz_is_graded_with_the_key_that_was_kept(course):
    release = kept(course)
    rebuilt = rebuilt_of(rebuild(read(handed_in(release, right_answers(release))), [release]))
    assert points(grade(rebuilt, release, release, {}))[ONE] == 2


def test_after_a_text_has_changed_the_text_that_was_handed_out_is_graded_and_check_says_so(released):
    release = latest(released, LESSON)
    path = released / "source_texts" / "nbc-news-2021.txt"
    text = path.read_text(encoding="utf-8")
    # Above the article, in words that no key quotes: every passage of the text stands somewhere else now.
    path.write_text(
        text.replace("IE 11 is not supported.", "IE 11 and IE 10 are not supported."), encoding="utf-8", newline=""
    )
    result = graded(released, handed_in(release, right_answers(release)), [release])
    assert points(result)[MARK] == 2
    assert for_review(result) == {}
    findings = [str(finding) for finding in check_course(released)[1]]
    assert len(findings) == len(LESSONS), "each lesson shows the text"
    assert findings[0].startswith("source_texts/nbc-news-2021.txt: has changed since lessons/federalism/federalism.ipynb was")
    assert "hand-ins of that release are graded against the text as it was" in findings[0]


def test_a_file_that_names_no_release_is_graded_as_the_one_its_answers_fit(course):
    first = kept(course)
    change_quiz(course, PROMPT, "ICE asks a certain county to join the 287(g) program.")
    second = kept(course, 2)
    notebook = handed_in(first, right_answers(first))
    del notebook["metadata"]["pairedtexts"]["release"]
    release, problems = choose_release(read(notebook), [first, second])
    assert release == first
    assert [problem.review for problem in problems] == [True]
    assert "graded as number 1 (the latest is 2), which fits its answers best" in problems[0].message


# --- what a person has to look at -----------------------------------------------------------------------------------


def review_after(course: Path, change) -> dict[str, tuple[str, ...]]:
    release = kept(course)
    notebook = handed_in(release, right_answers(release))
    change(notebook)
    return for_review(graded(course, notebook, [release]))


def in_both_places(notebook: dict, question: str, **changes: object) -> None:
    responses = notebook["metadata"]["pairedtexts"]["responses"]
    responses[question].update(changes)
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            for data in output["data"].values():
                if isinstance(data, dict) and data["question"] == question:
                    data.update(changes)


def test_an_honest_hand_in_needs_nobody(course):
    assert review_after(course, lambda notebook: None) == {}


def test_a_single_unanswered_question_needs_nobody_and_says_not_answered(course):
    release = kept(course)
    answers = right_answers(release)
    del answers[ONE]
    result = graded(course, handed_in(release, answers), [release])
    assert for_review(result) == {}
    assert result.questions[ONE].score.parts == ("not answered",)
    assert points(result)[ONE] == 0


def test_answers_taken_back_are_blank_not_for_review(course):
    release = kept(course)
    result = graded(course, handed_in(release, {**right_answers(release), ONE: None}), [release])
    assert for_review(result) == {}
    assert result.questions[ONE].score.state == "blank"


def test_a_hand_in_without_any_readable_response_is_for_review(course):
    release = kept(course)
    assert for_review(graded(course, handed_in(release, {}), [release])) == {"": ("the hand-in holds no readable answer",)}


def test_two_answers_with_one_revision_are_for_review(course):
    def change(notebook: dict) -> None:
        notebook["metadata"]["pairedtexts"]["responses"][ONE]["answer"] = None

    assert review_after(course, change) == {ONE: ("two different answers have the same revision 1",)}


def test_an_older_copy_of_an_answer_needs_nobody(course):
    def change(notebook: dict) -> None:
        notebook["metadata"]["pairedtexts"]["responses"][ONE].update(revision=2)

    assert review_after(course, change) == {}


def test_an_answer_that_cannot_be_read_is_for_review_and_earns_nothing(course):
    found = review_after(course, lambda notebook: in_both_places(notebook, ONE, answer="o00000000"))
    assert found == {ONE: ("the answer names an option that this question does not have",)}


def test_an_answer_to_another_wording_is_scored_and_for_review(course):
    release = kept(course)
    notebook = handed_in(release, right_answers(release))
    in_both_places(notebook, ONE, version="0" * 16)
    result = graded(course, notebook, [release])
    assert for_review(result) == {ONE: ("the answer was given to another wording of this question",)}
    assert points(result)[ONE] == 2


def test_an_unknown_release_is_for_review(course):
    found = review_after(course, lambda notebook: notebook["metadata"]["pairedtexts"]["release"].update(digest="0" * 16))
    assert list(found) == [""]
    assert "names a release that this course did not make" in found[""][0]


def test_twins_are_for_review(course):
    release = kept(course)
    rebuilt = rebuilt_of(rebuild(read(handed_in(release, right_answers(release))), [release], ["ada", "ben"]))
    result = grade(rebuilt, release, release, bank_of(course))
    assert for_review(result) == {"": ("the same answers, with the same receipt, were handed in by ada, ben",)}


def test_a_copied_file_with_a_highlight_of_ones_own_is_a_twin_still(released):
    release = latest(released, LESSON)
    copied = handed_in(release, right_answers(release))
    put_hand_in(released, "ada", LESSON, copied)
    note = {"schema": 1, "question": "notes", "version": "v", "revision": 1, "answer": [], "at": "2026-11-21T15:58:00Z"}
    copied["metadata"]["pairedtexts"]["responses"]["notes"] = note
    put_hand_in(released, "ben", LESSON, copied)
    assert autograde(released, "ada", "ben") == ["", ""]
    for student, other in (("ada", "ben"), ("ben", "ada")):
        graded = (released / "autograded" / student / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8")
        assert f"handed in by {other}" in graded


@pytest.mark.parametrize(
    "source",
    [
        "[notes](java&#115;cript:alert(1))",
        "[x](javascript\\:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x][a]\n\n[a]: &#106;avascript:alert(1)",
        "![image.png](attachment:not-there.png)",
        "<a href='javascript:alert(1)'>x</a>",
        "$\\href{javascript:alert(1)}{x}$",
        "$\\mmlToken{mtext}[href='https://example.org/']{x}$ \\let\\x1",
    ],
)
def test_what_a_student_wrote_in_a_teachers_cell_is_shown_without_links_and_stops_no_page(source):
    """nbgrader's Formgrader draws it with the teacher's rights, by the filter that is used here."""
    from nbconvert.exporters import HTMLExporter

    from pairedtexts.grading._rebuild import _student_source

    shown = _student_source({"cell_type": "markdown", "source": "Write here."}, source)
    cell = nbformat.v4.new_markdown_cell(shown)
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert "<a " not in page
    assert "<img" not in page
    assert not re.search(r"\\(href|mmlToken|let)", page)


def test_what_takes_a_page_minutes_is_taken_out_of_what_a_student_wrote():
    from pairedtexts.grading._rebuild import _student_source

    def shown(source: str) -> str:
        return _student_source({"cell_type": "markdown", "source": "Write here."}, source)

    assert "\\\\[" not in shown("\\\\[" * 5)
    assert "\\\\(" not in shown("\\\\(" * 5)
    assert shown(f"a{' ' * 9_000}b") == f"a{' ' * 100}b"
    assert shown("```perl\ns{s{\n```\n~~~perl\nx\n~~~") == "```\ns{s{\n```\n~~~\nx\n~~~"
    same = "Two words, `code`, ```more code``` and\n\n    indented  code\n\n* **strong** $x^2$"
    assert shown(same) == same


def test_no_line_of_a_students_chooses_a_program_that_colours_code(course):
    from nbconvert.exporters import HTMLExporter
    from nbconvert.preprocessors import HighlightMagicsPreprocessor

    cell = nbformat.v4.new_code_cell("%%perl\ns{s{")
    for config, chosen in ((steps._api(course).config, None), (None, "perl")):
        exporter = HTMLExporter(config=config)
        colours = next(each for each in exporter._preprocessors if isinstance(each, HighlightMagicsPreprocessor))
        drawn, _ = colours(nbformat.v4.new_notebook(cells=[cell]), {})
        assert drawn.cells[0].metadata.get("magics_language") == chosen


def test_two_blank_hand_ins_are_not_twins(released):
    release = latest(released, LESSON)
    for student in ("ada", "ben"):
        put_hand_in(released, student, LESSON, handed_in(release, {}))
    assert autograde(released, "ada", "ben") == ["", ""]
    assert "handed in by" not in (released / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8")


# --- through nbgrader -------------------------------------------------------------------------------------------------


def test_the_gradebook_holds_what_an_older_release_earned(released):
    """Release, change a prompt, release again, hand in the first."""
    first = latest(released, LESSON)
    change_quiz(released, PROMPT, "ICE asks a certain county to join the 287(g) program.")
    steps.release(released, LESSON)
    second = latest(released, LESSON)
    assert (first.number, second.number) == (1, 2)
    put_hand_in(released, "early", LESSON, handed_in(first, right_answers(first)))
    put_hand_in(released, "late", LESSON, handed_in(second, right_answers(second)))
    assert autograde(released, "early", "late") == ["", ""]
    early, late = steps.gradebook(released, LESSON)
    assert (early.score, early.max_score) == (late.score, late.max_score) == most_points(second)
    assert not early.needs_review


def test_the_gradebook_has_no_score_for_a_question_added_since_but_asks_for_a_look(released):
    lesson = released / "lessons" / LESSON / f"{LESSON}.ipynb"
    whole = lesson.read_text(encoding="utf-8")
    without_question(released, ONE)
    steps.release(released, LESSON)
    shorter = latest(released, LESSON)
    lesson.write_text(whole.replace("## Look back", "## Think back"), encoding="utf-8")
    steps.release(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(shorter, right_answers(shorter)))
    assert autograde(released, "ada") == [""]
    review = {cell: needs for _, _, cell, _, _, _, needs in rows(released)}
    assert scores(released, "ada")[grade_id(ONE)] == 0
    assert [cell for cell, needs in review.items() if needs] == [grade_id(ONE)]


def test_a_release_that_is_made_again_after_another_one_is_the_latest(released):
    """A question is taken out, released, and put back: the gradebook follows the last release, and so does grading."""
    lesson = released / "lessons" / LESSON / f"{LESSON}.ipynb"
    whole = lesson.read_bytes()
    first = latest(released, LESSON)
    without_question(released, ONE)
    steps.release(released, LESSON)
    lesson.write_bytes(whole)
    steps.release(released, LESSON)
    assert latest(released, LESSON).digest == first.digest
    put_hand_in(released, "ada", LESSON, handed_in(first, right_answers(first)))
    assert autograde(released, "ada") == [""]
    assert steps.gradebook(released, LESSON)[0].score == most_points(first)[0]


def test_quizzes_with_an_error_stop_grading_before_anything_is_touched(released):
    release = latest(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(release, right_answers(release)))
    assert autograde(released, "ada") == [""]
    before = rows(released), files(released / "autograded")
    change_quiz(released, "      answer: statute-leaves-open\n", "      answer: statute\n")
    with pytest.raises(
        BankError, match=r'quizzes/federalism.yaml:\d+: question "county-says-no": there is no option "statute"'
    ):
        autograde(released, "ada")
    assert (rows(released), files(released / "autograded")) == before


def test_a_manual_score_survives_grading_again(released):
    from nbgrader.api import Gradebook

    release = latest(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(release, {ONE: right_answers(release)[ONE]}))
    assert autograde(released, "ada") == [""]
    with Gradebook(f"sqlite:///{released}/gradebook.db") as book:
        by_hand = book.find_grade(grade_id(MARK), LESSON, LESSON, "ada")
        by_hand.manual_score = 1.5
        book.db.commit()
    assert autograde(released, "ada") == [""]
    found = {cell: (auto, manual) for _, _, cell, auto, manual, *_ in rows(released)}
    assert found[grade_id(MARK)] == (0, 1.5)
    assert steps.gradebook(released, LESSON)[0].score == 3.5


@pytest.fixture
def no_kernels(monkeypatch):
    """Whoever starts a kernel fails."""
    from jupyter_client.manager import AsyncKernelManager, KernelManager

    def refuse(*_args, **_kwargs):
        raise RuntimeError("a kernel was started")

    for manager in (AsyncKernelManager, KernelManager):
        monkeypatch.setattr(manager, "_async_start_kernel", refuse)
        monkeypatch.setattr(manager, "start_kernel", refuse)


def test_a_notebook_whose_graded_cells_are_all_questions_starts_no_kernel(released, no_kernels):
    release = latest(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(release, right_answers(release)))
    assert autograde(released, "ada") == [""]
    assert steps.gradebook(released, LESSON)[0].score == most_points(release)[0]


@pytest.fixture
def mixed(released) -> Path:
    """A course whose lesson also has a solution cell and a test cell of the teacher's own."""
    change_lesson(released, lambda cells: cells.extend(copy.deepcopy(CELLS_OF_THE_TEACHER)))
    steps.release(released, LESSON)
    return released


def with_solution(release: Kept, answers: dict, source: str) -> dict:
    notebook = handed_in(release, answers)
    next(cell for cell in notebook["cells"] if cell["id"] == "mean")["source"] = source
    return notebook


RIGHT = "def mean(numbers):\n    return sum(numbers) / len(numbers)"
HOSTILE = f"""
{RIGHT}
import sys, types
import pairedtexts as pt
from pairedtexts.questions import Score, question_type, type_names
for name in type_names():
    question_type(name).score = lambda *_: Score(1.0, ())
pt.ask = lambda name: 2.0
sys.modules["pairedtexts"] = types.ModuleType("pairedtexts")
print(99.0)
print("oh", file=sys.stderr)
2.0
"""


def test_a_notebook_with_cells_of_the_teachers_own_starts_a_kernel_for_them(mixed, no_kernels):
    """The control for the test without a kernel."""
    put_hand_in(mixed, "ada", LESSON, with_solution(latest(mixed, LESSON), {}, RIGHT))
    assert "a kernel was started" in autograde(mixed, "ada")[0]


def test_cells_of_the_teachers_own_are_executed_while_questions_are_scored_outside(mixed):
    release = latest(mixed, LESSON)
    answers = right_answers(release)
    some = {name: answers[name] for name in (ONE, MARK)}
    put_hand_in(mixed, "right", LESSON, with_solution(release, some, RIGHT))
    put_hand_in(mixed, "wrong", LESSON, with_solution(release, answers, "def mean(numbers):\n    return 2"))
    put_hand_in(mixed, "hostile", LESSON, with_solution(release, dict(reversed(some.items())), HOSTILE))
    put_hand_in(mixed, "mentions", LESSON, with_solution(release, {ONE: some[ONE]}, f"# not pt and pt.ask\n{RIGHT}"))
    assert autograde(mixed, "right", "wrong", "hostile", "mentions") == [""] * 4
    questions = {grade_id(name): 2.0 if name in some else 0.0 for name, q in release.contents.questions.items() if q.graded}
    assert scores(mixed, "right") == {**questions, "mean-test": 3}
    assert scores(mixed, "hostile") == {**questions, "mean-test": 3}
    assert scores(mixed, "mentions") == {**questions, grade_id(MARK): 0, "mean-test": 3}
    wrong = scores(mixed, "wrong")
    assert wrong.pop("mean-test") == 0, "the hidden test is what it fails"
    assert sum(wrong.values()) == most_points(release)[0]


# --- same input, same bytes -----------------------------------------------------------------------------------------


def test_grading_twice_and_in_two_places_gives_the_same_bytes_and_the_same_gradebook(released, tmp_path):
    release = latest(released, LESSON)
    answers = right_answers(release)
    put_hand_in(released, "ada", LESSON, handed_in(release, answers))
    put_hand_in(released, "ben", LESSON, handed_in(release, {ONE: answers[ONE], MARK: "what?"}, minute=1))
    put_hand_in(released, "cleo", LESSON, b"{")
    other = Path(shutil.copytree(released, tmp_path / "elsewhere" / "course"))
    found = []
    for where in (released, released, other):
        assert autograde(where, "ada", "ben", "cleo") == ["", "", ""]
        assert steps.feedback(where, LESSON) == 3
        found.append((rows(where), files(where / "autograded"), files(where / "feedback")))
    assert len(found[0][1]) == len(found[0][2]) == 3
    assert found[0] == found[1], "a second time in the same place"
    assert found[0] == found[2], "in another place"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_one_broken_hand_in_touches_nobody_elses_grade(released):
    release = latest(released, LESSON)
    put_hand_in(released, "ada", LESSON, handed_in(release, right_answers(release)))
    assert autograde(released, "ada") == [""]
    alone = rows(released)
    for student, data in {"aaa": b"", "ben": b"\x00\xff", "zoe": b"[]"}.items():
        put_hand_in(released, student, LESSON, data)
    assert autograde(released, "aaa", "ada", "ben", "zoe") == [""] * 4
    assert [row for row in rows(released) if row[1] == "ada"] == alone
    assert kept_releases(released, LESSON)[-1] == release
