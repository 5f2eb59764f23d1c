// Links to the sections: to the first ones for those who come with the keyboard, to those further
// down, which a screen does not show at first, for all.

import { make } from "./elements.js";

const SECTIONS = ["picture", "network", "answer", "inspector"];
// Each with the sentence that names it.
const FURTHER = { why: "why", compare: "compare", play: "play", words: "in_words", source: "source" };

export function skipView(app, section) {
  const links = SECTIONS.map((id) => make("a", { href: `#${id}` }));
  section.append(...links);
  return (change) => {
    if (change !== "language") return;
    section.setAttribute("aria-label", app.say("sections"));
    links.forEach((link, n) => (link.textContent = app.say(SECTIONS[n])));
  };
}

/** The sections further down, if they have something to show; those that are folded are opened. */
export function furtherView(app, section) {
  const links = Object.keys(FURTHER).map((id) => make("a", { href: `#${id}`, onclick: () => unfold(id) }));
  section.append(...links);

  function unfold(id) {
    const details = document.querySelector(`#${id} > details`);
    if (details) details.open = true;
  }

  return (change) => {
    if (change !== "language" && change !== "model") return;
    section.setAttribute("aria-label", app.say("further_down"));
    for (const [n, [id, key]] of Object.entries(FURTHER).entries()) {
      const target = document.getElementById(id);
      links[n].hidden = target.hidden || !target.childElementCount;
      links[n].textContent = app.say(key);
    }
  };
}
