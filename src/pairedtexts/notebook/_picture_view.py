"""A picture in a cell: drawn by Jupyter itself, and below it the same in words and numbers."""

from __future__ import annotations

from ..contents import Picture
from ..digest import Json
from ..markup import Markup, tag

MIME = "application/vnd.vegalite.v5+json"
"""What JupyterLab and Notebook draw without an extension."""

_STYLE = Markup(
    # Notebooks align tables to the right and draw them in a small print that does not grow with the page.
    ".pt-picture { max-width: 60rem; margin-block: 0.25rem 0.75rem; } "
    ".pt-picture summary { cursor: pointer; padding-block: 0.25rem; } "
    ".pt-picture .pt-scroll { overflow-x: auto; } "
    ".pt-picture table { margin-inline: 0; font-size: 1em; } "
    ".pt-picture caption { text-align: start; font-weight: bold; padding-block: 0.5rem; } "
    ".pt-picture th, .pt-picture td { text-align: start !important; vertical-align: top; padding: 0.25rem 0.75rem; "
    "white-space: normal; }"
)


def drawn(picture: Picture) -> Json:
    """The MIME bundle that is drawn; whoever cannot draw it gets the sentence that says the same.

    It holds no HTML: JupyterLab would show that in place of the picture.
    """
    return {MIME: picture.spec, "text/plain": f"{picture.title}. {picture.alt}"}


def in_words(picture: Picture) -> Json:
    """The MIME bundle that says the same: the sentence, and a table with all of the picture's data."""
    head = tag("tr", *(tag("th", title, scope="col") for title in picture.header))
    rows = [tag("tr", tag("th", first, scope="row"), *(tag("td", cell) for cell in rest)) for first, *rest in picture.rows]
    table = tag("table", tag("caption", picture.title), tag("thead", head), tag("tbody", *rows))
    # A wide table scrolls in a box of its own, which has to be reachable by keyboard.
    scroll = tag("div", table, class_="pt-scroll", role="region", aria_label=f"Table: {picture.title}", tabindex="0")
    summary = tag("summary", "The same in words and numbers")
    html = tag("div", tag("style", _STYLE), tag("details", summary, tag("p", picture.alt), scroll), class_="pt-picture")
    plain = "\n".join(" | ".join(cells) for cells in (picture.header, *picture.rows))
    return {"text/plain": plain, "text/html": html}
