"""What holds for every question of every type, shipped or sample, through the functions that all rooms call.

A type's worked examples stand in ``types/test_<type>.py``; here a new type is held to the same properties by its sample
quiz alone. Certainty and reason have their worked examples in ``test_modifiers.py``.
"""

from __future__ import annotations

import copy
import json
import math
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairedtexts.bank import Entry
from pairedtexts.contents import Contents
from pairedtexts.digest import Json, canonical
from pairedtexts.grading import Rebuilt, grade
from pairedtexts.questions import (
    Question,
    Score,
    UnknownType,
    UnreadableAnswer,
    answer_rows,
    chance,
    explain,
    given_by_hand,
    guess,
    question_type,
    read_answer,
    right_answer,
    rule_words,
    score_answer,
    scored,
    type_names,
)
from pairedtexts.release import Kept
from pairedtexts.responses import Record
from pairedtexts.widgets import record_bundle
from sample_course import everything, read_samples, with_keys

BANK = everything()
TEXTS = BANK.texts
KEYED = with_keys(BANK)
SURVEYS = {name: entry for name, entry in BANK.entries.items() if name not in KEYED}
EVERY = pytest.mark.parametrize("entry", [pytest.param(entry, id=name) for name, entry in BANK.entries.items()])
EVERY_KEYED = pytest.mark.parametrize("entry", [pytest.param(entry, id=name) for name, entry in KEYED.items()])
EXACT = {"abs": 1e-9, "rel": 0}
SEEDS = range(40)


def earned(entry: Entry, answer: Json, question: Question | None = None) -> Score:
    """The way an answer goes in grading: read, then scored; a blank one is not scored."""
    question = question or entry.question
    read = read_answer(question, answer, TEXTS)
    return Score.blank() if read is None else score_answer(question, entry.key, read, TEXTS)


def right(entry: Entry) -> Json:
    return right_answer(entry.question, entry.key, TEXTS)


def guessed(entry: Entry, seed: object) -> Json:
    return guess(entry.question, TEXTS, random.Random(f"{entry.question.id} {seed}"))


def is_modified(question: Question) -> bool:
    return question.certainty or question.reason is not None


def own_part(question: Question, answer: Json) -> Json:
    """An answer without certainty and reason."""
    return answer["answer"] if is_modified(question) and answer is not None else answer


def with_own(question: Question, answer: Json, own: Json) -> Json:
    return {**answer, "answer": own} if is_modified(question) else own


def by_hand(entry: Entry) -> bool:
    """Whether a person gives points for it; nobody does where it is for practice."""
    return given_by_hand(entry.question) and entry.question.graded


def mixed(entry: Entry, seed: int) -> Json:
    """An answer that is right in some parts and guessed in others."""
    rng = random.Random(f"mixed {entry.question.id} {seed}")
    answer, wanted = guessed(entry, seed), right(entry)
    own, best = own_part(entry.question, answer), own_part(entry.question, wanted)
    if isinstance(best, dict) and isinstance(own, dict):
        own = {part: (best if rng.random() < 0.5 else own).get(part, best[part]) for part in best}
    mix = with_own(entry.question, rng.choice([answer, wanted]), own)
    try:
        read_answer(entry.question, mix, TEXTS)
    except UnreadableAnswer:
        return answer  # a type may allow each value once only
    return mix


# Scores


def test_the_questions_here_are_of_every_type():
    assert {entry.question.type for entry in BANK.entries.values()} == set(type_names())


@EVERY_KEYED
def test_a_share_lies_between_nothing_and_everything(entry):
    for seed in SEEDS:
        score = earned(entry, mixed(entry, seed))
        assert 0 <= score.share <= 1
        assert score.parts
        assert all(part.strip() == part != "" for part in score.parts)
        assert score.state in ({"manual", "blank"} if by_hand(entry) else {"scored", "blank"})


@EVERY_KEYED
def test_the_right_answer_earns_everything_that_a_machine_can_give(entry):
    best = earned(entry, right(entry))
    if by_hand(entry):
        assert best.state == "manual"
        assert all(earned(entry, guessed(entry, seed)).share <= best.share for seed in SEEDS)
    else:
        assert (best.share, best.state) == (1, "scored")


@EVERY_KEYED
def test_the_right_answer_is_in_its_canonical_form(entry):
    assert read_answer(entry.question, right(entry), TEXTS) == right(entry)


@EVERY_KEYED
def test_an_answer_can_be_wrong(entry):
    """A question that no answer fails asks nothing; a teacher's own judgement is no machine's."""
    if not by_hand(entry):
        assert min(earned(entry, guessed(entry, seed)).share for seed in range(500)) < 1


@EVERY
def test_a_blank_answer_earns_nothing_and_says_so(entry):
    """Under every rule, also where leaving out the wrong options would earn a share; and however it was left blank."""
    question = replace(entry.question, practice=False, points=2.0)
    release = Kept(1, "", {}, Contents("lesson", TEXTS, {question.id: question}, {}), {question.id: entry.key})
    blanks: list[Json] = [None]
    own = own_part(question, right(entry))
    if isinstance(own, (list, dict)) and question.type != "order":  # an order without items is a damaged one
        blanks.append(type(own)())
    if is_modified(question):
        blanks = [None, *({"answer": blank, "certainty": None, "reason": None} for blank in blanks)]
        blanks.append({**right(entry), "answer": None})
    for blank in blanks:
        record = Record(question.id, question.version, 1, blank, "2026-11-21T15:58:00Z")
        result = grade(Rebuilt("", {question.id: record}, (), ""), release, release, {}).questions[question.id]
        assert (result.score.share, result.score.state, result.score.parts) == (0, "blank", ("not answered",))
        assert result.answer is None
        assert result.reasons == ()


# Order says nothing


@EVERY_KEYED
def test_the_order_of_options_rows_columns_and_parts_does_not_change_the_score(entry):
    question = entry.question
    for seed in SEEDS:
        rng = random.Random(seed)
        body, reason = (permuted(part, rng) for part in (dict(question.body), question.reason))
        shuffled = replace(question, body=body, reason=reason)
        for answer in (mixed(entry, seed), right(entry)):
            assert earned(entry, answer, shuffled).share == pytest.approx(earned(entry, answer).share, **EXACT)


@EVERY_KEYED
def test_the_order_in_which_an_answer_was_given_does_not_change_it(entry):
    """Ticks and passages are sets, cells are filled in in any order; only where the question asks for an order it counts."""
    for seed in SEEDS:
        answer = mixed(entry, seed)
        again = another_order(answer, random.Random(seed), lists=entry.question.type != "order")
        assert read_answer(entry.question, again, TEXTS) == read_answer(entry.question, answer, TEXTS)


def permuted(value: Json, rng: random.Random) -> Json:
    """The same JSON, its lists of things with an id in another order."""
    if isinstance(value, dict):
        return {key: permuted(item, rng) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    items = [permuted(item, rng) for item in value]
    if all(isinstance(item, dict) and "id" in item for item in items):
        rng.shuffle(items)
    return items


def another_order(value: Json, rng: random.Random, *, lists: bool) -> Json:
    if isinstance(value, dict):
        items = [(key, another_order(item, rng, lists=lists)) for key, item in value.items()]
        rng.shuffle(items)
        return dict(items)
    if isinstance(value, list) and lists:
        return rng.sample([another_order(item, rng, lists=lists) for item in value], len(value))
    return value


# More right, more points


@EVERY_KEYED
def test_one_more_right_part_never_scores_less(entry):
    """A right cell for whatever stood there, a right tick or passage more; where there is one value, the right one."""
    tried = 0
    for seed in SEEDS:
        answer = mixed(entry, seed)
        before = earned(entry, answer).share
        for better in improved(entry, answer):
            try:
                after = earned(entry, better).share
            except UnreadableAnswer:
                continue  # more parts than an answer may have, or a value twice where each may be used once
            tried += 1
            assert after >= before - 1e-9, (answer, better)
    assert tried


def improved(entry: Entry, answer: Json) -> Iterator[Json]:
    own, best = own_part(entry.question, answer), own_part(entry.question, right(entry))
    if isinstance(best, dict):
        for part, value in best.items():
            yield with_own(entry.question, answer, {**(own or {}), part: value})
    elif isinstance(best, list) and entry.question.type != "order":
        for item in best:
            yield with_own(entry.question, answer, [*(own or []), *([] if item in (own or []) else [item])])
        yield with_own(entry.question, answer, best)  # of a question that takes one passage, this one in place of that
    else:
        yield with_own(entry.question, answer, best)


@EVERY_KEYED
def test_the_right_answer_scores_most(entry):
    best = earned(entry, right(entry)).share
    assert all(earned(entry, mixed(entry, seed)).share <= best + 1e-9 for seed in SEEDS)


ORDERED = [pytest.param(entry, id=name) for name, entry in KEYED.items() if entry.question.type == "order"]


@pytest.mark.parametrize("entry", ORDERED)
def test_swapping_two_neighbours_into_their_right_order_never_scores_less(entry):
    """Of two neighbours that are the wrong way round no run holds both, so every run survives the swap."""
    rank = {item: number for number, group in enumerate(entry.key.answer) for item in group}
    swapped = 0
    for seed in SEEDS:
        answer = guessed(entry, seed)
        own = own_part(entry.question, answer)
        for i, (one, other) in enumerate(pairwise(own)):
            if rank[one] > rank[other]:
                better = with_own(entry.question, answer, [*own[:i], other, one, *own[i + 2 :]])
                assert earned(entry, better).share >= earned(entry, answer).share - 1e-9
                swapped += 1
    assert swapped


TICKED = [pytest.param(entry, id=name) for name, entry in KEYED.items() if entry.question.type == "choose-many"]


@pytest.mark.parametrize("entry", TICKED)
def test_ticking_everything_earns_what_the_rules_table_says(entry):
    c, everything_ticked = len(entry.key.answer), [option["id"] for option in entry.question.body["options"]]
    w = len(everything_ticked) - c
    share = {
        "all-or-nothing": float(w == 0),
        "net": max(0, (c - w) / c),
        "balanced": float(w == 0),
        "each-decision": c / (c + w),
    }[entry.question.rule]
    answer = with_own(entry.question, right(entry), everything_ticked)
    assert earned(entry, answer).share == pytest.approx(share, **EXACT)


MARKED = [pytest.param(entry, id=name) for name, entry in KEYED.items() if entry.question.type == "mark-evidence"]


@pytest.mark.parametrize("entry", MARKED)
def test_marking_the_whole_article_earns_little_or_nothing(entry):
    """All its words stand outside the widest bounds, but for a few: token F1 against a passage falls with length."""
    guesses = [own_part(entry.question, guessed(entry, seed)) for seed in range(400)]
    sentences = {canonical(passage): passage for answer in guesses for passage in answer or ()}
    for rng in map(random.Random, range(10)):
        ten = rng.sample(list(sentences.values()), min(entry.question.body.get("most", 10), len(sentences)))
        if len(ten) > 5:
            assert earned(entry, with_own(entry.question, right(entry), ten)).share < 0.5


# The blind guesser


@EVERY_KEYED
def test_a_guesser_earns_on_average_what_chance_says(entry, monkeypatch):
    """10,000 guesses; the mean of that many lies within four standard errors, for this seed and for nearly every other."""
    kind = question_type(entry.question.type)
    for slow in ("sentences", "word_indices"):  # of an article that stays the same
        if hasattr(kind, slow):
            monkeypatch.setattr(kind, slow, cache(getattr(kind, slow)))
    rng = random.Random(f"guess {entry.question.id}")
    of_answer: dict[str, float] = {}
    shares = []
    for _ in range(10_000):
        answer = guess(entry.question, TEXTS, rng)
        spelled = repr(answer)
        if spelled not in of_answer:
            of_answer[spelled] = earned(entry, answer).share
        shares.append(of_answer[spelled])
    mean = sum(shares) / len(shares)
    deviation = math.sqrt(sum((share - mean) ** 2 for share in shares) / len(shares))
    expected = chance(entry.question, entry.key, TEXTS)
    assert 0 <= expected < 1
    # What so rarely happens that no guess of these had it deviates by this much at most.
    deviation = deviation or math.sqrt(expected * (1 - expected))
    assert abs(mean - expected) <= 4 * deviation / math.sqrt(len(shares)) + 1e-12


# Answers of any shape


def nested(depth: int) -> Json:
    value: Json = []
    for _ in range(depth):
        value = [value]
    return value


SCRIPTS = (
    "<script>ran()</script>",
    "<img src=x onerror=ran()>",
    "<style>*{display:none}</style>",
    "</ul></div><iframe src=x>",
)
TYPED = (
    *SCRIPTS,
    *("=cmd|' /C calc'!A0", "javascript:ran()", "{{7*7}}", "&lt;b&gt;", "a\x00b", "\u202etxt.exe", "\ud800", "é", "e\u0301"),
    *("NaN", "Infinity", "-inf", "1e999", "1_000", "０", "٣", "²", "½", "0x10", "--1", "1,2,3", " ", "\n", "\u00a0", "\u200b"),
    *("9" * 5_000, "x" * 150_000, "word " * 20_000),
)
NUMBERS = (0, -1, 1, 2**53 + 1, 10**400, -(10**30), 0.5, -0.0, 1e308, -1e-320, math.nan, math.inf, -math.inf, True, False)
SHAPES = (
    *([], [[]], [None], [True], [{}], {}, {"": ""}, {"answer": None}, {"answer": {"answer": "x"}}, {"id": "x"}),
    *([0] * 50_000, ["x"] * 50_000, [{"text": "nbc-news-2021"}] * 50, {str(i): i for i in range(20_000)}, nested(45)),
    *({"certainty": 3}, {"answer": [], "certainty": 3, "reason": "o"}, {"start": 0, "end": 5}),
    {"text": "nbc-news-2021", "start": -5, "end": 10**12, "quote": "ICE"},
    [{"text": "nbc-news-2021", "start": -5, "end": 10**12, "quote": "ICE"}],
    [{"text": "nbc-news-2021", "start": 10**9, "end": 10**9 + 1, "quote": "<script>"}],
    [{"text": "nbc-news-2021", "start": math.nan, "end": 1e300, "quote": "\ud800"}],
)
HOSTILE = (*TYPED, *NUMBERS, *SHAPES)


@EVERY
def test_a_hostile_value_in_the_place_of_an_answer_is_read_or_refused(entry):
    for value in HOSTILE:
        expect_read_or_refused(entry, value)
        expect_read_or_refused(entry, {"answer": value, "certainty": 3, "reason": None})


@EVERY
def test_a_hostile_value_in_the_place_of_a_part_is_read_or_refused(entry):
    sound = right(entry)
    for value in HOSTILE:
        for spoilt in spoilings(sound, value):
            expect_read_or_refused(entry, spoilt)


def expect_read_or_refused(entry: Entry, answer: Json) -> None:
    """Nothing else, and what is read is plain JSON in its own canonical form that can be scored and shown."""
    question = entry.question
    before = copy.deepcopy(answer)
    try:
        read = read_answer(question, answer, TEXTS)
    except UnreadableAnswer as error:
        said = str(error)
        assert 10 < len(said) < 500
        assert "Traceback" not in said
        return
    assert repr(answer) == repr(before), "reading changes nothing"
    assert read_answer(question, read, TEXTS) == read, "the canonical form is its own"
    assert json.loads(canonical(read)) == read
    if read is None:
        return
    assert len(canonical(read)) <= 200_000, "what a record may hold"
    if entry.question.id in KEYED:
        assert 0 <= score_answer(question, entry.key, read, TEXTS).share <= 1
    for key in (None, entry.key):
        assert answer_rows(question, read, key, TEXTS)


def spoilings(value: Json, hostile: Json) -> Iterator[Json]:
    """The value with one of its parts replaced, and with one too many."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield {**value, key: hostile}
            for inner in spoilings(item, hostile):
                yield {**value, key: inner}
        yield {**value, "stranger": hostile}
        if isinstance(hostile, str):
            yield {**value, hostile: "o"}
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield [*value[:i], hostile, *value[i + 1 :]]
            for inner in spoilings(item, hostile):
                yield [*value[:i], inner, *value[i + 1 :]]
        yield [*value, hostile]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.sampled_from(sorted(BANK.entries)), JSON, st.integers(0, 50), st.booleans())
def test_an_answer_of_any_shape_is_read_or_refused(name, value, seed, whole):
    entry = BANK.entries[name]
    if whole:
        expect_read_or_refused(entry, value)
        return
    found = list(spoilings(guessed(entry, seed), value)) or [value]
    expect_read_or_refused(entry, found[seed % len(found)])


# What is shown


@EVERY
def test_without_its_key_no_row_says_what_is_right(entry):
    for answer in (None, right(entry), guessed(entry, 1)):
        rows = answer_rows(entry.question, read_answer(entry.question, answer, TEXTS), None, TEXTS)
        assert all((row.right, row.note, row.wanted, row.solution) == (None, "", "", "") for row in rows)


@EVERY_KEYED
def test_with_its_key_the_rows_of_the_right_answer_are_right_and_of_a_wrong_one_are_not_all(entry):
    if given_by_hand(entry.question):
        return  # its rows are lines of text, of which no machine says right or wrong
    found = explain(entry.question, entry.key, right(entry), TEXTS)
    assert [row for row in found.rows if row.chosen and row.right is False] == []
    good = [row for row in found.rows if (row.chosen and row.right) or row.line.startswith("✓ done")]
    assert good, "something says that it is right"
    assert [row.solution for row in found.rows if row.solution]
    for seed in SEEDS:
        answer = read_answer(entry.question, mixed(entry, seed), TEXTS)
        if answer is not None and earned(entry, with_certainty(entry, answer)).share == 0:
            rows = explain(entry.question, entry.key, answer, TEXTS).rows
            assert [row for row in rows if row.right is False or (row.right and not row.chosen)], answer


def with_certainty(entry: Entry, answer: Json) -> Json:
    return {**answer, "certainty": 3} if entry.question.certainty else answer


class Page(HTMLParser):
    """What a page of HTML says, and what it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()
        self.text = fold("".join(self.said))

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.said.append(" " if tag in {"p", "li", "ul", "div"} else "")


def fold(words: str) -> str:
    return " ".join(words.split())


def static_view(question: Question, answer: Json) -> Page:
    record = Record(question.id, question.version, 1, answer, "2026-11-21T15:58:00Z")
    bundle = record_bundle(question, record, TEXTS)
    assert fold(question.prompt) in fold(bundle["text/plain"])
    return Page(bundle["text/html"])


def words_in(value: Json, key: str = "") -> Iterator[str]:
    """The words of a body that a student reads: what stands beside an id, and everything of two words and more, but for
    the forms that a check looks for, which says in its own words what it wants."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name == "text" and "id" in value and isinstance(item, str):
                yield item
            elif name not in {"facts", "avoided"}:
                yield from words_in(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from words_in(item, key)
    elif isinstance(value, str) and len(value.split()) > 1:
        yield value


def answered_words(question: Question, answer: Json) -> Iterator[str]:
    """An answer in words: the words of what it names by id, what was typed, the quoted passage."""
    named = {item["id"]: item["text"] for item in things_of([dict(question.body), question.reason])}
    if isinstance(answer, dict) and "quote" in answer:
        yield answer["quote"].strip('"“”‘’')
    elif isinstance(answer, (dict, list)):
        for part in answer.values() if isinstance(answer, dict) else answer:
            yield from answered_words(question, part)
    elif isinstance(answer, str):
        yield named.get(answer, answer)


def things_of(value: Json) -> Iterator[Json]:
    if isinstance(value, dict):
        if "id" in value and isinstance(value.get("text"), str):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from things_of(item)


@EVERY
def test_with_no_kernel_and_no_script_the_question_can_be_read(entry):
    question = entry.question
    page = static_view(question, None)
    for paragraph in question.prompt.splitlines():
        assert fold(paragraph) in page.text
    missing = [words for words in words_in([dict(question.body), question.reason]) if fold(words).rstrip(".") not in page.text]
    assert missing == []
    assert "Not answered yet." in page.text


@EVERY
def test_with_no_kernel_and_no_script_the_recorded_answer_can_be_read(entry):
    for answer in (right(entry), *(mixed(entry, seed) for seed in range(5))):
        read = read_answer(entry.question, answer, TEXTS)
        if read is None:
            continue
        page = static_view(entry.question, answer)
        assert "Recorded answer." in page.text
        assert [words for words in answered_words(entry.question, read) if fold(words) not in page.text] == []


@EVERY
def test_an_answer_that_cannot_be_read_is_said_to_be_one(entry):
    page = static_view(entry.question, {"stranger": "<script>ran()</script>", "answer": {"stranger": 1}})
    assert "The recorded answer cannot be read: " in page.text


@EVERY
def test_no_answer_becomes_markup_where_it_is_shown(entry):
    """The tags and attributes of the page are the same ones, whatever a student wrote."""
    plain = [static_view(entry.question, answer) for answer in (None, right(entry), guessed(entry, 1))]
    tags = {"div", "p", "ul", "li", "strong", "em"}.union(*(page.tags for page in plain))
    attributes = {"class"}.union(*(page.attributes for page in plain))
    assert tags.isdisjoint({"script", "img", "iframe", "style", "object", "a", "form"})
    assert not any(name.startswith("on") or name in {"href", "src", "srcdoc", "action"} for name in attributes)
    for script in SCRIPTS:
        for spoilt in (script, [script], {script: script}, *spoilings(right(entry), script)):
            page = static_view(entry.question, spoilt)
            assert page.tags <= tags
            assert page.attributes <= attributes


@EVERY
def test_a_student_is_told_how_a_question_is_scored(entry):
    words = rule_words(entry.question)
    assert words.endswith(".")
    assert ("sure" in words) == entry.question.certainty
    assert ("reason" in words) == (entry.question.reason is not None)


@pytest.mark.parametrize("name", type_names())
def test_every_rule_of_every_type_is_explained_to_students(name):
    assert question_type(name).RULES
    assert all(words.endswith(".") for words in question_type(name).RULES.values())


@pytest.mark.parametrize("entry", [pytest.param(entry, id=name) for name, entry in SURVEYS.items()])
def test_a_survey_has_neither_points_nor_a_right_answer(entry):
    assert not entry.question.graded
    assert not entry.question.practice
    assert (entry.key.answer, entry.key.evidence, entry.key.explanation) == (None, (), "")
    for seed in SEEDS:
        answer = read_answer(entry.question, guessed(entry, seed), TEXTS)
        if answer is not None:
            assert all(row.right is None for row in answer_rows(entry.question, answer, entry.key, TEXTS))


# Scores, and what is said about them


def test_a_share_that_is_no_number_is_a_fault_of_the_rule():
    with pytest.raises(ValueError, match="NaN"):
        scored(math.nan, [])


@pytest.mark.parametrize(("share", "kept"), [(-0.5, 0), (1.5, 1), (math.inf, 1), (0.25, 0.25)])
def test_a_share_is_kept_inside_its_bounds(share, kept):
    assert scored(share, []).share == kept


def test_a_primary_source_is_shown_by_its_name_and_date():
    entry = BANK.entries["federalism/county-says-no"]
    [proof] = explain(entry.question, entry.key, None, TEXTS).evidence
    assert proof.source.startswith("8 U.S.C. § 1357(g)(9)")
    assert proof.place == "1996-09-30"
    assert proof.quote.startswith("Nothing in this subsection shall be construed")


def test_an_unknown_type_is_named_with_the_closest_one():
    with pytest.raises(UnknownType, match=r'"choose-may"[.] Did you mean "choose-many"\?.*choose-one'):
        question_type("choose-may")


# The samples


def test_the_samples_are_proven():
    assert list(map(str, read_samples()[1])) == []


@pytest.mark.parametrize("name", type_names())
def test_every_installed_type_has_samples_that_count_and_samples_for_practice(name):
    samples = [entry.question for entry in read_samples()[0].entries.values() if entry.question.type == name]
    if set(question_type(name).RULES) == {"not-scored"}:
        assert samples
        return
    assert sum(question.graded for question in samples) >= 2
    assert sum(question.practice for question in samples) >= 1


def test_the_samples_ask_for_certainty_for_reasons_and_for_both():
    asked = {(entry.question.certainty, entry.question.reason is not None) for entry in read_samples()[0].entries.values()}
    assert len(asked) == 4


@pytest.mark.parametrize("name", type_names())
def test_every_rule_of_a_type_is_asked_for_somewhere(name):
    used = {entry.question.rule for entry in BANK.entries.values() if entry.question.type == name}
    assert used == set(question_type(name).RULES)
