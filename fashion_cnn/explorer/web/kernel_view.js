// A 3x3 kernel to edit on the image of the page: correlation or convolution, value by value.

import { make, number, paint } from "./elements.js";
import { Numbers, place } from "./numbers.js";
import { brightness, correlate, flipped, products, weight } from "./sliding.js";
import { Walk, sayPosition, walkByKeys, walkByPointer } from "./walk.js";
import { sign } from "./window_view.js";

const SIDE = 3;
const HOW = { padding: "valid", stride: 1, dilation: 1 };
const FIRST = "edges_8_neighbours";
const OPERATIONS = ["correlation", "convolution"];

export function kernelView(app, section) {
  const presets = app.data.kernels;
  const heading = make("h3");
  const advice = make("p", { class: "said" });
  const fields = presets[0].texts.map((_, n) => make("input", { size: 4, autocomplete: "off", oninput: compute, "aria-describedby": "kernel-error", "data-tap": n }));
  const error = make("p", { id: "kernel-error", class: "error", "aria-live": "polite" });
  const editor = make("div", { class: "editor", role: "group" }, ...fields);
  const buttons = presets.map((preset) => make("button", { onclick: () => use(preset), "data-kernel": preset.id }));
  const learned = make("button", { onclick: () => use(learnedKernel(app)), hidden: true });
  const choices = make("div", { class: "presets", role: "group" }, ...buttons, learned);
  const radios = OPERATIONS.map((operation) => make("input", { type: "radio", name: "operation", value: operation, onchange: compute, checked: operation === OPERATIONS[0] }));
  const radioTexts = radios.map(() => make("span"));
  const legend = make("legend");
  const operations = make("fieldset", {}, legend, ...radios.map((radio, n) => make("label", {}, radio, radioTexts[n])));
  const said = make("p", { class: "flip" });
  const input = new Screen("input", { role: "img" });
  const output = new Screen("output", { role: "slider", tabindex: "0" });
  const scale = make("figcaption", { class: "said" });
  output.element.append(scale);
  const patch = new Numbers("input");
  const laid = new Numbers("kernel");
  const terms = new Numbers("plain");
  const sum = make("p", { class: "sum result" });
  const arithmetic = make("div", { class: "board arithmetic" }, patch.element, sign("×"), laid.element, sign("="), terms.element);
  const editorName = make("p", { class: "name", "aria-hidden": "true" });
  const controls = make("div", { class: "controls" }, editorName, editor, error, choices);
  const right = make("div", { class: "beside" }, operations, said, arithmetic, sum);
  section.append(heading, advice, make("div", { class: "game" }, input.element, controls, output.element, right));

  const walk = new Walk(point);
  let [image, kernel, texts, computed] = [null, null, [], null];
  walkByKeys(output.box, walk);
  walkByPointer(output.box, walk, (down, across) => [Math.floor(down * walk.rows), Math.floor(across * walk.columns)]);
  walkByPointer(input.box, walk, (down, across) => {
    const [rows, columns] = image.shape;
    return [Math.floor(down * rows) - 1, Math.floor(across * columns) - 1]; // the middle of the window
  });

  function use(preset) {
    fields.forEach((field, n) => (field.value = preset.texts[n]));
    compute();
  }

  /** Read the kernel and slide it. A field that has no number leaves what was there. */
  function compute() {
    const typed = fields.map((field) => weight(field.value));
    fields.forEach((field, n) => field.setAttribute("aria-invalid", Number.isNaN(typed[n])));
    const isWrong = typed.some(Number.isNaN);
    error.textContent = isWrong ? app.say("kernel_error") : "";
    presets.forEach((preset, n) => {
      const isThis = preset.texts.every((text, tap) => weight(text) === typed[tap]);
      buttons[n].setAttribute("aria-pressed", isThis);
    });
    if (isWrong || !image) return;
    const isFlipped = radios[1].checked;
    texts = fields.map((field) => field.value.trim());
    if (isFlipped) texts = flipped(texts);
    kernel = { shape: [SIDE, SIDE], data: Float32Array.from(isFlipped ? flipped(typed) : typed) };
    computed = correlate(image, kernel, HOW);
    show(typed);
    said.textContent = `${app.say(isFlipped ? "operation_flipped" : "operation_as_it_is")} ${difference(typed)}`;
    walk.resize(...computed.output.shape.slice(0, 2));
  }

  /** Paint the output: with 0 in the middle if the weights sum to 0, else as brightness. */
  function show(typed) {
    const { shape: [rows, columns], data } = computed.output;
    const total = typed.reduce((sum, w) => sum + w, 0);
    const isSigned = Math.abs(total) < 1e-9;
    const most = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const [low, high, colours] = isSigned ? [-most || -1, most || 1, "signed"] : [0, 1, "grey"];
    paint(output.canvas, rows, columns, (n) => data[n], low, high, app.data.colours[colours]);
    output.canvas.style.aspectRatio = `${columns} / ${rows}`;
    scale.textContent = app.say(isSigned ? "scale_signed" : "scale_plain", { most: number(most) });
  }

  /** What the other operation would change. */
  function difference(typed) {
    const turned = flipped(typed);
    if (typed.every((w, n) => w === turned[n])) return app.say("flip_nothing");
    if (typed.every((w, n) => w === -turned[n])) return app.say("flip_sign");
    const other = correlate(image, { ...kernel, data: flipped(kernel.data) }, HOW).output.data;
    const count = computed.output.data.filter((value, n) => Math.abs(value - other[n]) > 1e-6).length;
    return app.say("flip_count", { count, total: other.length });
  }

  /** Write out one value: the patch times the kernel, and the sum. */
  function point() {
    if (!computed) return;
    const { padded, output: made } = computed;
    const taps = products(padded, kernel, HOW, walk.row, walk.column);
    place(input.mark, walk.row, walk.column, SIDE, SIDE, ...image.shape);
    place(output.mark, walk.row, walk.column, 1, 1, walk.rows, walk.columns);
    patch.fill(app.say("kernel_window"), SIDE, taps.map(({ x }) => ({ text: number(x) })));
    laid.fill(app.say("kernel_name"), SIDE, texts.map((text) => ({ text })));
    terms.fill(app.say("kernel_products"), SIDE, taps.map(({ x, w }) => ({ text: number(x * w) })));
    const value = number(made.data[walk.number]);
    sum.textContent = app.say("kernel_sum", { row: walk.row, column: walk.column, value });
    sayPosition(output.box, walk, sum.textContent);
  }

  function showImage() {
    image = brightness(app.image);
    const [rows, columns] = image.shape;
    paint(input.canvas, rows, columns, (n) => image.data[n], 0, 1, app.data.colours.grey);
    input.canvas.style.aspectRatio = `${columns} / ${rows}`;
  }

  function speak() {
    heading.textContent = app.say("play_own");
    advice.textContent = app.say("play_own_advice");
    editorName.textContent = app.say("kernel_name");
    editor.setAttribute("aria-label", app.say("kernel_name"));
    fields.forEach((field, n) => {
      const values = { row: Math.floor(n / SIDE), column: n % SIDE };
      field.setAttribute("aria-label", app.say("kernel_weight", values));
    });
    choices.setAttribute("aria-label", app.say("kernel_presets"));
    presets.forEach(({ names }, n) => (buttons[n].textContent = names[app.language]));
    legend.textContent = app.say("operation");
    OPERATIONS.forEach((operation, n) => (radioTexts[n].textContent = app.say(operation)));
    input.name.textContent = app.say(app.image?.shape[2] > 1 ? "kernel_image_mean" : "picture");
    output.name.textContent = app.say("kernel_output");
    input.box.setAttribute("aria-label", input.name.textContent);
    output.box.setAttribute("aria-label", output.name.textContent);
  }

  /** Offer the kernel of the selected map. */
  function offer() {
    const found = learnedKernel(app);
    learned.hidden = !found;
    if (found) learned.textContent = app.say("kernel_learned", found);
  }

  return (change) => {
    if (change !== "image") offer();
    if (change === "weights" || change === "selection" || !app.image) return;
    const isFirst = !image;
    showImage();
    if (change !== "image" || isFirst) speak();
    if (!isFirst) return compute();
    use(presets.find(({ id }) => id === FIRST));
    walk.to(Math.floor(walk.rows / 2), Math.floor(walk.columns / 2));
  };
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

/** An image with its name and a mark on it. */
class Screen {
  constructor(role, attributes) {
    this.name = make("figcaption");
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.mark = make("i", { class: "frame", hidden: true });
    this.box = make("div", { class: `screen ${role}`, ...attributes }, this.canvas, this.mark);
    this.element = make("figure", {}, this.name, this.box);
  }
}
