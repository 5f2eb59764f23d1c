// The nine weights of a 3x3 kernel as fields, kernels to choose from, and the operation.

import { make, number } from "./elements.js";
import { weight } from "./sliding.js";

export const SIDE = 3;
const OPERATIONS = ["correlation", "convolution"];

/** The fields of a kernel and the kernels to choose from; `changed` is called after a change. */
export class KernelEditor {
  constructor(app, changed) {
    [this.app, this.changed] = [app, changed];
    this.name = make("p", { class: "name", "aria-hidden": "true" });
    const attributes = { size: 4, autocomplete: "off", "aria-describedby": "kernel-error", oninput: changed };
    this.fields = Array.from({ length: SIDE * SIDE }, () => make("input", attributes));
    this.grid = make("div", { class: "editor", role: "group" }, ...this.fields);
    this.error = make("p", { id: "kernel-error", class: "error", "aria-live": "polite" });
    this.buttons = app.data.kernels.map((preset) =>
      make("button", { onclick: () => this.use(preset.texts), "data-kernel": preset.id }),
    );
    this.learned = make("button", { onclick: () => this.use(learnedKernel(app).texts) });
    this.presets = make("div", { class: "presets", role: "group" }, ...this.buttons, this.learned);
    this.element = make("div", { class: "controls" }, this.name, this.grid, this.error, this.presets);
  }

  use(texts) {
    this.fields.forEach((field, n) => (field.value = texts[n]));
    this.changed();
  }

  get texts() {
    return this.fields.map((field) => field.value.trim());
  }

  /** The weights; null, and why is said, if one of them is no number. */
  read() {
    const weights = this.texts.map(weight);
    this.fields.forEach((field, n) => field.setAttribute("aria-invalid", Number.isNaN(weights[n])));
    this.app.data.kernels.forEach(({ texts }, n) => {
      const isThis = texts.every((text, tap) => weight(text) === weights[tap]);
      this.buttons[n].setAttribute("aria-pressed", isThis);
    });
    const isWrong = weights.some(Number.isNaN);
    this.error.textContent = isWrong ? this.app.say("kernel_error") : "";
    return isWrong ? null : weights;
  }

  /** Offer the kernel of the selected map. */
  offer() {
    const found = learnedKernel(this.app);
    this.learned.hidden = !found;
    if (found) this.learned.textContent = this.app.say("kernel_learned", found);
  }

  speak() {
    const { app } = this;
    this.name.textContent = app.say("kernel_name");
    this.grid.setAttribute("aria-label", app.say("kernel_name"));
    this.fields.forEach((field, n) => {
      const place = { row: Math.floor(n / SIDE), column: n % SIDE };
      field.setAttribute("aria-label", app.say("kernel_weight", place));
    });
    this.presets.setAttribute("aria-label", app.say("kernel_presets"));
    app.data.kernels.forEach(({ names }, n) => (this.buttons[n].textContent = names[app.language]));
    this.read();
    this.offer();
  }
}

/** The kernel of the selected map, if it is 3x3 and sees one channel; else null. */
function learnedKernel(app) {
  const layer = app.layers[app.selected?.layer];
  const kernel = layer?.weights.kernel;
  if (layer?.type !== "Conv2D" || `${kernel.shape.slice(0, 3)}` !== `${[SIDE, SIDE, 1]}`) return null;
  const { channel } = app.selected;
  const filters = kernel.shape[3];
  const texts = Array.from({ length: SIDE * SIDE }, (_, tap) => number(kernel.data[tap * filters + channel]));
  return { layer: layer.name, channel, texts };
}

/** Cross-correlation or convolution. */
export class OperationChoice {
  constructor(app, changed) {
    this.app = app;
    this.radios = OPERATIONS.map((value) =>
      make("input", { type: "radio", name: "operation", value, checked: value === OPERATIONS[0], onchange: changed }),
    );
    this.legend = make("legend");
    this.texts = OPERATIONS.map(() => make("span"));
    const labels = OPERATIONS.map((_, n) => make("label", {}, this.radios[n], this.texts[n]));
    this.element = make("fieldset", {}, this.legend, ...labels);
  }

  get isConvolution() {
    return this.radios[1].checked;
  }

  speak() {
    this.legend.textContent = this.app.say("operation");
    OPERATIONS.forEach((operation, n) => (this.texts[n].textContent = this.app.say(operation)));
  }
}
