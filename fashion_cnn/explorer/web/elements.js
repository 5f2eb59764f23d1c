// Small helpers to make elements of a page. Text is always text, never markup.

/** An element with attributes, properties that begin with "on" as listeners, and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A number as people write it: enough digits to follow the arithmetic by hand. */
export function number(value, digits = 3) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 0.5 * 10 ** -digits) return value.toExponential(1).replace("-", "−");
  const places = Math.max(0, digits - Math.max(0, Math.floor(Math.log10(size))));
  return value.toFixed(places).replace("-", "−");
}

export function percent(probability) {
  return `${(100 * probability).toFixed(probability >= 0.0995 ? 0 : 1)}%`;
}

/** Paint numbers (rows x columns) on a canvas, one pixel each, in the colours of a map of 256. */
export function paint(canvas, rows, columns, value, low, high, colours) {
  // Setting a size clears a canvas and costs time, even if the size is the same.
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  const context = canvas.getContext("2d");
  const picture = context.createImageData(columns, rows);
  const scale = high > low ? 255 / (high - low) : 0;
  for (let n = 0; n < rows * columns; n++) {
    const level = Math.max(0, Math.min(255, Math.round((value(n) - low) * scale)));
    for (let part = 0; part < 3; part++) picture.data[4 * n + part] = colours[3 * level + part];
    picture.data[4 * n + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
}

// Screen readers read a sentence once the value has stayed for this long, in milliseconds.
const QUIET = 700;

/** Let screen readers read a text, not while it changes with every step. */
export function announce(text) {
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => (document.getElementById("status").textContent = text), QUIET);
}

/** A function that, however often it is called, does its work once, when the page has time. */
export function whenIdle(work) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, 200);
  };
}
