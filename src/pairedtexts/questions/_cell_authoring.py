"""What types with cells have in common in a quiz file. Teacher side: needs pydantic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import Field

from ..digest import Json
from ..texts import Text
from ._options import option_id
from .authoring import AuthoringError, KeyItem, Path, ScoredItem, Slug, Words


class CellKey(KeyItem):
    """For every cell what belongs in it; under ``why-not``, for some of them, what to say to whoever has it wrong."""

    answer: dict[Slug, Slug]
    why_not: dict[Slug, Words] = Field(default_factory=dict, description="optional: what to say to whoever has a part wrong")


class CellItem(ScoredItem):
    """A question whose cells are filled in from a list. Labels are the author's; a release knows opaque ids only."""

    key: CellKey

    def cells(self) -> tuple[str, Mapping[str, str]]:
        """What a cell is called, and the cells' words by label."""
        raise NotImplementedError

    def choices(self) -> tuple[str, Mapping[str, str]]:
        """What a choice is called, and the choices' words by label."""
        raise NotImplementedError

    def part(self, question: str, label: str, path: Path) -> str:
        """The opaque id of a cell."""
        what, cells = self.cells()
        check_known([label], cells, path, what)
        return option_id(question, cells[label])

    def key_answer(self, question: str, texts: Mapping[str, Text]) -> Json:
        (what, cells), (choice, choices) = self.cells(), self.choices()
        path: Path = ("key", "answer")
        check_every(self.key.answer, cells, path, what)
        for label, chosen in self.key.answer.items():
            check_known([chosen], choices, (*path, label), choice)
        ids = {label: option_id(choice_names(question), words) for label, words in choices.items()}
        return {self.part(question, label, path): ids[chosen] for label, chosen in self.key.answer.items()}

    def reasons(self, question: str) -> Mapping[str, str]:
        """Notes are optional: what is wrong with a wrong cell is often said once, in the explanation."""
        path: Path = ("key", "why-not")
        return {self.part(question, label, (*path, label)): why for label, why in self.key.why_not.items()}


def choice_names(question: str) -> str:
    """What the opaque names of choices are made with: a choice may have the words of a cell; its name must be another."""
    return f"{question}#choice"


def check_known(labels: Iterable[str], known: Iterable[str], path: Path, what: str) -> None:
    """Raises AuthoringError, naming what there is, where a label is not known."""
    there_are = list(known)
    for label in labels:
        if label not in there_are:
            raise AuthoringError(path, f'there is no {what} "{label}"; the {what}s are: {", ".join(there_are)}')


def check_every(named: Iterable[str], known: Iterable[str], path: Path, what: str) -> None:
    """See that a key names every part of a question, and nothing else. Raises AuthoringError."""
    labels, parts = list(named), list(known)
    for label in labels:
        check_known([label], parts, (*path, label), what)
    missing = [part for part in parts if part not in labels]
    if missing:
        raise AuthoringError(path, f'the key has no answer for the {what} "{missing[0]}"')


def check_distinct(words: Mapping[str, str], what: str) -> None:
    """Raises ValueError, for a validator, where two labels have the same words."""
    if len(set(words.values())) < len(words):
        raise ValueError(f"two {what}s have the same words")
