"""Build HTML in which nothing a person typed can become markup."""

from __future__ import annotations

import re
from html import escape

_SPECIAL = re.compile("[&<>\"']")


class Markup(str):
    """A string that is already HTML."""

    __slots__ = ()


def tag(name: str, *children: str, **attributes: str | bool | None) -> Markup:
    """One element. Children are escaped unless they are Markup; attributes always are.

    ``class_`` stands for ``class``, other underscores for hyphens; True gives a bare attribute, False and None give none.
    """
    opening = name
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        spelled = key.rstrip("_").replace("_", "-")
        opening += f" {spelled}" if value is True else f' {spelled}="{_escaped(value)}"'
    return Markup(f"<{opening}>{''.join(map(_escaped, children))}</{name}>")


def join(*children: str) -> Markup:
    """Children one after the other, escaped unless they are Markup."""
    return Markup("".join(map(_escaped, children)))


def _escaped(text: str) -> str:
    return text if isinstance(text, Markup) or not _SPECIAL.search(text) else escape(text)
