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

/** Hides the static copies beside a widget, which are for when the live one is not there. Returns what ends that. */
export function hideStatic(section) {
  const outputs = new MutationObserver(hide);
  let frame = requestAnimationFrame(find);

  /** A widget is drawn before it is put in its place, and nothing tells when; sizes are not known far from the screen. */
  function find() {
    const area = section.closest(".jp-OutputArea");
    if (area) {
      outputs.observe(area, { childList: true });
      hide();
    } else if (!section.isConnected) {
      frame = requestAnimationFrame(find);
    }
  }

  function hide() {
    for (const output of section.closest(".jp-OutputArea")?.children ?? []) {
      // By what JupyterLab says of an output: its words may be drawn later.
      const isCopy = !output.contains(section) && output.querySelector('[data-mime-type="text/html"]') !== null;
      output.classList.toggle("pt-stale", isCopy);
    }
  }

  return () => {
    cancelAnimationFrame(frame);
    outputs.disconnect();
  };
}
