// One value of a map: where it is, what it sees, and the arithmetic that made it.

import { probabilities } from "./answer_view.js";
import { announce, make, number } from "./elements.js";
import { arithmetic, valueOf } from "./explain.js";
import { paintMap } from "./tiles.js";

// Channels of a convolution, and terms of a dense unit, that are written out.
const MOST_CHANNELS = 3;
const MOST_TERMS = 8;
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function inspectorView(app, section) {
  const heading = make("h2");
  const advice = make("p", { class: "said" });
  const canvas = make("canvas", { "aria-hidden": "true" });
  const mark = make("div", { class: "mark" });
  const large = make("div", { class: "large", tabindex: "0", role: "application" }, canvas, mark);
  const written = make("div", { class: "arithmetic" });
  section.append(heading, advice, make("div", { class: "inspected" }, large, written));

  /** Select the pixel under the pointer. */
  function pick(event) {
    const box = large.getBoundingClientRect();
    const [rows, columns] = app.layers[app.selected.layer].shape;
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
    move(row, column);
  }

  function move(row, column) {
    const [rows, columns] = app.layers[app.selected.layer].shape;
    row = Math.max(0, Math.min(rows - 1, row));
    column = Math.max(0, Math.min(columns - 1, column));
    app.select({ ...app.selected, row, column });
  }

  large.addEventListener("pointerdown", pick);
  large.addEventListener("pointermove", (event) => event.buttons && pick(event));
  large.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelector(".strip [tabindex='0']").focus();
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    move(app.selected.row + step[0], app.selected.column + step[1]);
  });

  function showMap(unit, layer) {
    const [rows, columns] = layer.shape;
    paintMap(canvas, app, unit.layer, unit.channel);
    large.style.aspectRatio = `${columns} / ${rows}`;
    mark.style.left = `${(100 * unit.column) / columns}%`;
    mark.style.top = `${(100 * unit.row) / rows}%`;
    mark.style.width = `${100 / columns}%`;
    mark.style.height = `${100 / rows}%`;
  }

  return (change) => {
    const unit = app.selected;
    heading.textContent = app.say("inspector");
    advice.textContent = app.say(unit ? "step" : "click");
    large.parentElement.hidden = !unit || !app.outputs;
    if (large.parentElement.hidden) return;
    const layer = app.layers[unit.layer];
    const isMap = layer.shape.length === 3;
    heading.textContent = nameOf(app, unit);
    large.hidden = !isMap;
    advice.hidden = !isMap;
    if (isMap) showMap(unit, layer);
    const value = number(valueOf(app.outputs, unit));
    large.setAttribute("aria-label", `${nameOf(app, unit)}: ${value}`);
    if (change === "selection" && section.contains(document.activeElement)) announce(`${nameOf(app, unit)}: ${value}`);
    written.replaceChildren(...explanation(app, unit));
  };
}

/** "conv1, map 5, row 3, column 7", or "dense1, unit 4". */
export function nameOf(app, { layer: position, row, column, channel }) {
  const layer = app.layers[position];
  if (layer.shape.length === 3) return app.say("pixel", { layer: layer.name, channel, row, column });
  // A single unit gives the probability of class 1.
  const isOnly = layer.shape.at(-1) === 1;
  const name = position === app.last && probabilities(app) ? app.classes[isOnly ? 1 : channel] : "";
  return app.say(name ? "class_unit" : "unit", { layer: layer.name, channel, name });
}

/** The elements that write out how a value was made. */
function explanation(app, unit) {
  const explained = arithmetic(app.layers, app.outputs, unit);
  const lines = WRITE[explained.kind](app, explained, unit);
  if (!explained.activation) return lines;
  lines.push(line(app.say("sum_is", { sum: number(explained.sum) })));
  if (explained.softmax) return [...lines, ...writeScores(app, explained.softmax, unit, explained.value)];
  const values = { name: explained.activation, sum: number(explained.sum), value: number(explained.value) };
  return [...lines, line(app.say("activation", values), "result")];
}

function line(text, kind = "") {
  return make("p", { class: kind }, text);
}

/** Numbers as a table in the colours of a role. */
function table(numbers, columns, role, name) {
  const rows = [];
  for (let first = 0; first < numbers.length; first += columns) {
    const cells = numbers.slice(first, first + columns);
    rows.push(make("tr", {}, ...cells.map((value) => make("td", { class: value.kind }, value.text))));
  }
  return make("table", { class: `cells ${role}` }, make("caption", {}, name), make("tbody", {}, ...rows));
}

function sumOf(taps) {
  return taps.reduce((sum, { x, w }) => sum + (x ?? 0) * w, 0);
}

function writeWeighted(app, { channels, bias }, unit) {
  const layer = app.layers[unit.layer];
  const feeding = app.layers[layer.inputs[0]].name;
  const columns = layer.type === "Conv2DTranspose" ? Math.max(1, channels[0].taps.length) : layer.window[1];
  const sorted = channels
    .map((channel) => ({ ...channel, sum: sumOf(channel.taps) }))
    .sort((one, other) => Math.abs(other.sum) - Math.abs(one.sum));
  const shown = sorted.slice(0, MOST_CHANNELS).map(({ channel, taps, sum }) => {
    const patch = taps.map(({ x }) =>
      x === null ? { text: "0", kind: "padding" } : { text: number(x), kind: "" },
    );
    const kernel = taps.map(({ w }) => ({ text: number(w), kind: "" }));
    return make(
      "div",
      { class: "product" },
      table(patch, columns, "input", app.say("patch", { layer: feeding, channel })),
      make("span", { class: "sign" }, "×"),
      table(kernel, columns, "kernel", app.say("kernel")),
      make("span", { class: "sign" }, `= ${number(sum)}`),
    );
  });
  const rest = sorted.slice(MOST_CHANNELS);
  if (rest.length) {
    const sum = number(rest.reduce((total, each) => total + each.sum, 0));
    shown.push(line(app.say("other_channels", { count: rest.length, sum })));
  }
  return [...shown, line(app.say("bias", { bias: number(bias) }))];
}

function writeUnits(app, { terms, bias }, unit) {
  const layer = app.layers[unit.layer];
  const feeding = app.layers[layer.inputs[0]].name;
  const rows = terms.slice(0, MOST_TERMS).map(({ channel, x, w }) => {
    const cells = [channel, number(x), number(w), number(x * w)];
    return make("tr", {}, ...cells.map((text) => make("td", {}, String(text))));
  });
  const heads = ["input_unit", "input_value", "weight", "product"].map((key) =>
    make("th", { scope: "col" }, app.say(key, { layer: feeding })),
  );
  const rest = terms.slice(MOST_TERMS);
  const sum = rest.reduce((total, { x, w }) => total + x * w, 0);
  return [
    make("table", { class: "terms" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows)),
    ...(rest.length ? [line(app.say("other_units", { count: rest.length, sum: number(sum) }))] : []),
    line(app.say("bias", { bias: number(bias) })),
  ];
}

function writeScores(app, { terms, total, largest }, unit, value) {
  const power = number(terms[unit.channel].power);
  const x = number(terms[unit.channel].x);
  return [
    line(app.say("softmax_power", { x, largest: number(largest), power })),
    line(app.say("softmax_share", { power, total: number(total), value: number(value) }), "result"),
  ];
}

function writePooled(app, { kind, taps, winner, value }, unit) {
  const columns = new Set(taps.map(({ column }) => column)).size;
  const cells = taps.map((tap) => ({ text: number(tap.x), kind: tap === winner ? "winner" : "" }));
  const name = app.say("patch", { layer: app.layers[app.layers[unit.layer].inputs[0]].name, channel: unit.channel });
  const words = { value: number(value), count: taps.length };
  return [table(cells, columns, "input", name), line(app.say(kind, words), "result")];
}

/** A map divided by what the maps around it have at the pixel. */
function writeDivided(app, { x, terms, energy, bias, alpha, beta, value }) {
  const squares = terms.map((term) => `(${number(term.x)})²`).join(" + ");
  const numbers = { x: number(x), energy: number(energy), bias: number(bias), alpha: number(alpha), beta: number(beta) };
  const maps = { first: terms[0].channel, last: terms[terms.length - 1].channel };
  return [
    line(app.say("neighbours_squares", { ...maps, squares, energy: numbers.energy })),
    line(app.say("neighbours", { ...numbers, value: number(value) }), "result"),
  ];
}

function writeSame(app, { from, value }) {
  if (!from) return [line(app.say("padding_zero"), "result")];
  return [line(app.say("same", { from: nameOf(app, from), value: number(value) }), "result")];
}

const WRITE = {
  input: (app, { value }) => [line(app.say("input_is", { value: number(value) }), "result")],
  weighted: writeWeighted,
  units: writeUnits,
  maximum: writePooled,
  average: writePooled,
  scores: (app, explained, unit) => writeScores(app, explained, unit, explained.value),
  normal: (app, explained) => {
    const values = Object.fromEntries(Object.entries(explained).map(([key, value]) => [key, typeof value === "number" ? number(value) : value]));
    return [line(app.say("normal", values), explained.activation ? "" : "result")];
  },
  neighbours: writeDivided,
  scaled: (app, { x, scale, offset, value }) => [
    line(app.say("scaled", { x: number(x), scale: number(scale), offset: number(offset), value: number(value) }), "result"),
  ],
  parts: (app, { terms, value }) => {
    const parts = terms.map(({ layer, x }) => `${number(x)} (${app.layers[layer].name})`).join(" + ");
    return [line(`${parts} = ${number(value)}`, "result")];
  },
  mixed: (app, { value }) => [line(app.say("mixed", { value: number(value) }), "result")],
  same: writeSame,
};
