"""label: worked examples by hand, what is read, what a page shows, what an author may write."""

from __future__ import annotations

import itertools
import json
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conftest import REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.questions import Key, Question, UnreadableAnswer, explain, question_type
from pairedtexts.questions.authoring import AuthoringError, build, item_class
from sample_course import read_samples

TEXTS = load_bank(REPOSITORY).texts
TYPE = question_type("label")

PHRASE = {
    "text": "nbc-news-2021",
    "start": 90,
    "end": 98,
    "before": "Back in 2011, they ",
    "quote": "admitted",
    "after": " that it was so.",
    "outlet": "NBC News",
    "place": "¶ 14",
}


def question_of(n: int, *, several: bool = False) -> Question:
    """A question with options o0, o1, ..."""
    options = [{"id": f"o{i}", "text": f"label {i}"} for i in range(n)]
    body = {"options": options, "phrase": PHRASE, "several": several}
    return Question("quiz/label", "label", "Which technique?", 2.0, "weights", False, body)


def key_of(*weights: float, why_not: dict[str, str] | None = None) -> Key:
    """A key with the weights of o0, o1, ...; 0 is left out, as in a quiz file."""
    return Key({f"o{i}": weight for i, weight in enumerate(weights) if weight}, (), "Because.", why_not or {})


FOUR, ONE_FITS_BEST = question_of(4), key_of(1, 0.5)
SEVERAL, ADDED = question_of(4, several=True), key_of(0.75, 0.25, 0.5, -0.5)


# The rule, by hand


@pytest.mark.parametrize(
    ("option", "share", "parts"),
    [
        ("o0", 1, ("the label that fits best",)),
        ("o1", 0.5, ("a label that is accepted", "50 % of the points")),
        ("o2", 0, ("not a label that fits",)),
        ("o3", 0, ("not a label that fits",)),
    ],
)
def test_one_label_earns_its_weight(option, share, parts):
    score = TYPE.score(FOUR, ONE_FITS_BEST, option, {})
    assert (score.share, score.parts) == (share, parts)


@pytest.mark.parametrize(
    ("digits", "share", "parts"),
    [
        ("0", 0.75, ("1 of 3 labels that fit chosen", "0 that do not")),
        ("12", 0.75, ("2 of 3 labels that fit chosen", "0 that do not")),
        ("01", 1, ("2 of 3 labels that fit chosen", "0 that do not")),
        ("012", 1, ("3 of 3 labels that fit chosen", "0 that do not")),  # no more than all points
        ("013", 0.5, ("2 of 3 labels that fit chosen", "1 that does not")),
        ("0123", 1, ("3 of 3 labels that fit chosen", "1 that does not")),  # 1.5 less 0.5
        ("13", 0, ("1 of 3 labels that fit chosen", "1 that does not")),  # never below nothing
        ("3", 0, ("0 of 3 labels that fit chosen", "1 that does not")),
    ],
)
def test_several_labels_earn_the_sum_of_their_weights(digits, share, parts):
    score = TYPE.score(SEVERAL, ADDED, [f"o{digit}" for digit in digits], {})
    assert score.share == pytest.approx(share, abs=1e-9)
    assert score.parts == parts


def test_a_label_without_a_weight_costs_nothing():
    score = TYPE.score(question_of(3, several=True), key_of(1), ["o0", "o1", "o2"], {})
    assert (score.share, score.parts) == (1, ("1 of 1 labels that fit chosen", "2 that do not"))


def test_ticking_everything_earns_what_the_author_says():
    pays, does_not = key_of(0.5, 0.5), key_of(0.5, 0.5, -0.5, -0.5)
    everything = [f"o{i}" for i in range(4)]
    assert [TYPE.score(SEVERAL, key, everything, {}).share for key in (pays, does_not)] == [1, 0]


def test_ten_tenths_are_all_points():
    question, key = question_of(10, several=True), key_of(*[0.1] * 10)
    assert TYPE.score(question, key, TYPE.right_answer(question, key, {}), {}).share == 1.0


WEIGHTS = st.lists(st.sampled_from([-1, -0.5, 0, 0.25, 0.5, 1]), min_size=4, max_size=4)


@given(WEIGHTS, st.permutations(range(4)), st.integers(1, 4))
def test_one_more_label_that_fits_never_scores_less(weights, ids, chosen):
    key = key_of(*weights)
    less, more = ([f"o{i}" for i in ids[:number]] for number in (chosen - 1, chosen))
    if weights[ids[chosen - 1]] > 0 and less:
        assert TYPE.score(SEVERAL, key, more, {}).share >= TYPE.score(SEVERAL, key, less, {}).share


# What a guesser earns


def test_the_chance_of_one_label_is_the_mean_weight():
    assert TYPE.chance(FOUR, ONE_FITS_BEST, {}) == pytest.approx(1.5 / 4, abs=1e-9)


def test_the_chance_of_several_labels_by_hand():
    """Two labels, 1 and -0.5, each ticked by the toss of a coin: nothing 0, the first 1, the second 0, both 0.5."""
    question = question_of(2, several=True)
    assert TYPE.chance(question, key_of(1, -0.5), {}) == pytest.approx(1.5 / 4, abs=1e-9)


def test_the_chance_of_several_labels_is_the_mean_over_all_sets():
    subsets = [[f"o{i}" for i in range(4) if ticks[i]] for ticks in itertools.product([0, 1], repeat=4)]
    shares = [TYPE.score(SEVERAL, ADDED, subset, {}).share for subset in subsets if subset]
    assert TYPE.chance(SEVERAL, ADDED, {}) == pytest.approx(math.fsum(shares) / 16, abs=1e-9)


def test_a_guess_can_be_read():
    rng = random.Random(1)
    one = {TYPE.guess(FOUR, {}, rng) for _ in range(100)}
    assert one == {f"o{i}" for i in range(4)}
    sets = {tuple(TYPE.read_answer(SEVERAL, TYPE.guess(SEVERAL, {}, rng), {}) or ()) for _ in range(500)}
    assert len(sets) == 16


def test_the_right_answer_earns_everything():
    assert TYPE.right_answer(FOUR, key_of(0.5, 0, 1), {}) == "o2"
    assert TYPE.right_answer(SEVERAL, ADDED, {}) == ["o0", "o1", "o2"]
    assert TYPE.score(SEVERAL, ADDED, ["o0", "o1", "o2"], {}).share == 1


# What is read


def test_a_single_label_is_read_as_its_id():
    assert TYPE.read_answer(FOUR, "o2", {}) == "o2"
    assert TYPE.read_answer(FOUR, None, {}) is None


def test_several_labels_are_read_in_the_order_shown_and_once_each():
    read = TYPE.read_answer(SEVERAL, ["o3", "o1", "o3"], {})
    assert read == ["o1", "o3"]
    assert TYPE.read_answer(SEVERAL, json.loads(json.dumps(read)), {}) == read


@pytest.mark.parametrize("answer", [None, []])
def test_no_label_of_several_is_blank(answer):
    assert TYPE.read_answer(SEVERAL, answer, {}) is None


ODD = ["o9", "", "O1", "label 1", ["o1"], [], {"o1": True}, 1, -1, True, float("nan"), 10**400]


@pytest.mark.parametrize("answer", ODD, ids=lambda value: repr(value)[:30])
def test_what_is_no_label_is_refused(answer):
    with pytest.raises(UnreadableAnswer, match="names an option that this question does not have"):
        TYPE.read_answer(FOUR, answer, {})


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("o1", "must be a list of options"),
        ({"o1": True}, "must be a list of options"),
        (0, "must be a list of options"),
        (False, "must be a list of options"),
        *(([each], "names an option") for each in ["o9", None, 1, True, ["o1"], {"o1": 1}, float("nan")]),
        (["o1"] * 10_000 + ["o9"], "names an option"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_are_no_labels_is_refused(answer, reason):
    with pytest.raises(UnreadableAnswer, match=reason):
        TYPE.read_answer(SEVERAL, answer, {})


# What a page shows


def test_the_first_row_is_the_phrase_in_its_sentence():
    for answer, key in ((None, None), ("o1", None), ("o1", ONE_FITS_BEST)):
        first, *rest = TYPE.rows(FOUR, answer, key, {})
        assert first.line == "In the text: “admitted” (NBC News, ¶ 14), in: Back in 2011, they admitted that it was so."
        assert (first.chosen, first.right, first.note) == (False, None, "")
        assert [row.line for row in rest] == [f"label {i}" for i in range(4)]


def test_a_phrase_that_is_its_whole_sentence_is_shown_once():
    whole = {**PHRASE, "before": "", "quote": "“It was\u00a0so.”", "after": ""}
    question = Question("quiz/label", "label", "Which?", 1.0, "weights", False, {**FOUR.body, "phrase": whole})
    assert TYPE.rows(question, None, None, {})[0].line == "In the text: “It was so.” (NBC News, ¶ 14)"


def test_rows_without_the_key_say_what_was_chosen_and_no_more():
    rows = TYPE.rows(SEVERAL, ["o1", "o2"], None, {})[1:]
    assert [row.chosen for row in rows] == [False, True, True, False]
    assert {(row.right, row.note, row.given) for row in rows} == {(None, "", None)}


def test_with_the_key_rows_say_how_much_each_label_counts_and_why_not_more():
    key = key_of(1, 0.5, why_not={"o1": "The other one comes first.", "o2": "Not 2.", "o3": "Not 3."})
    rows = TYPE.rows(FOUR, "o1", key, {})[1:]
    assert [row.right for row in rows] == [True, True, False, False]
    assert [row.called for row in rows[:2]] == ["fits best", "accepted, half"]
    assert [row.note for row in rows] == [
        "Fits best.",
        "Accepted: counts 50 %. The other one comes first.",
        "Not 2.",
        "Not 3.",
    ]


def test_with_the_key_rows_of_several_labels_say_what_adds_up():
    key = key_of(0.75, 0.25, 0, -0.5, why_not={"o2": "Not 2.", "o3": "Not 3."})
    rows = TYPE.rows(SEVERAL, ["o1"], key, {})[1:]
    assert [row.right for row in rows] == [True, True, False, False]
    assert [row.called for row in rows[:2]] == ["fits, 75 %", "fits, 25 %"]
    assert [row.note for row in rows] == ["Fits: counts 75 %.", "Fits: counts 25 %.", "Not 2.", "Not 3. Takes 50 % away."]


# What an author writes

ITEM = {
    "id": "admitted",
    "type": "label",
    "points": 2,
    "prompt": "Which technique?",
    "skill": "word-choice",
    "phrase": {"text": "nbc-news-2021", "quote": "admitted"},
    "options": {"saying": "A verb of saying", "loaded": "A loaded word", "future": "A prediction"},
    "key": {
        "weights": {"saying": 1, "loaded": 0.5},
        "explanation": "It tells readers that it is true.",
        "why-not": {"future": "It looks back."},
    },
}


def built(key: dict | None = None, **fields):
    item = item_class("label").model_validate({**ITEM, **fields, "key": {**ITEM["key"], **(key or {})}})
    return build(item, "quiz", TEXTS)


def test_the_phrase_is_found_in_the_text_and_shown_in_its_sentence():
    phrase = built()[0].body["phrase"]
    text = TEXTS["nbc-news-2021"]
    assert text.verbatim[phrase["start"] : phrase["end"]] == phrase["quote"] == "admitted"
    assert phrase["before"] == "Back in 2011, the Department of Justice and the Department of Homeland Security "
    assert phrase["after"].endswith("resulting in the termination of its 287(g) jail model agreement.")
    assert (phrase["text"], phrase["outlet"], phrase["place"]) == ("nbc-news-2021", "NBC News", "¶ 14")


def test_the_phrase_is_evidence_and_more_may_stand_beside_it():
    source = {"source": "U.S. Department of Homeland Security, statement", "date": "2011-12-15", "of": "saying"}
    question, key = built({"evidence": [source]}, about=["nbc-news-2021"])
    assert [proof.quote for proof in key.evidence] == ["admitted", ""]
    assert key.evidence[0].passage == (
        "nbc-news-2021",
        question.body["phrase"]["start"],
        question.body["phrase"]["end"],
    )
    names = {option["text"]: option["id"] for option in question.body["options"]}
    assert [proof.of for proof in explain(question, key, None, TEXTS).evidence] == ["", names["A verb of saying"]]


def test_a_release_knows_labels_by_opaque_ids_in_an_order_of_their_own():
    question, key = built()
    ids = [option["id"] for option in question.body["options"]]
    names = {option["text"]: option["id"] for option in question.body["options"]}
    assert ids == sorted(ids)
    assert key.answer == {names["A verb of saying"]: 1, names["A loaded word"]: 0.5}
    assert key.why_not == {names["A prediction"]: "It looks back."}
    assert set(question.body) == {"options", "phrase", "several"}


def test_the_public_half_does_not_know_the_key():
    other = {"weights": {"future": 1}, "why-not": {"saying": "No.", "loaded": "No."}}
    assert built()[0] == built(other)[0] == built(options=dict(reversed(ITEM["options"].items())))[0]


def test_a_label_that_counts_in_part_may_have_its_reason():
    _, key = built({"why-not": {"future": "It looks back.", "loaded": "First of all it reports."}})
    assert sorted(key.why_not.values()) == ["First of all it reports.", "It looks back."]


def test_labels_below_nothing_keep_ticking_everything_from_paying():
    key = {"weights": {"saying": 0.5, "loaded": 0.5, "future": -1}}
    question, key = built(key, several=True)
    everything = [option["id"] for option in question.body["options"]]
    assert TYPE.score(question, key, everything, TEXTS).share == 0


@pytest.mark.parametrize(
    ("key", "fields", "path", "message"),
    [
        (
            {"weights": {"saying": 1, "lodaed": 0.5}},
            {},
            ("key", "weights", "lodaed"),
            'there is no option "lodaed"; the options are: saying, loaded, future',
        ),
        ({"weights": {"saying": 1, "loaded": 0}}, {}, ("key", "weights", "loaded"), '"loaded" has the weight 0; leave it out'),
        ({"weights": {"saying": 1, "future": -0.5}}, {}, ("key", "weights", "future"), '"future" has a weight below 0'),
        ({"weights": {"saying": 0.9}}, {}, ("key", "weights"), "no label has the weight 1"),
        ({"weights": {"saying": 0.5, "loaded": 0.25}}, {"several": True}, ("key", "weights"), "add up to 0.75"),
        ({"weights": {"future": -1}}, {"several": True}, ("key", "weights"), "add up to 0,"),
        ({"why-not": {}}, {}, ("key",), '`why-not` gives no reason for the wrong label "future"'),
        (
            {"why-not": {"future": "It looks back.", "saying": "No."}},
            {},
            ("key", "why-not", "saying"),
            '"saying" is not a wrong label',
        ),
        (
            {"evidence": [{"source": "A letter", "date": "2011", "of": "mood"}]},
            {},
            ("key", "evidence", 0, "of"),
            'there is no option "mood"',
        ),
        ({}, {"phrase": {"text": "nbc-news-2021", "quote": "conceded"}}, ("phrase", "quote"), "evidence not found in nbc"),
        ({}, {"phrase": {"text": "nbc-news-2021", "quote": "Booker"}}, ("phrase", "quote"), "add `line:`"),
        ({}, {"phrase": {"text": "fox", "quote": "admitted"}}, ("phrase", "text"), 'there is no text "fox"'),
    ],
)
def test_a_question_whose_halves_do_not_fit_is_refused_in_a_sentence(key, fields, path, message):
    with pytest.raises(AuthoringError, match=message) as error:
        built(key, **fields)
    assert error.value.path == path


def test_ticking_every_label_must_not_earn_all_points():
    with pytest.raises(AuthoringError, match="who ticks every label earns all points"):
        built({"weights": {"saying": 1, "loaded": 1}}, several=True)


def test_a_negative_label_wants_its_reason():
    with pytest.raises(AuthoringError, match='no reason for the wrong label "future"'):
        built({"weights": {"saying": 1, "loaded": 0.25, "future": -0.5}, "why-not": {}}, several=True)


@pytest.mark.parametrize(
    ("key", "fields", "message"),
    [
        ({"weights": {}}, {}, "at least 1"),
        ({"weights": {"saying": 1.5}}, {}, "less than or equal to 1"),
        ({"weights": {"saying": -1.5}}, {}, "greater than or equal to -1"),
        ({"weights": {"saying": float("nan")}}, {}, "finite number"),
        ({"weights": {"saying": True}}, {}, "valid number"),
        ({"weights": {"saying": "1"}}, {}, "valid number"),
        ({}, {"options": {"saying": "Same", "loaded": "Same", "future": "Other"}}, "two options have the same words"),
        ({}, {"phrase": {"text": "nbc-news-2021"}}, "quote"),
        ({"answer": "saying"}, {}, "Extra inputs"),
        ({}, {"rule": "net"}, "Extra inputs"),
    ],
)
def test_what_is_no_question_of_this_type_is_refused(key, fields, message):
    with pytest.raises(ValidationError, match=message):
        built(key, **fields)


# The sample questions


def test_the_samples_are_proven():
    bank, findings = read_samples()
    assert [str(finding) for finding in findings if finding.file.endswith("/label.yaml")] == []
    found = [entry for name, entry in bank.entries.items() if name.startswith("label/")]
    assert {entry.question.body["several"] for entry in found} == {True, False}
    assert any(weight < 0 for entry in found for weight in entry.key.answer.values())


def test_the_samples_label_both_articles_alike():
    """The same labels with the same weights for each outlet."""
    found = [entry for name, entry in read_samples()[0].entries.items() if name.startswith("label/")]
    by_text: dict[str, list[list[float]]] = {}
    for entry in found:
        by_text.setdefault(entry.question.body["phrase"]["text"], []).append(sorted(entry.key.answer.values()))
    assert len(by_text) == 2
    assert len({json.dumps(weights) for weights in by_text.values()}) == 1
