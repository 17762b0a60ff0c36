"""The lessons and quizzes that ship with the package: whole, proven, and fair to both texts."""

from __future__ import annotations

import json
import re

import pytest

from conftest import LESSONS, REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.course import check_course
from pairedtexts.release import read_lesson

BANK = load_bank(REPOSITORY)
NOTEBOOKS = {
    lesson: json.loads((REPOSITORY / "lessons" / lesson / f"{lesson}.ipynb").read_text(encoding="utf-8")) for lesson in LESSONS
}
BOTH = pytest.mark.parametrize("lesson", LESSONS)
PAIR = ("liberty-headlines-2019", "nbc-news-2021")

# Long quotations that stand in none of the two articles. Each is named here with where it comes from.
LEGAL_TEXTS = {
    "The powers not delegated to the United States by the Constitution, nor prohibited by it to the States, are reserved to "
    "the States respectively, or to the people.": "U.S. Constitution, Tenth Amendment",
    "the supreme Law of the Land": "U.S. Constitution, Article VI",
    "with the consent of State or local officials": "Executive Order 13768, section 8",
    "for a period not to exceed 48 hours, excluding Saturdays, Sundays, and holidays": "8 C.F.R. § 287.7(d)",
}
# Words in quotation marks that no source says: the lessons' own examples, which are about a skate park and a mayor, the
# first words of a sentence to be finished, and things that a classmate or a reader might say.
EXAMPLES = {
    "The town plans to close the park,",
    "The town plans to destroy the park,",
    "The park is a danger,",
    "the mayor said the park was unsafe",
    "the mayor claimed the park was unsafe",
    "the mayor revealed that the park was unsafe",
    "the plan may cost jobs",
    "the plan is going to cost jobs",
    "According to this article, the problem is ...",
    "What makes it worse is ...",
    "The park had 200 visitors",
    "The park sold 90 passes",
    "The bill takes a choice away from counties.",
    "The bill gives a federal job back to the federal government.",
    "Opponents say that this would harm ICE",
    "It was 80 in the 2019 article and 32 in the 2021 article, so the program shrank by more than half.",
}


def graded(lesson: str) -> list:
    return [entry for entry in BANK.quizzes()[lesson] if not entry.question.practice]


def test_there_is_nothing_wrong_with_the_shipped_course():
    _, findings = check_course(REPOSITORY)
    assert findings == []


@BOTH
def test_every_question_of_a_quiz_is_asked_once_in_its_lesson(lesson):
    asked = read_lesson(NOTEBOOKS[lesson], BANK).questions
    assert sorted(asked) == sorted(entry.question.id for entry in BANK.quizzes()[lesson])


@BOTH
def test_a_lesson_has_enough_questions_that_count_and_enough_for_practice(lesson):
    practice = [entry for entry in BANK.quizzes()[lesson] if entry.question.practice]
    assert len(graded(lesson)) >= 8
    assert len(practice) >= 4


@BOTH
def test_a_lesson_uses_every_question_type(lesson):
    types = {entry.question.type for entry in BANK.quizzes()[lesson]}
    assert types == {"choose-one", "choose-many", "mark-evidence"}


@BOTH
def test_practice_comes_before_what_counts(lesson):
    """In every section students try before they are scored; the first question of a lesson is for practice."""
    first = read_lesson(NOTEBOOKS[lesson], BANK).questions[0]
    assert BANK.entries[first].question.practice


@BOTH
def test_both_texts_carry_the_same_weight(lesson):
    """Points and numbers of graded questions by text, one about both counting half for each: within 10 percent."""
    points, numbers = dict.fromkeys(PAIR, 0.0), dict.fromkeys(PAIR, 0.0)
    for entry in graded(lesson):
        for text in entry.item.about:
            points[text] += entry.question.points / len(entry.item.about)
            numbers[text] += 1 / len(entry.item.about)
    for weight in (points, numbers):
        assert min(weight.values()) > 0
        assert abs(weight[PAIR[0]] - weight[PAIR[1]]) <= 0.1 * max(weight.values()), weight


@pytest.mark.parametrize("name", [e.question.id for e in BANK.entries.values() if e.item.about and not e.question.practice])
def test_a_graded_question_about_a_text_cites_it(name):
    entry = BANK.entries[name]
    cited = {item.passage.text for item in entry.key.evidence if item.passage}
    assert cited >= set(entry.item.about)


@pytest.mark.parametrize("name", [name for name, entry in BANK.entries.items() if not entry.item.about])
def test_a_question_about_no_text_cites_a_primary_source(name):
    evidence = BANK.entries[name].key.evidence
    assert any(
        item.source and re.search(r"\d", item.source) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", item.date) for item in evidence
    )


@pytest.mark.parametrize("name", BANK.entries)
def test_a_question_gives_away_nothing_and_asks_for_no_opinion(name):
    entry = BANK.entries[name]
    prompt = entry.question.prompt
    assert not re.search(
        r"\b(do you think|should Congress|in your opinion|do you agree|which outlet is)\b", prompt, re.IGNORECASE
    )
    options = [option["text"].lower() for option in entry.question.body.get("options", [])]
    assert not [text for text in options if re.search(r"\b(all|none) of (the above|these)\b", text)]
    if entry.question.type == "mark-evidence":
        assert not [item.quote for item in entry.key.evidence if item.passage and item.quote.lower() in prompt.lower()]


@BOTH
def test_the_right_option_is_not_the_longest_more_often_than_chance(lesson):
    """Who always takes the longest option is right in half of them at most."""
    single = [entry for entry in BANK.quizzes()[lesson] if entry.question.type == "choose-one"]
    longest = [max(entry.question.body["options"], key=lambda option: len(option["text"]))["id"] for entry in single]
    taken = [entry.key.answer == option for entry, option in zip(single, longest, strict=True)]
    assert sum(taken) <= len(single) / 2


@BOTH
def test_a_lesson_is_a_clean_notebook(lesson):
    notebook = NOTEBOOKS[lesson]
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))
    for cell in notebook["cells"]:
        assert cell["metadata"] == {}
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


@BOTH
def test_a_lessons_code_is_its_calls_and_nothing_else(lesson):
    code = ["".join(cell["source"]) for cell in NOTEBOOKS[lesson]["cells"] if cell["cell_type"] == "code"]
    assert code[0] == "import pairedtexts as pt"
    assert code[1] == 'pt.read("liberty-headlines-2019", "nbc-news-2021")'
    assert code[-1] == "pt.hand_in()"
    assert all(re.fullmatch(r'pt\.ask\("[a-z_]+/[a-z0-9-]+"\)', source) for source in code[2:-1])


# Quotations


def fold(words: str) -> str:
    """White space folded; emphasis of the lesson's own (asterisks around a word) is not part of a quotation."""
    return " ".join(re.sub(r"\*+", "", words).split())


SOURCES = [fold(text.verbatim) for text in BANK.texts.values()] + [
    fold(item.quote) for entry in BANK.entries.values() for item in entry.key.evidence
]


def quotations(words: str) -> list[str]:
    """Spans of four words or more in curly or straight quotation marks, cut at an ellipsis."""
    spans = re.findall(r"“([^“”]+)”", words) + re.findall(r'"([^"]+)"', words)
    pieces = [fold(piece) for span in spans if fold(span) not in EXAMPLES for piece in span.split(" … ")]
    return [piece for piece in pieces if len(piece.split()) >= 4]


def stands_somewhere(quotation: str) -> bool:
    # American style puts a comma or a full stop before the closing mark, whoever's it is.
    return any(quotation.rstrip(".,") in source for source in SOURCES) or quotation in LEGAL_TEXTS


@BOTH
def test_every_quotation_in_a_lesson_stands_verbatim_in_its_source(lesson):
    markdown = ["".join(cell["source"]) for cell in NOTEBOOKS[lesson]["cells"] if cell["cell_type"] == "markdown"]
    found = [quotation for source in markdown for quotation in quotations(source)]
    assert [quotation for quotation in found if not stands_somewhere(quotation)] == []


@pytest.mark.parametrize("name", BANK.entries)
def test_every_quotation_in_a_question_stands_verbatim_in_its_source(name):
    entry = BANK.entries[name]
    said = [entry.question.prompt, entry.key.explanation, *entry.key.why_not.values()]
    said += [option["text"] for option in entry.question.body.get("options", [])]
    found = [quotation for words in said for quotation in quotations(words)]
    assert [quotation for quotation in found if not stands_somewhere(quotation)] == []


def test_the_list_of_exceptions_holds_nothing_that_is_not_used():
    everything = "\n".join("".join(cell["source"]) for notebook in NOTEBOOKS.values() for cell in notebook["cells"])
    everything += "\n".join(
        words for e in BANK.entries.values() for words in (e.question.prompt, e.key.explanation, *e.key.why_not.values())
    )
    assert [words for words in (*EXAMPLES, *LEGAL_TEXTS) if words not in fold(everything)] == []
