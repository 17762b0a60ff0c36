"""A question as it is asked: its type, with certainty and reason on top where the question wants them.

With a modifier an answer is ``{"answer": the type's own, "certainty": 1 to 3 or null, "reason": an option's id or null}``;
without one it is the type's own answer.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from ..digest import Json
from ..texts import Text
from ._decisions import Decision, Picks, as_options
from ._question import Key, Question, Row, Score, UnreadableAnswer
from ._types import question_type

CERTAINTIES = {1: "not very sure", 2: "fairly sure", 3: "very sure"}

# Certainty-based marking as in Moodle (qbehaviour_deferredcbm): a right answer counts 1, 2 or 3, a wrong one 0, -2 or -6.
# Divided by the 3 of a certain right answer, and, as one question never costs more than it can earn, not below 0.
_RIGHT = {1: 1, 2: 2, 3: 3}
_WRONG = {1: 0, 2: -2, 3: -6}
_NOT_SAID = 1

_REASON = "#reason"
"""The part that the second tier is; no opaque name has a "#" in it."""


def read_answer(question: Question, answer: Json, texts: Mapping[str, Text]) -> Json:
    """The answer in its one canonical form, None when it is blank. Raises UnreadableAnswer."""
    kind = question_type(question.type)
    if not _modified(question):
        return kind.read_answer(question, answer, texts)
    if answer is None:
        return None
    if not isinstance(answer, dict) or "answer" not in answer:
        raise UnreadableAnswer("the answer must hold an answer beside how sure it is, or the reason for it")
    own = kind.read_answer(question, answer["answer"], texts)
    read = {"answer": own, "certainty": _certainty(question, answer), "reason": _reason(question, answer)}
    # Who only said how sure they are has not answered; what they said stays in the record.
    return None if own is None else read


def score_answer(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> Score:
    """The score of a canonical answer that is not blank."""
    own, certainty, reason = _parts(question, answer)
    result = question_type(question.type).score(question, key, own, texts)
    if question.reason:
        right = reason == key.reason
        said = "the right reason" if right else "no reason chosen" if reason is None else "not the right reason"
        if result.share > 0 and not right:
            said = f"but {said}"  # what stands before it sounds like points
        result = replace(result, share=result.share if right else 0.0, parts=(*result.parts, said))
    if question.certainty:
        level = certainty or _NOT_SAID
        counted = result.share * _RIGHT[level] if result.share > 0 else _WRONG[level]
        said = f"{CERTAINTIES[level]}: counts {_RIGHT[level]} of 3" if certainty else "how sure was not said: counts 1 of 3"
        # Of what is not right nothing counts, however sure: then there is nothing to say of it.
        parts = (*result.parts, said) if result.share > 0 else result.parts
        result = replace(result, share=max(0.0, counted / 3), parts=parts)
    return result


def right_share(question: Question, key: Key, answer: Json, texts: Mapping[str, Text]) -> float:
    """How right a canonical answer is, from 0 to 1, however sure: what it earns from who is very sure."""
    sure = {**answer, "certainty": max(CERTAINTIES)} if question.certainty else answer
    return score_answer(question, key, sure, texts).share


def answer_rows(question: Question, answer: Json | None, key: Key | None, texts: Mapping[str, Text]) -> tuple[Row, ...]:
    """What a page shows under the prompt: the canonical answer (None: blank), set against the key where one is given."""
    own, certainty, reason = _parts(question, answer)
    rows = question_type(question.type).rows(question, own, key, texts)
    if question.reason:
        rows += tuple(
            Row(
                line=f"{question.reason['prompt']} {option['text']}",
                chosen=option["id"] == reason,
                right=None if key is None else option["id"] == key.reason,
                note="" if key is None else key.why_not.get(option["id"], ""),
                part=option["id"],
            )
            for option in question.reason["options"]
        )
    if question.certainty:
        rows += (Row("How sure", certainty is not None, given=CERTAINTIES[certainty] if certainty else "not said"),)
    return rows


def chance(question: Question, key: Key, texts: Mapping[str, Text]) -> float:
    """The share that a blind guesser expects, who also guesses the reason and how sure to be."""
    expected = question_type(question.type).chance(question, key, texts)
    if question.reason:
        expected /= len(question.reason["options"])
    return expected * sum(_RIGHT.values()) / (3 * len(_RIGHT)) if question.certainty else expected


def guess(question: Question, texts: Mapping[str, Text], rng: random.Random) -> Json:
    """An answer given without reading."""
    own = question_type(question.type).guess(question, texts, rng)
    reasons = [option["id"] for option in question.reason["options"]] if question.reason else [None]
    return _asked(question, own, rng.choice(list(CERTAINTIES)), rng.choice(reasons))


def right_answer(question: Question, key: Key, texts: Mapping[str, Text]) -> Json:
    """An answer that earns everything that a machine can give."""
    own = question_type(question.type).right_answer(question, key, texts)
    return _asked(question, own, max(CERTAINTIES), key.reason or None)


def decisions(question: Question) -> tuple[Decision, ...]:
    """What there is to decide, the reason last; nothing where the answer itself offers nothing to choose from."""
    own = question_type(question.type).decisions(question)
    if not own or not question.reason:
        return own
    return (*own, Decision(_REASON, str(question.reason["prompt"]), as_options(question.reason["options"])))


def decided(question: Question, picks: Picks) -> Json:
    """The answer in which every decision is made so. Whoever wants points is very sure of it: that never costs any."""
    own = question_type(question.type).decided(question, {part: picks[part] for part in picks if part != _REASON})
    return _asked(question, own, max(CERTAINTIES), picks[_REASON][0] if _REASON in picks else None)


def given_by_hand(question: Question) -> bool:
    """Whether a person gives points for it, beside a machine or alone."""
    return question.rule in question_type(question.type).BY_HAND


def rule_words(question: Question) -> str:
    """How the question is scored, in a student's words."""
    sentences = [question_type(question.type).RULES.get(question.rule, "")]
    if question.reason:
        sentences.append("Points only if the reason is right, too.")
    if question.certainty:
        sentences.append(
            "Say how sure you are: a right answer counts one third if you are not very sure, two thirds if fairly sure, "
            "in full if very sure."
        )
    return " ".join(filter(None, sentences))


def _modified(question: Question) -> bool:
    return question.certainty or question.reason is not None


def _asked(question: Question, own: Json, certainty: int, reason: str | None) -> Json:
    if not _modified(question):
        return own
    return {"answer": own, "certainty": certainty if question.certainty else None, "reason": reason}


def _parts(question: Question, answer: Json) -> tuple[Json, int | None, str | None]:
    if not _modified(question) or answer is None:
        return answer, None, None
    return answer["answer"], answer["certainty"], answer["reason"]


def _certainty(question: Question, answer: dict[str, Json]) -> int | None:
    level = answer.get("certainty")
    if not question.certainty or level is None:
        return None
    if isinstance(level, bool) or not isinstance(level, int) or level not in CERTAINTIES:
        raise UnreadableAnswer("how sure the answer is must be 1, 2 or 3")
    return level


def _reason(question: Question, answer: dict[str, Json]) -> str | None:
    chosen = answer.get("reason")
    if question.reason is None or chosen is None:
        return None
    if not isinstance(chosen, str) or chosen not in [option["id"] for option in question.reason["options"]]:
        raise UnreadableAnswer("the answer names a reason that this question does not have")
    return chosen
