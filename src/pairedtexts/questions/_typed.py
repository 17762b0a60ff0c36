"""What is typed: how it is read, by what it is compared, and how a guesser types who has not read the question."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from ..digest import Json
from ..texts import Text, paragraphs, words
from ._question import UnreadableAnswer

LONGEST = 200
"""Characters that an answer of a word, a phrase or a number may have; the field takes no more."""

# Half a surrogate pair cannot be written to any file. What cannot be seen comes along when words are copied from a page
# or a PDF (soft hyphens, zero-width spaces, byte-order marks), and a direction mark could turn around what stands after.
_SURROGATES = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0e\ufe0f\ufeff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")

_SAME = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″‶", '"'),
        **dict.fromkeys("‘’‚‛‹›′‵`´", "'"),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    }
)


def read_typed(answer: Json) -> str | None:
    """What was typed, as it is kept and shown: white space folded, what cannot be seen left out; None when it is blank.

    Raises UnreadableAnswer.
    """
    if answer is None:
        return None
    if not isinstance(answer, str):
        raise UnreadableAnswer("the answer must be typed text")
    typed = " ".join(_CONTROLS.sub(" ", _INVISIBLE.sub("", _SURROGATES.sub("\ufffd", answer))).split())
    if len(typed) > LONGEST:
        raise UnreadableAnswer(f"the answer has {len(typed)} characters, at most {LONGEST} are allowed")
    return typed or None


def comparable(typed: str) -> str:
    """What two answers have in common that count as the same: Unicode NFKC, case folded, white space folded (a
    non-breaking space counts as a space), quotation marks and dashes of one kind, no punctuation around it."""
    # Before NFKC, which takes an acute accent used as a quotation mark apart; and after it, as it makes new ones.
    folded = unicodedata.normalize("NFKC", typed.translate(_SAME)).casefold()
    plain = " ".join(unicodedata.normalize("NFKC", folded).translate(_SAME).split())
    first, last = 0, len(plain)
    while first < last and _is_around(plain[first]):
        first += 1
    while first < last and _is_around(plain[last - 1]):
        last -= 1
    return plain[first:last]


def is_one_of(typed: str, forms: Iterable[str]) -> bool:
    """Whether what was typed counts as the same as one of ``forms``."""
    return comparable(typed) in map(comparable, forms)


def forms_in_words(forms: Sequence[str]) -> str:
    """The accepted forms of a key for a reader."""
    first, *others = forms
    return f"{first} (also right: {', '.join(others)})" if others else first


def word_chance(names: Iterable[str], texts: Mapping[str, Text], forms: Iterable[str]) -> float:
    """The chance of `guess_word` to be right: the share of the texts' word occurrences that are accepted."""
    typed = _all_words(names, texts)
    accepted = set(map(comparable, forms))
    return sum(comparable(word) in accepted for word in typed) / len(typed) if typed else 0.0


def guess_word(names: Iterable[str], texts: Mapping[str, Text], rng: random.Random) -> str | None:
    """One word of the texts, each place where a word stands with the same probability; None where there is no word."""
    typed = _all_words(names, texts)
    return rng.choice(typed) if typed else None


def _all_words(names: Iterable[str], texts: Mapping[str, Text]) -> list[str]:
    return [word for name in names for word in _words(texts[name])]


@lru_cache(maxsize=64)
def _words(text: Text) -> tuple[str, ...]:
    """The words of the article that can be typed; page furniture is no part of it."""
    article = [paragraph for paragraph in paragraphs(text) if paragraph.kind != "furniture"]
    spans = [span for paragraph in article for span in words(text, paragraph)]
    return tuple(text.verbatim[span.start : span.end] for span in spans if span.end - span.start <= LONGEST)


def _is_around(char: str) -> bool:
    return char == " " or unicodedata.category(char).startswith("P")
