// Drawing on the picture: a pen and an eraser, for mouse, finger, pen and keyboard.

// The pen's radius as a share of the picture's height, and the strokes that can be taken back.
const RADIUS = 1 / 20;
const MOST_UNDONE = 50;
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** A stroke from one place to another (row, column): brightness for the pen, black for the eraser. */
export function drawLine(values, [rows, columns, channels], from, to, isErasing) {
  const radius = rows * RADIUS;
  const reach = Math.ceil(1.5 * radius);
  const inside = (value, count) => Math.max(0, Math.min(count, value));
  const first = [0, 1].map((axis) => Math.floor(Math.min(from[axis], to[axis])) - reach);
  const last = [0, 1].map((axis) => Math.ceil(Math.max(from[axis], to[axis])) + reach);
  for (let row = inside(first[0], rows); row < inside(last[0] + 1, rows); row++) {
    for (let column = inside(first[1], columns); column < inside(last[1] + 1, columns); column++) {
      // Most in the middle of the line, less at its edge.
      const ink = Math.max(0, Math.min(1, 1.5 - distance([row, column], from, to) / radius));
      for (let n = (row * columns + column) * channels, end = n + channels; n < end; n++) {
        values[n] = isErasing ? Math.min(values[n], 1 - ink) : Math.max(values[n], ink);
      }
    }
  }
}

/** How far a place is from the line between two others. */
function distance(place, from, to) {
  const along = [to[0] - from[0], to[1] - from[1]];
  const length = along[0] ** 2 + along[1] ** 2;
  const part = length && ((place[0] - from[0]) * along[0] + (place[1] - from[1]) * along[1]) / length;
  const near = Math.max(0, Math.min(1, part));
  return Math.hypot(place[0] - from[0] - near * along[0], place[1] - from[1] - near * along[1]);
}

/** Lets people draw on an element that shows the picture of the app. */
export class Drawing {
  constructor(app, element, pen) {
    this.app = app;
    this.element = element;
    this.pen = pen; // shows where the keyboard draws
    this.isErasing = false;
    this.before = []; // what to show again, the last stroke last
    element.addEventListener("pointerdown", (event) => this.start(event));
    element.addEventListener("pointermove", (event) => this.move(event));
    element.addEventListener("pointerup", () => (this.last = null));
    element.addEventListener("pointercancel", () => (this.last = null));
    element.addEventListener("keydown", (event) => this.key(event));
  }

  get shape() {
    return this.app.model.input.picture;
  }

  // -------------------------------------------------------------------------- mouse, pen, finger

  start(event) {
    if (event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    this.remember();
    this.last = this.place(event);
    this.line(this.last, this.last);
  }

  move(event) {
    if (!this.last) return;
    // A browser gathers what happened since it last drew.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) {
      const place = this.place(each);
      drawLine(this.values, this.shape, this.last, place, this.isErasing);
      this.last = place;
    }
    this.show();
  }

  /** The row and the column under the pointer, in pixels of the picture from the middle of the first. */
  place(event) {
    const [rows, columns] = this.shape;
    const { left, top } = this.element.getBoundingClientRect();
    const { clientLeft, clientTop, clientWidth, clientHeight } = this.element; // without its border
    return [
      ((event.clientY - top - clientTop) / clientHeight) * rows - 0.5,
      ((event.clientX - left - clientLeft) / clientWidth) * columns - 0.5,
    ];
  }

  // -------------------------------------------------------------------------------------- keyboard

  /** Arrow keys move the pen; with Shift it draws. Space draws a dot; Ctrl+Z takes a stroke back. */
  key(event) {
    const [rows, columns] = this.shape;
    this.at ??= [Math.floor(rows / 2), Math.floor(columns / 2)];
    const step = STEPS[event.key];
    if ((event.ctrlKey || event.metaKey) && event.key === "z") this.undo();
    else if (step) {
      const from = this.at;
      const within = (value, count) => Math.max(0, Math.min(count - 1, value));
      this.at = [within(from[0] + step[0], rows), within(from[1] + step[1], columns)];
      if (event.shiftKey) this.keyLine(from);
    } else if (event.key === " ") this.keyLine(this.at);
    else return;
    event.preventDefault();
    this.showPen();
  }

  keyLine(from) {
    this.remember();
    this.line(from, this.at);
  }

  showPen() {
    const [rows, columns] = this.shape;
    this.pen.style.top = `${(100 * (this.at[0] + 0.5)) / rows}%`;
    this.pen.style.left = `${(100 * (this.at[1] + 0.5)) / columns}%`;
    this.pen.hidden = false;
  }

  // --------------------------------------------------------------------------------------- strokes

  /** Keep what is shown, to show it again when the stroke that follows is taken back. */
  remember() {
    const { image, source } = this.app;
    if (image) this.before.push({ values: image.data, source, shape: `${this.shape}` });
    if (this.before.length > MOST_UNDONE) this.before.shift();
    this.values = image ? Float32Array.from(image.data) : this.empty();
  }

  line(from, to) {
    drawLine(this.values, this.shape, from, to, this.isErasing);
    this.show();
  }

  show() {
    this.app.show(this.values, { kind: "drawn" });
  }

  empty() {
    return new Float32Array(this.shape.reduce((product, size) => product * size, 1));
  }

  clear() {
    this.remember();
    this.values = this.empty();
    this.show();
  }

  /** Not over a picture that was chosen since the last stroke, nor for a model of another shape. */
  get canUndo() {
    return this.app.source?.kind === "drawn" && this.before.at(-1)?.shape === `${this.shape}`;
  }

  undo() {
    if (!this.canUndo) return;
    const { values, source } = this.before.pop();
    this.app.show(values, source);
  }
}
