"""order: worked examples by hand, what is read, what a page shows, what an author may write."""

from __future__ import annotations

import itertools
import json
import math
import random
from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conftest import REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.questions import Key, Question, UnreadableAnswer, question_type
from pairedtexts.questions.authoring import AuthoringError, build, item_class
from pairedtexts.questions.order import longest_run
from sample_course import read_samples

TEXTS = load_bank(REPOSITORY).texts
TYPE = question_type("order")


def question_of(n: int, rule: str = "longest-run", **ends: str) -> Question:
    """A question with items o0, o1, ..."""
    items = [{"id": f"o{i}", "text": f"event {i}"} for i in range(n)]
    return Question("quiz/order", "order", "In which order?", 2.0, rule, False, {"items": items, **ends})


def key_of(*groups: str, why_not: dict[str, str] | None = None) -> Key:
    """A key from groups of digits: "0", "12", "3" ties the items o1 and o2."""
    return Key([[f"o{digit}" for digit in group] for group in groups], (), "Because.", why_not or {})


def order(digits: str) -> list[str]:
    return [f"o{digit}" for digit in digits]


FIVE, IN_ORDER = question_of(5), key_of("0", "1", "2", "3", "4")
TIED = key_of("0", "12", "3", "4")


# The rules, by hand


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("01234", 5),
        ("10234", 4),
        ("12340", 4),  # one item at the wrong end: the others still stand in order
        ("40123", 4),
        ("02413", 3),
        ("34201", 2),
        ("43210", 1),
    ],
)
def test_the_longest_run_earns_its_share(answer, right):
    score = TYPE.score(FIVE, IN_ORDER, order(answer), {})
    assert score.share == pytest.approx(right / 5, abs=1e-9)
    assert score.parts == (f"the longest run in the right order has {right} of 5",)


@pytest.mark.parametrize(("answer", "right"), [("01234", 5), ("02134", 5), ("20134", 4), ("21034", 4), ("43210", 2)])
def test_tied_items_may_stand_in_any_order(answer, right):
    assert TYPE.score(FIVE, TIED, order(answer), {}).share == pytest.approx(right / 5, abs=1e-9)


@pytest.mark.parametrize(("answer", "share"), [("01234", 1), ("02134", 1), ("10234", 0), ("43210", 0)])
def test_all_or_nothing_wants_a_valid_order(answer, share):
    score = TYPE.score(question_of(5, "all-or-nothing"), TIED, order(answer), {})
    assert score.share == share
    assert score.parts[0].endswith("of 5 in the right order")


def _common(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """The length of the longest common subsequence, by its definition."""

    @cache
    def length(i: int, j: int) -> int:
        if i == len(one) or j == len(other):
            return 0
        if one[i] == other[j]:
            return 1 + length(i + 1, j + 1)
        return max(length(i + 1, j), length(i, j + 1))

    return length(0, 0)


@pytest.mark.parametrize("sizes", [(1, 1, 1), (1, 2, 1), (2, 2), (1, 1, 1, 1, 1), (2, 1, 2), (1, 3, 1), (3, 2), (4, 1)])
def test_the_longest_run_is_what_an_answer_has_in_common_with_the_best_valid_order(sizes):
    """Every answer against every valid order."""
    groups, start = [], 0
    for size in sizes:
        groups.append(range(start, start + size))
        start += size
    rank_of = {item: rank for rank, group in enumerate(groups) for item in group}
    valid = [sum(parts, ()) for parts in itertools.product(*(tuple(itertools.permutations(group)) for group in groups))]
    for answer in itertools.permutations(range(start)):
        best = max(_common(answer, one) for one in valid)
        assert len(longest_run([rank_of[item] for item in answer])) == best


@given(st.lists(st.integers(0, 4), max_size=8))
def test_the_longest_run_never_falls_and_none_is_longer(ranks):
    run = longest_run(ranks)
    found = [ranks[i] for i in run]
    assert run == sorted(set(run))
    assert found == sorted(found)
    longer = itertools.combinations(ranks, len(run) + 1)
    assert not any(list(picked) == sorted(picked) for picked in longer)


@given(st.permutations(range(6)), st.data())
def test_swapping_two_neighbours_that_stand_wrong_never_scores_less(answer, data):
    key, question = key_of(*"012345"), question_of(6)
    i = data.draw(st.integers(0, 4))
    low, high = sorted(answer[i : i + 2])
    better = [*answer[:i], low, high, *answer[i + 2 :]]
    shares = [TYPE.score(question, key, [f"o{item}" for item in each], {}).share for each in (answer, better)]
    assert shares[0] <= shares[1] + 1e-9


# What a guesser earns


def test_the_chance_of_three_items_by_hand():
    """Of six orders one has a run of 3, four of 2, one of 1: 12 of 18."""
    assert TYPE.chance(question_of(3), key_of("0", "1", "2"), {}) == pytest.approx(12 / 18, abs=1e-9)


def test_the_chance_of_three_items_with_a_tie_by_hand():
    """Where the last two are tied, two orders of six are valid; every other has a run of 2."""
    assert TYPE.chance(question_of(3), key_of("0", "12"), {}) == pytest.approx((2 * 3 + 4 * 2) / 18, abs=1e-9)


def test_the_chance_of_all_or_nothing_by_hand():
    assert TYPE.chance(question_of(5, "all-or-nothing"), IN_ORDER, {}) == pytest.approx(1 / 120, abs=1e-12)
    assert TYPE.chance(question_of(5, "all-or-nothing"), TIED, {}) == pytest.approx(2 / 120, abs=1e-12)


@pytest.mark.parametrize("rule", ["longest-run", "all-or-nothing"])
@pytest.mark.parametrize("key", [IN_ORDER, TIED, key_of("01", "234")])
def test_the_chance_is_the_mean_over_all_orders(rule, key):
    question = question_of(5, rule)
    shares = [TYPE.score(question, key, list(each), {}).share for each in itertools.permutations(order("01234"))]
    assert TYPE.chance(question, key, {}) == pytest.approx(math.fsum(shares) / 120, abs=1e-9)


def test_the_chance_of_eight_items_is_the_known_one():
    """The longest increasing subsequences of all 40,320 permutations of 8 add up to 152,020 (OEIS A003316)."""
    assert TYPE.chance(question_of(8), key_of(*"01234567"), {}) == pytest.approx(152_020 / 40_320 / 8, abs=1e-9)


def test_a_guess_is_any_order():
    rng = random.Random(3)
    guesses = Counter(tuple(TYPE.guess(question_of(3), {}, rng)) for _ in range(1200))
    assert set(guesses) == set(itertools.permutations(order("012")))
    assert min(guesses.values()) > 120


# What is read


@pytest.mark.parametrize("digits", ["01234", "43210"])
def test_an_order_of_all_items_is_read_as_it_is(digits):
    read = TYPE.read_answer(FIVE, order(digits), {})
    assert read == order(digits)
    assert TYPE.read_answer(FIVE, json.loads(json.dumps(read)), {}) == read


def test_an_untouched_list_is_blank():
    assert TYPE.read_answer(FIVE, None, {}) is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ([], "leaves out 5 of the 5 items"),
        (order("0123"), "leaves out 1 of the 5 items"),
        (order("01233"), "names an item twice"),
        (order("012340"), "names an item twice"),
        (order("01239"), "names an item that this question does not have"),
        ([*order("0123"), "O4"], "does not have"),
        ([*order("0123"), 4], "does not have"),
        ([*order("0123"), None], "does not have"),
        ([*order("0123"), True], "does not have"),
        ([*order("0123"), float("nan")], "does not have"),
        ([*order("0123"), ["o4"]], "does not have"),
        ([*order("0123"), {"o4": 1}], "does not have"),
        (["event 0"] * 5, "does not have"),
        (["o0"] * 100_000, "names an item twice"),
        ({"o0": 1}, "must be a list of all items in order"),
        ("o0", "must be a list"),
        ("01234", "must be a list"),
        (0, "must be a list"),
        (False, "must be a list"),
        (1e308, "must be a list"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_no_order_of_all_items_is_refused(answer, reason):
    with pytest.raises(UnreadableAnswer, match=reason):
        TYPE.read_answer(FIVE, answer, {})


def test_the_right_answer_earns_everything():
    for rule in ("longest-run", "all-or-nothing"):
        question = question_of(5, rule)
        assert TYPE.score(question, TIED, TYPE.right_answer(question, TIED, {}), {}).share == 1


# What a page shows


def test_rows_without_an_answer_name_the_items():
    rows = TYPE.rows(FIVE, None, None, {})
    assert [row.line for row in rows] == [f"event {i}" for i in range(5)]
    assert {(row.chosen, row.right, row.given, row.wanted, row.note) for row in rows} == {(False, None, "", "", "")}


def test_rows_are_the_items_in_the_students_order_with_their_places():
    question = question_of(5, first="earliest", last="latest")
    rows = TYPE.rows(question, order("20134"), None, {})
    assert [row.answer for row in rows] == [
        "event 2: 1st (earliest)",
        "event 0: 2nd",
        "event 1: 3rd",
        "event 3: 4th",
        "event 4: 5th (latest)",
    ]
    assert all(row.chosen and row.right is None and row.wanted == "" for row in rows)
    assert [row.part for row in rows] == order("20134")


def test_with_the_key_a_row_says_where_its_item_belongs():
    rows = TYPE.rows(FIVE, order("01234"), TIED, {})
    assert [row.wanted for row in rows] == ["1st", "2nd or 3rd", "2nd or 3rd", "4th", "5th"]
    assert [row.right for row in rows] == [True] * 5


def test_an_item_out_of_order_is_not_right_and_those_it_shifts_are_neither():
    """Three items stand at their places; the first moved to third shifts two others, which still stand in order."""
    key = key_of(*"01234", why_not={"o0": "It came first.", "o1": "Not shown.", "o3": "Not shown."})
    rows = {row.part: row for row in TYPE.rows(FIVE, order("12034"), key, {})}
    assert {part: row.right for part, row in rows.items()} == {"o1": None, "o2": None, "o0": False, "o3": True, "o4": True}
    assert rows["o0"].note == "It came first."
    assert rows["o1"].note == rows["o2"].note == "In the right order with other items, but shifted by one that is not."
    assert rows["o3"].note == ""


def test_an_item_at_its_place_is_right_whatever_stands_around_it():
    rows = {row.part: row.right for row in TYPE.rows(FIVE, order("34201"), IN_ORDER, {})}
    assert rows["o2"] is True


@pytest.mark.parametrize("key", [IN_ORDER, TIED, key_of("01", "234")])
def test_some_item_is_marked_exactly_when_not_all_is_right(key):
    for answer in itertools.permutations(order("01234")):
        marked = any(row.right is False for row in TYPE.rows(FIVE, list(answer), key, {}))
        assert marked == (TYPE.score(FIVE, key, list(answer), {}).share < 1)


def test_the_order_of_the_rows_says_nothing_of_the_key():
    """Feedback without the key shows the same rows: in the student's order, or in the order first shown."""
    key = key_of(*"43210")
    for answer in (None, order("20134")):
        with_key, without = TYPE.rows(FIVE, answer, key, {}), TYPE.rows(FIVE, answer, None, {})
        assert [row.part for row in with_key] == [row.part for row in without]
        assert [row.given for row in with_key] == [row.given for row in without]


def test_with_the_key_and_no_answer_nothing_is_right():
    rows = TYPE.rows(FIVE, None, key_of("3", "0", "1", "2", "4"), {})
    assert [row.solution for row in rows] == ["event 0: 2nd", "event 1: 3rd", "event 2: 4th", "event 3: 1st", "event 4: 5th"]
    assert not any(row.right for row in rows)


# What an author writes

ITEM = {
    "id": "events",
    "type": "order",
    "points": 2,
    "prompt": "In which order?",
    "skill": "close-reading",
    "items": {"order": "Trump signs an order", "letter": "Booker writes a letter", "bill": "Booker introduces a bill"},
    "key": {
        "answer": ["order", "letter", "bill"],
        "evidence": [
            {"text": "nbc-news-2021", "quote": "The move from lawmakers follows a letter Booker sent", "of": "letter"}
        ],
        "explanation": "The bill follows the letter.",
    },
}


def built(key: dict | None = None, **fields):
    item = item_class("order").model_validate({**ITEM, **fields, "key": {**ITEM["key"], **(key or {})}})
    return build(item, "quiz", TEXTS)


def test_a_release_knows_items_by_opaque_ids_in_an_order_of_their_own():
    question, key = built()
    ids = [item["id"] for item in question.body["items"]]
    assert ids == sorted(ids)
    assert not set(ids) & set(ITEM["items"])
    names = {item["text"]: item["id"] for item in question.body["items"]}
    assert key.answer == [[names[ITEM["items"][label]]] for label in ("order", "letter", "bill")]
    assert key.evidence[0].of == names["Booker writes a letter"]
    assert set(question.body) == {"items"}
    assert question.rule == "longest-run"


def test_the_public_half_does_not_know_the_key():
    turned = {"answer": [["bill", "letter"], "order"], "why-not": {"order": "Read the third paragraph."}}
    backwards = dict(reversed(ITEM["items"].items()))
    assert built()[0] == built(turned)[0] == built(items=backwards)[0]


def test_tied_items_stand_in_a_list_of_their_own():
    key = built({"answer": ["order", ["letter", "bill"]]})[1]
    assert [len(group) for group in key.answer] == [1, 2]
    assert key.answer == built({"answer": [["order"], ["bill", "letter"]]})[1].answer


def test_the_ends_have_names_where_the_author_gives_them():
    body = built(first="earliest", last="latest")[0].body
    assert (body["first"], body["last"]) == ("earliest", "latest")


def test_a_note_on_an_item_is_optional_and_named_by_its_id():
    question, key = built({"why-not": {"letter": "It came before the bill."}})
    names = {item["text"]: item["id"] for item in question.body["items"]}
    assert key.why_not == {names["Booker writes a letter"]: "It came before the bill."}


@pytest.mark.parametrize(
    ("key", "path", "message"),
    [
        (
            {"answer": ["order", "leter", "bill"]},
            ("key", "answer", 1),
            'there is no item "leter"; the items are: order, letter, bill',
        ),
        ({"answer": ["order", "bill"]}, ("key", "answer"), 'the key does not place the item "letter"'),
        (
            {"answer": ["order", "letter", "bill", "order"]},
            ("key", "answer"),
            'the key places more than once the item "order"',
        ),
        ({"answer": ["order", ["letter", "letter"], "bill"]}, ("key", "answer"), "more than once"),
        ({"why-not": {"text": "No."}}, ("key", "why-not", "text"), 'there is no item "text"'),
        (
            {"evidence": [{"text": "nbc-news-2021", "quote": "follows a letter", "of": "vote"}]},
            ("key", "evidence", 0, "of"),
            'there is no item "vote"',
        ),
    ],
)
def test_a_key_that_does_not_fit_its_items_is_refused_in_a_sentence(key, path, message):
    with pytest.raises(AuthoringError, match=message) as error:
        built(key)
    assert error.value.path == path


@pytest.mark.parametrize(
    ("fields", "key", "message"),
    [
        ({"items": {"a": "One", "b": "Two"}}, {"answer": ["a", "b"]}, "at least 3"),
        ({"items": {f"e{i}": f"Event {i}" for i in range(9)}}, {}, "at most 8"),
        ({"items": {"a": "One", "b": "Two", "c": "One"}}, {"answer": ["a", "b", "c"]}, "two items have the same words"),
        ({}, {"answer": [["order", "letter", "bill"]]}, "at least 2"),
        ({}, {"answer": ["order", [], "letter", "bill"]}, "at least 1"),
        ({}, {"answer": ["order", 3, "bill"]}, "valid list"),
        ({"rule": "each-cell"}, {}, "longest-run"),
        ({"keep-order": True}, {}, "Extra inputs"),
    ],
)
def test_what_is_no_question_of_this_type_is_refused(fields, key, message):
    with pytest.raises(ValidationError, match=message):
        built(key, **fields)


def test_the_rule_is_the_authors_choice():
    assert built(rule="all-or-nothing")[0].rule == "all-or-nothing"


# The sample questions


def test_the_samples_are_proven():
    bank, findings = read_samples()
    assert [str(finding) for finding in findings if finding.file.endswith("/order.yaml")] == []
    found = [entry for name, entry in bank.entries.items() if name.startswith("order/")]
    assert {entry.question.rule for entry in found} == {"longest-run", "all-or-nothing"}
    assert any(len(group) > 1 for entry in found for group in entry.key.answer)
    assert any(entry.question.certainty for entry in found)
