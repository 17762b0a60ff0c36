"""survey: any answer is welcome, and none is ever scored."""

from __future__ import annotations

import json
import random
from datetime import datetime, timezone
from pathlib import Path

import pytest

from pairedtexts.bank import load_bank
from pairedtexts.contents import Contents
from pairedtexts.course import fill_in
from pairedtexts.grading import grade, read_hand_in, rebuild, rebuilt_of
from pairedtexts.notebook._hand_in_list import hand_in_list
from pairedtexts.questions import Key, UnreadableAnswer, answer_rows, chance, guess, read_answer, right_answer, score_answer
from pairedtexts.questions.authoring import build
from pairedtexts.questions.survey.authoring import Item
from pairedtexts.release import Kept, make_release
from pairedtexts.widgets._widget import widget_class

REPOSITORY = Path(__file__).parents[2]
OPTIONS = {"yes": "Yes", "no": "No", "unsure": "I am not sure"}
NOTHING = Key(None, (), "")


def survey(**fields):
    data = {"id": "opinion", "type": "survey", "prompt": "What do you think?", "skill": "reflection", **fields}
    return build(Item.model_validate(data), "quiz", {})


def ids(question):
    return [option["id"] for option in question.body["options"]]


@pytest.fixture
def one():
    return survey(options=OPTIONS)[0]


@pytest.fixture
def several():
    return survey(options=OPTIONS, several=True)[0]


@pytest.fixture
def scale():
    return survey(scale={"low": "not at all", "high": "very much"}, comment=True)[0]


def test_a_survey_is_neither_graded_nor_practice_and_has_an_empty_key():
    question, key = survey(options=OPTIONS)
    assert not question.graded
    assert not question.practice
    assert key == NOTHING


def test_options_stay_in_the_authors_order_and_have_opaque_names(one):
    assert [option["text"] for option in one.body["options"]] == list(OPTIONS.values())
    assert not set(OPTIONS) & set(ids(one))


def test_a_scale_is_a_row_of_options_with_words_at_both_ends(scale):
    assert [option["text"] for option in scale.body["options"]] == ["1 – not at all", "2", "3", "4", "5 – very much"]
    two = survey(scale={"low": "no", "high": "yes", "steps": 2})[0]
    assert [option["text"] for option in two.body["options"]] == ["1 – no", "2 – yes"]


def test_canonical_answers(one, several, scale):
    a, _, c = ids(several)
    assert read_answer(one, a, {}) == a
    assert read_answer(several, [c, a, c], {}) == [a, c]
    assert read_answer(several, [], {}) is None
    third = ids(scale)[2]
    assert read_answer(scale, {"choice": third}, {}) == {"choice": third, "comment": None}
    assert read_answer(scale, {"comment": " a\n\tb\x00\u00a0c "}, {}) == {"choice": None, "comment": "a b c"}
    for blank in ({}, {"choice": None, "comment": "  \x00 "}, None):
        assert read_answer(scale, blank, {}) is None


@pytest.mark.parametrize("odd", ["x", 3, True, 1.5, float("nan"), {}, {"choice": None}, [], ["x"], [[]], -(10**400)])
def test_what_is_no_answer_to_one_choice_is_refused(one, odd):
    with pytest.raises(UnreadableAnswer):
        read_answer(one, odd, {})


@pytest.mark.parametrize("odd", ["x", 3, True, {}, ["x"], [None], [[]], [3]])
def test_what_is_no_answer_to_several_choices_is_refused(several, odd):
    with pytest.raises(UnreadableAnswer):
        read_answer(several, odd, {})


@pytest.mark.parametrize(
    "odd",
    ["x", 3, [], {"choice": 3}, {"choice": ["x"]}, {"comment": 3}, {"other": 1}, {"comment": "a" * 201}],
)
def test_what_is_no_answer_with_a_comment_is_refused(scale, odd):
    with pytest.raises(UnreadableAnswer):
        read_answer(scale, odd, {})


def test_nothing_is_ever_earned(one, several, scale):
    rng = random.Random(1)
    for question in (one, several, scale):
        for _ in range(20):
            answer = read_answer(question, guess(question, {}, rng), {})
            if answer is not None:
                result = score_answer(question, NOTHING, answer, {})
                assert (result.share, result.parts, result.state) == (0.0, ("not scored",), "scored")
        assert chance(question, NOTHING, {}) == 0
        right = right_answer(question, NOTHING, {})
        assert read_answer(question, right, {}) == right


def test_rows_call_nothing_right_or_wrong_whether_a_key_is_there_or_not(scale):
    answer = {"choice": ids(scale)[4], "comment": "<b>mine</b>"}
    for key in (None, NOTHING):
        shown = answer_rows(scale, answer, key, {})
        assert [row.chosen for row in shown] == [False, False, False, False, True, True]
        assert shown[-1].answer == "Comment: <b>mine</b>"
        assert all(row.right is None and not row.solution for row in shown)
        assert [row.answer for row in answer_rows(scale, None, key, {})][-1] == "Comment: no answer"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "either `options` or a `scale`"),
        ({"options": OPTIONS, "scale": {"low": "a", "high": "b"}}, "either `options` or a `scale`"),
        ({"scale": {"low": "a", "high": "b"}, "several": True}, "one step is chosen"),
        ({"options": {"a": "Same", "b": "Same"}}, "two options have the same words"),
        ({"options": OPTIONS, "points": 2}, "Extra inputs"),
        ({"options": OPTIONS, "key": {"answer": "yes"}}, "Extra inputs"),
        ({"options": OPTIONS, "practice": True}, "Extra inputs"),
    ],
)
def test_authoring_errors_say_what_is_wrong(fields, words):
    with pytest.raises(ValueError, match=words):
        survey(**fields)


# Through a lesson


@pytest.fixture
def lesson(tmp_path):
    """A released lesson with one graded question and two surveys."""
    bank = load_bank(REPOSITORY)
    entry = bank.entries["federalism/county-says-no"]
    surveys = {"quiz/a": survey(options=OPTIONS)[0], "quiz/b": survey(scale={"low": "no", "high": "yes"}, comment=True)[0]}
    questions = {"federalism/county-says-no": entry.question, **surveys}
    contents = Contents("quiz", {}, {name: _named(question, name) for name, question in questions.items()}, {})
    keys = {name: entry.key if name == entry.question.id else NOTHING for name in questions}
    return contents, keys


def _named(question, name):
    return type(question).from_json({**question.to_json(), "id": name})


def test_a_surveys_cell_is_not_a_graded_one(tmp_path):
    bank = load_bank(REPOSITORY)
    entry = bank.entries["federalism/county-says-no"]
    item = Item.model_validate({"id": "a", "type": "survey", "prompt": "?", "skill": "x", "options": OPTIONS})
    question, key = build(item, "quiz", bank.texts)
    bank.entries["quiz/a"] = type(entry)(question, key, item, "quizzes/quiz.yaml", 1)
    source = ["import pairedtexts as pt", 'pt.ask("federalism/county-says-no")', 'pt.ask("quiz/a")']
    cells = [{"cell_type": "code", "id": f"c{i}", "metadata": {}, "source": text} for i, text in enumerate(source)]
    try:
        notebook, contents = make_release("quiz", {"cells": cells, "metadata": {}}, bank)
    finally:
        del bank.entries["quiz/a"]
    assert ["nbgrader" in cell["metadata"] for cell in notebook["cells"]] == [False, True, False]
    assert contents.label("quiz/a") == "Survey 1"
    notebook["metadata"]["pairedtexts"]["release"]["digest"] = "d"
    kept = Kept(1, "d", notebook, contents, {entry.question.id: entry.key, "quiz/a": key})
    answers = {"quiz/a": question.body["options"][0]["id"]}
    hand_in = fill_in(notebook, contents, answers, datetime(2026, 9, 1, tzinfo=timezone.utc))
    rebuilt = rebuilt_of(rebuild(read_hand_in(json.dumps(hand_in).encode()), [kept]))
    assert rebuilt.records["quiz/a"].answer == answers["quiz/a"], "what the class thinks is not lost"
    graded = grade(rebuilt, kept, kept, {})
    assert list(graded.questions) == ["federalism/county-says-no"]
    assert graded.for_review == ()


def test_the_list_before_hand_in_counts_surveys_by_themselves(lesson, tmp_path):
    contents, _ = lesson
    first = contents.questions["quiz/a"]
    cells = [{"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None, "source": ""}]
    blank = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"pairedtexts": {}}, "cells": cells}
    notebook = fill_in(blank, contents, {"quiz/a": ids(first)[0]}, datetime(2026, 9, 1, tzinfo=timezone.utc))
    path = tmp_path / "quiz.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    said = hand_in_list(contents, path)["text/plain"]
    assert "Survey: 1 of 2 answered (survey earns no points)" in said
    assert "1 question is not answered yet." in said


def test_the_teachers_preview_shows_no_key_where_there_is_none(lesson):
    contents, keys = lesson
    preview = Contents(contents.lesson, contents.texts, contents.questions, {}, keys)
    question = contents.questions["quiz/a"]
    assert widget_class("survey")(question, preview, None).key_view == {}
