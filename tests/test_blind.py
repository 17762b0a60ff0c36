"""A reader without the texts: every trick is caught where it pays, and earns what chance earns where nothing is told."""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable
from typing import Any

import pytest

from pairedtexts import cli
from pairedtexts.bank import Bank, load_bank
from pairedtexts.lint import LIMIT, BlindResult, blind_results, lint
from pairedtexts.lint._blind import _tricks
from pairedtexts.questions import decided, decisions, question_type, read_answer, right_answer, score_answer, type_names
from sample_course import REPOSITORY, read_samples, with_keys
from small_quiz import QUIZ, Data, bank_of, changed, door, make_course, matrix, quiz

SHIPPED = load_bank(REPOSITORY)
SAMPLES = read_samples()[0]
EXACT = {"abs": 1e-9, "rel": 0}
COLUMNS = ("Red", "Blue", "Gold", "Grey")


def of(questions: list[Data]) -> Bank:
    """A bank of these graded questions, each with an id of its own."""
    numbered = [{**question, "id": f"q-{number}"} for number, question in enumerate(questions)]
    return bank_of({"title": "Rigged", "questions": numbered})


def caught(bank: Bank) -> dict[str, BlindResult]:
    return {result.trick: result for result in blind_results(bank, QUIZ) if result.caught}


def one(number: int, options: dict[str, str], right: str, **more: Any) -> Data:
    """A choose-one with these options in this order."""
    question = door(number, options=options, **more)
    why_not = {label: "No." for label in options if label != right}
    return question | {"key": {**question["key"], "answer": right, "why-not": why_not}}


def turned(words: list[str], number: int) -> dict[str, str]:
    """Options a, b, c, ... with these words, begun at another place for each number: a is right, wherever it stands."""
    pairs = [*zip("abcdefgh", words, strict=False)]
    return dict(pairs[number % len(pairs) :] + pairs[: number % len(pairs)])


def rigged(words: Callable[[int], list[str]], **more: Any) -> Bank:
    """Eight questions whose right options have the first of these words, at every place equally often."""
    return of([one(number, turned(words(number), number), "a", **more) for number in range(8)])


def many(number: int, right: int, options: int = 5, **more: Any) -> Data:
    """A choose-many whose first options are right."""
    labels = "abcdefgh"[:options]
    question = door(number, type="choose-many", options={label: f"The {label}" for label in labels}, **more)
    why_not = dict.fromkeys(labels[right:], "No.")
    return question | {"key": {**question["key"], "answer": list(labels[:right]), "why-not": why_not}}


def columns(take: Callable[[int, int], int], rows: int = 8, **more: Any) -> Bank:
    return of([matrix(COLUMNS, [take(i, number) for i in range(rows)], **more) for number in range(5)])


RIGGED: dict[str, Bank] = {
    "the longest option": rigged(lambda _: ["With wood of the birch tree", "With coral", "With khaki", "With mauve"]),
    "the shortest option": rigged(lambda _: ["Tin", "With coral", "With khaki", "With mauve"]),
    "the most hedged option": rigged(lambda _: ["Perhaps wood", "Paper sheet", "Metal plate", "Glass panes"]),
    "the option that shares most words with the prompt": rigged(lambda _: ["Paints", "Bronze", "Silver", "Copper"]),
    "the option most like the others": rigged(lambda _: ["Old red oak", "Old tin can", "New red hat", "Raw fir oak"]),
    "the middle number": rigged(lambda n: [f"{n}5", f"{n}1", f"{n}9"]),
    "the smallest number, or numbers upwards": rigged(lambda n: [f"{n + 1}1", f"{n + 1}5", f"{n + 1}9"]),
    "the first option, column or order shown": of([one(n, dict.fromkeys("abcd", "") | {x: f"It {x}" for x in "abcd"}, "a")
                                                   for n in range(8)]),
    "option or column 2": of([one(n, {x: f"It {x}" for x in "abcd"}, "b") for n in range(8)]),
    "option or column 3": columns(lambda row, number: 2),
    "the last option or column, the order shown reversed": of([one(n, {x: f"It {x}" for x in "abcd"}, "d") for n in range(8)]),
    "columns in turn": columns(lambda row, number: row % 4),
    "columns in turn, from the last": columns(lambda row, number: 3 - row % 4),
    "the first 2": of([many(n, 2) for n in range(6)]),
    "the first 3": of([many(n, 3, rule="all-or-nothing") for n in range(6)]),
    "everything ticked": of([many(n, 4) for n in range(6)]),
    "the 2 longest options": of([many(n, 2) | {"options": {"c": "It", "a": "Sand", "d": "By", "b": "Clay", "e": "So"}}
                                 for n in range(6)]),
}  # fmt: skip


@pytest.mark.parametrize("trick", RIGGED)
def test_a_trick_is_caught_where_it_pays(trick):
    found = caught(RIGGED[trick])
    assert trick in found
    assert found[trick].over > 0.3
    assert set(found[trick].gained) == set(RIGGED[trick].entries)
    assert [f.rule for f in lint(RIGGED[trick]) if f"takes {trick} earns" in f.message] == ["blind"]


def test_every_kind_of_trick_is_rigged_here():
    numbered = {f"option or column {n}" for n in range(4, 9)} | {f"the first {n}" for n in range(4, 9)}
    numbered |= {f"the {n} longest options" for n in range(3, 9)}
    known = {trick.name for bank in [*RIGGED.values(), SHIPPED] for trick in _tricks(list(bank.entries.values()))}
    assert known - numbered <= set(RIGGED)


def test_an_order_as_it_is_shown_or_backwards_is_caught():
    items = {label: f"The {label}" for label in "abcde"}

    def ordered(number: int, *, backwards: bool) -> Data:
        question = {**door(number), "type": "order", "items": items, "rule": "all-or-nothing"}
        del question["options"], question["keep-order"]
        question["key"] = {**question["key"], "answer": list(items), "why-not": {}}
        shown = decisions(of([question] * 8).entries[f"{QUIZ}/q-{number}"].question)[0].options
        labels = [option.words[-1] for option in shown]
        return question | {"key": {**question["key"], "answer": labels[::-1] if backwards else labels}}

    assert "the first option, column or order shown" in caught(of([ordered(n, backwards=False) for n in range(8)]))
    assert "the last option or column, the order shown reversed" in caught(of([ordered(n, backwards=True) for n in range(8)]))


def test_items_with_dates_in_them_order_themselves():
    items = {"first": "It begins in 1996", "second": "It grows in 2002", "third": "It ends in 2012", "last": "Back in 2017"}
    question = {**door(0), "type": "order", "items": items, "rule": "all-or-nothing"}
    del question["options"], question["keep-order"]
    question["key"] = {**question["key"], "answer": list(items), "why-not": {}}
    assert "the smallest number, or numbers upwards" in caught(of([question] * 5))


def test_numbers_in_names_are_no_numbers():
    bank = rigged(lambda _: ["Section 287(g)", "Section 100(a)", "Section 500(b)", "Section 300(c)"])
    assert not any("number" in result.trick for result in blind_results(bank, QUIZ))


def test_gaps_and_reasons_are_decided_by_tricks_as_well():
    gap = {"options": ["tin", "wood from the forest", "paper"]}
    fill = {**door(0), "type": "fill-in", "passage": "The door is made of [[what]] here.", "gaps": {"what": gap}}
    del fill["options"]
    fill["key"] = {**fill["key"], "answer": {"what": "wood from the forest"}, "why-not": {"what": "No."}}
    assert "the longest option" in caught(of([fill] * 6))
    options = {"so": "It does", "because": "It says so in two places of the report", "as": "It is"}
    key = {"answer": "because", "why-not": {"so": "No.", "as": "No."}}
    reason = [{**door(number), "reason": {"options": options}} for number in range(8)]
    reason = [{**question, "key": {**question["key"], "reason": key}} for question in reason]
    assert "the longest option" in caught(of(reason))


def test_whoever_wants_points_is_very_sure():
    """Certainty never costs any, so a trick that is right in a quarter of the cases earns a quarter, not two thirds of it."""
    bank = of([one(n, {x: f"It {x}" for x in "abcd"}, "abcd"[n % 4], certainty=True) for n in range(8)])
    first = next(r for r in blind_results(bank, QUIZ) if r.trick.startswith("the first option"))
    assert (first.earned, first.chance) == (pytest.approx(4, **EXACT), pytest.approx(4 * 2 / 3, **EXACT))


def test_a_weight_of_a_label_counts_as_it_is_scored():
    phrase = {"text": "east-times", "quote": "a door of amber"}
    label = {**door(0), "type": "label", "phrase": phrase, "options": {x: f"It {x}" for x in "abcd"}}
    label["key"] = {k: v for k, v in label["key"].items() if k != "answer"}
    label["key"] |= {"weights": {"a": 1, "b": 0.5}, "why-not": {"c": "No.", "d": "No."}}
    found = {result.trick: result for result in blind_results(of([label] * 5), QUIZ)}
    assert found["the first option, column or order shown"].earned == pytest.approx(10, **EXACT)
    assert found["option or column 2"].earned == pytest.approx(5, **EXACT)


# --- fair -------------------------------------------------------------------------------------------------------------


def test_where_nothing_is_told_every_trick_earns_what_chance_earns():
    results = blind_results(bank_of(quiz()), QUIZ)
    assert len(results) == 5  # places 1 to 4, and the last: about all else the options are alike
    assert {round(result.over, 9) for result in results} == {0}


def test_options_that_are_alike_to_a_trick_are_taken_in_turn():
    """Two of four are longest; one of them is right: half of the points, whichever stands first."""
    for order in (["a", "b", "c", "d"], ["b", "a", "c", "d"]):
        words = {"a": "Longer one", "b": "Longer two", "c": "Short", "d": "Brief"}
        bank = of([one(n, {x: words[x] for x in order}, "a") for n in range(5)])
        longest = next(r for r in blind_results(bank, QUIZ) if r.trick == "the longest option")
        assert longest.earned == pytest.approx(longest.points / 2, **EXACT)


def test_a_question_without_anything_to_choose_counts_what_chance_gives():
    typed = {**door(0), "type": "number", "range": [0, 9]}
    del typed["options"], typed["keep-order"]
    typed["key"] = {k: v for k, v in typed["key"].items() if k != "why-not"} | {"answer": 4}
    bank = of([typed] * 5 + [one(n, {x: f"It {x}" for x in "abcd"}, "a") for n in range(5)])
    first = blind_results(bank, QUIZ)[0]
    assert (first.earned, first.chance) == (pytest.approx(5 * 0.2 + 10), pytest.approx(5 * 0.2 + 10 / 4))


def test_what_a_person_scores_and_what_nobody_scores_is_left_out():
    written = {**door(0), "id": "essay", "type": "written", "points": 50, "length": {"least": 5}}
    del written["options"], written["keep-order"]
    written["key"] = {k: v for k, v in written["key"].items() if k not in {"why-not", "answer"}}
    written["key"]["rubric"] = [{"for": "It is good.", "points": 50}]
    survey = {"id": "how", "type": "survey", "skill": "self", "prompt": "How was it?", "options": {"a": "Good", "b": "Bad"}}
    bank = bank_of(changed(lambda data: data["questions"].extend([written, survey])))
    assert {result.points for result in blind_results(bank, QUIZ)} == {16}


def test_practice_counts_nothing():
    def longer(data: Data) -> None:
        for question in data["questions"][8:]:
            question["options"][question["key"]["answer"]] += " and gold"

    results = blind_results(bank_of(changed(longer)), QUIZ)
    assert {result.points for result in results} == {16}
    assert "the longest option" not in [result.trick for result in results]


def test_where_several_may_be_ticked_half_of_them_are_unless_the_trick_says_how_many():
    words = {"a": "So", "b": "It", "c": "In two", "d": "By six", "e": "At ten"}
    results = blind_results(of([many(n, 2) | {"options": words} for n in range(5)]), QUIZ)
    earned = {result.trick: result.earned / result.points for result in results}
    assert earned["the shortest option"] == pytest.approx(1, **EXACT)
    assert earned["the first option, column or order shown"] == pytest.approx(1 / 2, **EXACT)


_SOME_WORDS = "may some all the door report wood tin red old kitchen 7 19 1500 glass often never paint with from"


def test_a_big_quiz_whose_keys_are_drawn_by_lot_gives_every_trick_about_chance():
    rng = random.Random(1996)
    words = _SOME_WORDS.split()

    def said(length: int) -> str:
        return " ".join(rng.choice(words) for _ in range(length)) + f" x{rng.randrange(10**9)}"

    questions = []
    for number in range(400):
        options = {x: said(rng.randrange(1, 9)) for x in "abcde"}
        kind = number % 3
        if kind == 0:
            questions.append(one(number, options, rng.choice("abcde")))
        elif kind == 1:
            right = sorted(rng.sample("abcde", rng.randrange(1, 4)))
            question = many(number, 1, rule="balanced") | {"options": options}
            why_not = {x: "No." for x in "abcde" if x not in right}
            questions.append(question | {"key": {**question["key"], "answer": right, "why-not": why_not}})
        else:
            questions.append(matrix([said(3) for _ in range(4)], [rng.randrange(4) for _ in range(5)]))
    results = blind_results(of(questions), QUIZ)
    assert len(results) > 15
    # Who ticks everything under `balanced` earns nothing.
    assert {r.trick: r.over for r in results if abs(r.over) > LIMIT and r.trick != "everything ticked"} == {}


# --- types ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", type_names())
def test_a_type_says_what_there_is_to_decide_from_its_public_half_alone(name):
    assert list(inspect.signature(question_type(name).decisions).parameters) == ["question"]
    assert list(inspect.signature(question_type(name).decided).parameters) == ["question", "picks"]


@pytest.mark.parametrize("name", with_keys(SAMPLES))
def test_any_picks_make_an_answer_that_can_be_read(name):
    entry, rng = SAMPLES.entries[name], random.Random(name)
    question = entry.question
    for _ in range(20):
        values = {d.part: [option.value for option in rng.sample(d.options, len(d.options))] for d in decisions(question)}
        keep = {d.part: {"one": 1, "some": rng.randrange(1, 9), "all": 99}[d.pick] for d in decisions(question)}
        if values:
            answer = read_answer(
                question, decided(question, {part: values[part][: keep[part]] for part in values}), SAMPLES.texts
            )
            assert 0 <= score_answer(question, entry.key, answer, SAMPLES.texts).share <= 1


@pytest.mark.parametrize("name", [n for n, e in with_keys(SAMPLES).items() if decisions(e.question)])
def test_who_picks_what_is_right_earns_everything_that_is_offered(name):
    entry = SAMPLES.entries[name]
    question, texts = entry.question, SAMPLES.texts
    right = right_answer(question, entry.key, texts)
    own = right["answer"] if question.certainty or question.reason else right
    picks = {}
    for decision in decisions(question):
        values = own.get(decision.part) if isinstance(own, dict) else own
        wanted = right["reason"] if decision.part == "#reason" else values
        assert (decision.pick == "one") != isinstance(wanted, list)
        picks[decision.part] = wanted if isinstance(wanted, list) else [wanted]
    offered = {part: values for part, values in picks.items() if values != [None]}
    answer = read_answer(question, decided(question, offered), texts)
    typed = isinstance(own, dict) and len(own) > len(offered)
    if not typed:
        assert answer == right
    assert score_answer(question, entry.key, answer, texts).share > 0 or typed


@pytest.mark.parametrize("name", with_keys(SAMPLES))
def test_options_are_offered_in_the_order_and_the_words_of_the_page(name):
    question = SAMPLES.entries[name].question
    for decision in decisions(question):
        words = [option.words for option in decision.options]
        assert len({str(option.value) for option in decision.options}) == len(words) > 1
        flat = str(question.to_json())
        places = [flat.index(repr(said)) for said in words]
        assert question.type in {"fill-in", "matrix", "match"} or places == sorted(places)


# --- shipped, and the command -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("quiz_name", SHIPPED.quizzes())
def test_a_reader_without_the_texts_scores_no_better_than_chance_plus_5_points(quiz_name):
    results = blind_results(SHIPPED, quiz_name)
    assert len(results) > 10
    assert {result.trick: round(result.over, 3) for result in results if result.caught} == {}


def test_check_blind_shows_what_each_trick_earns_the_worst_first(monkeypatch, capsys, tmp_path):
    data = quiz()
    for number in range(8):
        data["questions"][number]["options"][data["questions"][number]["key"]["answer"]] += " and gold"
    monkeypatch.setattr(cli, "_out", cli.Console(highlight=False, soft_wrap=True, width=120))
    cli.app(["check", "--blind", str(make_course(tmp_path / "doors", data))], standalone_mode=False)
    out = capsys.readouterr().out
    assert "doors: what tricks earn without the texts; chance earns 4.00 of 16 points (25%)" in " ".join(out.split())
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.splitlines() if line.startswith("│")]
    assert rows[0] == ["the longest option", "16.00", "100%", "+75.0", "worst, too much"]
    assert ["the first option, column or order shown", "4.00", "25%", "+0.0", ""] in rows
    assert "warning [blind]: who always takes the longest option earns 16.00 of 16 points without the texts" in out
