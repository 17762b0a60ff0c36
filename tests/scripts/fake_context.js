/** A JupyterLab document context that saves when a test says so, and a widget's model. */

/** Lets every promise that is ready run on. */
export async function settle() {
  for (let i = 0; i < 20; i += 1) await null;
}

/** `finish(error)` ends the oldest save under way; `file` is what is on disk. */
export function fakeContext(metadata = {}) {
  const listeners = [];
  const endings = [];
  const context = {
    metadata,
    file: structuredClone(metadata),
    begun: 0,
    underWay: 0,
    most: 0,
    emit: (state) => listeners.forEach((listener) => listener(context, state)),
    saveState: { connect: (listener) => listeners.push(listener) },
    model: {
      readOnly: false,
      getMetadata: (key) => structuredClone(context.metadata[key]),
      setMetadata: (key, value) => { context.metadata[key] = structuredClone(value); },
    },
    async save() {
      await null; // as JupyterLab: `await this.ready` comes before the snapshot
      context.begun += 1;
      context.underWay += 1;
      context.most = Math.max(context.most, context.underWay);
      context.emit("started");
      const snapshot = structuredClone(context.metadata);
      const error = await new Promise((resolve) => endings.push(resolve));
      context.underWay -= 1;
      context.emit(error ? "failed" : "completed");
      if (error) throw error;
      context.file = snapshot;
    },
    async finish(error) {
      await settle();
      endings.shift()(error);
      await settle();
    },
  };
  return context;
}

/** A widget's model: `sent` lists what was sent to the kernel, `dead` makes sending fail. */
export function fakeModel(traits, context) {
  const listeners = new Map();
  const heard = (event) => listeners.get(event) ?? [];
  let unsent = {};
  const model = {
    sent: [],
    dead: false,
    get: (name) => traits[name],
    set(name, value) {
      traits[name] = value;
      unsent[name] = value;
      heard(`change:${name}`).slice().forEach((listener) => listener());
    },
    save_changes() {
      if (model.dead) throw new Error("Kernel is dead");
      model.sent.push(unsent);
      unsent = {};
    },
    on: (event, listener) => listeners.set(event, [...heard(event), listener]),
    off: (event, listener) => listeners.set(event, heard(event).filter((other) => other !== listener)),
    listening: () => [...listeners.values()].flat().length,
  };
  if (context) model.widget_manager = { context };
  return model;
}
