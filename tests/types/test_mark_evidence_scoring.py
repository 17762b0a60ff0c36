"""mark-evidence: worked examples by hand for its scoring, and what is read of passages."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.questions import Key, Question, Score, UnreadableAnswer, explain, question_type
from pairedtexts.texts import Part, Span, Text, find, paragraphs, sentences, words

BANK = load_bank(REPOSITORY)
TEXTS = BANK.texts
SHIPPED = {name: (entry.question, entry.key) for name, entry in BANK.entries.items()}
EXACT = {"abs": 1e-9, "rel": 0}

SMALL = Text(
    *("small", "The Small Paper", "Small", "by", "date", "rights"),
    (Part("body", 1, 2),),
    "One two three four five six. Seven eight nine ten.\nEleven two twelve.",
)


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


MOST = {name: question.body.get("most") or 5 for name, (question, _) in SHIPPED.items() if question.type == "mark-evidence"}


@given(st.data(), st.sampled_from(sorted(name for name, most in MOST.items() if most > 1)))
def test_one_more_word_of_the_accepted_passage_never_scores_less(data, name):
    question, key = SHIPPED[name]
    answer = data.draw(st.lists(passages(tuple(question.body["texts"])), min_size=1, max_size=MOST[name] - 1))
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


def test_the_chance_of_mark_evidence_by_hand():
    """Three sentences; the first holds the core and two words too many, the others earn nothing."""
    question, key = mark(("two three", "One two three four"))
    assert question_type("mark-evidence").chance(question, key, {"small": SMALL}) == pytest.approx((2 / 3) / 3, **EXACT)


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


def test_a_selected_passage_is_marked_right_where_it_touches_what_was_asked_for():
    question, key = SHIPPED["media_bias/lh-first-sentence"]
    answer = selected("will harm Immigration", "furthering the split", text=TEXTS["liberty-headlines-2019"])
    rows = explain(question, key, answer, TEXTS).rows
    assert [row.right for row in rows] == [True, False]
    assert rows[0].line == "“will harm\u00a0Immigration” (Liberty Headlines, ¶ 1)"


def test_a_guess_selects_a_sentence_of_the_article():
    question, _ = SHIPPED["media_bias/lh-first-sentence"]
    text = TEXTS["liberty-headlines-2019"]
    rng = random.Random(1)
    for _ in range(20):
        [guess] = question_type("mark-evidence").guess(question, TEXTS, rng)
        assert Span(guess["start"], guess["end"]) in sentences(text)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("will harm", "must be a list of passages"),
        (["will harm"], "must be a JSON object"),
        ([{}], "does not show"),
        ([{"text": "nbc-news-2021", "start": 0, "end": 2, "quote": "IE"}], "does not show"),
        ([{"text": "liberty-headlines-2019", "start": 0, "end": 2}], "no quotation"),
        ([{"text": "liberty-headlines-2019", "start": 0, "end": 9, "quote": "would help"}], "disagree: not found"),
        ([{"text": "liberty-headlines-2019", "start": 0, "end": 3, "quote": "ICE"}], "disagree: found"),
        ([{"text": "liberty-headlines-2019", "start": True, "end": 5, "quote": "ooke"}], "disagree"),
        ([{"text": "liberty-headlines-2019", "start": 60, "end": 62, "quote": "\n\n"}], "holds no words"),
    ],
)
def test_what_is_no_list_of_passages_is_refused_with_the_reason(answer, said):
    question, _ = SHIPPED["media_bias/lh-first-sentence"]
    with pytest.raises(UnreadableAnswer, match=said):
        question_type("mark-evidence").read_answer(question, answer, TEXTS)
