"""What an author writes in a quiz file, whatever the question's type. Teacher side: needs pydantic.

A type adds a module ``authoring`` with a class ``Item`` that extends `ScoredItem` here (or `KeyedItem`, or `Item`) with its
own fields, and says how its two halves are made of them.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ..digest import Json
from ..errors import PairedTextsError
from ..texts import AmbiguousQuote, Passage, QuoteNotFound, Text, find
from ._options import option_id, public_options
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
    of: Slug | None = Field(None, description="the option, row or gap that this proves; default: the question as a whole")

    @model_validator(mode="after")
    def _one_kind(self) -> EvidenceItem:
        if (self.text is None) == (self.source is None):
            raise ValueError("evidence is either a `text` with a `quote`, or a `source` with its `date`")
        if self.text is not None and self.quote is None:
            raise ValueError("evidence from a text needs the `quote` that stands in it")
        if self.source is not None and self.date is None:
            raise ValueError("a source needs its `date`")
        return self


class ReasonKey(Model):
    """The right reason, and why each other one is wrong."""

    answer: Slug
    why_not: dict[Slug, Words]


class KeyItem(Model):
    """What every key half has."""

    explanation: Words
    evidence: list[EvidenceItem] = Field(default_factory=list)
    why_not: dict[Slug, Words] = Field(default_factory=dict)
    reason: ReasonKey | None = None


class ReasonItem(Model):
    """A second tier: points only when the reason is right, too."""

    prompt: Words = "Which reason fits best?"
    options: Annotated[dict[Slug, Words], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def _distinct(self) -> ReasonItem:
        if len(set(self.options.values())) < len(self.options):
            raise ValueError("two reasons have the same words")
        return self


class Item(Model):
    """What every question has. A type's own ``Item`` adds its fields and narrows ``type``."""

    id: Slug
    type: str
    prompt: Words
    skill: Slug
    standards: list[Words] = Field(default_factory=list)
    about: list[Slug] = Field(default_factory=list, description="ids of the texts the question is about")
    critical: list[Slug] = Field(
        default_factory=list,
        description="ids of the texts in which the key finds a fault: a claim without a source, a loaded word, a stale number",
    )
    axis: Literal["narrator", "sources"] | None = Field(
        None, description="what of the report it looks at: the narrator's own voice, or the choice of sources"
    )
    waive: dict[Slug, Words] = Field(
        default_factory=dict, description="warnings of `check` that do not hold here, each with the reason"
    )

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        """The type's own part of the public half."""
        raise NotImplementedError

    def scoring_rule(self) -> str:
        """The name of the rule by which the question is scored."""
        return next(iter(question_type(self.type).RULES))

    def public_half(self, question: str, texts: Mapping[str, Text]) -> Question:
        """What students get."""
        body = self.public_body(question, texts)
        return Question(question, self.type, self.prompt, 0.0, self.scoring_rule(), practice=False, body=body)

    def key_half(self, question: str, texts: Mapping[str, Text]) -> Key:
        """What students never get; of a question that is not scored, an empty key."""
        return Key(None, (), "")


class KeyedItem(Item):
    """A question with a right answer, graded or for practice. A type's own ``Item`` narrows ``key``."""

    points: Annotated[float, Field(gt=0, le=100)] | None = None
    practice: bool = False
    key: KeyItem

    @model_validator(mode="after")
    def _practice_or_points(self) -> KeyedItem:
        if self.practice == (self.points is not None):
            raise ValueError("a graded question has `points`; a practice question has `practice: true` and no points")
        return self

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        """The type's own part of the key half."""
        raise NotImplementedError

    def part(self, question: str, label: str, path: Path) -> str:
        """The opaque name of an option, a row or a gap. Raises AuthoringError where there is no such part."""
        raise AuthoringError(path, f'a question of type {self.type} has no part that could be called "{label}"')

    def proof(self, question: str, texts: Mapping[str, Text]) -> tuple[Evidence, ...]:
        """The evidence, found in the texts."""
        return tuple(self._proof(question, i, item, texts) for i, item in enumerate(self.key.evidence))

    def reasons(self, question: str) -> Mapping[str, str]:
        """Why each wrong part is wrong, by the names that the public half uses."""
        return {}

    def public_half(self, question: str, texts: Mapping[str, Text]) -> Question:
        return replace(super().public_half(question, texts), points=self.points or 0.0, practice=self.practice)

    def key_half(self, question: str, texts: Mapping[str, Text]) -> Key:
        evidence = self.proof(question, texts)
        if not evidence:
            missing = "the key has no evidence; quote the passage that proves it, or name a primary source"
            raise AuthoringError(("key",), missing)
        if self.about and not any(proof.passage for proof in evidence):
            raise AuthoringError(
                ("key", "evidence"), f"the question is about {' and '.join(self.about)}, so its evidence must quote a text"
            )
        return Key(self.key_answer(question, texts), evidence, self.key.explanation, self.reasons(question))

    def _proof(self, question: str, index: int, item: EvidenceItem, texts: Mapping[str, Text]) -> Evidence:
        path = ("key", "evidence", index)
        of = self.part(question, item.of, (*path, "of")) if item.of else ""
        if item.text is None:
            return Evidence(None, item.source or "", item.date or "", item.quote or "", of)
        passage = locate(path, item.text, item.quote or "", item.line, texts)
        return Evidence(passage, quote=texts[item.text].verbatim[passage.start : passage.end], of=of)


class ScoredItem(KeyedItem):
    """A question that a machine scores wholly; it can ask for certainty and for a reason."""

    certainty: bool = Field(False, description="ask how sure the student is; a right answer counts more the surer")
    reason: ReasonItem | None = Field(None, description="a second tier: points only when the reason is right, too")

    @model_validator(mode="after")
    def _reason_and_its_key(self) -> ScoredItem:
        if (self.reason is None) != (self.key.reason is None):
            raise ValueError("a question with a `reason` has a `reason` in its key, and the other way round")
        return self

    def public_half(self, question: str, texts: Mapping[str, Text]) -> Question:
        public = super().public_half(question, texts)
        if self.reason is None:
            return replace(public, certainty=self.certainty)
        options = public_options(_tier(question), self.reason.options, keep_order=False)
        return replace(public, certainty=self.certainty, reason={"prompt": self.reason.prompt, "options": options})

    def key_half(self, question: str, texts: Mapping[str, Text]) -> Key:
        key = super().key_half(question, texts)
        if self.reason is None or self.key.reason is None:
            return key
        path, right, options = ("key", "reason"), self.key.reason.answer, self.reason.options
        if right not in options:
            raise AuthoringError((*path, "answer"), f'there is no reason "{right}"; there are: {", ".join(options)}')
        check_reasons(self.key.reason.why_not, [label for label in options if label != right], path, "reason")
        names = {label: option_id(_tier(question), words) for label, words in options.items()}
        why_not = {names[label]: why for label, why in self.key.reason.why_not.items()}
        return replace(key, reason=names[right], why_not={**key.why_not, **why_not})


def check_reasons(why_not: Mapping[str, str], wrong: Sequence[str], path: Path, what: str) -> None:
    """See that every wrong option, and nothing else, has its reason under ``why-not``. Raises AuthoringError."""
    missing = [label for label in wrong if label not in why_not]
    if missing:
        raise AuthoringError(path, f'`why-not` gives no reason for the wrong {what} "{missing[0]}"')
    extra = [label for label in why_not if label not in wrong]
    if extra:
        raise AuthoringError((*path, "why-not", extra[0]), f'"{extra[0]}" is not a wrong {what} of this question')


def _tier(question: str) -> str:
    # A reason may have the words of an option; its opaque name must be another.
    return f"{question}#reason"


def item_class(type_name: str) -> type[Item]:
    """The authoring class of a type. Raises UnknownType."""
    return cast("type[Item]", importlib.import_module(f"{module_name(type_name)}.authoring").Item)


def build(item: Item, quiz: str, texts: Mapping[str, Text]) -> tuple[Question, Key]:
    """Both halves of a question, its key proven from the texts. Raises AuthoringError."""
    name = f"{quiz}/{item.id}"
    for field, named in (("about", item.about), ("critical", item.critical)):
        for i, text in enumerate(named):
            if text not in texts:
                raise AuthoringError((field, i), _no_text(text, texts))
    return item.public_half(name, texts), item.key_half(name, texts)


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
