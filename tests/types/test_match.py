"""match: worked examples by hand for its two rules, what is read, what a page shows, and what an author may write.

How answers of one value a cell are read and scored in general is held in ``test_matrix.py``.
"""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction

import pytest
from pydantic import ValidationError

from conftest import REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.questions import Key, Question, Score, UnreadableAnswer, explain, question_type
from pairedtexts.questions.authoring import AuthoringError, build, item_class

TEXTS = load_bank(REPOSITORY).texts
TYPE = question_type("match")
EXACT = {"abs": 1e-9, "rel": 0}
RULES = ["each-cell", "all-or-nothing"]

LEFT = {"l1": "“you will think they are ICE officers”", "l2": "“justice over fear”", "l3": "“at-large arrests”"}
RIGHT = {"kagan": "Kagan", "quigley": "Quigley", "ice": "ICE", "booker": "Booker"}
KEY = {"l1": "kagan", "l2": "quigley", "l3": "ice"}


def match(rule: str = "each-cell", once: bool = False) -> tuple[Question, Key]:
    left, right = ([{"id": i, "text": t} for i, t in side.items()] for side in (LEFT, RIGHT))
    body = {"left": left, "right": right, "once": once}
    question = Question("quiz/match", "match", "Whose words?", 3.0, rule, False, body)
    return question, Key(KEY, (), "Because.", {"l3": "Read on."})


def earned(answer, rule: str = "each-cell", once: bool = False) -> Score:
    """The way an answer goes in grading: read, then scored; a blank one is not scored."""
    question, key = match(rule, once)
    read = TYPE.read_answer(question, answer, {})
    return Score.blank() if read is None else TYPE.score(question, key, read, {})


@pytest.mark.parametrize(
    ("answer", "each", "whole", "parts"),
    [
        (KEY, 1, 1, ("3 of 3 right",)),
        ({**KEY, "l3": "booker"}, 2 / 3, 0, ("2 of 3 right",)),
        ({"l1": "kagan", "l3": "ice"}, 2 / 3, 0, ("2 of 3 right", "1 left out")),
        (dict.fromkeys(LEFT, "ice"), 1 / 3, 0, ("1 of 3 right",)),
        ({"l2": "booker"}, 0, 0, ("0 of 3 right", "2 left out")),
    ],
)
def test_an_answer_earns_what_its_rule_says(answer, each, whole, parts):
    for rule, share in zip(RULES, (each, whole), strict=True):
        score = earned(answer, rule)
        assert score.share == pytest.approx(share, **EXACT)
        assert score.parts == parts


@pytest.mark.parametrize(
    ("rule", "once", "chance"),
    [
        ("each-cell", False, Fraction(1, 4)),
        ("each-cell", True, Fraction(1, 4)),
        ("all-or-nothing", False, Fraction(1, 64)),
        ("all-or-nothing", True, Fraction(1, 24)),
    ],
)
def test_the_guessers_chance_is_the_mean_over_every_answer_that_a_guesser_gives(rule, once, chance):
    question, key = match(rule, once)
    chosen = itertools.permutations(RIGHT, 3) if once else itertools.product(RIGHT, repeat=3)
    shares = [Fraction(earned(dict(zip(LEFT, right, strict=True)), rule, once).share) for right in chosen]
    assert float(sum(shares) / len(shares)) == pytest.approx(float(chance), **EXACT)
    assert TYPE.chance(question, key, {}) == pytest.approx(float(chance), **EXACT)


def test_a_guesser_who_is_told_that_nothing_is_used_twice_uses_nothing_twice():
    rng = random.Random(1)
    once = [TYPE.guess(match(once=True)[0], {}, rng) for _ in range(50)]
    assert all(len({*guess.values()}) == 3 for guess in once)
    free = [TYPE.guess(match()[0], {}, rng) for _ in range(50)]
    assert any(len({*guess.values()}) < 3 for guess in free)


def test_once_is_said_and_not_enforced():
    assert earned({"l1": "kagan", "l2": "kagan", "l3": "ice"}, once=True).share == pytest.approx(2 / 3, **EXACT)


def test_an_answer_has_one_canonical_form():
    question, _ = match()
    read = TYPE.read_answer(question, {"l3": "ice", "l2": "", "l1": "kagan"}, {})
    assert json.dumps(read) == json.dumps({"l1": "kagan", "l3": "ice"})
    assert TYPE.read_answer(question, read, {}) == read
    assert TYPE.read_answer(question, {"l1": None, "l2": ""}, {}) is None


@pytest.mark.parametrize(
    "answer", [[], [["l1", "kagan"]], "kagan", 1, True, {"kagan": "l1"}, {"l1": "l1"}, {"l1": "Kagan"}, {"l1": 0}, {"l1": []}]
)
def test_what_is_no_answer_is_refused_with_a_reason(answer):
    with pytest.raises(UnreadableAnswer, match="the answer"):
        TYPE.read_answer(match()[0], answer, {})


def test_a_printed_page_shows_both_sides_with_nothing_answered():
    assert [row.answer for row in TYPE.rows(match()[0], None, None, {})] == [
        "Choose from: Kagan · Quigley · ICE · Booker",
        "“you will think they are ICE officers”: no answer",
        "“justice over fear”: no answer",
        "“at-large arrests”: no answer",
    ]


def test_with_the_key_each_item_is_set_right_and_noted_only_where_it_is_not_right():
    question, key = match()
    _, first, second, third = TYPE.rows(question, {"l1": "kagan", "l3": "booker"}, key, {})
    assert (first.right, first.given, first.wanted, first.note) == (True, "Kagan", "Kagan", "")
    assert (second.right, second.given, second.wanted, second.note) == (False, "", "Quigley", "")
    assert (third.right, third.answer, third.wanted, third.note) == (False, "“at-large arrests”: Booker", "ICE", "Read on.")
    assert TYPE.rows(question, KEY, None, {})[1].wanted == ""


# What an author may write

MADE = {
    "id": "whose",
    "type": "match",
    "points": 2.0,
    "skill": "sourcing",
    "prompt": "Whose words are these?",
    "left": {"zeal": "“justice over fear”", "risk": "“at-large arrests”"},
    "right": {"quigley": "Michael Quigley", "ice": "ICE", "booker": "Cory Booker"},
    "key": {
        "answer": {"risk": "ice", "zeal": "quigley"},
        "explanation": "The name stands before the words.",
        "evidence": [{"text": "nbc-news-2021", "quote": "prioritizes justice over fear", "of": "zeal"}],
    },
}


def made(**changes):
    key = {**MADE["key"], **changes.pop("key", {})}
    return item_class("match").model_validate({**MADE, **changes, "key": key})


def test_a_release_shows_both_sides_by_opaque_names_in_an_order_that_says_nothing_of_the_key():
    question, key = build(made(), "quiz", TEXTS)
    for side in ("left", "right"):
        ids = [item["id"] for item in question.body[side]]
        assert ids == sorted(ids)
    ids = {item["text"]: item["id"] for side in ("left", "right") for item in question.body[side]}
    assert key.answer == {
        ids["“justice over fear”"]: ids["Michael Quigley"],
        ids["“at-large arrests”"]: ids["ICE"],
    }
    other = made(key={"answer": {"risk": "booker", "zeal": "booker"}})
    assert build(other, "quiz", TEXTS)[0] == question


def test_both_sides_keep_the_authors_order_if_it_has_a_meaning():
    body = build(made(**{"keep-order": True}), "quiz", TEXTS)[0].body
    assert [item["text"] for item in body["left"]] == [*MADE["left"].values()]
    assert [item["text"] for item in body["right"]] == [*MADE["right"].values()]


def test_the_two_sides_may_share_words_and_still_have_different_names():
    body = build(made(right={**MADE["right"], "booker": "“at-large arrests”"}), "quiz", TEXTS)[0].body
    assert not {item["id"] for item in body["left"]} & {item["id"] for item in body["right"]}


def test_evidence_for_an_item_stands_beside_that_item():
    question, key = build(made(), "quiz", TEXTS)
    explanation = explain(question, key, None, TEXTS)
    assert [row.line for row in explanation.rows if explanation.proofs(row)] == ["“justice over fear”"]


@pytest.mark.parametrize(
    ("changes", "path", "sentence"),
    [
        ({"key": {"answer": {"zeal": "quigley"}}}, ("key", "answer"), 'the key has no answer for the left item "risk"'),
        (
            {"key": {"answer": {"risk": "ice", "zeal": "kagan"}}},
            ("key", "answer", "zeal"),
            'there is no right item "kagan"; the right items are: quigley, ice, booker',
        ),
        (
            {"key": {"answer": {"risk": "ice", "zeal": "quigley", "ice": "ice"}}},
            ("key", "answer", "ice"),
            'there is no left item "ice"; the left items are: zeal, risk',
        ),
        (
            {"key": {"why-not": {"ice": "No."}}},
            ("key", "why-not", "ice"),
            'there is no left item "ice"; the left items are: zeal, risk',
        ),
        (
            {"once": True, "key": {"answer": {"risk": "ice", "zeal": "ice"}}},
            ("key", "answer", "zeal"),
            '"ice" belongs to "risk" and to "zeal", but `once: true` says that nothing is used twice',
        ),
    ],
)
def test_a_key_that_does_not_fit_is_a_sentence_for_its_author(changes, path, sentence):
    with pytest.raises(AuthoringError) as error:
        build(made(**changes), "quiz", TEXTS)
    assert (error.value.path, str(error.value)) == (path, sentence)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"left": {"one": "One"}}, "at least 2"),
        ({"left": {f"l{i}": f"Left {i}" for i in range(13)}}, "at most 12"),
        ({"right": {"one": "One"}}, "at least 2"),
        ({"right": {f"r{i}": f"Right {i}" for i in range(17)}}, "at most 16"),
        ({"left": {"one": "Same", "two": "Same"}}, "two left items have the same words"),
        ({"right": {"one": "Same", "two": "Same"}}, "two right items have the same words"),
        ({"once": True, "left": {f"l{i}": f"Left {i}" for i in range(4)}}, "at least as many right items"),
    ],
)
def test_a_match_that_cannot_be_asked_is_refused(changes, sentence):
    with pytest.raises(ValidationError, match=sentence):
        made(**changes)
