"""What a machine can check in a text: the checklist, live on the student's screen (written.js) and again when it is scored.

The two must never say different things: `tests/samples/written_vectors.json` is held against both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ...digest import Json
from ...texts import Text, paragraphs

SHORTEST_QUOTATION = 3
"""A single word or two between quotation marks name a word; from three words on they quote."""

_DOUBLE = re.compile("[“”„‟«»＂]")
_SINGLE = re.compile('["‘’‚‛′`´]')
_DASH = re.compile("[‐‑‒–—―−]")
_DOTS = re.compile(r"\. ?\. ?\.")
# Spelled out, since Python and JavaScript do not mean the same by \s.
_SPACE = "\t \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPACES = re.compile(f"[{_SPACE}]+")
_RUN = re.compile(f"[^{_SPACE}\n]+")
_QUOTED = re.compile(r'"([^"\n]*)(?:"|$)', re.MULTILINE)
# What a writer left out of a quotation, or put into it, stands as an ellipsis or in brackets.
_LEFT_OUT = re.compile(r"\[[^\[\]]*\]|…")
# “[t]hese agreements”: a capital that the writer's own sentence made small, or the other way round.
_CAPITAL = re.compile(r"\[([A-Za-z])\](?=[A-Za-z])")
_EDGES = " .,;:!?'-"
_SHOWN = 60
_FORMS = 3


class Source(NamedTuple):
    """A text as a written answer can refer to it: its short name, its outlet, its paragraph numbers, its words (folded)."""

    short: str
    outlet: str
    numbers: frozenset[int]
    words: str


class Found(NamedTuple):
    """Whether a check is passed, and what was found, in words."""

    done: bool
    said: str


def sources(question_texts: Sequence[str], texts: Mapping[str, Text]) -> dict[str, Source]:
    return {name: _source(texts[name]) for name in question_texts}


def fold(text: str) -> str:
    """What two spellings of the same words have in common: quotation marks, dashes, ellipses and spaces of one kind."""
    plain = _SINGLE.sub("'", _DOUBLE.sub("'", unicodedata.normalize("NFC", text)))
    return _SPACES.sub(" ", _DOTS.sub("…", _DASH.sub("-", plain))).strip(" ")


def count_words(text: str) -> int:
    """Runs without white space that hold at least one letter or digit."""
    return sum(any(map(_is_letter, run)) for run in _RUN.findall(text))


def length_words(number: int, length: Json | None) -> str:
    """ "63 words (80 to 150 wanted)" """
    counted = f"{number} {'word' if number == 1 else 'words'}"
    return f"{counted} ({_bounds(length)} wanted)" if length else counted


def bounds_words(length: Json) -> str:
    """ "80 to 150 words" """
    return f"{_bounds(length)} words"


def run_checks(text: str, body: Mapping[str, Json], known: Mapping[str, Source]) -> list[Found]:
    """Every check of a question's checklist, in its order. ``text`` is canonical, "" for none."""
    number = count_words(text)
    length = body["length"]
    # A text that says nothing also avoids everything: what must not be there counts once there is enough to look at.
    enough = bool(number) and (not length or number >= length["least"])
    folded = fold(text.replace("\n", " "))
    ways: dict[str, Callable[[Json], Found]] = {
        "cites": lambda check: _cites(check, folded, known),
        "quotations": lambda check: _quotations(check, text, enough, known),
        "keeps": lambda check: _keeps(check, folded.lower()),
        "avoids": lambda check: _avoids(check, folded.lower(), enough),
        "length": lambda _: _length(number, length),
    }
    return [ways[check["kind"]](check) for check in body["checklist"]]


def cited(folded: str, source: Source, known: Mapping[str, Source]) -> list[int]:
    """The paragraph numbers that a text cites as “LH ¶7”, “LH, ¶7” or “Liberty Headlines ¶7”, in order, each once."""
    others = {name for other in known.values() if other is not source for name in (other.short, other.outlet)}
    names = [source.short] if source.outlet in {"", *others} else [source.short, source.outlet]
    called = "|".join(re.escape(fold(name)) for name in names)
    form = re.compile(rf"(?:^|[\W_])(?:{called}),? ?¶ ?([0-9]{{1,4}})(?![0-9])", re.IGNORECASE)
    return list(dict.fromkeys(int(number) for number in form.findall(folded)))


def _cites(check: Json, folded: str, known: Mapping[str, Source]) -> Found:
    least = check["least"]
    good, bad = [], []
    for name in check["texts"]:
        numbers = cited(folded, known[name], known)
        good.append(sum(number in known[name].numbers for number in numbers))
        bad += [f"{known[name].short} ¶{number}" for number in numbers if number not in known[name].numbers]
    wrong = f"; there is no {bad[0]}" if bad else ""
    if check["each"]:
        counts = ", ".join(f"{known[name].short} {count}" for name, count in zip(check["texts"], good, strict=True))
        return Found(min(good) >= least, f"cited: {counts}{wrong}")
    return Found(sum(good) >= least, f"cited: {sum(good)}{wrong}")


def quotations(text: str) -> Iterator[list[str]]:
    """Every quotation of a text, as the folded pieces between what was left out of it.

    One that is not closed goes to the end of its line: whoever forgets a mark sees at once that something is wrong.
    """
    for quoted in _QUOTED.findall(_DOUBLE.sub('"', text)):
        pieces = [piece.strip(_EDGES) for piece in _LEFT_OUT.split(_CAPITAL.sub(r"\1", fold(quoted)))]
        pieces = [piece for piece in pieces if piece]
        if sum(map(count_words, pieces)) >= SHORTEST_QUOTATION:
            yield pieces


def _quotations(check: Json, text: str, enough: bool, known: Mapping[str, Source]) -> Found:
    found = set()
    for pieces in quotations(text):
        # Single words one after the other stand in any text: somewhere two have to stand together.
        quotes = max(map(count_words, pieces)) > 1
        if not quotes or not any(_stands(pieces, known[name].words) for name in check["texts"]):
            words = " … ".join(pieces)
            return Found(False, f"not in the texts: “{words if len(words) <= _SHOWN else words[:_SHOWN] + '…'}”")
        found.add(tuple(pieces))
    right = len(found)
    counted = f"{right} found"
    if right == 0 and not check["least"] and not enough:
        return Found(False, "counts when your text is long enough")
    return Found(right >= check["least"], counted)


def _stands(pieces: Sequence[str], words: str) -> bool:
    at = 0
    for piece in pieces:
        first = piece[0].upper() if piece[0] == piece[0].lower() else piece[0].lower()
        ends = [end for form in (piece, first + piece[1:]) if (end := _end_of(form, words, at)) >= 0]
        if not ends:
            return False
        at = min(ends)
    return True


def _keeps(check: Json, folded: str) -> Found:
    missing = [_fact_words(forms) for forms in check["facts"] if not any(_holds(folded, form) for form in forms)]
    return Found(not missing, f"missing: {'; '.join(missing)}" if missing else "nothing missing")


def _fact_words(forms: Sequence[str]) -> str:
    """A fact by its forms: the first alone would say that no other will do."""
    if len(forms) == 1:
        return forms[0]
    return f"one of: {', '.join(forms[:_FORMS])}{', …' if len(forms) > _FORMS else ''}"


def _avoids(check: Json, folded: str, enough: bool) -> Found:
    found = [word for word in check["avoided"] if _holds(folded, word)]
    if found:
        return Found(False, f"found: {', '.join(found)}")
    return Found(enough, "none found" if enough else "counts when your text is long enough")


def _length(number: int, length: Json) -> Found:
    inside = length["least"] <= number and (not length["most"] or number <= length["most"])
    return Found(inside, length_words(number, None))  # the check's own words say how many are wanted


def _bounds(length: Json) -> str:
    return f"{length['least']} to {length['most']}" if length["most"] else f"at least {length['least']}"


def _holds(folded: str, words: str) -> bool:
    return _end_of(fold(words).lower(), folded, 0) >= 0


def _end_of(words: str, text: str, start: int) -> int:
    """Where ``words`` end in ``text``, looked for as whole words from ``start`` on; -1 where they do not stand there."""
    at = text.find(words, start)
    while at >= 0:
        end = at + len(words)
        if not (at > 0 and _is_letter(text[at - 1])) and not (end < len(text) and _is_letter(text[end])):
            return end
        at = text.find(words, at + 1)
    return -1


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN"


@lru_cache(maxsize=64)
def _source(text: Text) -> Source:
    article = [paragraph for paragraph in paragraphs(text) if paragraph.kind != "furniture"]
    numbers = frozenset(paragraph.number for paragraph in article if paragraph.number is not None)
    # A quotation does not run from one paragraph into the next: no fold makes a line's end a space.
    words = "\n".join(fold(text.verbatim[paragraph.start : paragraph.end]) for paragraph in article)
    return Source(text.short, text.outlet, numbers, words)
