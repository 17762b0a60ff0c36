"""Scoring rules, as shares of the points, and how each is put to a student.

For questions with right and wrong options: c right options, w wrong options, t right ones chosen, f wrong ones chosen.
Whoever calls has seen to it that something was chosen: a blank answer earns nothing under every rule, and is not scored.
"""

from __future__ import annotations

_WORDS = {
    "all-or-nothing": "All points, or none.",
    "net": "Each right choice earns a share; each wrong choice takes one share away. Never below zero.",
    "balanced": "Right choices earn, wrong choices take away; choosing everything earns nothing.",
    "each-decision": "Every option counts: choosing a right one and leaving out a wrong one each earn a share.",
    "each-cell": "Each right answer earns an equal share of the points; a wrong one costs nothing.",
    "longest-run": "The more items stand in the right order one after the other, the more points.",
    "weights": "A label that fits best earns full points; one that fits less well earns a part.",
    "overlap": "Full points if you select the words that show it and not much more; otherwise some of the points, or none.",
    "checklist": "The checklist earns its share of the points by itself; your teacher reads your text and gives the rest.",
    "checklist-alone": "Every point of the checklist that is done earns its share of the points.",
    "by-hand": "Your teacher reads your text and gives the points.",
    "not-scored": "Not scored: there is no right or wrong here.",
}


def rules(*names: str) -> dict[str, str]:
    """Rules by name, each as it stands under its question, in a student's words."""
    return {name: _WORDS[name] for name in names}


def net(c: int, w: int, t: int, f: int) -> float:
    return max(0.0, (t - f) / c)


def balanced(c: int, w: int, t: int, f: int) -> float:
    return max(0.0, t / c - f / w) if w else t / c


def each_decision(c: int, w: int, t: int, f: int) -> float:
    return (t + w - f) / (c + w)


def all_or_nothing(c: int, w: int, t: int, f: int) -> float:
    return 1.0 if t == c and f == 0 else 0.0


OPTION_RULES = {"net": net, "balanced": balanced, "each-decision": each_decision, "all-or-nothing": all_or_nothing}
