"""Scoring rules for questions with right and wrong options, as shares of the points.

c right options, w wrong options, t right ones chosen, f wrong ones chosen. Whoever calls has seen to it that something
was chosen: a blank answer earns nothing under every rule, and is not scored.
"""

from __future__ import annotations

RULE_WORDS = {
    "all-or-nothing": "Full points if everything is right, otherwise none.",
    "net": "Each right choice earns a share; each wrong choice takes one share away. Never below zero.",
    "balanced": "Right choices earn, wrong choices take away; choosing everything earns nothing.",
    "each-decision": "Every option counts: choosing a right one and leaving out a wrong one each earn a share.",
    "overlap": "Full points if you select the words that show it and not much more; otherwise some of the points, or none.",
}
"""Each rule as it stands under its question, in a student's words."""


def net(c: int, w: int, t: int, f: int) -> float:
    return max(0.0, (t - f) / c)


def balanced(c: int, w: int, t: int, f: int) -> float:
    return max(0.0, t / c - f / w) if w else t / c


def each_decision(c: int, w: int, t: int, f: int) -> float:
    return (t + w - f) / (c + w)


def all_or_nothing(c: int, w: int, t: int, f: int) -> float:
    return 1.0 if t == c and f == 0 else 0.0


OPTION_RULES = {"net": net, "balanced": balanced, "each-decision": each_decision, "all-or-nothing": all_or_nothing}
