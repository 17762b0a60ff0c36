"""mark-evidence: the student selects words in the article itself. The answer is a list of passages.

A passage in an answer is ``{"text": id, "start": n, "end": n, "quote": "..."}``. The key's answer is a list of accepted
passages ``{"text": id, "core": [start, end], "within": [start, end]}``: the words a selection must cover, and the
widest bounds it may fill. ``body["most"]``, where it is given, says how many passages an answer may hold.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeGuard

from ...digest import Json
from ...texts import AmbiguousQuote, Passage, QuoteNotFound, Span, Text, find, sentences, where, word_indices
from .._decisions import Decision, Picks
from .._question import Key, Question, Row, Score, UnreadableAnswer, scored
from .._rules import rules

RULES = rules("overlap")
BY_HAND = ()
SCRIPT = Path(__file__).parent / "mark_evidence.js"
STYLE = Path(__file__).parent / "mark_evidence.css"

MOST_PASSAGES = 10
SHOWN_WORDS = 12
"""A passage of more words than this is shown by its first ones where it is only named."""
_QUOTES = '"“”‘’'
_Words = frozenset[tuple[str, int]]


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    """Passages in the order of the texts; one whose offsets and words disagree is looked for by its words."""
    if answer is None:
        return None
    if not isinstance(answer, list):
        raise UnreadableAnswer("the answer must be a list of passages")
    most = question.body.get("most", MOST_PASSAGES)
    if len(answer) > most:
        raise UnreadableAnswer(f"the answer has {len(answer)} passages, at most {most} {_are(most)} allowed")
    passages = sorted({_read_passage(question, item, texts) for item in answer})
    return [
        {"text": p.text, "start": p.start, "end": p.end, "quote": texts[p.text].verbatim[p.start : p.end]} for p in passages
    ] or None


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    """Full points if the selection covers the core and stays inside the widest bounds, else token F1 (the best one
    over the accepted passages), where words between core and bounds, of any accepted passage, count neither for nor
    against: who finds two places has not done worse than who finds one."""
    found = _found(key, answer, texts)
    if found.share == 1.0:
        return scored(found.share, ["the words that show it, and not too much around them"])
    # Only numbers: a student sees the parts of a score before the key, and the words that were missed are the key.
    too_many = f"{found.extra or 'no'} {'word' if found.extra in {0, 1} else 'words'} too many"
    return scored(found.share, [f"{found.hit} of {len(found.core)} key words selected", too_many])


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    """The selected passages, each with what was too much; below them, unless it is all there, what was to be selected."""
    if key is None:
        return tuple(_selected(item, texts) for item in answer) if answer else (_to_select(question, texts),)
    if not answer:
        return (_to_select(question, texts)._replace(right=False, wanted=_bounds_words(key, texts)),)
    rated = [_rated(item, key, texts) for item in answer]
    # What proves an accepted passage stands beside the one selected passage that found it.
    parts = [row.part for row in rated]
    rated = [row._replace(part="" if row.part in parts[:i] else row.part) for i, row in enumerate(rated)]
    found = _found(key, answer, texts)
    if found.share == 1.0:
        return tuple(rated)
    whole = found.hit == len(found.core)
    missed = found.core - _words(answer, texts)
    if not whole:
        rated = [row._replace(called="part of it") for row in rated]
    return (
        *rated,
        _to_select(question, texts)._replace(
            right=False,
            given="found, with too much" if whole else "found in part" if found.hit else "not found",
            wanted=_accepted_words(key, texts),
            note=f"Missed: {_quoted(missed, found.core, texts)}." if found.hit and missed else "",
        ),
    )


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """The guesser selects one whole sentence, each with the same probability."""
    shares = [score(question, key, [_as_answer(p, texts)], texts).share for p in _sentences(question, texts)]
    return sum(shares) / len(shares)


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    return [_as_answer(rng.choice(_sentences(question, texts)), texts)]


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    accepted = key.answer[0]
    core = Span(*accepted["core"])
    if question.body.get("unit") == "sentences":
        core = whole_sentences(texts[accepted["text"]], core)
    return [_as_answer(Passage(accepted["text"], *core), texts)]


def decisions(question: Question) -> tuple[Decision, ...]:
    return ()


def decided(question: Question, picks: Picks) -> Json:
    return None


def accepted_part(index: int) -> str:
    """The name by which evidence refers to one of the accepted passages."""
    return f"accepted-{index + 1}"


def whole_sentences(text: Text, span: Span | Passage) -> Span:
    """The span, widened to the ends of its sentences: what a student selects where the unit is sentences."""
    around = [sentence for sentence in sentences(text) if sentence.start < span.end and span.start < sentence.end]
    return Span(around[0].start, around[-1].end) if around else Span(span.start, span.end)


def _read_passage(question: Question, item: Json, texts: Mapping[str, Text]) -> Passage:
    if not isinstance(item, dict):
        raise UnreadableAnswer("a passage must be a JSON object")
    name, start, end, quote = (item.get(part) for part in ("text", "start", "end", "quote"))
    if not isinstance(name, str) or name not in question.body["texts"]:
        raise UnreadableAnswer("the answer names a text that this question does not show")
    if not isinstance(quote, str):
        raise UnreadableAnswer("a passage has no quotation")
    text = texts[name]
    if _is_offset(start) and _is_offset(end) and 0 <= start < end and text.verbatim[start:end] == quote:
        passage = Passage(name, start, end)
    else:  # the text was written down again by other hands, or the offsets were: the words themselves decide
        try:
            passage = find(text, quote)
        except (QuoteNotFound, AmbiguousQuote) as error:
            raise UnreadableAnswer(f"a selected passage and its place disagree: {error}") from error
    if not word_indices(text, passage):
        raise UnreadableAnswer("a selected passage holds no words of the article")
    return passage


def _is_offset(value: Json) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


class _Found(NamedTuple):
    """How an answer meets the accepted passage that it meets best."""

    share: float
    core: _Words
    hit: int
    extra: int


def _found(key: Key, answer: Json, texts: Mapping[str, Text]) -> _Found:
    selected, extra = _words(answer, texts), len(_too_much(key, answer, texts))
    best: _Found | None = None
    for accepted in key.answer:
        core = _bounds(accepted, "core", texts)
        hit = len(selected & core)
        share = 2 * hit / (hit + len(core) + extra) if hit else 0.0
        if best is None or share > best.share:
            best = _Found(share, core, hit, extra)
    if best is None:
        raise ValueError("the key accepts no passage")
    return best


def _too_much(key: Key, answer: Json, texts: Mapping[str, Text]) -> _Words:
    """The selected words that no accepted passage has room for."""
    bounds = (_bounds(accepted, part, texts) for accepted in key.answer for part in ("core", "within"))
    return _words(answer, texts).difference(*bounds)


def _rated(item: Json, key: Key, texts: Mapping[str, Text]) -> Row:
    words, extra = _words([item], texts), _too_much(key, [item], texts)
    touched = [i for i, accepted in enumerate(key.answer) if words & _bounds(accepted, "core", texts)]
    row = _selected(item, texts)
    if touched and not extra:
        return row._replace(right=True, part=accepted_part(touched[0]))
    if touched:
        return row._replace(
            right=False, note=f"Words that show it are in it, but this is too much: {_quoted(extra, words, texts)}."
        )
    harmless = "" if extra else ", and counts neither for nor against"
    return row._replace(right=False, note=f"It holds none of the words that show it{harmless}.")


def _selected(item: Json, texts: Mapping[str, Text]) -> Row:
    # Shown between quotation marks of its own: those that the selection begins or ends with would double them.
    return Row(_cited(item["text"], _span(item), item["quote"].strip(_QUOTES), texts), True)


def _to_select(question: Question, texts: Mapping[str, Text]) -> Row:
    unit = "Sentences" if question.body.get("unit") == "sentences" else "Words"
    return Row(f"{unit} to select in {' and '.join(texts[name].outlet for name in question.body['texts'])}", False, given="")


def _accepted_words(key: Key, texts: Mapping[str, Text]) -> str:
    cores = ((accepted["text"], Span(*accepted["core"])) for accepted in key.answer)
    return ", or ".join(
        _cited(name, core, _brief(texts[name].verbatim[core.start : core.end].split()), texts) for name, core in cores
    )


def _bounds_words(key: Key, texts: Mapping[str, Text]) -> str:
    """Which words a selection has to hold, and how wide it may be."""
    told = []
    for accepted in key.answer:
        text, core, within = texts[accepted["text"]], Span(*accepted["core"]), Span(*accepted["within"])
        least = _cited(accepted["text"], core, _ends(text.verbatim[core.start : core.end].split()), texts)
        wider = _bounds(accepted, "within", texts) - _bounds(accepted, "core", texts)
        most = _ends(text.verbatim[within.start : within.end].split())
        told.append(f"at least {least}, at most “{most}”" if wider else least)
    return ", or ".join(told)


def _cited(name: str, span: Span, words: str, texts: Mapping[str, Text]) -> str:
    return f"“{words}” ({texts[name].outlet}, {where(texts[name], span)})"


def _quoted(chosen: _Words, among: _Words, texts: Mapping[str, Text]) -> str:
    """Some words as a reader sees them in the text: those that follow one another together, and only the first of many."""
    runs: list[list[str]] = []
    before = False
    for word in sorted(among):
        if word in chosen:
            if not before:
                runs.append([])
            runs[-1].append(_word(word, texts))
        before = word in chosen
    return ", ".join(f"“{_brief(run)}”" for run in runs[:3]) + (" …" if len(runs) > 3 else "")


def _word(word: tuple[str, int], texts: Mapping[str, Text]) -> str:
    name, start = word
    return texts[name].verbatim[start:].split(maxsplit=1)[0]


def _brief(words: Iterable[str]) -> str:
    shown = list(words)
    return " ".join(shown[:SHOWN_WORDS]).strip(_QUOTES) + (" …" if len(shown) > SHOWN_WORDS else "")


def _ends(words: list[str]) -> str:
    """Words by their first and their last ones: both ends of a passage."""
    half = SHOWN_WORDS // 2
    shown = words if len(words) <= 2 * SHOWN_WORDS else [*words[:half], "…", *words[-half:]]
    return " ".join(shown).strip(_QUOTES)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _bounds(accepted: Json, part: str, texts: Mapping[str, Text]) -> _Words:
    """The words of an accepted passage's "core", or "within" its bounds."""
    start, end = accepted[part]
    return _words([{"text": accepted["text"], "start": start, "end": end}], texts)


def _words(passages: Json, texts: Mapping[str, Text]) -> _Words:
    return frozenset((item["text"], i) for item in passages for i in word_indices(texts[item["text"]], _span(item)))


def _span(item: Json) -> Span:
    return Span(item["start"], item["end"])


def _as_answer(passage: Passage, texts: Mapping[str, Text]) -> Json:
    quote = texts[passage.text].verbatim[passage.start : passage.end]
    return {"text": passage.text, "start": passage.start, "end": passage.end, "quote": quote}


def _sentences(question: Question, texts: Mapping[str, Text]) -> list[Passage]:
    return [
        Passage(name, *span)
        for name in question.body["texts"]
        for span in sentences(texts[name])
        if word_indices(texts[name], span)
    ]
