"""What close reading found in the texts: who speaks, what a sentence rests on, how things are called, and when it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..texts import Paragraph, Passage, Text, paragraphs, words

COUNTED = ("body", "subhead")
"""The kinds of lines whose words are counted: a headline, a deck or a caption is not the report."""


@dataclass(frozen=True)
class Place:
    """Words of a text: where they stand, and in which paragraph."""

    passage: Passage
    paragraph: Paragraph

    @property
    def counted(self) -> bool:
        return self.paragraph.kind in COUNTED


@dataclass(frozen=True)
class Speaker:
    """Somebody who is quoted; ``side`` is a name in `Annotations.sides`."""

    id: str
    name: str
    side: str


@dataclass(frozen=True)
class Quotation:
    """Words in quotation marks, without the marks; ``words`` says how many they are."""

    speaker: str
    place: Place
    words: int


@dataclass(frozen=True)
class Claim:
    """What a sentence says, and what the article lets it rest on."""

    place: Place
    kind: str
    rests: str
    who: str


@dataclass(frozen=True)
class Name:
    """Words that stand for a thing; ``name`` is what other words of their kind share, ``quoted`` whose words they are."""

    thing: str
    name: str
    place: Place
    quoted: bool


@dataclass(frozen=True)
class TextAnnotations:
    """What was found in one text, each in the order of the file."""

    speakers: Mapping[str, Speaker]
    quotations: tuple[Quotation, ...]
    attributions: tuple[Place, ...]
    claims: tuple[Claim, ...]
    names: tuple[Name, ...]

    def quoted_words(self) -> dict[str, int]:
        """How many words of the report each speaker has, most first."""
        totals = dict.fromkeys(self.speakers, 0)
        for quotation in self.quotations:
            if quotation.place.counted:
                totals[quotation.speaker] += quotation.words
        return dict(sorted(totals.items(), key=lambda item: -item[1]))


@dataclass(frozen=True)
class Event:
    """``date`` is a year, year-month or year-month-day; ``mentions`` are the places where a text tells of it."""

    date: str
    event: str
    source: str
    mentions: tuple[Place, ...]


@dataclass(frozen=True)
class Annotations:
    """The annotations of a course: ``sides`` and ``things`` in words, texts by id, events in the order of their dates."""

    sides: Mapping[str, str] = field(default_factory=dict)
    things: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, TextAnnotations] = field(default_factory=dict)
    events: tuple[Event, ...] = ()


def counted_words(text: Text) -> int:
    """The words of the report."""
    return sum(len(words(text, paragraph)) for paragraph in paragraphs(text) if paragraph.kind in COUNTED)
