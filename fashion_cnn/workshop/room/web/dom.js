// Elements of text. Whatever a learner wrote becomes text, never markup.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A sentence of the checks, with `names` in backticks as code. */
export function sentence(text) {
  return text.split("`").map((part, n) => (n % 2 ? element("code", {}, part) : part));
}

export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (field, name) => values[name] ?? field);
}

/** A square picture of rows of 0 and 1. */
export function qrCode(rows, label) {
  const svg = (tag, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const dark = rows.flatMap((row, y) =>
    [...row].map((cell, x) => (Number(cell) ? `M${x} ${y}h1v1h-1z` : "")));
  // Cameras need a light margin of four cells.
  const size = rows.length + 8;
  const picture = svg("svg", { viewBox: `-4 -4 ${size} ${size}`, role: "img", "aria-label": label });
  picture.append(
    svg("rect", { x: -4, y: -4, width: size, height: size, fill: "#fff" }),
    svg("path", { d: dark.join(""), fill: "#000", "shape-rendering": "crispEdges" }),
  );
  return picture;
}
