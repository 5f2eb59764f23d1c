// Small tables of numbers in the colours of a role, and frames on them.

import { make } from "./elements.js";

/** A table of numbers with its name. Screen readers read it as one image, or as `attributes` say. */
export class Numbers {
  constructor(role, attributes = { role: "img" }) {
    this.name = make("figcaption");
    this.frame = make("i", { class: "frame", hidden: true });
    this.table = make("div", { class: `numbers ${role}`, ...attributes });
    this.element = make("figure", {}, this.name, this.table);
    this.cells = [];
  }

  /** Fill it with a name and with { text, kind }, row by row. */
  fill(name, columns, values) {
    const texts = values.map(({ text }) => text);
    const isImage = this.table.getAttribute("role") === "img";
    this.name.textContent = name;
    this.table.setAttribute("aria-label", isImage ? `${name}: ${texts.join(" ")}` : name);
    this.columns = columns;
    this.rows = values.length / columns;
    if (this.cells.length !== values.length) {
      this.cells = values.map(() => make("span"));
      this.table.replaceChildren(...this.cells, this.frame);
    }
    values.forEach(({ text, kind = "" }, n) => {
      this.cells[n].textContent = text;
      this.cells[n].className = kind;
    });
    const longest = Math.max(1, ...texts.map((text) => text.length));
    this.table.style.setProperty("--columns", columns);
    this.table.style.setProperty("--letter", Math.min(0.6, 1.65 / longest));
  }

  at(row, column) {
    return this.cells[row * this.columns + column];
  }

  /** Lay the frame over rows and columns. */
  lay(top, left, height, width) {
    place(this.frame, top, left, height, width, this.rows, this.columns);
  }
}

/** Place an element over a part of its parent, which is divided into rows and columns. */
export function place(element, top, left, height, width, rows, columns) {
  element.hidden = false;
  element.style.top = `${(100 * top) / rows}%`;
  element.style.left = `${(100 * left) / columns}%`;
  element.style.height = `${(100 * height) / rows}%`;
  element.style.width = `${(100 * width) / columns}%`;
}
