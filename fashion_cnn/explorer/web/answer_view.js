// The answer of the network: a bar for each class.

import { sigmoid, softmax } from "./activations.js";
import { announce, make, percent } from "./elements.js";

/**
 * The probabilities of the classes: of logits, their softmax, or the sigmoid of a single one. Null if
 * the answer is no probabilities.
 */
export function probabilities(app, outputs = app.outputs) {
  const answer = outputs[app.last];
  if (app.model.kind === "probabilities") return answer.data;
  if (app.model.kind !== "logits") return null;
  if (answer.data.length === 1) return [1 / (1 + Math.exp(-answer.data[0]))];
  return softmax({ shape: [answer.data.length], data: answer.data }).data;
}

export function answerView(app, section) {
  const heading = make("h2", { id: "answer-heading" });
  const truth = make("p", { class: "said" });
  const list = make("ol", { class: "bars", "aria-labelledby": "answer-heading" });
  section.append(heading, truth, list);
  let bars = [];

  function build() {
    bars = app.classes.map((_, unit) => {
      const bar = make("span", { class: "bar" });
      const label = make("span", { class: "name" });
      const value = make("span", { class: "value" });
      const select = () => app.select({ layer: app.last, channel: unit, row: 0, column: 0 });
      const track = make("span", { class: "track", "aria-hidden": "true" }, bar);
      const item = make("li", {}, make("button", { onclick: select }, label, track, value));
      return { bar, label, value, item };
    });
    list.replaceChildren(...bars.map(({ item }) => item));
  }

  return (change) => {
    if (change === "selection") return;
    if (change === "model" || !bars.length) build();
    heading.textContent = app.say("answer");
    if (!app.outputs) return;
    const found = probabilities(app);
    section.hidden = !found;
    if (!found) return;
    const best = found.indexOf(Math.max(...found));
    for (const [unit, { bar, label, value, item }] of bars.entries()) {
      label.textContent = app.classes[unit];
      value.textContent = percent(found[unit]);
      bar.style.width = `${100 * found[unit]}%`;
      item.classList.toggle("best", unit === best);
    }
    const label = labelOf(app);
    truth.textContent = label === null ? "" : app.say(label === best ? "right" : "wrong", { name: app.classes[label] });
    if (change === "image") announce(app.say("answer_is", { name: app.classes[best], probability: percent(found[best]) }));
  };
}

/** The class that a test image is of, or null. */
function labelOf(app) {
  if (app.source?.kind !== "test") return null;
  return app.data.images.labels?.[app.source.number] ?? null;
}
