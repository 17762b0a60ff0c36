"""Texts kept verbatim: paragraphs, sentences, words, and passages by character offset."""

from ._passage import AmbiguousQuote, Passage, QuoteNotFound, find, in_sentence, where, word_indices
from ._sentences import sentences
from ._text import KINDS, Paragraph, Part, Span, Text, paragraphs, words

__all__ = [
    "KINDS",
    "AmbiguousQuote",
    "Paragraph",
    "Part",
    "Passage",
    "QuoteNotFound",
    "Span",
    "Text",
    "find",
    "in_sentence",
    "paragraphs",
    "sentences",
    "where",
    "word_indices",
    "words",
]
