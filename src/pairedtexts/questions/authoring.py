"""What an author writes in a quiz file, whatever the question's type. Teacher side: needs pydantic.

A type adds a module ``authoring`` with a class ``Item`` that extends `Item` here with its own fields, and says how its
two halves are made of them.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ..digest import Json
from ..errors import PairedTextsError
from ..texts import AmbiguousQuote, Passage, QuoteNotFound, Text, find
from ._question import Evidence, Key, Question
from ._types import module_name, question_type

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Path = tuple[str | int, ...]


class AuthoringError(PairedTextsError):
    """Something in a question is wrong. ``path`` leads to it from the question's mapping: ("key", "evidence", 0)."""

    def __init__(self, path: Path, message: str, *, quote: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.quote = quote
        """The text's id and the quotation that was not found in it, if that is what is wrong."""


class Model(BaseModel):
    """A mapping in a quiz file: names are spelled with hyphens, and unknown ones are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-"), strict=True)


class EvidenceItem(Model):
    """A quotation from a text, or a primary source."""

    text: Slug | None = Field(None, description="id of the text that is quoted")
    quote: Words | None = Field(None, description="the words, verbatim")
    line: Annotated[int, Field(ge=1)] | None = Field(
        None, description="line of the file, where the quotation occurs more than once"
    )
    source: Words | None = Field(None, description="a primary source by name and number, for a fact outside the texts")
    date: Words | None = Field(None, description="the date of the source")

    @model_validator(mode="after")
    def _one_kind(self) -> EvidenceItem:
        if (self.text is None) == (self.source is None):
            raise ValueError("evidence is either a `text` with a `quote`, or a `source` with its `date`")
        if self.text is not None and self.quote is None:
            raise ValueError("evidence from a text needs the `quote` that stands in it")
        if self.source is not None and self.date is None:
            raise ValueError("a source needs its `date`")
        return self


class KeyItem(Model):
    """What every key half has."""

    explanation: Words
    evidence: list[EvidenceItem] = Field(default_factory=list)
    why_not: dict[Slug, Words] = Field(default_factory=dict)


class Item(Model):
    """What every question has. A type's own ``Item`` adds its fields, narrows ``type`` and ``key``."""

    id: Slug
    type: str
    prompt: Words
    points: Annotated[float, Field(gt=0, le=100)] | None = None
    practice: bool = False
    skill: Slug
    standards: list[Words] = Field(default_factory=list)
    about: list[Slug] = Field(default_factory=list, description="ids of the texts the question is about")
    key: KeyItem

    @model_validator(mode="after")
    def _practice_or_points(self) -> Item:
        if self.practice == (self.points is not None):
            raise ValueError("a graded question has `points`; a practice question has `practice: true` and no points")
        return self

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        """The type's own part of the public half."""
        raise NotImplementedError

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        """The type's own part of the key half."""
        raise NotImplementedError

    def scoring_rule(self) -> str:
        """The name of the rule by which the question is scored."""
        return question_type(self.type).RULES[0]

    def proof(self, question: str, texts: Mapping[str, Text]) -> tuple[Evidence, ...]:
        """The evidence, found in the texts."""
        return tuple(self._proof(i, item, texts) for i, item in enumerate(self.key.evidence))

    def reasons(self, question: str) -> Mapping[str, str]:
        """Why each wrong option is wrong, by the names that the public half uses."""
        return {}

    def _proof(self, index: int, item: EvidenceItem, texts: Mapping[str, Text]) -> Evidence:
        if item.text is None:
            return Evidence(None, item.source or "", item.date or "", item.quote or "")
        passage = locate(("key", "evidence", index), item.text, item.quote or "", item.line, texts)
        return Evidence(passage, quote=texts[item.text].verbatim[passage.start : passage.end])


def item_class(type_name: str) -> type[Item]:
    """The authoring class of a type. Raises UnknownType."""
    return cast("type[Item]", importlib.import_module(f"{module_name(type_name)}.authoring").Item)


def build(item: Item, quiz: str, texts: Mapping[str, Text]) -> tuple[Question, Key]:
    """Both halves of a question, its key proven from the texts. Raises AuthoringError."""
    name = f"{quiz}/{item.id}"
    for i, text in enumerate(item.about):
        if text not in texts:
            raise AuthoringError(("about", i), _no_text(text, texts))
    question = Question(
        id=name,
        type=item.type,
        prompt=item.prompt,
        points=item.points or 0.0,
        rule=item.scoring_rule(),
        practice=item.practice,
        body=item.public_body(name, texts),
    )
    evidence = item.proof(name, texts)
    if not evidence:
        raise AuthoringError(("key",), "the key has no evidence; quote the passage that proves it, or name a primary source")
    if item.about and not any(proof.passage for proof in evidence):
        raise AuthoringError(
            ("key", "evidence"), f"the question is about {' and '.join(item.about)}, so its evidence must quote a text"
        )
    return question, Key(item.key_answer(name, texts), evidence, item.key.explanation, item.reasons(name))


def locate(path: Path, text: str, quote: str, line: int | None, texts: Mapping[str, Text]) -> Passage:
    """Find a quotation. Raises AuthoringError with a path into the question."""
    if text not in texts:
        raise AuthoringError((*path, "text"), _no_text(text, texts))
    try:
        return find(texts[text], quote, line)
    except QuoteNotFound as error:
        raise AuthoringError((*path, "quote"), f"evidence {error}", quote=(text, quote)) from error
    except AmbiguousQuote as error:
        raise AuthoringError((*path, "quote"), f"evidence {error}; quote more of it, or add `line:`") from error


def _no_text(name: str, texts: Mapping[str, Text]) -> str:
    return f'there is no text "{name}"; the course has: {", ".join(sorted(texts))}'
