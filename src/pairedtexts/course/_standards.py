"""The course's table of standards, ``guides/standards.csv``: kept by hand, extended by teachers with their state's codes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ..bank import Finding
from ..errors import PairedTextsError
from ..papers import Standard

FILE = "guides/standards.csv"
_NEEDED = ("code", "framework", "asks")
_MORE = ("note", "state")


class StandardsError(PairedTextsError):
    """The table of standards has errors; ``findings`` holds them all."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = tuple(findings)


def read_standards(course: Path) -> set[str] | None:
    """The codes that a question may name; None where the course keeps no table. Raises StandardsError."""
    table = standards_table(course)
    return None if table is None else set(table)


def standards_table(course: Path) -> dict[str, Standard] | None:
    """The standards by code, in the table's order; None where the course keeps none. Raises StandardsError."""
    path = course / FILE
    if not path.is_file():
        return None
    try:
        # Spreadsheets put a byte-order mark in front of UTF-8.
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _one(0, f"is not UTF-8 text (byte {error.start}); save it as “CSV UTF-8”") from error
    found: dict[str, Standard] = {}
    findings: list[Finding] = []
    lines: dict[str, int] = {}
    for line, row in _rows(text):
        missing = [name for name in _NEEDED if not row[name]]
        code = row["code"]
        if missing:
            findings.append(Finding(FILE, line, "", f'"{missing[0]}" is empty; every standard needs {", ".join(_NEEDED)}'))
        elif code in found:
            findings.append(Finding(FILE, line, "", f'"{code}" stands at line {lines[code]} already; keep one of the two'))
        else:
            found[code] = Standard(code, row["framework"], row["asks"], row["note"], row["state"])
            lines[code] = line
    if findings:
        raise StandardsError(findings)
    return found


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line that says something, by column; columns of the teacher's own are left out. Raises StandardsError."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    try:
        for cells in reader:
            row = [cell.strip() for cell in cells]
            if not any(row):
                continue
            if not header:
                header = _header(row, reader.line_num)
            elif len(row) != len(header):
                what_to_do = "a text with a comma in it stands between quotation marks, an empty cell keeps its comma"
                raise _one(reader.line_num, f"has {len(row)} cells, the first line has {len(header)}; {what_to_do}")
            else:
                named = dict(zip(header, row, strict=True))
                yield reader.line_num, {name: named.get(name, "") for name in (*_NEEDED, *_MORE)}
    except csv.Error as error:
        raise _one(reader.line_num, f"is not CSV: {error}") from error
    if not header:
        raise _one(0, f"is empty; its first line names the columns: {','.join((*_NEEDED, *_MORE))}")


def _header(row: list[str], line: int) -> list[str]:
    missing = [name for name in _NEEDED if name not in row]
    if missing:
        hint = "; columns are parted by commas, not by semicolons" if ";" in row[0] else ""
        raise _one(line, f'the first line names no column "{missing[0]}"; it needs {", ".join(_NEEDED)}{hint}')
    twice = [name for name in row if name and row.count(name) > 1]
    if twice:
        raise _one(line, f'the first line names the column "{twice[0]}" twice')
    return row


def _one(line: int, message: str) -> StandardsError:
    return StandardsError([Finding(FILE, line, "", message)])
