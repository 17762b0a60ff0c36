"""What choose-one and choose-many have in common: options with opaque names."""

from __future__ import annotations

from collections.abc import Mapping

from ..digest import Json, digest
from ._question import Key, Question, Row, UnreadableAnswer


def option_id(question: str, text: str) -> str:
    """An option's name in a release and in an answer: made from its words alone, so it says nothing of the key."""
    return "o" + digest([question, text], 8)


def public_options(question: str, texts: Mapping[str, str], keep_order: bool) -> list[dict[str, str]]:
    """The options as a release holds them: in the author's order only if the author says that the order has a meaning."""
    options = [{"id": option_id(question, text), "text": text} for text in texts.values()]
    # Authors tend to write the right option first; the order by digest cannot know it.
    return options if keep_order else sorted(options, key=lambda option: option["id"])


def option_ids(question: Question) -> list[str]:
    return [option["id"] for option in question.body["options"]]


def read_choice(question: Question, choice: Json) -> str:
    """One option's id. Raises UnreadableAnswer."""
    if not isinstance(choice, str) or choice not in option_ids(question):
        raise UnreadableAnswer("the answer names an option that this question does not have")
    return choice


def read_choices(question: Question, choices: Json) -> list[str] | None:
    """Several options' ids in the order shown, None where there is none. Raises UnreadableAnswer."""
    if not isinstance(choices, list):
        raise UnreadableAnswer("the answer must be a list of options")
    # An option named twice is chosen once: ticking is a set, and a forged list must not count double.
    chosen = {read_choice(question, choice) for choice in choices}
    return [option for option in option_ids(question) if option in chosen] or None


def option_rows(question: Question, chosen: set[str], key: Key | None, right: set[str]) -> tuple[Row, ...]:
    return tuple(
        Row(
            line=option["text"],
            chosen=option["id"] in chosen,
            right=None if key is None else option["id"] in right,
            note="" if key is None else key.why_not.get(option["id"], ""),
            part=option["id"],
        )
        for option in question.body["options"]
    )
