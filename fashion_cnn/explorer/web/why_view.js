// Why the network answers as it does: parts of the picture are covered, and Grad-CAM.

import { gradCam, layersWithMaps } from "./attention.js";
import { withoutBackward } from "./backward.js";
import { byHand, everyPart } from "./cover_view.js";
import { make } from "./elements.js";
import { paintOver } from "./overlay.js";
import { Question, largest, options } from "./question.js";

// Milliseconds without a change of the image after which this section follows it: drawing comes
// first.
const QUIET = 150;

export function whyView(app, section) {
  const heading = make("h2");
  const refusal = make("p");
  const question = new Question(app);
  const parts = [byHand(app, question), everyPart(app, question), classMap(app, question)];
  const figures = make("div", { class: "why" }, ...parts.map(({ element }) => element));
  const whole = make("div", {}, question.element, figures);
  section.append(heading, refusal, whole);

  let waiting;
  function later() {
    clearTimeout(waiting);
    figures.classList.add("waiting");
    waiting = setTimeout(update, QUIET);
  }
  function update() {
    figures.classList.remove("waiting");
    if (whole.hidden || !app.outputs) return;
    question.update();
    for (const part of parts) part.update();
  }
  question.asked = update;

  return (change) => {
    if (change === "selection") return;
    heading.textContent = app.say("why");
    const isClassifier = ["probabilities", "logits"].includes(app.model.kind);
    refusal.textContent = isClassifier ? "" : app.say("why_no_classes");
    whole.hidden = !isClassifier;
    if (change !== "language") for (const part of parts) part.forget(change);
    later();
  };
}

// --------------------------------------------------------------------------------------- Grad-CAM

/** The picture, bright where the maps of a layer raise the score. */
function classMap(app, question) {
  const heading = make("h3");
  const advice = make("p");
  const canvas = make("canvas", { "aria-hidden": "true" });
  const board = make("div", { class: "board", role: "img" }, canvas);
  const name = make("span");
  const choice = make("select", { onchange: () => update() });
  const label = make("p", {}, make("label", {}, name, " ", choice));
  const said = make("p");
  const element = make("div", {}, heading, advice, board, label, said);
  let found = [];

  function forget(change) {
    if (change !== "model") return;
    found = ["probabilities", "logits"].includes(app.model.kind) ? layersWithMaps(app.layers, app.last) : [];
    options(choice, found.map((position) => app.layers[position].name));
    choice.selectedIndex = found.length - 1;
  }

  function update() {
    heading.textContent = "Grad-CAM";
    advice.textContent = app.say(found.length ? "why_cam" : "why_no_maps");
    name.textContent = app.say("why_layer");
    const position = found[choice.selectedIndex];
    const unknown = found.length ? withoutBackward(app.layers, app.last, position) : [];
    label.hidden = !found.length;
    board.hidden = said.hidden = !found.length;
    if (!found.length) return;
    const values = { name: question.name, layer: app.layers[position].name };
    if (unknown.length) {
      board.hidden = true;
      said.textContent = app.say("why_no_backward", { layer: unknown[0].name, type: unknown[0].keras });
      return;
    }
    const { unit, sign } = question.scored;
    const heat = gradCam(app.layers, app.outputs, app.last, unit, position, sign);
    const most = Math.max(...heat);
    paintOver(canvas, app.image, heat.map((value) => value / (most || 1)), 0, app.data.colours.maps);
    said.textContent = app.say(most > 0 ? "why_bright" : "why_dark", { ...values, ...brightest(heat) });
    board.setAttribute("aria-label", `Grad-CAM: ${said.textContent}`);
  }

  function brightest(heat) {
    const width = app.image.shape[1];
    const at = largest(heat);
    return { row: Math.floor(at / width), column: at % width };
  }

  return { element, update, forget };
}
