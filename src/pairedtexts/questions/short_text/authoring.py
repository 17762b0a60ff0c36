"""short-text in a quiz file, and what it shares with other types whose answers are typed. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ...digest import Json
from ...texts import Text
from .._typed import LONGEST, comparable
from ..authoring import AuthoringError, KeyItem, Path, ScoredItem, Slug, Words


def _forms(value: object) -> list[object]:
    forms = value if isinstance(value, list) else [value]
    if not all(isinstance(form, str) for form in forms):
        raise ValueError('must be a word or a list of words; put a number in quotation marks: "32"')
    return forms


Forms = Annotated[
    list[Words],
    BeforeValidator(_forms, json_schema_input_type=str | list[str]),
    Field(min_length=1, max_length=20),
]
"""Accepted forms, the best one first; a single one needs no list."""


class TextKey(KeyItem):
    """The accepted answers. Capitals, spaces, quotation marks and punctuation around them make no other form."""

    accept: Forms
    reject: dict[Words, Words] = Field(default_factory=dict, description="wrong answers with a reason of their own: form: why")


class Item(ScoredItem):
    """A word or a phrase, typed."""

    type: Literal["short-text"]
    texts: Annotated[list[Slug], Field(min_length=1)] | None = Field(
        None, description="ids of the texts in which a student would look for the answer; default: all"
    )
    key: TextKey

    def public_body(self, question: str, texts: Mapping[str, Text]) -> Mapping[str, Json]:
        # Written down, so that what a guesser can earn does not depend on what else a lesson shows.
        return {"texts": guessed_from(self.texts, texts, ("texts",))}

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        check_forms(self.key.accept, ("key", "accept"))
        return list(self.key.accept)

    def reasons(self, question: str) -> Mapping[str, str]:
        """Why a foreseen answer is wrong, by the form in which answers are compared."""
        if self.key.why_not:
            raise AuthoringError(("key", "why-not"), "there are no options here; give wrong answers under `reject`, form: why")
        accepted = set(map(comparable, self.key.accept))
        found: dict[str, str] = {}
        for form, why in self.key.reject.items():
            path = ("key", "reject", form)
            _check_length(form, path)
            if comparable(form) in accepted:
                raise AuthoringError(path, f'"{form}" counts as an accepted form; it cannot be wrong as well')
            if comparable(form) in found:
                raise AuthoringError(path, f'"{form}" counts as the same as a form above it; give one reason for both')
            found[comparable(form)] = why
        return found


def guessed_from(names: Sequence[str] | None, texts: Mapping[str, Text], path: Path) -> list[str]:
    """The texts from which a guesser takes a word: those named, else all there are, in one order. Raises AuthoringError."""
    for name in names or ():
        if name not in texts:
            raise AuthoringError(path, f'there is no text "{name}"; the course has: {", ".join(sorted(texts))}')
    return sorted(set(texts if names is None else names))


def check_forms(forms: Sequence[str], path: Path) -> None:
    """See that every accepted form can be typed, and that no two count as the same. Raises AuthoringError."""
    found: dict[str, str] = {}
    for form in forms:
        _check_length(form, path)
        if comparable(form) in found:
            same = f'"{form}" counts as the same as "{found[comparable(form)]}" already; leave it out'
            raise AuthoringError(path, f"{same} (capitals, spaces, quotation marks and punctuation around it do not matter)")
        found[comparable(form)] = form


def _check_length(form: str, path: Path) -> None:
    if not comparable(form):
        raise AuthoringError(path, f'"{form}" is punctuation only; an answer needs a letter or a digit')
    if len(form) > LONGEST:
        raise AuthoringError(path, f"{len(form)} characters are more than a student can type here ({LONGEST})")
