"""The explanation of a key for a reader: the same for practice feedback, the teacher's preview, and the feedback page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..digest import Json
from ..texts import Text, in_sentence, where
from ._asking import answer_rows
from ._question import Evidence, Key, Question, Row


@dataclass(frozen=True)
class Proof:
    """One piece of evidence as it is printed: the quoted words in their sentence, and where they stand.

    ``of`` is the part of the question that it proves, "" for all of it.
    """

    before: str
    quote: str
    after: str
    source: str
    place: str
    of: str = ""


@dataclass(frozen=True)
class Explanation:
    """Every row of the question with the key beside it, why the key is right, and what proves it."""

    rows: tuple[Row, ...]
    explanation: str
    evidence: tuple[Proof, ...]

    def proofs(self, row: Row) -> tuple[Proof, ...]:
        """What proves this one row."""
        return tuple(proof for proof in self.evidence if row.part and proof.of == row.part)

    @property
    def general(self) -> tuple[Proof, ...]:
        """What proves the key as a whole."""
        return tuple(proof for proof in self.evidence if proof.of not in {row.part for row in self.rows if row.part})


def explain(question: Question, key: Key, answer: Json | None, texts: Mapping[str, Text]) -> Explanation:
    """Set a canonical answer (None: blank) against its key."""
    rows = answer_rows(question, answer, key, texts)
    proofs = tuple(_proof(item, texts[item.passage.text] if item.passage else None) for item in key.evidence)
    return Explanation(rows, key.explanation, proofs)


@lru_cache(maxsize=1024)
def _proof(item: Evidence, text: Text | None) -> Proof:
    if item.passage is None or text is None:
        return Proof("", item.quote, "", item.source, item.date, item.of)
    return Proof(*in_sentence(text, item.passage), text.outlet, where(text, item.passage), item.of)
