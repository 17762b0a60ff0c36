"""Read ``source_texts/annotations/``: what close reading found in each text, proven against the text word by word."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from ..questions.authoring import Model, Slug, Words
from ..texts import AmbiguousQuote, Passage, QuoteNotFound, Text, find, in_sentence, paragraphs, sentences, word_indices
from ._annotated import Annotations, Claim, Event, Name, Place, Quotation, Speaker, TextAnnotations
from ._closest import closest_name, closest_passage
from ._finding import Finding
from ._sourced_yaml import PathInFile, SourcedYaml, YamlError, read_yaml
from ._validation import findings_of

FOLDER = "source_texts/annotations"
TERMS = f"{FOLDER}/terms.yaml"
TIMELINE = f"{FOLDER}/timeline.yaml"

_OPENING, _CLOSING = "\"'“‘«„", "\"'”’»“"

Line = Annotated[int, Field(ge=1)]


class _PlaceItem(Model):
    line: Line
    words: Words


class _SpeakerItem(Model):
    name: Words
    side: Slug


class _QuotationItem(_PlaceItem):
    speaker: Slug


class _ClaimItem(_PlaceItem):
    kind: Literal["fact", "claim", "opinion", "prediction"]
    rests: Literal["named-source", "unnamed-source", "no-source"]
    who: Words | None = None


class _NameItem(_PlaceItem):
    thing: Slug
    name: Words


class _TextFile(Model):
    speakers: dict[Slug, _SpeakerItem] = Field(default_factory=dict)
    quotations: list[_QuotationItem] = Field(default_factory=list)
    attributions: list[_PlaceItem] = Field(default_factory=list)
    claims: list[_ClaimItem] = Field(default_factory=list)
    names: list[_NameItem] = Field(default_factory=list)


class _TermsFile(Model):
    sides: dict[Slug, Words] = Field(default_factory=dict)
    things: dict[Slug, Words] = Field(default_factory=dict)


class _MentionItem(_PlaceItem):
    text: Slug


class _EventItem(Model):
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")] = Field(
        description='a year, year-month or year-month-day; a year alone in quotation marks: "2002"'
    )
    event: Words
    source: Words
    mentions: list[_MentionItem] = Field(default_factory=list)


class _TimelineFile(Model):
    events: Annotated[list[_EventItem], Field(min_length=1)]


_File = TypeVar("_File", _TextFile, _TermsFile, _TimelineFile)


@dataclass
class _Reading:
    """One file being read: what it says, and what was found wrong with it so far."""

    file: str
    source: SourcedYaml
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, path: PathInFile, message: str) -> None:
        self.findings.append(Finding(self.file, self.source.line(path), "", message))

    def place(self, text: Text, item: _PlaceItem, path: PathInFile) -> Place | None:
        """Where the words stand; None, and a finding, where they do not."""
        paragraph = next((p for p in paragraphs(text) if p.line == item.line), None)
        short = textwrap.shorten(item.words, 40, placeholder=" …")
        if paragraph is None or paragraph.kind == "furniture":
            self.wrong(path, f"“{short}”: line {item.line} of {text.id}.txt is no part of the article")
            return None
        try:
            return Place(find(text, item.words, item.line), paragraph)
        except QuoteNotFound as error:
            self.wrong(path, f"“{short}”: {error}{closest_passage(text, item.words)}")
        except AmbiguousQuote as error:
            self.wrong(path, f"“{short}”: {error}; write more of the words around it")
        return None


def read_annotations(course: Path, texts: Mapping[str, Text]) -> tuple[Annotations, list[Finding]]:
    """All annotations of a course, and what is wrong with them. A course without the folder has none."""
    findings: list[Finding] = []
    terms = _read_file(course / TERMS, TERMS, _TermsFile, findings)
    sides, things = (terms[0].sides, terms[0].things) if terms else ({}, {})
    found: dict[str, TextAnnotations] = {}
    for path in sorted((course / FOLDER).glob("*.yaml")):
        file = f"{FOLDER}/{path.name}"
        if file in {TERMS, TIMELINE}:
            continue
        if path.stem not in texts:
            findings.append(Finding(file, 0, "", f'there is no text "{path.stem}"{closest_name(path.stem, texts)}'))
            continue
        content = _read_file(path, file, _TextFile, findings)
        if content is not None:
            reading = _Reading(file, content[1])
            found[path.stem] = _read_text(texts[path.stem], content[0], sides, things, reading)
            findings += reading.findings
    timeline = _read_file(course / TIMELINE, TIMELINE, _TimelineFile, findings)
    events: tuple[Event, ...] = ()
    if timeline is not None:
        reading = _Reading(TIMELINE, timeline[1])
        events = _read_events(timeline[0].events, texts, reading)
        findings += reading.findings
    # In the order of texts.yaml, like everything else that shows the texts.
    annotated = {name: found[name] for name in texts if name in found}
    return Annotations(sides, things, annotated, events), findings


def _read_file(path: Path, file: str, model: type[_File], findings: list[Finding]) -> tuple[_File, SourcedYaml] | None:
    if not path.is_file():
        return None
    try:
        source = read_yaml(path)
        return model.model_validate(source.data), source
    except YamlError as error:
        findings.append(Finding(file, error.line, "", str(error)))
    except ValidationError as error:
        findings += findings_of(error, model, source, file, (), "")
    return None


def _read_text(
    text: Text, content: _TextFile, sides: Iterable[str], things: Iterable[str], reading: _Reading
) -> TextAnnotations:
    for name, speaker in content.speakers.items():
        if speaker.side not in sides:
            reading.wrong(
                ("speakers", name, "side"), f'there is no side "{speaker.side}" in {TERMS}{closest_name(speaker.side, sides)}'
            )
    quotations = _quotations(text, content, reading)
    quoted = [quotation.place.passage for quotation in quotations]
    return TextAnnotations(
        {name: Speaker(name, item.name, item.side) for name, item in content.speakers.items()},
        quotations,
        tuple(place for _, place in _places(text, "attributions", content.attributions, reading)),
        _claims(text, content.claims, reading),
        _names(text, content.names, things, quoted, reading),
    )


_Item = TypeVar("_Item", bound=_PlaceItem)


def _places(text: Text, name: str, items: Sequence[_Item], reading: _Reading) -> list[tuple[int, Place]]:
    """The places that were found, each with the number of its item, in the order of the text."""
    places = [(i, reading.place(text, item, (name, i))) for i, item in enumerate(items)]
    return sorted(((i, place) for i, place in places if place), key=lambda found: found[1].passage[1:])


def _quotations(text: Text, content: _TextFile, reading: _Reading) -> tuple[Quotation, ...]:
    found: list[Quotation] = []
    for i, place in _places(text, "quotations", content.quotations, reading):
        item = content.quotations[i]
        if item.speaker not in content.speakers:
            reading.wrong(
                ("quotations", i, "speaker"),
                f'there is no speaker "{item.speaker}" in this file{closest_name(item.speaker, content.speakers)}',
            )
        elif not _in_marks(text, place.passage):
            reading.wrong(
                ("quotations", i),
                "not all of what stands in quotation marks, or none of it does; write the words from mark to mark",
            )
        elif found and found[-1].place.passage.end > place.passage.start:
            reading.wrong(("quotations", i), "these words are quoted twice here; every quotation counts once")
        else:
            found.append(Quotation(item.speaker, place, len(word_indices(text, place.passage))))
    return tuple(found)


def _in_marks(text: Text, passage: Passage) -> bool:
    before, after = text.verbatim[: passage.start][-1:], text.verbatim[passage.end :][:1]
    return before != "" and before in _OPENING and after != "" and after in _CLOSING


def _claims(text: Text, items: Sequence[_ClaimItem], reading: _Reading) -> tuple[Claim, ...]:
    """One for each sentence of the body: so that no text is looked at more closely than another."""
    found: list[Claim] = []
    first: dict[int, int] = {}
    for i, place in _places(text, "claims", items, reading):
        item = items[i]
        if item.rests == "named-source" and item.who is None:
            reading.wrong(("claims", i), '"who" is missing: a claim that rests on a named source says on whom')
        if item.rests == "no-source" and item.who is not None:
            reading.wrong(("claims", i, "who"), f'a claim without a source names nobody; take "{item.who}" out')
        before, _, _ = in_sentence(text, place.passage)
        other = first.setdefault(place.passage.start - len(before), i)
        if place.paragraph.kind != "body":
            reading.wrong(("claims", i), f"line {item.line} is no sentence of the body; claims are read there alone")
        elif other != i:
            line = reading.source.line(("claims", other))
            reading.wrong(("claims", i), f"the claim at line {line} of this file is of the same sentence; one for each")
        else:
            found.append(Claim(place, item.kind, item.rests, item.who or ""))
    if items and not reading.findings:
        spans = [claim.place.passage for claim in found]
        body = [p for p in paragraphs(text) if p.kind == "body"]
        for start, end in sentences(text):
            line = next((p.line for p in body if p.start <= start < p.end), 0)
            if line and not any(start <= span.start < end for span in spans):
                words = " ".join(text.verbatim[start:end].split()[:6])
                reading.wrong(("claims",), f"no claim for the sentence “{words} …” (line {line}); one for each of the body")
    return tuple(found)


def _names(
    text: Text, items: Sequence[_NameItem], things: Iterable[str], quoted: Sequence[Passage], reading: _Reading
) -> tuple[Name, ...]:
    found: list[Name] = []
    for i, place in _places(text, "names", items, reading):
        item, passage = items[i], place.passage
        if item.thing not in things:
            reading.wrong(
                ("names", i, "thing"), f'there is no thing "{item.thing}" in {TERMS}{closest_name(item.thing, things)}'
            )
        inside = any(span.start <= passage.start and passage.end <= span.end for span in quoted)
        found.append(Name(item.thing, item.name, place, inside))
    return tuple(found)


def _read_events(items: Sequence[_EventItem], texts: Mapping[str, Text], reading: _Reading) -> tuple[Event, ...]:
    found: list[Event] = []
    for i, item in enumerate(items):
        if found and _earlier(item.date, found[-1].date):
            reading.wrong(("events", i, "date"), f"{item.date} is earlier than {found[-1].date}, which stands before it here")
        places: list[Place | None] = []
        for k, mention in enumerate(item.mentions):
            at = ("events", i, "mentions", k)
            if mention.text not in texts:
                reading.wrong((*at, "text"), f'there is no text "{mention.text}"{closest_name(mention.text, texts)}')
            else:
                places.append(reading.place(texts[mention.text], mention, at))
        found.append(Event(item.date, item.event, item.source, tuple(place for place in places if place)))
    return tuple(found)


def _earlier(date: str, other: str) -> bool:
    """Whether a date is before another as far as both are told: 2017 and 2017-02 are neither before nor after each other."""
    one, two = (re.findall(r"\d+", value) for value in (date, other))
    shared = min(len(one), len(two))
    return one[:shared] < two[:shared]
