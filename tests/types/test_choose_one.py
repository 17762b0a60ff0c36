"""choose-one: worked examples by hand, what is read, what an author may write."""

from __future__ import annotations

import pytest

from conftest import REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.questions import Key, Question, UnreadableAnswer, explain, question_type
from sample_course import read_samples

BANK = load_bank(REPOSITORY)
TYPE = question_type("choose-one")
FOUR = Question(
    *("quiz/one", "choose-one", "Which?", 2.0, "all-or-nothing", False),
    {"options": [{"id": f"o{i}", "text": f"option {i}"} for i in range(4)]},
)
KEY = Key("o2", (), "Because.", {f"o{i}": f"Not {i}." for i in (0, 1, 3)})


def test_it_earns_all_or_nothing():
    assert [TYPE.score(FOUR, KEY, f"o{i}", {}).share for i in range(4)] == [0, 0, 1, 0]


def test_a_score_says_right_or_not_right():
    assert [TYPE.score(FOUR, KEY, option, {}).parts for option in ("o2", "o0")] == [("right",), ("not right",)]


def test_its_chance_is_one_in_the_number_of_options():
    assert TYPE.chance(FOUR, KEY, {}) == 1 / 4


def test_the_chance_of_a_shipped_question_by_hand():
    entry = BANK.entries["federalism/in-neither"]
    assert TYPE.chance(entry.question, entry.key, BANK.texts) == 1 / 4


def test_no_option_chosen_is_blank():
    assert TYPE.read_answer(FOUR, None, {}) is None


@pytest.mark.parametrize(
    "answer",
    ["o00000000", "statute-leaves-open", "option 1", "O1", " o1", "o1\n", "", ["o1"], {"answer": "o1"}, 1, 1.0, True, False],
    ids=repr,
)
def test_what_names_no_option_is_refused(answer):
    with pytest.raises(UnreadableAnswer, match="names an option that this question does not have"):
        TYPE.read_answer(FOUR, answer, {})


def test_its_rows_are_its_options_in_the_order_shown():
    rows = TYPE.rows(FOUR, "o1", KEY, {})
    assert [row.line for row in rows] == [f"option {i}" for i in range(4)]
    assert [row.part for row in rows] == ["o0", "o1", "o2", "o3"]
    assert [row.chosen for row in rows] == [False, True, False, False]
    assert [row.right for row in rows] == [False, False, True, False]
    assert [row.note for row in rows] == ["Not 0.", "Not 1.", "", "Not 3."]


def test_without_key_and_answer_its_rows_still_list_the_options():
    rows = TYPE.rows(FOUR, None, None, {})
    assert [(row.line, row.chosen, row.right, row.note) for row in rows] == [
        (f"option {i}", False, None, "") for i in range(4)
    ]


def test_evidence_stands_beside_the_option_that_it_is_about():
    """The sample question on days quotes both articles, each beside the day that it names."""
    bank, _ = read_samples()
    entry = bank.entries["choose-one/day"]
    found = explain(entry.question, entry.key, None, bank.texts)
    beside = {row.line: [proof.quote for proof in found.proofs(row)] for row in found.rows if row.part}
    assert beside == {
        "Tuesday": ["introduced legislation on Tuesday"],
        "Wednesday": [],
        "Thursday": ["introduced new legislation Thursday"],
        "Friday": [],
    }
    assert found.general == ()
