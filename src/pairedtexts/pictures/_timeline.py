"""What happened when: one event below the other, with the time between them, and which article tells of it."""

from __future__ import annotations

from ..bank import Bank, Event
from ..contents import Picture
from ..digest import Json
from ..texts import where
from ._listing import listed

_KEY = ("● told in an article   ○ told in none",)
_HEADER = ("Date", "What happened", "Told in", "Primary source")
_MONTHS = "January, February, March, April, May, June, July, August, September, October, November, December"
_LONG = 4  # years without an event that are named in the picture


def enough(bank: Bank) -> bool:
    """Whether there are events."""
    return bool(bank.annotations.events)


def make(name: str, bank: Bank) -> Picture:
    """The picture, from the events of the course."""
    from . import _drawing as draw

    events = bank.annotations.events
    first, last = (int(event.date[:4]) for event in (events[0], events[-1]))
    title = f"Timeline, {first} to {last}" if last > first else f"Timeline, {first}"
    dates: list[Json] = []
    words: list[Json] = []
    gaps: list[Json] = []
    rules: list[Json] = []
    dots: dict[bool, list[Json]] = {True: [], False: []}
    y = draw.LINE / 2
    for event, following in zip(events, (*events[1:], None), strict=True):
        told = _told_in(bank, event)
        dots[bool(told)].append({"y": y})
        dates.append({"y": y, "text": _in_words(event.date) + (f" · {told}" if told else "")})
        words.append({"y": y + draw.LINE * 0.8, "text": event.event})
        if following is not None:
            years = int(following.date[:4]) - int(event.date[:4])
            # Time that passes takes room: the same distance for what came soon after, more for each year between.
            end = y + draw.LINE * 2 + years * 5
            rules.append({"y": y + 6, "end": end - 6})
            if years >= _LONG:
                gaps.append({"y": (y + draw.LINE * 0.8 + end) / 2 + 1, "text": f"about {years} years"})
            y = end
    layers = [
        draw.rules("rules", rules),
        *(draw.dots(f"dots-{'told' if full else 'untold'}", dots[full], full=full) for full in dots if dots[full]),
        draw.lines("dates", dates, **draw.at("24", "left", "width - 24"), fontWeight="bold"),
        draw.lines("events", words, **draw.at("24", "left", "width - 24")),
        draw.lines("gaps", gaps, **draw.at("24", "left", "width - 24"), fontStyle="italic", opacity=0.8),
    ]
    alternative = _sentence(bank)
    spec = draw.drawing(title, _KEY, alternative, layers, y + draw.LINE * 1.3)
    rows = [(_in_words(event.date), event.event, _told_in(bank, event) or "no article", event.source) for event in events]
    return Picture(name, title, alternative, _HEADER, tuple(rows), spec)


def _in_words(date: str) -> str:
    year, *rest = date.split("-")
    month = _MONTHS.split(", ")[int(rest[0]) - 1] if rest else ""
    day = f" {int(rest[1])}," if len(rest) > 1 else ""
    return f"{month}{day} {year}".strip()


def _told_in(bank: Bank, event: Event) -> str:
    places = [(bank.texts[place.passage.text], place.passage) for place in event.mentions]
    return ", ".join(f"{text.short} {where(text, passage).replace(' ', '')}" for text, passage in places)


def _sentence(bank: Bank) -> str:
    events = bank.annotations.events
    articles = {name: text.outlet for name, text in bank.texts.items() if text.role == "article"}
    told = [
        f"{outlet} {'' if i else 'tells '}of {sum(any(m.passage.text == name for m in event.mentions) for event in events)}"
        for i, (name, outlet) in enumerate(articles.items())
    ]
    told.append(f"{'neither' if len(articles) == 2 else 'none'} of {sum(not event.mentions for event in events)}")
    first, last = events[0], events[-1]
    span = f"from “{first.event}” ({_in_words(first.date)}) to “{last.event}” ({_in_words(last.date)})"
    return f"{len(events)} events, {span}. {listed(told)}."
