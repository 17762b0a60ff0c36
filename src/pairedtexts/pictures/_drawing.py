"""What all pictures look like: one column of lines and marks that is as wide as the notebook.

Everything is drawn over the page's own background in the page's own text color, so that it can be read in a light and in
a dark theme; the other colors stand out from white and from black (3:1 at least). None of them says something that no word
beside it says. Widths are expressions: the browser lays the picture out anew when the window changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import altair as alt

from ..digest import Json

INK = "currentColor"
MARK = "#008577"  # white on it can be read
SIDES = ("#8A5CB8", "#9A6700", "#767676", "#008577")  # told apart with any kind of color blindness
FONT_SIZE = "(width < 340 ? 11 : 13)"
"""Expression: what stands in one line on a laptop should do so on a page at 400 %, where every pixel is four."""
LINE = 22  # pixels from one line of text to the next
COLUMN = "min(250, width * 0.42)"
"""Expression: the width of the column that names what a bar shows."""

# Of Vega-Lite 5 and no version of it: JupyterLab draws it with the one that it brings.
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_FONT = "system-ui, sans-serif"

# Jupyter draws the pictures of a notebook that is opened before the notebook has its place on the screen, so there is no
# width yet, and Vega-Lite asks for it again only when the window changes. This changes what it compiles to, where the
# first signal is the width: it is looked at twice a second, also when a panel beside the notebook opens.
_WIDTH = (
    {"op": "replace", "path": "/signals/0/init", "value": "containerSize()[0] || 640"},
    {"op": "replace", "path": "/signals/0/on/0/events", "value": "window:resize, timer{500}"},
    {"op": "replace", "path": "/signals/0/on/0/update", "value": "containerSize()[0] || width"},
)

Values = Sequence[Mapping[str, Json]]


def lines(name: str, values: Values, **mark: Any) -> alt.Chart:
    """Lines of text at the height ``y``, shortened where the page is too narrow for them."""
    style: dict[str, Any] = {"align": "left", "baseline": "middle", "x": 0, "limit": alt.ExprRef("width"), **mark}
    style.setdefault("fontSize", alt.ExprRef(FONT_SIZE))
    return _made(_layer(name, values).mark_text(**style).encode(y=_pixels("y"), text=alt.Text("text:N")))


def at(x: str, align: str, limit: str) -> dict[str, Any]:
    """Where lines stand that do not begin at the left edge; ``x`` and ``limit`` are expressions."""
    return {"x": alt.ExprRef(x), "align": align, "limit": alt.ExprRef(limit)}


def head(x: str = "0", align: str = "left") -> dict[str, Any]:
    """What a line looks like that stands over others."""
    return {"x": alt.ExprRef(x), "align": align, "fontWeight": "bold", "fontSize": alt.ExprRef(f"{FONT_SIZE} + 1")}


def squares(name: str, values: Values, x: str, step: str) -> list[alt.Chart]:
    """Squares, filled where ``full`` is true and empty where it is not, with a letter or two in each if there is room.

    ``x`` and ``step`` are expressions: the middle of a square, and the distance from one to the next.
    """
    size = alt.ExprRef(f"pow({step} - 4, 2)")
    layers = []
    for full in (True, False):
        some = [{key: value for key, value in item.items() if key != "full"} for item in values if item["full"] == full]
        if not some:
            continue
        part = _layer(f"{name}-{'full' if full else 'empty'}", some)
        at = {"x": alt.ExprRef(x), "fill": MARK if full else "transparent", "stroke": MARK, "strokeWidth": 2}
        layers.append(part.mark_point(shape="square", size=size, opacity=1, **at).encode(y=_pixels("y")))
        ink = "white" if full else INK
        words, size_of_words = alt.ExprRef(f"{step} < 14 ? '' : datum.text"), alt.ExprRef(f"min(11, {step} * 0.55)")
        letters = part.mark_text(
            x=alt.ExprRef(x), text=words, color=ink, fontSize=size_of_words, baseline="middle", align="center"
        )
        layers.append(letters.encode(y=_pixels("y")))
    return layers


def bars(name: str, values: Values, longest: float, color: str) -> alt.Chart:
    """Bars from the end of the first column to the number in ``words``."""
    bar = _layer(name, values).mark_bar(height=14, color=color, orient="horizontal")
    return _made(bar.encode(y=_pixels("y"), x=_bar_ends(longest)))


def behind_bars(name: str, values: Values, longest: float) -> alt.Chart:
    """The text that stands where the bar for ``words`` ends."""
    words = _layer(name, values).mark_text(align="left", baseline="middle", dx=6, fontSize=alt.ExprRef(FONT_SIZE))
    return _made(words.encode(y=_pixels("y"), x=_bar_ends(longest), text=alt.Text("text:N")))


def dots(name: str, values: Values, *, full: bool) -> alt.Chart:
    """Round marks at the left edge, filled or empty."""
    style = {"fill": MARK if full else "transparent", "stroke": MARK, "strokeWidth": 2, "opacity": 1}
    return _made(_layer(name, values).mark_point(shape="circle", size=90, x=8, **style).encode(y=_pixels("y")))


def rules(name: str, values: Values) -> alt.Chart:
    """The line that joins two marks at the left edge, from ``y`` to ``end``."""
    rule = _layer(name, values).mark_rule(color=MARK, strokeWidth=2, x=8)
    return _made(rule.encode(y=_pixels("y"), y2=alt.Y2("end")))


def drawing(
    title: str,
    key: Sequence[str],
    alternative: str,
    layers: Sequence[alt.Chart],
    height: float,
) -> Json:
    """The Vega-Lite of a picture; ``key`` says under its title how to read it."""
    sizes: dict[str, Any] = {"fontSize": alt.ExprRef(f"{FONT_SIZE} + 3"), "subtitleFontSize": alt.ExprRef(FONT_SIZE)}
    if key:
        sizes["subtitle"] = list(key)
    heading = alt.TitleParams(text=title, aria=False, limit=alt.ExprRef("width"), **sizes)
    # The same on every machine: nothing of a plotting theme that somebody may have turned on.
    with alt.theme.enable("none"):
        chart = alt.layer(*layers, title=heading, description=f"{title}. {alternative}", width="container", height=height)
        spec: dict[str, Json] = chart.to_dict()
    spec["$schema"] = _SCHEMA
    spec["background"] = "transparent"
    spec["config"] = _config()
    # No menu of actions that lead away from the notebook; SVG, which takes the page's color and can be enlarged.
    spec["usermeta"] = {"embedOptions": {"actions": False, "defaultStyle": False, "patch": list(_WIDTH), "renderer": "svg"}}
    return spec


def _made(chart: Any) -> alt.Chart:
    # `encode` is not typed.
    return cast(alt.Chart, chart)


def _layer(name: str, values: Values) -> alt.Chart:
    # A name keeps the library from giving one of its own, and from moving the data elsewhere.
    return alt.Chart(alt.InlineData(values=[dict(item) for item in values], name=name))


def _pixels(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def _bar_ends(longest: float) -> alt.X:
    # The first column has the speakers' names; behind the longest bar there is room for its number.
    ends: list[Any] = [alt.ExprRef(COLUMN), alt.ExprRef("width - 36")]
    return alt.X("words:Q", axis=None, scale=alt.Scale(domain=[0, longest], range=ends, nice=False))


def _config() -> Json:
    return {
        # A screen reader gets the description of the whole, and the table below: not every mark one by one.
        "aria": False,
        "mark": {"aria": False},
        "font": _FONT,
        "text": {"color": INK},
        "title": {
            "anchor": "start",
            "color": INK,
            "offset": 10,
            "subtitleColor": INK,
            "subtitleLineHeight": 18,
            "subtitlePadding": 6,
        },
        "view": {"stroke": None},
    }
