"""mark-evidence: the student selects words in the article itself. The answer is a list of passages.

A passage in an answer is ``{"text": id, "start": n, "end": n, "quote": "..."}``. The key's answer is a list of accepted
passages ``{"text": id, "core": [start, end], "within": [start, end]}``: the words a selection must cover, and the
widest bounds it may fill.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import TypeGuard

from ...digest import Json
from ...texts import AmbiguousQuote, Passage, QuoteNotFound, Span, Text, find, sentences, where, word_indices
from .._question import Key, Question, Row, Score, UnreadableAnswer, scored
from .._rules import rules

RULES = rules("overlap")
BY_HAND = False
SCRIPT = Path(__file__).parent / "mark_evidence.js"
STYLE = Path(__file__).parent / "mark_evidence.css"

MOST_PASSAGES = 10
_Words = frozenset[tuple[str, int]]


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    """Passages in the order of the texts; one whose offsets and words disagree is looked for by its words."""
    if answer is None:
        return None
    if not isinstance(answer, list):
        raise UnreadableAnswer("the answer must be a list of passages")
    if len(answer) > MOST_PASSAGES:
        raise UnreadableAnswer(f"the answer has {len(answer)} passages, at most {MOST_PASSAGES} are allowed")
    passages = sorted({_read_passage(question, item, texts) for item in answer})
    return [
        {"text": p.text, "start": p.start, "end": p.end, "quote": texts[p.text].verbatim[p.start : p.end]} for p in passages
    ] or None


def score(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    """Full points if the selection covers the core and stays inside the widest bounds, else token F1 (the best one
    over the accepted passages), where words between core and bounds, of any accepted passage, count neither for nor
    against: who finds two places has not done worse than who finds one."""
    selected = _words(answer, texts)
    accepted = [(_bounds(item, "core", texts), _bounds(item, "within", texts)) for item in key.answer]
    extra = len(selected.difference(*(core | within for core, within in accepted)))
    share, parts = max((_overlap(selected, core, extra) for core, _ in accepted), key=lambda result: result[0])
    return scored(share, parts)


def rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    found = []
    for item in answer or ():
        text = texts[item["text"]]
        right = None if key is None else any(_touches(item, accepted, texts) for accepted in key.answer)
        # Shown between quotation marks of its own: those that the selection begins or ends with would double them.
        words = item["quote"].strip('"“”‘’')
        found.append(Row(f"“{words}” ({text.outlet}, {where(text, _span(item))})", True, right))
    return tuple(found)


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """The guesser selects one whole sentence, each with the same probability."""
    shares = [score(question, key, [_as_answer(p, texts)], texts).share for p in _sentences(question, texts)]
    return sum(shares) / len(shares)


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    return [_as_answer(rng.choice(_sentences(question, texts)), texts)]


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    accepted = key.answer[0]
    return [_as_answer(Passage(accepted["text"], *accepted["core"]), texts)]


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


def _overlap(selected: _Words, core: _Words, extra: int) -> tuple[float, list[str]]:
    hit = len(selected & core)
    share = 2 * hit / (hit + len(core) + extra) if hit else 0.0
    if share == 1.0:
        return share, ["the words that show it, and not too much around them"]
    return share, [f"{hit} of {len(core)} key words selected", f"{extra} words too many"]


def _bounds(accepted: Json, part: str, texts: Mapping[str, Text]) -> _Words:
    """The words of an accepted passage's "core", or "within" its bounds."""
    start, end = accepted[part]
    return _words([{"text": accepted["text"], "start": start, "end": end}], texts)


def _words(passages: Json, texts: Mapping[str, Text]) -> _Words:
    return frozenset((item["text"], i) for item in passages for i in word_indices(texts[item["text"]], _span(item)))


def _touches(item: Json, accepted: Json, texts: Mapping[str, Text]) -> bool:
    return bool(_words([item], texts) & _bounds(accepted, "core", texts))


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
