"""A student's own highlights and notes: kept like the answer to a question, never graded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..digest import Json, digest
from ..responses import Record
from ..texts import AmbiguousQuote, Passage, QuoteNotFound, Text, find

NOTES = "notes"
"""The question that the notes answer. No question can have this name: theirs have a slash."""

MOST_NOTES = 100
LONGEST_NOTE = 2000  # characters


class Notes(NamedTuple):
    """What highlights and notes are an answer to: the texts of a lesson, all of them, whichever a cell shows."""

    id: str
    version: str


class Note(NamedTuple):
    """A highlighted passage with the words written beside it, "" for none."""

    passage: Passage
    words: str


def notes_on(texts: Mapping[str, Text]) -> Notes:
    """The notes on these texts. A text that changes makes another version: offsets no longer fit."""
    return Notes(NOTES, digest({name: text.version for name, text in texts.items()}))


def read_notes(record: Record | None, texts: Mapping[str, Text]) -> tuple[tuple[Note, ...], str]:
    """The notes in reading order, and a sentence about what could not be read ("" when all could); never raises.

    A passage whose offsets and words disagree is looked for by its words, as in an answer.
    """
    answer = record.answer if record else None
    if answer is None:
        return (), ""
    if not isinstance(answer, list):
        return (), "The highlights and notes cannot be read: they must be a list."
    found = [_read_note(item, texts) for item in answer[:MOST_NOTES]]
    notes = sorted({note for note in found if note is not None})
    unread = len(answer) - sum(note is not None for note in found)
    return tuple(notes), f"Highlights and notes that cannot be read: {unread} of {len(answer)}." if unread else ""


def _read_note(item: Json, texts: Mapping[str, Text]) -> Note | None:
    if not isinstance(item, dict):
        return None
    name, start, end, quote, words = (item.get(part) for part in ("text", "start", "end", "quote", "note"))
    if not isinstance(name, str) or name not in texts or not isinstance(quote, str):
        return None
    if not isinstance(words, str) or len(words) > LONGEST_NOTE:
        return None
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
        passage = Passage(name, int(start), int(end))
        if quote.strip() and texts[name].verbatim[start:end] == quote:
            return Note(passage, words.strip())
    try:
        return Note(find(texts[name], quote), words.strip())
    except (QuoteNotFound, AmbiguousQuote):
        return None
