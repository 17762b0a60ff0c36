"""mark-evidence: what its score says, what stands beside each passage, how many are allowed, what authors may write."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from conftest import REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.contents import Contents
from pairedtexts.grading import graded_view
from pairedtexts.grading._grade import GradedQuestion
from pairedtexts.questions import Key, Question, Row, Score, UnreadableAnswer, explain, question_type
from pairedtexts.questions.authoring import AuthoringError, build, item_class
from pairedtexts.responses import Record
from pairedtexts.texts import Part, Text, find
from pairedtexts.widgets._widget import practice_feedback

TEXTS = load_bank(REPOSITORY).texts
LH, NBC = "liberty-headlines-2019", "nbc-news-2021"
KIND = question_type("mark-evidence")

SMALL = Text(
    *("small", "The Small Paper", "Small", "by", "date", "rights"),
    (Part("body", 1, 2),),
    "One two three four five six. “Seven eight” nine ten.\nEleven two twelve.",
)
SMALL_ONLY = {"small": SMALL}


def mark(*accepted: tuple[str, str], **body) -> tuple[Question, Key]:
    """A question about SMALL that accepts passages given as (core, within), its evidence named as an author's is."""
    item = {
        "id": "mark",
        "type": "mark-evidence",
        "points": 2.0,
        "prompt": "Where?",
        "skill": "reading",
        "texts": ["small"],
        **body,
        "key": {
            "accept": [{"text": "small", "core": core, "within": within, "line": 1} for core, within in accepted],
            "explanation": "There.",
        },
    }
    return build(item_class("mark-evidence").model_validate(item), "quiz", SMALL_ONLY)


def selected(*quotes: str) -> list[dict]:
    passages = [find(SMALL, quote, line=1) for quote in quotes]
    return [{"text": p.text, "start": p.start, "end": p.end, "quote": SMALL.verbatim[p.start : p.end]} for p in passages]


def rows(question: Question, key: Key | None, *quotes: str) -> tuple[Row, ...]:
    return KIND.rows(question, selected(*quotes) or None, key, SMALL_ONLY)


WHOLE = "One two three four five six."


# What the score says


@pytest.mark.parametrize(
    ("quotes", "parts"),
    [
        (["two three"], ["the words that show it, and not too much around them"]),
        (["two three", "four"], ["the words that show it, and not too much around them"]),
        (["three"], ["1 of 2 key words selected", "no word too many"]),
        (["two three four five"], ["2 of 2 key words selected", "1 word too many"]),
        ([WHOLE], ["2 of 2 key words selected", "2 words too many"]),
        (["nine"], ["0 of 2 key words selected", "1 word too many"]),
    ],
    ids=str,
)
def test_a_score_counts_the_key_words_and_the_words_too_many(quotes, parts):
    question, key = mark(("two three", "One two three four"))
    assert list(KIND.score(question, key, selected(*quotes), SMALL_ONLY).parts) == parts


@pytest.mark.parametrize("quotes", [["three"], [WHOLE], ["nine ten."], ["One"]], ids=str)
def test_a_score_names_no_word_of_the_key(quotes):
    """Its parts are read before the key is let out: by who practises, and by who gets feedback while keys are held back."""
    question, key = mark(("two three", "One two three four"))
    said = " ".join(KIND.score(question, key, selected(*quotes), SMALL_ONLY).parts)
    assert not {"two", "three"} & set(said.split())


# What is shown beside each passage


def test_a_passage_that_shows_it_is_right_and_its_proof_stands_beside_it():
    question, key = mark(("two three", "One two three four"))
    found = explain(question, key, selected("two three four"), SMALL_ONLY)
    [row] = found.rows
    assert (row.chosen, row.right, row.note) == (True, True, "")
    assert [proof.quote for proof in found.proofs(row)] == ["two three"]
    assert found.general == ()


def test_what_is_too_much_is_named():
    question, key = mark(("two three", "One two three four"))
    row, _ = rows(question, key, WHOLE)
    assert row.right is False
    assert row.note == "Words that show it are in it, but this is too much: “five six.”."


def test_words_too_much_on_both_sides_are_named_apart():
    question, key = mark(("three four", "three four"))
    row, _ = rows(question, key, WHOLE)
    assert row.note.endswith("too much: “One two”, “five six.”.")


def test_of_many_words_only_the_first_are_named():
    long = "nbc-news-2021"
    passage = find(TEXTS[long], "“The Trump administration’s policies spent years")
    paragraph = next(p for p in TEXTS[long].verbatim.split("\n") if p.startswith("“The Trump administration’s"))
    question = Question("q/m", "mark-evidence", "?", 1.0, "overlap", False, {"texts": [long], "versions": [], "unit": "words"})
    key = Key([{"text": long, "core": [passage.start, passage.end], "within": [passage.start, passage.end]}], (), "There.")
    answer = [{"text": long, "start": passage.start, "end": passage.start + len(paragraph), "quote": paragraph}]
    note = KIND.rows(question, answer, key, TEXTS)[0].note
    assert note.endswith("too much: “fomenting a culture of fear in immigrant communities and eroding the relationship …”.")


def test_quotation_marks_of_the_text_are_not_doubled():
    question, key = mark(("nine", "nine ten."))
    row, _ = rows(question, key, "“Seven eight” nine")
    assert row.line == "“Seven eight” nine” (The Small Paper, ¶ 1)"
    assert row.note.endswith("too much: “Seven eight”.")


def test_a_passage_with_nothing_of_it_is_not_right():
    question, key = mark(("two three", "One two three four"))
    row, _ = rows(question, key, "nine ten.")
    assert (row.right, row.note) == (False, "It holds none of the words that show it.")


def test_words_around_the_ones_that_show_it_are_said_to_cost_nothing():
    question, key = mark(("two three", "One two three four"))
    right, around = rows(question, key, "two three", "four")
    assert (right.right, around.right) == (True, False)
    assert around.note == "It holds none of the words that show it, and counts neither for nor against."


def test_what_was_missed_is_named_below_with_the_key():
    question, key = mark(("two three", "One two three four"))
    row, missed = rows(question, key, "three")
    assert (row.right, row.called) == (True, "part of it")
    assert missed.answer == "Words to select in The Small Paper: found in part"
    assert missed.note == "Missed: “two”."
    assert missed.solution == "Words to select in The Small Paper: “two three” (The Small Paper, ¶ 1)"


@pytest.mark.parametrize(
    ("quotes", "given", "note"),
    [
        (["nine"], "not found", ""),
        (["two"], "found in part", "Missed: “three”."),
        ([WHOLE], "found, with too much", ""),
        (["two", "five"], "found in part", "Missed: “three”."),
    ],
    ids=str,
)
def test_how_much_was_found_is_said_in_words(quotes, given, note):
    question, key = mark(("two three", "One two three four"))
    last = rows(question, key, *quotes)[-1]
    assert (last.given, last.note, last.chosen, last.right) == (given, note, False, False)


def test_every_accepted_passage_is_named_as_one_that_would_have_done():
    question, key = mark(("two three", "two three"), ("nine ten", "nine ten."))
    assert rows(question, key, "five")[-1].wanted == "“two three” (The Small Paper, ¶ 1), or “nine ten” (The Small Paper, ¶ 1)"


def test_one_accepted_passage_is_enough_and_nothing_then_counts_as_missed():
    question, key = mark(("two three", "two three"), ("nine ten", "nine ten."))
    found = explain(question, key, selected("nine ten."), SMALL_ONLY)
    [row] = found.rows
    assert row.right is True
    assert [proof.quote for proof in found.proofs(row)] == ["nine ten"]
    assert [proof.quote for proof in found.general] == ["two three"]


def test_a_passage_in_two_pieces_has_its_proof_once():
    question, key = mark(("two three", "One two three four"))
    found = explain(question, key, selected("two", "three"), SMALL_ONLY)
    assert [len(found.proofs(row)) for row in found.rows] == [1, 0]


def test_without_an_answer_a_printed_page_says_what_to_select_and_where():
    question, key = mark(("two three", "One two three four"))
    [asked] = rows(question, None)
    assert (asked.answer, asked.right, asked.solution) == ("Words to select in The Small Paper: no answer", None, "")
    [known] = rows(question, key)
    place = "Words to select in The Small Paper"
    assert known.solution == f"{place}: at least “two three” (The Small Paper, ¶ 1), at most “One two three four”"
    [narrow] = rows(*mark(("two three", "two three")))
    assert narrow.solution == f"{place}: “two three” (The Small Paper, ¶ 1)", "no wider than its core"
    sentences, _ = mark(("two three", WHOLE), unit="sentences")
    assert rows(sentences, None)[0].line == "Sentences to select in The Small Paper"


def test_without_the_key_nothing_is_said_of_a_passage():
    question, _ = mark(("two three", "One two three four"))
    assert rows(question, None, WHOLE, "nine") == (
        Row("“One two three four five six.” (The Small Paper, ¶ 1)", True),
        Row("“nine” (The Small Paper, ¶ 1)", True),
    )


# Where it is shown


def feedback(question: Question, key: Key, *quotes: str):
    contents = Contents("lesson", SMALL_ONLY, {question.id: question}, {question.id: key})
    answer = selected(*quotes)
    record = Record(question.id, question.version, 1, answer, "2026-01-01T00:00:00Z")
    return practice_feedback(question, key, record, contents)


def test_practice_names_what_was_too_much_at_once_and_what_was_missed_only_in_the_answer():
    question, key = mark(("two three", "One two three four"), practice=True, points=None)
    said = feedback(question, key, "three", "five")
    assert [(note["line"], note["right"], note["text"]) for note in said["notes"]] == [
        ("“three” (The Small Paper, ¶ 1)", True, ""),
        ("“five” (The Small Paper, ¶ 1)", False, "It holds none of the words that show it."),
    ]
    assert said["answer"][-1] == "Words to select in The Small Paper: “two three” (The Small Paper, ¶ 1)"
    at_once = str([said["verdict"], said["parts"]])
    assert "two" not in at_once


def test_a_returned_page_names_what_was_missed_and_what_was_too_much():
    question, key = mark(("two three", "One two three four"))
    answer = selected("three four five")
    score: Score = KIND.score(question, key, answer, SMALL_ONLY)
    graded = GradedQuestion(question, key, answer, score, (), "Question 1")
    page = str(graded_view(graded, SMALL_ONLY, 2.0, with_key=True, teacher=False))
    assert "this is too much: “five”." in page
    assert "Missed: “two”." in page
    held_back = str(graded_view(graded, SMALL_ONLY, 2.0, with_key=False, teacher=False))
    assert "“three four five”" in held_back
    assert "Missed" not in held_back
    assert "two" not in held_back


# How many passages


@pytest.mark.parametrize(("most", "said"), [(1, "at most 1 is allowed"), (2, "at most 2 are allowed")])
def test_more_passages_than_the_question_asks_for_are_refused(most, said):
    question, _ = mark(("two three", "two three"), most=most)
    quotes = ["One", "three", "five"]
    assert len(KIND.read_answer(question, selected(*quotes[:most]), SMALL_ONLY)) == most
    with pytest.raises(UnreadableAnswer, match=said):
        KIND.read_answer(question, selected(*quotes), SMALL_ONLY)


def test_a_release_says_how_many_passages_only_where_the_author_did():
    """A question that was released before there was a limit keeps its version."""
    assert "most" not in mark(("two three", "two three"))[0].body
    assert mark(("two three", "two three"), most=3)[0].body["most"] == 3


# What authors may write


def item(**changes):
    accept = changes.pop("accept", {"text": LH, "core": "will harm"})
    key = {"explanation": "There.", "accept": [accept], **changes.pop("key", {})}
    base = {"id": "m", "type": "mark-evidence", "points": 1.0, "prompt": "Where?", "skill": "reading", "texts": [LH]}
    return {**base, "key": key, **changes}


def built(**changes):
    return build(item_class("mark-evidence").model_validate(item(**changes)), "quiz", TEXTS)


@pytest.mark.parametrize("most", [0, 11, 1.5, "2", True])
def test_a_limit_is_a_number_from_one_to_ten(most):
    with pytest.raises(ValidationError, match="most"):
        built(most=most)


def test_a_text_is_named_once():
    with pytest.raises(ValidationError, match="`texts` names a text twice"):
        built(texts=[LH, LH])


def test_reasons_for_wrong_options_have_no_place_here():
    with pytest.raises(AuthoringError, match="no wrong options") as caught:
        built(key={"why-not": {"a": "Because."}})
    assert caught.value.path == ("key", "why-not")


def test_where_whole_sentences_are_selected_the_bounds_hold_a_whole_sentence():
    """Or nobody could earn all the points."""
    with pytest.raises(AuthoringError, match="only select whole sentences") as caught:
        built(unit="sentences", accept={"text": LH, "core": "will harm", "within": "that will harm Immigration"})
    assert caught.value.path == ("key", "accept", 0, "within")
    built(unit="words", accept={"text": LH, "core": "will harm", "within": "that will harm Immigration"})


def test_where_whole_sentences_are_selected_the_right_answer_is_one():
    question, key = built(unit="sentences")
    [answer] = KIND.right_answer(question, key, TEXTS)
    assert answer["quote"].startswith("(Joshua Paladino")
    assert answer["quote"].endswith("agencies.")
    assert KIND.score(question, key, [answer], TEXTS).share == 1


def test_each_accepted_passage_is_evidence_for_itself():
    _, key = mark(("two three", "two three"), ("nine ten", "nine ten."))
    assert [(proof.quote, proof.of) for proof in key.evidence] == [("two three", "accepted-1"), ("nine ten", "accepted-2")]
