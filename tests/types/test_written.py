"""written: free text, a checklist that a machine looks through, and a rubric for the teacher."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest
from pydantic import ValidationError

from pairedtexts.bank import load_bank
from pairedtexts.questions import (
    UnreadableAnswer,
    answer_rows,
    chance,
    explain,
    guess,
    read_answer,
    right_answer,
    rule_words,
    score_answer,
)
from pairedtexts.questions.authoring import AuthoringError, build
from pairedtexts.questions.written import LONGEST
from pairedtexts.questions.written._checks import fold, run_checks, sources
from pairedtexts.questions.written._compose import compose
from pairedtexts.questions.written.authoring import Item
from pairedtexts.texts import Part, Text, paragraphs

REPOSITORY = Path(__file__).parents[2]
VECTORS = json.loads((REPOSITORY / "tests" / "samples" / "written_vectors.json").read_text(encoding="utf-8"))
TEXTS = load_bank(REPOSITORY).texts
LH, NBC = "liberty-headlines-2019", "nbc-news-2021"
PROOF = [{"text": NBC, "quote": "At least 32 law enforcement agencies in 16 states"}]
CITES = {"cites": 2, "share": 0.2}
QUOTES = {"quotations": "verbatim", "least": 1, "share": 0.1}
KEEPS = {"keeps": ["32", ["16 states", "sixteen states"]], "share": 0.3}
AVOIDS = {"avoids": ["harm", "illegal aliens"], "share": 0.1}
LENGTH = {"length": True, "share": 0.1}
GOOD = (
    "ICE has such agreements with 32 agencies in sixteen states (NBC ¶3). Liberty Headlines counts otherwise: “the "
    "number of 287(g) jurisdictions has more than doubled to 80” (LH ¶5)."
)


def item(checklist=(), *, key=None, **fields):
    left = fields.get("points", 10) * (1 - math.fsum(check["share"] for check in checklist))
    rubric = [{"for": "Explains it", "points": left}] if left > 1e-9 and not fields.get("practice") else []
    data = {
        "id": "essay",
        "type": "written",
        "prompt": "Write.",
        "skill": "sourcing",
        "about": [LH, NBC],
        **({} if fields.get("practice") else {"points": 10}),
        "checklist": list(checklist),
        "key": {"explanation": "Because.", "evidence": PROOF, "rubric": rubric, **(key or {})},
        **fields,
    }
    return Item.model_validate(data)


def written(checklist=(), **fields):
    return build(item(checklist, **fields), "quiz", TEXTS)


def earned(question, key, text):
    return score_answer(question, key, read_answer(question, text, TEXTS), TEXTS)


@pytest.fixture
def essay():
    return written([CITES, QUOTES, KEEPS, AVOIDS, LENGTH], length={"least": 20, "most": 60})


# The checks, which a student sees live: one file of examples is held against Python here, against JavaScript elsewhere


@pytest.fixture(scope="module")
def vector_texts():
    return {
        name: Text(
            name, text["outlet"], "", "", "", "", tuple(Part(*part) for part in text["parts"]), text["verbatim"], text["short"]
        )
        for name, text in VECTORS["texts"].items()
    }


def test_the_examples_divide_their_texts_as_python_does(vector_texts):
    for name, text in vector_texts.items():
        found = [{"number": p.number, "start": p.start, "end": p.end, "kind": p.kind} for p in paragraphs(text)]
        assert found == VECTORS["texts"][name]["paragraphs"]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: f"{case['name']}: {case['text'][:40]!r}")
def test_every_check_finds_what_the_example_says(case, vector_texts):
    body = {"checklist": [case["check"]], "length": case["length"]}
    assert run_checks(case["text"], body, sources(list(vector_texts), vector_texts)) == [(case["done"], case["said"])]


def test_two_spellings_of_the_same_words_are_folded():
    for text, folded in VECTORS["folded"]:
        assert fold(text) == folded


def test_the_examples_show_every_kind_of_check_passed_and_not_passed():
    shown = {(case["check"]["kind"], case["done"]) for case in VECTORS["cases"]}
    assert shown == {(kind, done) for kind in ("cites", "quotations", "keeps", "avoids", "length") for done in (True, False)}


# Scores


def test_every_check_earns_its_share_and_the_rest_is_the_teachers(essay):
    question, key = essay
    result = earned(question, key, GOOD)
    assert result.share == pytest.approx(0.8)
    assert result.state == "manual"
    assert result.parts[-1] == "teacher's part: 2 points to give"
    assert result.most == pytest.approx(0.8)
    assert result.parts[0] == "Cites at least 2 different paragraphs, in the form LH ¶1 – 2 points: yes (cited: 2)"


@pytest.mark.parametrize(
    ("old", "new", "lost", "said"),
    [
        ("(LH ¶5)", "(LH)", 0.2, "cited: 1"),
        ("(LH ¶5)", "(LH ¶15)", 0.2, "cited: 1; there is no LH ¶15"),
        (
            "more than doubled to 80",
            "doubled to 80",
            0.1,
            "not in the texts: “the number of 287(g) jurisdictions has doubled to 80”",
        ),
        ("sixteen states", "many states", 0.3, "missing: one of: 16 states, sixteen states"),
        ("such agreements", "illegal  aliens", 0.1, "found: illegal aliens"),
        ("counts otherwise: ", "counts " + "otherwise " * 50, 0.1, "78 words"),
    ],
)
def test_what_is_not_done_earns_nothing_and_says_why(essay, old, new, lost, said):
    question, key = essay
    assert GOOD.count(old) == 1
    result = earned(question, key, GOOD.replace(old, new))
    assert result.share == pytest.approx(0.8 - lost)
    assert [part for part in result.parts if part.endswith(f"no ({said})")]


def test_by_hand_the_machine_gives_nothing():
    question, key = written(points=4)
    result = earned(question, key, "Some words.")
    assert (result.share, result.state, result.parts) == (0.0, "manual", ("teacher's part: 4 points to give",))
    assert question.rule == "by-hand"
    assert rule_words(question) == "Your teacher reads your text and gives the points."


def test_a_checklist_without_a_rubric_is_scored_by_machine_alone():
    question, key = written([{**KEEPS, "share": 0.7}, {**CITES, "share": 0.2}, {**LENGTH, "share": 0.1}], length={"least": 3})
    assert question.rule == "checklist-alone"
    result = earned(question, key, "32 agencies in 16 states (NBC ¶3, LH ¶5)")
    assert (result.share, result.state, result.parts) == (1.0, "scored", ("3 of 3 on the checklist",))
    assert earned(question, key, "32 agencies in 16 states").share == pytest.approx(0.8)


def test_an_empty_minded_text_earns_little():
    question, key = written([{**AVOIDS, "share": 0.4}, {"quotations": "verbatim", "share": 0.4}], length={"least": 30})
    assert earned(question, key, "x").share == 0
    assert earned(question, key, "x " * 29).share == 0
    assert earned(question, key, "x " * 30).share == pytest.approx(0.8), "so the question's chance says so"
    assert chance(question, key, TEXTS) == pytest.approx(0.8)


def test_chance_is_what_the_blind_guesser_gets(essay):
    question, key = essay
    assert chance(question, key, TEXTS) == pytest.approx(0.2)  # avoids, and the length
    answers = {guess(question, TEXTS, random.Random(seed)) for seed in range(5)}
    assert len(answers) == 1
    assert earned(question, key, answers.pop()).share == chance(question, key, TEXTS)


# The right answer


@pytest.mark.parametrize(
    ("checklist", "fields"),
    [
        ([], {}),
        ([CITES], {}),
        ([{**CITES, "cites": 20}], {}),
        ([{"cites": 3, "each": True, "share": 0.5}], {}),
        ([{"cites": 2, "of": NBC, "share": 0.5}], {}),
        ([{**QUOTES, "least": 12}], {}),
        ([{**QUOTES, "least": 3}, {"avoids": ["booker", "ICE", "the", "and", "so"], "share": 0.1}], {"length": {"least": 40}}),
        ([KEEPS, LENGTH], {"length": {"least": 4, "most": 4}}),
        ([CITES, QUOTES, KEEPS, AVOIDS, LENGTH], {"length": {"least": 100, "most": 101}}),
        ([CITES, QUOTES], {"texts": [LH]}),
    ],
)
def test_a_right_answer_is_put_together_from_the_checklist(checklist, fields):
    question, key = written(checklist, **fields)
    right = right_answer(question, key, TEXTS)
    assert read_answer(question, right, TEXTS) == right
    assert earned(question, key, right).share == pytest.approx(math.fsum(check["share"] for check in checklist))


def test_a_model_answer_is_the_right_answer():
    question, key = written([CITES], key={"model-answer": "See LH ¶1 and NBC ¶2."})
    assert right_answer(question, key, TEXTS) == "See LH ¶1 and NBC ¶2."


# Canonical form


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("", None),
        (" \n\t\r\n ", None),
        ("\x00\x07", None),
        ("a\r\nb\rc  \n", "a\nb\nc"),
        ("a\x00b\x1bc\x85", "abc"),
        ("\u202eabc\u2069", "abc"),
        ("  a\tb", "  a\tb"),
        ("<b>x</b> \U0001f600", "<b>x</b> \U0001f600"),
        ("a" * LONGEST + "  \n", "a" * LONGEST),
    ],
)
def test_canonical_form(essay, sent, read):
    question, _ = essay
    assert read_answer(question, sent, TEXTS) == read
    if read is not None:
        assert read_answer(question, read, TEXTS) == read


@pytest.mark.parametrize("odd", [3, 1.5, True, [], ["a"], {}, {"text": "a"}, float("nan"), -(10**400)])
def test_what_is_no_text_is_refused(essay, odd):
    with pytest.raises(UnreadableAnswer, match="must be a text"):
        read_answer(essay[0], odd, TEXTS)


def test_a_text_without_end_is_refused(essay):
    with pytest.raises(UnreadableAnswer, match="20,001 characters, at most 20,000"):
        read_answer(essay[0], "a" * (LONGEST + 1), TEXTS)


def test_half_a_character_is_refused(essay):
    with pytest.raises(UnreadableAnswer, match="half a character"):
        read_answer(essay[0], "a\ud83d", TEXTS)


# Rows


def test_with_no_answer_the_rows_say_what_is_asked(essay):
    shown = [row.line for row in answer_rows(essay[0], None, None, TEXTS)]
    assert shown[:2] == [
        "Length: 20 to 60 words",
        "Checklist: Cites at least 2 different paragraphs, in the form LH ¶1 – 2 points",
    ]
    assert len(shown) == 6
    assert not any(row.chosen or row.right is not None for row in answer_rows(essay[0], None, None, TEXTS))


def test_the_rows_of_an_answer_are_its_paragraphs_and_the_state_of_the_checklist(essay):
    shown = answer_rows(essay[0], "<i>One</i> 32\n\ntwo", None, TEXTS)
    assert [(row.line, row.chosen) for row in shown[:3]] == [
        ("<i>One</i> 32", True),
        ("two", True),
        ("Length: 3 words (20 to 60 wanted)", False),
    ]
    assert shown[3].line == "○ to do: Cites at least 2 different paragraphs, in the form LH ¶1 – 2 points (cited: 0)"
    assert not any("Rubric" in row.line for row in shown)
    done = [row.line for row in answer_rows(essay[0], GOOD, None, TEXTS) if row.line.startswith("✓ done: ")]
    assert len(done) == 5


def test_with_the_key_the_rows_show_the_rubric_and_the_model_answer():
    rubric = [{"label": "one", "for": "Says one.", "points": 1}, {"for": "Says two.", "points": 2}]
    evidence = [{**PROOF[0], "of": "one"}, {"text": NBC, "quote": "At least 32", "of": "cites"}]
    made = {"rubric": rubric, "model-answer": "LH ¶1\n\nLH ¶2", "evidence": evidence}
    question, key = written([{**CITES, "share": 0.4}], points=5, key=made)
    known = explain(question, key, "My text.", TEXTS)
    assert [(row.line, row.note) for row in known.rows if row.line.startswith("Rubric")] == [
        ("Rubric, 1 point", "Says one."),
        ("Rubric, 2 points", "Says two."),
    ]
    models = [(row.line, row.called) for row in known.rows if row.right]
    assert models == [("Model answer: LH ¶1", ""), ("Model answer: LH ¶2", "")], "it is not marked as an answer is"
    beside = {row.line: [proof.quote for proof in known.proofs(row)] for row in known.rows if known.proofs(row)}
    assert beside == {
        "Rubric, 1 point": [PROOF[0]["quote"]],
        "○ to do: Cites at least 2 different paragraphs, in the form LH ¶1 – 2 points (cited: 0)": ["At least 32"],
    }
    assert known.general == ()


# What an author can get wrong


@pytest.mark.parametrize(
    ("checklist", "fields", "words"),
    [
        ([{"share": 0.5}], {}, "exactly one of cites, quotations, keeps, avoids, length; this one has none"),
        ([{**CITES, "length": True}], {}, "this one has cites, length"),
        ([{**LENGTH, "of": LH}], {}, "`of` and `each` go with `cites`"),
        ([{**CITES, "of": LH, "each": True}], {}, "either `of` or `each`"),
        ([{**CITES, "least": 2}], {}, "`least` goes with `quotations`"),
        ([{"keeps": [[]], "share": 0.1}], {}, "has no form"),
        ([CITES, {**CITES, "cites": 3}], {}, 'two checks are called "cites"'),
        ([CITES, {**CITES, "label": "again"}], {}, "two checks are the same"),
        ([{**CITES, "share": 0.7}, {**KEEPS, "share": 0.7}], {}, "sum to 1.4, more than 1"),
        ([], {"length": {"least": 9, "most": 8}}, "`most` is less than `least`"),
        ([], {"key": {"why-not": {"a": "b"}}}, "no wrong options"),
        ([], {"certainty": True}, "Extra inputs"),
    ],
)
def test_what_contradicts_itself_is_an_error(checklist, fields, words):
    with pytest.raises(ValidationError, match=words):
        item(checklist, **fields)


@pytest.mark.parametrize(
    ("checklist", "fields", "path", "words"),
    [
        ([CITES], {"texts": []}, ("checklist", 0), "`cites` needs a text"),
        ([], {"texts": ["nowhere"]}, ("texts", 0), 'there is no text "nowhere"; the course has: '),
        ([{"cites": 1, "of": NBC, "share": 0.1}], {"texts": [LH]}, ("checklist", 0, "of"), "does not show the text"),
        ([{**CITES, "cites": 45}], {}, ("checklist", 0, "cites"), "numbered paragraphs, fewer than 45"),
        ([LENGTH], {}, ("checklist", 0), "the question's `length`, which is missing"),
        ([AVOIDS], {}, ("checklist", 0), "an empty text would pass this check"),
        ([{"quotations": "verbatim", "share": 0.1}], {}, ("checklist", 0), "an empty text would pass this check"),
        ([CITES], {"key": {"rubric": []}}, ("key",), "sum to 0; the checklist leaves 8 of 10 points to the teacher"),
        ([CITES], {"key": {"rubric": [{"for": "x", "points": 7}]}}, ("key", "rubric"), "sum to 7; the checklist leaves 8"),
        ([CITES], {"practice": True}, ("key",), "nobody reads a practice answer"),
        ([CITES], {"key": {"model-answer": "LH ¶1"}}, ("key", "model-answer"), r"does not pass .* \(cited: 1\)"),
        ([KEEPS, {"avoids": ["32"], "share": 0.1}], {"length": {"least": 5}}, ("checklist",), r"no text passes .*found: 32"),
        ([KEEPS, LENGTH], {"length": {"least": 1, "most": 2}}, ("checklist",), "no text passes the whole checklist"),
        ([CITES], {"key": {"evidence": [{**PROOF[0], "of": "x"}]}}, ("key", "evidence", 0, "of"), "there are: cites"),
    ],
)
def test_what_cannot_be_asked_is_an_error_that_says_where(checklist, fields, path, words):
    with pytest.raises(AuthoringError, match=words) as error:
        written(checklist, **fields)
    assert error.value.path == path


def test_the_public_half_knows_nothing_of_the_key():
    plain, _ = written([CITES])
    other, _ = written([CITES], key={"model-answer": "LH ¶1, LH ¶2", "explanation": "Otherwise."})
    assert plain == other
    assert "Explains" not in json.dumps(plain.to_json())


def test_labels_of_the_checklist_stay_with_the_author():
    question, _ = written([{**CITES, "label": "my-label"}])
    assert "my-label" not in json.dumps(question.to_json())
    assert question == written([CITES])[0]


def test_an_authors_own_words_stand_on_the_checklist():
    question, _ = written([{**CITES, "words": "Names two lines"}])
    assert question.body["checklist"][0]["words"] == "Names two lines – 2 points"


def test_composing_shows_no_word_that_is_to_be_avoided(essay):
    assert "harm" not in compose(essay[0].body, TEXTS).lower()
