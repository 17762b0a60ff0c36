/** Keys pressed inside a widget: which are its own, and which are for the notebook around it. */

/** What to do with a key pressed inside a widget: "save", "leave" for the cell, "stop" (hide it from Jupyter) or "pass". */
export function keyCourse({ key, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented, isComposing }) {
  const command = (ctrlKey || metaKey) && !altKey;
  if (key === "Escape" && !(command || shiftKey || altKey || defaultPrevented || isComposing)) return "leave";
  if (command && !shiftKey && key.toLowerCase() === "s") return "save";
  // Other editors than Jupyter's see their own shortcuts only if they bubble; plain letters must not reach Jupyter.
  return key === "Tab" || (command && !defaultPrevented) ? "pass" : "stop";
}

/** Keeps the notebook's shortcuts out of a section, and keeps what was typed in it when it is left, or saved. */
export function guardKeys(section, keeper) {
  section.dataset.lmSuppressShortcuts = "true";
  section.setAttribute("lm-suppress-shortcuts", "true");
  section.addEventListener("keydown", (event) => {
    const course = keyCourse(event);
    if (course === "pass") return;
    // As Escape leaves an editor of Jupyter's: from the cell, arrow keys lead on and Shift+Enter runs it.
    if (course === "leave") section.closest(".jp-Cell")?.focus();
    if (course === "save" && !(keeper.save() || event.defaultPrevented)) return;
    // Jupyter's own Ctrl+S does not see keys in here: without this the browser would offer to save the page.
    if (course === "save") event.preventDefault();
    event.stopPropagation();
  });
  section.addEventListener("keyup", (event) => { if (keyCourse(event) === "stop") event.stopPropagation(); });
  // Notebook 7 looks for shortcuts before the key gets here, and for some asks the focused element alone: without this,
  // typing "d" twice on an option deletes the cell.
  section.addEventListener("focusin", ({ target }) => { target.dataset.lmSuppressShortcuts = "true"; });
  section.addEventListener("focusout", () => keeper.flush());
}
