"""short-text: by what typed answers are compared, and what an author is told."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairedtexts.questions import (
    Key,
    Question,
    UnreadableAnswer,
    answer_rows,
    chance,
    guess,
    read_answer,
    right_answer,
    score_answer,
)
from pairedtexts.questions._typed import LONGEST, comparable, read_typed
from pairedtexts.questions.authoring import AuthoringError, build, item_class
from pairedtexts.texts import Part, Text
from pairedtexts.widgets import record_bundle


def text(name: str, *lines: tuple[str, str]) -> Text:
    parts = tuple(Part(kind, number, number) for number, (kind, _) in enumerate(lines, start=1))
    return Text(name, name, name, "by", "date", "rights", parts, "\n".join(words for _, words in lines))


TEXTS = {
    "one": text(
        "one", ("furniture", "harm harm harm"), ("headline", "A bill"), ("body", "It will “harm” ICE — harm, they say.")
    ),
    "two": text(
        "two",
        ("body", "No\u00a0harm."),
    ),
    "empty": text("empty", ("furniture", "Menu")),
}

ITEM = {
    "id": "verb",
    "type": "short-text",
    "points": 1,
    "skill": "word-choice",
    "prompt": "Which verb?",
    "texts": ["one"],
    "key": {"accept": ["harm"], "evidence": [{"source": "A source", "date": "2019-05-14"}], "explanation": "There."},
}


def made(key: dict | None = None, **fields) -> tuple[Question, Key]:
    data = {**ITEM, **fields, "key": {**ITEM["key"], **(key or {})}}
    return build(item_class("short-text").model_validate(data), "quiz", TEXTS)


def share(typed: str, *accepted: str) -> float:
    question, key = made({"accept": list(accepted)})
    return score_answer(question, key, read_answer(question, typed, TEXTS), TEXTS).share


# By what answers are compared


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("HARM", "harm"),
        ("Strasse", "Straße"),
        ("  will \u00a0 harm ", "will harm"),
        ("will\u202fharm", "will harm"),
        ("harm.", "harm"),
        ("“harm”", "harm"),
        ("«harm»!", "harm"),
        ("(harm)", "harm"),
        ("'harm',", "harm"),
        ("Booker's office", "Booker’s office"),
        ("Booker´s office", "Booker’s office"),
        ('the "critical" step', "the “critical” step"),
        ("local-federal", "local–federal"),
        ("local—federal", "local-federal"),
        ("local\u2212federal", "local-federal"),
        ("ｈａｒｍ", "harm"),
        ("ﬁne", "fine"),
        ("25 ℃", "25 °C"),
        ("cafe\u0301", "café"),
        ("287(g)", "287(G)"),
        ("harm…", "harm"),
        ("harm", "“Harm.”"),
    ],
)
def test_what_does_not_matter(typed, accepted):
    assert share(typed, accepted) == 1


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("harms", "harm"),
        ("will harm", "harm"),
        ("har m", "harm"),
        ("twenty one", "twenty-one"),
        ("cafe", "café"),
        ("Bookers office", "Booker’s office"),
        ("...", "harm"),
        ("harm and reform", "harm"),
    ],
)
def test_what_matters(typed, accepted):
    assert share(typed, accepted) == 0


def test_any_accepted_form_is_right():
    question, key = made({"accept": ["harm", "will harm"]})
    assert [score_answer(question, key, typed, TEXTS).share for typed in ("Harm", "will harm.", "would harm")] == [1, 1, 0]
    assert score_answer(question, key, "harm", TEXTS).parts == ("right",)
    assert score_answer(question, key, "help", TEXTS).parts == ("not right",)


@given(st.text(max_size=40))
def test_comparing_is_settled_and_deaf_to_what_stands_around(typed):
    assert comparable(comparable(typed)) == comparable(typed)
    assert comparable(f" “{typed}.” ") == comparable(typed)


# What is kept


def test_what_was_typed_is_kept_as_it_was_typed():
    question, _ = made()
    assert read_answer(question, "  “Harm”,\tthey \u00a0 say ", TEXTS) == "“Harm”, they say"
    for blank in (None, "", " \n", "\u00a0", "\x00\x1f", "\u202e"):
        assert read_answer(question, blank, TEXTS) is None


def test_what_no_file_can_hold_and_what_turns_a_line_around_is_not_kept():
    assert read_typed("a\ud800b") == "a\ufffdb"
    assert read_typed("a\x00b\x7fc") == "a b c"
    assert read_typed("\u202eabc\u202c \u2067d\u2069") == "abc d"


@given(st.text())
def test_what_is_kept_is_its_own_canonical_form(typed):
    try:
        read = read_typed(typed)
    except UnreadableAnswer:
        return
    assert read_typed(read) == read
    (read or "").encode("utf-8")


@pytest.mark.parametrize("odd", [3, True, 0.5, [], ["harm"], {}, {"answer": "harm"}])
def test_what_is_no_typed_text_is_for_review(odd):
    question, _ = made()
    with pytest.raises(UnreadableAnswer, match="must be typed text"):
        read_answer(question, odd, TEXTS)


def test_an_answer_of_more_than_a_field_takes_is_for_review():
    question, _ = made()
    assert read_answer(question, f" {'x' * LONGEST} ", TEXTS) == "x" * LONGEST
    with pytest.raises(UnreadableAnswer, match="the answer has 201 characters, at most 200 are allowed"):
        read_answer(question, "x" * (LONGEST + 1), TEXTS)


# What is shown


def test_rows_set_what_was_typed_against_the_key():
    question, key = made({"accept": ["harm", "will harm"], "reject": {"Help.": "That is the opposite."}})
    (blank,) = answer_rows(question, None, None, TEXTS)
    assert (blank.answer, blank.chosen, blank.right, blank.solution) == ("A word or phrase: no answer", False, None, "")
    (right,) = answer_rows(question, "Harm!", key, TEXTS)
    assert (right.given, right.chosen, right.right, right.note) == ("Harm!", True, True, "")
    assert right.solution == "A word or phrase: harm (also right: will harm)"
    (unseen,) = answer_rows(question, "Harm!", None, TEXTS)
    assert (unseen.right, unseen.wanted, unseen.note) == (None, "", "")


def test_a_foreseen_wrong_answer_is_told_why():
    question, key = made({"reject": {"Help.": "That is the opposite."}})
    notes = [answer_rows(question, typed, key, TEXTS)[0].note for typed in ("“HELP”", "hinder", None)]
    assert notes == ["That is the opposite.", "", ""]


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</li></ul>&lt;", "=cmd()"])
def test_typed_markup_is_shown_as_the_words_it_is(typed):
    from pairedtexts.responses import next_record

    question, _ = made()
    record = next_record(None, question.id, question.version, typed, "2026-09-01T08:00:00Z")
    bundle = record_bundle(question, record, TEXTS)
    assert "<script" not in bundle["text/html"]
    assert "<img" not in bundle["text/html"]
    assert typed in bundle["text/plain"]


# What a guesser earns


def test_chance_is_the_share_of_the_texts_words_that_are_accepted():
    # "A bill It will “harm” ICE harm, they say.": 9 words, 2 of them accepted; page furniture and the dash are none.
    question, key = made()
    assert chance(question, key, TEXTS) == pytest.approx(2 / 9)
    question, key = made(texts=["two", "one", "two"])
    assert question.body["texts"] == ["one", "two"]
    assert chance(question, key, TEXTS) == pytest.approx(3 / 11)
    question, key = made({"accept": ["will harm"]})
    assert chance(question, key, TEXTS) == 0


def test_without_texts_of_its_own_a_question_names_all_there_are():
    question, _ = made(texts=None)
    assert question.body == {"texts": ["empty", "one", "two"]}


def test_the_guesser_types_each_word_as_often_as_it_stands_there():
    question, key = made()
    rng = random.Random(1)
    typed = [guess(question, TEXTS, rng) for _ in range(3000)]
    assert set(typed) == {"A", "bill", "It", "will", "“harm”", "ICE", "harm,", "they", "say."}
    mean = sum(score_answer(question, key, read_answer(question, each, TEXTS), TEXTS).share for each in typed) / len(typed)
    assert mean == pytest.approx(2 / 9, abs=0.03)


def test_where_there_is_no_word_the_guesser_types_none():
    question, key = made(texts=["empty"])
    assert guess(question, TEXTS, random.Random(1)) is None
    assert chance(question, key, TEXTS) == 0


def test_the_right_answer_is_the_first_form():
    question, key = made({"accept": ["will harm", "harm"]})
    assert right_answer(question, key, TEXTS) == "will harm"


# What an author is told


def test_a_single_form_needs_no_list():
    assert made({"accept": "harm"})[1].answer == ["harm"]


def test_the_key_is_no_part_of_the_public_half():
    assert made()[0] == made({"accept": ["help"], "reject": {"harm": "No."}})[0]


@pytest.mark.parametrize(
    ("key", "fields", "message"),
    [
        ({}, {"texts": ["three"]}, r'there is no text "three"; the course has: empty, one, two'),
        ({"accept": ["harm", "“Harm.”"]}, {}, r'"“Harm.”" counts as the same as "harm" already; leave it out'),
        ({"accept": ["?!"]}, {}, r'"\?!" is punctuation only'),
        ({"accept": ["x" * 201]}, {}, r"201 characters are more than a student can type here \(200\)"),
        ({"reject": {"HARM": "No."}}, {}, r'"HARM" counts as an accepted form; it cannot be wrong as well'),
        ({"reject": {"a": "No.", "A.": "No."}}, {}, r'"A." counts as the same as a form above it'),
        ({"reject": {"-": "No."}}, {}, r'"-" is punctuation only'),
        ({"why-not": {"help": "No."}}, {}, r"give wrong answers under `reject`, form: why"),
        ({"evidence": [{"source": "S", "date": "D", "of": "a"}]}, {}, r'no part that could be called "a"'),
    ],
)
def test_a_wrong_question_is_explained(key, fields, message):
    with pytest.raises(AuthoringError, match=message):
        made(key, **fields)


@pytest.mark.parametrize("accept", [32, [32], [], None, ["harm", 1]])
def test_accepted_forms_are_words(accept):
    with pytest.raises(ValueError, match=r"put a number in quotation marks|at least 1 item"):
        made({"accept": accept})


@pytest.mark.parametrize("typed", ["Memo\u00adrandum", "\ufeffMemorandum", "Memorandum\u200b", "\u200eMemorandum"])
def test_what_cannot_be_seen_is_left_out_of_an_answer(typed):
    """It comes along when words are copied from a page or a PDF."""
    assert read_typed(typed) == "Memorandum"
