"""The same thing under two names: on the left where one article uses a name, on the right where the other does."""

from __future__ import annotations

from collections import Counter

from ..bank import Bank, Name
from ..contents import Picture
from ..digest import Json
from ..texts import where
from ._listing import listed

_TITLE = "What each article calls them"
_KEY = ("■ reporter's words   □ quoted words", "Numbers: paragraphs. H: headline", "D: line below the headline")
_HEADER = ("Article", "Place", "Thing", "Name", "As printed", "Whose words")


def enough(bank: Bank) -> bool:
    """Whether two texts, no more and no fewer, have names of things."""
    return len(_named(bank)) == 2


def make(name: str, bank: Bank) -> Picture:
    """The picture, from the names in both texts."""
    from . import _drawing as draw

    (left, ours), (right, theirs) = _named(bank).items()
    outlets = (bank.texts[left].outlet, bank.texts[right].outlet)
    things: list[Json] = []
    names: list[Json] = []
    squares: list[Json] = []
    y = draw.LINE * 1.7
    for thing, meaning in bank.annotations.things.items():
        sides = [[item for item in found if item.thing == thing] for found in (ours, theirs)]
        if not any(sides):
            continue
        things.append({"y": y, "text": meaning})
        for called in _from_left_to_right(*sides):
            y += draw.LINE
            names.append({"y": y, "text": called})
            for toward, side in zip((-1, 1), sides, strict=True):
                uses = [item for item in side if item.name == called][::toward]  # the first one always at the left
                squares += [_square(item, y, toward * (i + 0.5)) for i, item in enumerate(uses)]
        y += draw.LINE * 1.4
    alternative = _sentence(outlets, ours, theirs)
    most = max(abs(square["i"]) for square in squares) + 0.5
    half = "min(95, width * 0.24)"  # of the column in the middle, which has the names
    step = f"min(22, (width / 2 - {half}) / {most})"
    layers = [
        draw.lines(
            "left",
            [{"y": draw.LINE / 2, "text": outlets[0]}],
            **draw.head(f"max(width / 2 - {half}, {_long(outlets[0])})", "right"),
        ),
        draw.lines(
            "right",
            [{"y": draw.LINE / 2, "text": outlets[1]}],
            **draw.head(f"min(width / 2 + {half}, width - {_long(outlets[1])})"),
        ),
        draw.lines("things", things, **draw.head("width / 2", "center")),
        draw.lines("names", names, **draw.at("width / 2", "center", limit=f"2 * {half} - 8")),
        *draw.squares("uses", squares, f"width / 2 + (datum.i < 0 ? -1 : 1) * {half} + datum.i * {step}", step),
    ]
    spec = draw.drawing(_TITLE, _KEY, alternative, layers, y - draw.LINE * 0.8)
    rows = [_row(bank, text, item) for text, found in ((left, ours), (right, theirs)) for item in found]
    return Picture(name, _TITLE, alternative, _HEADER, tuple(rows), spec)


def _long(words: str) -> int:
    """About how many pixels a heading takes on a narrow page."""
    return 7 * len(words)


def _named(bank: Bank) -> dict[str, tuple[Name, ...]]:
    return {text: found.names for text, found in bank.annotations.texts.items() if found.names}


def _from_left_to_right(ours: list[Name], theirs: list[Name]) -> list[str]:
    """First the names that the left article has for itself, then those of both, then the right one's own."""
    left, right = (Counter(item.name for item in side) for side in (ours, theirs))
    return sorted(left | right, key=lambda name: ((right[name] - left[name]) / (right[name] + left[name]), name))


def _square(item: Name, y: float, i: float) -> Json:
    paragraph = item.place.paragraph
    text = str(paragraph.number) if paragraph.number else paragraph.kind[0].upper()
    return {"y": y, "i": i, "text": text, "full": not item.quoted}


def _row(bank: Bank, text: str, item: Name) -> tuple[str, ...]:
    words = bank.texts[text].verbatim[item.place.passage.start : item.place.passage.end]
    place = where(bank.texts[text], item.place.passage)
    thing = bank.annotations.things[item.thing]
    return bank.texts[text].outlet, place, thing, item.name, " ".join(words.split()), "quoted" if item.quoted else "reporter's"


def _sentence(outlets: tuple[str, str], ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> str:
    left, right = (Counter((item.thing, item.name) for item in side) for side in (ours, theirs))
    groups = {
        "both articles use": left.keys() & right.keys(),
        f"only {outlets[0]} uses": left.keys() - right.keys(),
        f"only {outlets[1]} uses": right.keys() - left.keys(),
    }
    told = []
    for who, names in groups.items():
        if names:
            uses = sorted((-left[name] - right[name], name[1]) for name in names)
            told.append(f"{who} {len(names)} ({', '.join(f'“{called}” {-count}×' for count, called in uses)})")
    return f"Of {len(left | right)} names for {len({thing for thing, _ in left | right})} things, {listed(told)}."
