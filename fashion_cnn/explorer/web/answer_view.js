// The answer of the network: a bar for each class.

import { make, percent } from "./elements.js";
import { softmax } from "./forward.js";

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
  const heading = make("h2");
  const list = make("ol", { class: "bars" });
  section.append(heading, list);

  return (change) => {
    if (change === "selection") return;
    heading.textContent = app.say("answer");
    if (!app.outputs) return;
    const found = probabilities(app);
    section.hidden = !found;
    if (!found) return;
    const best = found.indexOf(Math.max(...found));
    list.replaceChildren(
      ...app.classes.map((name, unit) => {
        const bar = make("span", { class: "bar", "aria-hidden": "true" });
        bar.style.width = `${100 * found[unit]}%`;
        const select = () => app.select({ layer: app.last, channel: unit, row: 0, column: 0 });
        const label = make("span", { class: "name" }, name);
        const value = make("span", { class: "value" }, percent(found[unit]));
        return make("li", { class: unit === best && "best" }, make("button", { onclick: select }, label, bar, value));
      }),
    );
  };
}
