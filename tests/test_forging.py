"""One class that holds one of each attack, graded in one run of the real command.

Every attack starts from the same answers, of which some are right, some wrong, one is partly right and one is missing.
"""

from __future__ import annotations

import copy
import io
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from conftest import handed_in, latest, right_answers
from pairedtexts.course import fill_in
from pairedtexts.grading import grade, read_hand_in, rebuild, rebuilt_of
from pairedtexts.release import Kept, grade_id
from pairedtexts.responses import MIME
from sample_course import other_answers

pytestmark = pytest.mark.xdist_group("forging")

LESSON = "federalism"
ONE, ONE_MORE = "federalism/county-says-no", "federalism/order-to-sheriffs"  # answered right, answered wrong
MARK, MARK_MORE = "federalism/detainer-sentence", "federalism/maricopa-sentence"  # right, wrong
MANY = "federalism/in-both"  # partly right
BLANK = "federalism/in-neither"
HALF = "federalism/\ud800"
SUBMITTED = datetime(2026, 9, 1, 8, 0, tzinfo=timezone.utc)
HONEST = ("honest-all-right", "honest-like-the-attackers", "honest-all-wrong", "zz-honest-and-last")


def base_answers(release: Kept) -> dict[str, object]:
    """Some right, some wrong, one partly right, one missing."""
    answers = right_answers(release)
    answers[ONE_MORE] = wrong_answer(release, ONE_MORE)
    answers[MARK_MORE] = wrong_answer(release, MARK_MORE)
    answers[MANY] = answers[MANY][:2]
    del answers[BLANK]
    return answers


def wrong_answer(release: Kept, name: str) -> object:
    """Of several guesses the one that earns least: nothing, but where a machine gives everybody something."""
    guesses = other_answers(release.contents.questions[name], release.keys[name], release.contents.texts, limit=40)
    return min(guesses, key=lambda guess: guess[1])[0]


# --- attacks: each takes an honest notebook and gives back what is handed in ---------------------------------------


def graded_cells(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]


def cell_of(notebook: dict, question: str) -> dict:
    return next(cell for cell in graded_cells(notebook) if cell["metadata"]["nbgrader"]["grade_id"] == grade_id(question))


def responses(notebook: dict) -> dict:
    return notebook["metadata"]["pairedtexts"]["responses"]


def records(notebook: dict, question: str) -> list[dict]:
    """A question's record in both places where it is kept."""
    return [responses(notebook)[question], cell_of(notebook, question)["outputs"][0]["data"][MIME]]


def run_first(code: str) -> Callable[[dict], dict]:
    """A cell of the student's own before all others, and the same code in front of every question."""

    def attack(notebook: dict) -> dict:
        for cell in graded_cells(notebook):
            cell["source"] = f"{code}\n{cell['source']}"
        notebook["cells"].insert(0, code_cell(code))
        return notebook

    return attack


def code_cell(source: str, cell_id: str = "mine") -> dict:
    return {"cell_type": "code", "id": cell_id, "metadata": {}, "execution_count": 1, "outputs": [], "source": source}


def questions_become(source: str) -> Callable[[dict], dict]:
    def attack(notebook: dict) -> dict:
        for cell in graded_cells(notebook):
            cell["source"] = source
        return notebook

    return attack


def forged_result(text: object) -> Callable[[dict], dict]:
    def attack(notebook: dict) -> dict:
        for cell in graded_cells(notebook):
            result = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": text}}
            cell["outputs"].insert(0, result)
        return notebook

    return attack


def in_nbgrader_metadata(**changes: object) -> Callable[[dict], dict]:
    def attack(notebook: dict) -> dict:
        for cell in graded_cells(notebook):
            cell["metadata"]["nbgrader"].update(changes)
        return notebook

    return attack


def old_schema(notebook: dict) -> dict:
    for cell in graded_cells(notebook):
        cell["metadata"]["nbgrader"]["schema_version"] = 1
        del cell["metadata"]["nbgrader"]["task"]
    return notebook


def copied_cell(notebook: dict) -> dict:
    cell = copy.deepcopy(cell_of(notebook, ONE))
    cell["id"] = "a-copy"
    notebook["cells"].insert(3, cell)
    notebook["cells"].append({**copy.deepcopy(cell), "id": "another-copy"})
    return notebook


def deleted_graded_cells(notebook: dict) -> dict:
    notebook["cells"] = [cell for cell in notebook["cells"] if "nbgrader" not in cell["metadata"]]
    return notebook


def deleted_all_cells(notebook: dict) -> dict:
    notebook["cells"] = []
    return notebook


def stripped_metadata(notebook: dict) -> dict:
    for cell in notebook["cells"]:
        cell["metadata"].pop("nbgrader", None)
    return notebook


def retyped(cell_type: str) -> Callable[[dict], dict]:
    def attack(notebook: dict) -> dict:
        for cell in graded_cells(notebook):
            cell["cell_type"] = cell_type
            del cell["outputs"], cell["execution_count"]
        return notebook

    return attack


def reordered(notebook: dict) -> dict:
    notebook["cells"].reverse()
    return notebook


def swapped_grade_ids(notebook: dict) -> dict:
    right, wrong = (cell_of(notebook, name)["metadata"]["nbgrader"] for name in (ONE, ONE_MORE))
    right["grade_id"], wrong["grade_id"] = wrong["grade_id"], right["grade_id"]
    return notebook


def one_grade_id_for_all(notebook: dict) -> dict:
    for cell in graded_cells(notebook):
        cell["metadata"]["nbgrader"]["grade_id"] = grade_id(ONE)
    return notebook


def under_another_name(notebook: dict) -> dict:
    """The record of a right answer, in the place of a wrong one."""
    responses(notebook)[ONE_MORE] = responses(notebook)[ONE]
    cell_of(notebook, ONE_MORE)["outputs"] = []
    return notebook


def renamed_record(notebook: dict) -> dict:
    """The record of a right answer, made out to another question."""
    responses(notebook)[ONE_MORE] = {**responses(notebook)[ONE], "question": ONE_MORE}
    cell_of(notebook, ONE_MORE)["outputs"] = []
    return notebook


def in_both_records(question: str, **changes: object) -> Callable[[dict], dict]:
    def attack(notebook: dict) -> dict:
        for record in records(notebook, question):
            record.update(changes)
        return notebook

    return attack


def states_release(**stated: object) -> Callable[[dict], dict]:
    def attack(notebook: dict) -> dict:
        notebook["metadata"]["pairedtexts"]["release"].update(stated)
        return notebook

    return attack


def forged_rebuilt(notebook: dict) -> dict:
    ours = notebook["metadata"]["pairedtexts"]
    ours["handed_in"] = {"receipt": "AAAA-AAAA-AAAA", "problems": [], "score": 99}
    ours["rebuilt"] = {"score": 99, "questions": dict.fromkeys(ours["responses"], 1.0)}
    for cell in notebook["cells"]:
        cell["metadata"]["pairedtexts"] = {"given": 99, "points": 99, "share": 1.0}
    return notebook


def our_metadata_becomes(value: object) -> Callable[[dict], dict]:
    def attack(notebook: dict) -> dict:
        notebook["metadata"]["pairedtexts"] = value
        return notebook

    return attack


def wrong_types_everywhere(notebook: dict) -> dict:
    notebook["metadata"]["pairedtexts"] = {"release": ["x"], "responses": list(responses(notebook).values())}
    for cell in graded_cells(notebook):
        cell["metadata"]["nbgrader"] = "graded"
    return notebook


def unknown_kernel(notebook: dict) -> dict:
    notebook["metadata"]["kernelspec"] = {"name": "no-such-kernel", "display_name": "None", "language": "klingon"}
    return notebook


def contradiction(notebook: dict) -> dict:
    """Two answers of one revision, the wrong one first."""
    option = next(option for option in options_of(notebook, ONE) if option != responses(notebook)[ONE]["answer"])
    responses(notebook)[ONE]["answer"] = option
    return notebook


def options_of(notebook: dict, question: str) -> list[str]:
    literal = next(cell for cell in notebook["cells"] if cell["id"] == "pairedtexts-setup")["source"]
    contents = json.loads(literal.partition("r'''")[2].rpartition("'''")[0])
    body = next(item for item in contents["questions"] if item["id"] == question)["body"]
    return [option["id"] for option in body["options"]]


def every_option_twice(notebook: dict) -> dict:
    for record in records(notebook, MANY):
        record["answer"] = options_of(notebook, MANY) * 2
    return notebook


def nested(depth: int) -> object:
    value: object = "deep"
    for _ in range(depth):
        value = [value]
    return value


def as_bytes(notebook: dict) -> bytes:
    return json.dumps(notebook).encode()


def truncated(notebook: dict) -> bytes:
    # The metadata comes after the cells in a file that a Jupyter writes, so this cuts the file inside the last question.
    data = json.dumps({"cells": notebook["cells"]}).encode()
    return data[: data.index(f'"question": "{MANY}"'.encode())]


def format_3(notebook: dict) -> bytes:
    cells = [
        {"cell_type": cell["cell_type"], "input": cell["source"], "language": "python", "metadata": {}, **outputs_of(cell)}
        for cell in notebook["cells"]
    ]
    worksheets = [{"cells": cells, "metadata": {}}]
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": worksheets}).encode()


def outputs_of(cell: dict) -> dict:
    found = [{"output_type": "display_data", **output["data"]} for output in cell.get("outputs", [])]
    return {"outputs": found, "prompt_number": 1, "collapsed": False}


def a_zip(notebook: dict) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("federalism.ipynb", json.dumps(notebook))
    return file.getvalue()


STOLEN = "import pathlib; pathlib.Path({folder!r}, 'package-beside').write_text('ran')"


@dataclass(frozen=True)
class Attack:
    """``make`` forges an honest notebook. ``answers`` are those that differ from the base, None: no readable answer.

    ``review`` is a part of the sentence with which the teacher is asked to look, "" where nobody has to.
    """

    make: Callable[[dict], dict | bytes]
    answers: dict[str, object] = field(default_factory=dict)
    review: str = ""
    nothing: bool = False


NOTHING = {"nothing": True}

ATTACKS: dict[str, Attack] = {
    "replaces-ask": Attack(run_first("import pairedtexts as pt\npt.ask = lambda name: 1e9")),
    "replaces-the-package": Attack(
        run_first("import sys, types\nsys.modules['pairedtexts'] = m = types.ModuleType('pairedtexts')\nm.ask = lambda n: 2.0")
    ),
    "puts-a-package-beside-it": Attack(lambda notebook: notebook),
    "redefines-the-scorer": Attack(
        run_first(
            "import pairedtexts.questions as q, pairedtexts.grading as g\n"
            "for n in q.type_names(): q.question_type(n).score = lambda *a: q.Score(1.0, ())\n"
            "g.grade = g._grade.grade = lambda *a: 1.0"
        )
    ),
    "writes-the-gradebook": Attack(
        run_first(
            "import glob, sqlite3\n"
            "for p in glob.glob('**/gradebook.db', recursive=True):\n"
            "    sqlite3.connect(p).executescript('UPDATE grade SET manual_score = 99; COMMIT')"
        )
    ),
    "prints-a-number": Attack(questions_become("print(2.0)")),
    "returns-a-number": Attack(questions_become("2.0")),
    "raises": Attack(questions_become("raise SystemExit('stop the class')")),
    "writes-to-stderr": Attack(questions_become("import sys; print('x', file=sys.stderr)")),
    "kills-the-process": Attack(questions_become("import os, signal; os.kill(os.getppid(), signal.SIGKILL)")),
    "forges-a-result-of-9999": Attack(forged_result("9999")),
    "forges-a-result-of-nan": Attack(forged_result("nan")),
    "forges-a-result-of-infinity": Attack(forged_result("inf")),
    "forges-a-negative-result": Attack(forged_result("-1.0")),
    "forges-a-result-in-words": Attack(forged_result("np.float64(2.0)")),
    "forges-a-result-as-a-list": Attack(forged_result(["2.0", "2.0"])),
    "forges-points": Attack(in_nbgrader_metadata(points=1000)),
    "forges-points-below-zero": Attack(in_nbgrader_metadata(points=-1000)),
    "makes-questions-solutions": Attack(in_nbgrader_metadata(solution=True, locked=False)),
    "adds-a-key-to-nbgraders-metadata": Attack(in_nbgrader_metadata(score=2.0)),
    "has-an-old-schema": Attack(old_schema),
    "has-a-schema-of-the-future": Attack(in_nbgrader_metadata(schema_version=99)),
    "copies-and-pastes-a-graded-cell": Attack(copied_cell),
    "deletes-graded-cells": Attack(deleted_graded_cells),
    "deletes-all-cells": Attack(deleted_all_cells),
    "strips-all-nbgrader-metadata": Attack(stripped_metadata),
    "retypes-cells-to-markdown": Attack(retyped("markdown")),
    "retypes-cells-to-raw": Attack(retyped("raw")),
    "reorders-cells": Attack(reordered),
    "changes-locked-source": Attack(questions_become("# nothing to see here")),
    "swaps-grade-ids": Attack(swapped_grade_ids),
    "gives-all-cells-one-grade-id": Attack(one_grade_id_for_all),
    "stores-a-response-under-another-name": Attack(
        under_another_name, {ONE_MORE: None}, f"a response to '{ONE}' is kept under the name of another question"
    ),
    "renames-a-record": Attack(renamed_record, {ONE_MORE: None}, "names an option that this question does not have"),
    "has-revision-a-thousand-million": Attack(in_both_records(ONE_MORE, revision=10**9)),
    "has-revision-ten-to-the-thirty": Attack(
        in_both_records(ONE, revision=10**30), {ONE: None}, "must be a whole number from 1"
    ),
    "has-revision-true": Attack(in_both_records(ONE, revision=True), {ONE: None}, "must be a whole number from 1"),
    "has-records-of-another-version": Attack(in_both_records(ONE, version="0" * 16), review="another wording"),
    "claims-an-unknown-release": Attack(
        states_release(digest="f" * 16), review="names a release that this course did not make"
    ),
    "claims-another-lesson": Attack(states_release(lesson="media_bias"), review="hand-in of the lesson 'media_bias'"),
    "forges-what-grading-writes": Attack(forged_rebuilt),
    "our-metadata-is-a-list": Attack(our_metadata_becomes([1, 2]), review="does not say which release"),
    "our-metadata-is-null": Attack(our_metadata_becomes(None), review="does not say which release"),
    "our-metadata-is-text": Attack(our_metadata_becomes("all right"), review="does not say which release"),
    "has-wrong-types-everywhere": Attack(wrong_types_everywhere, review="does not say which release"),
    "puts-key-and-points-into-a-record": Attack(
        in_both_records(ONE_MORE, key={"answer": "x"}, points=1000, share=1.0, score=2.0, practice=True)
    ),
    "puts-a-number-for-an-answer": Attack(in_both_records(ONE, answer=2.0), {ONE: None}, "names an option"),
    "names-an-unknown-kernel": Attack(unknown_kernel),
    "answers-with-options-of-another-question": Attack(
        lambda notebook: in_both_records(ONE, answer=options_of(notebook, ONE_MORE)[0])(notebook),
        {ONE: None},
        "names an option that this question does not have",
    ),
    "ticks-everything-twice": Attack(every_option_twice, {MANY: "everything"}),
    "contradicts-itself": Attack(contradiction, {ONE: "contradiction"}, "two different answers have the same revision"),
    "nests-an-answer-600-deep": Attack(in_both_records(ONE, answer=nested(600)), {ONE: None}, "nested 601 levels deep"),
    "nests-an-answer-300-deep": Attack(in_both_records(ONE, answer=nested(300)), {ONE: None}, "nested 301 levels deep"),
    "answers-with-half-a-character": Attack(in_both_records(ONE, answer="\ud800"), {ONE: None}, "half a character"),
    "names-a-question-with-half-a-character": Attack(
        lambda notebook: (responses(notebook).update({HALF: {"schema": 2, "question": HALF}}), notebook)[1],
        review="does not name its question",
    ),
    "is-the-other-lesson": Attack(lambda notebook: notebook, review="hand-in of the lesson 'media_bias'", **NOTHING),
    "is-not-json": Attack(lambda _: b"<html>Please log in</html>", review="the file is not a whole notebook", **NOTHING),
    "is-a-zip": Attack(a_zip, review="the file is not a whole notebook", **NOTHING),
    "is-json-but-a-list": Attack(lambda notebook: as_bytes([notebook]), review="JSON but not a notebook", **NOTHING),
    "is-empty": Attack(lambda _: b"", review="the file is empty", **NOTHING),
    "is-truncated": Attack(truncated, {MANY: None}, "the file is not a whole notebook"),
    "is-of-format-3": Attack(format_3, review="does not say which release"),
    "holds-a-number-of-5000-digits": Attack(
        lambda notebook: as_bytes(notebook).replace(b'"nbformat": 4', b'"nbformat": ' + b"4" * 5000),
        review="the file is not a notebook",
        **NOTHING,
    ),
    "is-copied-from-another-student": Attack(
        lambda notebook: notebook, review="handed in by honest-like-the-attackers", answers={}
    ),
}


# The honest student among them did nothing wrong: the file was copied.
FOR_REVIEW = {"honest-like-the-attackers", *(name for name, attack in ATTACKS.items() if attack.review)}


# --- the class ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Class:
    """A graded class: where, what the command said, each student's grades, what they should be, and the canaries."""

    course: Path
    status: int
    log: str
    grades: dict[str, dict[str, dict]]
    expected: dict[str, dict[str, float]]
    canary: str
    fired: list[str]
    touched: list[str]


CANARY = """
import pathlib, socket, sqlite3
for fire in (
    lambda: pathlib.Path({folder!r}, {student!r}).write_text("ran"),
    lambda: sqlite3.connect({database!r}).execute("PRAGMA user_version = 13"),
    lambda: socket.create_connection(("127.0.0.1", {port}), timeout=5),
):
    try:
        fire()
    except Exception:
        pass
"""


@pytest.fixture(scope="module")
def graded_class(_released_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Class:
    folder = tmp_path_factory.mktemp("forging")
    course = Path(shutil.copytree(_released_template, folder / "course"))
    canaries = folder / "canaries"
    canaries.mkdir()
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        setting = {"folder": str(canaries), "database": str(course / "gradebook.db"), "port": listener.getsockname()[1]}
        expected = _hand_in_all(course, setting)
        before = _contents(course)
        done = nbgrader(course, "autograde", LESSON)
        fired = [path.name for path in canaries.iterdir()] + _database_canary(course) + _callers(listener)
    touched = [name for name, data in _contents(course).items() if before.get(name) != data]
    canary = CANARY.format(**{**setting, "student": "control"})
    return Class(course, done.returncode, done.stderr, grades_of(course), expected, canary, fired, touched)


def _hand_in_all(course: Path, setting: dict) -> dict[str, dict[str, float]]:
    release = latest(course, LESSON)
    base = base_answers(release)
    wrong = {name: wrong_answer(release, name) for name in release.contents.questions}
    answers = dict(zip(HONEST, (right_answers(release), base, wrong, base), strict=True))
    expected = {}
    for number, student in enumerate([*HONEST, *ATTACKS]):
        honest = fill_in(release.notebook, release.contents, answers.get(student, base), SUBMITTED + timedelta(minutes=number))
        handed = honest
        if student in ATTACKS:
            handed = _forged(course, student, honest, setting)
        expected[student] = _what_it_earns(release, student, answers.get(student, base))
        path = course / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(handed if isinstance(handed, bytes) else as_bytes(handed))
        if student == "puts-a-package-beside-it":
            for name in ("pairedtexts.py", "nbgrader_config.py", "sitecustomize.py", "nbgrader.py"):
                (path.parent / name).write_text(STOLEN.format(folder=setting["folder"]))
    copied = (course / "submitted" / "honest-like-the-attackers" / LESSON / f"{LESSON}.ipynb").read_bytes()
    (course / "submitted" / "is-copied-from-another-student" / LESSON / f"{LESSON}.ipynb").write_bytes(copied)
    return expected


def _forged(course: Path, student: str, honest: dict, setting: dict) -> dict | bytes:
    if student == "is-the-other-lesson":
        other = latest(course, "media_bias")
        honest = handed_in(other, right_answers(other))
    # Every attack brings the canaries along, whatever else it does.
    poison = CANARY.format(**{**setting, "student": student})
    forged = ATTACKS[student].make(honest)
    if isinstance(forged, dict):
        forged["cells"].insert(0, code_cell(poison, "poison"))
        for cell in forged["cells"]:
            if cell["cell_type"] == "code" and cell["id"] != "pairedtexts-setup":
                cell["source"] = f"{poison}\n{cell['source']}"
    return forged


def _what_it_earns(release: Kept, student: str, answers: dict[str, object]) -> dict[str, float]:
    """The points of each question for an honest copy with the answers that this hand-in holds."""
    attack = ATTACKS.get(student, Attack(lambda notebook: notebook))
    held = {} if attack.nothing else dict(answers)
    for name, answer in attack.answers.items():
        question = release.contents.questions[name]
        if answer == "everything":
            held[name] = [option["id"] for option in question.body["options"]]
        elif answer == "contradiction":
            held[name] = next(o["id"] for o in question.body["options"] if o["id"] != answers[name])
        else:
            del held[name]
    return earns(release, held)


def earns(release: Kept, answers: dict[str, object]) -> dict[str, float]:
    rebuilt = rebuilt_of(rebuild(read_hand_in(as_bytes(handed_in(release, answers))), [release]))
    graded = grade(rebuilt, release, release, current={})
    return {grade_id(name): q.score.share * q.question.points for name, q in graded.questions.items()}


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The real command, in the course's folder, with no configuration but the course's."""
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(course.parent / "jupyter"), "JUPYTER_NO_CONFIG": ""}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)


def grades_of(course: Path) -> dict[str, dict[str, dict]]:
    """Grades by student and grade id, read from the database with nothing of nbgrader's between."""
    with sqlite3.connect(course / "gradebook.db") as database:
        database.row_factory = sqlite3.Row
        rows = database.execute(
            "SELECT submitted_assignment.student_id AS student, base_cell.name AS cell, grade.auto_score AS auto_score, "
            "grade.manual_score AS manual_score, grade.extra_credit AS extra_credit, grade.needs_manual_grade AS review "
            "FROM grade JOIN base_cell ON base_cell.id = grade.cell_id "
            "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
        ).fetchall()
    database.close()
    grades: dict[str, dict[str, dict]] = {}
    for row in rows:
        grades.setdefault(row["student"], {})[row["cell"]] = dict(row)
    return grades


def _contents(course: Path) -> dict[str, bytes]:
    """Every file that grading has no business with."""
    return {
        path.relative_to(course).as_posix(): path.read_bytes()
        for path in course.rglob("*")
        if path.is_file() and path.relative_to(course).parts[0] not in {"autograded", "gradebook.db", ".nbgrader.log"}
    }


def _database_canary(course: Path) -> list[str]:
    with sqlite3.connect(course / "gradebook.db") as database:
        fired = database.execute("PRAGMA user_version").fetchone()[0]
    database.close()
    return ["the gradebook was written"] if fired else []


def _callers(listener: socket.socket) -> list[str]:
    listener.setblocking(False)
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return []
    return ["somebody called"]


# --- what holds -------------------------------------------------------------------------------------------------------


def test_the_class_holds_more_than_twenty_attacks():
    assert len(ATTACKS) > 20


def test_the_command_grades_the_whole_class_and_reports_no_failure(graded_class):
    assert graded_class.status == 0, graded_class.log
    assert set(graded_class.grades) == {*HONEST, *ATTACKS}
    assert "There was an error processing" not in graded_class.log


@pytest.mark.parametrize("student", [*HONEST, *ATTACKS])
def test_a_hand_in_earns_what_its_responses_earn_and_not_a_point_more_or_less(graded_class, student):
    earned = {cell: row["auto_score"] for cell, row in graded_class.grades[student].items()}
    assert earned == pytest.approx(graded_class.expected[student], abs=1e-12)


@pytest.mark.parametrize("student", [*HONEST, *ATTACKS])
def test_no_hand_in_sets_a_manual_score_or_extra_credit(graded_class, student):
    rows = graded_class.grades[student].values()
    assert {(row["manual_score"], row["extra_credit"]) for row in rows} == {(None, None)}


@pytest.mark.parametrize("student", [name for name, attack in ATTACKS.items() if attack.review])
def test_a_hand_in_that_a_person_has_to_look_at_is_for_review_and_says_why(graded_class, student):
    assert any(row["review"] for row in graded_class.grades[student].values())
    assert ATTACKS[student].review in _shown(graded_class.course, student)


@pytest.mark.parametrize("student", [name for name in (*HONEST, *ATTACKS) if name not in FOR_REVIEW])
def test_a_hand_in_that_only_carries_forged_cells_needs_no_teacher(graded_class, student):
    assert not any(row["review"] for row in graded_class.grades[student].values())


def test_a_file_handed_in_by_two_students_names_each_to_the_teacher_of_the_other(graded_class):
    pair = ("honest-like-the-attackers", "is-copied-from-another-student")
    for student, other in (pair, pair[::-1]):
        assert any(row["review"] for row in graded_class.grades[student].values())
        shown = _shown(graded_class.course, student)
        assert f"with the same receipt, were handed in by {other}" in shown


@pytest.mark.parametrize("student", ATTACKS)
def test_the_graded_notebook_holds_nothing_of_the_attackers_cells(graded_class, student):
    notebook = json.loads((graded_class.course / "autograded" / student / LESSON / f"{LESSON}.ipynb").read_text())
    release = latest(graded_class.course, LESSON).notebook
    sources = {cell["id"]: cell["source"] for cell in release["cells"] if cell["id"] != "pairedtexts-setup"}
    ours = {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"] if cell["id"] != "pairedtexts-setup"}
    assert ours == sources


def test_no_code_of_a_hand_in_ran(graded_class):
    assert graded_class.fired == []


def test_grading_touches_nothing_but_the_gradebook_and_the_graded_notebooks(graded_class):
    assert graded_class.touched == []


def test_the_canaries_fire_when_their_code_does_run(graded_class, tmp_path):
    """The control for the test above: the same code, run on purpose."""
    shutil.copy(graded_class.course / "gradebook.db", tmp_path)
    setting = {"folder": str(tmp_path), "database": str(tmp_path / "gradebook.db"), "student": "control"}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        code = CANARY.format(**setting, port=listener.getsockname()[1])
        subprocess.run([sys.executable, "-c", code], check=True)
        assert _callers(listener)
    assert _database_canary(tmp_path)
    assert (tmp_path / "control").exists()


def _shown(course: Path, student: str) -> str:
    """Everything that the graded notebook shows to the teacher."""
    notebook = json.loads((course / "autograded" / student / LESSON / f"{LESSON}.ipynb").read_text())
    views = [output["data"]["text/html"] for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return "\n".join("".join(view) for view in views).replace("&#x27;", "'")
