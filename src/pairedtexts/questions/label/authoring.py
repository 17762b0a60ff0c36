"""label in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum
from typing import Annotated, Literal

from pydantic import Field

from ...digest import Json
from ...texts import Passage, Text, in_sentence, where
from .._option_authoring import OptionItem
from .._question import Evidence
from ..authoring import AuthoringError, KeyItem, Model, Slug, Words, check_reasons, locate

Weight = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]


class Phrase(Model):
    """The words that are highlighted; they are evidence at the same time."""

    text: Slug
    quote: Words
    line: Annotated[int, Field(ge=1)] | None = Field(
        None, description="line of the file, where the words occur more than once"
    )


class LabelKey(KeyItem):
    """How much each label counts. Labels that are left out count nothing."""

    weights: Annotated[dict[Slug, Weight], Field(min_length=1)] = Field(
        description="1 for the label that fits best; less for others that are accepted; with `several`, below 0 takes away"
    )
    why_not: dict[Slug, Words] = Field(
        default_factory=dict, description="for every label that earns nothing; for one that counts less than 1 if wanted"
    )


class Item(OptionItem):
    """The student names the technique of a highlighted phrase."""

    type: Literal["label"]
    phrase: Phrase
    several: bool = Field(False, description="whether more than one label may be chosen; weights then add up")
    key: LabelKey

    def right_labels(self) -> list[str]:
        return [label for label, weight in self.key.weights.items() if weight > 0]

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        passage = self._passage(texts)
        text = texts[passage.text]
        before, quote, after = in_sentence(text, passage)
        # The words in their sentence: the question can be read where the article is not shown.
        phrase = {
            **passage._asdict(),
            "before": before,
            "quote": quote,
            "after": after,
            "outlet": text.outlet,
            "place": where(text, passage),
        }
        return {**super().public_body(question, texts), "phrase": phrase, "several": self.several}

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        path, weights = ("key", "weights"), self.key.weights
        answer = {self.part(question, label, (*path, label)): weight for label, weight in weights.items()}
        for label, weight in weights.items():
            if weight == 0:
                raise AuthoringError((*path, label), f'"{label}" has the weight 0; leave it out, and it counts nothing')
            if weight < 0 and not self.several:
                raise AuthoringError(
                    (*path, label), f'"{label}" has a weight below 0, which only a question with `several: true` can have'
                )
        if not self.several and max(weights.values()) != 1:
            raise AuthoringError(path, "no label has the weight 1, so that nobody could earn all points")
        most = fsum(weight for weight in weights.values() if weight > 0)
        if most < 1:
            raise AuthoringError(path, f"all labels that fit add up to {most:g}, so that nobody could earn all points")
        wrong = any(label not in weights for label in self.options) or min(weights.values()) < 0
        if self.several and wrong and fsum(weights.values()) >= 1:
            raise AuthoringError(
                path,
                "who ticks every label earns all points; give labels that do not fit weights below 0, so that all weights "
                "together stay below 1",
            )
        return answer

    def proof(self, question: str, texts: Mapping[str, Text]) -> tuple[Evidence, ...]:
        """The phrase is evidence at the same time; more may stand beside it."""
        passage = self._passage(texts)
        phrase = Evidence(passage, quote=texts[passage.text].verbatim[passage.start : passage.end])
        return (phrase, *super().proof(question, texts))

    def reasons(self, question: str) -> Mapping[str, str]:
        """A label that counts something, but not in full, may have its reason, too."""
        wrong = [label for label in self.options if label not in self.right_labels()]
        partly = [label for label in self.right_labels() if self.key.weights[label] < 1 and label in self.key.why_not]
        check_reasons(self.key.why_not, [*wrong, *partly], ("key",), "label")
        return {self.part(question, label, ("key", "why-not")): why for label, why in self.key.why_not.items()}

    def _passage(self, texts: Mapping[str, Text]) -> Passage:
        return locate(("phrase",), self.phrase.text, self.phrase.quote, self.phrase.line, texts)
