"""What each sentence rests on: a square for each sentence, by article and by kind of source."""

from __future__ import annotations

from ..bank import Bank
from ..contents import Picture
from ..digest import Json
from ._listing import capital, listed

_TITLE = "What each sentence rests on"
_KEY = ("■ can be looked up (a law, a bill, a record)", "□ claim, opinion or prediction", "Numbers: paragraphs")
_HEADER = ("Article", "Paragraph", "What it says", "Kind", "Rests on", "Who")

_RESTS = {
    "named-source": "a named source",
    "unnamed-source": "somebody not named",
    "no-source": "the reporter's word alone",
}
_KINDS = {"fact": "can be looked up", "claim": "claim", "opinion": "opinion", "prediction": "prediction"}


def enough(bank: Bank) -> bool:
    """Whether a text was read sentence by sentence."""
    return any(found.claims for found in bank.annotations.texts.values())


def make(name: str, bank: Bank) -> Picture:
    """The picture, from the claims of all annotated texts."""
    from . import _drawing as draw

    articles: list[Json] = []
    groups: list[Json] = []
    squares: list[Json] = []
    rows: list[tuple[str, ...]] = []
    sentences = []
    y = draw.LINE / 2
    for text, found in bank.annotations.texts.items():
        if not found.claims:
            continue
        outlet, verbatim = bank.texts[text].outlet, bank.texts[text].verbatim
        articles.append({"y": y, "text": f"{outlet}: {len(found.claims)} sentences"})
        told: list[str] = []
        for rests, meaning in _RESTS.items():
            group = [claim for claim in found.claims if claim.rests == rests]
            facts = sum(claim.kind == "fact" for claim in group)
            y += draw.LINE * 1.1
            groups.append({"y": y, "text": f"{capital(meaning)}: {len(group)}"})
            if group:
                y += draw.LINE * 1.1
            for i, claim in enumerate(group):
                number = str(claim.place.paragraph.number)
                squares.append({"y": y, "i": i + 0.5, "text": number, "full": claim.kind == "fact"})
                words = " ".join(verbatim[claim.place.passage.start : claim.place.passage.end].split())
                rows.append((outlet, f"¶ {number}", words, _KINDS[claim.kind], meaning, claim.who))
            told.append(f"{len(group)} {'' if told else 'rest '}on {meaning} ({facts} can be looked up)")
        sentences.append(f"Of the {len(found.claims)} sentences in {outlet}, {listed(told)}.")
        y += draw.LINE * 1.6
    alternative = " ".join(sentences)
    most = max(square["i"] for square in squares) + 0.5
    step = f"min(26, width / {most})"
    layers = [
        draw.lines("articles", articles, **draw.head()),
        draw.lines("sources", groups),
        *draw.squares("sentences", squares, f"datum.i * {step}", step),
    ]
    spec = draw.drawing(_TITLE, _KEY, alternative, layers, y - draw.LINE)
    return Picture(name, _TITLE, alternative, _HEADER, tuple(rows), spec)
