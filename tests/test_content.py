"""The lessons and quizzes that ship with the package: whole, proven, and fair to both articles."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from conftest import LESSONS, REPOSITORY
from pairedtexts.bank import Entry, load_bank
from pairedtexts.course import check_course
from pairedtexts.questions import type_names
from pairedtexts.release import make_release, read_lesson

BANK = load_bank(REPOSITORY)
NOTEBOOKS = {
    lesson: json.loads((REPOSITORY / "lessons" / lesson / f"{lesson}.ipynb").read_text(encoding="utf-8")) for lesson in LESSONS
}
EACH = pytest.mark.parametrize("lesson", LESSONS)

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
    "Late nights will cost us games.",
    "will cost us games.",
    "now has 900 members, according to the town.",
    "this was said about X",
    "nothing was said about Y.",
    "Who knows, it is all just words.",
    "The first article holds up, and the second does not.",
    "It was 80 in the 2019 article and 32 in the 2021 article, so the program shrank by more than half.",
}


# How many graded questions each lesson has: from, to.
SIZES = {"federalism": (16, 20), "lateral_reading": (12, 16), "media_bias": (18, 24), "write_it_fair": (6, 10)}
ARTICLES = ("liberty-headlines-2019", "nbc-news-2021")
PACKET = "fact-cards"
SMALL = 300_000


def graded(lesson: str) -> list[Entry]:
    return [entry for entry in BANK.quizzes()[lesson] if entry.question.graded]


def practice(lesson: str) -> list[Entry]:
    return [entry for entry in BANK.quizzes()[lesson] if entry.question.practice]


def calls(lesson: str, name: str) -> list[tuple[str, ...]]:
    return [arguments for call, arguments in read_lesson(NOTEBOOKS[lesson], BANK).calls.values() if call == name]


def test_there_is_nothing_wrong_and_nothing_doubtful_about_the_shipped_course():
    """What is doubtful, from the balance of the articles to the length of options, is held in `lint`."""
    _, findings = check_course(REPOSITORY)
    assert [str(finding) for finding in findings] == []


def test_every_waiver_in_a_shipped_quiz_gives_a_reason():
    """Few, and each for one question: a waived warning is a promise that a person has looked."""
    waived = {f"{e.question.id}: {rule}": why for e in BANK.entries.values() for rule, why in e.item.waive.items()}
    assert len(waived) <= 3
    assert all(len(why.split()) >= 6 for why in waived.values())
    assert not any(BANK.waived.values())


@EACH
def test_every_question_of_a_quiz_is_asked_once_in_its_lesson(lesson):
    asked = read_lesson(NOTEBOOKS[lesson], BANK).questions
    assert sorted(asked) == sorted(entry.question.id for entry in BANK.quizzes()[lesson])


@EACH
def test_a_lesson_has_as_many_questions_as_its_time_allows(lesson):
    least, most = SIZES[lesson]
    assert least <= len(graded(lesson)) <= most
    assert len(practice(lesson)) >= len(graded(lesson)) / 2


def test_the_course_uses_every_type_of_question_and_the_two_that_teach_most_the_most():
    counts = Counter(entry.question.type for entry in BANK.entries.values() if entry.question.graded)
    used = {entry.question.type for entry in BANK.entries.values()}
    assert used == set(type_names())
    assert sum(counts.values()) >= 55
    assert sum(len(practice(lesson)) for lesson in LESSONS) >= 28
    assert {name for name, _ in counts.most_common(2)} == {"mark-evidence", "matrix"}


@EACH
def test_a_lesson_begins_with_an_opinion_that_is_not_scored_and_tries_before_it_scores(lesson):
    asked = [BANK.entries[name].question for name in read_lesson(NOTEBOOKS[lesson], BANK).questions]
    assert asked[0].type == asked[-1].type == "survey"
    assert asked[1].practice


def test_half_of_the_writing_lesson_is_written():
    written = [entry for entry in graded("write_it_fair") if entry.question.type == "written"]
    assert len(written) == len(graded("write_it_fair")) / 2
    assert all(entry.item.key.rubric for entry in written)


def test_only_surveys_ask_what_a_student_thinks_and_they_have_no_key():
    for entry in BANK.entries.values():
        if entry.question.type == "survey":
            assert (entry.question.points, entry.question.graded, entry.key.answer) == (0, False, None)


@pytest.mark.parametrize("about", [*ARTICLES, None], ids=str)
def test_the_two_traced_statements_have_the_same_questions_points_and_care(about):
    """LH ¶14 and NBC ¶3: mirrored questions, of one type, for the same points, with as much explained."""
    if about is not None:
        assert {e.question.id.partition("/")[2].partition("-")[2] for e in traced(about)} == TRACED
        return
    first, second = traced(ARTICLES[0]), traced(ARTICLES[1])
    for left, right in zip(first, second, strict=True):
        assert (left.question.type, left.question.points, left.question.rule) == (
            right.question.type,
            right.question.points,
            right.question.rule,
        )
        assert len(left.item.critical) == len(right.item.critical)
    explained = [sum(len(entry.key.explanation.split()) for entry in side) for side in (first, second)]
    assert max(explained) <= 1.25 * min(explained)


TRACED = {"placed", "origin", "gap", "shown", "conclusion"}


def traced(article: str) -> list[Entry]:
    side = {"liberty-headlines-2019": "lh", "nbc-news-2021": "nbc"}[article]
    names = [f"lateral_reading/{side}-{step}" for step in sorted(TRACED)]
    assert all(BANK.entries[name].item.about[0] == article for name in names)
    return [BANK.entries[name] for name in names]


@EACH
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


@EACH
def test_a_lessons_code_is_its_calls_and_nothing_else(lesson):
    code = ["".join(cell["source"]) for cell in NOTEBOOKS[lesson]["cells"] if cell["cell_type"] == "code"]
    assert code[0] == "import pairedtexts as pt"
    assert code[-1] == "pt.hand_in()"
    assert all(
        re.fullmatch(r'pt\.(ask\("[a-z_]+/[a-z0-9-]+"\)|(read|picture)\(("[a-z0-9-]+"(, )?)+\))', line) for line in code[1:-1]
    )


@EACH
def test_a_lesson_shows_both_articles_side_by_side_and_a_picture(lesson):
    (shown,) = calls(lesson, "read")
    assert shown[:2] == ARTICLES
    assert (PACKET in shown) == (lesson == "lateral_reading")
    assert 1 <= len(calls(lesson, "picture")) <= 2


@EACH
def test_a_release_is_one_small_file(lesson):
    notebook, _ = make_release(lesson, NOTEBOOKS[lesson], BANK)
    assert len(json.dumps(notebook, indent=1, ensure_ascii=False).encode()) < SMALL


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


def words_in(body: object) -> Iterator[str]:
    """Everything that a student reads of a question beside its prompt."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, (list, tuple)):
        yield from itertools.chain.from_iterable(map(words_in, body))
    elif isinstance(body, Mapping):
        yield from itertools.chain.from_iterable(map(words_in, body.values()))


@EACH
def test_every_quotation_in_a_lesson_stands_verbatim_in_its_source(lesson):
    markdown = ["".join(cell["source"]) for cell in NOTEBOOKS[lesson]["cells"] if cell["cell_type"] == "markdown"]
    found = [quotation for source in markdown for quotation in quotations(source)]
    assert [quotation for quotation in found if not stands_somewhere(quotation)] == []


@pytest.mark.parametrize("name", BANK.entries)
def test_every_quotation_in_a_question_stands_verbatim_in_its_source(name):
    entry = BANK.entries[name]
    said = [entry.question.prompt, entry.key.explanation, *entry.key.why_not.values(), *words_in(entry.question.body)]
    found = [quotation for words in said for quotation in quotations(words)]
    assert [quotation for quotation in found if not stands_somewhere(quotation)] == []


def test_the_list_of_exceptions_holds_nothing_that_is_not_used():
    everything = "\n".join("".join(cell["source"]) for notebook in NOTEBOOKS.values() for cell in notebook["cells"])
    everything += "\n".join(
        words for e in BANK.entries.values() for words in (e.question.prompt, e.key.explanation, *e.key.why_not.values())
    )
    assert [words for words in (*EXAMPLES, *LEGAL_TEXTS) if words not in fold(everything)] == []
