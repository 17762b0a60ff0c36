"""Find every response in a notebook, however damaged, and reconcile the places where it is kept."""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..digest import Json
from ._record import MIME, BadRecord, Record, is_question_name, read_record

# Bounds on what is looked at in one file. A hand-in has two records for each of its questions, and none of them as text.
MOST_RECORDS = 10_000
_MOST_TEXT = 2_000_000  # characters

_OUTPUT = "cell output"


class Problem(NamedTuple):
    """Something odd that was found. ``question`` is "" when it concerns the whole notebook; ``review`` asks for a teacher."""

    question: str
    message: str
    review: bool


@dataclass(frozen=True)
class Collected:
    """The winning record of every question, by question id, and what was odd."""

    records: dict[str, Record]
    problems: tuple[Problem, ...]


class _Found(NamedTuple):
    place: str
    record: Record


def collect(notebook: Json, bundles: int | None = None) -> Collected:
    """Collect the responses of a notebook given as JSON of any shape; never raises.

    Both places of the contract are read: the notebook's metadata and the outputs, wherever in the file an output has
    ended up. The highest revision wins; two different answers with the same revision are a problem for review.
    ``bundles`` is how many objects in all of the notebook have a record in them, None where nobody has counted.
    """
    found: dict[str, list[_Found]] = {}
    read: dict[bytes, Record] = {}
    unreadable: list[Problem] = []
    text_left = _MOST_TEXT
    for number, (place, name, kept) in enumerate(_candidates(notebook, bundles)):
        if number == MOST_RECORDS:
            found_more = f"more than {MOST_RECORDS:,} records of answers are in the file; the others were not looked at"
            unreadable.append(Problem("", found_more, review=True))
            break
        data = kept
        text = _written_as_text(kept) if place == _OUTPUT else None
        if text is not None:
            text_left -= len(text)
            if text_left < 0:
                too_long = f"{place}: answers are written as more than {_MOST_TEXT:,} characters of text; not all were read"
                unreadable.append(Problem("", too_long, review=True))
                continue
            data = _parsed(text)
        try:
            record = _read_as(name, data, read)
        except BadRecord as error:
            unreadable.append(Problem(error.question, f"{place}: {error}", review=True))
            continue
        found.setdefault(record.question, []).append(_Found(place, record))
    records = {}
    problems: list[Problem] = []
    for question in sorted(found):
        records[question], differing = _reconcile(question, found[question])
        problems.extend(differing)
    # A record that cannot be read matters only where no other place holds a readable one.
    unreadable = [problem._replace(review=problem.question not in records) for problem in unreadable]
    return Collected(records, tuple(dict.fromkeys(unreadable + problems)))


def _read_as(name: Json, data: Json, read: dict[bytes, Record]) -> Record:
    """The record that ``data`` spells out; one that was ``read`` before, in the other place, is not looked through again."""
    try:
        # Not by ==, to which True is 1. Version 2 spells equal values equally, whatever objects they are made of.
        spelled = marshal.dumps(data, 2)
    except ValueError:  # too deep, or from elsewhere than a JSON file
        record = read_record(data)
    else:
        record = read.get(spelled) or read.setdefault(spelled, read_record(data))
    if name is not None and name != record.question:
        # Believing either name would let one answer count twice.
        known = name if isinstance(name, str) and is_question_name(name) else ""
        raise BadRecord(f"a response to {record.question!r:.60} is kept under the name of another question", known)
    return record


def _candidates(notebook: Json, bundles: int | None) -> Iterator[tuple[str, Json, Json]]:
    """What stands where a record should: the place, the name under which it is kept (None for none), and the data."""
    yield from _in_metadata(notebook)
    in_place = [] if bundles is None else list(_where_jupyter_puts_them(notebook))
    if bundles == len(in_place):
        yield from ((_OUTPUT, None, bundle[MIME]) for bundle in in_place)  # there are no others to be found
    else:
        yield from _in_outputs(notebook)


def _in_metadata(notebook: Json) -> Iterator[tuple[str, Json, Json]]:
    place = notebook
    for key in ("metadata", "pairedtexts", "responses"):
        place = place.get(key) if isinstance(place, dict) else None
    if isinstance(place, dict):
        yield from (("notebook metadata", name, data) for name, data in place.items())
    elif place is not None:
        yield "notebook metadata", None, place


def _where_jupyter_puts_them(notebook: Json) -> Iterator[dict[str, Json]]:
    """The objects with a record in them that stand where outputs have their data, in their order."""
    for cell in _items(notebook, "cells"):
        for output in _items(cell, "outputs"):
            data = output.get("data") if isinstance(output, dict) else None
            if isinstance(data, dict) and MIME in data:
                yield data


def _items(holder: Json, name: str) -> list[Json]:
    items = holder.get(name) if isinstance(holder, dict) else None
    return items if isinstance(items, list) else []


def _in_outputs(notebook: Json) -> Iterator[tuple[str, Json, Json]]:
    # A walk over the whole file with its own stack: outputs are found in any notebook format, in copied, merged and
    # retyped cells, at any depth, without recursion that a deep file could exhaust. Metadata has its own reader.
    stack: list[Json] = [value for key, value in notebook.items() if key != "metadata"] if isinstance(notebook, dict) else []
    stack.reverse()
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if MIME in value:
                yield _OUTPUT, None, value[MIME]
                stack += [child for key, child in reversed(value.items()) if key != MIME and isinstance(child, (dict, list))]
            else:
                stack += [child for child in reversed(value.values()) if isinstance(child, (dict, list))]
        elif isinstance(value, list):
            # Nearly all that a file holds are lines of text: they are left out by what is quicker to ask.
            stack += [child for child in reversed(value) if type(child) is not str and isinstance(child, (dict, list))]


def _written_as_text(data: Json) -> str | None:
    # Some tools write the JSON of a MIME bundle as text, or as a list of lines, as they do with every other type.
    if isinstance(data, list) and all(isinstance(line, str) for line in data):
        return "".join(data)
    return data if isinstance(data, str) else None


def _parsed(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _reconcile(question: str, found: list[_Found]) -> tuple[Record, list[Problem]]:
    first = found[0].record
    if all(item.record is first for item in found):
        return first, []
    highest = max(item.record.revision for item in found)
    best = [item for item in found if item.record.revision == highest]
    winner = min((item.record for item in best), key=lambda record: record.spelled)
    if len({(item.record.spelled_answer, item.record.version) for item in best}) > 1:
        # Either could be the student's: the grade is provisional, and a person decides.
        return best[0].record, [Problem(question, f"two different answers have the same revision {highest}", review=True)]
    last_by_place = {
        place: max(item.record.revision for item in found if item.place == place) for place in {f.place for f in found}
    }
    if len(set(last_by_place.values())) > 1:
        seen = ", ".join(f"{place}: revision {revision}" for place, revision in sorted(last_by_place.items()))
        return winner, [Problem(question, f"the two places differ ({seen}); the highest revision counts", review=False)]
    return winner, []
