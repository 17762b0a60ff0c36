"""Certainty and reason on top of any type: worked examples by hand, what is read, what is shown, what is refused."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from pydantic import ValidationError

from pairedtexts.contents import Contents
from pairedtexts.questions import (
    CERTAINTIES,
    Key,
    Question,
    UnreadableAnswer,
    answer_rows,
    chance,
    explain,
    guess,
    question_type,
    read_answer,
    right_answer,
    right_share,
    rule_words,
    score_answer,
)
from pairedtexts.questions.authoring import AuthoringError, build, item_class
from pairedtexts.responses import Record
from pairedtexts.widgets._widget import practice_feedback

EXACT = {"abs": 1e-9, "rel": 0}
OPTIONS = [{"id": f"o{i}", "text": f"option {i}"} for i in range(4)]
REASON = {"prompt": "Why?", "options": [{"id": f"e{i}", "text": f"reason {i}"} for i in range(3)]}
PLAIN = Question("quiz/one", "choose-one", "Which?", 2.0, "all-or-nothing", False, {"options": OPTIONS})
SURE = replace(PLAIN, certainty=True)
REASONED = replace(PLAIN, reason=REASON)
BOTH = replace(PLAIN, certainty=True, reason=REASON)
KEY = Key("o2", (), "Because.", {"o0": "Not 0.", "e1": "Not this reason."}, reason="e0")
MANY = Question("quiz/many", "choose-many", "Which?", 2.0, "net", False, {"options": OPTIONS}, certainty=True)
MANY_KEY = Key(["o0", "o1"], (), "Because.")


def given(answer: object, certainty: int | None = None, reason: str | None = None) -> dict:
    return {"answer": answer, "certainty": certainty, "reason": reason}


def earned(question: Question, key: Key, answer: dict) -> float:
    return score_answer(question, key, read_answer(question, answer, {}), {}).share


# Certainty: a right answer counts 1, 2, 3 and a wrong one 0, -2, -6, over 3 and never below 0


@pytest.mark.parametrize(
    ("option", "certainty", "share"),
    [
        ("o2", 1, 1 / 3),
        ("o2", 2, 2 / 3),
        ("o2", 3, 1),
        ("o2", None, 1 / 3),
        ("o0", 1, 0),
        ("o0", 2, 0),
        ("o0", 3, 0),
        ("o0", None, 0),
    ],
)
def test_a_right_answer_counts_the_more_the_surer_and_a_wrong_one_nothing(option, certainty, share):
    assert earned(SURE, KEY, given(option, certainty)) == pytest.approx(share, **EXACT)


@pytest.mark.parametrize(
    ("ticked", "certainty", "share"),
    [
        (["o0", "o1"], 3, 1),
        (["o0", "o1"], 1, 1 / 3),
        (["o0"], 3, 1 / 2),
        (["o0"], 2, 1 / 3),
        (["o0"], 1, 1 / 6),
        (["o0", "o2"], 3, 0),
        (["o2"], 3, 0),
    ],
)
def test_a_partly_right_answer_counts_as_its_part_of_a_right_one(ticked, certainty, share):
    assert earned(MANY, MANY_KEY, given(ticked, certainty)) == pytest.approx(share, **EXACT)


def test_a_score_says_how_the_certainty_counted():
    parts = [score_answer(SURE, KEY, given("o2", level), {}).parts for level in (1, 2, 3, None)]
    assert parts == [
        ("right", "not very sure: counts 1 of 3"),
        ("right", "fairly sure: counts 2 of 3"),
        ("right", "very sure: counts 3 of 3"),
        ("right", "how sure was not said: counts 1 of 3"),
    ]


@pytest.mark.parametrize("certainty", [1, 2, 3, None])
def test_of_what_earns_nothing_no_certainty_counts(certainty):
    assert score_answer(SURE, KEY, given("o0", certainty), {}).parts == ("not right",)
    assert score_answer(BOTH, KEY, given("o2", certainty), {}).parts == ("right", "but no reason chosen")
    assert score_answer(BOTH, KEY, given("o0", certainty, "e0"), {}).parts == ("not right", "the right reason")


@pytest.mark.parametrize("certainty", [1, 2, 3, None])
def test_how_right_an_answer_is_does_not_depend_on_how_sure_it_is(certainty):
    assert right_share(SURE, KEY, given("o2", certainty), {}) == 1
    assert right_share(SURE, KEY, given("o0", certainty), {}) == 0
    assert right_share(MANY, MANY_KEY, given(["o0"], certainty), {}) == 0.5
    assert right_share(PLAIN, KEY, "o2", {}) == 1


# Reason: points only when both are right


@pytest.mark.parametrize(
    ("option", "reason", "share"),
    [("o2", "e0", 1), ("o2", "e1", 0), ("o2", None, 0), ("o0", "e0", 0), ("o0", "e1", 0)],
)
def test_the_answer_counts_only_with_the_right_reason(option, reason, share):
    assert earned(REASONED, KEY, given(option, reason=reason)) == share


def test_a_score_says_whether_the_reason_was_right():
    parts = [score_answer(REASONED, KEY, given("o2", reason=reason), {}).parts for reason in ("e0", "e1", None)]
    assert parts == [("right", "the right reason"), ("right", "but not the right reason"), ("right", "but no reason chosen")]


# Both together


@pytest.mark.parametrize(
    ("option", "certainty", "reason", "share"),
    [
        ("o2", 3, "e0", 1),
        ("o2", 2, "e0", 2 / 3),
        ("o2", 1, "e0", 1 / 3),
        ("o2", None, "e0", 1 / 3),
        ("o2", 3, "e1", 0),
        ("o2", 3, None, 0),
        ("o0", 3, "e0", 0),
        ("o0", 1, "e1", 0),
    ],
)
def test_with_both_the_certainty_counts_for_answer_and_reason_together(option, certainty, reason, share):
    assert earned(BOTH, KEY, given(option, certainty, reason)) == pytest.approx(share, **EXACT)


def test_the_parts_of_both_stand_one_after_the_other():
    parts = score_answer(BOTH, KEY, given("o2", 2, "e0"), {}).parts
    assert parts == ("right", "the right reason", "fairly sure: counts 2 of 3")


def test_what_a_student_is_told_of_the_rule_names_both():
    assert rule_words(PLAIN) == "All points, or none."
    assert "reason" not in rule_words(SURE)
    assert "Points only if the reason is right, too." in rule_words(BOTH)
    assert "one third if you are not very sure, two thirds if fairly sure, in full if very sure" in rule_words(BOTH)


# Chance, guess, right answer


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (PLAIN, 1 / 4),
        (SURE, 1 / 4 * (1 + 2 + 3) / 9),
        (REASONED, 1 / 4 * 1 / 3),
        (BOTH, 1 / 4 * 1 / 3 * (1 + 2 + 3) / 9),
    ],
    ids=["plain", "certainty", "reason", "both"],
)
def test_the_chance_by_hand(question, expected):
    """Four options, three reasons, three levels: each as likely as the others."""
    assert chance(question, KEY, {}) == pytest.approx(expected, **EXACT)


def test_a_guess_guesses_everything_that_is_asked():
    rng = random.Random(1)
    guesses = [guess(BOTH, {}, rng) for _ in range(200)]
    assert {item["certainty"] for item in guesses} == set(CERTAINTIES)
    assert {item["reason"] for item in guesses} == {"e0", "e1", "e2"}
    assert {guess(SURE, {}, rng)["reason"] for _ in range(20)} == {None}
    assert {guess(REASONED, {}, rng)["certainty"] for _ in range(20)} == {None}
    assert isinstance(guess(PLAIN, {}, rng), str)


def test_the_right_answer_is_very_sure_and_for_the_right_reason():
    assert right_answer(BOTH, KEY, {}) == given("o2", 3, "e0")
    assert right_answer(SURE, replace(KEY, reason=""), {}) == given("o2", 3)
    assert right_answer(PLAIN, KEY, {}) == "o2"


# What is read


@pytest.mark.parametrize("blank", [None, given(None), given(None, 3), given(None, None, "e0"), given(None, 1, "e1")])
def test_who_only_said_how_sure_or_why_has_not_answered(blank):
    assert read_answer(BOTH, blank, {}) is None


def test_parts_that_are_not_asked_for_are_left_out():
    assert read_answer(SURE, given("o1", 2, "e0"), {}) == given("o1", 2)
    assert read_answer(REASONED, given("o1", 99, "e0"), {}) == given("o1", None, "e0")
    assert read_answer(BOTH, {"answer": "o1"}, {}) == given("o1")
    assert read_answer(BOTH, {**given("o1"), "more": 1}, {}) == given("o1")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("o2", "must hold an answer beside how sure it is"),
        (["o2"], "must hold an answer beside how sure it is"),
        ({}, "must hold an answer beside how sure it is"),
        ({"certainty": 3}, "must hold an answer beside how sure it is"),
        (given("o9"), "names an option"),
        (given("o2", 0), "must be 1, 2 or 3"),
        (given("o2", 4), "must be 1, 2 or 3"),
        (given("o2", -6), "must be 1, 2 or 3"),
        (given("o2", True), "must be 1, 2 or 3"),
        (given("o2", 3.0), "must be 1, 2 or 3"),
        (given("o2", "3"), "must be 1, 2 or 3"),
        (given("o2", [3]), "must be 1, 2 or 3"),
        (given("o2", 3, "e9"), "names a reason"),
        (given("o2", 3, ""), "names a reason"),
        (given("o2", 3, "o2"), "names a reason"),
        (given("o2", 3, ["e0"]), "names a reason"),
        (given("o2", 3, {"id": "e0"}), "names a reason"),
    ],
    ids=repr,
)
def test_what_is_no_answer_with_its_parts_is_refused_with_the_reason(answer, said):
    with pytest.raises(UnreadableAnswer, match=said):
        read_answer(BOTH, answer, {})


def test_a_plain_question_does_not_take_an_answer_with_parts():
    with pytest.raises(UnreadableAnswer):
        read_answer(PLAIN, given("o2"), {})


# What is shown


def test_the_rows_end_with_the_reasons_and_the_certainty():
    rows = answer_rows(BOTH, given("o0", 2, "e1"), KEY, {})
    assert [row.line for row in rows[4:]] == ["Why? reason 0", "Why? reason 1", "Why? reason 2", "How sure"]
    assert [(row.chosen, row.right, row.note) for row in rows[4:7]] == [
        (False, True, ""),
        (True, False, "Not this reason."),
        (False, False, ""),
    ]
    assert (rows[7].answer, rows[7].right) == ("How sure: fairly sure", None)


def test_what_was_not_said_is_said_to_be_missing():
    rows = answer_rows(BOTH, given("o0"), None, {})
    assert (rows[-1].answer, rows[-1].chosen) == ("How sure: not said", False)
    assert not any(row.chosen for row in rows[4:])


def test_a_blank_question_shows_its_reasons_without_marks():
    rows = answer_rows(BOTH, None, None, {})
    assert [row.line for row in rows][-4:-1] == ["Why? reason 0", "Why? reason 1", "Why? reason 2"]
    assert all(row.right is None and not row.note for row in rows)


def test_the_solution_names_the_right_reason_and_no_certainty():
    solutions = [row.solution for row in explain(BOTH, KEY, None, {}).rows if row.solution]
    assert solutions == ["option 2", "Why? reason 0"]


# What an author writes


def item(**changes: object) -> object:
    data: dict = {
        "id": "one",
        "type": "choose-one",
        "points": 2,
        "skill": "civics",
        "prompt": "Which?",
        "options": {"yes": "It may.", "no": "It may not."},
        "certainty": True,
        "reason": {"options": {"law": "The law says so.", "no": "It may not."}},
        "key": {
            "answer": "yes",
            "evidence": [{"source": "A source", "date": "1996-09-30"}],
            "explanation": "Because.",
            "why-not": {"no": "It may."},
            "reason": {"answer": "law", "why-not": {"no": "That is no reason."}},
        },
    }
    data["key"] = {**data["key"], **changes.pop("key", {})}
    return item_class("choose-one").model_validate({k: v for k, v in {**data, **changes}.items() if v is not ...})


def test_reasons_get_opaque_names_of_their_own_in_an_order_that_says_nothing():
    question, key = build(item(), "quiz", {})
    ids = [option["id"] for option in question.reason["options"]]
    assert ids == sorted(ids)
    assert question.reason["prompt"] == "Which reason fits best?"
    same_words = {option["text"]: option["id"] for option in question.body["options"]}["It may not."]
    assert same_words not in ids, "a reason with the words of an option is another thing"
    assert key.reason in ids
    assert key.why_not[same_words] == "It may."
    assert [key.why_not[name] for name in ids if name != key.reason] == ["That is no reason."]


def test_the_public_half_knows_nothing_of_the_right_reason():
    question, _ = build(item(), "quiz", {})
    swapped = {"answer": "no", "why-not": {"law": "That is no reason."}}
    other, other_key = build(item(key={"reason": swapped}), "quiz", {})
    assert question == other
    assert other_key.reason != build(item(), "quiz", {})[1].reason


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": ...}, "a question with a `reason` has a `reason` in its key"),
        ({"key": {"reason": None}}, "a question with a `reason` has a `reason` in its key"),
        ({"reason": {"options": {"law": "The same.", "no": "The same."}}}, "two reasons have the same words"),
        ({"reason": {"options": {"law": "Only one."}}}, "at least 2"),
        ({"certainty": "very"}, "boolean"),
        ({"certainty": 3}, "boolean"),
    ],
)
def test_a_reason_that_is_half_there_is_refused(changes, said):
    with pytest.raises(ValidationError, match=said):
        item(**changes)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ({"answer": "lore", "why-not": {"no": "No."}}, 'there is no reason "lore"; there are: law, no'),
        ({"answer": "law", "why-not": {}}, 'gives no reason for the wrong reason "no"'),
        ({"answer": "law", "why-not": {"no": "No.", "law": "No."}}, '"law" is not a wrong reason of this question'),
    ],
)
def test_a_key_that_does_not_fit_its_reasons_is_refused_with_what_there_is(reason, said):
    with pytest.raises(AuthoringError, match=said):
        build(item(key={"reason": reason}), "quiz", {})


def test_certainty_and_reason_change_the_version_and_their_absence_does_not():
    """An answer says which wording it answers: what is asked beside it is part of that."""
    assert len({question.version for question in (PLAIN, SURE, REASONED, BOTH)}) == 4
    assert {"certainty", "reason"}.isdisjoint(PLAIN.to_json())
    assert Question.from_json(BOTH.to_json()) == BOTH
    assert question_type("choose-one").RULES


@pytest.mark.parametrize(("certainty", "said"), [(1, "not very sure: counts 1 of 3"), (3, "very sure: counts 3 of 3")])
def test_in_practice_a_right_answer_is_called_right_however_sure_it_is(certainty, said):
    question = replace(PLAIN, practice=True, points=0.0, certainty=True)
    contents = Contents("lesson", {}, {question.id: question}, {question.id: KEY})
    answer = {"answer": KEY.answer, "certainty": certainty}
    record = Record(question.id, question.version, 1, answer, "2026-11-21T15:58:00Z")
    feedback = practice_feedback(question, KEY, record, contents)
    assert feedback["verdict"] == "Right."
    assert feedback["share"] == 1
    assert said in feedback["parts"]
