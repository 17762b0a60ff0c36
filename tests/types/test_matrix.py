"""matrix: worked examples by hand for its two rules, what is read, what a page shows, and what an author may write."""

from __future__ import annotations

import copy
import itertools
import json
from fractions import Fraction

import pytest
from pydantic import ValidationError

from conftest import REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.questions import Key, Question, Score, UnreadableAnswer, explain, question_type
from pairedtexts.questions.authoring import AuthoringError, build, item_class

TEXTS = load_bank(REPOSITORY).texts
TYPE = question_type("matrix")
EXACT = {"abs": 1e-9, "rel": 0}

ROWS = {"r1": "The bill ends the program", "r2": "Other senators back it", "r3": "There was a vote", "r4": "Detainers stay"}
COLUMNS = {"lh": "Only LH", "nbc": "Only NBC", "both": "Both"}
RIGHT = {"r1": "both", "r2": "nbc", "r3": "lh", "r4": "lh"}


def matrix(rule: str = "each-cell") -> tuple[Question, Key]:
    body = {name: [{"id": i, "text": t} for i, t in of.items()] for name, of in (("rows", ROWS), ("columns", COLUMNS))}
    question = Question("quiz/matrix", "matrix", "Who reports it?", 4.0, rule, False, body)
    return question, Key(RIGHT, (), "Because.", {"r3": "Neither article speaks of one."})


def earned(answer, rule: str = "each-cell") -> Score:
    """The way an answer goes in grading: read, then scored; a blank one is not scored."""
    question, key = matrix(rule)
    read = TYPE.read_answer(question, answer, {})
    return Score.blank() if read is None else TYPE.score(question, key, read, {})


# The rules, by hand


@pytest.mark.parametrize(
    ("answer", "each", "whole", "parts"),
    [
        (RIGHT, 1, 1, ("4 of 4 right",)),
        ({**RIGHT, "r1": "lh"}, 3 / 4, 0, ("3 of 4 right",)),
        ({"r1": "both", "r2": "nbc", "r3": "lh"}, 3 / 4, 0, ("3 of 4 right", "1 left out")),
        ({"r1": "lh", "r2": "nbc"}, 1 / 4, 0, ("1 of 4 right", "2 left out")),
        ({"r4": "lh"}, 1 / 4, 0, ("1 of 4 right", "3 left out")),
        (dict.fromkeys(ROWS, "lh"), 1 / 2, 0, ("2 of 4 right",)),
        ({"r1": "nbc", "r2": "lh", "r3": "both", "r4": "nbc"}, 0, 0, ("0 of 4 right",)),
    ],
)
def test_an_answer_earns_what_its_rule_says(answer, each, whole, parts):
    for rule, share in (("each-cell", each), ("all-or-nothing", whole)):
        score = earned(answer, rule)
        assert score.share == pytest.approx(share, **EXACT)
        assert score.parts == parts
        assert score.state == "scored"


@pytest.mark.parametrize("rule", ["each-cell", "all-or-nothing"])
def test_one_more_right_row_never_earns_less(rule):
    for chosen in itertools.product([None, *COLUMNS], repeat=4):
        answer = dict(zip(ROWS, chosen, strict=True))
        for row in ROWS:
            assert earned({**answer, row: RIGHT[row]}, rule).share >= earned(answer, rule).share


@pytest.mark.parametrize(("rule", "chance"), [("each-cell", Fraction(1, 3)), ("all-or-nothing", Fraction(1, 81))])
def test_the_guessers_chance_is_the_mean_over_every_full_answer(rule, chance):
    question, key = matrix(rule)
    full = [dict(zip(ROWS, chosen, strict=True)) for chosen in itertools.product(COLUMNS, repeat=4)]
    mean = sum(Fraction(earned(answer, rule).share) for answer in full) / len(full)
    assert float(mean) == pytest.approx(float(chance), **EXACT)
    assert TYPE.chance(question, key, {}) == pytest.approx(float(chance), **EXACT)


def test_only_the_rows_count_not_their_order():
    question, key = matrix()
    turned = {**question.body, "rows": question.body["rows"][::-1], "columns": question.body["columns"][::-1]}
    other = Question("quiz/matrix", "matrix", "Who reports it?", 4.0, "each-cell", False, turned)
    answer = {"r2": "nbc", "r1": "lh"}
    assert TYPE.score(other, key, TYPE.read_answer(other, answer, {}), {}) == earned(answer)


# What is read


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        ({"r3": "lh", "r1": "both"}, {"r1": "both", "r3": "lh"}),
        ({"r1": "both", "r2": None, "r3": "", "r4": " \n"}, {"r1": "both"}),
        (None, None),
        ({}, None),
        ({"r1": None, "r2": ""}, None),
    ],
)
def test_an_answer_has_one_canonical_form(answer, read):
    question, _ = matrix()
    before = copy.deepcopy(answer)
    got = TYPE.read_answer(question, answer, {})
    assert json.dumps(got) == json.dumps(read)  # the order of the rows, too
    assert TYPE.read_answer(question, got, {}) == got
    assert answer == before


@pytest.mark.parametrize(
    "answer",
    [
        [],
        ["lh"],
        "lh",
        0,
        -1,
        1e308,
        float("nan"),
        True,
        False,
        {"r9": "lh"},
        {"r1": "lh", "": "lh"},
        {"__proto__": None},
        {"r1": "r1"},
        {"r1": "Only LH"},
        {"r1": "<script>"},
        {"r1": 1},
        {"r1": False},
        {"r1": ["lh"]},
        {"r1": {"lh": True}},
        {"r1": float("nan")},
        {"r1": "\ud800"},
        {str(i): "lh" for i in range(100_000)},
    ],
    ids=lambda answer: repr(answer)[:30],
)
def test_what_is_no_answer_is_refused_with_a_reason(answer):
    question, _ = matrix()
    with pytest.raises(UnreadableAnswer, match="answer") as error:
        TYPE.read_answer(question, answer, {})
    assert len(str(error.value)) < 100


# What a page shows


def test_a_printed_page_shows_statements_and_columns_with_nothing_answered():
    rows = TYPE.rows(matrix()[0], None, None, {})
    assert [row.answer for row in rows] == [
        "Choose from: Only LH · Only NBC · Both",
        "The bill ends the program: no answer",
        "Other senators back it: no answer",
        "There was a vote: no answer",
        "Detainers stay: no answer",
    ]
    assert all((row.right, row.wanted, row.note, row.chosen) == (None, "", "", False) for row in rows)


def test_an_answer_is_shown_in_words_and_says_nothing_of_the_key():
    rows = TYPE.rows(matrix()[0], {"r2": "lh"}, None, {})
    assert rows[2].answer == "Other senators back it: Only LH"
    assert (rows[2].chosen, rows[2].right, rows[2].wanted, rows[2].note) == (True, None, "", "")
    assert rows[1].given == ""


def test_with_the_key_each_row_is_set_right_and_noted_only_where_it_is_not_right():
    question, key = matrix()
    choices, first, second, third, fourth = TYPE.rows(question, {"r1": "both", "r2": "lh", "r3": "nbc"}, key, {})
    assert (choices.right, choices.solution) == (None, "")
    assert (first.right, first.note, first.solution) == (True, "", "The bill ends the program: Both")
    assert (second.right, second.note, second.wanted) == (False, "", "Only NBC")
    assert (third.right, third.note) == (False, "Neither article speaks of one.")
    assert (fourth.right, fourth.chosen, fourth.given, fourth.wanted) == (False, False, "", "Only LH")
    assert [row.part for row in (first, second, third, fourth)] == [*ROWS]
    assert TYPE.rows(question, RIGHT, key, {})[3].note == ""


def test_the_right_answer_is_in_canonical_form_whatever_the_keys_order():
    question, _ = matrix()
    shuffled = Key(dict(reversed(RIGHT.items())), (), "Because.")
    assert json.dumps(TYPE.right_answer(question, shuffled, {})) == json.dumps(RIGHT)


# What an author may write

MADE = {
    "id": "who",
    "type": "matrix",
    "points": 2.0,
    "skill": "corroboration",
    "prompt": "Who reports it?",
    "rows": {"order": "A president signed an order", "letter": "Booker wrote a letter", "cost": "The program is costly"},
    "columns": {"lh": "Only LH", "nbc": "Only NBC", "both": "Both", "none": "Neither"},
    "key": {
        "answer": {"cost": "none", "order": "lh", "letter": "nbc"},
        "why-not": {"cost": "Neither article counts money."},
        "explanation": "Each tells what the other leaves out.",
        "evidence": [{"text": "nbc-news-2021", "quote": "a letter Booker sent", "of": "letter"}],
    },
}


def made(**changes):
    key = {**MADE["key"], **changes.pop("key", {})}
    return item_class("matrix").model_validate({**MADE, **changes, "key": key})


def test_a_release_shows_rows_by_opaque_names_and_columns_in_the_authors_order():
    question, key = build(made(), "quiz", TEXTS)
    ids = [row["id"] for row in question.body["rows"]]
    assert ids == sorted(ids)
    assert [column["text"] for column in question.body["columns"]] == ["Only LH", "Only NBC", "Both", "Neither"]
    words = json.dumps(question.to_json())
    assert not any(f'"{label}"' in words for label in [*MADE["rows"], *MADE["columns"]])
    rows = {row["text"]: row["id"] for row in question.body["rows"]}
    columns = {column["text"]: column["id"] for column in question.body["columns"]}
    assert key.answer == {
        rows["A president signed an order"]: columns["Only LH"],
        rows["Booker wrote a letter"]: columns["Only NBC"],
        rows["The program is costly"]: columns["Neither"],
    }
    assert TYPE.score(question, key, TYPE.right_answer(question, key, TEXTS), TEXTS).share == 1.0


def test_rows_keep_the_authors_order_if_it_has_a_meaning():
    question, _ = build(made(**{"keep-order": True}), "quiz", TEXTS)
    assert [row["text"] for row in question.body["rows"]] == [*MADE["rows"].values()]


def test_the_public_half_does_not_depend_on_the_key():
    other = made(key={"answer": dict.fromkeys(MADE["rows"], "both"), "why-not": {}})
    assert build(other, "quiz", TEXTS)[0] == build(made(), "quiz", TEXTS)[0]


def test_a_row_and_a_column_of_the_same_words_have_different_names():
    question, _ = build(made(columns={**MADE["columns"], "none": MADE["rows"]["cost"]}), "quiz", TEXTS)
    assert not {row["id"] for row in question.body["rows"]} & {column["id"] for column in question.body["columns"]}


def test_evidence_for_a_row_stands_beside_that_row():
    question, key = build(made(), "quiz", TEXTS)
    explanation = explain(question, key, None, TEXTS)
    (row,) = [row for row in explanation.rows if explanation.proofs(row)]
    assert row.line == "Booker wrote a letter"
    assert explanation.general == ()


@pytest.mark.parametrize(
    ("key", "path", "sentence"),
    [
        ({"answer": {"order": "lh", "cost": "none"}}, ("key", "answer"), 'the key has no answer for the row "letter"'),
        (
            {"answer": {**MADE["key"]["answer"], "price": "lh"}},
            ("key", "answer", "price"),
            'there is no row "price"; the rows are: order, letter, cost',
        ),
        (
            {"answer": {**MADE["key"]["answer"], "cost": "neither"}},
            ("key", "answer", "cost"),
            'there is no column "neither"; the columns are: lh, nbc, both, none',
        ),
        (
            {"why-not": {"price": "Why."}},
            ("key", "why-not", "price"),
            'there is no row "price"; the rows are: order, letter, cost',
        ),
        (
            {"evidence": [{"text": "nbc-news-2021", "quote": "a letter Booker sent", "of": "nbc"}]},
            ("key", "evidence", 0, "of"),
            'there is no row "nbc"; the rows are: order, letter, cost',
        ),
    ],
)
def test_a_key_that_does_not_fit_is_a_sentence_for_its_author(key, path, sentence):
    with pytest.raises(AuthoringError) as error:
        build(made(key=key), "quiz", TEXTS)
    assert (error.value.path, str(error.value)) == (path, sentence)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rows": {"one": "One"}}, "at least 2"),
        ({"rows": {f"r{i}": f"Row {i}" for i in range(13)}}, "at most 12"),
        ({"columns": {"one": "One"}}, "at least 2"),
        ({"columns": {f"c{i}": f"Column {i}" for i in range(7)}}, "at most 6"),
        ({"rows": {"one": "Same", "two": "Same"}}, "two rows have the same words"),
        ({"columns": {"one": "Same", "two": "Same"}}, "two columns have the same words"),
        ({"rule": "net"}, "each-cell"),
    ],
)
def test_a_matrix_that_cannot_be_asked_is_refused(changes, sentence):
    with pytest.raises(ValidationError, match=sentence):
        made(**changes)


def test_the_rule_is_each_cell_unless_the_author_says_otherwise():
    assert build(made(), "quiz", TEXTS)[0].rule == "each-cell"
    assert build(made(rule="all-or-nothing"), "quiz", TEXTS)[0].rule == "all-or-nothing"
