// The page's own program, with line numbers, to read.

import { make } from "./elements.js";

// As page.py writes each file of the program: a function that returns what the file exports.
const FILE = /^const (\w+)_js = \(\(\) => \{\n([\s\S]*?)\nreturn \{[^\n]*\};\n\}\)\(\);$/gm;

export function sourceView(app, section) {
  const heading = make("h2");
  const about = make("p");
  const files = new Map();
  const choice = make("select", { id: "file", onchange: () => show(choice.value) });
  const label = make("label", { for: "file" });
  const lines = make("ol", { class: "lines" });
  const code = make("pre", { tabindex: "0", role: "region" }, lines);
  const parts = [make("summary", {}, heading), about, make("p", {}, label, " ", choice), code];
  const details = make("details", { ontoggle: () => details.open && read() }, ...parts);
  section.append(details);

  function read() {
    if (files.size) return;
    const program = document.querySelector("script[type=module]").textContent;
    for (const [, name, text] of program.matchAll(FILE)) files.set(`${name}.js`, text);
    choice.append(...[...files.keys()].map((name) => make("option", {}, name)));
    show("forward.js");
  }

  function show(name) {
    choice.value = name;
    const text = files.get(name).trim().split("\n");
    lines.replaceChildren(...text.map((line) => make("li", {}, line || " ")));
    code.setAttribute("aria-label", name);
    code.scrollTop = 0;
  }

  return (change) => {
    if (change !== "language") return;
    heading.textContent = app.say("source");
    about.textContent = app.say("source_is");
    label.textContent = app.say("source_file");
  };
}
