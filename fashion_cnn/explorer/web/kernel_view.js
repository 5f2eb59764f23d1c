// A 3x3 kernel to edit on the image of the page: correlation or convolution, value by value.

import { make, number, paint } from "./elements.js";
import { KernelEditor, OperationChoice, SIDE } from "./kernel_editor.js";
import { Numbers, place } from "./numbers.js";
import { brightness, correlate, flipped, products } from "./sliding.js";
import { Walk, sayPosition, walkByPointer, walkOver } from "./walk.js";
import { sign } from "./window_view.js";

const HOW = { padding: "valid", stride: 1, dilation: 1 };
const FIRST = "edges_8_neighbours";

export function kernelView(app, section) {
  const heading = make("h3");
  const advice = make("p", { class: "said" });
  const editor = new KernelEditor(app, compute);
  const operation = new OperationChoice(app, compute);
  const said = make("p", { class: "flip" });
  const input = new Screen("input", { role: "img" });
  const output = new Screen("output", { role: "slider", tabindex: "0" });
  const scale = make("p", { class: "said scale" });
  const patch = new Numbers("input");
  const laid = new Numbers("kernel");
  const terms = new Numbers("plain");
  const sum = make("p", { class: "sum result" });
  const tables = [patch.element, sign("×"), laid.element, sign("="), terms.element];
  const arithmetic = make("div", { class: "board arithmetic" }, ...tables);
  const right = make("div", { class: "beside" }, operation.element, said, arithmetic, sum);
  output.element.append(scale);
  section.append(heading, advice, make("div", { class: "game" }, input.element, editor.element, output.element, right));

  const walk = new Walk(point);
  let [image, kernel, texts, computed] = [null, null, [], null];
  walkOver(output.box, walk);
  // Over the image, the pointer is in the middle of the window.
  walkByPointer(input.box, walk, (down, across) => {
    const [rows, columns] = image.shape;
    return [down * rows, across * columns].map((at) => Math.floor(at) - Math.floor(SIDE / 2));
  });

  /** Read the kernel and slide it. A field that has no number leaves what was there. */
  function compute() {
    const weights = editor.read();
    if (!weights || !image) return;
    const { isConvolution } = operation;
    texts = isConvolution ? flipped(editor.texts) : editor.texts;
    kernel = { shape: [SIDE, SIDE], data: Float32Array.from(isConvolution ? flipped(weights) : weights) };
    computed = correlate(image, kernel, HOW);
    show(weights);
    said.textContent = `${app.say(isConvolution ? "operation_flipped" : "operation_as_it_is")} ${difference(weights)}`;
    walk.resize(...computed.output.shape.slice(0, 2));
  }

  /** Paint the output: with 0 in the middle if the weights sum to 0, else as brightness. */
  function show(weights) {
    const isSigned = Math.abs(weights.reduce((sum, w) => sum + w, 0)) < 1e-9;
    const most = computed.output.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const reach = most || 1;
    if (isSigned) output.paint(computed.output, -reach, reach, app.data.colours.signed);
    else output.paint(computed.output, 0, 1, app.data.colours.grey);
    scale.textContent = app.say(isSigned ? "scale_signed" : "scale_plain", { most: number(most) });
  }

  /** What the other operation would change. */
  function difference(weights) {
    const turned = flipped(weights);
    if (weights.every((w, n) => w === turned[n])) return app.say("flip_nothing");
    if (weights.every((w, n) => w === -turned[n])) return app.say("flip_sign");
    const other = correlate(image, { ...kernel, data: flipped(kernel.data) }, HOW).output.data;
    const count = computed.output.data.filter((value, n) => Math.abs(value - other[n]) > 1e-6).length;
    return app.say("flip_count", { count, total: other.length });
  }

  /** Write out one value: the window times the kernel, and the sum. */
  function point() {
    if (!computed) return;
    const taps = products(computed.padded, kernel, HOW, walk.row, walk.column);
    place(input.mark, walk.row, walk.column, SIDE, SIDE, ...image.shape);
    place(output.mark, walk.row, walk.column, 1, 1, walk.rows, walk.columns);
    patch.fill(app.say("kernel_window"), SIDE, taps.map(({ x }) => ({ text: number(x) })));
    laid.fill(app.say("kernel_name"), SIDE, texts.map((text) => ({ text })));
    terms.fill(app.say("kernel_products"), SIDE, taps.map(({ x, w }) => ({ text: number(x * w) })));
    const value = number(computed.output.data[walk.number]);
    sum.textContent = app.say("kernel_sum", { row: walk.row, column: walk.column, value });
    sayPosition(output.box, walk, sum.textContent);
  }

  function speak() {
    heading.textContent = app.say("play_own");
    advice.textContent = app.say("play_own_advice");
    editor.speak();
    operation.speak();
    input.say(app.say(app.image.shape[2] > 1 ? "kernel_image_mean" : "picture"));
    output.say(app.say("kernel_output"));
  }

  return (change) => {
    if (change !== "image") editor.offer();
    if (change === "weights" || change === "selection" || !app.image) return;
    const isFirst = !image;
    image = brightness(app.image);
    input.paint(image, 0, 1, app.data.colours.grey);
    if (change !== "image" || isFirst) speak();
    if (!isFirst) return compute();
    editor.use(app.data.kernels.find(({ id }) => id === FIRST).texts);
    walk.to(Math.floor(walk.rows / 2), Math.floor(walk.columns / 2));
  };
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

  say(name) {
    this.name.textContent = name;
    this.box.setAttribute("aria-label", name);
  }

  paint({ shape: [rows, columns], data }, low, high, colours) {
    paint(this.canvas, rows, columns, (n) => data[n], low, high, colours);
    this.canvas.style.aspectRatio = `${columns} / ${rows}`;
  }
}
