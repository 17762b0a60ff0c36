"""Names made from content: the same content has the same name on every machine and in every Python."""

from __future__ import annotations

import hashlib
import json
from typing import Any

Json = Any
"""Anything the ``json`` module reads: dict, list, str, int, float, bool or None."""


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: Json) -> str:
    """One spelling of a JSON value: sorted keys, no spaces, no escapes for plain characters."""
    return _CANONICAL.encode(value)


def digest(value: Json, length: int = 16) -> str:
    """First ``length`` hexadecimal digits of the SHA-256 of the value's canonical spelling."""
    # A lone surrogate is legal in JSON text but has no UTF-8 form; a hand-in may hold one.
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()[:length]
