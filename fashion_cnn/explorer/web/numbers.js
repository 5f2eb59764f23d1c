// Small tables of numbers in the colours of a role, and frames on them.

import { make } from "./elements.js";

/** A table of numbers with its name: fill it with { text, kind }, row by row. */
export class Numbers {
  constructor(role, attributes = {}) {
    this.name = make("figcaption");
    this.frame = make("i", { class: "frame", hidden: true });
    this.table = make("div", { class: `numbers ${role}`, ...attributes });
    this.element = make("figure", {}, this.name, this.table);
    this.cells = [];
  }

  fill(columns, values) {
    this.columns = columns;
    this.rows = values.length / columns;
    this.cells = values.map(({ text, kind = "" }) => make("span", { class: kind }, text));
    const longest = Math.max(1, ...values.map(({ text }) => text.length));
    this.table.style.setProperty("--columns", columns);
    this.table.style.setProperty("--letter", Math.min(0.5, 1.3 / longest));
    this.table.replaceChildren(...this.cells, this.frame);
  }

  /** Write other texts into the cells. */
  write(texts) {
    texts.forEach((text, n) => (this.cells[n].textContent = text));
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
