"""Other key halves for the same public halves: what an author of any type could have written instead."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from pairedtexts.bank import Bank, Entry
from pairedtexts.questions.authoring import AuthoringError, build, item_class
from pairedtexts.texts import Text, paragraphs, sentences

_SHARED = {"explanation", "evidence", "why-not", "reason"}
_KEPT = {"type", "rule", "id", "unit", "skill", "text", "texts", "about", "standards", "keeps", "avoids"}
_TRIES = 400


def another_key(name: str, data: Mapping[str, Any], bank: Bank, seed: int) -> Entry:
    """The question with another key half: another answer, other remarks, other evidence, other labels.

    What a key's answer looks like only its type knows: values are changed blindly until the type takes them.
    """
    quiz, entry = name.partition("/")[0], bank.entries[name]
    rng = random.Random(f"{name} {seed}")
    for _ in range(_TRIES):
        made = _built(quiz, renamed(_rewritten(data, bank.texts, rng), rng), entry, bank.texts)
        if made is not None and made.key.answer != entry.key.answer:
            return made
    raise AssertionError(f"no other key was found for {name}")


def _built(quiz: str, data: dict[str, Any], entry: Entry, texts: Mapping[str, Text]) -> Entry | None:
    try:
        item = item_class(data["type"]).model_validate(data)
        return Entry(*build(item, quiz, texts), item, entry.file, entry.line)
    except (ValidationError, AuthoringError):
        return None


def _rewritten(data: Mapping[str, Any], texts: Mapping[str, Text], rng: random.Random) -> dict[str, Any]:
    data = copy.deepcopy(dict(data))
    key, public = data["key"], {name: value for name, value in data.items() if name != "key"}
    own = sorted(labels_of(data) & {*_names(public), *_labels_given(public)})
    data["skill"], data["standards"] = f"skill-{rng.randrange(9)}", [_remark(rng)]
    if data["type"] != "written" or "texts" in data:  # of which these are what may be cited
        data["about"] = []
    if all("options" in gap for gap in data.get("gaps", {"": {}}).values()):
        data.pop("text", None)  # in which the passage stands with its gaps filled: then no other option can be right
    # Authors tend to begin with what is right: no order of theirs may be seen, unless they say that it has a meaning.
    for part in {"options", "items", "right"} & set(public) if not data.get("keep-order") else ():
        data[part] = dict(rng.sample(list(data[part].items()), len(data[part])))
    change = _Change(rng, rng.choice([0.1, 0.3, 0.6, 1.0]), _siblings(public), texts)
    for part in set(key) - _SHARED:
        key[part] = change(key[part])
    key["explanation"] = _remark(rng)
    key["evidence"] = [{"source": _remark(rng), "date": _remark(rng), "quote": _remark(rng)}]
    if data.get("about"):
        text = data["about"][0]
        key["evidence"].append({"text": text, "quote": _sentence({text: texts[text]}, rng)})
    if own and rng.random() < 0.5:
        key["evidence"].append({"source": _remark(rng), "date": "1996", "of": rng.choice(own)})
    # Which reasons a type wants depends on its answer: one of these will do.
    answer = key.get("answer", key.get("weights"))
    listed = answer if isinstance(answer, (list, dict)) else [answer]
    right = {*filter(_is_words, listed)}
    key["why-not"] = rng.choice(
        [
            {label: _remark(rng) for label in key.get("why-not", {})},
            {label: _remark(rng) for label in data.get("options", {}) if label not in right},
            {label: _remark(rng) for label in data.get("options", {}) if change.weighs(answer, label)},
            {label: _remark(rng) for label in own if rng.random() < 0.5},
            {},
        ]
    )
    if not key["why-not"]:
        del key["why-not"]
    if key.get("reason"):
        options = list(data["reason"]["options"])
        chosen = rng.choice(options)
        key["reason"] = {"answer": chosen, "why-not": {label: _remark(rng) for label in options if label != chosen}}
    return data


def _is_words(value: Any) -> bool:
    return isinstance(value, str)


class _Change:
    """Changes a value of a key to another one of its kind, each part of it with the probability ``rate``."""

    def __init__(self, rng: random.Random, rate: float, siblings: Mapping[str, list[str]], texts: Mapping[str, Text]) -> None:
        self.rng, self.rate, self.siblings, self.texts = rng, rate, siblings, texts

    def __call__(self, value: Any) -> Any:
        if isinstance(value, dict):
            return self.mapping(value)
        if isinstance(value, list):
            return self.list(value)
        if self.rng.random() > self.rate:
            return value
        if isinstance(value, bool):
            return not value
        if isinstance(value, (int, float)):
            return self.rng.choice([value + 1, value - 1, value / 2, value * 2, -value, type(value)(1)])
        if value in self.siblings:
            return self.rng.choice(self.siblings[value])
        # Where one form is enough there may be more.
        return self.rng.choice([_words_of(self.texts, self.rng), [value, _words_of(self.texts, self.rng)]])

    def list(self, value: list[Any]) -> Any:
        items = [self(item) for item in value]
        if items and self.rng.random() < self.rate:
            course = self.rng.randrange(3)
            if course == 0:
                self.rng.shuffle(items)
            elif course == 1 and len(items) > 1:
                items.pop(self.rng.randrange(len(items)))
            elif course == 2:
                # The first stays: of accepted forms it may be the one that a text must hold.
                first = value[0] if isinstance(value[0], str) else ""
                items = [*value, self.rng.choice(self.siblings.get(first, [_words_of(self.texts, self.rng)]))]
        return items

    def mapping(self, value: dict[str, Any]) -> Any:
        if "core" in value:
            quote = _sentence({value["text"]: self.texts[value["text"]]}, self.rng)
            return {"text": value["text"], "core": " ".join(quote.split()[: self.rng.randint(3, 9)]), "within": quote}
        changed = {name: self(item) for name, item in value.items()}
        if value and set(value) <= set(self.siblings) and self.rng.random() < self.rate:
            names = self.siblings[next(iter(value))]
            course = self.rng.sample(names, len(names))
            return dict(zip(course, changed.values(), strict=False))
        return changed

    def weighs(self, answer: Any, label: str) -> bool:
        """Whether a label is less than wholly right in a mapping of weights."""
        return isinstance(answer, dict) and answer.get(label, 0) != 1


def _siblings(public: Any) -> dict[str, list[str]]:
    """For each name of a mapping and each words of a list in the public half the others of that mapping or list."""
    found: dict[str, list[str]] = {}
    if isinstance(public, dict) or (isinstance(public, list) and all(map(_is_words, public))):
        found.update({name: list(public) for name in public})
    for item in public.values() if isinstance(public, dict) else public if isinstance(public, list) else ():
        found.update(_siblings(item))
    return found


def _remark(rng: random.Random) -> str:
    return " ".join(rng.choice(["the", "State", "“shall”", "not", "8 U.S.C.", "require", "it", "é"]) for _ in range(9))


def _sentence(texts: Mapping[str, Text], rng: random.Random) -> str:
    text = texts[rng.choice(sorted(texts))]
    span = rng.choice([found for found in sentences(text) if found.end - found.start > 30])
    return text.verbatim[span.start : span.end]


def _words_of(texts: Mapping[str, Text], rng: random.Random) -> str:
    text = texts[rng.choice(sorted(texts))]
    paragraph = rng.choice([found for found in paragraphs(text) if found.kind == "body"])
    found = text.verbatim[paragraph.start : paragraph.end].split()
    start = rng.randrange(len(found))
    return " ".join(found[start : start + rng.randint(1, 3)])


# Labels


def labels_of(data: Mapping[str, Any]) -> set[str]:
    """The author's own names of options, rows, gaps and whatever else a type has: names that its fields do not have."""
    given = {*_names(data), *_labels_given(data)} - _fields(data["type"])
    return {name for name in given if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)}


@cache
def _fields(type_name: str) -> set[str]:
    schema = item_class(type_name).model_json_schema()
    return {name for model in (schema, *schema.get("$defs", {}).values()) for name in model.get("properties", {})}


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _names(item)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item)


def _labels_given(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("label"), str):
            yield value["label"]
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from _labels_given(item)


def renamed(data: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """The same question with other labels throughout."""
    old = sorted(labels_of(data))
    names = dict(zip(old, (f"label-{number}" for number in rng.sample(range(1000), len(old))), strict=True))
    return _renamed(data, names)


def _renamed(value: Any, names: Mapping[str, str], field: str = "") -> Any:
    if isinstance(value, dict):
        return {names.get(name, name): _renamed(item, names, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names, field) for item in value]
    if isinstance(value, str) and field not in _KEPT:
        # A gap stands in its passage by its label.
        marked = re.sub(r"\[\[\s*(.*?)\s*\]\]", lambda gap: f"[[{names.get(gap[1], gap[1])}]]", value)
        return names.get(marked, marked)
    return value
