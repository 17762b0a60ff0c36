"""The close reading of the two articles: every word of it stands in the text, and both are read alike."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from conftest import REPOSITORY
from pairedtexts.bank import Annotations, Bank, BankError, counted_words, current_bank, load_bank, read_bank
from pairedtexts.texts import paragraphs, sentences, words
from sample_course import SAMPLES

LH, NBC = "liberty-headlines-2019", "nbc-news-2021"
BOTH = pytest.mark.parametrize("name", [LH, NBC])


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The texts of this repository with their annotations, and one short quiz."""
    shutil.copytree(REPOSITORY / "source_texts", tmp_path / "source_texts")
    (tmp_path / "quizzes").mkdir()
    shutil.copy(SAMPLES / "choose-one.yaml", tmp_path / "quizzes")
    return tmp_path


@pytest.fixture(scope="module")
def read() -> Bank:
    """The bank of this repository, whatever its quizzes are like."""
    return read_bank(REPOSITORY)[0]


def found(course: Path) -> list[str]:
    return [str(finding) for finding in read_bank(course)[1]]


def change(course: Path, file: str, old: str, new: str) -> None:
    path = course / "source_texts" / "annotations" / file
    before = path.read_text(encoding="utf-8")
    assert before.count(old) >= 1, "the test changes nothing"
    path.write_text(before.replace(old, new, 1), encoding="utf-8")


def quoted_by_side(bank: Bank, name: str) -> dict[str, int]:
    annotated = bank.annotations.texts[name]
    sides: Counter[str] = Counter()
    for speaker, count in annotated.quoted_words().items():
        sides[annotated.speakers[speaker].side] += count
    return dict(sides)


# What was found in the articles


def test_the_shipped_annotations_are_right(course):
    assert found(course) == []


@pytest.mark.parametrize(("name", "quoted", "of"), [(LH, 122, 356), (NBC, 264, 603)])
def test_quoted_words_of_all_words(read, name, quoted, of):
    """Headline, deck and captions are not the report; the three words of a subhead are."""
    assert sum(read.annotations.texts[name].quoted_words().values()) == quoted
    assert counted_words(read.texts[name]) == of


def test_quoted_words_by_speaker(read):
    speakers = {name: read.annotations.texts[name].quoted_words() for name in (LH, NBC)}
    assert speakers[LH] == {"kagan": 51, "booker": 27, "ice": 26, "unnamed": 18}
    assert speakers[NBC] == {"booker": 88, "quigley": 88, "jayapal": 72, "nijc": 13, "subhead": 3}


def test_quoted_words_by_line(read):
    lines = {
        name: [(q.place.paragraph.line, q.speaker, q.words) for q in read.annotations.texts[name].quotations]
        for name in (LH, NBC)
    }
    assert lines[LH] == [
        (3, "booker", 19),
        (15, "unnamed", 18),
        (22, "kagan", 32),
        (24, "kagan", 19),
        (28, "booker", 27),
        (36, "ice", 26),
    ]
    assert lines[NBC] == [
        (15, "booker", 28),
        (15, "booker", 19),
        (23, "booker", 14),
        (25, "booker", 27),
        (27, "subhead", 3),
        (29, "nijc", 13),
        (33, "quigley", 29),
        (35, "quigley", 26),
        (35, "quigley", 33),
        (39, "jayapal", 22),
        (41, "jayapal", 21),
        (41, "jayapal", 29),
    ]


def test_quoted_words_by_side(read):
    assert quoted_by_side(read, LH) == {"for-the-bill": 78, "against-the-bill": 26, "descriptive": 18}
    assert quoted_by_side(read, NBC) == {"for-the-bill": 261, "none": 3}


@BOTH
def test_a_quotation_is_as_many_words_as_the_word_rule_says(read, name):
    text = read.texts[name]
    for quotation in read.annotations.texts[name].quotations:
        passage = quotation.place.passage
        # A quotation begins and ends with whole words, so its own words are the words that it touches.
        assert quotation.words == len(words(text, quotation.place.paragraph._replace(start=passage.start, end=passage.end)))


@BOTH
def test_every_quotation_mark_of_an_article_belongs_to_a_quotation(read, name):
    text, edges = read.texts[name], set()
    for quotation in read.annotations.texts[name].quotations:
        edges |= {quotation.place.passage.start - 1, quotation.place.passage.end}
    for paragraph in paragraphs(text):
        if paragraph.kind != "furniture":
            marks = {i for i in range(paragraph.start, paragraph.end) if text.verbatim[i] in '"“”‘'}
            assert marks <= edges, paragraph


# Both are read alike


@BOTH
def test_every_sentence_of_the_body_has_one_claim(read, name):
    text = read.texts[name]
    body = {p.start: p.end for p in paragraphs(text) if p.kind == "body"}
    spans = [span for span in sentences(text) if any(start <= span.start < end for start, end in body.items())]
    claims = [claim.place.passage for claim in read.annotations.texts[name].claims]
    assert [[span.start <= claim.start and claim.end <= span.end for span in spans].index(True) for claim in claims] == [
        *range(len(spans))
    ]
    assert len(spans) == {LH: 15, NBC: 20}[name]


def test_what_the_sentences_rest_on(read):
    rests = {name: Counter(claim.rests for claim in read.annotations.texts[name].claims) for name in (LH, NBC)}
    assert rests[LH] == {"named-source": 8, "no-source": 5, "unnamed-source": 2}
    assert rests[NBC] == {"named-source": 14, "no-source": 6}


def test_words_of_attribution_by_line(read):
    lines = {name: [place.paragraph.line for place in read.annotations.texts[name].attributions] for name in (LH, NBC)}
    assert lines[LH] == [18, 20, 22, 26, 28, 28, 30, 36]
    assert lines[NBC] == [13, 15, 23, 25, 29, 31, 33, 35, 37, 39, 41]


STEMS = r"partnership|cooperation|agreement|deputiz|alien|offender|immigrant communit|\bend\b|\bending\b|terminat|repeal"
# Where one of these words stands for something else.
ELSEWHERE = {
    "the termination of its 287(g) jail": "the end of one agreement, ten years before the bill",
    "an end to our country’s long history": "the end of a history, not of the program",
}


@BOTH
def test_a_name_that_is_noted_in_one_article_is_noted_wherever_either_uses_it(read, name):
    text = read.texts[name]
    known = [item.place.passage[1:] for item in read.annotations.texts[name].names]
    known += [match.span() for words in ELSEWHERE for match in re.finditer(re.escape(words), text.verbatim)]
    checked = 0
    for paragraph in paragraphs(text):
        if paragraph.kind in {"furniture", "caption"}:
            continue
        for match in re.compile(STEMS, re.IGNORECASE).finditer(text.verbatim, paragraph.start, paragraph.end):
            checked += 1
            assert any(start <= match.start() and match.end() <= end for start, end in known), (paragraph.line, match)
    assert checked > 8


def test_a_name_is_quoted_where_it_stands_in_a_quotation(read):
    voices = {(item.name, item.place.paragraph.line): item.quoted for item in read.annotations.texts[NBC].names}
    assert voices["immigrant community", 31] is False
    assert voices["immigrant community", 39] is True
    assert voices["deputization", 41] is True


# The timeline


def test_the_timeline_runs_from_1996_to_2021_and_every_event_names_its_source(read):
    events = read.annotations.events
    assert (events[0].date, events[-1].date) == ("1996-09-30", "2021-04-22")
    assert all(event.source for event in events)
    told = Counter(name for event in events for name in {place.passage.text for place in event.mentions})
    assert told == {LH: 2, NBC: 3}


def test_nothing_in_the_annotations_is_marked_unverified():
    for path in (REPOSITORY / "source_texts" / "annotations").iterdir():
        assert "unverified" not in path.read_text(encoding="utf-8")


# What is wrong is said with file and line

WRONG = {
    "words that are not there": (
        f"{LH}.yaml",
        "words: will harm Immigration",
        "words: will help Immigration",
        rf"{LH}\.yaml:\d+: “will help Immigration and Customs …”: not found in {LH} at line 9; closest match at line 9",
    ),
    "the wrong line": (
        f"{NBC}.yaml",
        "line: 13, words: according to Booker's office",
        "line: 15, words: according to Booker's office",
        rf"{NBC}\.yaml:\d+: “according to Booker's office”: not found in {NBC} at line 15; closest match at line 13",
    ),
    "words that stand in the line twice": (
        f"{NBC}.yaml",
        "line: 3, words: ICE partnerships",
        "line: 3, words: e",
        rf"{NBC}\.yaml:\d+: “e”: found \d+ times in {NBC} \(lines 3\); write more of the words around it",
    ),
    "a line that is not the article": (
        f"{NBC}.yaml",
        "line: 3, words: ICE partnerships",
        "line: 43, words: NBC News Latino",
        rf"{NBC}\.yaml:\d+: “NBC News Latino”: line 43 of {NBC}\.txt is no part of the article",
    ),
    "an unknown speaker": (
        f"{LH}.yaml",
        "speaker: kagan",
        "speaker: kagen",
        rf'{LH}\.yaml:\d+: there is no speaker "kagen" in this file; did you mean "kagan"\?',
    ),
    "an unknown side": (
        f"{LH}.yaml",
        "side: against-the-bill",
        "side: against",
        rf'{LH}\.yaml:\d+: there is no side "against" in source_texts/annotations/terms\.yaml; ',
    ),
    "a quotation without its first word": (
        f"{LH}.yaml",
        "undermine public safety, prevent",
        "public safety, prevent",
        rf"{LH}\.yaml:\d+: not all of what stands in quotation marks, or none of it does; write the words from mark to mark",
    ),
    "a quotation counted twice": (
        f"{NBC}.yaml",
        "quotations:\n",
        "quotations:\n  - {line: 27, speaker: subhead, words: A critical step}\n",
        rf"{NBC}\.yaml:\d+: these words are quoted twice here; every quotation counts once",
    ),
    "a named source without a name": (
        f"{NBC}.yaml",
        "    who: Cory Booker's office\n",
        "",
        rf'{NBC}\.yaml:\d+: "who" is missing: a claim that rests on a named source says on whom',
    ),
    "a name for no source": (
        f"{LH}.yaml",
        "kind: prediction\n    rests: no-source",
        "kind: prediction\n    rests: no-source\n    who: somebody",
        rf'{LH}\.yaml:\d+: a claim without a source names nobody; take "somebody" out',
    ),
    "a sentence left out": (
        f"{NBC}.yaml",
        "  - line: 17\n    words: are co-sponsors of the bicameral bill\n    kind: fact\n    rests: no-source\n",
        "",
        rf"{NBC}\.yaml:\d+: no claim for the sentence “Sens\. Bernie Sanders, I-Vt\., Brian Schatz, …” \(line 17\)",
    ),
    "two claims for one sentence": (
        f"{LH}.yaml",
        "claims:\n",
        "claims:\n  - {line: 9, words: introduced legislation, kind: fact, rests: no-source}\n",
        rf"{LH}\.yaml:\d+: the claim at line \d+ of this file is of the same sentence; one for each",
    ),
    "a claim in the headline": (
        f"{LH}.yaml",
        "claims:\n",
        "claims:\n  - {line: 1, words: Booker Sponsors Bill, kind: fact, rests: no-source}\n",
        rf"{LH}\.yaml:\d+: line 1 is no sentence of the body; claims are read there alone",
    ),
    "an unknown kind": (f"{LH}.yaml", "kind: opinion", "kind: view", rf"{LH}\.yaml:\d+: claims\.\d+\.kind: Input should be"),
    "an unknown thing": (
        f"{NBC}.yaml",
        "thing: people",
        "thing: poeple",
        rf'{NBC}\.yaml:\d+: there is no thing "poeple" in source_texts/annotations/terms\.yaml; did you mean "people"\?',
    ),
    "an unknown field": (
        f"{NBC}.yaml",
        "attributions:",
        "atributions:",
        rf'{NBC}\.yaml:\d+: "atributions" is not a known name here; did you mean "attributions"\?',
    ),
    "no YAML": (f"{NBC}.yaml", "speakers:", "speakers: {", rf"{NBC}\.yaml:\d+: not YAML"),
    "an event before its time": (
        "timeline.yaml",
        "date: 2017-02",
        "date: 2016-02",
        r"timeline\.yaml:\d+: 2016-02 is earlier than 2017-01-25, which stands before it here",
    ),
    "a date that is none": (
        "timeline.yaml",
        "date: 2017-02",
        "date: Feb 2017",
        r"timeline\.yaml:\d+: events\.\d+\.date: String",
    ),
    "a mention in no text": (
        "timeline.yaml",
        f"text: {LH}",
        "text: liberty-headlines-2020",
        rf'timeline\.yaml:\d+: there is no text "liberty-headlines-2020"; did you mean "{LH}"\?',
    ),
    "a mention that is not there": (
        "timeline.yaml",
        "words: introduced legislation on Tuesday",
        "words: introduced legislation on Monday",
        rf"timeline\.yaml:\d+: “introduced legislation on Monday”: not found in {LH} at line 9; closest match at line 9",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_with_file_and_line(course, case):
    file, old, new, said = WRONG[case]
    change(course, file, old, new)
    sentences_ = found(course)
    assert len(sentences_) == 1, sentences_
    assert re.match(f"source_texts/annotations/{said}", sentences_[0]), sentences_[0]


def test_the_line_is_the_one_to_mend(course):
    change(course, f"{NBC}.yaml", "thing: people", "thing: poeple")
    lines = (course / "source_texts" / "annotations" / f"{NBC}.yaml").read_text(encoding="utf-8").splitlines()
    number = int(found(course)[0].split(":")[1])
    assert "poeple" in lines[number - 1]


def test_a_file_named_after_no_text_is_an_error(course):
    folder = course / "source_texts" / "annotations"
    (folder / f"{NBC}.yaml").rename(folder / "nbc-news-2020.yaml")
    assert f'source_texts/annotations/nbc-news-2020.yaml: there is no text "nbc-news-2020"; did you mean "{NBC}"?' in found(
        course
    )


def test_a_key_is_not_used_while_an_annotation_is_wrong(course):
    change(course, f"{LH}.yaml", "speaker: kagan", "speaker: kagen")
    with pytest.raises(BankError, match="kagen"):
        load_bank(course)


def test_a_change_of_an_annotation_is_seen_at_once(course):
    before = current_bank(course)
    change(course, f"{LH}.yaml", "name: Michael Kagan", "name: Professor Michael Kagan")
    assert current_bank(course).annotations.texts[LH].speakers["kagan"].name == "Professor Michael Kagan"
    assert before.annotations.texts[LH].speakers["kagan"].name == "Michael Kagan"


def test_a_course_without_annotations_is_fine(course):
    shutil.rmtree(course / "source_texts" / "annotations")
    bank, findings = read_bank(course)
    assert findings == []
    assert bank.annotations == Annotations()


def test_a_text_may_have_some_annotations_and_not_others(course):
    folder = course / "source_texts" / "annotations"
    (folder / f"{NBC}.yaml").write_text("attributions:\n  - {line: 37, words: admitted}\n", encoding="utf-8")
    (folder / "timeline.yaml").unlink()
    assert found(course) == []


def test_the_example_for_authors_is_right_as_it_stands(course):
    page = (REPOSITORY / "docs" / "authors.md").read_text(encoding="utf-8")
    for file, content in re.findall(r"^`(source_texts/[^`]+)`:\n\n```\w+\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        (course / file).write_text(content, encoding="utf-8")
    folder = course / "source_texts" / "annotations"
    shutil.rmtree(folder)
    folder.mkdir()
    section = page.partition("\n## Annotations and pictures\n")[2].partition("\n## ")[0]
    terms, gazette = re.findall(r"^```yaml\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    (folder / "terms.yaml").write_text(terms, encoding="utf-8")
    (folder / "morning-gazette.yaml").write_text(gazette, encoding="utf-8")
    bank, findings = read_bank(course)
    assert [finding for finding in findings if finding.file.startswith("source_texts")] == []
    annotated = bank.annotations.texts["morning-gazette"]
    assert annotated.quoted_words() == {"mayor": 4}
    assert len(annotated.claims) == 3
