"""A text that passes a whole checklist, put together from it: what proves that a checklist can be passed at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...digest import Json
from ...texts import Text, paragraphs, words
from ._checks import SHORTEST_QUOTATION, count_words, quotations, run_checks, sources

_QUOTED = SHORTEST_QUOTATION + 1
_FILLERS = ("and", "so", "on", "more", "text", "word", "here", "it", "is", "x")


def compose(body: Mapping[str, Json], texts: Mapping[str, Text]) -> str:
    """The shortest such text, filled up to the least length with words that say nothing; it reads like a list."""
    lines = []
    avoided = {word.lower() for check in body["checklist"] if check["kind"] == "avoids" for word in check["avoided"]}
    for check in body["checklist"]:
        if check["kind"] == "keeps":
            lines.append("; ".join(forms[0] for forms in check["facts"]) + ".")
        elif check["kind"] == "cites":
            lines.append(", ".join(_citations(check, texts)) + ".")
        elif check["kind"] == "quotations" and check["least"]:
            found = _quotable(check, body, texts)
            lines += [f"“{quote}”." for quote, _ in zip(found, range(check["least"]), strict=False)]
    text = "\n".join(lines)
    missing = (body["length"]["least"] if body["length"] else 1) - count_words(text)
    filler = next((word for word in _FILLERS if word not in avoided), "y")
    return "\n".join(filter(None, [text, " ".join([filler] * missing)]))


def _citations(check: Json, texts: Mapping[str, Text]) -> list[str]:
    known = sources(check["texts"], texts)
    each = [[f"{source.short} ¶{number}" for number in sorted(source.numbers)] for source in known.values()]
    if check["each"]:
        return [citation for citations in each for citation in citations[: check["least"]]]
    return [citation for citations in each for citation in citations][: check["least"]]


def _quotable(check: Json, body: Mapping[str, Json], texts: Mapping[str, Text]) -> Iterator[str]:
    """Stretches of the texts that can be quoted as they stand, without any word that the checklist wants avoided."""
    alone = {**body, "checklist": [c for c in body["checklist"] if c["kind"] == "avoids"], "length": None}
    known = sources(check["texts"], texts)
    for name in check["texts"]:
        for paragraph in paragraphs(texts[name]):
            if paragraph.kind == "furniture":
                continue
            found = words(texts[name], paragraph)
            for first in range(0, len(found) - _QUOTED + 1, _QUOTED):
                quote = texts[name].verbatim[found[first].start : found[first + _QUOTED - 1].end]
                written = f"“{quote}”"
                tried = {**alone, "checklist": [*alone["checklist"], {**check, "least": 1}]}
                if len(list(quotations(written))) == 1 and all(f.done for f in run_checks(written, tried, known)):
                    yield quote
