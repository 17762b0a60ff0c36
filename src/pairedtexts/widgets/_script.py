"""Join ES modules and style sheets into the one module that anywidget takes.

Each question type's script imports the shared ones by ``from "pairedtexts/NAME.js"``; Node resolves that name for the
tests, and here it is resolved by putting every module once, in the order in which they need one another. No build step:
imports are one line each, named, and top-level names are unique. Comments stay at home: each widget on a page is sent
its module.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

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


class ScriptError(PairedTextsError):
    """A question type's script cannot be joined with the shared ones."""


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
    joined = "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in order.values())
    script = _BLANK.sub("\n", _COMMENT.sub("", joined)).strip() + "\n"
    return script.replace(_NO_STYLES, f"const STYLES = {json.dumps([_sheet(path) for path in styles])};")


def _sheet(path: Path) -> tuple[str, str]:
    """A style sheet without what is for readers of the source, and a name that it shares with no other."""
    lines = (line.strip() for line in _STYLE_COMMENT.sub("", path.read_text(encoding="utf-8")).splitlines())
    text = "\n".join(filter(None, lines))
    return f"pt-{digest(text, 12)}", text


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
