"""Mutated hand-ins, by the hundred here and by the ten thousand with ``make soak``: each is read, rebuilt, graded and shown.

A mutant is made of a subject's honest file by one to eight mutations of its bytes or of its JSON, drawn from a seed: the
same seed makes the same bytes of the same lesson. What fails names its seed and the fewest of its mutations that still fail.
"""

from __future__ import annotations

import copy
import faulthandler
import json
import os
import random
import re
import shutil
import sqlite3
import time
import traceback
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from conftest import handed_in, latest, put_hand_in, right_answers
from pairedtexts.bank import Bank, load_bank
from pairedtexts.digest import Json
from pairedtexts.grading import (
    GradedLesson,
    GradedQuestion,
    grade,
    graded_view,
    notes_view,
    read_hand_in,
    rebuild,
    rebuilt_of,
    reconcile,
)
from pairedtexts.grading._hand_in import LONGEST_SOURCE
from pairedtexts.nbgrader_plugin import steps as nbgrader
from pairedtexts.questions import UnreadableAnswer, read_answer, score_answer
from pairedtexts.release import SETUP, Kept, grade_id, is_our_cell, make_release, release_digest
from pairedtexts.responses import LARGEST, MIME, BadRecord, Problem, read_notebook, read_record
from sample_course import EVERY_TYPE, REPOSITORY, lesson_of, other_answers, read_samples
from test_grading import CELLS_OF_THE_TEACHER
from test_scoring import HOSTILE, spoilings

SHIPPED = "federalism"
SUBJECTS = (EVERY_TYPE, SHIPPED)
QUICK = 150
"""Mutants of each subject that every run of the tests looks at."""
SOAK, SHARDS = 5_000, 10
"""Mutants of each subject in the long run, and the number of tests that share them."""
LONGEST = 1.0
"""Seconds of processor time that one mutant may take."""
HANGS = 60.0
"""Seconds after which a mutant is given up and the stack is written down."""


# --- subjects: what is mutated ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Subject:
    """A lesson with its releases, and honest files of it; ``values`` and ``records`` are what mutations put in."""

    name: str
    kept: tuple[Kept, ...]
    current: Mapping[str, tuple]
    files: tuple[bytes, ...]
    values: tuple[Json, ...]
    records: tuple[Json, ...]


@cache
def subject(name: str) -> Subject:
    kept, current = (_samples if name == EVERY_TYPE else _shipped_twice)()
    files = [handed_in(release, answers, minute) for release in kept for minute, answers in enumerate(_students(release))]
    contents = kept[-1].contents
    public = [question.to_json() for question in contents.questions.values()]
    words = [*_words(public), *map(grade_id, contents.questions), *contents.texts, *(release.digest for release in kept)]
    records = [record for file in files for record in file["metadata"]["pairedtexts"]["responses"].values()]
    versions = [question.version for question in contents.questions.values()]
    values = (*words, *(record["answer"] for record in records), *versions)
    return Subject(name, kept, current, tuple(map(_written, files)), values, tuple(records))


def _samples() -> tuple[tuple[Kept, ...], Mapping[str, tuple]]:
    bank, _ = read_samples()
    return (_kept(EVERY_TYPE, lesson_of(bank), bank),), _current(bank)


def _shipped_twice() -> tuple[tuple[Kept, ...], Mapping[str, tuple]]:
    """A shipped lesson with a cell of the teacher's own to fill in, and an older release in which a question is missing."""
    bank = load_bank(REPOSITORY)
    lesson = json.loads((REPOSITORY / "lessons" / SHIPPED / f"{SHIPPED}.ipynb").read_text(encoding="utf-8"))
    asked = [number for number, cell in enumerate(lesson["cells"]) if "pt.ask(" in "".join(cell["source"])]
    older = {**lesson, "cells": [cell for number, cell in enumerate(lesson["cells"]) if number != asked[1]]}
    lesson["cells"] += CELLS_OF_THE_TEACHER
    return (_kept(SHIPPED, older, bank), _kept(SHIPPED, lesson, bank, 2)), _current(bank)


def _kept(name: str, lesson: Json, bank: Bank, number: int = 1) -> Kept:
    notebook, contents = make_release(name, lesson, bank)
    notebook["metadata"]["pairedtexts"]["release"]["digest"] = digest = release_digest(notebook)
    return Kept(number, digest, notebook, contents, {question: bank.entries[question].key for question in contents.questions})


def _current(bank: Bank) -> Mapping[str, tuple]:
    return {name: (entry.question, entry.key) for name, entry in bank.entries.items()}


def _students(release: Kept) -> Iterator[dict[str, Json]]:
    """One who has everything right, and one who guesses and leaves a question out."""
    yield right_answers(release)
    contents = release.contents
    guesses = {
        name: next((answer for answer, _ in other_answers(question, release.keys[name], contents.texts, limit=5)), None)
        for name, question in contents.questions.items()
    }
    yield dict(list(guesses.items())[1:])


def _words(value: Json) -> Iterator[str]:
    """Every short text in a JSON value: names, options, types, rules."""
    if isinstance(value, str) and len(value) < 60:
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _words(item)


# --- values that readers trip over ----------------------------------------------------------------------------------

# What `json` does not write, or not without an end: it stands in the JSON under a name until the file is written.
RAW = {
    "@deep@": "[" * 100_000 + "]" * 100_000,
    "@deep-open@": '{"a":' * 2_000,
    "@digits@": "9" * 5_000,
    "@beyond@": "-1e999",
    "@tiny@": "1e-999",
    "@infinity@": "Infinity",
    "@nan@": "NaN",
    "@twice@": '{"revision":1,"revision":2,"question":"q","question":null}',
    "@many@": "[" + "[]," * 30_000 + "[]]",
}
ODD = (
    *(None, True, False, 0, -1, 1, 2, 2**31, 2**63, 10**9, 10**9 + 1, 10**400, 1.0, -0.0, 1e308, 5e-324),
    *("", "null", "NaN", "nan", "Infinity", "-inf", "1e308", "true", "0", "1", "\x00", "\ufeff", "\ud800", "\udfff\ud800"),
    *("\u202e", "\r\n", '"', "\\", "{", "}", "'", "../..", "/dev/zero", "<script>", "{{7*7}}", "notes", "q/a", MIME),
    *([], {}, [[]], [None], {"": None}, [[[[[[[[[[]]]]]]]]]], "x" * 300, "word " * 500, "x" * 60_000, [0] * 20_000),
    *("metadata", "cells", "outputs", "markdown", "raw", "code", "heading", "solution", 4, 5, 3, 99),
    *RAW,
)
ODD_BYTES = (
    *(b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\x85", b"\xff"),
    *(
        b'"',
        b"'",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\\",
        b"\n",
        b"\r\n",
        b"\x1b[2J",
        b"\\ud800",
        b"\\u0000",
        b"-",
        b"1e999",
    ),
    *(b"NaN", b"null", b'{"', b'"}', b"]]]", b"[" * 3_000, b'{"":' * 3_000, b"9" * 5_000, b'"responses":'),
    f'"{MIME}":'.encode(),
)


def odd(rng: random.Random, of: Subject) -> Json:
    """A value that stands there wrongly: any of the above, what no answer is, or a right value of somewhere else."""
    kind = rng.random()
    if kind < 0.4:
        return copy.deepcopy(rng.choice(ODD))
    if kind < 0.55:
        return _small(rng.choice(HOSTILE))
    return _copied(rng.choice(of.values) if kind < 0.85 else rng.choice(of.records))


def _small(value: Json) -> Json:
    # The longest of them once in a record is a case; in ten places of a thousand files they are a waste of hours.
    return value[:20_000] if isinstance(value, (str, list)) else _copied(value)


def _copied(value: Json) -> Json:
    return json.loads(json.dumps(value))


# --- where a mutation bites ---------------------------------------------------------------------------------------------


class Spot(NamedTuple):
    """A value by the dict or list that holds it and its key there."""

    holder: Json
    key: Json

    @property
    def value(self) -> Json:
        return self.holder[self.key]


def spot(rng: random.Random, notebook: Json) -> Spot:
    """A value somewhere in a notebook; records and what grading reads are hit far more often than texts."""
    kind = rng.random()
    places = records_in(notebook) if kind < 0.4 else cells_in(notebook) if kind < 0.75 else []
    metadata = notebook.get("metadata")
    node = rng.choice(places) if places else metadata if kind < 0.9 and isinstance(metadata, dict) and metadata else notebook
    return inside(rng, node) or Spot({"": notebook}, "")


def inside(rng: random.Random, node: Json) -> Spot | None:
    """A value somewhere inside another one; None where there is none."""
    found = None
    while isinstance(node, (dict, list)) and node:
        found = Spot(node, rng.choice(list(node) if isinstance(node, dict) else range(len(node))))
        node = found.value
        if rng.random() < 0.3:
            break
    return found


def responses_in(notebook: Json) -> dict[str, Json]:
    place = notebook
    for key in ("metadata", "pairedtexts", "responses"):
        place = place.get(key) if isinstance(place, dict) else None
    return place if isinstance(place, dict) else {}


def cells_in(notebook: Json) -> list[Json]:
    cells = notebook.get("cells")
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def bundles_in(notebook: Json) -> list[Json]:
    """The MIME bundles of outputs that hold a record."""
    outputs = [cell["outputs"] for cell in cells_in(notebook) if isinstance(cell.get("outputs"), list)]
    bundles = [output.get("data") for several in outputs for output in several if isinstance(output, dict)]
    return [bundle for bundle in bundles if isinstance(bundle, dict) and MIME in bundle]


def records_in(notebook: Json) -> list[Json]:
    found = [*responses_in(notebook).values(), *(bundle[MIME] for bundle in bundles_in(notebook))]
    return [record for record in found if isinstance(record, dict)]


def nbgrader_in(notebook: Json) -> list[Json]:
    metadata = [cell["metadata"] for cell in cells_in(notebook) if isinstance(cell.get("metadata"), dict)]
    return [found["nbgrader"] for found in metadata if isinstance(found.get("nbgrader"), dict)]


# --- mutations of the JSON: each changes the notebook that it is given -----------------------------------------------


def replace(notebook: Json, rng: random.Random, of: Subject) -> None:
    holder, key = spot(rng, notebook)
    holder[key] = odd(rng, of)


def delete(notebook: Json, rng: random.Random, of: Subject) -> None:
    holder, key = spot(rng, notebook)
    del holder[key]


def duplicate(notebook: Json, rng: random.Random, of: Subject) -> None:
    found = spot(rng, notebook)
    if isinstance(found.holder, list):
        found.holder[found.key : found.key] = [_copied(found.value) for _ in range(rng.choice([1, 1, 2, 50]))]
    else:
        found.holder[rng.choice([f"{found.key} ", "copy", *map(str, found.holder)])] = _copied(found.value)


def insert(notebook: Json, rng: random.Random, of: Subject) -> None:
    holder, key = spot(rng, notebook)
    if isinstance(holder, list):
        holder.insert(key, odd(rng, of))
    else:
        holder[str(rng.choice([odd(rng, of), "answer", "question", MIME, "extra"]))[:200]] = odd(rng, of)


def retype(notebook: Json, rng: random.Random, of: Subject) -> None:
    holder, key = spot(rng, notebook)
    value = holder[key]
    others = [str(value), json.dumps(value), [value], {"value": value}, bool(value)]
    if isinstance(value, str):
        others += [value.splitlines(keepends=True), list(value[:200]), len(value)]
    elif isinstance(value, dict):
        others += [list(value), list(value.values()), [list(pair) for pair in value.items()]]
    elif isinstance(value, list):
        others += [dict(enumerate(value)), *value[:1]]
    elif isinstance(value, (int, float)):
        others += [float(value) if abs(value) < 1e300 else 0.0, -value, value * 10**30]
    holder[key] = _copied(rng.choice(others))


def swap(notebook: Json, rng: random.Random, of: Subject) -> None:
    one, other = spot(rng, notebook), spot(rng, notebook)
    kept = _copied(one.value)
    one.holder[one.key] = _copied(other.value)
    if other.key in (other.holder if isinstance(other.holder, dict) else range(len(other.holder))):
        other.holder[other.key] = kept


def nest(notebook: Json, rng: random.Random, of: Subject) -> None:
    holder, key = spot(rng, notebook)
    value = holder[key]
    name = rng.choice(["answer", "cells", "data", MIME, ""])
    for _ in range(rng.choice([1, 2, 5, 49, 50, 51, 300, 700])):
        value = {name: value} if name else [value]
    holder[key] = value


def repeat(notebook: Json, rng: random.Random, of: Subject) -> None:
    """A value a great many times over, where it stands."""
    holder, key = spot(rng, notebook)
    size = len(json.dumps(holder[key])) + 2
    times = max(2, rng.choice([1_000, 50_000, 190_000, 500_000]) // size)
    value = holder[key]
    holder[key] = value * times if isinstance(value, (str, list)) and value else [value] * times


def answer(notebook: Json, rng: random.Random, of: Subject) -> None:
    """Another answer to a question, or another part of one, in both places where it is kept or in one of them."""
    records = records_in(notebook)
    if not records:
        return
    one = rng.choice(records)
    value = rng.choice([_copied(other.get("answer")) for other in rng.sample(records, min(3, len(records)))])
    own = _copied(one.get("answer"))
    if rng.random() < 0.7:
        hostile = odd(rng, of)
        value = rng.choice([hostile, *list(spoilings(own, hostile))[:60]])
    revision = rng.choice([None, 2, 10**9])
    for record in records:
        if record is one or (record.get("question") == one.get("question") and rng.random() < 0.7):
            record["answer"] = value
            if revision:
                record["revision"] = revision


def parts_of_a_record(notebook: Json, rng: random.Random, of: Subject) -> None:
    for record in rng.sample(found := records_in(notebook), min(len(found), rng.choice([1, 1, 2, 200]))):
        part = rng.choice(["schema", "question", "version", "revision", "answer", "at", "extra"])
        record[part] = rng.choice([odd(rng, of), rng.choice(of.records).get(part)])


def stranger(notebook: Json, rng: random.Random, of: Subject) -> None:
    """Another student's or another question's record under a question's name, made out to it or not."""
    responses = responses_in(notebook)
    if not responses:
        return
    name, record = rng.choice(list(responses)), _copied(rng.choice(of.records))
    if rng.random() < 0.5:
        record["question"] = name
    responses[name] = record


def move_records(notebook: Json, rng: random.Random, of: Subject) -> None:
    """From the metadata into some cell's outputs, or back, or into another cell's."""
    responses, bundles, cells = responses_in(notebook), bundles_in(notebook), cells_in(notebook)
    if rng.random() < 0.5 and responses and cells:
        record = responses.pop(rng.choice(list(responses)))
        rng.choice(cells)["outputs"] = [{"output_type": "display_data", "data": {MIME: record}, "metadata": {}}]
    elif bundles:
        record = rng.choice(bundles).pop(MIME)
        if rng.random() < 0.5:
            rng.choice(bundles)[MIME] = record
        elif isinstance(record, dict):
            responses[str(record.get("question"))] = record


def records_as_text(notebook: Json, rng: random.Random, of: Subject) -> None:
    for bundle in rng.sample(found := bundles_in(notebook), min(len(found), rng.choice([1, 5, 200]))):
        text = json.dumps(bundle[MIME], indent=rng.choice([None, 1]))
        bundle[MIME] = rng.choice([text, text.splitlines(keepends=True), [text], text[:-1], json.dumps(text)])


def one_place_only(notebook: Json, rng: random.Random, of: Subject) -> None:
    if rng.random() < 0.5:
        responses_in(notebook).clear()
    else:
        for bundle in bundles_in(notebook):
            del bundle[MIME]


def grade_ids(notebook: Json, rng: random.Random, of: Subject) -> None:
    found = nbgrader_in(notebook)
    for nbgrader_metadata in rng.sample(found, min(len(found), rng.choice([1, 2, 200]))):
        name = rng.choice(["grade_id", "grade_id", "points", "solution", "grade", "locked", "schema_version", "cell_type"])
        other = rng.choice(found).get("grade_id")
        nbgrader_metadata[name] = rng.choice([odd(rng, of), other, "mean", "mean-test", True, 1e308])


def cell_parts(notebook: Json, rng: random.Random, of: Subject) -> None:
    cells = cells_in(notebook)
    for cell in rng.sample(cells, min(len(cells), rng.choice([1, 1, 3, 200]))):
        name = rng.choice(["id", "cell_type", "source", "outputs", "metadata", "execution_count", "attachments"])
        cell[name] = rng.choice([odd(rng, of), rng.choice(cells).get(name), SETUP, "markdown", "raw", "code"])


def sources(notebook: Json, rng: random.Random, of: Subject) -> None:
    """Every cell's source becomes the same one, or another cell's."""
    cells = cells_in(notebook)
    value = rng.choice([odd(rng, of), "mine = 1", None])
    for cell in cells:
        cell["source"] = value if value is not None else rng.choice(cells).get("source")


def frame(notebook: Json, rng: random.Random, of: Subject) -> None:
    """What stands at the top of the notebook, or right below its metadata."""
    metadata = notebook.get("metadata")
    ours = metadata.get("pairedtexts") if isinstance(metadata, dict) else None
    place = rng.choice([found for found in (notebook, metadata, ours) if isinstance(found, dict) and found] or [notebook])
    for key in list(place)[rng.randrange(2) :: rng.choice([1, 2, 5])]:
        if rng.random() < 0.3:
            del place[key]
        else:
            place[key] = odd(rng, of)


def order_of_cells(notebook: Json, rng: random.Random, of: Subject) -> None:
    cells = notebook.get("cells")
    if isinstance(cells, list) and cells:
        kind = rng.choice(["shuffle", "reverse", "half", "none", "double"])
        if kind == "shuffle":
            rng.shuffle(cells)
        notebook["cells"] = {"reverse": cells[::-1], "half": cells[::2], "none": [], "double": cells + cells}.get(kind, cells)


def merge(notebook: Json, rng: random.Random, of: Subject) -> None:
    """Cells, and now and then the records, of another student's file among this one's."""
    other = json.loads(rng.choice(of.files))
    cells = notebook.get("cells")
    if isinstance(cells, list):
        at = rng.randrange(len(cells) + 1)
        cells[at:at] = rng.sample(other["cells"], rng.choice([1, 3, len(other["cells"])]))
    if rng.random() < 0.5:
        responses_in(notebook).update(responses_in(other))


def stated_release(notebook: Json, rng: random.Random, of: Subject) -> None:
    metadata = notebook.get("metadata")
    if isinstance(metadata, dict):
        ours = metadata.get("pairedtexts")
        stated = {"lesson": rng.choice([of.name, SHIPPED, odd(rng, of)]), "digest": rng.choice([*of.kept, of.kept[0]]).digest}
        if rng.random() < 0.4:
            stated["digest"] = odd(rng, of)
        if isinstance(ours, dict):
            ours[rng.choice(["release", "release", "handed_in"])] = rng.choice([stated, odd(rng, of)])


def older_format(notebook: Json, rng: random.Random, of: Subject) -> None:
    notebook["nbformat"], notebook["nbformat_minor"] = rng.choice([3, 2, 1, 4, 5, 0, -1, "4"]), rng.choice([0, 5, 99, None])
    if rng.random() < 0.5 and "cells" in notebook:
        notebook["worksheets"] = [{"cells": notebook.pop("cells"), "metadata": {}}]


STRUCTURE: dict[str, Callable[[Json, random.Random, Subject], None]] = {
    made.__name__: made
    for made in (
        *(replace, delete, duplicate, insert, retype, swap, nest, repeat, answer, parts_of_a_record, stranger, move_records),
        *(
            records_as_text,
            one_place_only,
            grade_ids,
            cell_parts,
            sources,
            frame,
            order_of_cells,
            merge,
            stated_release,
            older_format,
        ),
    )
}


# --- mutations of the bytes -------------------------------------------------------------------------------------------


def position(rng: random.Random, data: bytes) -> int:
    """Somewhere in a file, half of the time near a record."""
    if rng.random() < 0.5:
        mark = rng.choice(["answer", "question", "responses", "revision", MIME, "outputs", "nbgrader"])
        if found := [match.start() for match in re.finditer(f'"{re.escape(mark)}"'.encode(), data)]:
            return min(len(data), max(0, rng.choice(found) + rng.randrange(-40, 300)))
    return rng.randrange(len(data) + 1)


def length(rng: random.Random) -> int:
    return rng.choice([1, 1, 2, 3, 8, 40, 300, 4_000, 60_000])


def flip_bits(data: bytes, rng: random.Random, of: Subject) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 3, 30, 300])):
        if at := position(rng, data):
            changed[at - 1] ^= 1 << rng.randrange(8)
    return bytes(changed)


def insert_bytes(data: bytes, rng: random.Random, of: Subject) -> bytes:
    at = position(rng, data)
    return data[:at] + rng.choice([rng.choice(ODD_BYTES), rng.randbytes(length(rng) % 5_000)]) + data[at:]


def replace_bytes(data: bytes, rng: random.Random, of: Subject) -> bytes:
    at = position(rng, data)
    there = rng.choice(ODD_BYTES)
    return data[:at] + there + data[at + rng.choice([1, len(there), length(rng)]) :]


def delete_bytes(data: bytes, rng: random.Random, of: Subject) -> bytes:
    at = position(rng, data)
    return data[:at] + data[at + length(rng) :]


def duplicate_bytes(data: bytes, rng: random.Random, of: Subject) -> bytes:
    at, to = position(rng, data), position(rng, data)
    return data[:to] + data[at : at + length(rng)] * rng.choice([1, 1, 2, 10]) + data[to:]


def truncate(data: bytes, rng: random.Random, of: Subject) -> bytes:
    at = position(rng, data)
    return rng.choice([data[:at], data[:at], data[at:], b""])


def splice(data: bytes, rng: random.Random, of: Subject) -> bytes:
    """The beginning of this file and the end of another one."""
    other = rng.choice(of.files)
    return data[: position(rng, data)] + other[position(rng, other) :]


def replace_everywhere(data: bytes, rng: random.Random, of: Subject) -> bytes:
    """A small piece of the file turned into something else wherever it stands."""
    at = position(rng, data)
    piece = data[at : at + rng.choice([1, 2, 6, 12])]
    there = min(rng.choice(ODD_BYTES), b"x" * 20, key=len)
    return data.replace(piece, there, rng.choice([3, 1000])) if piece else data


def encode_anew(data: bytes, rng: random.Random, of: Subject) -> bytes:
    text = data.decode("utf-8", "replace")
    kind = rng.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "windows", "mac", "shift_jis"])
    if kind in {"windows", "mac"}:
        return text.replace("\n", "\r\n" if kind == "windows" else "\r").encode()
    return text.encode(kind, "replace")


BYTES: dict[str, Callable[[bytes, random.Random, Subject], bytes]] = {
    made.__name__: made
    for made in (
        *(flip_bits, insert_bytes, replace_bytes, delete_bytes, duplicate_bytes, truncate, splice, replace_everywhere),
        encode_anew,
    )
}


# --- mutants ------------------------------------------------------------------------------------------------------------


class Step(NamedTuple):
    """One mutation, by its name and the seed of what it draws."""

    name: str
    seed: int


class Mutant(NamedTuple):
    """Which of its subject's files it is made of, and by which mutations."""

    subject: str
    file: int
    steps: tuple[Step, ...]

    def data(self) -> bytes:
        of = subject(self.subject)
        data = of.files[self.file]
        for step in self.steps:
            data = _stepped(data, step, of)
        return data


def mutant(name: str, seed: int) -> Mutant:
    rng = random.Random(f"{name} {seed}")
    # Bytes that are damaged first leave nothing for a mutation of the JSON: most mutants change the JSON alone or first.
    kind = rng.choice(["structure", "structure", "bytes", "mixed"])
    names = [*STRUCTURE] if kind == "structure" else [*BYTES] if kind == "bytes" else [*STRUCTURE, *BYTES]
    chosen = [rng.choice(names) for _ in range(rng.randint(1, 8))]
    if kind == "mixed" and rng.random() < 0.7:
        chosen.sort(key=BYTES.__contains__)
    return Mutant(name, rng.randrange(len(subject(name).files)), tuple(Step(step, rng.getrandbits(32)) for step in chosen))


def _stepped(data: bytes, step: Step, of: Subject) -> bytes:
    rng = random.Random(step.seed)
    if step.name in BYTES:
        return BYTES[step.name](data, rng, of)
    try:
        notebook = json.loads(data)
        if isinstance(notebook, dict):
            STRUCTURE[step.name](notebook, rng, of)
            # Without an indent it is quick.
            return _written(notebook, ascii_only=rng.random() < 0.7, indent=1 if rng.random() < 0.05 else None)
    except (ValueError, RecursionError):
        pass  # damaged or nested beyond what a mutation of JSON can be applied to
    return data


def _written(notebook: Json, *, ascii_only: bool = False, indent: int | None = 1) -> bytes:
    # As Jupyter writes it: names sorted, so that the metadata comes after the cells.
    text = json.dumps(notebook, indent=indent, sort_keys=True, ensure_ascii=ascii_only)
    for name, raw in RAW.items():
        text = text.replace(f'"{name}"', raw)
    return text.encode("utf-8", "surrogatepass")


# --- what holds for every mutant ----------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """A mutant that was graded, and the seconds of processor time that it took."""

    graded: GradedLesson
    seconds: float


def outcome(data: bytes, of: Subject) -> Outcome:
    """Take a file all the way to the pages, and see that what comes out is sound."""
    begun = time.process_time()
    hand_in = read_hand_in(data)
    # By way of a file, as between nbgrader's two passes.
    written = json.dumps(rebuild(hand_in, of.kept), ensure_ascii=False, allow_nan=False).encode()
    notebook = json.loads(written)
    rebuilt = rebuilt_of(notebook)
    release = next(release for release in of.kept if release.digest == rebuilt.release)
    graded = grade(rebuilt, release, of.kept[-1], of.current)
    pages = [
        graded_view(question, graded.texts, question.question.points, with_key=teacher, teacher=teacher)
        for question in graded.questions.values()
        for teacher in (True, False)
    ]
    pages.append(notes_view(graded.receipt, [*graded.notes, *(Problem("", reason, True) for reason in graded.for_review)]))
    seconds = time.process_time() - begun
    nbformat.validate(nbformat.from_dict(notebook))
    for page in pages:
        page.encode()
    _expect_sound_notebook(notebook, of, hand_in.sources)
    _expect_sound_grades(data, graded, release, of)
    return Outcome(graded, seconds)


def _expect_sound_notebook(notebook: Json, of: Subject, sources: Mapping[str, str]) -> None:
    latest_cells = of.kept[-1].notebook["cells"]
    ids = sorted(cell["metadata"]["nbgrader"]["grade_id"] for cell in notebook["cells"] if "nbgrader" in cell["metadata"])
    assert ids == sorted(cell["metadata"]["nbgrader"]["grade_id"] for cell in latest_cells if "nbgrader" in cell["metadata"])
    of_the_teacher = {"".join(cell["source"]) for release in of.kept for cell in release.notebook["cells"]}
    for cell in notebook["cells"]:
        if cell["id"] != SETUP and "".join(cell["source"]) not in of_the_teacher:
            flags = cell["metadata"]["nbgrader"]
            assert flags["solution"], "a source of the student's where none belongs"
            assert not is_our_cell(cell), "a source of the student's in the cell of a question"
            assert cell["source"] == sources[flags["grade_id"]]


def _expect_sound_grades(data: bytes, graded: GradedLesson, release: Kept, of: Subject) -> None:
    asked = {name for kept in (release, of.kept[-1]) for name, question in kept.contents.questions.items() if question.graded}
    assert set(graded.questions) == asked
    held = answers_in(data)
    for name, question in graded.questions.items():
        share, points = question.score.share, question.question.points
        assert 0 <= share * points <= points
        if share > 0:
            assert name in held, f"{name} earns {share} and was never answered"
            assert share <= max(_worth(question, answer, release) for answer in held[name]) + 1e-9
        json.dumps([question.answer, asdict(question.score)], ensure_ascii=False, allow_nan=False).encode()
    words = [*graded.for_review, *(note.message for note in graded.notes)]
    words += [word for question in graded.questions.values() for word in (*question.reasons, *question.notes)]
    assert max(map(len, words), default=0) < 1_000, "a sentence is for a person to read"
    assert len(graded.notes) <= 110
    "\n".join(words).encode()


def _worth(question: GradedQuestion, given: Json, release: Kept) -> float:
    """What an answer earns by itself."""
    texts = release.contents.texts
    try:
        read_record({"schema": 1, "question": "q", "version": "v", "revision": 1, "answer": given, "at": ""})
        read = read_answer(question.question, given, texts)
    except (BadRecord, UnreadableAnswer):
        return 0.0
    return 0.0 if read is None else score_answer(question.question, question.key, read, texts).share


def answers_in(data: bytes) -> dict[str, list[Json]]:
    """Every answer that stands beside a question's name anywhere in a file, found in another way than by the readers."""
    answers: dict[str, list[Json]] = {}
    for text in _texts(data):
        for value in _objects_about_questions(text):
            if isinstance(value.get("question"), str):
                answers.setdefault(value["question"], []).append(value.get("answer"))
    return answers


def _texts(data: bytes) -> Iterator[str]:
    yield data.decode("utf-8", "replace").removeprefix("\ufeff")
    for marks, encoding in (((b"\xff\xfe", b"\xfe\xff"), "utf-16"), ((b"\xff\xfe\0\0", b"\0\0\xfe\xff"), "utf-32")):
        if data.startswith(marks):
            yield data.decode(encoding, "replace")


def _objects_about_questions(text: str) -> Iterator[dict[str, Json]]:
    try:
        values = [json.loads(text)]
    except (ValueError, RecursionError):
        values = list(_pieces(text))
    while values:
        value = values.pop()
        if isinstance(value, dict):
            if "question" in value:
                yield value
            values += value.values()
        elif isinstance(value, list):
            values += value
            if value and all(isinstance(line, str) for line in value):
                values.append("".join(value))
        elif isinstance(value, str) and '"question"' in value:
            with suppress(ValueError, RecursionError):
                values.append(json.loads(value))


def _pieces(text: str) -> Iterator[Json]:
    """Whole objects that name a question, in a text that is not whole, and whole strings that hold one."""
    decoder = json.JSONDecoder()
    for match in re.finditer(r'"question"', text):
        start = match.start()
        for _ in range(60):
            start = text.rfind("{", max(0, match.start() - 400_000), start)
            if start < 0:
                break
            try:
                value, end = decoder.raw_decode(text[start : start + 400_000])
            except (ValueError, RecursionError):
                continue
            if "question" in value and start + end > match.start():
                yield value
                break
    for match in re.finditer(re.escape(MIME) + r'"\s*:\s*(?=["\[])', text):
        try:
            yield decoder.raw_decode(text[match.end() : match.end() + 400_000])[0]
        except (ValueError, RecursionError):
            continue


# --- running, and saying what failed ------------------------------------------------------------------------------------


def failure_of(made: Mutant) -> str:
    """The traceback of what went wrong with a mutant; "" when nothing did."""
    try:
        outcome(made.data(), subject(made.subject))
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        return traceback.format_exc(limit=-6)
    return ""


def minimised(made: Mutant, fails: Callable[[Mutant], bool]) -> Mutant:
    """A failing mutant without the mutations that it fails without."""
    number = 0
    while number < len(made.steps):
        fewer = made._replace(steps=made.steps[:number] + made.steps[number + 1 :])
        if fails(fewer):
            made, number = fewer, 0
        else:
            number += 1
    return made


def expect_no_failure(name: str, seed: int) -> Outcome:
    made = mutant(name, seed)
    try:
        return outcome(made.data(), subject(name))
    except Exception:
        if not failure_of(made):
            raise  # not the mutant's fault: it does not happen again
    least = minimised(made, lambda fewer: bool(failure_of(fewer)))
    pytest.fail(
        f"mutant({name!r}, {seed}) fails: {made}\nstill fails with these mutations only: {least.steps}\n{failure_of(least)}",
        pytrace=False,
    )


@contextmanager
def hang_guard(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Ends the process when one mutant takes a minute; its name and the stack are then in the file ``hang.txt``."""
    with (tmp_path / "hang.txt").open("w", encoding="utf-8") as file:

        def begin(what: str) -> None:
            file.seek(0)
            file.truncate()
            file.write(f"{what}\n")
            file.flush()
            faulthandler.dump_traceback_later(HANGS, exit=True, file=file)

        try:
            yield begin
        finally:
            faulthandler.cancel_dump_traceback_later()


@pytest.mark.parametrize("name", SUBJECTS)
def test_no_mutated_hand_in_breaks_the_reading_the_grading_or_the_pages(name, tmp_path):
    with hang_guard(tmp_path) as begin:
        for seed in range(QUICK):
            begin(f"mutant({name!r}, {seed})")
            expect_no_failure(name, seed)


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_honest_files_that_are_mutated_are_sound_and_earn_points(name):
    of = subject(name)
    earned = [sum(q.score.share for q in outcome(data, of).graded.questions.values()) for data in of.files]
    assert all(earned)
    assert len(set(earned)) > 1
    assert all(read_notebook(data).damage == "" for data in of.files)


def test_a_seed_makes_the_same_bytes_every_time_and_another_one_others():
    made = [[mutant(name, seed).data() for name in SUBJECTS for seed in range(12)] for _ in range(2)]
    assert made[0] == made[1]
    assert len(set(made[0])) == len(made[0])


@pytest.mark.parametrize("step", [*STRUCTURE, *BYTES])
def test_every_mutation_changes_files(step):
    of = subject(EVERY_TYPE)
    made = [_stepped(of.files[0], Step(step, seed), of) for seed in range(6)]
    assert len({*made, of.files[0]}) > 1 + (step not in {"one_place_only"})


def test_mutants_are_of_all_kinds():
    """Not all of them garbage: most still hold answers, many of them a notebook's JSON, and some are not even that."""
    made = [read_hand_in(mutant(name, seed).data()) for name in SUBJECTS for seed in range(30)]
    with_answers = sum(bool(hand_in.records) for hand_in in made)
    damaged = sum("the file" in hand_in.problems[0].message for hand_in in made if hand_in.problems)
    assert with_answers > len(made) / 2
    assert len(made) / 10 < damaged < len(made) * 2 / 3


def test_a_failing_mutant_is_reported_with_the_mutations_that_matter():
    made = Mutant(EVERY_TYPE, 0, tuple(Step(name, number) for number, name in enumerate(["swap", "nest", "delete", "merge"])))
    least = minimised(made, lambda fewer: {"nest", "merge"} <= {step.name for step in fewer.steps})
    assert least.steps == (Step("nest", 1), Step("merge", 3))


def test_a_fault_in_the_package_is_found_and_named_by_its_seed(monkeypatch):
    monkeypatch.setattr("pairedtexts.responses._record._is_writable", lambda text: True)
    monkeypatch.setattr("pairedtexts.responses._record._check_answer", lambda value, question: None)
    seed = next(seed for seed in range(QUICK) if failure_of(mutant(EVERY_TYPE, seed)))
    with pytest.raises(pytest.fail.Exception, match=rf"(?s)'every_type', {seed}\) fails: .*these mutations only: \(Step"):
        expect_no_failure(EVERY_TYPE, seed)


def test_points_that_no_answer_in_the_file_earns_are_found(monkeypatch):
    """The control for the bound on the points: a grader that takes every answer for the right one is caught."""
    of = subject(EVERY_TYPE)
    right = right_answers(of.kept[-1])
    monkeypatch.setattr("pairedtexts.grading._grade.read_answer", lambda question, answer, texts: right[question.id])
    with pytest.raises(AssertionError, match="<="):
        outcome(of.files[1], of)


# --- bounds ---------------------------------------------------------------------------------------------------------------


def as_long_as_is_read(head: str, unit: str, tail: str) -> bytes:
    """A file of the largest size that is read, full of one thing; an "@" in it is another number each time."""
    times = (LARGEST - len(head) - len(tail)) // (len(unit) + 6 * unit.count("@"))
    return (head + "".join(unit.replace("@", f"{number:07}") for number in range(times))[:-1] + tail).encode()


def _record(question: str, answer: str) -> str:
    return f'{{"schema":1,"question":"{question}","version":"v","revision":1,"answer":{answer},"at":""}}'


OUTPUTS, OUTPUTS_END = '{"cells":[{"outputs":[', ']}],"metadata":{}}'
RESPONSES, RESPONSES_END = '{"cells":[],"metadata":{"pairedtexts":{"responses":{', "}}}}"
GIANTS = {
    "outputs": (OUTPUTS, '{"output_type":"stream"},', OUTPUTS_END),
    "empty-lists": (OUTPUTS, "[],", OUTPUTS_END),
    "lists-as-long-as-is-read": (OUTPUTS, '[],[],"' + 110 * "x" + '",', OUTPUTS_END),
    "records": (OUTPUTS, f'{{"{MIME}":{_record("q/@", "1")}}},', OUTPUTS_END),
    "records-that-are-none": (OUTPUTS, f'{{"{MIME}":{{"question":"q/@"}}}},', OUTPUTS_END),
    "places-of-records": (OUTPUTS, f'{{"{MIME}":0}},', OUTPUTS_END),
    "responses": (RESPONSES, '"q/@":0,', RESPONSES_END),
    "records-as-text": (
        OUTPUTS,
        f'{{"{MIME}":{json.dumps(_record("q/@", "[" + "[]," * 60_000 + "[]]"))}}},',
        OUTPUTS_END,
    ),
    "records-cut-off": (OUTPUTS, f'{{"{MIME}":{_record("q/@", "1")}}},', ""),
    "long-records-cut-off": (OUTPUTS, f'{{"{MIME}":[{"[]," * 130_000}0]}},', ""),
    "names-of-records-cut-off": (OUTPUTS, f'"{MIME}":', ""),
    "grade-ids": ('{"cells":[', '{"metadata":{"nbgrader":{"grade_id":"@"}},"source":""},', '],"metadata":{}}'),
}


@pytest.mark.soak
@pytest.mark.parametrize("name", GIANTS)
def test_the_largest_files_take_no_more_memory_than_some_times_their_size(name, capfd):
    """Without bounds on what is inside a file, some of these take 30 times their size and 12 seconds."""
    of = subject(EVERY_TYPE)
    data = as_long_as_is_read(*GIANTS[name])
    assert LARGEST * 0.9 < len(data) <= LARGEST
    begun = time.process_time()
    read_hand_in(data)
    seconds = time.process_time() - begun
    tracemalloc.start()
    try:
        hand_in = read_hand_in(data)
        rebuild(hand_in, of.kept)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    with capfd.disabled():
        os.write(2, f"\n{name}: {seconds:.2f} s, {peak / 1e6:.0f} MB\n".encode())
    assert peak < 9 * LARGEST
    assert any(problem.review for problem in hand_in.problems)


def test_a_solution_too_long_to_be_read_is_left_out_and_for_review():
    of = subject(SHIPPED)
    notebook = json.loads(of.files[-1])
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "mean")
    sources = []
    for size in (LONGEST_SOURCE, LONGEST_SOURCE + 1):
        cell["source"] = "#" * size
        hand_in = read_hand_in(_written(notebook))
        sources.append(next(made["source"] for made in rebuild(hand_in, of.kept)["cells"] if made["id"] == "mean"))
    released = next(made["source"] for made in of.kept[-1].notebook["cells"] if made["id"] == "mean")
    assert sources == ["#" * LONGEST_SOURCE, released]
    [problem] = reconcile(hand_in, of.kept)[0].problems
    assert (
        problem.message
        == "the cell 'mean' holds 20,001 characters, more than the 20,000 that are read; its contents are left out"
    )
    assert problem.review


# --- the long run ---------------------------------------------------------------------------------------------------------


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("name", SUBJECTS)
def test_none_of_ten_thousand_mutated_hand_ins_breaks_anything_or_takes_a_second(name, shard, tmp_path, capfd):
    taken: list[tuple[float, int]] = []
    with hang_guard(tmp_path) as begin:
        for seed in range(shard, SOAK, SHARDS):
            begin(f"mutant({name!r}, {seed})")
            seconds = expect_no_failure(name, seed).seconds
            if seconds > LONGEST / 2:  # a busy machine is slow now and then: the quicker of two times counts
                seconds = min(seconds, expect_no_failure(name, seed).seconds)
            taken.append((seconds, seed))
    slowest = sorted(taken, reverse=True)[:3]
    with capfd.disabled():
        times = ", ".join(f"{seconds * 1000:.0f} ms (seed {seed})" for seconds, seed in slowest)
        mean = sum(seconds for seconds, _ in taken) / len(taken)
        os.write(2, f"\n{name}, {len(taken)} mutants: mean {mean * 1000:.0f} ms, slowest {times}\n".encode())
    assert slowest[0][0] < LONGEST, f"mutant({name!r}, {slowest[0][1]}) takes {slowest[0][0]:.2f} s"


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
def test_nbgrader_grades_every_hundredth_of_them_and_gives_the_same_points(shard, request):
    """Each mutant is a student of one class, graded by nbgrader with the plugin."""
    sample_course = request.getfixturevalue("sample_course")
    of, released = subject(EVERY_TYPE), latest(sample_course, EVERY_TYPE)
    assert released.contents == of.kept[-1].contents
    chosen = random.Random(f"autograde {shard}").sample(range(shard, SOAK, SHARDS), 2 * SOAK // 100 // SHARDS)
    expected = {}
    for seed in chosen:
        # nbgrader's release has a digest of its own.
        data = mutant(EVERY_TYPE, seed).data().replace(of.kept[-1].digest.encode(), released.digest.encode())
        put_hand_in(sample_course, f"s{seed}", EVERY_TYPE, data)
        own = Subject(of.name, (released,), of.current, of.files, of.values, of.records)
        graded = outcome(data, own).graded.questions
        expected[f"s{seed}"] = {grade_id(name): q.score.share * q.question.points for name, q in graded.items()}
    results = list(nbgrader.autograde(sample_course, EVERY_TYPE, [*expected]))
    assert [(result.student, result.failure) for result in results if result.failure] == []
    assert len(results) == len(chosen)
    assert _auto_scores(sample_course) == {student: pytest.approx(points) for student, points in expected.items()}
    shutil.rmtree(sample_course)


def _auto_scores(course: Path) -> dict[str, dict[str, float]]:
    with sqlite3.connect(course / "gradebook.db") as database:
        rows = database.execute(
            "SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score FROM grade "
            "JOIN base_cell ON base_cell.id = grade.cell_id "
            "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
        ).fetchall()
    database.close()
    scores: dict[str, dict[str, float]] = {}
    for student, cell, points in rows:
        scores.setdefault(student, {})[cell] = points
    return scores
