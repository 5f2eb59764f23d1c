// A kernel slides over a small picture of numbers: kernel size, padding, stride and dilation.

import { make } from "./elements.js";
import { Numbers } from "./numbers.js";
import { PADDINGS, along, correlate, products, written } from "./sliding.js";
import { Walk, sayPosition, walkByPointer, walkOver } from "./walk.js";

// The picture; a smaller one is its upper left part.
const PICTURE = [
  [1, 6, 2, 0, 3, 5, 8, 1, 0],
  [5, 3, 1, 4, 9, 7, 2, 0, 6],
  [7, 0, 4, 8, 6, 1, 0, 3, 2],
  [2, 9, 5, 7, 1, 0, 4, 6, 8],
  [0, 4, 8, 2, 3, 5, 9, 7, 1],
  [3, 1, 6, 0, 8, 4, 2, 5, 9],
  [6, 8, 0, 5, 2, 9, 1, 4, 3],
  [9, 2, 7, 1, 0, 6, 3, 8, 5],
  [4, 5, 3, 9, 7, 2, 6, 0, 1],
];
const CHOICES = {
  size: [5, 6, 7, 8, 9],
  kernel: [1, 2, 3, 4, 5],
  padding: PADDINGS,
  stride: [1, 2, 3],
  dilation: [1, 2, 3],
};
// Milliseconds from one position to the next while it plays; the most columns with room for weights.
const PACE = 600;
const MOST_COLUMNS = 13;

/** The left column less the right column: easy to follow by hand, at every size. */
function kernelOf(size) {
  const row = Array.from({ length: size }, (_, j) => (j === 0 ? 1 : j === size - 1 ? -1 : 0));
  return { shape: [size, size], data: Float32Array.from(Array(size).fill(row).flat()) };
}

function pictureOf(size) {
  const rows = PICTURE.slice(0, size).map((row) => row.slice(0, size));
  return { shape: [size, size, 1], data: Float32Array.from(rows.flat()) };
}

export function windowView(app, section) {
  const chosen = { size: 7, kernel: 3, padding: "valid", stride: 1, dilation: 1 };
  const heading = make("h3");
  const advice = make("p", { class: "said" });
  const selects = Object.keys(CHOICES).map((name) => choice(name));
  const input = new Numbers("input");
  const kernel = new Numbers("kernel");
  const output = new Numbers("output", { role: "slider", tabindex: "0" });
  const back = make("button", { onclick: () => step(-1) });
  const next = make("button", { onclick: () => step(1) });
  const play = make("button", { class: "play-button", onclick: () => (timer ? stop() : start()) });
  const sum = make("p", { class: "sum result" });
  const sizes = make("div", { class: "sizes" });
  const equals = sign("=");
  const board = make("div", { class: "board" }, input.element, sign("⋆"), kernel.element, equals, output.element);
  const buttons = make("div", { class: "buttons" }, back, play, next);
  const settings = make("div", { class: "settings" }, ...selects.map(({ label }) => label));
  const right = make("div", { class: "beside" }, buttons, sum, sizes);
  section.append(heading, advice, settings, make("div", { class: "game" }, board, right));

  const walk = new Walk(point);
  let [computed, timer, marked] = [null, null, []];
  walkOver(output.table, walk);
  // Over the input, the pointer is in the middle of the window.
  walkByPointer(input.table, walk, (down, across) => {
    const start = (part, count) => Math.round((part * count - computed.axis.span / 2) / chosen.stride);
    return [start(down, input.rows), start(across, input.columns)];
  });

  function choice(name) {
    const options = CHOICES[name].map((value) => make("option", { value }, String(value)));
    const select = make("select", { id: `play-${name}`, onchange: () => choose(name, select.value) }, ...options);
    select.value = chosen[name];
    const text = make("span");
    return { name, text, label: make("label", {}, text, select) };
  }

  function choose(name, value) {
    stop();
    chosen[name] = name === "padding" ? value : Number(value);
    build();
  }

  // --------------------------------------------------------------------------------------- playing

  function step(by) {
    stop();
    walk.toNumber(walk.number + by);
    document.getElementById("status").textContent = sum.textContent;
  }

  function start() {
    timer = setInterval(() => walk.toNumber(walk.number + 1), PACE);
    play.textContent = app.say("play_pause");
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = app.say("play_start");
  }

  // --------------------------------------------------------------------------------------- showing

  /** Compute everything for the chosen numbers, and fill the three tables. */
  function build() {
    const weights = kernelOf(chosen.kernel);
    const axis = along(chosen.size, chosen.kernel, chosen);
    computed = { axis, weights, ...correlate(pictureOf(chosen.size), weights, chosen) };
    const [rows, columns] = computed.padded.shape;
    const isImage = (place) => place >= axis.before && place < axis.before + chosen.size;
    const values = Array.from(computed.padded.data, (value, n) => {
      const inside = isImage(Math.floor(n / columns)) && isImage(n % columns);
      return { text: String(value), kind: inside ? "" : "padding" };
    });
    const shapes = { size: shapeOf(chosen.size), padded: shapeOf(rows) };
    input.fill(app.say(rows > chosen.size ? "play_padded" : "play_image", shapes), columns, values);
    input.table.classList.toggle("crowded", columns > MOST_COLUMNS);
    kernel.fill(app.say("kernel_name"), chosen.kernel, Array.from(weights.data, (w) => ({ text: written(w) })));
    const made = Array.from(computed.output.data, (value) => ({ text: written(value) }));
    output.fill(app.say("play_output", { size: shapeOf(axis.outputs) }), axis.outputs || 1, made);
    output.element.hidden = equals.hidden = !axis.outputs;
    for (const button of [back, play, next]) button.disabled = !axis.outputs;
    sizes.replaceChildren(...writeSizes(app, chosen, axis).map((text) => make("p", {}, text)));
    walk.resize(axis.outputs, axis.outputs);
  }

  /** Show one position: the window on the input, its output, and the sum. */
  function point() {
    for (const cell of marked) {
      cell.classList.remove("tap", "current");
      cell.removeAttribute("data-weight");
    }
    marked = [];
    input.frame.hidden = output.frame.hidden = true;
    sum.textContent = "";
    const { axis, weights, padded } = computed;
    if (!axis.outputs) return;
    const taps = products(padded, weights, chosen, walk.row, walk.column);
    marked = taps.map(({ row, column, w }) => {
      const cell = input.at(row, column);
      cell.classList.add("tap");
      cell.dataset.weight = written(w);
      return cell;
    });
    const cell = output.at(walk.row, walk.column);
    cell.classList.add("current");
    marked.push(cell);
    input.lay(walk.row * chosen.stride, walk.column * chosen.stride, axis.span, axis.span);
    output.lay(walk.row, walk.column, 1, 1);
    const parts = taps.filter(({ w }) => w).map(({ x, w }) => `${x}·${written(w)}`);
    const equation = `${parts.join(" + ")} = ${cell.textContent}`;
    sum.textContent = app.say("play_at", { row: walk.row, column: walk.column, sum: equation });
    sayPosition(output.table, walk, sum.textContent);
  }

  return (change) => {
    if (change !== "language" && computed) return;
    heading.textContent = app.say("play_window");
    advice.textContent = app.say("play_window_advice");
    for (const { name, text } of selects) text.textContent = app.say(`play_${name}`);
    back.textContent = app.say("play_back");
    next.textContent = app.say("play_next");
    play.textContent = app.say(timer ? "play_pause" : "play_start");
    build();
  };
}

export function sign(text) {
  return make("span", { class: "sign", "aria-hidden": "true" }, text);
}

function shapeOf(side) {
  return `${side}×${side}`;
}

/** The sizes along a side, with the numbers filled in, as lesson 4 has them. */
function writeSizes(app, chosen, axis) {
  const values = { ...chosen, ...axis, all: axis.positions ** 2, count: axis.outputs ** 2 };
  const lines = [app.say("play_span", values)];
  if (!axis.outputs) return [...lines, app.say("play_too_large", values)];
  // What 'same' keeps are positions 0 to I − 1; with a stride it adds fewer zeros than they need.
  if (chosen.padding === "same") values.positions = chosen.size;
  lines.push(app.say(`play_zeros_${axis.before + axis.after ? "some" : "none"}`, values));
  lines.push(app.say(`play_positions_${chosen.padding}`, values), app.say("play_outputs", values));
  if (chosen.stride > 1) lines.push(app.say(chosen.padding === "same" ? "play_same_stride" : "play_kept", values));
  return lines;
}
