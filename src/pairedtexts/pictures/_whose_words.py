"""Whose words are quoted: a bar for each speaker, by article and by side."""

from __future__ import annotations

from ..bank import Bank, counted_words
from ..contents import Picture
from ..digest import Json
from ._listing import capital, listed

_TITLE = "Whose words are quoted"
_HEADER = ("Article", "Speaker", "Side", "Words quoted")


def enough(bank: Bank) -> bool:
    """Whether somebody is quoted."""
    return any(any(found.quoted_words().values()) for found in bank.annotations.texts.values())


def make(name: str, bank: Bank) -> Picture:
    """The picture, from the quotations of all annotated texts."""
    from . import _drawing as draw

    line, sides = draw.LINE, bank.annotations.sides
    articles: list[Json] = []
    groups: list[Json] = []
    speakers: list[Json] = []
    numbers: list[Json] = []
    bars: dict[str, list[Json]] = {side: [] for side in sides}
    rows: list[tuple[str, ...]] = []
    sentences = []
    y = line / 2
    for text, found in bank.annotations.texts.items():
        outlet, of = bank.texts[text].outlet, counted_words(bank.texts[text])
        words = {found.speakers[speaker]: count for speaker, count in found.quoted_words().items() if count}
        total = sum(words.values())
        articles.append({"y": y, "text": f"{outlet}: {total} of {of} words"})
        told = []
        for side, meaning in sides.items():
            group = {speaker.name: count for speaker, count in words.items() if speaker.side == side}
            if not group:
                continue
            y += line * 1.1
            groups.append({"y": y, "text": f"{capital(meaning)}: {sum(group.values())}"})
            for speaker, count in group.items():
                y += line
                speakers.append({"y": y, "text": speaker})
                numbers.append({"y": y, "words": count, "text": str(count)})
                bars[side].append({"y": y, "words": count})
                rows.append((outlet, speaker, meaning, str(count)))
            told.append(f"{listed([f'{speaker} {count}' for speaker, count in group.items()])} ({meaning})")
        rows.append((outlet, "All together", "", f"{total} of {of}"))
        sentences.append(f"Of {of} words in {outlet}, {total} are quoted: {', '.join(told)}.")
        y += line * 1.6
    alternative = " ".join(sentences)
    longest = max(number["words"] for number in numbers)
    layers = [
        draw.lines("articles", articles, **draw.head()),
        draw.lines("sides", groups, fontStyle="italic"),
        draw.lines("speakers", speakers, **draw.at("10", "left", f"{draw.COLUMN} - 16")),
        *(
            draw.bars(f"bars-{side}", bars[side], longest, draw.SIDES[i % len(draw.SIDES)])
            for i, side in enumerate(sides)
            if bars[side]
        ),
        draw.behind_bars("numbers", numbers, longest),
    ]
    spec = draw.drawing(_TITLE, (), alternative, layers, y - line)
    return Picture(name, _TITLE, alternative, _HEADER, tuple(rows), spec)
