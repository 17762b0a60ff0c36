"""Join ES modules and style sheets into the one module that anywidget takes.

Each question type's script imports the shared ones by ``from "pairedtexts/NAME.js"``; Node resolves that name for the
tests, and here it is resolved by putting every module once, in the order in which they need one another. No build step:
imports are one line each, named, and top-level names are unique. Comments stay at home.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ..digest import digest
from ..errors import PairedTextsError

_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\s*$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function |const |class )", re.MULTILINE)
# Comments that have lines to themselves: what follows code on its line could as well be part of a string.
_COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NO_STYLES = "const STYLES = [];"
_BLANK = re.compile(r"\n\s*\n")
_TOP_LEVEL = re.compile(r"^(?:export )?(?:(?:async )?function\*? |const |let |class )(\w+)", re.MULTILINE)
_PACKAGE = "pairedtexts/"
_DEFAULT = "\nexport default "


class ScriptError(PairedTextsError):
    """A question type's script cannot be joined with the shared ones."""


class Script(NamedTuple):
    """A type's script, and what stands for it in every widget but the first.

    ``whole`` puts itself into a map of the page under its name; ``stand_in`` takes it from there.
    """

    whole: str
    stand_in: str


@cache
def script_of(entry: Path, *styles: Path) -> Script:
    """The script of a type, joined from its modules and styles. Raises ScriptError."""
    joined = join_modules(entry, *styles)
    before, default, widget = joined.rpartition(_DEFAULT)
    if not default:
        raise ScriptError(f'{entry.name} has no line that begins with "{_DEFAULT.strip()}"')
    name = digest(joined, 12)
    kept = f'(globalThis[Symbol.for("pairedtexts.modules")] ??= new Map()).set("{name}", WIDGET);'
    whole = f"{before}\nconst WIDGET = {widget.strip()}\n{kept}\nexport default WIDGET;\n"
    return Script(whole, join_modules(_FOLDER / "brought.js").replace('const NAME = "";', f'const NAME = "{name}";'))


@cache
def join_modules(entry: Path, *styles: Path) -> str:
    """The text of one module that does what ``entry`` and all that it imports do, and brings these style sheets along.

    Raises ScriptError.
    """
    order: dict[Path, str] = {}
    _visit(entry, order, ())
    names: dict[str, Path] = {}
    for path, text in order.items():
        for name in _TOP_LEVEL.findall(text):
            if name in names:
                raise ScriptError(f'{path.name} and {names[name].name} both define "{name}" at the top level; rename one')
            names[name] = path
    script = "\n".join(bare_module(_EXPORT.sub("", _IMPORT.sub("", text))) for text in order.values()) + "\n"
    return script.replace(_NO_STYLES, f"const STYLES = {json.dumps([_sheet(path) for path in styles])};")


def bare_module(script: str) -> str:
    """A module without what is for readers of the source."""
    return _BLANK.sub("\n", _COMMENT.sub("", script)).strip()


def _sheet(path: Path) -> tuple[str, str]:
    """A name that a style sheet shares with no other, and its text."""
    text = bare_style(path.read_text(encoding="utf-8"))
    return f"pt-{digest(text, 12)}", text


def bare_style(sheet: str) -> str:
    """A style sheet without what is for readers of the source."""
    return "\n".join(filter(None, (line.strip() for line in _STYLE_COMMENT.sub("", sheet).splitlines())))


def _visit(path: Path, order: dict[Path, str], above: tuple[Path, ...]) -> None:
    if path in above:
        raise ScriptError(f"{path.name} imports itself by way of {above[-1].name}")
    if path in order:
        return
    text = path.read_text(encoding="utf-8")
    for target in _IMPORT.findall(text):
        if not target.startswith(_PACKAGE):
            raise ScriptError(f'{path.name} imports "{target}"; a script may import only "{_PACKAGE}NAME.js"')
        _visit(_FOLDER / target.removeprefix(_PACKAGE), order, (*above, path))
    order[path] = text
