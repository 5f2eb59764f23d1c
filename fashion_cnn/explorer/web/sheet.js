// All maps of a layer on one canvas: a browser paints one large canvas faster than many small ones.

import { make } from "./elements.js";

// Maps above one another.
export const ROWS = 8;
// Maps with fewer columns are enlarged to at least as many pixels: the gap between is one of them.
const LEAST = 14;

export class Sheet {
  /** For `count` maps of rows x columns, eight above one another. */
  constructor([rows, columns], count) {
    this.scale = Math.max(1, Math.ceil(LEAST / columns));
    this.gap = Math.max(1, Math.round((columns * this.scale) / LEAST));
    this.cell = { height: rows * this.scale + this.gap, width: columns * this.scale + this.gap };
    const height = Math.min(ROWS, count) * this.cell.height;
    const width = Math.ceil(count / ROWS) * this.cell.width;
    this.canvas = make("canvas", { class: "sheet", width, height, "aria-hidden": "true" });
    this.context = this.canvas.getContext("2d");
    this.picture = this.context.createImageData(width, height);
    this.pixels = new Uint32Array(this.picture.data.buffer); // a pixel's four bytes at once
  }

  /** The gap as a share of the width of a cell. */
  get margin() {
    return this.gap / this.cell.width;
  }

  /** Paint these channels of an output, each on a scale of its own, in the colours of a map of 256. */
  paint(output, channels, colours) {
    const table = asPixels(colours);
    channels.forEach((channel, n) => this.paintMap(output, channel, n, table));
    this.context.putImageData(this.picture, 0, 0);
  }

  /** Paint a channel in cell n. */
  paintMap(output, channel, n, table) {
    const [rows, columns, count] = output.shape;
    const [low, high] = range(output, channel);
    const { width } = this.picture;
    const factor = high > low ? 255 / (high - low) : 0;
    const first = (n % ROWS) * this.cell.height * width + Math.floor(n / ROWS) * this.cell.width;
    for (let row = 0; row < rows; row++) {
      const start = first + row * this.scale * width;
      for (let column = 0; column < columns; column++) {
        const value = output.data[(row * columns + column) * count + channel];
        const colour = table[Math.round((value - low) * factor)];
        const at = start + column * this.scale;
        for (let n = at; n < at + this.scale; n++) this.pixels[n] = colour;
      }
      // The other lines of an enlarged row are the same.
      for (let line = 1; line < this.scale; line++) {
        this.pixels.copyWithin(start + line * width, start, start + columns * this.scale);
      }
    }
  }
}

/** The smallest value of a channel, or 0, and the largest, or 0. */
export function range({ shape, data }, channel) {
  let [low, high] = [0, 0];
  for (let n = channel; n < data.length; n += shape[2]) {
    if (data[n] < low) low = data[n];
    if (data[n] > high) high = data[n];
  }
  return [low, high];
}

const TABLES = new Map();

/** The colours of a map, each as one number: red is the lowest byte, and the highest is opaque. */
function asPixels(colours) {
  if (!TABLES.has(colours)) {
    const bytes = Uint8Array.from({ length: 1024 }, (_, n) => (n % 4 === 3 ? 255 : colours[3 * (n >> 2) + (n % 4)]));
    TABLES.set(colours, new Uint32Array(bytes.buffer));
  }
  return TABLES.get(colours);
}
