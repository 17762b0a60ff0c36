"""number: what is read as a number, what counts as right, and what an author is told."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import ValidationError

from pairedtexts.questions import (
    Key,
    Question,
    UnreadableAnswer,
    answer_rows,
    chance,
    guess,
    read_answer,
    right_answer,
    score_answer,
)
from pairedtexts.questions._typed import LONGEST
from pairedtexts.questions.authoring import AuthoringError, build, item_class
from pairedtexts.questions.number import decimal, number_in

CASES = json.loads((Path(__file__).parents[1] / "samples" / "numbers.json").read_text(encoding="utf-8"))["cases"]

ITEM = {
    "id": "count",
    "type": "number",
    "points": 2,
    "skill": "numbers",
    "prompt": "How many?",
    "range": [0, 400],
    "key": {"answer": 122, "evidence": [{"source": "A source", "date": "2019-05-14"}], "explanation": "Counted."},
}


def made(key: dict | None = None, **fields) -> tuple[Question, Key]:
    data = {**ITEM, **fields, "key": {**ITEM["key"], **(key or {})}}
    return build(item_class("number").model_validate(data), "quiz", {})


def share(typed: str, key: dict | None = None, **fields) -> float:
    question, made_key = made(key, **fields)
    return score_answer(question, made_key, read_answer(question, typed, {}), {}).share


# What is typed


@pytest.mark.parametrize(("typed", "unit", "read"), [case for case in CASES if case[0].strip()])
def test_numbers_are_read_leniently_and_nothing_else_is_read_as_one(typed, unit, read):
    question, _ = made()
    assert number_in(read_answer(question, typed, {}), unit) == read


def test_what_was_typed_is_kept_as_it_was_typed():
    question, _ = made()
    assert read_answer(question, "  1,234 \u00a0words ", {}) == "1,234 words"
    assert read_answer(question, "no idea", {}) == "no idea"
    for blank in (None, "", "  ", "\u00a0\t\n", "\x00"):
        assert read_answer(question, blank, {}) is None


@pytest.mark.parametrize("odd", [122, 12.5, True, [], ["122"], {}, {"value": "122"}, "1" * (LONGEST + 1), float("nan")])
def test_what_is_no_typed_text_is_for_review(odd):
    question, _ = made()
    with pytest.raises(UnreadableAnswer, match=r"must be typed text|at most 200"):
        read_answer(question, odd, {})


def test_the_most_digits_that_can_be_typed_are_no_trouble():
    for typed in (
        "9" * LONGEST,
        "-" + "9" * (LONGEST - 1),
        "." + "0" * (LONGEST - 2) + "1",
        "1/" + "9" * (LONGEST - 2),
        "1e999999",
    ):
        assert share(typed) == 0


# What counts as right


def test_without_a_tolerance_only_the_number_itself_is_right():
    assert [share(typed) for typed in ("122", "122.0", "0122", "122 %", "244/2", "121", "123", "122.01", "-122")] == [
        1
    ] * 5 + [0] * 4


def test_a_tolerance_counts_at_its_very_edge():
    assert [share(typed, {"tolerance": 2}) for typed in ("120", "124", "119.99", "124.01")] == [1, 1, 0, 0]


def test_a_tolerance_in_percent_is_of_the_right_number():
    assert [share(typed, {"tolerance-percent": 10}) for typed in ("109.8", "134.2", "109.79", "134.21")] == [1, 1, 0, 0]
    below = {"answer": -50, "tolerance-percent": 10}
    assert [share(typed, below, range=[-100, 0]) for typed in ("-45", "−55", "-44", "-56")] == [1, 1, 0, 0]


def test_decimals_are_compared_exactly():
    key = {"answer": 0.3, "tolerance": 0.1}
    assert [share(typed, key, range=[0, 1], step=0.1) for typed in ("0.2", "0.4", "2/5", "0.40000000000000000001")] == [
        1,
        1,
        1,
        0,
    ]


def test_what_is_no_number_is_wrong_and_says_so():
    question, key = made()
    assert score_answer(question, key, "a hundred", {}).parts == ("not read as a number",)
    assert score_answer(question, key, "100", {}).parts == ("not right",)
    assert score_answer(question, key, "122", {}).parts == ("right",)
    assert score_answer(question, key, "a hundred", {}).share == 0


# What is shown


def test_rows_say_what_is_asked_before_anything_is_answered():
    question, _ = made(unit="words", counting="Words inside quotation marks.")
    counting, row = answer_rows(question, None, None, {})
    assert (counting.line, counting.given) == ("How to count: Words inside quotation marks.", None)
    assert row.line == "A number from 0 to 400 (words)"
    assert (row.given, row.chosen, row.right, row.wanted) == ("", False, None, "")


def test_rows_show_what_was_typed_and_how_it_was_read():
    question, key = made({"tolerance": 2}, unit="words")
    for typed, given, right in [
        ("122", "122", True),
        ("1,220", "1,220 (read as 1220)", False),
        ("121 words", "121 words (read as 121)", True),
        ("lots", "lots (not read as a number)", False),
    ]:
        (row,) = answer_rows(question, typed, key, {})
        assert (row.given, row.right, row.chosen) == (given, right, True)
        assert row.solution == "A number from 0 to 400 (words): 122 (from 120 to 124 counts as right)"
    (blank,) = answer_rows(question, None, key, {})
    assert (blank.given, blank.right, blank.chosen) == ("", False, False)


# What a guesser earns


@pytest.mark.parametrize(
    ("key", "fields", "expected"),
    [
        ({}, {}, Fraction(1, 401)),
        ({"tolerance": 2}, {}, Fraction(5, 401)),
        ({"answer": 1, "tolerance": 2}, {}, Fraction(4, 401)),  # cut off at the range's lower end
        ({"answer": 400, "tolerance": 2}, {}, Fraction(3, 401)),
        ({"answer": 122, "tolerance": 2}, {"step": 5}, Fraction(1, 81)),  # 120
        ({"answer": 122.5, "tolerance": 2}, {"step": 5}, Fraction(0)),  # between two steps
        ({"answer": 122, "tolerance": 2}, {"range": [0, 399], "step": 20}, Fraction(1, 20)),  # 0 to 380
        ({"answer": 0.3, "tolerance": 0.1}, {"range": [0, 1], "step": 0.1}, Fraction(3, 11)),
        ({"answer": -5, "tolerance": 1}, {"range": [-10, 10]}, Fraction(3, 21)),
        ({"answer": 5, "tolerance": 1000}, {"range": [0, 10]}, Fraction(1)),
    ],
)
def test_chance_is_the_share_of_plausible_numbers_that_are_accepted(key, fields, expected):
    question, made_key = made(key, **fields)
    assert chance(question, made_key, {}) == pytest.approx(float(expected), abs=1e-12)
    low, step = Fraction(question.body["range"][0]), Fraction(question.body["step"])
    every = [decimal(low + step * i) for i in range(int((Fraction(question.body["range"][1]) - low) / step) + 1)]
    counted = [score_answer(question, made_key, typed, {}).share for typed in every]
    assert sum(counted) / len(counted) == pytest.approx(float(expected), abs=1e-12)
    assert all(guess(question, {}, random.Random(seed)) in every for seed in range(20))


def test_a_vast_range_with_a_tiny_step_costs_nothing():
    question, key = made({"answer": 1, "tolerance": 1}, range=[0, 1e12], step=1e-6)
    assert chance(question, key, {}) == pytest.approx((2e6 + 1) / (1e18 + 1))


def test_the_right_answer_is_right_even_between_two_steps():
    question, key = made({"answer": 34.25}, range=[0, 100])
    assert right_answer(question, key, {}) == "34.25"
    assert score_answer(question, key, read_answer(question, "34.25", {}), {}).share == 1


# What an author is told


def test_numbers_stand_in_the_release_as_the_author_wrote_them():
    question, key = made({"answer": 0.3, "tolerance": 1e-3}, range=[-0.5, 1.0], step=0.1)
    assert question.body == {"range": ["-0.5", "1"], "step": "0.1"}
    assert key.answer == {"value": "0.3", "tolerance": "0.001"}


def test_the_key_is_no_part_of_the_public_half():
    assert made()[0] == made({"answer": 7, "tolerance": 3})[0]


@pytest.mark.parametrize(
    ("key", "fields", "message"),
    [
        ({"answer": 401}, {}, r"401 lies outside the range of plausible numbers, 0 to 400; widen `range`"),
        ({"answer": -0.5}, {}, r"-0.5 lies outside the range"),
        ({"why-not": {"a": "Because."}}, {}, r"a number has no wrong options"),
        ({"evidence": [{"source": "S", "date": "D", "of": "a"}]}, {}, r'no part that could be called "a"'),
    ],
)
def test_a_wrong_key_is_explained(key, fields, message):
    with pytest.raises(AuthoringError, match=message):
        made(key, **fields)


@pytest.mark.parametrize(
    ("key", "fields", "message"),
    [
        ({}, {"range": [400, 0]}, r"from the lowest to the highest"),
        ({}, {"range": [0]}, r"at least 2"),
        ({}, {"step": 500}, r"`step` is larger than the whole `range`"),
        ({}, {"step": 0}, r"greater than 0"),
        ({"tolerance": -1}, {}, r"greater than or equal to 0"),
        ({"tolerance": 1, "tolerance-percent": 1}, {}, r"`tolerance` or `tolerance-percent`, not both"),
        ({"answer": "122"}, {}, r"valid number"),
        ({"answer": True}, {}, r"valid number"),
        ({"answer": float("nan")}, {}, r"greater than|finite"),
        ({"answer": 1e13}, {}, r"less than or equal"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(key, fields, message):
    with pytest.raises(ValidationError, match=message):
        made(key, **fields)
