// What the page shows, in words: the answer, and a table of the layers.

import { probabilities } from "./answer_view.js";
import { make, number, percent, whenIdle } from "./elements.js";
import { nameOf } from "./inspector_view.js";
import { valueOf } from "./explain.js";
import { strengths, strongest } from "./tiles.js";

const COLUMNS = ["layer_name", "layer_type", "layer_shape", "layer_parameters", "layer_strongest", "layer_largest"];

export function wordsView(app, section) {
  const heading = make("h2");
  const text = make("div");
  const details = make("details", { ontoggle: () => details.open && write() }, make("summary", {}, heading), text);
  section.append(details);

  function write() {
    if (!app.outputs) return;
    text.replaceChildren(...sentences(app).map((sentence) => make("p", {}, sentence)), table(app));
  }

  const later = whenIdle(write);
  return () => {
    heading.textContent = app.say("in_words");
    if (details.open) later();
  };
}

/** What the model answers, and what is selected. */
function sentences(app) {
  const said = [];
  const found = probabilities(app);
  if (found) {
    const order = Array.from(found.keys()).sort((one, other) => found[other] - found[one]);
    const named = order.slice(0, 3).map((unit) => `${app.classes[unit]} ${percent(found[unit])}`);
    said.push(app.say("answers_in_words", { answers: named.join(", ") }));
  }
  if (app.selected) {
    const value = number(valueOf(app.outputs, app.selected));
    said.push(app.say("selected_in_words", { unit: nameOf(app, app.selected), value }));
  }
  return said;
}

function table(app) {
  const heads = COLUMNS.map((key) => make("th", { scope: "col" }, app.say(key)));
  const rows = app.layers.map((layer, position) => {
    const cells = [layer.keras ?? layer.type, layer.shape.join("×"), parameters(layer).toLocaleString(app.language), ...strongestOf(app, position)];
    return make("tr", {}, make("th", { scope: "row" }, layer.name), ...cells.map((cell) => make("td", {}, String(cell))));
  });
  const scrolled = make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": app.say("layers") });
  const body = make("tbody", {}, ...rows);
  scrolled.append(make("table", { class: "layers" }, make("thead", {}, make("tr", {}, ...heads)), body));
  return scrolled;
}

/** The number of weights of a layer, of those that inference uses. */
function parameters(layer) {
  return Object.values(layer.weights).reduce((sum, { data }) => sum + data.length, 0);
}

/** The strongest map of a layer, and the largest value in the layer. */
function strongestOf(app, position) {
  const output = app.outputs[position];
  const [first] = strongest(output);
  const largest = output.data.reduce((one, other) => Math.max(one, other));
  const isSilent = strengths(output)[first] === 0;
  return [isSilent ? app.say("none") : first, number(largest)];
}
