"""fill-in: worked examples by hand for its two rules, what is read, what a page shows, and what an author is told."""

from __future__ import annotations

import json
import random

import pytest
from pydantic import ValidationError

from conftest import REPOSITORY
from pairedtexts.bank import read_bank
from pairedtexts.questions import (
    Key,
    Question,
    UnreadableAnswer,
    answer_rows,
    chance,
    explain,
    guess,
    read_answer,
    right_answer,
    score_answer,
)
from pairedtexts.questions._typed import LONGEST
from pairedtexts.questions.authoring import AuthoringError, build, item_class
from pairedtexts.responses import next_record
from pairedtexts.texts import Part, Text
from pairedtexts.widgets import record_bundle

SMALL = Text(
    *("small", "The Small Paper", "Small", "by", "date", "rights"),
    (Part("body", 1, 2),),
    "The act seeks to repeal\u00a0the program, according to “ICE.”\nThe act, the act.",
)
TEXTS = {"small": SMALL}

ITEM = {
    "id": "act",
    "type": "fill-in",
    "points": 3,
    "skill": "close-reading",
    "prompt": "Which words stand there?",
    "text": "small",
    "passage": "The act seeks\n  to [[aim]] the [[what]], according to “[[source]].”",
    "gaps": {"source": {}, "aim": {"options": ["reform", "repeal", "expand"]}, "what": {}},
    "key": {
        "answer": {"aim": "repeal", "what": ["program", "plan"], "source": "ICE"},
        "explanation": "It says so.",
        "why-not": {"aim": "To reform is to keep."},
    },
}


def made(key: dict | None = None, **fields) -> tuple[Question, Key]:
    data = {**ITEM, **fields, "key": {**ITEM["key"], **(key or {})}}
    return build(item_class("fill-in").model_validate(data), "quiz", TEXTS)


QUESTION, KEY = made()
AIM, WHAT, SOURCE = (gap["id"] for gap in QUESTION.body["gaps"])
OPTIONS = {option["text"]: option["id"] for option in QUESTION.body["gaps"][0]["options"]}


def answer(aim: str = "", what: str = "", source: str = "") -> dict[str, str]:
    return {AIM: OPTIONS.get(aim, ""), WHAT: what, SOURCE: source}


# The rules, by hand


@pytest.mark.parametrize(
    ("given", "each", "whole", "parts"),
    [
        (answer("repeal", "program", "ICE"), 1, 1, ("3 of 3 right",)),
        (answer("repeal", " Plan.", "“ice”"), 1, 1, ("3 of 3 right",)),
        (answer("reform", "program", "ICE"), 2 / 3, 0, ("2 of 3 right",)),
        (answer("repeal", "program"), 2 / 3, 0, ("2 of 3 right", "1 left out")),
        (answer("", "act"), 0, 0, ("0 of 3 right", "2 left out")),
        (answer("expand", "ICE", "program"), 0, 0, ("0 of 3 right",)),
    ],
)
def test_an_answer_earns_what_its_rule_says(given, each, whole, parts):
    for rule, share in (("each-cell", each), ("all-or-nothing", whole)):
        question, key = made(rule=rule)
        score = score_answer(question, key, read_answer(question, given, TEXTS), TEXTS)
        assert score.share == pytest.approx(share, abs=1e-9)
        assert score.parts == parts


def test_the_right_answer_earns_everything_under_both_rules():
    for rule in ("each-cell", "all-or-nothing"):
        question, key = made(rule=rule)
        assert score_answer(question, key, right_answer(question, key, TEXTS), TEXTS).share == 1


# What is read


def test_gaps_stand_in_the_order_of_the_passage_and_blank_ones_are_left_out():
    read = read_answer(QUESTION, {SOURCE: " ICE \u00a0 said ", WHAT: " \n", AIM: OPTIONS["reform"]}, TEXTS)
    assert list(read.items()) == [(AIM, OPTIONS["reform"]), (SOURCE, "ICE said")]
    assert read_answer(QUESTION, read, TEXTS) == read


@pytest.mark.parametrize("blank", [None, {}, answer(), {AIM: None}, {WHAT: "\x00"}])
def test_no_gap_filled_in_is_blank(blank):
    assert read_answer(QUESTION, blank, TEXTS) is None


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ("repeal", "for each part"),
        ([OPTIONS["repeal"]], "for each part"),
        ({"aim": OPTIONS["repeal"]}, "part that this question does not have"),
        ({AIM: "repeal"}, "a word that this gap does not offer"),
        ({AIM: [OPTIONS["repeal"]]}, "a word that this gap does not offer"),
        ({AIM: True}, "a word that this gap does not offer"),
        ({WHAT: 3}, "must be typed text"),
        ({WHAT: {"a": 1}}, "must be typed text"),
        ({WHAT: "x" * (LONGEST + 1)}, "at most 200"),
    ],
)
def test_what_cannot_stand_in_a_gap_is_for_review(odd, reason):
    with pytest.raises(UnreadableAnswer, match=reason):
        read_answer(QUESTION, odd, TEXTS)


# What is shown


def test_without_an_answer_the_whole_passage_can_be_read():
    passage, *gaps = answer_rows(QUESTION, None, None, TEXTS)
    options = " / ".join(option["text"] for option in QUESTION.body["gaps"][0]["options"])
    assert passage.line == f"The act seeks to [1] ____ ({options}) the [2] ____, according to “[3] ____.”"
    assert (passage.given, passage.chosen, passage.part) == (None, False, "")
    assert [row.line for row in gaps] == [
        "Gap 1 (The act seeks to [1] the …)",
        "Gap 2 (… the [2], according to “ …)",
        "Gap 3 (… according to “[3].”)",
    ]
    assert [(row.given, row.chosen, row.right, row.wanted) for row in gaps] == [("", False, None, "")] * 3


def test_a_long_passage_is_shown_by_the_words_around_the_gap():
    question, _ = made(
        {"answer": {"aim": "six"}, "why-not": {}, "evidence": [{"source": "S", "date": "D"}]},
        text=None,
        passage="One two three four five [[aim]] seven eight nine ten eleven twelve",
        gaps={"aim": {"options": ["six", "seven"]}},
    )
    assert (
        answer_rows(question, None, None, TEXTS)[1].line == "Gap 1 (One two three four five [1] seven eight nine ten eleven …)"
    )


def test_rows_set_each_gap_against_the_key():
    read = read_answer(QUESTION, answer("reform", "Plan"), TEXTS)
    _, aim, what, source = answer_rows(QUESTION, read, KEY, TEXTS)
    assert (aim.given, aim.wanted, aim.right, aim.note, aim.part) == ("reform", "repeal", False, "To reform is to keep.", AIM)
    assert (what.given, what.wanted, what.right, what.note) == ("Plan", "program (also right: plan)", True, "")
    assert (source.given, source.wanted, source.right, source.chosen) == ("", "ICE", False, False)


def test_evidence_stands_beside_its_gap():
    question, key = made({"evidence": [{"text": "small", "quote": "according to “ICE.”", "of": "source"}]})
    explained = explain(question, key, None, TEXTS)
    assert [len(explained.proofs(row)) for row in explained.rows] == [0, 0, 0, 1]
    assert [proof.quote for proof in explained.general] == ["The act seeks to repeal\u00a0the program, according to “ICE.”"]


def test_typed_markup_is_shown_as_the_words_it_is():
    typed = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    record = next_record(None, QUESTION.id, QUESTION.version, answer("repeal", typed), "2026-09-01T08:00:00Z")
    bundle = record_bundle(QUESTION, record, TEXTS)
    assert typed in bundle["text/plain"]
    assert "<script" not in bundle["text/html"]
    assert "<img" not in bundle["text/html"]


# What a guesser earns


def test_chance_is_one_option_or_one_word_of_the_text_for_each_gap():
    # The act seeks to repeal the program, according to “ICE.” The act, the act. One is "program", one is "ICE".
    words = 14
    assert chance(QUESTION, KEY, TEXTS) == pytest.approx((1 / 3 + 1 / words + 1 / words) / 3)
    question, key = made(rule="all-or-nothing")
    assert chance(question, key, TEXTS) == pytest.approx(1 / 3 / words / words)


def test_the_guesser_earns_what_is_said():
    rng = random.Random(3)
    shares = [
        score_answer(QUESTION, KEY, read_answer(QUESTION, guess(QUESTION, TEXTS, rng), TEXTS), TEXTS).share
        for _ in range(4000)
    ]
    assert sum(shares) / len(shares) == pytest.approx(chance(QUESTION, KEY, TEXTS), abs=0.01)


def test_only_what_is_typed_needs_texts():
    assert QUESTION.body["texts"] == ["small"]
    evidence = {"why-not": {}, "evidence": [{"source": "S", "date": "D"}]}
    chosen, _ = made(
        {"answer": {"aim": "repeal"}, **evidence}, text=None, passage="To [[aim]].", gaps={"aim": ITEM["gaps"]["aim"]}
    )
    assert "texts" not in chosen.body
    typed, _ = made({"answer": {"aim": "repeal"}, **evidence}, text=None, passage="To [[aim]].", gaps={"aim": {}})
    assert typed.body["texts"] == ["small"]


# The public half


def test_nothing_of_labels_or_key_is_in_the_public_half():
    assert QUESTION.body["pieces"] == ["The act seeks to ", " the ", ", according to “", ".”"]
    # A label may say what belongs there; the same gaps under other labels are the same question.
    renamed, _ = made(
        {"answer": {"repeal": "repeal", "plan": "program", "ice": "ICE"}, "why-not": {}},
        passage="The act seeks to [[repeal]] the [[plan]], according to “[[ice]].”",
        gaps={"repeal": {"options": ["repeal", "expand", "reform"]}, "plan": {}, "ice": {}},
    )
    assert renamed == QUESTION
    assert (
        made({"answer": {**ITEM["key"]["answer"], "aim": "expand"}, "evidence": EVIDENCE}, text=None)[0].body["gaps"]
        == (made({"evidence": EVIDENCE}, text=None)[0].body["gaps"])
    )


EVIDENCE = [{"source": "A source", "date": "2019-05-14"}]


def test_options_stand_by_digest_or_as_written():
    assert [option["id"] for option in QUESTION.body["gaps"][0]["options"]] == sorted(OPTIONS.values())
    kept, _ = made(**{"keep-order": True})
    assert [option["text"] for option in kept.body["gaps"][0]["options"]] == ["reform", "repeal", "expand"]


def test_the_same_words_in_two_gaps_have_two_names():
    words = {"options": ["one", "two"]}
    key = {"answer": {"a": "one", "b": "two"}, "evidence": EVIDENCE, "why-not": {}}
    question, _ = made(key, text=None, passage="[[a]] and [[b]]", gaps={"a": words, "b": words})
    first, second = ({option["id"] for option in gap["options"]} for gap in question.body["gaps"])
    assert not first & second
    assert question.body["pieces"] == ["", " and ", ""]


# What an author is told


@pytest.mark.parametrize(
    ("key", "fields", "path", "message"),
    [
        (
            {},
            {"passage": "To [[aim]] the [[what]] of [[source]] and [[more]]."},
            ("passage",),
            r'a gap "more" that does not stand',
        ),
        ({}, {"passage": "To [[aim]] the [[what]]."}, ("gaps", "source"), r'no such gap; write it there as "\[\[source\]\]"'),
        ({}, {"passage": "[[aim]] [[aim]] [[what]] [[source]]"}, ("passage",), r'"aim" stands in the passage twice'),
        ({"answer": {"aim": "repeal", "what": "program"}}, {}, ("key", "answer"), r'no answer for the gap "source"'),
        (
            {"answer": {**ITEM["key"]["answer"], "more": "x"}},
            {},
            ("key", "answer", "more"),
            r'there is no gap "more"; the gaps are: aim, what, source',
        ),
        (
            {"answer": {**ITEM["key"]["answer"], "aim": "end"}},
            {},
            ("key", "answer", "aim"),
            r'"end" is none of the options: reform, repeal, expand',
        ),
        (
            {"answer": {**ITEM["key"]["answer"], "aim": ["repeal", "expand"]}},
            {},
            ("key", "answer", "aim"),
            r"one right answer",
        ),
        (
            {"answer": {**ITEM["key"]["answer"], "what": ["plan", "Plan."]}},
            {},
            ("key", "answer", "what"),
            r"counts as the same",
        ),
        ({"why-not": {"more": "x"}}, {}, ("key", "why-not", "more"), r'there is no gap "more"'),
        (
            {},
            {"gaps": {**ITEM["gaps"], "aim": {"options": ["repeal", "repeal"]}}},
            ("gaps", "aim", "options"),
            r"two options have the same words",
        ),
        ({}, {"text": "large"}, ("text",), r'there is no text "large"; the course has: small'),
        (
            {"answer": {**ITEM["key"]["answer"], "what": ["plan", "program"]}},
            {},
            ("passage",),
            r"the passage with its gaps filled is not found in small",
        ),
        (
            {"answer": {"aim": "act"}, "why-not": {}},
            {"passage": "[[aim]]", "gaps": {"aim": {}}},
            ("passage",),
            r"found 3 times",
        ),
        ({}, {"text": None}, ("key",), r"the key has no evidence"),
        (
            {"evidence": [{"source": "S", "date": "D", "of": "more"}]},
            {},
            ("key", "evidence", 0, "of"),
            r'there is no gap "more"',
        ),
    ],
)
def test_a_wrong_question_is_explained_where_it_is_wrong(key, fields, path, message):
    with pytest.raises(AuthoringError, match=message) as caught:
        made(key, **fields)
    assert caught.value.path == path


def test_a_passage_that_stands_there_more_than_once_is_found_by_its_line():
    key = {"answer": {"aim": "seeks"}, "why-not": {}}
    _, proven = made(key, passage="The act [[aim]]", gaps={"aim": {}}, line=1)
    assert proven.evidence[0].quote == "The act seeks"


def test_a_passage_that_is_not_in_the_text_is_reported_with_the_closest_one(tmp_path):
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "source_texts").symlink_to(REPOSITORY / "source_texts")
    item = {
        **ITEM,
        "text": "liberty-headlines-2019",
        "passage": "has more than [[grew]] to 90, spread throughout 21 states",
        "gaps": {"grew": {}},
        "key": {"answer": {"grew": "doubled"}, "explanation": "x"},
    }
    quiz = {"title": "Small", "questions": [item]}
    (tmp_path / "quizzes" / "small.yaml").write_text(json.dumps(quiz), encoding="utf-8")
    _, (finding,) = read_bank(tmp_path)
    assert "the passage with its gaps filled is not found in liberty-headlines-2019" in finding.message
    assert "closest match at line 18: “has more than doubled to 80, spread throughout 21 states" in finding.message


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"gaps": {}}, "at least 1"),
        ({"gaps": {"aim": {"options": ["one"]}}}, "at least 2"),
        ({"gaps": {"aim": None}}, "valid dictionary"),
        ({"rule": "net"}, "each-cell"),
        ({"key": {**ITEM["key"], "answer": {"aim": 32}}}, "put a number in quotation marks"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(fields, message):
    with pytest.raises(ValidationError, match=message):
        item_class("fill-in").model_validate({**ITEM, **fields})
