/** What a widget does to the page around it: its style sheets, and the static copy that it stands for. */

/** The widget's style sheets, each with a name of its own; Python puts them here when it joins the modules. */
export const STYLES = [];

/**
 * Puts style sheets into the page that are not there yet. anywidget would replace a sheet with each widget that has it,
 * and every sheet put into a page makes the browser style all of it anew.
 */
export function addStyles(document, sheets = STYLES) {
  for (const [id, text] of sheets) {
    if (document.getElementById(id)) continue;
    const style = document.createElement("style");
    style.id = id;
    style.textContent = text;
    document.head.append(style);
  }
}

/** Hides the static copy in the output area that the widget is put into. Returns what ends that. */
export function replaceStatic(section, copy) {
  const hide = () => {
    for (const output of section.closest(".jp-OutputArea")?.children ?? []) {
      if (output.querySelector(copy)) output.classList.add("pt-stale");
    }
  };
  // A widget is drawn before it is put anywhere; it has a size when it stands in its place.
  const observer = new ResizeObserver(hide);
  observer.observe(section);
  return () => observer.disconnect();
}
