"""The corpus of hostile and damaged hand-ins, graded as one class in one run beside three honest students."""

from __future__ import annotations

import copy
import json
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conftest import latest, right_answers
from hostile_corpus import (
    AS_OLDER,
    CASES,
    DAMAGE,
    FORGING,
    INJECTION,
    LESSON,
    NOTEBOOK,
    SIZE,
    WRITTEN,
    Case,
    a_million_outputs,
    as_file,
    base_answers,
    files_of,
    held_answers,
    honest_copy,
    lenders_answers,
    make_attacked_course,
    make_desk,
)
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.nbgrader_plugin.hand_in_files import Graded
from pairedtexts.questions import UnreadableAnswer, read_answer, score_answer
from pairedtexts.release import SETUP, Kept, grade_id, kept_releases
from test_forging import CANARY, _callers, _database_canary, grades_of

pytestmark = pytest.mark.xdist_group("hostile-corpus")

HONEST = ("aa-honest", "mm-honest", "zz-honest")
LENDER = "lender"
GRADED = [case for case in CASES if not case.fails]
WITH_PAGES = [
    case for case in GRADED if case.kind == INJECTION or case.name.startswith(("release-", "lesson-", "outputs-", "what-"))
]
BY_NAME = {case.name: case for case in CASES}


@dataclass(frozen=True)
class Class:
    """A graded class with its feedback. ``results`` are by student; ``expected`` points by case and cell.

    ``before`` is the same course without a hand-in of theirs, and nothing graded.
    """

    course: Path
    before: Path
    results: dict[str, Graded]
    refused: dict[str, str]
    grades: dict[str, dict[str, dict]]
    expected: dict[str, dict[str, float]]
    handed_in: dict[str, dict[str, bytes]]
    fired: list[str]
    touched: list[str]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with its two releases, nothing handed in but by those who mean no harm."""
    course = make_attacked_course(tmp_path_factory.mktemp("attacked") / "course")
    release = latest(course, LESSON)
    right = right_answers(release)
    answers = (right, base_answers(release), {name: right[name] for name in list(right)[:3]})
    for number, (student, held) in enumerate(zip(HONEST, answers, strict=True)):
        put(course, student, {NOTEBOOK: as_file(honest_copy(release, held, number))})
    put(course, LENDER, {NOTEBOOK: as_file(honest_copy(release, lenders_answers(release), 5))})
    return course


def put(course: Path, student: str, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = course / "submitted" / student / LESSON / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@pytest.fixture(scope="module")
def honest_class(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same course without a hostile hand-in, graded, with feedback."""
    course = Path(shutil.copytree(template, tmp_path_factory.mktemp("honest") / "course"))
    assert [result.failure for result in steps.autograde(course, LESSON, [*HONEST, LENDER])] == [""] * 4
    steps.feedback(course, LESSON, show_keys=True)
    return course


@pytest.fixture(scope="module")
def graded_class(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Every case as a student, graded in one run, in the order of their names; then the feedback for all."""
    folder = tmp_path_factory.mktemp("hostile")
    course = Path(shutil.copytree(template, folder / "course"))
    canaries = folder / "canaries"
    canaries.mkdir()
    lender = json.loads((course / "submitted" / LENDER / LESSON / NOTEBOOK).read_text(encoding="utf-8"))
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        setting = {"folder": str(canaries), "database": str(course / "gradebook.db"), "port": listener.getsockname()[1]}
        expected, handed_in = {}, {}
        releases = kept_releases(course, LESSON)
        for number, case in enumerate(CASES):
            desk = make_desk(releases, 10 + number, CANARY.format(**setting, student=case.name), lender)
            fresh = copy.deepcopy(desk)
            handed_in[case.name] = files_of(case.make(desk))
            held = held_answers(case, fresh, handed_in[case.name])
            expected[case.name] = earns(fresh.older if case.earns == AS_OLDER else fresh.release, held)
            put(course, case.who, handed_in[case.name])
        before = other_files(course)
        ready, refused = steps.collected(course, LESSON)
        with pytest.MonkeyPatch.context() as here:
            # Where a cell or a module would leave something behind.
            here.chdir(course)
            grading = steps.class_grading(course, LESSON)
            assert grading is not None
            results = {result.student: result for result in grading.grade(ready, everything=False)}
            give_feedback(course, [*HONEST, LENDER, *(case.who for case in WITH_PAGES)])
        fired = [path.name for path in canaries.iterdir()] + _database_canary(course) + _callers(listener)
    after = other_files(course)
    touched = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    return Class(course, template, results, dict(refused), grades_of(course), expected, handed_in, fired, touched)


def give_feedback(course: Path, students: list[str]) -> None:
    """As `steps.feedback` does for all, which takes half as long as grading them."""
    api = steps._api(course, {"ShowQuestions": {"show_keys": True}})
    assert [student for student in students if not api.generate_feedback(LESSON, student, force=True)["success"]] == []


def earns(release: Kept, held: dict[str, object]) -> dict[str, float]:
    """What these answers earn, by the questions and keys of a release, with nothing of a hand-in between."""
    points = {}
    for name, question in release.contents.questions.items():
        if not question.graded:
            continue
        share = 0.0
        if name in held:
            try:
                answer = read_answer(question, held[name], release.contents.texts)
            except UnreadableAnswer:
                answer = None
            if answer is not None:
                share = score_answer(question, release.keys[name], answer, release.contents.texts).share
        points[grade_id(name)] = share * question.points
    return points


def other_files(course: Path) -> dict[str, bytes]:
    """Every file that neither grading nor feedback has any business with."""
    ours = {"autograded", "feedback", "gradebook.db", ".grading.lock"}
    files = [path for path in course.rglob("*") if path.is_file() and path.relative_to(course).parts[0] not in ours]
    return {path.relative_to(course).as_posix(): path.read_bytes() for path in files if path.suffix != ".log"}


def autograded(course: Path, student: str) -> dict:
    return json.loads((course / "autograded" / student / LESSON / NOTEBOOK).read_text(encoding="utf-8"))


def page(course: Path, student: str) -> str:
    return (course / "feedback" / student / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")


def views(notebook: dict) -> list[str]:
    """The HTML that Formgrader shows of a graded notebook."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return ["".join(output["data"]["text/html"]) for output in outputs]


def cases(*kinds: str) -> list:
    return [pytest.param(case, id=case.name) for case in GRADED if not kinds or case.kind in kinds]


# --- the corpus -------------------------------------------------------------------------------------------------------


def test_the_corpus_has_cases_of_each_kind_and_no_name_twice():
    kinds = [case.kind for case in CASES]
    assert {kind: kinds.count(kind) >= 15 for kind in (FORGING, DAMAGE, SIZE, INJECTION)} == dict.fromkeys(kinds, True)
    assert len({case.name for case in CASES}) == len({case.who for case in CASES}) == len(CASES)


def test_nearly_every_hand_in_carries_code_that_would_fire_a_canary(graded_class):
    carried = [
        name for name, files in graded_class.handed_in.items() if b"create_connection" in files[NOTEBOOK].replace(b"\0", b"")
    ]
    assert len(carried) > 0.9 * len(CASES)


# --- what holds for each ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases())
def test_it_earns_what_its_answers_earn_and_not_a_point_more_or_less(graded_class, case: Case):
    assert graded_class.results[case.who].failure == ""
    rows = graded_class.grades[case.who]
    assert {cell: row["auto_score"] for cell, row in rows.items()} == pytest.approx(graded_class.expected[case.name], abs=1e-9)
    assert {(row["manual_score"], row["extra_credit"]) for row in rows.values()} == {(None, None)}


@pytest.mark.parametrize("case", cases())
def test_a_teacher_is_asked_to_look_for_the_reasons_there_are_and_no_others(graded_class, case: Case):
    said = graded_class.results[case.who].for_review
    assert [part for part in case.review if not any(part in sentence for sentence in said)] == []
    assert [sentence for sentence in said if not any(part in sentence for part in case.review)] == []
    rows = graded_class.grades[case.who]
    marked = [cell for cell, row in rows.items() if row["review"] and cell != grade_id(WRITTEN)]
    by_hand = rows[grade_id(WRITTEN)]["review"]
    assert bool(marked or (said and by_hand)) is bool(case.review)


@pytest.mark.parametrize("case", [case for case in CASES if case.fails], ids=lambda case: case.name)
def test_what_is_not_graded_is_named_with_the_reason(graded_class, case: Case):
    assert case.fails in graded_class.refused[case.who.encode("utf-8", "replace").decode()]
    assert case.who not in graded_class.grades


@pytest.mark.parametrize("case", cases())
def test_what_is_graded_has_the_cells_of_the_release_and_none_of_the_hand_ins(graded_class, case: Case):
    notebook = autograded(graded_class.course, case.who)
    older, release = kept_releases(graded_class.course, LESSON)
    source = (older if case.earns == AS_OLDER else release).notebook
    assert skeleton(notebook) == skeleton(source)
    assert {name: notebook["metadata"][name] for name in source["metadata"] if name != "pairedtexts"} == {
        name: value for name, value in source["metadata"].items() if name != "pairedtexts"
    }
    kinds = {output["output_type"] for cell in notebook["cells"] for output in cell.get("outputs", [])}
    assert kinds <= {"display_data", "execute_result"}


def skeleton(notebook: dict) -> list:
    """Ids, types, sources and nbgrader's flags; the cell that loads the questions is left out of what is graded."""
    kept = []
    for cell in notebook["cells"]:
        source = "" if cell["id"] == SETUP else "".join(cell["source"])
        flags = {name: value for name, value in cell["metadata"].get("nbgrader", {}).items() if name != "checksum"}
        kept.append((cell["id"], cell["cell_type"], source, flags, sorted(cell["metadata"])))
    return kept


@pytest.mark.parametrize("case", cases(SIZE))
def test_however_large_a_hand_in_is_what_is_graded_stays_small(graded_class, case: Case):
    small, path = (graded_class.course / "autograded" / who / LESSON / NOTEBOOK for who in (HONEST[1], case.who))
    assert path.stat().st_size < small.stat().st_size + 500_000


# --- what holds for all -----------------------------------------------------------------------------------------------


def test_no_code_of_a_hand_in_ran(graded_class):
    assert graded_class.fired == []


def test_grading_touched_nothing_but_the_gradebook_the_graded_notebooks_and_the_feedback(graded_class):
    assert graded_class.touched == []
    made = {"autograded", "feedback"}
    names = {path.name for folder in made for path in (graded_class.course / folder).rglob("*") if path.is_file()}
    assert names <= {NOTEBOOK, f"{LESSON}.html", "timestamp.txt"}
    for folder, graded in (("autograded", GRADED), ("feedback", WITH_PAGES)):
        found = {path.parent.parent.name for path in (graded_class.course / folder).rglob("*") if path.is_file()}
        assert found == {*HONEST, LENDER, *(case.who for case in graded)}


def test_the_canaries_fire_when_their_code_does_run(tmp_path):
    """The control for the tests above: the same code, run on purpose."""
    sqlite3.connect(tmp_path / "gradebook.db").close()
    setting = {"folder": str(tmp_path), "database": str(tmp_path / "gradebook.db"), "student": "control"}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        subprocess.run([sys.executable, "-c", CANARY.format(**setting, port=listener.getsockname()[1])], check=True)
        assert _callers(listener)
    assert _database_canary(tmp_path)
    assert (tmp_path / "control").exists()


@pytest.mark.parametrize("student", HONEST)
def test_an_honest_student_is_graded_as_in_a_class_without_any_of_them(graded_class, honest_class, student):
    assert graded_class.results[student] == Graded(student, "")
    assert without_ids(graded_class.grades[student]) == without_ids(grades_of(honest_class)[student])
    for folder in ("autograded", "feedback"):
        files = [
            {path.name: path.read_bytes() for path in (course / folder / student / LESSON).iterdir()}
            for course in (graded_class.course, honest_class)
        ]
        assert files[0] == files[1]
        assert files[0]


def without_ids(rows: dict[str, dict]) -> dict[str, dict]:
    return {
        cell: {name: row[name] for name in ("auto_score", "manual_score", "extra_credit", "review")}
        for cell, row in rows.items()
    }


def test_whose_file_was_copied_loses_nothing_and_is_looked_at(graded_class, honest_class):
    rows, before = graded_class.grades[LENDER], grades_of(honest_class)[LENDER]
    assert {cell: row["auto_score"] for cell, row in rows.items()} == {cell: row["auto_score"] for cell, row in before.items()}
    [said] = graded_class.results[LENDER].for_review
    assert "with the same receipt, were handed in by" in said


def test_everybody_stands_in_the_gradebook_once_with_the_sum_of_the_points(graded_class):
    rows = steps.gradebook(graded_class.course, LESSON)
    assert [row.student for row in rows] == sorted({*HONEST, LENDER, *(case.who for case in GRADED)})
    sums = {student: sum(row["auto_score"] for row in cells.values()) for student, cells in graded_class.grades.items()}
    assert {row.student: row.score for row in rows} == pytest.approx(sums)


def test_no_sentence_carries_a_control_character_of_a_students(graded_class):
    """A terminal that shows them does what they say."""
    said = [sentence for result in graded_class.results.values() for sentence in (*result.for_review, result.failure)]
    said += graded_class.refused.values()
    assert [sentence for sentence in said if not sentence.isprintable()] == []


def expect_the_same_from_nbgrader(graded_class: Class, folder: Path, students: list[str]) -> None:
    """What `nbgrader autograde` makes of them, each beside all the others' hand-ins."""
    course = folder / "course"
    aside = shutil.ignore_patterns("autograded", "feedback", "gradebook.db")
    shutil.copytree(graded_class.course, course, ignore=aside, symlinks=True)
    shutil.copy(graded_class.before / "gradebook.db", course)
    assert {result.failure for result in steps.autograde(course, LESSON, students)} == {""}
    grades = grades_of(course)
    for student in students:
        assert without_ids(grades[student]) == without_ids(graded_class.grades[student])
        assert autograded(course, student) == autograded(graded_class.course, student)
    logs = "".join(path.read_text(encoding="utf-8") for path in course.glob("*.log"))
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", logs) == []


def test_nbgrader_gives_every_tenth_of_them_the_same_grades_and_notebooks(graded_class, tmp_path):
    expect_the_same_from_nbgrader(graded_class, tmp_path, [case.who for case in GRADED[::10]])


@pytest.mark.soak
def test_nbgrader_gives_all_of_them_the_same_grades_and_notebooks(graded_class, tmp_path):
    expect_the_same_from_nbgrader(graded_class, tmp_path, [case.who for case in GRADED])


# --- what pages show --------------------------------------------------------------------------------------------------

LIVE = ("script", "style", "iframe", "frame", "object", "embed", "applet", "svg", "math", "link", "meta", "base", "form")
LIVE += ("input", "button", "select", "textarea", "img", "picture", "source", "video", "audio", "template", "noscript", "a")


class Found(HTMLParser):
    """What stands on a page: how often each element that can do something, and what attributes all of them have."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.live: list[str] = []
        self.attributes: set[tuple[str, str]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in LIVE:
            self.live.append(tag)
        self.attributes |= {(tag, name if name != "href" else f"href={value[:1]}") for name, value in attrs}


def test_the_parser_sees_what_is_live():
    """The control for the tests below."""
    found = Found("<p onclick=x><a href='javascript:x'>y</a><SVG/onload=x></p>")
    assert found.live == ["a", "svg"]
    assert {("p", "onclick"), ("a", "href=j"), ("svg", "onload")} <= found.attributes


@pytest.fixture(scope="module")
def harmless(honest_class: Path) -> Found:
    """What stands on the pages of the honest students, together."""
    students = (*HONEST, LENDER)
    return Found(
        "\n".join(
            [page(honest_class, who) for who in students]
            + [v for who in students for v in views(autograded(honest_class, who))]
        )
    )


@pytest.mark.parametrize("case", WITH_PAGES, ids=lambda case: case.name)
def test_what_a_student_wrote_is_no_part_of_the_feedback_page_but_its_words(graded_class, honest_class, harmless, case: Case):
    html = page(graded_class.course, case.who)
    found = Found(html)
    assert found.live == Found(page(honest_class, HONEST[0])).live
    assert found.attributes - harmless.attributes == set()
    assert not case.payload or "<" not in case.payload or case.payload not in html


@pytest.mark.parametrize("case", cases(INJECTION))
def test_what_a_student_wrote_is_no_part_of_formgraders_page_but_its_words(graded_class, harmless, case: Case):
    for view in views(autograded(graded_class.course, case.who)):
        found = Found(view)
        assert found.live == []
        assert found.attributes - harmless.attributes == set()
        assert case.payload not in view or "<" not in case.payload


@pytest.mark.parametrize(
    "name", ["script", "event-of-an-image", "svg", "iframe", "link", "formula", "template-of-jinja", "markup-of-rich"]
)
def test_the_words_themselves_are_shown(graded_class, name):
    """A teacher has to see what was written: nothing is left out silently."""
    case = BY_NAME[name]
    shown = [page(graded_class.course, case.who), *views(autograded(graded_class.course, case.who))]
    assert sum(case.payload in unescape(re.sub("<[^>]*>", "", html)) for html in shown) >= 3


@pytest.mark.parametrize("case", WITH_PAGES, ids=lambda case: case.name)
def test_no_page_turns_its_own_words_around_or_hides_them(graded_class, case: Case):
    shown = page(graded_class.course, case.who).replace(escape(case.who), "")
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown) == []


# --- long runs --------------------------------------------------------------------------------------------------------


@pytest.mark.soak
def test_a_million_outputs_cost_no_answer_and_are_reported(template, tmp_path):
    course = Path(shutil.copytree(template, tmp_path / "course"))
    desk = make_desk(kept_releases(course, LESSON), 10, "", {})
    data = a_million_outputs(desk)
    assert data.count(b'{"data":{}}') == 1_000_000
    put(course, "million", {NOTEBOOK: data})
    [result] = steps.autograde(course, LESSON, ["million"])
    assert result.failure == ""
    assert any("that are read" in sentence for sentence in result.for_review)
    earned = {cell: row["auto_score"] for cell, row in grades_of(course)["million"].items()}
    assert earned == pytest.approx(earns(latest(course, LESSON), dict(desk.answers)))
