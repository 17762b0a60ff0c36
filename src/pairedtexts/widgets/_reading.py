"""The texts side by side, as a page that needs no script and stays readable in the saved file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..digest import Json
from ..markup import Markup, join, tag
from ..responses import MIME, Record
from ..texts import Paragraph, Text, paragraphs, where
from ._notes import Note, read_notes

_STYLE = Path(__file__).parent / "reading.css"

_TAGS = {"headline": "h3", "subhead": "h4"}


def reading_bundle(shown: Sequence[Text], record: Record | None, texts: Mapping[str, Text]) -> dict[str, Json]:
    """The MIME bundle that keeps a record of notes in a cell's output, with a view of texts and notes on them.

    ``texts`` are all texts that the notes may be about; only what belongs to those shown is seen.
    """
    notes, unread = read_notes(record, texts)
    plain = [f"{text.title} ({text.outlet})\n" + "".join(_plain(note, text) for note in notes) for text in shown]
    bundle: dict[str, Json] = {"text/plain": "\n".join([*plain, unread]).rstrip(), "text/html": _view(shown, notes, unread)}
    if record is not None:
        bundle[MIME] = record.to_json()
    return bundle


def _view(shown: Sequence[Text], notes: Sequence[Note], unread: str) -> Markup:
    """The articles next to each other on a wide screen, below each other on a narrow one, paragraphs numbered."""
    style = tag("style", Markup(_STYLE.read_text(encoding="utf-8")))
    articles = [_article(text, [note for note in notes if note.passage.text == text.id]) for text in shown]
    view = tag("div", *articles, class_="pt-read")
    return join(style, view, tag("p", unread, class_="pt-unread")) if unread else join(style, view)


def _plain(note: Note, text: Text) -> str:
    if note.passage.text != text.id:
        return ""
    return f"- {where(text, note.passage)}: “{_quote(note, text)}”" + (f" Note: {note.words}" if note.words else "") + "\n"


def _article(text: Text, notes: Sequence[Note]) -> Markup:
    name = f"pt-{text.id}"
    shown = paragraphs(text)
    article = [_paragraph(text, paragraph, notes) for paragraph in shown if paragraph.kind != "furniture"]
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
        *([_notes(text, notes)] if notes else []),
        aria_labelledby=name,
        data_text=text.id,
        data_role=text.role,
        # A long article scrolls in its own column on a wide screen, so it must be reachable by keyboard.
        tabindex="0",
    )


def _paragraph(text: Text, paragraph: Paragraph, notes: Sequence[Note]) -> Markup:
    words = _marked(text, paragraph, notes)
    if paragraph.number is None:
        return tag(_TAGS.get(paragraph.kind, "p"), words, class_=f"pt-{paragraph.kind}")
    number = tag("span", f"¶ {paragraph.number}", class_="pt-number")
    return tag("p", number, Markup(" "), words, class_="pt-body", data_number=str(paragraph.number))


def _marked(text: Text, paragraph: Paragraph, notes: Sequence[Note]) -> Markup:
    """The words of a paragraph, the student's highlights marked; those that overlap are one mark."""
    parts: list[str] = []
    at = paragraph.start
    for note in notes:  # in reading order
        start, end = max(note.passage.start, at), min(note.passage.end, paragraph.end)
        if start < end:
            parts += [text.verbatim[at:start], tag("mark", text.verbatim[start:end])]
            at = end
    return join(*parts, text.verbatim[at : paragraph.end])


def _notes(text: Text, notes: Sequence[Note]) -> Markup:
    items = [
        tag(
            "li",
            tag("p", f"{where(text, note.passage)}: ", tag("q", _quote(note, text))),
            *([tag("p", note.words, class_="pt-note")] if note.words else []),
        )
        for note in notes
    ]
    return tag("section", tag("h4", "My highlights and notes"), tag("ul", *items), class_="pt-notes")


def _quote(note: Note, text: Text) -> str:
    # Printed between quotation marks of its own: those that it begins or ends with would double them.
    return " ".join(text.verbatim[note.passage.start : note.passage.end].split()).strip('"“”‘’')
