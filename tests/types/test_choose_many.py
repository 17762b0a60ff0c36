"""choose-many: worked examples by hand for its four rules, what is read, and what an author may write."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.questions import Key, Question, Score, UnreadableAnswer, explain, question_type
from pairedtexts.questions.authoring import build, item_class

BANK = load_bank(REPOSITORY)
TEXTS = BANK.texts
TYPE = question_type("choose-many")
RULES = ["net", "balanced", "each-decision", "all-or-nothing"]
EXACT = {"abs": 1e-9, "rel": 0}


def many(rule: str, right: int, wrong: int) -> tuple[Question, Key]:
    options = [{"id": f"r{i}", "text": f"right {i}"} for i in range(right)]
    options += [{"id": f"w{i}", "text": f"wrong {i}"} for i in range(wrong)]
    question = Question("quiz/many", "choose-many", "Which?", 3.0, rule, False, {"options": options})
    return question, Key([f"r{i}" for i in range(right)], (), "Because.")


def tick(t: int, f: int) -> list[str]:
    return [f"r{i}" for i in range(t)] + [f"w{i}" for i in range(f)]


def earned(question: Question, key: Key, answer) -> Score:
    """The way an answer goes in grading: read, then scored; a blank one is not scored."""
    read = TYPE.read_answer(question, answer, {})
    return Score.blank() if read is None else TYPE.score(question, key, read, {})


# The rules, by hand


@pytest.mark.parametrize(
    ("rule", "right", "wrong", "t", "f", "share"),
    [
        # three right options and two wrong ones
        ("net", 3, 2, 3, 0, 1),
        ("net", 3, 2, 2, 0, 2 / 3),
        ("net", 3, 2, 2, 1, 1 / 3),
        ("net", 3, 2, 3, 1, 2 / 3),
        ("net", 3, 2, 3, 2, 1 / 3),
        ("net", 3, 2, 1, 1, 0),
        ("net", 3, 2, 0, 1, 0),
        ("net", 3, 2, 0, 2, 0),
        ("balanced", 3, 2, 3, 0, 1),
        ("balanced", 3, 2, 2, 0, 2 / 3),
        ("balanced", 3, 2, 2, 1, 1 / 6),
        ("balanced", 3, 2, 3, 1, 1 / 2),
        ("balanced", 3, 2, 3, 2, 0),
        ("balanced", 3, 2, 1, 1, 0),
        ("balanced", 3, 2, 0, 1, 0),
        ("each-decision", 3, 2, 3, 0, 1),
        ("each-decision", 3, 2, 2, 0, 4 / 5),
        ("each-decision", 3, 2, 2, 1, 3 / 5),
        ("each-decision", 3, 2, 3, 2, 3 / 5),
        ("each-decision", 3, 2, 0, 1, 1 / 5),
        ("each-decision", 3, 2, 0, 2, 0),
        ("all-or-nothing", 3, 2, 3, 0, 1),
        ("all-or-nothing", 3, 2, 2, 0, 0),
        ("all-or-nothing", 3, 2, 3, 1, 0),
        ("all-or-nothing", 3, 2, 3, 2, 0),
        # no wrong option at all
        ("net", 2, 0, 1, 0, 1 / 2),
        ("net", 2, 0, 2, 0, 1),
        ("balanced", 2, 0, 1, 0, 1 / 2),
        ("balanced", 2, 0, 2, 0, 1),
        ("each-decision", 2, 0, 1, 0, 1 / 2),
        # one right option among four
        ("net", 1, 3, 1, 0, 1),
        ("net", 1, 3, 1, 1, 0),
        ("balanced", 1, 3, 1, 1, 2 / 3),
        ("each-decision", 1, 3, 1, 1, 3 / 4),
    ],
)
def test_choose_many_earns_what_its_rule_says(rule, right, wrong, t, f, share):
    question, key = many(rule, right, wrong)
    assert earned(question, key, tick(t, f)).share == pytest.approx(share, **EXACT)


def _by_the_table(rule: str, c: int, w: int, t: int, f: int) -> Fraction:
    share = {
        "all-or-nothing": Fraction(t == c and f == 0),
        "net": Fraction(t - f, c),
        "balanced": Fraction(t, c) - (Fraction(f, w) if w else 0),
        "each-decision": Fraction(t + w - f, c + w),
    }[rule]
    return max(Fraction(0), share)


@pytest.mark.parametrize("rule", ["net", "balanced", "each-decision", "all-or-nothing"])
def test_choose_many_is_exact_for_every_number_of_options_up_to_twelve(rule):
    for c, w in itertools.product(range(1, 13), range(12)):
        if not 2 <= c + w <= 12:
            continue
        question, key = many(rule, c, w)
        for t, f in itertools.product(range(c + 1), range(w + 1)):
            if t + f:
                assert earned(question, key, tick(t, f)).share == pytest.approx(
                    float(_by_the_table(rule, c, w, t, f)), **EXACT
                )


@pytest.mark.parametrize(("rule", "share"), [("net", 1 / 3), ("balanced", 0), ("each-decision", 3 / 5), ("all-or-nothing", 0)])
def test_ticking_everything_earns_what_the_rules_table_says(rule, share):
    """With c = 3 and w = 2: (c - w) / c, 0, c / (c + w), 0."""
    question, key = many(rule, 3, 2)
    assert earned(question, key, tick(3, 2)).share == pytest.approx(share, **EXACT)


# The order of options


@given(st.permutations(["a", "b", "c", "d", "e"]), st.sets(st.sampled_from("abcde"), min_size=1), st.booleans())
def test_the_authors_order_of_options_changes_neither_ids_nor_key_nor_score(order, right, keep_order):
    def made(labels):
        return build(_item({label: f"Option {label}" for label in labels}, sorted(right), keep_order), "quiz", TEXTS)

    (question, key), (other, other_key) = made(order), made("abcde")
    assert key.answer == other_key.answer
    by_id = {option["id"]: option["text"] for option in question.body["options"]}
    assert by_id == {option["id"]: option["text"] for option in other.body["options"]}
    chosen = sorted(by_id)[:2]
    assert earned(question, key, chosen).share == earned(other, other_key, chosen).share
    if keep_order:
        assert [option["text"] for option in question.body["options"]] == [f"Option {label}" for label in order]
    else:
        assert question == other, "the order by digest knows nothing of the author's"


def _item(options: dict[str, str], right: list[str], keep_order: bool = False):
    return item_class("choose-many").model_validate(
        {
            "id": "many",
            "type": "choose-many",
            "points": 2,
            "skill": "civics",
            "prompt": "Which?",
            "options": options,
            "keep-order": keep_order,
            "key": {
                "answer": right,
                "evidence": [{"source": "A source", "date": "1996-09-30"}],
                "explanation": "Because.",
                "why-not": {label: "Not this one." for label in options if label not in right},
            },
        }
    )


# More and less


@given(
    st.sampled_from(["net", "balanced", "each-decision", "all-or-nothing"]), st.integers(1, 6), st.integers(0, 6), st.data()
)
def test_one_more_right_option_never_scores_less(rule, right, wrong, data):
    assume(right + wrong >= 2)
    question, key = many(rule, right, wrong)
    t, f = data.draw(st.integers(0, right - 1)), data.draw(st.integers(0, wrong))
    assert earned(question, key, tick(t + 1, f)).share >= earned(question, key, tick(t, f)).share - 1e-9


@given(
    st.sampled_from(["net", "balanced", "each-decision", "all-or-nothing"]), st.integers(1, 6), st.integers(1, 6), st.data()
)
def test_one_more_wrong_option_never_scores_more(rule, right, wrong, data):
    question, key = many(rule, right, wrong)
    t, f = data.draw(st.integers(1, right)), data.draw(st.integers(0, wrong - 1))
    assert earned(question, key, tick(t, f + 1)).share <= earned(question, key, tick(t, f)).share + 1e-9


# The chance


@pytest.mark.parametrize(("right", "wrong", "chance"), [(1, 1, 1 / 4), (2, 0, (1 / 2 + 1 / 2 + 1) / 4)])
def test_the_chance_of_choose_many_by_hand(right, wrong, chance):
    """Two options ticked by the toss of a coin: under net, one of the four outcomes earns 1 where one option is wrong."""
    question, key = many("net", right, wrong)
    assert question_type("choose-many").chance(question, key, {}) == pytest.approx(chance, **EXACT)


# What is read


@pytest.mark.parametrize("blank", [None, []])
def test_nothing_ticked_is_blank(blank):
    question, _ = many("net", 3, 2)
    assert TYPE.read_answer(question, blank, {}) is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("r0", "must be a list"),
        ({"r0": True}, "must be a list"),
        (1, "must be a list"),
        (["r9"], "does not have"),
        (["right 0"], "does not have"),
        ([["r0"]], "does not have"),
        ([None], "does not have"),
        (["r0", ""], "does not have"),
        ([True], "does not have"),
    ],
    ids=repr,
)
def test_what_is_no_list_of_options_is_refused(answer, said):
    question, _ = many("net", 3, 2)
    with pytest.raises(UnreadableAnswer, match=said):
        TYPE.read_answer(question, answer, {})


def test_an_option_named_twice_is_chosen_once():
    question, key = many("net", 3, 2)
    assert earned(question, key, ["r0", "r0", "r0"]).share == pytest.approx(1 / 3, **EXACT)
    assert earned(question, key, ["r0", "w0", "w0", "r1"]).share == pytest.approx(1 / 3, **EXACT)
    assert question_type("choose-many").read_answer(question, ["w0", "r1", "r1"], {}) == ["r1", "w0"]


# What is said


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        (tick(2, 1), ("2 of 3 right ones chosen", "1 wrong one chosen")),
        (tick(3, 0), ("3 of 3 right ones chosen", "0 wrong ones chosen")),
    ],
)
def test_a_score_says_in_words_how_it_came_about(answer, parts):
    question, key = many("net", 3, 2)
    assert earned(question, key, answer).parts == parts


def test_an_explanation_shows_the_answer_beside_the_key_and_the_sentence_that_proves_it():
    entry = BANK.entries["federalism/program-and-president"]
    question, key = entry.question, entry.key
    by_words = {option["text"]: option["id"] for option in question.body["options"]}
    wrong, right = "It makes local police departments take part", "It rests on a section of an act of Congress"
    found = explain(question, key, [by_words[right], by_words[wrong]], TEXTS)
    rows = {row.line: row for row in found.rows}
    assert (rows[right].chosen, rows[right].right, rows[right].note) == (True, True, "")
    assert (rows[wrong].chosen, rows[wrong].right) == (True, False)
    assert "To allow is not to force" in rows[wrong].note
    assert sum(row.chosen for row in found.rows) == 2
    proof = found.evidence[0]
    assert (proof.quote, proof.source, proof.place) == (
        "section 287(g) of the Immigration and Nationality Act",
        "Liberty Headlines",
        "¶ 2",
    )
    assert proof.before.startswith("Booker’s PROTECT Immigration Act")
