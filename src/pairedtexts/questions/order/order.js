/** order: items put in order. Answer: all item ids in the student's order, or null while the list is neither moved nor confirmed. */

import { promptFieldset } from "pairedtexts/prompt.js";
import { renderQuestion } from "pairedtexts/question.js";

const ORDER_HELP =
  "Move the items with Up and Down (on the keyboard also Alt with the arrow keys), or drag them by the handle. " +
  "If the order is right as it stands, press “This is my order”.";

/** The order that an answer names; null when it is not one of exactly these items. */
export function orderOf(items, answer) {
  const complete = Array.isArray(answer) && answer.length === items.length && items.every(({ id }) => answer.includes(id));
  return complete ? [...answer] : null;
}

/** How many of the other items, given the middle of each, lie above a pointer at height `y`: the place it points to. */
export function placeUnder(middles, y) {
  return middles.filter((middle) => middle < y).length;
}

/** The controls of order (see `renderQuestion`). */
export function orderControls({ document, question, host, change, announce, idPrefix }) {
  const { items, first, last } = question;
  const fieldset = promptFieldset(document, question.prompt);
  const add = (parent, tag, className, text = "") => {
    const element = parent.appendChild(document.createElement(tag));
    return Object.assign(element, { className, textContent: text });
  };
  const button = (parent, text, name, value) => {
    const element = Object.assign(add(parent, "button", "pt-button", text), { type: "button" });
    element.dataset[name] = value;
    return element;
  };
  add(fieldset, "p", "pt-hint", ORDER_HELP).id = `${idPrefix}-help`;
  fieldset.setAttribute("aria-describedby", `${idPrefix}-help`);
  if (first) add(fieldset, "p", "pt-order-end", `First: ${first}`);
  const list = add(fieldset, "ol", "pt-order");
  const drawn = items.map(drawItem); // one list element an item, in the order first shown
  if (last) add(fieldset, "p", "pt-order-end", `Last: ${last}`);
  const confirm = button(fieldset, "This is my order", "confirm", "");
  host.append(fieldset);
  let answered = false;
  let drag = null; // the item that the pointer holds, and the place where it was

  function drawItem({ id, text }) {
    const item = add(list, "li", "");
    item.dataset.item = id;
    const row = add(item, "div", "pt-order-row");
    add(row, "span", "pt-order-handle").setAttribute("aria-hidden", "true"); // Up and Down do the same
    add(row, "span", "pt-order-text", text);
    button(row, "Up", "move", "up");
    button(row, "Down", "move", "down");
    return item;
  }

  const positionOf = (item) => Array.from(list.children).indexOf(item);
  const wordsOf = (item) => `“${item.querySelector(".pt-order-text").textContent}”`;
  const itemAt = ({ target }) => target.closest("[data-item]");

  function paint() {
    for (const [i, item] of Array.from(list.children).entries()) {
      for (const control of item.querySelectorAll("[data-move]")) {
        const way = control.dataset.move;
        control.setAttribute("aria-label", `Move ${wordsOf(item)} ${way}, now ${i + 1} of ${items.length}`);
        // Not disabled: the item moved there would lose the focus.
        control.setAttribute("aria-disabled", String(i === (way === "up" ? 0 : items.length - 1)));
      }
    }
    confirm.setAttribute("aria-disabled", String(answered));
  }

  /** Moves the items around this one, not itself: what leaves the page for a moment loses focus and pointer. */
  function put(item, place) {
    const others = Array.from(list.children).filter((other) => other !== item);
    item.before(...others.slice(0, place));
    item.after(...others.slice(place));
    paint();
  }

  /** Takes the order on the screen as the answer. */
  function settle() {
    answered = true;
    paint();
    change(Array.from(list.children, (item) => item.dataset.item));
  }

  const tell = (item) => announce(`${wordsOf(item)} is now ${positionOf(item) + 1} of ${items.length}`);

  function move(item, by) {
    const place = positionOf(item) + by;
    if (place >= 0 && place < items.length) {
      put(item, place);
      settle();
    }
    tell(item);
  }

  list.addEventListener("click", (event) => {
    const way = event.target.closest("[data-move]")?.dataset.move;
    if (way) move(itemAt(event), way === "up" ? -1 : 1);
  });

  list.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || !event.altKey) return;
    event.preventDefault();
    move(itemAt(event), by);
  });

  confirm.addEventListener("click", () => {
    if (answered) return;
    settle();
    announce("This order is your answer.");
  });

  list.addEventListener("pointerdown", (event) => {
    if (drag || event.button !== 0 || !event.target.matches(".pt-order-handle")) return;
    event.preventDefault(); // no selection of text
    event.target.setPointerCapture(event.pointerId);
    const item = itemAt(event);
    drag = { item, from: positionOf(item) };
    item.dataset.dragged = "";
    item.querySelector("button").focus(); // a focus on an item that makes room would be lost
  });

  list.addEventListener("pointermove", ({ clientY }) => {
    if (!drag) return;
    const others = Array.from(list.children).filter((other) => other !== drag.item);
    const boxes = others.map((other) => other.getBoundingClientRect());
    const place = placeUnder(boxes.map(({ top, bottom }) => (top + bottom) / 2), clientY);
    if (place !== positionOf(drag.item)) put(drag.item, place);
  });

  function drop({ type }) {
    if (!drag) return;
    const { item, from } = drag;
    drag = null;
    delete item.dataset.dragged;
    if (type === "pointercancel") return put(item, from);
    if (positionOf(item) === from) return;
    settle();
    tell(item);
  }

  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);

  function show(answer) {
    const order = orderOf(items, answer);
    answered = order !== null;
    const shown = order ? order.map((id) => drawn.find((item) => item.dataset.item === id)) : drawn;
    if (shown.some((item, i) => positionOf(item) !== i)) list.append(...shown);
    paint();
    return order;
  }

  function clear() {
    show(null);
    change(null);
    confirm.focus();
  }

  return { show, clear };
}

export default { render: renderQuestion(orderControls) };
