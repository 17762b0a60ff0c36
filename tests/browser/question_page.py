"""One question on a page, as a student answers it: by mouse, by keyboard alone, by touch, whatever its type.

Types made of native controls need nothing here: each control says in ``data-part`` which part of the answer it is.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from playwright.sync_api import Locator, Page, expect

from pairedtexts.bank import load_bank
from pairedtexts.texts import Text, paragraphs, sentences
from sample_course import REPOSITORY

from .jupyter_server import PATIENCE

MILLISECONDS = PATIENCE * 1000

# What a question shows as its answer, and what a record holds, in one shape: {part: [values]}, "" for an answer of one part.
SHOWN_AND_KEPT = """
const folded = (text) => String(text).replace(/\\s+/g, " ").trim();
const unquoted = (text) => folded(text).replace(/^["“”‘’]+|["“”‘’]+$/g, "");
function gathered(pairs) {
  const given = {};
  for (const [part, value] of pairs) (given[part] ??= []).push(value);
  return given;
}
function shownIn(section) {
  const pairs = [];
  if (section.dataset.type === "mark-evidence") {
    for (const chip of section.querySelectorAll(".pt-chip q")) pairs.push(["", unquoted(chip.textContent)]);
  }
  if (section.querySelector("[data-confirm][aria-disabled='true']")) {
    for (const item of section.querySelectorAll("[data-item]")) pairs.push(["", item.dataset.item]);
  }
  for (const control of section.querySelectorAll("[data-part]")) {
    const chosen = control.matches("[type=radio], [type=checkbox]") ? control.checked : control.value.trim() !== "";
    if (chosen) pairs.push([control.dataset.part, folded(control.value)]);
  }
  return gathered(pairs);
}
function partsOf(answer) {
  if (answer == null) return [];
  if (Array.isArray(answer)) return answer.map((item) => ["", item.quote === undefined ? folded(item) : unquoted(item.quote)]);
  if (typeof answer !== "object") return [["", folded(answer)]];
  const modified = "certainty" in answer && "reason" in answer;
  return Object.entries(answer).flatMap(([part, value]) => {
    if (modified && part === "answer") return partsOf(value);
    return [value ?? []].flat().map((item) => [part, folded(item)]);
  });
}
const keptAs = (answer) => gathered(partsOf(answer));
"""

# Until an element has not moved for ten frames.
_UNTIL_STILL = """
async (element) => {
  let last = null;
  for (let still = 0; still < 10; ) {
    await new Promise(requestAnimationFrame);
    const { x, y } = element.getBoundingClientRect();
    still = `${x} ${y}` === last ? still + 1 : 0;
    last = `${x} ${y}`;
  }
}
"""


def shown_words(text: Text) -> list[tuple[int, int]]:
    """Where the words of an article stand in its file, in the order in which a question shows them."""
    article = [paragraph for paragraph in paragraphs(text) if paragraph.kind != "furniture"]
    found = [re.compile(r"\S+").finditer(text.verbatim, part.start, part.end) for part in article]
    return [match.span() for match in itertools.chain.from_iterable(found)]


def words_of(passage: Any) -> list[int]:
    """Which of its article's words a passage touches, counted from 0."""
    words = shown_words(articles()[passage["text"]])
    return [i for i, (start, end) in enumerate(words) if start < passage["end"] and end > passage["start"]]


def in_whole_words(passage: Any) -> Any:
    """The passage as a hand gives it: it begins and ends with a whole word, punctuation and all."""
    text = articles()[passage["text"]]
    touched = [shown_words(text)[i] for i in words_of(passage)]
    start, end = touched[0][0], touched[-1][1]
    return {"text": text.id, "start": start, "end": end, "quote": text.verbatim[start:end]}


def in_whole_sentences(passage: Any) -> Any:
    """The passage as a hand gives it where a selection snaps to sentences."""
    text = articles()[passage["text"]]
    touched = [span for span in sentences(text) if span.start < passage["end"] and passage["start"] < span.end]
    words = [word for word in shown_words(text) if touched[0].start <= word[0] < touched[-1].end]
    start, end = words[0][0], words[-1][1]
    return {"text": text.id, "start": start, "end": end, "quote": text.verbatim[start:end]}


def by_hand(answer: Any, unit: str = "words") -> Any:
    """The answer as it is given by hand: passages in whole words, or in whole sentences."""
    if isinstance(answer, dict):
        if "quote" in answer:
            return in_whole_sentences(answer) if unit == "sentences" else in_whole_words(answer)
        return {part: by_hand(value, unit) for part, value in answer.items()}
    return [by_hand(item, unit) for item in answer] if isinstance(answer, list) else answer


@cache
def articles() -> Mapping[str, Text]:
    return load_bank(REPOSITORY).texts


def wait_for(page: Page, happened: Callable[[], Any], what: str) -> Any:
    """What ``happened()`` returns as soon as that is true; the page goes on meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while not (result := happened()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        page.wait_for_timeout(20)
    return result


def parts_of(answer: Any) -> Iterator[tuple[str, Any]]:
    """The parts of an answer in the order in which they stand on the page: its own first, then reason and certainty."""
    if isinstance(answer, dict) and answer.keys() == {"answer", "certainty", "reason"}:
        yield from parts_of(answer["answer"])
        yield from ((part, answer[part]) for part in ("reason", "certainty") if answer[part] is not None)
    elif isinstance(answer, dict):
        yield from ((part, value) for part, value in answer.items() if value is not None)
    elif answer is not None:
        yield "", answer


@dataclass(frozen=True)
class QuestionOnPage:
    """One question, as a student sees and answers it."""

    page: Page
    name: str

    @property
    def section(self) -> Locator:
        return self.page.locator(f'.pt-question[data-question="{self.name}"]')

    @property
    def status(self) -> Locator:
        return self.section.locator(".pt-status")

    @property
    def type(self) -> str:
        return str(self.section.get_attribute("data-type"))

    def expect_state(self, state: str) -> None:
        expect(self.status).to_have_attribute("data-state", state, timeout=MILLISECONDS)

    def expect_shown(self, answer: Any) -> None:
        """What is chosen on the screen is this answer, and the status calls it saved."""
        self.expect_state("saved")
        self.expect_chosen(answer)

    def expect_chosen(self, answer: Any) -> None:
        """What is chosen on the screen is this answer."""
        wanted = self.page.evaluate(f"(answer) => {{ {SHOWN_AND_KEPT} return keptAs(answer); }}", answer)
        ordered = self.type == "order"
        wait_for(
            self.page,
            lambda: _comparable(self.shown(), ordered=ordered) == _comparable(wanted, ordered=ordered),
            f"{wanted} in {self.name}, which shows {self.shown()}",
        )

    def shown(self) -> dict[str, list[str]]:
        """What is chosen on the screen, by part of the answer."""
        return dict(self.section.evaluate(f"(section) => {{ {SHOWN_AND_KEPT} return shownIn(section); }}"))

    def check(self) -> None:
        self.section.get_by_role("button", name="Check my answer").click()

    def control(self, part: str, value: str = "") -> Locator:
        """The controls of a part of the answer; of radio buttons and checkboxes the one with this value."""
        named = f'[data-part="{part}"]'
        return self.section.locator(f'{named}[value="{value}"]:is([type=radio], [type=checkbox])' if value else named)

    def option(self, option: str, part: str = "") -> Locator:
        """The label of an option: all of it can be clicked."""
        return self.section.locator("label", has=self.page.locator(f'input[data-part="{part}"][value="{option}"]'))

    # By mouse.

    def answer_by_mouse(self, answer: Any) -> None:
        """Give an answer that is not yet there, with clicks; what is typed is typed."""
        self._answer(answer, lambda target: target.click(), self.mark_by_mouse)

    def answer_by_touch(self, answer: Any) -> None:
        """Give an answer that is not yet there, with taps; what is typed is typed."""
        self._answer(answer, lambda target: target.tap(), self.mark_by_touch)

    def _answer(self, answer: Any, press: Callable[[Locator], None], mark: Callable[[Any], None]) -> None:
        for part, value in parts_of(answer):
            if self.type == "mark-evidence" and part == "":
                for passage in value:
                    mark(passage)
            elif self.type == "order" and part == "":
                self._put_in_order(value, press)
            else:
                self._give(part, value, press)

    def _give(self, part: str, value: Any, press: Callable[[Locator], None]) -> None:
        field = self.control(part).first
        kind = field.evaluate("(control) => control.localName === 'input' ? control.type : control.localName")
        if kind in {"radio", "checkbox"}:
            for option in value if isinstance(value, list) else [value]:
                press(self.option(str(option), part))
        elif kind == "select":
            # The list itself is drawn by the system, not by the page.
            press(field)
            field.select_option(str(value))
        else:
            press(field)
            self._type(str(value))

    def _type(self, words: str) -> None:
        """Letter by letter, and of a long text the rest at once, as from a dictation."""
        self.page.keyboard.type(words[:60])
        if words[60:]:
            self.page.keyboard.insert_text(words[60:])

    def order_shown(self) -> list[str]:
        items = self.section.locator("[data-item]")
        return list(items.evaluate_all("(items) => items.map((item) => item.dataset.item)"))

    def _put_in_order(self, order: list[str], press: Callable[[Locator], None]) -> None:
        if self.order_shown() == order:
            press(self.section.locator("[data-confirm]"))
        for place, item in enumerate(order):
            for _ in range(self.order_shown().index(item) - place):
                press(self.section.locator(f'[data-item="{item}"] [data-move="up"]'))

    def words(self, passage: Any) -> tuple[Locator, Locator]:
        """The first and last word of a passage in the box."""
        words = self.section.locator(f'article[data-text="{passage["text"]}"] .pt-word')
        numbers = words_of(passage)
        return words.nth(numbers[0]), words.nth(numbers[-1])

    def mark_by_mouse(self, passage: Any) -> None:
        """Drag from a passage's first word to its last; click a single word."""
        first, last = self.words(passage)
        last.scroll_into_view_if_needed()
        first.scroll_into_view_if_needed()
        # Jupyter lays out a cell when it comes into view, and moves what is below it: a hand waits for that as well.
        first.evaluate(_UNTIL_STILL)
        first.hover()
        self.page.mouse.down()
        last.hover()
        self.page.mouse.up()

    def mark_by_touch(self, passage: Any) -> None:
        """Tap a passage's first word; of a longer one then "Adjust" and its last word: no drag at all."""
        first, last = self.words(passage)
        first.scroll_into_view_if_needed()
        first.evaluate(_UNTIL_STILL)
        chips = self.section.locator(".pt-chip")
        before = chips.locator("q").all_inner_texts()
        first.tap()
        expect(chips).to_have_count(len(before) + 1)
        if "pt-selected" in str(last.get_attribute("class")):
            return  # one word, or a sentence that was asked for as a whole
        added = next(i for i, words in enumerate(chips.locator("q").all_inner_texts()) if words not in before)
        chips.nth(added).locator(".pt-change").tap()
        last.scroll_into_view_if_needed()
        last.evaluate(_UNTIL_STILL)
        last.tap()
        self.section.locator('.pt-change[aria-expanded="true"]').tap()

    # By keyboard alone.

    def answer_by_keyboard(self, answer: Any) -> None:
        """Go on by Tab to this question and through it, giving an answer that is not yet there."""
        for part, value in parts_of(answer):
            if self.type == "mark-evidence" and part == "":
                self.tab_to(".pt-word")
                for passage in value:
                    self._mark_by_keyboard(passage)
            elif self.type == "order" and part == "":
                self._order_by_keyboard(value)
            else:
                self._give_by_keyboard(part, value)

    def _give_by_keyboard(self, part: str, value: Any) -> None:
        named = f'[data-part="{part}"]'
        if isinstance(value, list):
            # In the order shown, or Tab would have to go back.
            shown = [control.get_attribute("value") for control in self.control(part).all()]
            for option in sorted(value, key=shown.index):
                self.tab_to(f'{named}[value="{option}"]')
                self.press("Space")
            return
        self.tab_to(named)
        kind = self.page.evaluate("document.activeElement.type")
        if kind == "radio":
            options = [control.get_attribute("value") for control in self.control(part).all()]
            # An arrow key chooses as it moves; the first option needs Space.
            self.press("Space")
            for _ in range(options.index(str(value))):
                self.press("ArrowDown")
        elif kind == "select-one":
            options = self.control(part).locator("option").evaluate_all("(options) => options.map(({ value }) => value)")
            for _ in range(options.index(str(value))):
                self.press("ArrowDown")
        else:
            self._type(str(value))

    def _order_by_keyboard(self, order: list[str]) -> None:
        if self.order_shown() == order:
            self.tab_to("[data-confirm]")
            self.press("Enter")
        for place, item in enumerate(order):
            steps = self.order_shown().index(item) - place
            if steps:
                self.tab_to(f'[data-item="{item}"] [data-move="up"]')
            for _ in range(steps):
                self.press("Enter")

    def tab_to(self, selector: str) -> None:
        """Press Tab until something in this question that matches has the focus; at most 40 times."""
        wanted = f'.pt-question[data-question="{self.name}"] :is({selector})'
        for _ in range(40):
            if self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
                return
            self.press("Tab")
        raise AssertionError(f"Tab did not lead to {wanted}")

    def _mark_by_keyboard(self, passage: Any) -> None:
        first, last = (int(str(word.get_attribute("data-i"))) for word in self.words(passage))
        while self._cursor() < first:
            self.press("ArrowDown")
        if self._cursor() > first:
            self.press("ArrowUp")
        while self._cursor() < first:
            self.press("ArrowRight")
        self.press("Space")
        while self._cursor() < last:
            self.press("ArrowRight")
        self.press("Space")

    def _cursor(self) -> int:
        number = self.page.evaluate("document.activeElement.dataset.i")
        assert number is not None, "the focus left the words of the text"
        return int(number)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)


def _comparable(parts: Mapping[str, list[str]], *, ordered: bool) -> dict[str, list[str]]:
    """Ticks are a set, whatever order they are named in; where the order is the answer, it counts."""
    return {part: values if ordered else sorted(values) for part, values in parts.items()}
