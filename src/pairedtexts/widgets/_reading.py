"""The texts side by side, as a page that needs no script and stays readable in the saved file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..markup import Markup, join, tag
from ..texts import Paragraph, Text, paragraphs

_STYLE = Path(__file__).parent / "reading.css"

_TAGS = {"headline": "h3", "subhead": "h4"}


def reading_view(texts: Sequence[Text]) -> Markup:
    """The articles next to each other on a wide screen, below each other on a narrow one, paragraphs numbered."""
    style = tag("style", Markup(_STYLE.read_text(encoding="utf-8")))
    return join(style, tag("div", *(_article(text) for text in texts), class_="pt-read"))


def _article(text: Text) -> Markup:
    name = f"pt-{text.id}"
    shown = paragraphs(text)
    article = [_paragraph(text, paragraph) for paragraph in shown if paragraph.kind != "furniture"]
    furniture = [tag("li", text.verbatim[p.start : p.end]) for p in shown if p.kind == "furniture"]
    facts = [("Outlet", text.outlet), ("By", text.byline), ("Date", text.date), ("Rights", text.rights)]
    about = tag("dl", *(join(tag("dt", key), tag("dd", value)) for key, value in facts))
    rest = [
        tag(
            "details",
            tag("summary", "Also on the page, not part of the article"),
            tag("ul", *furniture),
            class_="pt-furniture",
        )
    ]
    return tag(
        "article",
        tag("p", text.outlet, class_="pt-outlet", id=name),
        *article,
        *(rest if furniture else []),
        tag("details", tag("summary", "About this text"), about, class_="pt-about"),
        aria_labelledby=name,
        # A long article scrolls in its own column on a wide screen, so it must be reachable by keyboard.
        tabindex="0",
    )


def _paragraph(text: Text, paragraph: Paragraph) -> Markup:
    words = text.verbatim[paragraph.start : paragraph.end]
    if paragraph.number is None:
        return tag(_TAGS.get(paragraph.kind, "p"), words, class_=f"pt-{paragraph.kind}")
    number = tag("span", f"¶ {paragraph.number}", class_="pt-number")
    return tag("p", number, Markup(" "), words, class_="pt-body")
