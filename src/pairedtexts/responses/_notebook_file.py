"""A notebook file read as data: whatever came back, in whatever state. Nothing of it is executed or trusted."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass

from ..digest import Json
from ._record import MIME

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

LARGEST = 20_000_000
"""Bytes. A release is under 300 KB; what is larger than this is not read."""

MOST_VALUES = 1_000_000
"""Numbers, words, lists and objects. A release has a few thousand; a million of the smallest take some 100 MB of memory."""

# Bounds on what is tried with a file that is not whole, in characters: for one value, for all that is tried in vain, for
# all that is kept (a lesson's records have some 30,000), and the least that one value counts for.
_LONGEST_VALUE = 400_000
_MOST_TRIED = 40_000_000
_MOST_KEPT = 2_000_000
_LEAST_KEPT = 400
_SALVAGE = re.compile(rf'"{re.escape(MIME)}"\s*:\s*|"responses"\s*:\s*')


@dataclass(frozen=True)
class NotebookFile:
    """The JSON of a notebook file, and what was wrong with the file in words for a teacher ("" when nothing was).

    ``content`` is a dict. Of a file that is not whole JSON, or holds too many values to be read as a whole, it holds only
    the response records that could be salvaged. ``bundles`` is how many objects with a record by its MIME type were read,
    None where they were not counted: whoever has found so many need not look on.
    """

    content: dict[str, Json]
    damage: str = ""
    bundles: int | None = None


def read_notebook(data: bytes) -> NotebookFile:
    """Read a notebook file's bytes; never raises."""
    if len(data) > LARGEST:
        return NotebookFile({}, f"the file has {len(data):,} bytes, more than the {LARGEST:,} that are read")
    if not data or data.isspace():
        return NotebookFile({}, "the file is empty")
    text, damage = _decode(data)
    # Every value but the first of a list or an object follows one of these; those inside words are counted as well.
    if len(text) > MOST_VALUES and sum(map(text.count, ",[{")) > MOST_VALUES:
        found = f"the file holds more than the {MOST_VALUES:,} values that are read; only answers were looked for"
        return _salvage(text, found)
    try:
        content, bundles = _loaded(text)
    except json.JSONDecodeError as error:
        found = f"the file is not a whole notebook: line {error.lineno}, column {error.colno}: {error.msg}"
        return _salvage(text, found)
    except RecursionError:
        return NotebookFile({}, "the file is nested too deeply to be a notebook")
    except ValueError as error:  # a number with more digits than Python converts
        return NotebookFile({}, f"the file is not a notebook: {error}")
    if not isinstance(content, dict):
        return NotebookFile({}, "the file is JSON but not a notebook")
    if not isinstance(content.get("cells"), list) and not isinstance(content.get("worksheets"), list):
        return NotebookFile(content, "the file is JSON but has no cells")
    return NotebookFile(content, damage, bundles)


def _loaded(text: str) -> tuple[Json, int | None]:
    """What the text spells out, and how many objects have a record in them."""
    bundles = 0

    def counted(value: dict[str, Json]) -> Json:
        nonlocal bundles
        bundles += MIME in value
        return value

    try:
        return json.loads(text, object_hook=counted), bundles
    except RecursionError:
        return json.loads(text), None  # counting needs one level more than reading


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        return data.decode("utf-8", "replace"), f"the file is not UTF-8 (byte {error.start})"


def _salvage(text: str, damage: str) -> NotebookFile:
    """What a cut-off, garbled or giant file still holds of its records, laid out as a notebook would."""
    decoder = json.JSONDecoder()
    kept: list[Json] = []
    responses: dict[str, Json] = {}
    position, left, room = 0, _MOST_TRIED, _MOST_KEPT
    while place := _SALVAGE.search(text, position):
        if left <= 0 or room <= 0:
            damage += f"; its answers were looked for in its first {position:,} characters only"
            break
        piece = text[place.end() : place.end() + _LONGEST_VALUE]
        position = place.end()
        try:
            value, length = decoder.raw_decode(piece)
        except (ValueError, RecursionError):
            left -= len(piece)
            continue  # the record itself is cut off: there is nothing whole to keep
        # What was read is not looked through again: a file could nest these names a thousand deep.
        position += length
        room -= max(length, _LEAST_KEPT)
        if MIME in place.group():
            kept.append({"data": {MIME: value}})
        elif isinstance(value, dict):
            responses.update(value)
    content = {"metadata": {"pairedtexts": {"responses": responses}}, "cells": [{"outputs": kept}]}
    return NotebookFile(content, damage)
