"""What an answer earns: worked examples by hand for every rule, and what holds for every question of every type."""

from __future__ import annotations

import itertools
import math
import random
from fractions import Fraction
from functools import lru_cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.contents import Contents
from pairedtexts.grading import Rebuilt, grade
from pairedtexts.questions import (
    Key,
    Question,
    Score,
    UnknownType,
    UnreadableAnswer,
    explain,
    question_type,
    scored,
    type_names,
)
from pairedtexts.questions.authoring import build, item_class
from pairedtexts.release import Kept
from pairedtexts.responses import Record
from pairedtexts.texts import Part, Span, Text, find, paragraphs, sentences, words

BANK = load_bank(REPOSITORY)
TEXTS = BANK.texts
SHIPPED = {name: (entry.question, entry.key) for name, entry in BANK.entries.items()}
EVERY_QUESTION = pytest.mark.parametrize(("question", "key"), SHIPPED.values(), ids=SHIPPED)
EXACT = {"abs": 1e-9, "rel": 0}

SMALL = Text(
    *("small", "The Small Paper", "Small", "by", "date", "rights"),
    (Part("body", 1, 2),),
    "One two three four five six. Seven eight nine ten.\nEleven two twelve.",
)


def many(rule: str, right: int, wrong: int) -> tuple[Question, Key]:
    options = [{"id": f"r{i}", "text": f"right {i}"} for i in range(right)]
    options += [{"id": f"w{i}", "text": f"wrong {i}"} for i in range(wrong)]
    question = Question("quiz/many", "choose-many", "Which?", 3.0, rule, False, {"options": options})
    return question, Key([f"r{i}" for i in range(right)], (), "Because.")


def tick(t: int, f: int) -> list[str]:
    return [f"r{i}" for i in range(t)] + [f"w{i}" for i in range(f)]


def mark(*accepted: tuple[str, str], texts=(SMALL,)) -> tuple[Question, Key]:
    """A question about SMALL that accepts passages given as (core, within)."""
    answer = []
    for core, within in accepted:
        inner, outer = find(SMALL, core), find(SMALL, within)
        answer.append({"text": "small", "core": [inner.start, inner.end], "within": [outer.start, outer.end]})
    body = {"texts": [text.id for text in texts], "versions": [text.version for text in texts], "unit": "words"}
    return Question("quiz/mark", "mark-evidence", "Where?", 2.0, "overlap", False, body), Key(answer, (), "There.")


def selected(*quotes: str, text: Text = SMALL) -> list[dict]:
    passages = [find(text, quote, line=1 if text is SMALL else None) for quote in quotes]
    return [{"text": p.text, "start": p.start, "end": p.end, "quote": text.verbatim[p.start : p.end]} for p in passages]


def earned(question: Question, key: Key, answer, texts=None) -> Score:
    """The way an answer goes in grading: read, then scored; a blank one is not scored."""
    texts = {**TEXTS, "small": SMALL} if texts is None else texts
    kind = question_type(question.type)
    read = kind.read_answer(question, answer, texts)
    return Score.blank() if read is None else kind.score(question, key, read, texts)


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


def test_choose_one_earns_all_or_nothing():
    body = {"options": [{"id": f"o{i}", "text": f"option {i}"} for i in range(4)]}
    question = Question("quiz/one", "choose-one", "Which?", 2.0, "all-or-nothing", False, body)
    key = Key("o2", (), "Because.")
    assert [earned(question, key, f"o{i}").share for i in range(4)] == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("quotes", "share"),
    [
        (["two three"], 1),  # the core
        (["One two three four"], 1),  # all that is allowed around it
        (["two", "three"], 1),  # in two pieces
        (["three four"], 2 / 3),  # 1 of 2 core words: 2*1 / (1 + 2 + 0)
        (["two", "six."], 1 / 2),  # 1 of 2 and 1 too many: 2*1 / (1 + 2 + 1)
        (["two three four five"], 4 / 5),  # both and 1 too many: 2*2 / (2 + 2 + 1)
        (["One two three four five six."], 2 / 3),  # both and 2 too many: 4 / 6
        (["One two three four five six. Seven eight nine ten."], 2 / 5),  # the whole paragraph: 4 / 10
        (["One"], 0),  # allowed, but not what was asked for
        (["Seven eight"], 0),
    ],
    ids=str,
)
def test_mark_evidence_earns_the_overlap_with_the_accepted_passage(quotes, share):
    question, key = mark(("two three", "One two three four"))
    assert earned(question, key, selected(*quotes)).share == pytest.approx(share, **EXACT)


def test_mark_evidence_takes_the_best_of_the_accepted_passages():
    question, key = mark(("two three", "two three"), ("nine ten", "nine ten."))
    assert earned(question, key, selected("nine ten")).share == 1
    assert earned(question, key, selected("ten")).share == pytest.approx(2 / 3, **EXACT)


def test_a_passage_counts_in_its_own_text_only():
    """The same offsets in another article are other words."""
    question, key = SHIPPED["media_bias/lh-first-sentence"]
    start, end = key.answer[0]["core"]
    both = Question(**{**vars(question), "body": {**question.body, "texts": ["liberty-headlines-2019", "nbc-news-2021"]}})
    there = {"text": "nbc-news-2021", "start": start, "end": end, "quote": TEXTS["nbc-news-2021"].verbatim[start:end]}
    assert earned(both, key, [there]).share == 0


@pytest.mark.parametrize("name", type_names())
def test_every_rule_of_every_type_is_explained_to_students(name):
    assert question_type(name).RULES
    assert all(words.endswith(".") for words in question_type(name).RULES.values())


# What holds for every question of every type


def passages(texts=("liberty-headlines-2019", "nbc-news-2021"), known=None) -> st.SearchStrategy:
    """Runs of up to 15 words of the articles, each inside one paragraph."""
    known = known or TEXTS

    @st.composite
    def one(draw):
        text = known[draw(st.sampled_from(texts))]
        tokens = words(text, draw(st.sampled_from([p for p in paragraphs(text) if p.kind != "furniture"])))
        first = draw(st.integers(0, len(tokens) - 1))
        last = draw(st.integers(first, min(first + 15, len(tokens) - 1)))
        start, end = tokens[first].start, tokens[last].end
        return {"text": text.id, "start": start, "end": end, "quote": text.verbatim[start:end]}

    return one()


def answers(question: Question) -> st.SearchStrategy:
    """Answers of the right shape, right and wrong ones."""
    if question.type == "mark-evidence":
        return st.lists(passages(tuple(question.body["texts"])), min_size=1, max_size=4)
    options = st.sampled_from([option["id"] for option in question.body["options"]])
    return options if question.type == "choose-one" else st.lists(options, min_size=1, max_size=8)


NAMES = st.sampled_from(sorted(SHIPPED))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def test_the_shipped_questions_are_of_every_type():
    """The properties below are held for what the bank holds."""
    assert {question.type for question, _ in SHIPPED.values()} == set(type_names())


@given(st.data(), NAMES)
def test_a_share_lies_between_nothing_and_everything(data, name):
    question, key = SHIPPED[name]
    score = earned(question, key, data.draw(answers(question)))
    assert 0 <= score.share <= 1
    assert score.state == "scored"
    assert all(score.parts)


@EVERY_QUESTION
def test_the_right_answer_earns_everything(question, key):
    assert earned(question, key, question_type(question.type).right_answer(question, key, TEXTS)).share == 1


@EVERY_QUESTION
def test_a_blank_answer_earns_nothing_and_says_so(question, key):
    """Under every rule, also where leaving out the wrong options would earn a share."""
    release = Kept(1, "", {}, Contents("lesson", TEXTS, {question.id: _graded(question)}, {}), {question.id: key})
    blanks = [None] if question.type == "choose-one" else [None, []]
    for blank in blanks:
        record = Record(question.id, _graded(question).version, 1, blank, "2026-11-21T15:58:00Z")
        result = grade(Rebuilt("", {question.id: record}, (), ""), release, release, {}).questions[question.id]
        assert (result.score.share, result.score.state, result.score.parts) == (0, "blank", ("not answered",))
        assert result.answer is None
        assert result.reasons == ()


def _graded(question: Question) -> Question:
    return Question(**{**vars(question), "practice": False, "points": 2.0})


@given(st.data(), NAMES)
def test_the_order_of_options_and_of_the_answer_does_not_change_the_score(data, name):
    question, key = SHIPPED[name]
    answer = data.draw(answers(question))
    body = dict(question.body)
    if "options" in body:
        body["options"] = data.draw(st.permutations(body["options"]))
    again = data.draw(st.permutations(answer)) if isinstance(answer, list) else answer
    shuffled = Question(**{**vars(question), "body": body})
    assert earned(shuffled, key, again).share == pytest.approx(earned(question, key, answer).share, **EXACT)


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


MARKED = sorted(name for name, (question, _) in SHIPPED.items() if question.type == "mark-evidence")


@given(st.data(), st.sampled_from(MARKED))
def test_one_more_word_of_the_accepted_passage_never_scores_less(data, name):
    question, key = SHIPPED[name]
    answer = data.draw(answers(question))
    accepted = data.draw(st.sampled_from(key.answer))
    text = TEXTS[accepted["text"]]
    start, end = data.draw(st.sampled_from(words(text, Span(*accepted["core"]))))
    more = [*answer, {"text": text.id, "start": start, "end": end, "quote": text.verbatim[start:end]}]
    assert earned(question, key, more).share >= earned(question, key, answer).share - 1e-9


def test_one_more_accepted_passage_never_scores_less():
    """Who finds both places where it stands has not done worse than who finds one."""
    question, key = mark(("two three", "two three"), ("nine ten", "nine ten."))
    one, both = selected("two three"), selected("two three", "nine ten")
    assert earned(question, key, both).share >= earned(question, key, one).share


@EVERY_QUESTION
def test_a_guesser_earns_on_average_what_chance_says(question, key, monkeypatch):
    """10,000 guesses; the mean of that many lies within four standard errors, for this seed and for nearly every other."""
    from pairedtexts.questions import mark_evidence

    monkeypatch.setattr(mark_evidence, "word_indices", lru_cache(maxsize=None)(mark_evidence.word_indices))
    kind, rng = question_type(question.type), random.Random(f"guess {question.id}")
    of_answer: dict[str, float] = {}
    shares = []
    for _ in range(10_000):
        guess = kind.guess(question, TEXTS, rng)
        if str(guess) not in of_answer:
            of_answer[str(guess)] = earned(question, key, guess).share
        shares.append(of_answer[str(guess)])
    mean = sum(shares) / len(shares)
    deviation = math.sqrt(sum((share - mean) ** 2 for share in shares) / len(shares))
    chance = kind.chance(question, key, TEXTS)
    assert 0 <= chance < 1
    assert abs(mean - chance) <= 4 * deviation / math.sqrt(len(shares)) + 1e-12


@pytest.mark.parametrize(("right", "wrong", "chance"), [(1, 1, 1 / 4), (2, 0, (1 / 2 + 1 / 2 + 1) / 4)])
def test_the_chance_of_choose_many_by_hand(right, wrong, chance):
    """Two options ticked by the toss of a coin: under net, one of the four outcomes earns 1 where one option is wrong."""
    question, key = many("net", right, wrong)
    assert question_type("choose-many").chance(question, key, {}) == pytest.approx(chance, **EXACT)


def test_the_chance_of_choose_one_by_hand():
    question, key = SHIPPED["federalism/in-neither"]
    assert question_type("choose-one").chance(question, key, TEXTS) == 1 / 4


def test_the_chance_of_mark_evidence_by_hand():
    """Three sentences; the first holds the core and two words too many, the others earn nothing."""
    question, key = mark(("two three", "One two three four"))
    assert question_type("mark-evidence").chance(question, key, {"small": SMALL}) == pytest.approx((2 / 3) / 3, **EXACT)


# Answers of any shape


@given(st.data(), NAMES)
def test_an_answer_of_any_shape_is_read_or_refused_and_nothing_else(data, name):
    question, key = SHIPPED[name]
    kind = question_type(question.type)
    pieces = st.sampled_from([[], {}, "", None, [None], [[]], [{}], 0, True, [[{}]]])
    answer = data.draw(JSON | pieces | st.lists(JSON, max_size=3) | _almost(question))
    try:
        read = kind.read_answer(question, answer, TEXTS)
    except UnreadableAnswer as error:
        said = str(error)
        assert said
        return
    assert kind.read_answer(question, read, TEXTS) == read, "the canonical form is its own"
    if read is not None:
        assert 0 <= kind.score(question, key, read, TEXTS).share <= 1


def _almost(question: Question) -> st.SearchStrategy:
    """Answers with one thing wrong."""
    if question.type != "mark-evidence":
        return st.lists(st.sampled_from([option["id"] for option in question.body["options"]]) | JSON, max_size=3)
    parts = st.sampled_from(["text", "start", "end", "quote"])
    altered = st.tuples(passages(), parts, JSON | st.sampled_from([0, -1, 10**9, "", "the", "ICE"]))
    return st.lists(altered.map(lambda item: {**item[0], item[1]: item[2]}), max_size=3)


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("federalism/county-says-no", "o00000000", "does not have"),
        ("federalism/county-says-no", "statute-leaves-open", "does not have"),
        ("federalism/county-says-no", ["o45c20a86"], "does not have"),
        ("federalism/county-says-no", "", "does not have"),
        ("federalism/in-both", "o45c20a86", "must be a list"),
        ("federalism/in-both", ["o45c20a86"], "does not have"),
        ("federalism/in-both", {"aim": True}, "must be a list"),
        ("media_bias/lh-first-sentence", "will harm", "must be a list of passages"),
        ("media_bias/lh-first-sentence", ["will harm"], "must be a JSON object"),
        ("media_bias/lh-first-sentence", [{}], "does not show"),
        ("media_bias/lh-first-sentence", [{"text": "nbc-news-2021", "start": 0, "end": 2, "quote": "IE"}], "does not show"),
        ("media_bias/lh-first-sentence", [{"text": "liberty-headlines-2019", "start": 0, "end": 2}], "no quotation"),
        (
            "media_bias/lh-first-sentence",
            [{"text": "liberty-headlines-2019", "start": 0, "end": 9, "quote": "would help"}],
            "disagree: not found",
        ),
        (
            "media_bias/lh-first-sentence",
            [{"text": "liberty-headlines-2019", "start": 0, "end": 3, "quote": "ICE"}],
            "disagree: found",
        ),
        (
            "media_bias/lh-first-sentence",
            [{"text": "liberty-headlines-2019", "start": True, "end": 5, "quote": "ooke"}],
            "disagree",
        ),
        (
            "media_bias/lh-first-sentence",
            [{"text": "liberty-headlines-2019", "start": 60, "end": 62, "quote": "\n\n"}],
            "holds no words",
        ),
    ],
)
def test_an_answer_of_another_shape_is_refused_with_the_reason(name, answer, said):
    question, _ = SHIPPED[name]
    with pytest.raises(UnreadableAnswer, match=said):
        question_type(question.type).read_answer(question, answer, TEXTS)


def test_an_option_named_twice_is_chosen_once():
    question, key = many("net", 3, 2)
    assert earned(question, key, ["r0", "r0", "r0"]).share == pytest.approx(1 / 3, **EXACT)
    assert earned(question, key, ["r0", "w0", "w0", "r1"]).share == pytest.approx(1 / 3, **EXACT)
    assert question_type("choose-many").read_answer(question, ["w0", "r1", "r1"], {}) == ["r1", "w0"]


def test_a_passage_marked_twice_counts_once():
    question, key = mark(("two three", "One two three four"))
    once, twice = selected("two three", "six."), selected("two three", "six.", "two three", "six.", "six.")
    assert earned(question, key, twice) == earned(question, key, once)


def test_overlapping_passages_count_their_words_once():
    question, key = mark(("two three", "One two three four"))
    assert earned(question, key, selected("One two three", "two three four")).share == 1


def test_more_passages_than_a_student_can_select_are_refused():
    question, _ = SHIPPED["media_bias/lh-first-sentence"]
    text = TEXTS["liberty-headlines-2019"]
    spans = words(text, paragraphs(text)[4])[:11]
    eleven = [{"text": text.id, "start": s.start, "end": s.end, "quote": text.verbatim[s.start : s.end]} for s in spans]
    kind = question_type("mark-evidence")
    assert len(kind.read_answer(question, eleven[:10], TEXTS)) == 10
    with pytest.raises(UnreadableAnswer, match="at most 10"):
        kind.read_answer(question, eleven, TEXTS)


@pytest.mark.parametrize(
    "wrong",
    [{"start": 0, "end": 9}, {"start": -1}, {"end": 10**12}, {"start": None, "end": None}, {"start": 5.0}, {"end": "9"}],
)
def test_a_passage_whose_place_and_words_disagree_is_found_by_its_words(wrong):
    question, key = SHIPPED["media_bias/lh-first-sentence"]
    [right] = selected("will harm", text=TEXTS["liberty-headlines-2019"])
    moved = [{**right, **wrong}]
    assert question_type("mark-evidence").read_answer(question, moved, TEXTS) == [right]
    assert earned(question, key, moved).share == 1


def test_words_that_stand_in_several_places_are_taken_where_their_offsets_say():
    question, key = mark(("two three", "two three"))
    second = SMALL.verbatim.rindex("two")
    answer = [{"text": "small", "start": second, "end": second + 3, "quote": "two"}]
    assert earned(question, key, answer).share == 0


# Scores, and what is said about them


def test_a_share_that_is_no_number_is_a_fault_of_the_rule():
    with pytest.raises(ValueError, match="NaN"):
        scored(math.nan, [])


@pytest.mark.parametrize(("share", "kept"), [(-0.5, 0), (1.5, 1), (math.inf, 1), (0.25, 0.25)])
def test_a_share_is_kept_inside_its_bounds(share, kept):
    assert scored(share, []).share == kept


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
    question, key = SHIPPED["federalism/program-and-president"]
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


def test_a_primary_source_is_shown_by_its_name_and_date():
    question, key = SHIPPED["federalism/county-says-no"]
    [proof] = explain(question, key, None, TEXTS).evidence
    assert proof.source.startswith("8 U.S.C. § 1357(g)(9)")
    assert proof.place == "1996-09-30"
    assert proof.quote.startswith("Nothing in this subsection shall be construed")


def test_a_selected_passage_is_marked_right_where_it_touches_what_was_asked_for():
    question, key = SHIPPED["media_bias/lh-first-sentence"]
    answer = selected("will harm Immigration", "furthering the split", text=TEXTS["liberty-headlines-2019"])
    rows = explain(question, key, answer, TEXTS).rows
    assert [row.right for row in rows] == [True, False]
    assert rows[0].line == "“will harm\u00a0Immigration” (Liberty Headlines, ¶ 1)"


def test_without_its_key_a_question_shows_no_row_as_right_or_wrong():
    for question, key in SHIPPED.values():
        kind = question_type(question.type)
        rows = kind.rows(question, kind.right_answer(question, key, TEXTS), None, TEXTS)
        assert rows
        assert all(row.right is None and row.note == "" for row in rows)


def test_an_unknown_type_is_named_with_the_closest_one():
    with pytest.raises(UnknownType, match=r'"choose-may"[.] Did you mean "choose-many"\?.*choose-one'):
        question_type("choose-may")


def test_a_guess_selects_a_sentence_of_the_article():
    question, _ = SHIPPED["media_bias/lh-first-sentence"]
    text = TEXTS["liberty-headlines-2019"]
    rng = random.Random(1)
    for _ in range(20):
        [guess] = question_type("mark-evidence").guess(question, TEXTS, rng)
        assert Span(guess["start"], guess["end"]) in sentences(text)
