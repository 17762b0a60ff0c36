"""A lesson with a question of every type and every modifier: its key stays at home, whatever is handed in is graded."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conftest import handed_in, latest, put_hand_in, right_answers
from other_keys import another_key, labels_of, renamed
from pairedtexts.bank import Bank, Entry, read_yaml
from pairedtexts.digest import Json
from pairedtexts.grading import GradedQuestion, grade, graded_view, read_hand_in, rebuild, rebuilt_of
from pairedtexts.nbgrader_plugin import steps
from pairedtexts.questions import (
    Evidence,
    Key,
    UnreadableAnswer,
    given_by_hand,
    read_answer,
    right_answer,
    score_answer,
)
from pairedtexts.release import Kept, grade_id, make_release, release_digest
from pairedtexts.responses import MIME
from sample_course import EVERY_TYPE, SAMPLES, less_than_right, lesson_of, read_samples, with_keys
from test_release import carried, handed_out, strings
from test_scoring import HOSTILE, SCRIPTS, Page, spoilings

BANK, _ = read_samples()
LESSON = lesson_of(BANK)
WRITTEN: dict[str, dict[str, Any]] = {
    f"{path.stem}/{data['id']}": data
    for path in sorted(SAMPLES.glob("*.yaml"))
    for data in read_yaml(path).data["questions"]
    if f"{path.stem}/{data['id']}" in BANK.entries
}
GRADED = [name for name, entry in BANK.entries.items() if entry.question.graded]
EVERY_GRADED = pytest.mark.parametrize("name", GRADED)
VARIANTS = 6


def bank_with(entries: dict[str, Entry]) -> Bank:
    return Bank(BANK.texts, {**BANK.entries, **entries})


def as_bytes(bank: Bank) -> bytes:
    released, contents = make_release(EVERY_TYPE, LESSON, bank)
    return json.dumps([released, contents.to_json()], sort_keys=True, ensure_ascii=False).encode()


@cache
def variants(name: str) -> list[Entry]:
    return [another_key(name, WRITTEN[name], BANK, seed) for seed in range(VARIANTS)]


# The key never leaves


@EVERY_GRADED
def test_whatever_key_an_author_writes_the_public_half_is_the_same(name):
    """Another answer, other weights, tolerances, accepted forms, checks, remarks, evidence and labels."""
    for other in variants(name):
        assert other.key != BANK.entries[name].key
        assert other.question == BANK.entries[name].question


def test_a_lesson_of_every_type_with_other_keys_is_released_byte_for_byte_the_same():
    released = as_bytes(BANK)
    for number in range(VARIANTS):
        assert as_bytes(bank_with({name: variants(name)[number] for name in GRADED})) == released


@pytest.mark.parametrize("name", WRITTEN)
def test_an_authors_labels_are_not_in_the_public_half(name):
    import random

    data = WRITTEN[name]
    other = another_labels(name, renamed(data, random.Random(name)))
    assert other.question == BANK.entries[name].question
    public = set(strings(BANK.entries[name].question.to_json()))
    assert {label for label in labels_of(data) if "-" in label} & public == set()


def another_labels(name: str, data: dict[str, Any]) -> Entry:
    from pairedtexts.questions.authoring import build, item_class

    item = item_class(data["type"]).model_validate(data)
    return Entry(*build(item, name.partition("/")[0], BANK.texts), item, "", 0)


def test_keys_swapped_changed_and_removed_leave_no_trace_in_the_release():
    """Even keys that no author could write: what is released reads nothing of a graded key."""
    released = as_bytes(BANK)
    keys = [BANK.entries[name].key for name in GRADED]
    garbage = Key({"x": [1, None]}, (Evidence(None, "A", "B", "C", "D"),), "E", {"F": "G"}, "H")
    for others in (keys[1:] + keys[:1], keys[::-1], [Key(None, (), "")] * len(keys), [garbage] * len(keys)):
        swapped = {name: replace(BANK.entries[name], key=key) for name, key in zip(GRADED, others, strict=True)}
        assert as_bytes(bank_with(swapped)) == released


def test_courses_with_other_keys_give_the_same_files_through_nbgrader(sample_course, tmp_path):
    other = Path(shutil.copytree(sample_course, tmp_path / "other", ignore=shutil.ignore_patterns("release", "gradebook.db")))
    shutil.rmtree(other / "kept_releases")
    for path in SAMPLES.glob("*.yaml"):
        quiz = dict(read_yaml(path).data)  # what was read is kept for who reads it again
        items = {name: variants(name)[0].item.model_dump(by_alias=True, exclude_unset=True) for name in GRADED}
        quiz["questions"] = [items.get(f"{path.stem}/{data['id']}", data) for data in quiz["questions"]]
        # JSON is YAML.
        (other / "quizzes" / path.name).write_text(json.dumps(quiz, ensure_ascii=False), encoding="utf-8")
    steps.release(other, EVERY_TYPE)
    files = [
        {path.relative_to(place).as_posix(): path.read_bytes() for path in (place / "release").rglob("*") if path.is_file()}
        for place in (sample_course, other)
    ]
    assert files[0] == files[1]
    assert list(files[0]) == [f"release/{EVERY_TYPE}/{EVERY_TYPE}.ipynb"]
    one, two = latest(sample_course, EVERY_TYPE), latest(other, EVERY_TYPE)
    assert all(one.keys[name] != two.keys[name] for name in GRADED)


def test_nothing_that_an_author_wrote_into_a_graded_key_is_in_the_release(sample_course):
    """Sentence by sentence, in every string of the file: explanations, reasons, rubrics, accepted forms, sources."""
    notebook = handed_out(sample_course, EVERY_TYPE)
    released = "\n".join([*strings(notebook), *strings(carried(notebook))])
    may_stand = [*strings(LESSON), *(text.verbatim for text in BANK.texts.values())]
    for name, entry in BANK.entries.items():
        may_stand += strings(entry.question.to_json())
        may_stand += strings(entry.key.to_json()) if name not in GRADED else ()
    public = fold("\n".join(may_stand))
    secrets = {part for name in GRADED for part in secret_words(WRITTEN[name]["key"]) if part not in public}
    assert len(secrets) > 3 * len(GRADED)
    assert [secret for secret in sorted(secrets) if secret in fold(released)] == []
    assert set(carried(notebook)["practice_keys"]) == {name for name, e in BANK.entries.items() if e.question.practice}


def fold(words: str) -> str:
    return " ".join(words.split())


def secret_words(key: Json) -> Iterator[str]:
    for written in strings(key):
        yield from (fold(part) for part in re.split(r"(?<=[.;:!?])\s", written) if len(part.split()) >= 4)


# Every answer is graded, whatever it is


def made_release() -> Kept:
    notebook, contents = make_release(EVERY_TYPE, LESSON, BANK)
    notebook["metadata"]["pairedtexts"]["release"]["digest"] = name = release_digest(notebook)
    return Kept(1, name, notebook, contents, {question: BANK.entries[question].key for question in contents.questions})


RELEASE = made_release()
CURRENT = {name: (entry.question, entry.key) for name, entry in BANK.entries.items()}


def with_raw_answers(answers: dict[str, Json]) -> bytes:
    """A hand-in that holds these answers in both places, whatever they are; as a file."""
    notebook = copy.copy(RELEASE.notebook)
    records = {
        name: {
            "schema": 1,
            "question": name,
            "version": RELEASE.contents.questions[name].version,
            "revision": 1,
            "answer": answer,
            "at": "2026-11-21T15:58:00Z",
        }
        for name, answer in answers.items()
    }
    ours = {**notebook["metadata"]["pairedtexts"], "responses": records}
    notebook["metadata"] = {**notebook["metadata"], "pairedtexts": ours}
    notebook["cells"] = [
        {
            "cell_type": "code",
            "source": "",
            "metadata": {},
            "outputs": [{"output_type": "display_data", "data": {MIME: record}}],
        }
        for record in records.values()
    ]
    return json.dumps(notebook).encode()


def graded(answers: dict[str, Json]) -> dict[str, GradedQuestion]:
    rebuilt = rebuilt_of(json.loads(json.dumps(rebuild(read_hand_in(with_raw_answers(answers)), [RELEASE]))))
    assert rebuilt is not None
    return dict(grade(rebuilt, RELEASE, RELEASE, CURRENT).questions)


def test_right_answers_are_graded_with_everything_a_machine_can_give():
    answers = {name: right_answer(entry.question, entry.key, BANK.texts) for name, entry in BANK.entries.items()}
    result = graded(answers)
    assert list(result) == GRADED
    for name, item in result.items():
        assert item.answer == read_answer(item.question, answers[name], BANK.texts)
        assert item.score == score_answer(item.question, item.key, item.answer, BANK.texts)
        assert item.reasons == ()


def test_no_answers_at_all_are_blank():
    assert {item.score.state for item in graded({"choose-one/day": None}).values()} == {"blank"}


def expect_graded_or_for_review(answers: dict[str, Json]) -> dict[str, GradedQuestion]:
    found = graded(answers)
    for name, item in found.items():
        score, question = item.score, item.question
        assert 0 <= score.share <= 1
        assert score.state in {"scored", "manual", "blank", "review"}
        assert (score.state == "review") == bool(item.reasons)
        if name in answers and score.state in {"scored", "manual"}:
            # Only what the type reads is scored, and as what it read.
            assert item.answer == read_answer(question, json.loads(json.dumps(answers[name])), BANK.texts)
        if score.state in {"review", "blank"}:
            assert (score.share, item.answer) == (0, None)
        for with_key, teacher in ((True, True), (False, False)):
            page = Page(graded_view(item, BANK.texts, question.points, with_key=with_key, teacher=teacher))
            assert page.tags <= {"div", "p", "ul", "li", "strong", "em", "blockquote", "footer", "mark", "q", "h3", "h4"}
            assert page.attributes <= {"class", "data-state"}
    return found


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_answer_to_every_question_is_graded_or_for_review(number):
    value = HOSTILE[number]
    # Of what is huge, one a type is enough: nobody hands in forty of them, and a file may not be endless.
    one_a_type = {entry.question.type: name for name, entry in BANK.entries.items() if entry.question.graded}
    names = list(BANK.entries if len(repr(value)) < 10_000 else one_a_type.values())
    found = expect_graded_or_for_review(dict.fromkeys(names, value))
    expect_graded_or_for_review({name: {"answer": value, "certainty": 3, "reason": "o"} for name in names})
    if not isinstance(value, (str, int, float)):
        assert {item.score.state for item in found.values()} <= {"review", "blank"}, "no control could have sent that"


SPOILING = [*SCRIPTS, "=cmd|' /C calc'!A0", -1, 10**400, float("nan"), float("inf"), "\ud800", None, True, [], {}, "9" * 5_000]


@pytest.mark.parametrize("value", SPOILING, ids=lambda value: repr(value)[:30])
def test_an_answer_with_one_hostile_part_is_graded_or_for_review(value):
    kinds = {
        name: list(spoilings(right_answer(entry.question, entry.key, BANK.texts), value)) or [value]
        for name, entry in BANK.entries.items()
    }
    for number in range(max(map(len, kinds.values()))):
        expect_graded_or_for_review({name: found[number] for name, found in kinds.items() if number < len(found)})


def test_what_a_student_typed_is_shown_as_typed(sample_release):
    """Scripts and formulas in free text come back as words, on every page that shows them."""
    typed = "<script>ran()</script> =1+1 & “quoted”"
    shown = 0
    for name, entry in BANK.entries.items():
        right = right_answer(entry.question, entry.key, BANK.texts)
        for answer in (typed, *spoilings(right, typed)):
            try:
                read = read_answer(entry.question, answer, BANK.texts)
            except UnreadableAnswer:
                continue
            if name in GRADED and typed in str(read):
                page = Page(graded_view(graded({name: answer})[name], BANK.texts, 1.0, with_key=True, teacher=True))
                assert fold(typed) in page.text
                shown += 1
    typing = {"short-text", "fill-in", "written"} & {entry.question.type for entry in BANK.entries.values()}
    assert shown >= len(typing)


# Through nbgrader


def test_every_type_is_graded_by_nbgrader_and_given_back(sample_course):
    release = latest(sample_course, EVERY_TYPE)
    right = right_answers(release)
    less = {name: less_than_right(e.question, e.key, BANK.texts) for name, e in with_keys(BANK).items()}
    hostile = with_raw_answers(dict.fromkeys(BANK.entries, f"{SCRIPTS[0]}{SCRIPTS[1]}"))
    students = ["blank", "hostile", "less", "right"]
    put_hand_in(sample_course, "right", EVERY_TYPE, handed_in(release, right))
    put_hand_in(sample_course, "less", EVERY_TYPE, handed_in(release, less, minute=1))
    put_hand_in(sample_course, "blank", EVERY_TYPE, handed_in(release, {}))
    put_hand_in(sample_course, "hostile", EVERY_TYPE, json.loads(hostile) and hostile)
    assert [result.failure for result in steps.autograde(sample_course, EVERY_TYPE, students)] == [""] * 4
    rows = {row.student: row for row in steps.gradebook(sample_course, EVERY_TYPE)}

    def points(answers: dict[str, Json]) -> float:
        found = {name: read_answer(BANK.entries[name].question, answers[name], BANK.texts) for name in GRADED}
        shares = {
            name: score_answer(BANK.entries[name].question, BANK.entries[name].key, answer, BANK.texts).share
            for name, answer in found.items()
            if answer is not None
        }
        return sum(share * BANK.entries[name].question.points for name, share in shares.items())

    assert rows["right"].max_score == sum(BANK.entries[name].question.points for name in GRADED)
    by_hand = any(given_by_hand(BANK.entries[name].question) for name in GRADED)
    assert rows["right"].score == pytest.approx(points(right))
    assert (rows["right"].score == rows["right"].max_score) != by_hand
    assert rows["less"].score == pytest.approx(points(less))
    assert 0 < rows["less"].score < rows["right"].score
    assert rows["blank"].score == 0
    assert rows["hostile"].score < rows["right"].max_score / 4
    assert rows["hostile"].needs_review

    assert steps.feedback(sample_course, EVERY_TYPE) == 4
    for student in students:
        html = (sample_course / "feedback" / student / EVERY_TYPE / f"{EVERY_TYPE}.html").read_text(encoding="utf-8")
        assert all(f'id="{grade_id(name)}"' in html for name in GRADED)
        assert "<script" not in html
        assert "<img" not in html
        secrets = {part for name in GRADED for part in secret_words(BANK.entries[name].key.explanation)}
        assert [secret for secret in secrets if secret in fold(html)] == []
