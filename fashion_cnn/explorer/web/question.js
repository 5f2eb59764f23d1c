// What is asked about an answer: which class, and its probability or its score.

import { probabilities } from "./answer_view.js";
import { scoresOf } from "./attention.js";
import { make, number } from "./elements.js";

/** Which class is asked about, and whether its probability or its score is shown. */
export class Question {
  constructor(app) {
    this.app = app;
    const asked = () => this.asked();
    this.classes = make("select", { onchange: asked });
    this.measures = make("select", { onchange: asked });
    this.names = [make("span"), make("span")];
    this.element = make(
      "p",
      { class: "question" },
      make("label", {}, this.names[0], " ", this.classes),
      make("label", {}, this.names[1], " ", this.measures),
    );
  }

  /** Its words, in the language of the page; what is chosen stays. */
  update() {
    const { app } = this;
    const best = app.classes[largest(probabilities(app))];
    this.names[0].textContent = app.say("why_class");
    this.names[1].textContent = app.say("why_measure");
    options(this.classes, [app.say("why_likeliest", { name: best }), ...app.classes]);
    options(this.measures, [app.say("why_probability"), app.say("why_score")]);
  }

  /** The number of the class: the likeliest one, until another is chosen. */
  get unit() {
    const chosen = this.classes.selectedIndex - 1;
    return chosen < 0 ? largest(probabilities(this.app)) : chosen;
  }

  /** The unit whose score is that of the class, and its sign: a single unit speaks against class 0. */
  get scored() {
    const isOnly = this.app.outputs[this.app.last].data.length === 1;
    return isOnly ? { unit: 0, sign: this.unit === 1 ? 1 : -1 } : { unit: this.unit, sign: 1 };
  }

  get name() {
    return this.app.classes[this.unit];
  }

  get isScore() {
    return this.measures.selectedIndex === 1;
  }

  /** Of all classes, what is shown: their probabilities or their scores. */
  of({ probabilities, scores }) {
    return this.isScore ? scores : probabilities;
  }

  /** A probability or a score as text. */
  write(value) {
    return this.isScore ? number(value) : `${(100 * value).toFixed(1)}%`;
  }
}

/** Give a select these options; the one at the chosen place stays chosen. */
export function options(select, texts) {
  const chosen = select.selectedIndex < texts.length ? Math.max(0, select.selectedIndex) : 0;
  select.replaceChildren(...texts.map((text) => make("option", {}, text)));
  select.selectedIndex = chosen;
}

export function largest(values) {
  return values.indexOf(Math.max(...values));
}

/** The answer to a picture: the probability and the score of each class. */
export function answerTo(app, outputs) {
  const scores = Array.from(scoresOf(app.layers, outputs, app.last));
  return {
    probabilities: Array.from(probabilities(app, outputs)),
    scores: scores.length > 1 ? scores : [-scores[0], scores[0]],
  };
}
