"""The articles, and what they are cut into: paragraphs, sentences, words, passages."""

from __future__ import annotations

import hashlib
import itertools
import random
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import REPOSITORY
from pairedtexts.bank import load_bank
from pairedtexts.texts import (
    AmbiguousQuote,
    Part,
    Passage,
    QuoteNotFound,
    Span,
    Text,
    find,
    in_sentence,
    paragraphs,
    sentences,
    where,
    word_indices,
    words,
)

SHA_256 = {
    "liberty-headlines-2019": "eeef7082e6df39cc23657a377b111e2f01f102adba79e43546b1b37fcc5b5437",
    "nbc-news-2021": "7dc2c99f234732bdcac846de14f166b40f7457a19eb103ebef4fcc383bbce7a7",
}
TEXTS = load_bank(REPOSITORY).texts
LIBERTY, NBC = TEXTS["liberty-headlines-2019"], TEXTS["nbc-news-2021"]
BOTH = pytest.mark.parametrize("text", [LIBERTY, NBC], ids=lambda text: text.id)


def one_paragraph(verbatim: str) -> Text:
    return Text("t", "Outlet", "Title", "by", "date", "rights", (Part("body", 1, verbatim.count("\n") + 1),), verbatim)


def said(text: Text) -> list[str]:
    return [text.verbatim[span.start : span.end] for span in sentences(text)]


def split(verbatim: str) -> list[str]:
    return said(one_paragraph(verbatim))


def of_body(text: Text, kinds: set[str]) -> list[Span]:
    inside = [p for p in paragraphs(text) if p.kind in kinds]
    return [s for s in sentences(text) if any(p.start <= s.start < p.end for p in inside)]


# The articles as they are kept


@pytest.mark.parametrize("name", SHA_256)
def test_the_article_is_kept_byte_for_byte(name):
    data = (REPOSITORY / "source_texts" / f"{name}.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SHA_256[name]


@BOTH
def test_a_text_holds_its_file_character_for_character(text):
    """Line ends, non-breaking spaces and printing errors included: offsets rest on it."""
    assert text.verbatim.encode("utf-8") == (REPOSITORY / "source_texts" / f"{text.id}.txt").read_bytes()


@pytest.mark.parametrize(("text", "count"), [(LIBERTY, 356), (NBC, 603)], ids=["liberty", "nbc"])
def test_the_articles_bodies_have_the_counted_number_of_words(text, count):
    """Counted by hand: tokens between white space with a letter or digit in them, NBC's subhead included."""
    body = [p for p in paragraphs(text) if p.kind in {"body", "subhead"}]
    assert sum(len(words(text, p)) for p in body) == count


@pytest.mark.parametrize(("text", "count"), [(LIBERTY, 15), (NBC, 20)], ids=["liberty", "nbc"])
def test_the_articles_bodies_have_the_counted_number_of_sentences(text, count):
    assert len(of_body(text, {"body"})) == count


def test_the_subhead_is_one_more_sentence():
    assert len(of_body(NBC, {"body", "subhead"})) == 21
    assert '"A critical step"' in said(NBC)


# Paragraphs


def test_body_paragraphs_are_numbered_from_one_and_nothing_else_is():
    shown = paragraphs(NBC)
    assert [p.number for p in shown if p.kind == "body"] == list(range(1, 17))
    assert {p.number for p in shown if p.kind != "body"} == {None}


def test_lines_are_the_files_own():
    assert [(p.kind, p.line) for p in paragraphs(LIBERTY)][:6] == [
        ("headline", 1),
        ("deck", 3),
        ("furniture", 5),
        ("furniture", 7),
        ("body", 9),
        ("body", 11),
    ]


@BOTH
def test_a_paragraph_is_its_line_without_the_white_space_at_its_ends(text):
    lines = text.verbatim.split("\n")
    for p in paragraphs(text):
        assert text.verbatim[p.start : p.end] == lines[p.line - 1].strip()


def test_a_line_ends_at_a_line_feed_only():
    """str.splitlines also breaks at U+2028 and at form feeds, and every line number after one would be off."""
    text = one_paragraph("One\u2028two\x0cthree.\nFour.")
    assert [p.line for p in paragraphs(text)] == [1, 2]


def test_the_version_of_a_text_changes_with_its_characters_and_with_its_division_into_parts():
    base = one_paragraph("One.\nTwo.")
    other_words = one_paragraph("One.\nTwo!")
    other_parts = Text(*[*vars(base).values()][:6], (Part("deck", 1, 1), Part("body", 2, 2)), base.verbatim)
    other_rights = Text("t", "Outlet", "Title", "by", "date", "other rights", base.parts, base.verbatim)
    assert len({base.version, other_words.version, other_parts.version}) == 3
    assert base.version == other_rights.version, "offsets do not rest on what is known about a text"


@BOTH
def test_a_text_comes_back_from_its_json(text):
    assert Text.from_json(text.to_json()) == text


# Sentences


@pytest.mark.parametrize(
    ("verbatim", "expected"),
    [
        ("Sen. Cory Booker, D-N.J., spoke. He left.", ["Sen. Cory Booker, D-N.J., spoke.", "He left."]),
        ("Sens. Bernie Sanders, I-Vt., Brian Schatz agree.", ["Sens. Bernie Sanders, I-Vt., Brian Schatz agree."]),
        ("It came from Jeff Merkley, D-Ore. The House is next.", ["It came from Jeff Merkley, D-Ore.", "The House is next."]),
        ("The U.S. Senate met. It rose.", ["The U.S. Senate met.", "It rose."]),
        ("It was on Feb. 22, 2021. Then it ended.", ["It was on Feb. 22, 2021.", "Then it ended."]),
        ("J. B. Smith came.", ["J. B. Smith came."]),
        ("Rep. Michael Quigley and Rep. Pramila Jayapal.", ["Rep. Michael Quigley and Rep. Pramila Jayapal."]),
        # A quotation opened with one kind of mark and closed with another, as NBC prints them.
        ('“It is one," he said. “It is two.” Then three.', ['“It is one," he said.', "“It is two.”", "Then three."]),
        ('He said "no." "Yes," she said.', ['He said "no."', '"Yes," she said.']),
        ("‘No.’ ‘Yes.’", ["‘No.’", "‘Yes.’"]),
        ("They met (in May.) Then they left.", ["They met (in May.)", "Then they left."]),
        ("Is it? It is! So it goes… Yes.", ["Is it?", "It is!", "So it goes…", "Yes."]),
        # Non-breaking spaces separate sentences and do not hide an abbreviation.
        ("One.\u00a0Two.", ["One.", "Two."]),
        ("Sen.\u00a0Booker spoke.\u00a0 He left.", ["Sen.\u00a0Booker spoke.", "He left."]),
        ("The bill would not outlaw detainers,, so they stay.", ["The bill would not outlaw detainers,, so they stay."]),
        ("authority … in order to go", ["authority … in order to go"]),
        ("It fell to 2.5 percent. So it is.", ["It fell to 2.5 percent.", "So it is."]),
        ("See section 287(g). 80 places joined.", ["See section 287(g).", "80 places joined."]),
        ("No stop at all", ["No stop at all"]),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_paragraph_is_split_where_its_sentences_end(verbatim, expected):
    assert split(verbatim) == expected


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (NBC, "Sen. Cory Booker, D-N.J., is introduced new legislation Thursday to end partnerships between Immigration and "
              "Customs Enforcement (ICE) and local authorities to enforce federal immigration laws."),
        (NBC, "Sens. Bernie Sanders, I-Vt., Brian Schatz, D-Hawaii, and  Jeff Merkley, D-Ore., are co-sponsors of the "
              "bicameral bill."),
        (NBC, "The House version of the legislation will be introduced by Rep. Michael Quigley, D-Ill., and co-sponsored by "
              "Rep. Pramila Jayapal, D-Wash."),
        (NBC, "“These agreements undermine public safety and result in the racial profiling and harassment of members of the "
              "immigrant community.”"),
        (NBC, '"This would represent a critical step in disentangling federal immigration enforcement from state and local '
              "law enforcement, and improve the enforcement of our nation’s federal immigration laws,\" he told Mayorkas."),
        (LIBERTY, "“There are officers inside the Clark County Detention Center, our main jail, that are actually employed by "
                  "our local police."),
        (LIBERTY, "But if you meet them, you will think they are ICE officers,” Kagan said."),
        (LIBERTY, "Booker’s bill would not outlaw ICE detainers,, so local police departments could still hold illegal aliens "
                  "until ICE detains them."),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)  # fmt: skip
def test_the_hard_sentences_of_the_articles_are_whole(text, whole):
    assert whole in [" ".join(sentence.replace("\u00a0", " ").split(" ")) for sentence in said(text)]


def test_a_sentence_with_initials_is_not_cut():
    [sentence] = [s for s in said(NBC) if "U.S. criminal legal system" in s]
    assert sentence.startswith("Immigrant rights organizations")
    assert sentence.endswith('federal immigration authorities."')


def test_page_furniture_has_no_sentences():
    assert not any("IE 11 is not supported" in sentence or "Follow NBC" in sentence for sentence in said(NBC))


def _uncovered(text: Text) -> str:
    """Asserts that sentences run forward without touching; gives the non-space characters that none of them covers."""
    spans = sentences(text)
    assert all(span.start < span.end for span in spans)
    assert all(left.end <= right.start for left, right in itertools.pairwise(spans))
    covered = {i for span in spans for i in range(*span)}
    article = {i for p in paragraphs(text) if p.kind != "furniture" for i in range(p.start, p.end)}
    assert covered <= article
    return "".join(text.verbatim[i] for i in sorted(article - covered) if not text.verbatim[i].isspace())


@BOTH
def test_sentences_cover_every_character_of_an_article_once(text):
    assert _uncovered(text) == ""


TOKENS = st.sampled_from(
    [
        "Sen.",
        "D-N.J.,",
        "I-Vt.,",
        "U.S.",
        "“One.",
        "two.”",
        '"Three."',
        "four",
        "5.",
        "Six!",
        "(Seven.)",
        "eight…",
        "é.",
        "’Nine",
        ".",
    ]
)
GAPS = st.sampled_from([" ", "  ", "\u00a0", " \u00a0", "\t", "\n", "\n\n", "\u2028", "\x0c", "\r\n"])
PROSE = st.lists(st.tuples(TOKENS, GAPS), min_size=1, max_size=30).map(lambda pairs: "".join(a + b for a, b in pairs))


@given(PROSE | st.text(alphabet=st.sampled_from("aB9.!?…\"'”’)( “\u00a0\n\t\r\x1c\u2028"), max_size=60))
def test_sentences_cover_every_character_of_any_text_once(verbatim):
    assert _uncovered(one_paragraph(verbatim)) == ""


@given(PROSE | st.text(max_size=80))
def test_words_cover_every_letter_of_any_text_once(verbatim):
    text = one_paragraph(verbatim)
    found = [span for p in paragraphs(text) for span in words(text, p)]
    assert all(left.end < right.start for left, right in itertools.pairwise(found)), "white space lies between words"
    covered = {i for span in found for i in range(*span)}
    assert not any(verbatim[i].isspace() for i in covered)
    assert not [char for i, char in enumerate(verbatim) if char.isalnum() and i not in covered]


@BOTH
def test_words_are_the_tokens_that_hold_a_letter_or_a_digit(text):
    for p in paragraphs(text):
        tokens = [token for token in text.verbatim[p.start : p.end].split() if re.search(r"\w", token)]
        assert [text.verbatim[w.start : w.end] for w in words(text, p)] == tokens


# Finding passages


def test_a_quotation_is_found_where_it_stands():
    found = find(LIBERTY, "will harm")
    assert found.text == LIBERTY.id
    assert LIBERTY.verbatim[found.start : found.end] == "will harm"


def test_a_non_breaking_space_counts_as_a_space():
    found = find(NBC, "The PROTECT Immigration Act seeks to repeal")
    assert "\u00a0" in NBC.verbatim[found.start : found.end]


def test_a_quotation_folded_over_lines_by_an_author_is_found():
    assert find(NBC, "and \n   Jeff Merkley") == find(NBC, "and  Jeff Merkley")


@pytest.mark.parametrize(
    "altered",
    [
        "Booker's PROTECT Immigration Act",  # the file has a curly apostrophe
        "local-federal cooperation",  # the file has an en dash
        "booker’s PROTECT Immigration Act",
        "detainers, so local police",  # the file has two commas
        "willharm",
        "will harm  ICE",
        "",
        " \n",
    ],
)
def test_nothing_but_white_space_is_folded(altered):
    with pytest.raises(QuoteNotFound):
        find(LIBERTY, altered)


def test_the_files_own_double_comma_is_found():
    assert find(LIBERTY, "detainers,, so local police")


def test_a_quotation_stays_within_one_line():
    """A passage over a paragraph's end is nobody's words."""
    with pytest.raises(QuoteNotFound):
        find(LIBERTY, "the 287(g) program. The program allows")


def test_characters_with_a_meaning_in_patterns_are_only_characters():
    assert find(LIBERTY, "expand the 287(g) program.")
    with pytest.raises(QuoteNotFound):
        find(LIBERTY, "expand .* program")


def test_an_ambiguous_quotation_names_the_lines_where_it_stands():
    with pytest.raises(AmbiguousQuote, match=r"lines .*\b13\b") as caught:
        find(LIBERTY, "287(g)")
    assert caught.value.lines == (11, 13, 18, 20)


def test_a_line_chooses_among_several_places():
    found = find(LIBERTY, "287(g)", line=18)
    assert LIBERTY.verbatim.count("\n", 0, found.start) + 1 == 18


def test_a_quotation_that_is_not_on_the_named_line_is_not_found():
    with pytest.raises(QuoteNotFound, match="line 9"):
        find(LIBERTY, "287(g)", line=9)


def test_a_quotation_twice_on_the_named_line_stays_ambiguous():
    with pytest.raises(AmbiguousQuote):
        find(NBC, "federal immigration", line=25)


@st.composite
def runs_of_words(draw) -> tuple[Text, int, Span, str]:
    """A text, a line, a run of words in it, and the run as an author might type it: other white space."""
    text = draw(st.sampled_from([LIBERTY, NBC]))
    p = draw(st.sampled_from([p for p in paragraphs(text) if p.kind != "furniture"]))
    tokens = words(text, p)
    first = draw(st.integers(0, len(tokens) - 1))
    last = draw(st.integers(first, min(first + 12, len(tokens) - 1)))
    span = Span(tokens[first].start, tokens[last].end)
    typed = "".join(
        draw(st.sampled_from([" ", "\u00a0", "\n", "  ", "\t"])) if char.isspace() else char
        for char in text.verbatim[span.start : span.end]
    )
    return text, p.line, span, typed


@given(runs_of_words())
def test_every_run_of_words_is_found_by_its_words_and_line(run):
    text, line, span, typed = run
    try:
        assert find(text, typed, line) == Passage(text.id, *span)
    except AmbiguousQuote:
        folded = " ".join(typed.split())
        here = " ".join(text.verbatim.split("\n")[line - 1].split())
        assert here.count(folded) > 1


@given(runs_of_words(), st.randoms(use_true_random=False))
def test_what_is_found_always_spells_the_quotation(run, rng: random.Random):
    text, _, _, typed = run
    i = rng.randrange(len(typed))
    altered = typed[:i] + rng.choice("abcÉ“”.,-(") + typed[i + 1 :]
    assume(altered.strip())
    try:
        found = find(text, altered)
    except (QuoteNotFound, AmbiguousQuote):
        return
    assert text.verbatim[found.start : found.end].split() == altered.split()


# Showing passages


def test_a_passage_is_shown_in_its_sentence():
    before, quote, after = in_sentence(LIBERTY, find(LIBERTY, "will harm"))
    assert before.startswith("(Joshua Paladino")
    assert before.endswith("Tuesday that ")
    assert quote == "will harm"
    assert after.startswith("\u00a0Immigration and Customs")
    assert after.endswith("federal immigration agencies.")


def test_a_passage_over_two_sentences_is_shown_in_both():
    text = one_paragraph("One is here. Two is there. Three is nowhere.")
    assert in_sentence(text, find(text, "here. Two")) == ("One is ", "here. Two", " is there.")


def test_a_passage_outside_every_sentence_is_shown_alone():
    assert in_sentence(NBC, find(NBC, "IE 11 is not supported.")) == ("", "IE 11 is not supported.", "")


@given(runs_of_words())
def test_a_sentence_shown_is_one_piece_of_the_text_and_holds_the_passage(run):
    text, _, span, _ = run
    before, quote, after = in_sentence(text, span)
    assert quote == text.verbatim[span.start : span.end]
    assert before + quote + after == text.verbatim[span.start - len(before) : span.end + len(after)]
    assert span.start - len(before) in {s.start for s in sentences(text)}
    assert span.end + len(after) in {s.end for s in sentences(text)}


@pytest.mark.parametrize(
    ("text", "quote", "place"),
    [
        (LIBERTY, "will harm", "¶ 1"),
        (LIBERTY, "undermine public safety", "¶ 14"),
        (LIBERTY, "Booker Sponsors Bill", "headline"),
        (LIBERTY, "not acting as ICE agents…’", "line below the headline"),
        (NBC, '"A critical step"', "subhead"),
        (NBC, "have called for a full separation", "¶ 10"),
        (NBC, "Al Drago", "caption"),
        (NBC, "IE 11", "furniture"),
    ],
)
def test_a_place_is_named_as_a_reader_finds_it(text, quote, place):
    assert where(text, find(text, quote)) == place


def test_a_span_between_paragraphs_is_outside_the_article():
    gap = paragraphs(LIBERTY)[0].end
    assert where(LIBERTY, Span(gap, gap + 1)) == "outside the article"


def test_a_span_touches_the_words_it_cuts():
    found = find(LIBERTY, "ill har")
    assert {LIBERTY.verbatim[i : i + 4] for i in word_indices(LIBERTY, found)} == {"will", "harm"}


def test_a_span_of_white_space_touches_no_word():
    i = LIBERTY.verbatim.index("will harm") + 4
    assert word_indices(LIBERTY, Span(i, i + 1)) == frozenset()


@given(runs_of_words())
def test_a_run_of_words_touches_exactly_its_words(run):
    text, _, span, typed = run
    assert len(word_indices(text, span)) == sum(any(char.isalnum() for char in token) for token in typed.split())


def test_a_quotation_that_is_longer_than_its_text_is_not_looked_for():
    """A student's record can hold one of 200,000 characters; a pattern of that length takes seconds."""
    text = TEXTS["liberty-headlines-2019"]
    with pytest.raises(QuoteNotFound, match="longer than the text"):
        find(text, "a " * 99_000)
