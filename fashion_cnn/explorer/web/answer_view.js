// The answer of the network: a bar for each class.

import { sigmoid, softmax } from "./activations.js";
import { announce, make, percent } from "./elements.js";

/**
 * The probabilities of the classes: of logits, their softmax. A single value is that of class 1, a
 * probability or its logit; class 0 has the rest. Null if the answer is no probabilities.
 */
export function probabilities(app, outputs = app.outputs) {
  const answer = outputs[app.last];
  const isLogits = app.model.kind === "logits";
  if (!isLogits && app.model.kind !== "probabilities") return null;
  if (answer.data.length === 1) {
    const probability = isLogits ? sigmoid(answer.data[0]) : answer.data[0];
    return [1 - probability, probability];
  }
  if (!isLogits) return answer.data;
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
      const select = () => app.select({ layer: app.last, channel: channelOf(unit), row: 0, column: 0 });
      const track = make("span", { class: "track", "aria-hidden": "true" }, bar);
      const item = make("li", {}, make("button", { onclick: select }, label, track, value));
      return { bar, label, value, item };
    });
    list.replaceChildren(...bars.map(({ item }) => item));
  }

  /** The unit of a class; both classes of a single unit are its own. */
  function channelOf(unit) {
    return Math.min(unit, app.outputs[app.last].data.length - 1);
  }

  return (change) => {
    if (change === "selection") return;
    if (change === "model" || !bars.length) build();
    heading.textContent = app.say("answer");
    if (!app.outputs) return;
    const found = probabilities(app);
    list.hidden = !found;
    if (!found) truth.textContent = noClasses(app);
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

/** What the output is, where it is no probabilities. */
function noClasses(app) {
  const { name, shape, activation } = app.layers[app.last];
  const values = { layer: name, shape: shape.join("×"), activation };
  return app.say(activation && app.model.kind === "other" ? "answer_other" : "answer_none", values);
}

/** The class that a test image is of, or null. */
function labelOf(app) {
  if (app.source?.kind !== "test") return null;
  const label = app.data.images.labels?.[app.source.number];
  return label in app.classes ? label : null;
}
