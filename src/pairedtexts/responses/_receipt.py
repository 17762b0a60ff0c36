"""A short name for a set of answers, that the student sees at hand-in and the teacher sees after grading."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from ._record import Record

_GROUPS, _GROUP = 3, 4


def receipt(records: Mapping[str, Record]) -> str:
    """Sixty bits of a digest of all records, as three groups of four letters and digits ("K7QM-2XD4-9RAB").

    It covers the times of the answers: two students with the same answers have different receipts, two copies of one
    file the same. Of no records at all it is "".
    """
    if not records:
        return ""
    # As `canonical` spells the list of them.
    content = f"[{','.join(records[question].spelled for question in sorted(records))}]"
    # RFC 4648 base32 has no 0, 1 or 8 to mistake for O, I or B.
    bits = hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()
    name = base64.b32encode(bits[:10]).decode()
    return "-".join(name[i : i + _GROUP] for i in range(0, _GROUPS * _GROUP, _GROUP))
