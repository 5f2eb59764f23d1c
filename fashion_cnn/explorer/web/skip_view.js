// Links to the sections, for those who come with the keyboard.

import { make } from "./elements.js";

const SECTIONS = ["picture", "network", "answer", "inspector"];

export function skipView(app, section) {
  const links = SECTIONS.map((id) => make("a", { href: `#${id}` }));
  section.append(...links);
  return (change) => {
    if (change !== "language") return;
    section.setAttribute("aria-label", app.say("sections"));
    links.forEach((link, n) => (link.textContent = app.say(SECTIONS[n])));
  };
}
