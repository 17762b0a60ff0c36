"""The words of a prompt or an option, as far as the rules here need them: which ones say something, which ones hedge."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# "287(g)" is a name.
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\d(])")
_QUOTATION = re.compile(r"“[^“”]*”|\"[^\"\n]*\"")

_HEDGES = """
almost can could generally largely likely mainly may maybe might most mostly nearly often partly perhaps possible possibly
probably rarely seem seems some sometimes suggest suggests tend tends typically usually
"""
_ABSOLUTES = """
all always completely entirely every everybody everyone everything exclusively never nobody none nothing only totally wholly
"""
# Beside the commonest words of English, those in which every question about a text is asked.
_SAY_LITTLE = """
a about above after again against all also am an and another any are as at be because been before being below between both but
by can could did do does doing done down each either every first for from further get given gives had has have having he her
here hers him his how if in into is it its itself just last like made make makes many may might more most much must my neither
new no nor not now of off on once one only or other others our out over own same she should so some still such than that the
their them then there these they thing things this those through to too two under until up use used uses very was way we were
what when where which while who whom whose why will with would you your
article articles best choose describe describes following line lines mean means named names paragraph paragraphs part
question questions reader readers report reports right said say says sentence sentences statement statements tell tells
text texts true word words writer
"""
HEDGES = frozenset(_HEDGES.split())
"""Words of caution."""
ABSOLUTES = frozenset(_ABSOLUTES.split())
"""Words that allow no exception."""
_LITTLE = frozenset(_SAY_LITTLE.split())


def words(said: str) -> list[str]:
    """The words in small letters; the month keeps its capital, as it is no word of caution."""
    return [word if word == "May" else word.replace("’", "'").casefold() for word in _WORD.findall(said)]


@lru_cache(maxsize=4096)
def stems(said: str) -> frozenset[str]:
    """The words that say something, without their endings: "agreements" and "agreement" are one."""
    return frozenset(_stem(word) for word in words(said) if _says_something(word))


def content_words(said: str, wanted: frozenset[str]) -> list[str]:
    """The words, each once, whose stems are wanted."""
    return [word for word in dict.fromkeys(words(said)) if _says_something(word) and _stem(word) in wanted]


def hedges(said: str) -> int:
    """How many words of caution there are outside quotations."""
    return sum(word in HEDGES for word in words(unquoted(said)))


def absolutes(said: str) -> int:
    """How many words there are outside quotations that allow no exception."""
    return sum(word in ABSOLUTES for word in words(unquoted(said)))


def first_number(said: str) -> float | None:
    """The first number, None where there is none."""
    found = _NUMBER.search(said)
    return float(found.group().replace(",", "")) if found else None


def unquoted(said: str) -> str:
    """The words without what stands in quotation marks: those are somebody else's."""
    return _QUOTATION.sub(" ", said)


def _says_something(word: str) -> bool:
    return word not in _LITTLE and (len(word) > 2 or word.isdigit())


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    for ending in ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
