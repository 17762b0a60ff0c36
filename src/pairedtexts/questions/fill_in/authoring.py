"""fill-in in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from ...digest import Json, digest
from ...texts import Text
from .._cell_authoring import check_every, check_known
from .._options import option_id, public_options
from .._question import Evidence
from ..authoring import AuthoringError, KeyItem, Model, Path, ScoredItem, Slug, Words, locate
from ..short_text.authoring import Forms, check_forms, guessed_from

_GAP = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


class Gap(Model):
    """One gap: chosen from options, or typed where there are none."""

    options: Annotated[list[Words], Field(min_length=2, max_length=8)] | None = Field(
        None, description="the words to choose from; without them the gap is typed"
    )


class FillKey(KeyItem):
    """What belongs into each gap: one of its options, or the accepted forms; the first ones make the passage itself."""

    answer: dict[Slug, Forms]


class Item(ScoredItem):
    """A passage with gaps, each chosen or typed."""

    type: Literal["fill-in"]
    passage: Words = Field(description="the words with gaps in them: “… to enter into an [[gap-label]] with ICE …”")
    gaps: Annotated[dict[Slug, Gap], Field(min_length=1, max_length=12)] = Field(
        description="what stands in place of each gap: {options: [...]}, or {} for words that are typed"
    )
    text: Slug | None = Field(None, description="id of the text in which the passage stands, its gaps filled")
    line: Annotated[int, Field(ge=1)] | None = Field(None, description="line of the file, where it occurs more than once")
    keep_order: bool = Field(False, description="keep the options in this order (years, numbers)")
    rule: Literal["each-cell", "all-or-nothing"] = "each-cell"
    key: FillKey

    def scoring_rule(self) -> str:
        return self.rule

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        labels = self._labels()
        names = guessed_from([self.text] if self.text else None, texts, ("text",))
        body = {"pieces": self._pieces(), "gaps": [self._public_gap(question, label) for label in labels]}
        # What a guesser would type comes from these texts; a question whose gaps are all chosen needs none.
        typed = any(gap.options is None for gap in self.gaps.values())
        return {**body, "texts": names} if typed else body

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        check_every(self.key.answer, self._labels(), ("key", "answer"), "gap")
        return {self.part(question, label, ()): self._wanted(question, label) for label in self._labels()}

    def proof(self, question: str, texts: Mapping[str, Text]) -> tuple[Evidence, ...]:
        """A passage of a text proves itself, its gaps filled with what the key says; sources may stand beside it."""
        more = super().proof(question, texts)
        if self.text is None:
            return more
        self.key_answer(question, texts)  # or a gap may be without its words
        words = [self.key.answer[label][0] for label in self._labels()]
        filled = "".join(map("".join, zip(self._pieces(), [*words, ""], strict=True)))
        try:
            passage = locate((), self.text, filled, self.line, texts)
        except AuthoringError as error:
            # locate() speaks of evidence with a `quote`; here the words are the passage with its gaps filled.
            message = str(error).removeprefix("evidence ")
            raise AuthoringError(("passage",), f"the passage with its gaps filled is {message}", quote=error.quote) from error
        quote = texts[self.text].verbatim[passage.start : passage.end]
        return (Evidence(passage, quote=quote), *more)

    def part(self, question: str, label: str, path: Path) -> str:
        """The opaque id of a gap: made from its number, as its place is all that students see of it."""
        labels = self._labels()
        check_known([label], labels, path, "gap")
        return "g" + digest([question, "gap", labels.index(label)], 8)

    def reasons(self, question: str) -> Mapping[str, str]:
        """What to say of a gap that is wrong; not every gap needs it."""
        return {self.part(question, label, ("key", "why-not", label)): why for label, why in self.key.why_not.items()}

    def _labels(self) -> list[str]:
        """The gaps in the order of the passage."""
        labels = [label.strip() for label in _GAP.findall(self.passage)]
        path: Path = ("passage",)
        for label in labels:
            if label not in self.gaps:
                raise AuthoringError(path, f'the passage has a gap "{label}" that does not stand under `gaps`')
            if labels.count(label) > 1:
                raise AuthoringError(path, f'the gap "{label}" stands in the passage twice; give each its own label')
        for label in self.gaps:
            if label not in labels:
                raise AuthoringError(("gaps", label), f'the passage has no such gap; write it there as "[[{label}]]"')
        return labels

    def _pieces(self) -> list[str]:
        """The passage between the gaps, each run of white space one space, whatever the file's own line breaks."""
        return [re.sub(r"\s+", " ", piece) for piece in _GAP.split(self.passage)[::2]]

    def _public_gap(self, question: str, label: str) -> Json:
        name, options = self.part(question, label, ()), self.gaps[label].options
        if options is None:
            return {"id": name}
        if len(set(options)) < len(options):
            raise AuthoringError(("gaps", label, "options"), "two options have the same words")
        return {"id": name, "options": public_options(f"{question}#{name}", {each: each for each in options}, self.keep_order)}

    def _wanted(self, question: str, label: str) -> Json:
        path: Path = ("key", "answer", label)
        forms, options = self.key.answer[label], self.gaps[label].options
        if options is None:
            check_forms(forms, path)
            return list(forms)
        if len(forms) > 1:
            raise AuthoringError(path, "a gap with options has one right answer; found several")
        if forms[0] not in options:
            raise AuthoringError(path, f'"{forms[0]}" is none of the options: {", ".join(options)}')
        return option_id(f"{question}#{self.part(question, label, ())}", forms[0])
