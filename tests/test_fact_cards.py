"""The packet of fact cards: every card dated, sourced, in our own words; and the two traced statements weigh the same."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

import pytest

from conftest import REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.texts import paragraphs, words

BANK = load_bank(REPOSITORY)
PACKET = BANK.texts["fact-cards"]
LINES = [(p.kind, p.number, PACKET.verbatim[p.start : p.end]) for p in paragraphs(PACKET)]
CARDS = [tuple(words for _, _, words in LINES[i : i + 3]) for i in range(2, len(LINES), 3)]
EACH = pytest.mark.parametrize("number", range(1, len(CARDS) + 1))

# What a card quotes, by the number of the card. The words are those of the document that the card names as its source.
QUOTED = {
    3: [
        "undermine public safety.",
        "prevent the agency from executing its federally mandated mission.",
        "increase the risks for officers forced to make at-large arrests in unsecure locations.",
    ],
    6: ["currently"],
    7: ["a request.", "not to exceed 48 hours, excluding Saturdays, Sundays, and holidays."],
    10: ["36 agreements in 16 states in January 2017 to 80 agreements in 21 states"],
    12: ["with the consent of State or local officials."],
    13: ["troubled by", "terminating MCSO's 287(g) jail model agreement."],
}
# These documents are cited by their numbers; a release, a letter or a statement has none.
NUMBERED = {
    1: "8 U.S.C. § 1357(g)",
    2: "IF11898",
    4: "567 U.S. 387",
    5: "Executive Order 13993",
    7: "8 C.F.R. § 287.7",
    9: "S. 1336",
    11: "138 S. Ct. 1461",
    12: "Executive Order 13768",
    14: "H.R. 2805",
}


def heading(number: int) -> list[str]:
    """The heading's pieces: "Card 3", the kind of document, its date."""
    return CARDS[number - 1][0].split(" · ")


def day(date: str) -> datetime:
    return datetime.strptime(date, "%B %d, %Y" if "," in date else "%B %Y")


def test_the_packet_is_told_apart_from_the_articles():
    assert [name for name, text in BANK.texts.items() if text.role == "packet"] == ["fact-cards"]
    assert PACKET.short == "Cards"


def test_the_packet_is_a_headline_a_line_on_its_use_and_cards():
    assert [kind for kind, _, _ in LINES[:2]] == ["headline", "deck"]
    assert [kind for kind, _, _ in LINES[2:]] == ["subhead", "body", "caption"] * len(CARDS)
    assert 12 <= len(CARDS) <= 16


@EACH
def test_card_and_paragraph_have_the_same_number(number):
    """So that "Cards ¶5" leads to card 5."""
    body = [text for kind, at, text in LINES if at == number]
    assert body == [CARDS[number - 1][1]]
    assert heading(number)[0] == f"Card {number}"


@EACH
def test_a_card_names_its_source_with_the_date_that_stands_in_its_heading(number):
    date, source = heading(number)[2], CARDS[number - 1][2]
    assert day(date) < datetime(2022, 1, 1)
    assert re.fullmatch(rf"Source: .+, (in force from )?{date}\.", source)


@pytest.mark.parametrize("number", NUMBERED)
def test_a_document_with_a_number_is_cited_by_it(number):
    assert NUMBERED[number] in CARDS[number - 1][2]


@EACH
def test_a_card_quotes_nothing_that_is_not_known_to_stand_in_its_source(number):
    assert re.findall("“([^”]+)”", CARDS[number - 1][1]) == QUOTED.get(number, [])
    assert '"' not in CARDS[number - 1][1]


@EACH
def test_a_card_is_short(number):
    (paragraph,) = (p for p in paragraphs(PACKET) if p.number == number)
    assert 35 <= len(words(PACKET, paragraph)) <= 80


def test_the_order_of_the_cards_does_not_give_the_order_of_the_events():
    dates = [day(heading(number)[2]) for number in range(1, len(CARDS) + 1)]
    along = sum(one < other for one, other in pairwise(dates))
    assert 4 <= along <= len(dates) - 4


@pytest.mark.parametrize(("article", "number"), [("liberty-headlines-2019", 10), ("nbc-news-2021", 9)])
def test_a_card_has_the_day_of_each_articles_bill(article, number):
    assert heading(number)[2] in BANK.texts[article].date


def test_the_phrases_of_the_2019_article_stand_on_a_card_word_for_word():
    article = " ".join(BANK.texts["liberty-headlines-2019"].verbatim.split())
    for phrase in QUOTED[3]:
        assert phrase.rstrip(".") in article


def test_the_numbers_of_the_2021_article_stand_on_a_card_word_for_word():
    for text in ("nbc-news-2021", "fact-cards"):
        assert len(re.findall(r"\bat least 32 law enforcement agencies in 16 states\b", BANK.texts[text].verbatim, re.I)) == 1


# The two statements that are traced, one in each article

TRACED = ("placed", "origin", "gap", "shown", "conclusion", "borne-out")
OTHER = {"liberty-headlines-2019": "nbc-news-2021", "nbc-news-2021": "liberty-headlines-2019", "fact-cards": "fact-cards"}


def test_each_question_on_one_article_has_its_like_on_the_other():
    graded = [entry for entry in BANK.quizzes()["lateral_reading"] if entry.question.graded]
    on_one = {e.question.id for e in graded if len(set(e.item.about) - {"fact-cards"}) == 1}
    assert on_one == {f"lateral_reading/{side}-{name}" for side in ("lh", "nbc") for name in TRACED}


@pytest.mark.parametrize("name", TRACED)
def test_both_traced_statements_weigh_the_same(name):
    """Type, points, rule, how much there is to choose from, what is faulted, how much is explained."""
    lh, nbc = (BANK.entries[f"lateral_reading/{side}-{name}"] for side in ("lh", "nbc"))
    for field in ("type", "points", "rule"):
        assert getattr(lh.question, field) == getattr(nbc.question, field)
    assert [OTHER[text] for text in lh.item.about] == nbc.item.about
    assert [OTHER[text] for text in lh.item.critical] == nbc.item.critical
    assert (lh.item.axis, lh.item.standards, lh.item.skill) == (nbc.item.axis, nbc.item.standards, nbc.item.skill)
    assert shape(lh.question.body) == shape(nbc.question.body)
    assert 0.75 <= len(lh.key.explanation) / len(nbc.key.explanation) <= 1.33


def shape(body: dict) -> dict:
    """How many options, rows and so on a question has, and how many reasons."""
    return {
        name: shape(value) if isinstance(value, dict) else len(value) if isinstance(value, list) else bool(value)
        for name, value in body.items()
    }
