// Stepping from output to output, by keys, buttons or the pointer.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** A position among rows x columns. `moved` is called when it changes. */
export class Walk {
  constructor(moved) {
    this.moved = moved;
    [this.rows, this.columns, this.row, this.column] = [1, 1, 0, 0];
  }

  resize(rows, columns) {
    [this.rows, this.columns] = [rows, columns];
    this.to(this.row, this.column);
  }

  get count() {
    return this.rows * this.columns;
  }

  /** The position counted row by row. */
  get number() {
    return this.row * this.columns + this.column;
  }

  /** Go to the position, or to the nearest one that there is. */
  to(row, column) {
    this.row = Math.max(0, Math.min(this.rows - 1, row));
    this.column = Math.max(0, Math.min(this.columns - 1, column));
    this.moved();
  }

  /** Go to a position counted row by row; after the last one comes the first. */
  toNumber(number) {
    number = (number + this.count) % this.count;
    this.to(Math.floor(number / this.columns), number % this.columns);
  }
}

/** Let the pointer walk over an element that shows the outputs; with the focus, also the arrow keys. */
export function walkOver(element, walk) {
  walkByPointer(element, walk, (down, across) => [down * walk.rows, across * walk.columns].map(Math.floor));
  element.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step) walk.to(walk.row + step[0], walk.column + step[1]);
    else if (event.key === "Home") walk.toNumber(0);
    else if (event.key === "End") walk.toNumber(walk.count - 1);
    else return;
    event.preventDefault();
  });
}

/**
 * Let the pointer walk over the element. `locate` turns a place in it, the parts of its height and
 * width from 0 to 1, into a row and a column.
 */
export function walkByPointer(element, walk, locate) {
  const follow = (event) => {
    const box = element.getBoundingClientRect();
    const place = locate((event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width);
    walk.to(...place);
  };
  element.addEventListener("pointermove", follow);
  element.addEventListener("pointerdown", follow);
}

/** Say to a screen reader which output an element shows: it is a slider from the first to the last. */
export function sayPosition(element, walk, text) {
  element.setAttribute("aria-valuemin", 1);
  element.setAttribute("aria-valuemax", walk.count);
  element.setAttribute("aria-valuenow", walk.number + 1);
  element.setAttribute("aria-valuetext", text);
}
