"""mark-evidence in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ...digest import Json
from ...texts import Passage, Span, Text
from .._question import Evidence
from ..authoring import AuthoringError, KeyItem, Model, ScoredItem, Slug, Words, locate
from . import MOST_PASSAGES, accepted_part, whole_sentences


class Accepted(Model):
    """A passage that is accepted: the words that must be covered, and the widest selection that is not too wide."""

    text: Slug
    core: Words
    within: Words | None = Field(None, description="default: the sentence or sentences of the core")
    line: Annotated[int, Field(ge=1)] | None = None


class MarkKey(KeyItem):
    accept: Annotated[list[Accepted], Field(min_length=1, max_length=12)]


class Item(ScoredItem):
    """The student selects words in the article."""

    type: Literal["mark-evidence"]
    texts: Annotated[list[Slug], Field(min_length=1)]
    unit: Literal["words", "sentences"] = "words"
    most: Annotated[int, Field(ge=1, le=MOST_PASSAGES)] | None = Field(
        None, description=f"passages that may be selected; default: {MOST_PASSAGES}"
    )
    key: MarkKey

    @model_validator(mode="after")
    def _distinct_texts(self) -> Item:
        if len(set(self.texts)) < len(self.texts):
            raise ValueError("`texts` names a text twice")
        return self

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        for i, name in enumerate(self.texts):
            if name not in texts:
                raise AuthoringError(("texts", i), f'there is no text "{name}"; the course has: {", ".join(sorted(texts))}')
        # The version of a text is part of the question's: offsets mean nothing in a text that has changed.
        body = {"texts": self.texts, "versions": [texts[name].version for name in self.texts], "unit": self.unit}
        # A question that says nothing of it keeps the digest that it had before there was anything to say.
        return body if self.most is None else {**body, "most": self.most}

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        return [self._accepted(i, texts) for i in range(len(self.key.accept))]

    def proof(self, question: str, texts: Mapping[str, Text]) -> tuple[Evidence, ...]:
        """What is accepted is evidence at the same time; sources may stand beside it."""
        cores = [Passage(a["text"], *a["core"]) for a in self.key_answer(question, texts)]
        accepted = tuple(
            Evidence(core, quote=texts[core.text].verbatim[core.start : core.end], of=accepted_part(i))
            for i, core in enumerate(cores)
        )
        return accepted + super().proof(question, texts)

    def reasons(self, question: str) -> Mapping[str, str]:
        if self.key.why_not:
            raise AuthoringError(("key", "why-not"), "a mark-evidence question has no wrong options to give reasons for")
        return {}

    def _accepted(self, index: int, texts: Mapping[str, Text]) -> Json:
        item, path = self.key.accept[index], ("key", "accept", index)
        if item.text not in self.texts:
            raise AuthoringError((*path, "text"), f'the question does not show the text "{item.text}"; list it under `texts:`')
        text = texts[item.text]
        core = _locate((*path, "core"), item.core, item, texts)
        sentences = whole_sentences(text, core)
        within = sentences
        if item.within is not None:
            bounds = _locate((*path, "within"), item.within, item, texts)
            within = Span(bounds.start, bounds.end)
        if not within.start <= core.start < core.end <= within.end:
            raise AuthoringError((*path, "within"), "`within` must contain `core`")
        if self.unit == "sentences" and not within.start <= sentences.start < sentences.end <= within.end:
            whole = "students can only select whole sentences here, so `within` must hold all of the sentence around `core`"
            raise AuthoringError((*path, "within"), f"{whole}, or leave it out")
        return {"text": item.text, "core": [core.start, core.end], "within": list(within)}


def _locate(path: tuple[str | int, ...], quote: str, item: Accepted, texts: Mapping[str, Text]) -> Passage:
    try:
        return locate(path, item.text, quote, item.line, texts)
    except AuthoringError as error:
        # locate() speaks of a `quote`; here the words stand under `core` or `within`.
        raise AuthoringError(path, str(error), quote=error.quote) from error
