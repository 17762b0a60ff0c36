/**
 * Stands for a module that another widget brings to the page: of forty questions, the first of each type has the script.
 *
 * Where each cell is a page of its own (Colab), nobody else brings it: then Python is asked for it.
 */

/** The module's name; Python puts it here. */
const NAME = "";
/** Python is asked when nobody has brought the module after this many milliseconds. */
const PATIENCE = 2000;
const PAUSE = 20;
/** After this many milliseconds it is not coming any more. */
const END = 60000;

const modules = (globalThis[Symbol.for("pairedtexts.modules")] ??= new Map());

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function askFor(model) {
  // The module, once it runs, puts itself into the map.
  model.on("msg:custom", ({ script }) => script && import(URL.createObjectURL(new Blob([script], { type: "text/javascript" }))));
  model.send({ ask: "script" });
}

async function brought({ model, el }) {
  for (let waited = 0; !modules.has(NAME) && waited < END; waited += PAUSE) {
    if (waited === PATIENCE) {
      askFor(model);
      el.textContent = "The question is being loaded. If nothing happens, run this cell again.";
    }
    await later(PAUSE);
  }
  if (!modules.has(NAME)) return { render: () => { el.textContent = "The question did not come. Run this cell again."; } };
  el.textContent = "";
  return modules.get(NAME);
}

export default { render: async (context) => (await brought(context)).render(context) };
