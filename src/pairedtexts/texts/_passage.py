"""Passages: a stretch of a text, found by its words or given by offsets."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..errors import PairedTextsError
from ._sentences import sentences
from ._text import Span, Text, paragraphs, words


class QuoteNotFound(PairedTextsError):
    """The quotation does not stand in the text."""


class AmbiguousQuote(PairedTextsError):
    """The quotation stands in the text more than once; ``lines`` says where."""

    def __init__(self, message: str, lines: tuple[int, ...]) -> None:
        super().__init__(message)
        self.lines = lines


class Passage(NamedTuple):
    """A stretch of the text called ``text``: offsets in code points, end exclusive."""

    text: str
    start: int
    end: int


def find(text: Text, quote: str, line: int | None = None) -> Passage:
    """Where ``quote`` stands in the text, inside one line; ``line`` (from 1) chooses among several.

    White space is folded (a non-breaking space counts as a space); every other character must be the text's own.
    Raises QuoteNotFound or AmbiguousQuote.
    """
    pieces = quote.split()
    if not pieces:
        raise QuoteNotFound(f"an empty quotation cannot be found in {text.id}")
    if sum(map(len, pieces)) > len(text.verbatim):
        raise QuoteNotFound(f"not found in {text.id}: it is longer than the text")
    pattern = re.compile(r"[^\S\n]+".join(re.escape(piece) for piece in pieces))
    hits = [Span(*match.span()) for match in pattern.finditer(text.verbatim)]
    lines = [text.verbatim.count("\n", 0, hit.start) + 1 for hit in hits]
    if line is not None:
        hits = [hit for hit, at in zip(hits, lines, strict=True) if at == line]
        lines = [line] * len(hits)
    if not hits:
        raise QuoteNotFound(f"not found in {text.id}" + (f" at line {line}" if line else ""))
    if len(hits) > 1:
        places = ", ".join(map(str, sorted(set(lines))))
        raise AmbiguousQuote(f"found {len(hits)} times in {text.id} (lines {places})", tuple(lines))
    return Passage(text.id, *hits[0])


def in_sentence(text: Text, span: Span | Passage) -> tuple[str, str, str]:
    """What stands before the span, the span's words, and what stands after, to the ends of its sentences."""
    around = [s for s in sentences(text) if s.start < span.end and span.start < s.end]
    first = min([s.start for s in around], default=span.start)
    last = max([s.end for s in around], default=span.end)
    start, end = min(first, span.start), max(last, span.end)
    return text.verbatim[start : span.start], text.verbatim[span.start : span.end], text.verbatim[span.end : end]


_IN_WORDS = {"deck": "line below the headline"}
"""What journalists have a word of their own for."""


def where(text: Text, span: Span | Passage) -> str:
    """The place of a span as a reader finds it: "¶ 3", "headline", or "line below the headline"."""
    for paragraph in paragraphs(text):
        if paragraph.start <= span.start < paragraph.end:
            return f"¶ {paragraph.number}" if paragraph.number else _IN_WORDS.get(paragraph.kind, paragraph.kind)
    return "outside the article"


def word_indices(text: Text, span: Span | Passage) -> frozenset[int]:
    """The words that a span touches, each named by the offset at which it starts."""
    return frozenset(
        word.start
        for paragraph in paragraphs(text)
        if paragraph.start < span.end and span.start < paragraph.end
        for word in words(text, paragraph)
        if word.start < span.end and span.start < word.end
    )
